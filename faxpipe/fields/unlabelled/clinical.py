"""Medicines, allergies, the service, the diagnosis and the note, told by their own words where no heading we know
announces them.

Place in the sentence: words -> **fields**, under `unclaimed`. All of them are held: the words say what is there,
not that the whole of it was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from faxpipe.any_case import AnyCase
from faxpipe.document import PageKind, enclosing
from faxpipe.fields.context import Packet, Sheet
from faxpipe.fields.kinds.allergies import find_allergies
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.icd10 import find_icd10
from faxpipe.fields.kinds.lists import find_medications
from faxpipe.fields.marks.unmarked import unmarked_choices
from faxpipe.fields.people.documents import EXAMINED, HISTORY
from faxpipe.fields.prose.assertion import assess
from faxpipe.fields.prose.candidate import candidate
from faxpipe.fields.prose.headings import Section
from faxpipe.fields.prose.order import DIAGNOSIS, KNOWN_SERVICE, NAMES_ONE
from faxpipe.fields.prose.text import Sentence
from faxpipe.fields.resolution.asked import FEARED, HAPPENED
from faxpipe.fields.unlabelled.spots import (
    HELD,
    METHOD,
    NOT_OURS,
    SENT,
    Spot,
    placed,
    printed_choices,
    role,
    spots,
)
from faxpipe.referral import Candidate, Check

MEDICINES, ALLERGIES = "patient.medications", "patient.allergies"
SERVICE, DIAGNOSIS_TEXT, CODES = "order.service", "diagnosis.text", "diagnosis.icd10"
NOTES, THINNERS = "documents.clinical_notes", "treatment.anticoagulants"


def clinical(packet: Packet, wanted: frozenset[str]) -> list[Candidate]:
    """Candidates for what the referral is about, as far as it is `wanted`."""
    found: list[Candidate] = []
    for sheet in packet.sheets:
        if sheet.kind in SENT:
            lines = [spot for spot in spots(sheet) if not _chosen_from(spot)]
            found += _medicines(lines) if MEDICINES in wanted else ()
            found += _allergies(lines) if ALLERGIES in wanted else ()
            found += _codes(lines) if CODES in wanted else ()
            found += _thinners(lines) if THINNERS in wanted else ()
            found += _phrases(sheet, wanted)
        if NOTES in wanted:
            found += _note(sheet)
    return found


def _chosen_from(spot: Spot) -> bool:
    """Whether a line is printed choices: its words say nothing by themselves."""
    line = spot.sheet.layout.lines[spot.line]
    return (
        printed_choices(spot.sheet, line) or unmarked_choices(line.text) or role(spot.sheet, spot.line) in NOT_OURS
    )


def _medicines(lines: Sequence[Spot]) -> list[Candidate]:
    """The longest run of lines that name medicines with their doses; what was tried or taken away is none."""
    runs: list[list[tuple[Spot, Found]]] = [[]]
    last = -2
    for spot in lines:
        named = _doses(spot)
        if named and spot.line > last + 2:
            runs.append([])
        if named:
            runs[-1] += [(spot, one) for one in named]
            last = spot.line
    longest = max(runs, key=lambda run: len({str(one.value) for _, one in run}))
    names = tuple(dict.fromkeys(str(one.value) for _, one in longest))
    if len(names) < NAMES_MIN:
        return []
    boxes = [spot.box(one.start, one.end) for spot, one in longest]
    words = " ".join(spot.passage.text[one.start : one.end] for spot, one in longest)
    return [Candidate(MEDICINES, names, words, longest[0][0].sheet.number, enclosing(boxes), HELD, METHOD)]


def _doses(spot: Spot) -> list[Found]:
    """The medicines of a line that gives a dose or how often they are taken."""
    found: list[Found] = []
    for start, end in spot.parts():
        text = spot.passage.text[start:end]
        if NO_LIST.search(text):
            continue
        only = _only_medicines(spot, text)
        if only or DOSE.search(text) or TAKEN.search(text):
            known = _known(text, misread=only)
            found += [replace(one, start=start + one.start, end=start + one.end) for one in known]
    return found


def _only_medicines(spot: Spot, text: str) -> bool:
    """Whether a cell is nothing but a list of medicines, of three or more one in three misread, and no words
    before it on its line speak of others."""
    pieces = [piece for piece in re.split(r"[,;]|\band\b", ONE_WORD.sub("", text)) if piece.strip()]
    if len(pieces) < NAMES_MIN or NO_LIST.search(spot.passage.text) is not None:
        return False
    named = sum(bool(_known(piece, misread=len(pieces) > NAMES_MIN)) for piece in pieces)
    short = all(len(piece.split()) <= DOSED_WORDS for piece in pieces)
    return named == len(pieces) or (short and named >= max(NAMES_MIN, len(pieces) - len(pieces) // 3))


def _known(text: str, *, misread: bool) -> list[Found]:
    """The medicines of the vocabulary in a text, with those of which a letter was misread or without them."""
    named = find_medications(text, known_only=not misread)
    return [one for one in named if one.value != "none" and one.check is Check.PASSED]


NAMES_MIN, DOSED_WORDS = 2, 3
ONE_WORD = re.compile(r"^\W*[A-Za-z]{1,12}\W{0,2}:")
"""What heads a list, in one word that may be misread: "Px: " """
DOSE = AnyCase(
    r"\d\s?(?:mg|mcg|ug|g|gm|ml|units?|iu|meq|%|tabs?|puffs?)\b|\b(?:bid|tid|qid|qhs|qd|prn|daily|weekly)\b"
)
TAKEN = AnyCase(r"\b(?:med(?:s|ic\w*)?|drugs?|takes?|taking|pills?|rx|regimen|prescri\w*|list)\b")
NO_LIST = AnyCase(
    r"\b(?:aller\w*|intoleran\w*|reacti\w*|rash|hives|anaphyla\w*|tried|trial\w*|failed|stopped|discontinued"
    r"|without (?:relief"
    r"|benefit)|not help\w*|no (?:relief|benefit)|ineffective|inject\w*|given in|administered"
    r"|treat\w* (?:so far|to date)"
    r"|conservative|blood thinn\w*|will (?:start|begin)|recommend\w*|consider|mother|father)\b"
)


def _allergies(lines: Sequence[Spot]) -> list[Candidate]:
    """Words of having none, and substances beside the reaction to them."""
    for spot in lines:
        text = spot.passage.text
        none = NO_ALLERGY.search(text)
        if none is not None:
            return [placed(spot, ALLERGIES, Found("none", none.start(), none.end()), HELD)]
    for spot in lines:
        for start, end in spot.parts():
            text = spot.passage.text[start:end]
            reacted = REACTED.search(text)
            known = _substances(text) if reacted is not None and not NOT_ALLERGIC.search(text) else []
            if reacted is not None and known and known[0].start < reacted.end() + REACTION_REACH:
                names = tuple(dict.fromkeys(str(one.value) for one in known))
                return [placed(spot, ALLERGIES, Found(names, start + known[0].start, start + known[-1].end), HELD)]
    return []


def _substances(text: str) -> list[Found]:
    """The known allergens of a line, each part between colons read by itself."""
    known: list[Found] = []
    for part in re.finditer(r"[^:]+", text):
        for one in find_allergies(part[0]):
            if one.check is Check.PASSED:
                known.append(replace(one, start=part.start() + one.start, end=part.start() + one.end))
    return known or [one for one in find_medications(text, known_only=True) if one.value != "none"]


NO_ALLERGY = re.compile(
    r"\b(?:N\.?K\.?(?:D|M|F)?\.?A\b|no (?:known |reported |documented |drug |med\w* |food "
    r"|environmental )*(?:allerg\w+|"
    r"reactions? to (?:any )?(?:med\w*|drugs?))|(?:denies|without|reports no|has no) (?:any "
    r"|known )?(?:\w+ )?allerg\w+"
    r"|aller\w+ to nothing|not allergic|no known|never (?:had|react\w*)[^.;]{0,25} (?:any|a) (?:med\w*|drug"
    r"|reaction|allerg\w*))",
    re.IGNORECASE,
)
REACTED = AnyCase(
    r"\b(?:hives?|rash(?:es)?|itch\w*|anaphyla\w*|angioedema|throat (?:clos\w*|swell\w*|tight\w*)|(?:lip|face"
    r"|facial|tongue)"
    r" swell\w*|swelling of|wheez\w*|allergic|reacts?|reaction)\b"
)
NOT_ALLERGIC = AnyCase(
    r"\b(?:no (?:rash|hives|itch\w*|swelling)|denies|skin:|ros\b|negative for|contrast given)\b"
)
REACTION_REACH = 40


def _thinners(lines: Sequence[Spot]) -> Iterator[Candidate]:
    """Words of taking none."""
    for spot in lines:
        none = NO_THINNER.search(spot.passage.text)
        if none is not None:
            yield placed(spot, THINNERS, Found("none", none.start(), none.end()), HELD)


NO_THINNER = AnyCase(
    r"\b(?:no|not on|denies|never on|without|isn't on|takes no)\W+(?:any |a |taking |current |use of )*"
    r"(?:blood[\s-]?thinn\w*|anti-?coag\w*|anti-?platelet\w*)"
    r"|\b(?:blood[\s-]?thinn\w*|anti-?coag\w*)\W{1,4}(?:none|no|denies|negative|nil)\b"
)


def _codes(lines: Sequence[Spot]) -> Iterator[Candidate]:
    for spot in lines:
        for one in find_icd10(spot.passage.text):
            if one.check is Check.PASSED and not one.repaired and "." in str(one.value):
                yield placed(spot, CODES, one, HELD, (str(one.value),))


def _phrases(sheet: Sheet, wanted: frozenset[str]) -> Iterator[Candidate]:
    """What is asked for, and what for, by the first phrase that names it of this patient and now."""
    open_fields = {SERVICE: KNOWN_SERVICE, DIAGNOSIS_TEXT: DIAGNOSIS}
    for name, pattern in open_fields.items():
        found = (
            (one for said in sheet.said for one in _named(sheet, said, name, pattern))
            if name in wanted
            else iter(())
        )
        yield from list(found)[:1]


def _named(sheet: Sheet, said: Sentence, name: str, pattern: AnyCase) -> Iterator[Candidate]:
    if said.section in ELSEWHERE or _among_choices(sheet, said):
        return
    for match in pattern.finditer(said.text):
        if name == SERVICE and (NAMES_ONE.search(match[0]) is None or not _is_request(sheet, said, match)):
            continue
        stated = assess(said, *match.span())
        if (
            not stated.current
            or HAPPENED.search(said.text[: match.start()])
            or FEARED.match(said.text[match.end() :])
        ):
            continue
        yield candidate(said, name, said.words(*match.span()).replace("\n", " ").strip(), match.span(), HELD)


def _is_request(sheet: Sheet, said: Sentence, match: re.Match[str]) -> bool:
    """Whether a service is named by more than one word, or by one that says enough at the head of an answer's
    cell."""
    words = match[0].strip()
    if " " in words or ANY_SERVICE.fullmatch(words) or sheet.kind not in ASKED_ON:
        return " " in words
    box = said.box(*match.span())
    line = next((line for line in sheet.layout.lines if line.box.top <= box.center_y <= line.box.bottom), None)
    cells = line.segments[1:] if line is not None else ()
    return any(abs(cell.box.left - box.left) < sheet.layout.em_x for cell in cells)


ASKED_ON = frozenset({PageKind.REFERRAL_FORM, PageKind.COVER_SHEET})
ANY_SERVICE = re.compile(
    r"(?:injections?|blocks?|pumps?|stimulat(?:or|ion)|ablation|augment\w*|neuromodulation|[a-z]{2,4}s?)",
    re.IGNORECASE,
)
"""Words that name as often what was tried."""
ELSEWHERE = frozenset({Section.PAST, Section.FAMILY, Section.INSTRUCTIONS, Section.COMPARISON, Section.STOPPED})


def _among_choices(sheet: Sheet, said: Sentence) -> bool:
    box = said.box(0, len(said.text))
    return any(box.top - box.height < tick.box.center_y < box.bottom + box.height for tick in sheet.ticks)


def _note(sheet: Sheet) -> Iterator[Candidate]:
    """A page that tells a history and an examination, whatever it is taken for."""
    text = sheet.layout.text
    if sheet.kind in NO_NOTES or len(text.split()) < NOTE_WORDS_MIN:
        return
    if EXAMINED.search(text) and HISTORY.search(text) and FOUND_ON_EXAM.search(text):
        box = sheet.layout.lines[0].box
        yield Candidate(NOTES, "present", "", sheet.number, box, HELD, METHOD)


NO_NOTES = frozenset(
    {PageKind.REFERRAL_FORM, PageKind.IMAGING_REPORT, PageKind.INSURANCE_CARD, PageKind.BLANK, PageKind.UNREADABLE}
)
NOTE_WORDS_MIN = 60
FOUND_ON_EXAM = AnyCase(
    r"\b(?:tender\w*|[345][+-]?/5|reflexes|straight leg|slr|gait|sensation|palpation|range of motion|rom"
    r"|strength)\b"
)
