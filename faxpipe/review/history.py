"""What became of one fax, in plain words and in order: events, people's values, words on pages, who looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from faxpipe import plain
from faxpipe.amended import FLAGS, Act, Correction
from faxpipe.completeness import PAGES
from faxpipe.fields.resolution.typed import shown
from faxpipe.store import Event, FaxDetail
from faxpipe.store.decisions import About, PageDecision

WORDS = {
    "accepted": "The fax arrived",
    "arrived_again": "The same fax arrived again",
    "reopened": "It was opened again",
    "read": "It was read",
    "put_back": "Reading was interrupted and starts anew",
    "rescued": "Reading stopped and starts anew",
    "gave_up": "Every attempt at reading failed",
    "failed": "Reading failed",
    "unreadable": "It cannot be read",
    "requeued": "It is to be read again",
    "opened": "Opened",
    "left": "Put down",
    "taken_over": "Taken over",
    "assigned": "Assigned",
    "snoozed": "Put aside",
    "woken": "Brought back",
    "disposed": "Decided",
    "note": "Note",
    "linked": "An answer was linked",
    "unlinked": "A link was undone",
    "link_refused": "A link was refused",
    "corrected": "Corrected",
    "confirmed": "Confirmed",
    "not_on_fax": "Said not to be on the fax",
    "settled": "Looked into the doubts about the pages",
    "dismissed": "Said that a red flag is none",
    "undone": "Took back",
    "pages_said": "Decided about a page",
}
QUIET = frozenset({"opened", "left", "put_back"})
"""Told only where the history is shown in full."""
MATTERS = {PAGES: "what was said of the doubts about the pages", FLAGS: "what was said of a red flag"}
FROM_REFERRAL = frozenset({"corrected", "confirmed", "not_on_fax", "undone"})


@dataclass(frozen=True, slots=True)
class HistoryLine:
    at: datetime
    who: str
    words: str = field(repr=False)
    detail: str = field(repr=False)
    quiet: bool = False


def history(detail: FaxDetail, said: Sequence[PageDecision]) -> tuple[HistoryLine, ...]:
    """Everything, the latest first."""
    values = {(one.at, one.author, one.value.field): one for one in detail.corrections}
    pages = {(one.at, one.author): one for one in said}
    lines = [_line(event, values, pages) for event in detail.events]
    return tuple(reversed(lines))


def event_words(event: Event) -> str:
    """One event in a few words, without any value."""
    return WORDS.get(event.event, event.event.replace("_", " ").capitalize())


def _line(
    event: Event,
    values: dict[tuple[datetime, str, str], Correction],
    pages: dict[tuple[datetime, str], PageDecision],
) -> HistoryLine:
    words, detail = event_words(event), event.detail
    if event.event in FROM_REFERRAL:
        name = event.detail.partition(" ")[2]
        one = values.get((event.at, event.actor, name))
        words = f"{words}: {MATTERS.get(name) or plain.title(name)}"
        detail = shown(one.value.value) if one is not None and one.act in {Act.CORRECT, Act.CONFIRM} else ""
    elif event.event == "pages_said":
        decision = pages.get((event.at, event.actor))
        detail = page_words(decision) if decision is not None else ""
    elif event.event in {"read", "requeued", "disposed"}:
        detail = plain.reason(event.detail.split()[-1]) if event.detail else ""
    return HistoryLine(event.at, event.actor, words, detail, event.event in QUIET)


def page_words(one: PageDecision) -> str:
    """A decision about a page: "Page 2: kind is face sheet"."""
    if one.value is None:
        return f"Page {one.page}: the word on its {one.about.value} was taken back"
    if one.about is About.KIND:
        return f"Page {one.page} is a {one.value.replace('_', ' ')}"
    if one.about is About.ROTATION:
        return f"Page {one.page} turned by {one.value} degrees"
    if one.about is About.PURPOSE:
        return f"Page {one.page} belongs to a referral"
    if one.value == "0":
        return f"Page {one.page} belongs to no patient"
    if one.value == str(one.page):
        return f"Page {one.page} begins a patient of its own"
    return f"Page {one.page} belongs with page {one.value}"
