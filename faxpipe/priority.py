"""How soon somebody must look: emergency, urgent, priority or routine, and why.

Between fields and verdict. Findings that make it an emergency come in as red flags, found elsewhere; here the
rest is weighed. A value that is only held counts as well: being looked at too early costs minutes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from faxpipe.clock import onset_of, written_on
from faxpipe.referral import (
    PRIORITY_ORDER,
    Candidate,
    FieldStatus,
    FieldValue,
    Pathway,
    Priority,
    RedFlag,
    Value,
)

PAIN_URGENT = 8
PAIN_PRIORITY = 5
ACUTE_DAYS = 6 * 7
NEARING_DAYS = (10 * 7, 12 * 7)
"""A subacute fracture in its last two weeks before the twelve-week limit of most coverage rules."""
UNREAD = "A page of this fax could not be read."
UNREAD_LOOSE = "A page that could not be read may belong to this patient."
NOT_READ = "A page of this fax was not read: the machine ran out of time."
HARDLY_ASKED = "Little of the page that asks could be surely read; it may say that it is urgent."
PAIN_DOUBTED = "The pain score reads 0 with doubt; it may be the end of a higher one."
ASKED_BY_NOBODY = "A request that could hardly be read is nobody's yet; it may say that it is urgent."
UNREAD_PAGES = {
    NOT_READ: Priority.URGENT,
    ASKED_BY_NOBODY: Priority.URGENT,
    HARDLY_ASKED: Priority.URGENT,
    UNREAD: Priority.PRIORITY,
    UNREAD_LOOSE: Priority.PRIORITY,
}
"""What may stand on a page that nobody read decides how soon somebody must look at it: at once where it may well
be plain print or is the request itself, early at a scrawl or a blot."""
HELD_FROM = 0.5
"""Confidence from which a held or competing value raises the priority."""


@dataclass(frozen=True, slots=True)
class Urgency:
    """`because`: one sentence for each thing that raised the priority, without patient data."""

    priority: Priority
    because: tuple[str, ...] = ()


def urgency(
    fields: Sequence[FieldValue],
    red_flags: Sequence[RedFlag],
    pathway: Pathway,
    received: date,
    *,
    doubts: Sequence[str] = (),
) -> Urgency:
    """The highest priority that anything asserted asks for; `received`: the day of the fax. `doubts`: what is said
    of its pages, those of `UNREAD_PAGES` among them."""
    known = {value.field: value for value in fields}
    raised = [(flag.priority, _flag_says(flag)) for flag in red_flags]
    pain, unsure = _highest_pain(known.get("symptoms.pain_score"))
    hedge = " (read with doubt)" if unsure else ""
    if pain >= PAIN_URGENT:
        raised.append((Priority.URGENT, f"Pain score of {PAIN_URGENT} or more{hedge}."))
    elif _reads_nothing(known.get("symptoms.pain_score")):
        raised.append((Priority.URGENT, PAIN_DOUBTED))
    if said := _sender_says(known.get("order.urgency")):
        raised.append((Priority.URGENT, said))
    if deficit := _deficit(known.get("exam.neuro"), pathway):
        raised.append((Priority.URGENT, deficit))
    unread = [says for says in doubts if says in UNREAD_PAGES]
    if _told(known.get("order.urgency")):
        unread = [says for says in unread if says != HARDLY_ASKED]
    raised += [(UNREAD_PAGES[says], says) for says in unread]
    if pathway is Pathway.VCF:
        raised += _clock(known, pain, received)
    if not raised:
        return Urgency(Priority.ROUTINE)
    top = min((priority for priority, _ in raised), key=PRIORITY_ORDER.index)
    ordered = sorted(raised, key=lambda pair: PRIORITY_ORDER.index(pair[0]))
    return Urgency(top, tuple(dict.fromkeys(says for _, says in ordered)))


def _flag_says(flag: RedFlag) -> str:
    return f"Red flag: {flag.flag.replace('_', ' ')}."


def _readings(value: FieldValue | None) -> list[tuple[Value, bool]]:
    """Every value somebody might have meant, with whether it is only held."""
    if value is None or value.status is FieldStatus.MISSING:
        return []
    held = value.status is not FieldStatus.FOUND
    own = value.value is not None and (not held or (value.confidence or 0.0) >= HELD_FROM)
    readings: list[tuple[Value, bool]] = [(value.value, held)] if own and value.value is not None else []
    readings += [
        (other.value, True)
        for other in value.others
        if held and other.value is not None and other.confidence >= HELD_FROM
    ]
    return readings


def _highest_pain(value: FieldValue | None) -> tuple[int, bool]:
    scores = [(score, held) for score, held in _readings(value) if isinstance(score, int) and 0 <= score <= 10]
    return max(scores, key=lambda pair: (pair[0], not pair[1]), default=(0, False))


def _reads_nothing(value: FieldValue | None) -> bool:
    """Whether an answer about pain reads 0 with doubt: of "8/10" in a hand often only the last figure is read, and
    nobody is sent to a pain clinic without pain."""
    return value is not None and value.status is FieldStatus.UNCERTAIN and value.value == 0


def _deficit(value: FieldValue | None, pathway: Pathway) -> str:
    """A deficit found on examination: with a fracture, or where a form's question about it was answered so. It
    counts as new unless somebody says that it is old; a doubtful word of prose does not count."""
    asked = value is not None and value.method in ANSWERED
    said = [held for deficit, held in _readings(value) if deficit == "deficit" and (asked or not held)]
    if value is not None and value.value == "normal" and not any(map(_weighs, value.others)):
        return ""
    if not said or (pathway is not Pathway.VCF and not asked):
        return ""
    return "A neurologic deficit was found on examination" + (" (read with doubt)." if said[0] else ".")


ANSWERED = frozenset({"label", "tick"})


def _weighs(other: Candidate) -> bool:
    """Whether what stands against an answer of "normal" is an answer as well, or was read for sure."""
    return other.method in ANSWERED or other.confidence >= SURE


SURE = 0.75


def _sender_says(value: FieldValue | None) -> str:
    for said, held in _readings(value):
        if said in ("stat", "urgent"):
            return f"The sender marked it {said}" + (" (read with doubt)." if held else ".")
    torn = value is not None and value.value in ("stat", "urgent") and value.method in ANSWERED
    unread = value is not None and value.status is FieldStatus.UNCERTAIN and (value.value is None or torn)
    if unread and value is not None and not _empty_rings(value.words or ""):
        return "How urgent the sender marked it could not be read."
    return ""


def _told(value: FieldValue | None) -> bool:
    return value is not None and value.status is FieldStatus.FOUND


def _empty_rings(words: str) -> bool:
    """Whether an empty ring, read as a letter, stands before each pressing one of printed choices and before no
    other: "Routine O Urgent O STAT" of which the first ring is filled."""
    choices = re.findall(
        r"(?:(?<=\s)|^)([Oo0]\s+)?(routine|elective|urgent|stat|asap|emergent)\b", words, re.IGNORECASE
    )
    pressing = [bool(ring) for ring, word in choices if word.lower() not in ("routine", "elective")]
    others = [bool(ring) for ring, word in choices if word.lower() in ("routine", "elective")]
    return bool(pressing and others) and all(pressing) and not any(others)


def _clock(known: dict[str, FieldValue], pain: int, received: date) -> list[tuple[Priority, str]]:
    """The time left: an acute fracture with pain, a subacute one close to twelve weeks."""
    written = written_on(known, received)
    ages = [
        onset.days_before(received)
        for value, _ in _readings(known.get("fracture.onset"))
        if (onset := onset_of(value, written)) and onset.earliest <= received
    ]
    raised: list[tuple[Priority, str]] = []
    if pain >= PAIN_PRIORITY and any(youngest < ACUTE_DAYS for youngest, _ in ages):
        raised.append((Priority.PRIORITY, f"Fracture under 6 weeks old with pain of {PAIN_PRIORITY} or more."))
    low, high = NEARING_DAYS
    if any(youngest <= high and oldest >= low for youngest, oldest in ages):
        raised.append((Priority.PRIORITY, "Fracture nearing 12 weeks."))
    return raised
