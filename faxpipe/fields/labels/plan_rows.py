"""The number in the row of a plan, "Insurance  Anthem  No. W20 661", and a referral's that authorizes it.

Place in the sentence: words -> **fields**, between `labels` and `sections`. "No." by itself asks for anything; in
the row that asks for the plan it asks for the member's number, unless the page asks for that elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from faxpipe.document import Word
from faxpipe.fields.kinds.ids import IdKind, find_ids
from faxpipe.fields.labels.book import LabelBook, normal_label
from faxpipe.fields.labels.sections import Hit, Strength
from faxpipe.layout import Layout
from faxpipe.referral import Check

PAYER, MEMBER, LABEL = "coverage.payer", "coverage.member_id", "member id"
SHORT = frozenset({"no", "nr", "num", "#", "id", "number"})
FIGURES_MIN = 5


def plan_rows(page: Layout, raw: list[Hit], book: LabelBook) -> list[Hit]:
    """`raw` with a label of the member's number wherever a number stands behind "No." in the row of a plan."""
    if LABEL not in book.entries or any(MEMBER in hit.fields for hit in raw):
        return raw
    found = [one for hit in raw if PAYER in hit.fields for one in _numbers(page, raw, hit)]
    places = {(hit.line, hit.segment, hit.start) for hit in found}
    kept = [hit for hit in raw if (hit.line, hit.segment, hit.start) not in places]
    return sorted([*kept, *found], key=lambda hit: (hit.line, hit.segment, hit.start)) if found else raw


def second_plans(page: Layout, raw: list[Hit], book: LabelBook) -> list[Hit]:
    """`raw` with each label of a plan that is numbered as the second or later opening its section: "Payer 2",
    and "2. Payer" where "1. Payer" stands above."""
    if SECOND not in book.entries:
        return raw
    firsts = {hit.label for hit in raw if hit.fields == (PAYER,) and FIRST_BEFORE.match(_printed(page, hit))}
    opens = book.entries[SECOND].opens
    return [
        replace(hit, label=SECOND, fields=(), opens=opens)
        if hit.fields == (PAYER,) and _is_second(_printed(page, hit), counted=hit.label in firsts)
        else hit
        for hit in raw
    ]


def _is_second(printed: str, *, counted: bool) -> bool:
    return SECOND_BEHIND.search(printed) is not None or (counted and SECOND_BEFORE.match(printed) is not None)


def _printed(page: Layout, hit: Hit) -> str:
    """A label with what numbers it: "2. Payer", "Ins. #2:"."""
    words = page.lines[hit.line].segments[hit.segment].words
    numbered = words[hit.end : hit.end + 1]
    end = hit.end + bool(numbered and COUNT.fullmatch(numbered[0].text))
    return " ".join(word.text for word in words[:end])


SECOND = "second payer"
FIRST_BEFORE = re.compile(r"\W*(?:1|I|l)[.):]")
SECOND_BEFORE = re.compile(r"\W*(?:[2-4]|II|III|ll|lll)[.):]")
COUNT = re.compile(r"\W{0,2}(?:[2-4]|II|III)\W?:")
SECOND_BEHIND = re.compile(r"[A-Za-z]\W{1,3}(?:no\.?\s)?(?:[2-4]|II|III|two)\W*$")


def authorized(page: Layout, raw: list[Hit]) -> list[Hit]:
    """`raw` with each label of a referral's number before one of the Veterans Affairs asking for the
    authorization, which such a number is: "Referral no.: VA0012345678"."""
    return [
        replace(hit, label=ASKED, fields=(AUTHORIZATION,))
        if hit.label in REFERRAL_NUMBERS and _of_veterans(page, hit)
        else hit
        for hit in raw
    ]


def _of_veterans(page: Layout, hit: Hit) -> bool:
    line = page.lines[hit.line]
    behind = [
        word.text
        for at, one in enumerate(line.segments)
        for word in one.words[hit.end if at == hit.segment else 0 :]
        if at >= hit.segment
    ]
    return any(VETERANS_NUMBER.fullmatch(text.strip(".,;:")) for text in behind[:NEAR_WORDS])


AUTHORIZATION, ASKED = "coverage.authorization_number", "authorization number"
REFERRAL_NUMBERS = frozenset({"referral #", "referral no", "referral number", "referral id", "ref #"})
VETERANS_NUMBER = re.compile(r"\W*VA\d{10}")
NEAR_WORDS = 3


def _numbers(page: Layout, raw: list[Hit], payer: Hit) -> Iterator[Hit]:
    taken = {
        (hit.segment, n) for hit in raw if hit.line == payer.line and hit.fields for n in range(hit.start, hit.end)
    }
    for index, segment in enumerate(page.lines[payer.line].segments):
        begin = payer.end if index == payer.segment else 0
        for at in range(begin, len(segment.words) if index >= payer.segment else 0):
            word = segment.words[at]
            short = normal_label(word.text) in SHORT or word.text.strip(".:") == "#"
            if short and (index, at) not in taken and _identifies(segment.words[at + 1 :]):
                yield Hit(payer.line, index, at, at + 1, LABEL, (MEMBER,), word.box, Strength.COLON)
                return


def _identifies(words: tuple[Word, ...]) -> bool:
    """Whether the next words are a member's number, with figures enough to be none of visits."""
    text = " ".join(word.text for word in words)
    one = next(iter(find_ids(text, IdKind.MEMBER)), None)
    if one is None or one.start > 1 or one.check in (Check.FAILED, Check.UNREADABLE) or one.note == "phone_shape":
        return False
    return sum(map(str.isdigit, str(one.value))) >= FIGURES_MIN
