"""Red flags: findings about this patient, asserted in prose, that raise the priority.

Place in the sentence: words -> packets -> **fields**; completeness turns them into a priority. What stands in a
form's ticked options comes from the ticks, not from here; the wording of an option list claims nothing. The
trap: the same words stand denied, in a relative's history and in return precautions on nearly every fax.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import chain

from faxpipe.document import PageKind, TickBox
from faxpipe.fields.flags.alarming import alarming
from faxpipe.fields.flags.concepts import concept_matches
from faxpipe.fields.flags.patterns import (
    EMERGENCY,
    EXCLUDED,
    FRACTURE,
    NEW,
    NEWNESS_NEEDED,
    PATTERNS,
    WITH_FRACTURE,
)
from faxpipe.fields.flags.sender_words import sender_words, standing_advice, tick_before, typed_empties
from faxpipe.fields.kinds.allergies import find_allergies
from faxpipe.fields.kinds.drugs import exact_drug
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.icd10 import find_icd10
from faxpipe.fields.prose.assertion import Assertion, assess, assess_tokens, past_year, past_years_only
from faxpipe.fields.prose.care import neuro
from faxpipe.fields.prose.headings import Section
from faxpipe.fields.prose.misread import may_deny
from faxpipe.fields.prose.pain import SCALE_END, pain_scores
from faxpipe.fields.prose.text import NOTHING_SAID, SILENT_KINDS, Phrases, Said, Sentence, sentences
from faxpipe.layout import Layout
from faxpipe.long_past import long_past
from faxpipe.referral import Priority, RedFlag

_MALIGNANT_CODES = re.compile(r"M84\.5|C79\.5|C90\.[0-3][02]|C41\.2|D4[79]\.")
_YEAR = re.compile(r"(?<!\d)(20[0-9]{2})(?!\d)")
PAIN_URGENT = 8
"""From this pain score on, 0..10, a referral is urgent."""


def red_flags(
    layouts: Sequence[tuple[Layout, PageKind]],
    *,
    ticks: Mapping[int, Sequence[TickBox]] | None = None,
    said: Said = NOTHING_SAID,
    broken: bool = False,
    received: date | None = None,
) -> tuple[RedFlag, ...]:
    """The red flags of one referral's pages, most pressing first, one of each name and page.

    `ticks`: the tick boxes of each page by page number. A finding or an "URGENT" right of an unticked box
    claims nothing, right of a ticked one it does. `said`: the sentences of pages where they are known.
    `broken`: a fracture is told of elsewhere. `received`: the day of the fax, by which a year is past; None where
    only its own years tell.
    """
    pages = [(page, kind) for page, kind in layouts if kind not in SILENT_KINDS]
    read = [s for page, kind in pages for s in said.get(page.page) or sentences(page, kind)]
    year_now = _year_now(read, received)
    flags = [flag for s in read for flag in _in_sentence(s, (ticks or {}).get(s.page, ()), year_now)]
    empty = {page.page: typed_empties(page.lines) for page, kind in pages if kind is PageKind.COVER_SHEET}
    flags += [
        _flag(s, "sender_urgent", start, end)
        for s in read
        for start, end in sender_words(s, read, (*(ticks or {}).get(s.page, ()), *empty.get(s.page, ())))
    ]
    flags += _severe_pain(read)
    told_today = [one for one in read if not (past_years_only(one.text, year_now) and _disbelieved(one, year_now))]
    flags += alarming(told_today, flags, ticks or {}, lambda one: _disbelieved(one, year_now))
    if any(flag.flag in WITH_FRACTURE for flag in flags) and not (
        broken or any(_current_fracture(s) for s in read)
    ):
        flags = [flag for flag in flags if flag.flag not in WITH_FRACTURE]
    return _once(flags)


def _year_now(read: Sequence[Sentence], received: date | None) -> int:
    """The year before which all is past: the last one told, never one to come, such as a card's last; right after
    New Year's the one that just ended. NO_YEAR where nobody knows it."""
    told = max((int(year) for s in read for year in _YEAR.findall(s.text)), default=NO_YEAR)
    return told if received is None else min(told, (received - LATELY).year)


LATELY = timedelta(days=90)


def _once(flags: Iterable[RedFlag]) -> tuple[RedFlag, ...]:
    first: dict[tuple[str, int], RedFlag] = {}
    for flag in flags:
        first.setdefault((flag.flag, flag.page), flag)
    return tuple(
        sorted(first.values(), key=lambda flag: (flag.priority is not Priority.EMERGENCY, flag.page, flag.box.top))
    )


def _in_sentence(sentence: Sentence, ticks: Sequence[TickBox], year_now: int) -> Iterator[RedFlag]:
    for name, first, after in _matches(sentence):
        start, end = _characters(sentence, first, after)
        if _asserted(sentence, name, first, after, ticks, year_now):
            yield _flag(sentence, name, start, end)
    codes = () if sentence.section is Section.PAST else find_icd10(sentence.text)
    for found in () if _are_choices(codes) else codes:
        if (
            _MALIGNANT_CODES.match(str(found.value))
            and _unticked(sentence, found.start, found.end, ticks) is not True
        ):
            yield _flag(sentence, "malignancy_with_fracture", found.start, found.end)


def _disbelieved(sentence: Sentence, year_now: int) -> bool:
    """Whether a cue of the rules stands in a sentence, denied, past or another's, or an examination was normal; a
    cue that is only not new counts for nothing."""
    if [one.value for one in neuro((sentence,))] == ["normal"] or any(
        name in EXCLUDED for name, _, _ in _patterns().find(sentence.doc)
    ):
        return True
    return any(
        name not in NEWNESS_NEEDED and not _asserted(sentence, name, first, after, (), year_now)
        for name, first, after in _matches(sentence)
    )


def _severe_pain(read: Sequence[Sentence]) -> Iterator[RedFlag]:
    """Where pain is told to be severe, at its worst too; that on arrival only if nobody says what became of it."""
    read = [one for one in read if not SCALE_END.fullmatch(one.text)]
    told = [
        (one, pain_scores(one, _heading(before, one))) for before, one in zip((None, *read), read, strict=False)
    ]
    severe = [(one, score) for one, scores in told for score in scores if score.value >= PAIN_URGENT]
    eased = any(score.on_arrival and not score.current for _, score in severe) and _eased(read)
    for sentence, score in severe:
        if score.current or (score.on_arrival and not eased):
            yield _flag(sentence, "severe_pain", score.start, score.end)


def _eased(read: Sequence[Sentence]) -> bool:
    """Whether any score, by what stands right before it, is told of now or without a time."""
    return any(
        score.rank < NOW_OR_PLAIN
        for before, one in zip((None, *read), read, strict=False)
        for score in pain_scores(one, before.text if before else "")
    )


NOW_OR_PLAIN = 2


def _heading(before: Sentence | None, sentence: Sentence) -> str:
    """What stands over a sentence as its heading: few words, no number among them."""
    if before is None or before.page != sentence.page or len(before.doc) > HEADING_MAX:
        return ""
    return "" if _FIGURE.search(before.text) else before.text


_FIGURE = re.compile(r"\d")
HEADING_MAX = 6


def _are_choices(codes: Sequence[Found]) -> bool:
    """Whether these are a form's printed choices: an osteoporotic and a neoplastic fracture exclude each other."""
    values = " ".join(str(found.value) for found in codes)
    return "M80." in values and "M84.5" in values


def _unticked(sentence: Sentence, start: int, end: int, ticks: Sequence[TickBox]) -> bool | None:
    """Whether the box that governs these characters is empty; None where no box does or nobody can say."""
    tick = tick_before(sentence.box(start, end), ticks)
    return None if tick is None or tick.ticked is None else not tick.ticked


def _flag(sentence: Sentence, name: str, start: int, end: int) -> RedFlag:
    priority = Priority.EMERGENCY if name in EMERGENCY else Priority.URGENT
    return RedFlag(name, priority, sentence.page, sentence.box(start, end), sentence.words(start, end))


def _matches(sentence: Sentence) -> list[tuple[str, int, int]]:
    """(name, first token, end token) of what the patterns find, exclusions taken out, longest first."""
    found = _patterns().find(sentence.doc)
    excluded = [(name.removeprefix("not_"), first, after) for name, first, after in found if name in EXCLUDED]
    fixed = [
        (name, first, after)
        for name, first, after in found
        if name in PATTERNS
        and not any(name.startswith(other) and low < after and first < high for other, low, high in excluded)
    ]
    concepts = [
        (name, first, after)
        for name, first, after in concept_matches(sentence.doc)
        if not any(
            name == other and low < after and first < high and not (first <= low and high <= after)
            for other, low, high in excluded
        )
    ]
    return fixed + concepts


@cache
def _patterns() -> Phrases:
    return Phrases(PATTERNS | EXCLUDED)


@cache
def _fractures() -> Phrases:
    return Phrases({"fracture": FRACTURE})


def _asserted(
    sentence: Sentence, name: str, first: int, after: int, ticks: Sequence[TickBox], year_now: int
) -> bool:
    start, end = _characters(sentence, first, after)
    said = assess_tokens(sentence.doc, first, after, _section(sentence, first, after))
    if name == "bladder_bowel" and any(token.text.isdigit() for token in sentence.doc[first:after]):
        said = replace(said, negated=False)  # what was measured is there, whatever else is denied beside it
    unticked = _unticked(sentence, start, end, ticks)
    if unticked is not None:
        return not unticked and not said.negated
    if name in WITH_FRACTURE and (_are_choices(find_icd10(sentence.text)) or _drug_fever(sentence, name)):
        return False
    if not _counts(said, sentence.section, name) and not _to_rule_out(sentence, said, name, first):
        return False
    if sentence.kind is PageKind.IMAGING_REPORT and sentence.section is Section.COMPARISON:
        return False
    if name in NEWNESS_NEEDED and not _is_new(sentence, first, after):
        return False
    if _only_thought_of(sentence, first, start) or _torn_no(sentence) or _reaction(sentence, start):
        return False
    if (name in WITH_FRACTURE or _guessed(sentence, first, after)) and _perhaps_denied(sentence, first):
        return False
    return not (
        _NO_ACCIDENT.search(sentence.text, start, end) is not None
        or past_year(sentence.text, start, end, year_now)
        or _of_long_ago(sentence, name, start, end, year_now)
    )


_NO_ACCIDENT = re.compile(r"\b(?:no|not any|without(?: any)?|never(?: any)?) accidents?\b", re.IGNORECASE)
""" "She has had no accidents with urine" denies within the very words."""


def _of_long_ago(sentence: Sentence, name: str, start: int, end: int, year_now: int) -> bool:
    """Whether what is told of a fracture is of one of long ago."""
    known = year_now if year_now < NO_YEAR else 0
    return name in OF_A_FRACTURE and long_past(sentence.text, start, end, known)


OF_A_FRACTURE = frozenset({"unstable_fracture", "retropulsion"})
NO_YEAR = 9999


INFECTION = "infection_with_fracture"


def _drug_fever(sentence: Sentence, name: str) -> bool:
    """Whether a list of medicines or allergies tells of a fever: it is what a medicine did, or is for."""
    if name != INFECTION:
        return False
    return sentence.kind is PageKind.MEDICATION_LIST or sentence.section in {
        Section.ALLERGIES,
        Section.MEDICATIONS,
    }


def _reaction(sentence: Sentence, start: int) -> bool:
    """Whether what begins at a character is what a medicine did to somebody allergic: "codeine (weakness)"."""
    ahead = _REACTED.search(sentence.text[:start])
    headed = sentence.section is Section.ALLERGIES or _ALLERGIC.match(sentence.text)
    return bool(ahead and headed and (exact_drug(ahead[1]) or find_allergies(ahead[1])))


_REACTED = re.compile(r"\b([^\W\d]{4,})\s?(?:[-\u2013:=(]|\bcause[sd]?\b|\bgave\b)[^;.()]{0,30}$", re.IGNORECASE)
_ALLERGIC = re.compile(
    r"\W*(?:drug |medication )?(?:allerg|adverse (?:drug )?(?:reaction|effect)|intoleran|reacts)", re.I
)


def _to_rule_out(sentence: Sentence, said: Assertion, name: str, first: int) -> bool:
    """Whether somebody is sent to have it ruled out: then it is suspected, where no result is told."""
    if name not in SOUGHT or said.negated or said.historical or said.family or said.template:
        return False
    if sentence.kind is PageKind.IMAGING_REPORT:  # which answers what it was asked
        return False
    words = [token.lower_ for token in sentence.doc]
    ahead = " ".join(words[max(0, first - RULED_WITHIN) : first])
    return bool(_RULE_OUT.search(ahead)) and not _RESULT & set(words)


SOUGHT = frozenset({"cauda_equina", "infection_with_fracture", "malignancy_with_fracture"})
RULED_WITHIN = 4
_RULE_OUT = re.compile(r"(?:\br/o|\brule out|\bto exclude|\bto r/o)\b")
_RESULT = frozenset(
    "negative normal done was were obtained performed ruled if return er ed unremarkable benign".split()
)


def _section(sentence: Sentence, first: int, after: int) -> Section:
    """The section that counts for a finding: a spread cancer or a myeloma in the list of past illnesses is had."""
    lasting = any(token.norm_.startswith(_LASTING) for token in sentence.doc[first:after])
    return Section.OTHER if lasting and sentence.section is Section.PAST else sentence.section


_LASTING = ("metasta", "myeloma", "mets")


def _only_thought_of(sentence: Sentence, first: int, start: int) -> bool:
    """Whether a finding is a condition, what nobody thinks, or where somebody should go with it."""
    near = {token.lower_ for token in sentence.doc[max(0, first - _IF_WITHIN) : first]}
    ahead = sentence.text[:start]
    advised = standing_advice(sentence.text)
    return bool(near & {"if", "unless"} or _THOUGHT_NOT.search(ahead) or _PRECAUTION.search(ahead) or advised)


_IF_WITHIN = 3
_THOUGHT_NOT = re.compile(
    r"\b(?:not|n't) (?:feel|think|believe) (?:that|as if|like)\b[^.;]{0,30}$"
    r"|\bwould (?:be |become |then |also )*(?:\w+ )?(?:concern\w*|worr\w+|suspect\w*|suspicious)\b[^.;]{0,30}$"
    r"|\bwould (?:be|become)\s(?:more\s|very\s|most\s)?$",
    re.IGNORECASE,
)
_PRECAUTION = re.compile(
    r"(?<!\bin)(?<!\bat)(?<!\bto)(?<!\bby)(?<!\bfrom)(?<!\bvia)(?<!\bvisited)(?<!\bthrough)(?<!\bleft)"
    r"(?:\s|^)(?:the|an|your)\s(?:nearest\s|local\s)?(?:emergency (?:department|room|dept)|er|ed)"
    r"\s(?:immediately\s)?(?:for|if|with)\s[^.;]*$",
    re.IGNORECASE,
)
"""Where somebody should go, the "go to" before it misread; who was "seen in" one has it."""


def _torn_no(sentence: Sentence) -> bool:
    """Whether a sentence within a line begins with what is left of "No": "25% height loss. o retropulsion."."""
    ahead = sentence.block.passage.text[: sentence.start].rstrip(" ")
    return sentence.text.startswith("o ") and ahead.endswith(".")


def _guessed(sentence: Sentence, first: int, after: int) -> bool:
    """Whether a word of a cue is not as it was read."""
    return any(token.norm_ != token.lower_ for token in sentence.doc[first:after])


def _perhaps_denied(sentence: Sentence, first: int) -> bool:
    """Whether a word shortly before may be a misread denial: two guesses make no finding."""
    return any(may_deny(token.lower_) for token in sentence.doc[max(0, first - DENIED_WITHIN) : first])


DENIED_WITHIN = 6


def _counts(said: Assertion, section: Section, name: str) -> bool:
    if said.uncertain and name in EMERGENCY and not (said.negated or said.template or said.family):
        return not said.historical
    if name in WITH_FRACTURE and section is Section.PROBLEMS:
        return said.current
    return said.current


def _is_new(sentence: Sentence, first: int, after: int) -> bool:
    """Whether the sentence says that this deficit began or grew lately."""
    near = {token.norm_ for token in sentence.doc[max(0, first - 12) : after + 10]}
    if _NOT_BEFORE.search(sentence.text):
        return True
    behind = sentence.doc[after : after + 12].text
    return bool(near & NEW) and _AS_IT_WAS.search(behind) is None


_NOT_BEFORE = re.compile(
    r"\b(?:not|never|n't)\b[^.;]{0,25}\b(?:before|until|prior to|previously)\b|\bfirst (?:time|noticed)\b"
    r"|\bwoke (?:up )?(?:\w+ )?(?:with|to)\b|\bnot (?:there|present) (?:at|on|last)\b"
    r"|\b(?:was|were) (?:fine|normal|5/5|intact|strong)\b[^.;]{0,30}\b(?:before|until|last|ago|yesterday"
    r"|on \d{1,2}|at (?:the|her|his|their) (?:last|first|previous|visit))\b"
    r"|\b(?:x|for(?: the)?(?: past| last)?) ?(?:\d{1,2}|an?|one|two|three|few|several) ?(?:d|days?|hours?|hrs?"
    r"|wks?|weeks?)\b",
    re.IGNORECASE,
)


_AS_IT_WAS = re.compile(
    r"^[^.;]{0,40}\b(?:unchanged|not changed|no change|stable|long-? ?standing"
    r"|from the (?:start|beginning|outset))\b",
    re.IGNORECASE,
)


def _characters(sentence: Sentence, first: int, after: int) -> tuple[int, int]:
    span = sentence.doc[first:after]
    return span.start_char, span.end_char


def _current_fracture(sentence: Sentence) -> bool:
    if sentence.section in {Section.COMPARISON, Section.INSTRUCTIONS}:
        return False
    printed = (
        assess_tokens(sentence.doc, first, after, sentence.section)
        for _, first, after in _fractures().find(sentence.doc)
    )
    misread = (assess(sentence, *found.span()) for found in _MISREAD_FRACTURE.finditer(sentence.text))
    return any(said.current for said in chain(printed, misread)) or any(
        str(found.value).startswith(("M80", "M84.58", "M84.48", "M48.5", "S22.0", "S32.0"))
        for found in find_icd10(sentence.text)
    )


_MISREAD_FRACTURE = re.compile(r"\bcompression f[rt]a\w{3,7}\b", re.IGNORECASE)
""" "Compression fraduro": nothing else is said so."""
