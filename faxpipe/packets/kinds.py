"""What kind of page this is: cover sheet, form, letter, note, report, card ...

Between words and packets. Every wording of the table in `evidence` that stands on the page speaks for its
kind, shapes (rows of doses, prose, blocks of labels) speak too, and the kind with the most weight wins. No
single wording decides, so a misread title does not lose the page. Comparison forgives OCR noise.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from faxpipe.document import Page, PageKind, PageState, Word
from faxpipe.layout import Layout, passage_of
from faxpipe.packets.categories import CATEGORIES
from faxpipe.packets.evidence import EVIDENCE, Place
from faxpipe.packets.filled_in import as_form
from faxpipe.packets.greetings import FAREWELL, GREETING, LONE_DATE, VOCATIVE
from faxpipe.packets.handed_over import HANDED_OVER, hands_over
from faxpipe.packets.next_sheet import is_next_sheet
from faxpipe.packets.page_words import (
    HEAD_LINES,
    Wording,
    plain,
    segments_of,
    titles_of,
    without_papers,
    wording_of,
)
from faxpipe.packets.questions import asked_fields
from faxpipe.packets.separators import separates
from faxpipe.packets.wordings import BEGINS_MIN, FUZZY_FROM, Beginnings, Wordings
from faxpipe.study_heads import heads_study

ENOUGH = 2.0
"""Weight below which a page is taken for the next page of what came before it."""

SEPARATOR_SURE = 0.8

_CONTINUED = (
    PageKind.CLINICAL_NOTE,
    PageKind.REFERRAL_LETTER,
    PageKind.IMAGING_REPORT,
    PageKind.LAB_REPORT,
    PageKind.MEDICATION_LIST,
    PageKind.REFERRAL_FORM,
    PageKind.OTHER,
)
_SCORED: tuple[PageKind, ...] = tuple(
    kind for kind in PageKind if kind not in (PageKind.BLANK, PageKind.UNREADABLE)
)
_DOSE = re.compile(r"\b\d+(?:[.,]\d+)?\s?(?:mg|mcg|ml|units?|iu|meq|%|g)\b", re.IGNORECASE)
_RESULT = re.compile(r"\b\d+(?:\.\d+)?\b.{0,12}\b\d+(?:\.\d+)?\s?-\s?\d+(?:\.\d+)?\b")
_CALLED = re.compile(r"\(?\d{3}\)?[\s.-]?\d{3}[\s.-]\d{4}")
"""A telephone number is no range of results."""
_STUDY = re.compile(
    r" (?:MR|MRI|CT|CAT SCAN|X RAY|XRAY|XR|RADIOGRAPH\w*|BONE SCAN|SPECT|DEXA|DXA|DENSITOMETRY"
    r"|ULTRASOUND|SCAN|FILMS?|VIEWS|MYELOGRAM|TOMOGRAPHY|RADIOLOGY|IMAGING) "
)
_PERSON = re.compile(
    r" (?:DOB|D O B|BIRTH|BIRTHDATE|BORN|MRN|MR|MRS|MS|MISS|HE|SHE|HIS|HER|YEAR OLD|YO|Y O|MALE|FEMALE"
    r"|GENTLEMAN|LADY|WOMAN|MAN|PATIENT|B \d{1,2} \d{1,2} \d\d(?:\d\d)?|\d{1,2} \d{1,2} (?:19\d\d|200\d)) "
)
"""Words that speak of a patient, or a day on which one may have been born."""
_PART_OF_NOTE = re.compile(
    r"(?:^|[.;,)]\s+)(?P<part>(?:interval |brief )?h(?:x|istory)|hpi|exam(?:ination)?|o/e|pe|ros|pmhx?|imaging"
    r"|a/p|plan"
    r"|impression|[SOAP])\s?:(?=\s)",
    re.IGNORECASE | re.MULTILINE,
)
"""A part of a note whose heading stands within the text: "Interval hx: ... Exam: ..." """
_FIRST_PERSON = re.compile(r"\b(?:I|my|we|our)\b(?!\.)", re.IGNORECASE)


def page_kind(layout: Layout, page: Page) -> tuple[PageKind, float]:
    """The kind of one page by itself and how sure, 0..1."""
    if page.state is PageState.BLANK:
        return PageKind.BLANK, 1.0
    if page.state is PageState.UNREADABLE or not layout.lines:
        return PageKind.UNREADABLE, 1.0
    return _best(as_form(page_scores(layout), page))


def page_kinds(layouts: Sequence[Layout], pages: Sequence[Page]) -> tuple[tuple[PageKind, float], ...]:
    """The kinds of all pages of a fax in order: a page that says little continues the page before it."""
    kinds: list[tuple[PageKind, float]] = []
    before: PageKind | None = None
    for layout, page in zip(layouts, pages, strict=True):
        if page.state is not PageState.READ or not layout.lines:
            kinds.append(page_kind(layout, page))
            continue
        if separates(layout.text):
            before = PageKind.OTHER
            kinds.append((PageKind.OTHER, SEPARATOR_SURE))
            continue
        scores = as_form(page_scores(layout), page)
        kind, sure = _best(scores)
        weak = max(scores.values()) < ENOUGH and before in _CONTINUED and not titled(layout, kind)
        if before is not None and (weak or _next_of_letter(layout, kind, before)):
            kind, sure = before, 0.4
        before = kind
        kinds.append((kind, sure))
    return tuple(kinds)


def _next_of_letter(layout: Layout, kind: PageKind, before: PageKind) -> bool:
    """Whether a page that looks like a note is the next sheet of the letter before it."""
    if kind is not PageKind.CLINICAL_NOTE or before is not PageKind.REFERRAL_LETTER:
        return False
    closes = any(FAREWELL.match(segment) for segment in segments_of(layout.lines))
    return is_next_sheet([line.text for line in layout.lines], closes=closes)


def page_scores(layout: Layout) -> dict[PageKind, float]:
    """Weight of evidence for each kind; comparable between kinds, not a probability. A note under which a report
    was copied is what it says above that."""
    scores = _scores(layout)
    note, report = scores[PageKind.CLINICAL_NOTE], scores[PageKind.IMAGING_REPORT]
    if report >= note >= ENOUGH and (above := _above_report(layout)) is not None:
        own = _scores(above)
        if own[PageKind.CLINICAL_NOTE] >= max(ENOUGH, *own.values()):
            scores[PageKind.IMAGING_REPORT] = 0.5 * note
    return scores


def _above_report(layout: Layout) -> Layout | None:
    """What a page says above the head of a report that does not begin it; None where none begins lower down."""
    heads = [at for at, line in enumerate(layout.lines) if heads_study(line.text)]
    if not heads or heads[0] < HEAD_LINES_OF_NOTE:
        return None
    lines = layout.lines[: heads[0]]
    words = tuple(word for line in lines for word in line.words)
    return replace(layout, lines=lines, passages=(passage_of(layout.page, words),))


HEAD_LINES_OF_NOTE = 6


def _scores(layout: Layout) -> dict[PageKind, float]:
    wording = wording_of(layout)
    scores: dict[PageKind, float] = dict.fromkeys(_SCORED, 0.0)
    standing = _standing(wording)
    for row in EVIDENCE:
        held = standing[row.place]
        scores[row.kind] += min(row.most, row.weight * sum(phrase in held for phrase in row.phrases))
    scores[PageKind.OTHER] += _no_referral(wording.text)
    for kind, weight in _shape(layout, wording, scores):
        scores[kind] += weight
    return scores


def titled(layout: Layout, kind: PageKind) -> bool:
    """Whether a page has the title of a document of its kind near its top: it begins one, and continues none."""
    head = layout.lines[:HEAD_LINES]
    standing = _headed(titles_of(head), segments_of(head))
    return any(
        row.kind is kind and row.weight >= TITLING and not standing[row.place].isdisjoint(row.phrases)
        for row in EVIDENCE
        if row.place is not Place.PHRASE
    )


TITLING = 2.5


def _standing(wording: Wording) -> dict[Place, frozenset[str]]:
    """The wordings of the table that stand in their place."""
    return {**_headed(wording.titles, wording.segments), Place.PHRASE: _sought()[2].held(wording.text)}


def _headed(titles: Sequence[str], segments: Sequence[str]) -> dict[Place, frozenset[str]]:
    """The titles and labels of the table that a page has; those after "=" are a whole title, to the letter."""
    wanted, labels, _ = _sought()
    whole = frozenset(f"={title.strip()}" for title in titles)
    return {Place.TITLE: wanted.titled(titles) | whole, Place.LABEL: labels.begun(segments)}


@cache
def _sought() -> tuple[Wordings, Beginnings, Wordings]:
    titles, labels, phrases = (
        [phrase for row in EVIDENCE if row.place is place for phrase in row.phrases] for place in Place
    )
    return Wordings(title for title in titles if title[0] != "="), Beginnings(labels), Wordings(phrases)


def _begins(segment: str, phrase: str) -> bool:
    wanted = f" {phrase} "
    if segment.startswith(wanted):
        return True
    start = segment[: len(wanted)]
    return len(phrase) >= FUZZY_FROM and fuzz.ratio(wanted, start, score_cutoff=BEGINS_MIN) > 0


@lru_cache(maxsize=64)
def proof(text: str) -> tuple[str, int]:
    """The category of `CATEGORIES` most wordings in `text` (`plain`) speak for, and how many do."""
    held = _categories().held(text)
    most, name = max((sum(phrase in held for phrase in phrases), name) for name, phrases in CATEGORIES)
    return (name, most) if most else ("", 0)


@cache
def _categories() -> Wordings:
    return Wordings(phrase for _, phrases in CATEGORIES for phrase in phrases)


def _no_referral(text: str) -> float:
    """Weight of the wordings that speak for no referral; one by itself says nothing."""
    most = proof(text)[1]
    return min(NO_REFERRAL_MOST, 1.2 * most) if most > 1 else 0.0


NO_REFERRAL_MOST = 8.0
"""More than a letter's greeting and farewell weigh: lawyers and insurers write letters, too."""


def _shape(layout: Layout, wording: Wording, scores: dict[PageKind, float]) -> list[tuple[PageKind, float]]:
    """What the form of the page says beside its wordings."""
    lines = [line.text for line in layout.lines]
    words = sum(len(line.split()) for line in lines)
    long_lines = sum(_is_long(segment.text) for line in layout.lines for segment in line.segments)
    prose = max(long_lines / len(lines), _running(layout))
    found = [
        *_tabular(lines, prose, scores),
        *_written(lines, prose, wording),
        *_jotted(lines, words, wording, scores),
        *_other_business(wording, prose),
    ]
    if prose < 0.15:
        found += _questions(wording)
    if not _PERSON.search(wording.text):
        found += [(kind, -2.0) for kind in (PageKind.REFERRAL_LETTER, PageKind.CLINICAL_NOTE)]
    if prose < 0.15:
        found += [(PageKind.REFERRAL_LETTER, -2.0), (PageKind.CLINICAL_NOTE, -1.0)]
    if prose > 0.3:
        found += [(kind, -2.0) for kind in (PageKind.REFERRAL_FORM, PageKind.FACE_SHEET, PageKind.INSURANCE_CARD)]
    if words <= CARD_WORDS_MAX and _PLAN.search(wording.text):
        found.append((PageKind.INSURANCE_CARD, 2.5))
    if words > 150:
        found += [(PageKind.COVER_SHEET, -2.5), (PageKind.INSURANCE_CARD, -1.5)]
    if _addressed(wording) and prose < LETTER_PROSE:
        found.append((PageKind.COVER_SHEET, 2.0))
    if not (_REFERS.search(wording.text) or any(map(_DOSE.search, lines))) and hands_over(wording):
        found += [(PageKind.COVER_SHEET, 3.5), *((kind, -scores[kind]) for kind in HANDED_OVER)]
    weight = scores[PageKind.IMAGING_REPORT]
    if not _read_as_report(wording):
        found.append((PageKind.IMAGING_REPORT, -0.5 * weight))
    if not _STUDY.search(wording.text):
        found.append((PageKind.IMAGING_REPORT, -0.6 * weight))
    return found


def _other_business(wording: Wording, prose: float) -> list[tuple[PageKind, float]]:
    """What lawyers, insurers and pharmacies write about, in a letter that refers nobody, or about one medicine."""
    found: list[tuple[PageKind, float]] = []
    category, said = proof(wording.text)
    if prose > 0.2 and said >= ASKS_ELSE_MIN and not _REFERS.search(without_papers(wording.text)):
        found.append((PageKind.OTHER, 2.5))
    if category == "authorization" and not _DECIDED.search(wording.text):
        asked = asked_fields(wording.segments)
        if len({name for name in asked if name in _ORDERED or name.startswith(_CLINICAL)}) >= ORDER_QUESTIONS_MIN:
            found += [(PageKind.OTHER, -8.0), (PageKind.REFERRAL_FORM, 4.0)]
    if len(set(_REFILL.findall(wording.text))) >= REFILL_MIN:
        found += [(PageKind.MEDICATION_LIST, -4.0), (PageKind.OTHER, 4.0)]
    return found


_REFILL = re.compile(
    r" (DENY|DENIED|APPROVE|LAST FILL(?=ED|S|\b)|REFILLS? (?=AUTHORI|REQUEST|TOO)|RENEWAL(?= REQUEST| AUTHORI)"
    r"|PRESCRIPTION(?= REQUEST| REFILL| RENEWAL))"
)
_DECIDED = re.compile(
    r" (?:(?:BEEN|WAS|WERE|IS|ARE|NOT) (?:APPROVED|DENIED|PENDED|AUTHORIZED|CERTIFIED)"
    r"|NOTICE OF|NOTIFICATION OF|WE (?:HAVE )?(?:REVIEWED|APPROVED|DENIED|RECEIVED|ARE UNABLE)|UNABLE TO"
    r"|CANNOT APPROVE"
    r"|APPEALS?|DENIAL|ADVERSE|UNITS APPROVED|APPROVED (?:UNITS|SERVICES|DATES|FROM|THROUGH)"
    r"|(?:STATUS|DECISION|DETERMINATION|OUTCOME|RESULT) (?:APPROVED|DENIED|PENDED|CERTIFIED)) "
)
"""Words of an insurer's answer: without them its form asks, whoever printed it."""
ASKS_ELSE_MIN = 3
"""Wordings of one category from which a letter that refers nobody is about that."""
REFILL_MIN = 2
"""What a pharmacy asks about a medicine is no list of medicines."""
LETTER_PROSE = 0.3
"""A cover sheet says less than that in sentences."""


def _running(layout: Layout) -> float:
    """The share of lines that belong to sentences which run on over lines, however narrow their column is."""
    lines = sum(_runs_on(passage.text) * _rows_of(passage.words) for passage in layout.passages)
    return min(1.0, lines / len(layout.lines))


def _runs_on(text: str) -> bool:
    words = text.split()
    small = sum(word.isalpha() and word.islower() for word in words)
    return len(words) >= RUNNING_WORDS and small > RUNNING_SHARE * len(words) and text.count(". ") > 0


RUNNING_WORDS, RUNNING_SHARE = 18, 0.6


def _rows_of(words: Sequence[Word]) -> int:
    return 1 + sum(after.box.top > before.box.bottom for before, after in pairwise(words))


def _is_long(text: str) -> bool:
    """Whether a run of print is a line of prose: the single signs of a comb are no words."""
    words = text.split()
    return len(words) >= LONG_WORDS and sum(len(word) > 1 for word in words) > 0.6 * LONG_WORDS


LONG_WORDS, MOSTLY_DOSES = 9, 0.4


def _tabular(lines: list[str], prose: float, scores: dict[PageKind, float]) -> list[tuple[PageKind, float]]:
    """Rows of doses or of results, unless the page is a note that holds such a list among other things."""
    note = 0.5 * scores[PageKind.CLINICAL_NOTE]
    found: list[tuple[PageKind, float]] = []
    doses = sum(bool(_DOSE.search(line)) for line in lines) / len(lines)
    if doses > 0.3 and prose < 0.3:
        found.append((PageKind.MEDICATION_LIST, max(0.0, 6 * doses - note)))
        if doses > MOSTLY_DOSES and not _REFERS.search(plain(" ".join(lines))):
            found.append(
                (PageKind.REFERRAL_FORM, -scores[PageKind.REFERRAL_FORM])
            )  # orders of medicines refer nobody
    if prose > 0.2 and doses <= MOSTLY_DOSES:
        found.append((PageKind.MEDICATION_LIST, -3.0))  # its title heads a part of a note
    results = sum(bool(_RESULT.search(_CALLED.sub(" ", line))) for line in lines) / len(lines)
    if results > 0.2 and prose < 0.3:
        found.append((PageKind.LAB_REPORT, max(0.0, 6 * results - note)))
    return found


def _written(lines: list[str], prose: float, wording: Wording) -> list[tuple[PageKind, float]]:
    """The marks of a letter: a greeting before the text and a farewell behind it, which no note has, a date by
    itself near the top, a writer who says I."""
    found: list[tuple[PageKind, float]] = []
    greeted = next((at for at, segment in enumerate(wording.segments) if GREETING.match(segment)), None)
    if greeted is None and prose > 0.2:
        greeted = next((at for at, line in enumerate(lines) if VOCATIVE.fullmatch(line.strip())), None)
        found += [(PageKind.REFERRAL_LETTER, CALLED_UPON)] if greeted is not None else []
    if prose > 0.2 and greeted is not None:
        ended = any(FAREWELL.match(segment) for segment in wording.segments[greeted:])
        found.append((PageKind.CLINICAL_NOTE, -4.0 if ended else -2.5))
        if ended and _REFERS.search(wording.text):
            found += [(PageKind.REFERRAL_LETTER, 2.5), (PageKind.COVER_SHEET, -2.0)]
    if prose > 0.2 and any(LONE_DATE.match(line.strip()) for line in lines[: _above_text(lines)]):
        found.append((PageKind.REFERRAL_LETTER, 1.5))
    parts = {match["part"].lower() for match in _PART_OF_NOTE.finditer("\n".join(lines))}
    if greeted is None and len(parts) >= NOTE_PARTS_MIN:
        found.append((PageKind.CLINICAL_NOTE, min(4.0, 1.2 * len(parts))))
    if greeted is None and prose > 0.2 and _told(wording.text):
        found.append((PageKind.CLINICAL_NOTE, NARRATED))
    if prose > 0.2 and len(_FIRST_PERSON.findall(" ".join(lines))) >= 2:
        found.append((PageKind.REFERRAL_LETTER, 1.0))
    return found


CALLED_UPON = 3.0
"""As much as "Dear" speaks for a letter."""


def _above_text(lines: list[str]) -> int:
    """How many lines stand above the text of a letter, a dozen at least."""
    return max(12, next((at for at, line in enumerate(lines) if _is_long(line)), 0))


def _jotted(
    lines: list[str], words: int, wording: Wording, scores: dict[PageKind, float]
) -> list[tuple[PageKind, float]]:
    """The marks of an e-mail, and of a few lines to a colleague that ask to see somebody: letters without the
    forms of one."""
    found: list[tuple[PageKind, float]] = []
    if _mailed(lines, wording) and words > MAIL_WORDS_MIN:
        found += [(PageKind.REFERRAL_LETTER, 3.5), (PageKind.COVER_SHEET, -3.0), (PageKind.REFERRAL_FORM, -3.0)]
    elif max(scores.values()) < ENOUGH and words > JOTTED_WORDS_MIN and _asks_to_see(wording):
        found.append((PageKind.REFERRAL_LETTER, 3.0))
    return found


MAIL_WORDS_MIN, JOTTED_WORDS_MIN = 60, 20


def _mailed(lines: list[str], wording: Wording) -> bool:
    """The head of an e-mail or a memo: From and Subject, with an address, the day it was sent, or that title."""
    begun = [
        label for label in ("FROM", "SUBJECT", "SENT") if any(s.startswith(f" {label} ") for s in wording.segments)
    ]
    memo = any(_MEMO.fullmatch(title) for title in wording.titles)
    return {"FROM", "SUBJECT"} <= set(begun) and (memo or "SENT" in begun or any("@" in line for line in lines))


_MEMO = re.compile(r" (?:\w+ )?(?:MEMO|MEMORANDUM) ")


def _asks_to_see(wording: Wording) -> bool:
    return bool(_ASKS.search(wording.text) and _PERSON_TOLD.search(wording.text))


_ASKS = re.compile(
    r" (?:(?:PLS|PIS|PLEASE|KINDLY|COULD YOU|CAN YOU|WOULD YOU|WOULD LIKE|TO) (?:\w+ ){0,4}?"
    r"(?:SEE|EVAL\w*|CONSIDER|ASSESS|TREAT|ADVISE|REVIEW|CONSULT)|REFER(?:RED|RING|RAL)?|FOR (?:YOUR )?(?:EVAL\w*"
    r"|CONSULT\w*|OPINION|CONSIDERATION)) "
)
_PERSON_TOLD = re.compile(
    r" (?:DOB|D O B|B|BORN|BIRTH\w*|\d\d ?(?:YO|Y O|YEAR OLD|YRS?|M|F)) (?:.* )?(?:PAIN|FX|FRACTURE\w*|VCF"
    r"|STENOSIS|RADICUL\w*|SCIATICA|ARTHRO\w*|SPOND\w*|KYPHO\w*|INJECTIONS?|BACK|NECK|SPINE) "
)


def _told(text: str) -> bool:
    """Whether a page tells a patient's story and what an examination found: a note, whatever its headings are."""
    return (
        bool(_STORY.search(text))
        and len(set(_EXAMINED.findall(text))) >= EXAMINED_MIN
        and not _REPORTING.search(text)
    )


NARRATED, EXAMINED_MIN = 2.5, 2
_STORY = re.compile(
    r" (?:YEAR OLD|Y O|YO|SINCE (?:THEN|SHE|HE|AN?|THE|LAST)|HPI|COMPLAIN\w*|DENIES|FELL|SLIPPED"
    r"|(?:HAS|HAVE) HAD (?:\w+ ){0,4}?(?:PAIN|ACHE)|(?:MR|MRS|MS|MISS) [A-Z]+ (?:IS )?\d\d"
    r"|(?:HE|SHE) (?:WALKS|REPORTS|STATES|NOTES|FELT|FEELS|HURT|LIFTED|BENT|COUGHED|TRIPPED|STUMBLED|TWISTED)"
    r"|PAIN (?:BEGAN|STARTED|SINCE|FOR)|(?:DAYS|WEEKS|MONTHS|YEARS) OF|WORSE (?:WHEN|WITH|ON|AFTER)"
    r"|(?:FOR|OVER) (?:\w+ ){1,3}(?:DAYS|WEEKS|MONTHS|YEARS)"
    r"|(?:DAYS|WEEKS|MONTHS|YEARS) AGO) "
)
_EXAMINED = re.compile(
    r" (TENDER\w*|STRENGTH|REFLEX\w*|SENSATION|SENSORY|MOTOR|GAIT|PALPATION|SLR|STRAIGHT LEG|ROM|RANGE OF MOTION"
    r"|ON EXAM\w*|PHYSICAL EXAM\w*|NEURO\w*|TONE|POWER|FACET LOADING|FABER|SPURLING)(?= )"
)
_REPORTING = re.compile(r" (?:TECHNIQUE|COMPARISON|FINDINGS) ")
NOTE_PARTS_MIN = 2
_REFERS = re.compile(
    r" (?:REFER(?!RALS |RING (?:PHYSICIANS|PROVIDERS|DOCTORS) |RAL (?:DESK|COORDINATORS?|TEAM|OFFICE|DEP\w*|LINE"
    r"|FAX|NURSE|CLERK|INTAKE|STAFF|LAST|WE|YOU|WAS|ALREADY) )\w*|EVALUATION|CONSULT(?!ATIONS )\w*|SEEING"
    r"|SEE (?:HIM|HER|THIS|MY|OUR)) "
)
"""Referrals and consultations in the plural are papers that somebody wants copied."""
_PLAN = re.compile(
    r" (?:HMO|PPO|POS|EPO|MEDICARE|MEDICAID|TRICARE|\w*CARE PRIME|MASSHEALTH|RX ?BIN|RX ?PCN|MEDIGAP) "
)
CARD_WORDS_MAX = 20
"""A photocopied card of which little more than the name of the plan can be read."""


def _questions(wording: Wording) -> list[tuple[PageKind, float]]:
    """What the labels of a page ask about: forms ask what shall be done, face sheets only who the patient is."""
    asked = asked_fields(wording.segments)
    order = {name for name in asked if name in _ORDERED or name.startswith(_CLINICAL)}
    if len(order) >= ORDER_QUESTIONS_MIN:
        return [(PageKind.REFERRAL_FORM, min(4.0, 0.7 * len(order)))]
    person, cover = asked & _PERSONAL, any(name.startswith("coverage.") for name in asked)
    if not order and cover and len(person) >= PERSON_QUESTIONS_MIN and not _ORDERING.search(wording.text):
        return [(PageKind.FACE_SHEET, 3.0), (PageKind.REFERRAL_FORM, -2.0)]
    return []


_ORDERED = frozenset({"referrer.npi", "referrer.signature", "order.service", "order.cpt", "order.urgency"})
_CLINICAL = ("diagnosis.", "fracture.", "treatment.")
_PERSONAL = frozenset({"patient.birth_date", "patient.phone", "patient.sex", "patient.address"})
ORDER_QUESTIONS_MIN = 3
PERSON_QUESTIONS_MIN = 2
_ORDERING = re.compile(
    r" (?:REFER\w*|CONSULT\w*|ORDER\w*|REQUEST\w*|DIAGNOS\w*|DX|ICD|CPT|PROCEDURE\w*|EVALUAT\w*|SIGNATURE|SIGN"
    r"|MEDICATIONS?|FRACTURE\w*|KYPHOPLAST\w*|FINDINGS|IMPRESSION) "
)
"""One of these words, and a page is no mere registration of a patient."""


def _addressed(wording: Wording) -> bool:
    """To and From, the heart of a cover sheet."""
    return all(any(segment.startswith(f" {label} ") for segment in wording.segments) for label in ("TO", "FROM"))


def _read_as_report(wording: Wording) -> bool:
    """Findings or impression by name: a report itself, not a page that speaks of one."""
    labels = ("FINDINGS", "IMPRESSION", "CONCLUSION", "INTERPRETATION")
    return sum(any(_begins(segment, label) for segment in wording.segments) for label in labels) >= 1


def _best(scores: dict[PageKind, float]) -> tuple[PageKind, float]:
    """The heaviest kind and its share, a softmax over weights; `other` where nothing speaks at all."""
    kind = max(scores, key=lambda k: scores[k])
    if scores[kind] < 1.0:
        return PageKind.OTHER, 0.3
    whole = sum(math.exp((score - scores[kind]) / 1.5) for score in scores.values())
    return kind, min(0.99, (1 / whole) * min(1.0, 0.4 + scores[kind] / 8))
