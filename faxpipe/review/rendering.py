"""Templates become pages. Everything is escaped; there is no way around it here.

Every template knows `person` (None before log-in), `csrf`, `clinic`, `now`, `notice` (a word said once), `path`,
and the filters below.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from faxpipe import plain
from faxpipe.review.gate import noted
from faxpipe.review.house import house

TEMPLATES = Path(__file__).with_name("templates")


def environment() -> Environment:
    """The templates, every value escaped, an unknown name an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "age": age,
        "when": when,
        "day": day,
        "title_of": plain.title,
        "plain_reason": plain.reason,
        "page_numbers": plain.pages,
        "spoken": spoken,
    }
    return made


def render(request: Request, template: str, /, *, status: int = 200, **context: Any) -> HTMLResponse:
    """`template` as a page. A waiting notice is shown, and then forgotten."""
    place = house(request)
    person = noted(request).person
    notice = getattr(request.state, "notice", "")
    if notice and person is not None:
        with place.desks.one() as desk:
            desk.sessions.say(person.session_id, "")
    shared = {
        "person": person,
        "csrf": person.csrf if person else "",
        "clinic": place.config.clinic,
        "now": place.clock(),
        "notice": notice,
        "path": request.url.path,
    }
    page = place.templates.get_template(template).render(shared | context)
    return HTMLResponse(page, status_code=status)


@pass_context
def age(context: Context, then: datetime) -> str:
    """How long ago in plain words: "just now", "5 minutes", "3 hours", "2 days"."""
    seconds = max(0.0, (context["now"] - then).total_seconds())
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        count = int(seconds // length)
        if count:
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return "just now"


def when(moment: datetime) -> str:
    """A time on the office's clock: "Mar 2, 2026, 9:15 AM"."""
    local = moment.astimezone()
    return f"{day(local.date())}, {local.hour % 12 or 12}:{local:%M} {'AM' if local.hour < 12 else 'PM'}"


def day(value: date) -> str:
    """A day as people write it here: "Mar 2, 2026"."""
    if isinstance(value, datetime):
        value = value.astimezone().date()
    return f"{value:%b} {value.day}, {value.year}"


def spoken(code: str) -> str:
    """A code as words: "not_a_referral" -> "not a referral"."""
    return str(code).replace("_", " ")
