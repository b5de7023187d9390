"""Required values of which the paper says something, though no label asks and no check proves it.

Place in the sentence: words -> **fields**, after `unclaimed` and only for fields that nothing answers yet.
"Kyphoplasty L4" names the level, "MRI 11/5" in one row names the day, who signs the request is who refers, "NPI
77120984" is an NPI of which a digit was lost. None of it is sure, so all of it is held: a person sees it with its
place instead of being told that it is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from faxpipe.document import Box, PageKind, Word, enclosing
from faxpipe.fields.context import Packet, Sheet, near
from faxpipe.fields.forms.lone_cells import lone_cells
from faxpipe.fields.kinds.dates import find_dates
from faxpipe.fields.kinds.levels import find_levels
from faxpipe.fields.kinds.names import find_person
from faxpipe.fields.kinds.same_name import same_person
from faxpipe.fields.labels.sections import Hit
from faxpipe.fields.marks.choices import option_words
from faxpipe.fields.marks.unboxed import completed
from faxpipe.fields.unlabelled.spots import NOT_OURS, SENT, Spot, role, spots
from faxpipe.layout import passage_of
from faxpipe.long_past import long_past
from faxpipe.referral import Candidate, Check

METHOD = "half told"
HELD = 0.5
LEVELS, STUDY_DAY, STUDY = "fracture.levels", "imaging.date", "imaging.modality"
REFERRER, NPI, PATIENT = "referrer.name", "referrer.npi", "patient.name"


def half_told(packet: Packet, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Candidates for the required fields that `candidates` do not answer; all of them are to be held."""
    wanted = {spec.name for spec in packet.schema.required(vcf=True)} - {c.field for c in candidates}
    found: list[Candidate] = []
    if LEVELS in wanted:
        found += list(_levels(packet, candidates))[:1]
    if STUDY_DAY in wanted:
        found += list(_study_days(packet, candidates))[:1]
    if REFERRER in wanted:
        found += list(_signers(packet, candidates))[:1]
    if PATIENT in wanted:
        found += list(_patients(packet, candidates))[:1]
    if NPI in wanted:
        found += list(_npis(packet))[:1]
    told = {c.field for c in found}
    found += lone_cells(packet, candidates, frozenset(wanted - told))
    return found


def _levels(packet: Packet, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """The level in a request or diagnosis of a fracture, as it was read; else a line that was not, but speaks of
    one."""
    for c in candidates:
        unmarked = c.method == "tick" and c.value is None  # printed to choose from, meant or not
        if c.field in ("order.service", "diagnosis.text") and c.check is not Check.FAILED and not unmarked:
            told = c.words if c.value is None else f"{c.words} {c.value}"
            levels = tuple(dict.fromkeys(str(one.value) for one in find_levels(told) if one.note != "disc"))
            if levels and FRACTURED.search(told):
                yield Candidate(LEVELS, levels, c.words, c.page, c.box, min(HELD, c.confidence), METHOD)
    for spot in _sent(packet):
        text = spot.passage.text
        if FRACTURED.search(text) and spot.sheet.kind in ASKING and not CHOICES.search(text):
            for one in find_levels(text):
                if one.note != "disc" and not long_past(text, one.start, one.end, packet.reference.year):
                    box = spot.box(one.start, one.end)
                    raw = text[one.start : one.end]
                    words = spot.passage.covering(one.start, one.end)
                    if any(id(word) in _printed(spot.sheet) for word in words):
                        continue
                    yield Candidate(LEVELS, (str(one.value),), raw, spot.sheet.number, box, HELD, METHOD)


def _printed(sheet: Sheet) -> frozenset[int]:
    """`id`s of the words that are printed to choose from, their boxes seen or not."""
    return option_words(completed(sheet, sheet.questions))


FRACTURED = re.compile(
    r"fract|\bf[xX]\b|\bVCF\b|compress|wedge|kyphop\w*|vertebrop\w*|augment\w*|\bBKP\b|burst", re.IGNORECASE
)
CHOICES = re.compile(
    r"(?:\b[TL]\d{1,2}\b\W+){3,}|\[\s?\]|\b(?:old|healed|chronic|prior|remote|hx|history)\b", re.I
)
"""Printed levels to choose from, and fractures that are no news."""
ASKING = frozenset({PageKind.REFERRAL_FORM, PageKind.REFERRAL_LETTER, PageKind.COVER_SHEET})


def _sent(packet: Packet) -> Iterator[Spot]:
    for sheet in packet.sheets:
        if sheet.kind in SENT:
            yield from (spot for spot in spots(sheet) if role(sheet, spot.line) not in NOT_OURS)


def _study_days(packet: Packet, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """The day, or signs like one, in the row in which a study stands and where nothing else is asked."""
    studies = [c for c in candidates if c.field == STUDY]
    taken = [c for c in candidates if c.field != STUDY and c.method in ("label", "tick")]
    for sheet in packet.sheets:
        for study in (c for c in studies if c.page == sheet.number and sheet.kind in SENT):
            for word in _row(sheet, study.box):
                if DAY.search(word.text) is None or any(_covers(c, word, sheet) for c in taken):
                    continue
                if any(_asks(hit, sheet, word) for hit in sheet.hits):
                    continue
                said = DAY.search(word.text)
                read = find_dates(said[0], packet.reference) if said else ()
                sound = [one for one in read if one.check in (Check.PASSED, Check.PLAIN)]
                value = str(sound[0].value) if sound and not word.text[: said.start() if said else 0] else None
                check = Check.UNREADABLE if value is None else Check.PLAIN
                yield Candidate(STUDY_DAY, value, word.text, sheet.number, word.box, HELD, METHOD, check)


DAY = re.compile(r"[0-9OIl]{1,2}\s?[/\-.][0-9OIl]{1,2}(?:[/\-.][0-9OIl]{2,4})?(?![0-9A-Za-z])|\d{1,2}/\d{1,2}")


def _row(sheet: Sheet, box: Box) -> list[Word]:
    """The words right of a place, or in it, on its line or a little higher or lower, as hands write."""
    reach = RISE * sheet.layout.text_height
    words = [word for line in sheet.layout.lines for word in line.words]
    return [
        word
        for word in sorted(words, key=lambda word: word.box.left)
        if abs(word.box.center_y - box.center_y) < max(reach, 0.6 * box.height) and word.box.right > box.left
    ]


RISE = 1.2


def _covers(c: Candidate, word: Word, sheet: Sheet) -> bool:
    """Whether a word is what was read for another field."""
    return c.page == sheet.number and c.box.contains(word.box.center_x, word.box.center_y)


def _asks(hit: Hit, sheet: Sheet, word: Word) -> bool:
    """Whether a label of another field stands between the study and a word, so that it is its answer."""
    level = abs(hit.box.center_y - word.box.center_y) < RISE * sheet.layout.text_height
    other = bool(hit.fields) and not {STUDY, STUDY_DAY} & set(hit.fields)
    behind = sorted(h.box.right for h in sheet.hits if abs(h.box.center_y - hit.box.center_y) < 0.004)
    last = [right for right in behind if right <= word.box.left]
    return level and other and bool(last) and last[-1] == hit.box.right


def _signers(packet: Packet, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """The name that stands where the request asks for a signature: who signs it refers, as far as can be read."""
    patients = [str(c.value) for c in candidates if c.field == "patient.name" and c.value is not None]
    for sheet in packet.sheets:
        asking = [hit for hit in sheet.hits if "referrer.signature" in hit.fields]
        for hit in asking if sheet.kind in ASKING else ():
            answers = sheet.answers()
            text = answers.answer(hit).text or answers.above(hit)
            who = find_person(text.text.split("\n")[0]) if text is not None else None
            if text is None or who is None or " " not in str(who.value) or str(who.value) in patients:
                continue
            if any(near(str(who.value), own) for own in packet.recipient.providers):
                continue
            box = enclosing([word.box for word in text.words])
            yield Candidate(REFERRER, str(who.value), text.text, sheet.number, box, HELD, METHOD)


def _patients(packet: Packet, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """A name in the rows of the patient's day of birth or right above it, of nobody else."""
    known = [str(c.value) for c in candidates if c.field == REFERRER and c.value is not None]
    known += packet.recipient.providers
    for born in (c for c in candidates if c.field == "patient.birth_date" and c.method not in WEAKLY):
        for sheet in packet.sheets:
            if sheet.number != born.page or sheet.kind not in SENT:
                continue
            rows = [at for at, line in enumerate(sheet.layout.lines) if _holds(line.box, born.box)]
            for at in (one for row in rows for one in _rows_over(sheet, row, born.box)):
                for segment in sheet.layout.lines[at].segments:
                    words = _person(segment.words)
                    said = " ".join(word.text for word in words)
                    who = find_person(said) if words else None
                    if who is None or any(same_person(str(who.value), one) > SAME for one in known):
                        continue
                    box = enclosing([word.box for word in words])
                    yield Candidate(PATIENT, str(who.value), said, sheet.number, box, HELD, METHOD)


def _rows_over(sheet: Sheet, row: int, born: Box) -> tuple[int, ...]:
    """The row of a day of birth, those right over it, and those over it in its own column, nearest first."""
    lines = sheet.layout.lines
    near = tuple(range(row, max(-1, row - 1 - NAME_ROWS), -1))
    own = next((cell.box for cell in lines[row].segments if cell.box.overlap_x(born) > 0), born)
    above = range(row - 1, max(-1, row - 1 - 2 * NAME_ROWS), -1)
    column = [
        at for at in above if any(abs(s.box.left - own.left) < sheet.layout.em_x for s in lines[at].segments)
    ]
    return (*near, *(at for at in column[:NAME_ROWS] if at not in near))


def _holds(line: Box, box: Box) -> bool:
    return line.top <= box.center_y <= line.bottom


def _person(words: Sequence[Word]) -> tuple[Word, ...]:
    """The last words of a cell that are a person's first and last name, and nothing but that; none otherwise."""
    begin = max((at + 1 for at, word in enumerate(words) if LEADS.search(word.text)), default=0)
    words = words[begin:]
    if any(map(str.isdigit, " ".join(word.text for word in words))):
        return ()
    for count in (4, 3, 2):
        own = tuple(words[-count:])
        if not all(word.text[:1].isupper() for word in own):
            continue
        text = " ".join(word.text for word in own)
        who = find_person(text) if len(own) == count else None
        whole = who is not None and who.start == 0 and who.end >= len(text.rstrip(" .,"))
        if whole and who is not None and " " in str(who.value):
            return own
    return ()


LEADS = re.compile(r"\.\.|:$|_")
"""What leads to an answer."""
WEAKLY = frozenset({"misread label", "torn row"})
NAME_ROWS, SAME = 2, 0.85


def _npis(packet: Packet) -> Iterator[Candidate]:
    """Figures behind the word NPI that are too few, too many or not all figures."""
    for spot in _sent(packet):
        found = TORN_NPI.search(spot.passage.text)
        if found is not None and sum(map(str.isdigit, found[1])) >= FIGURES_MIN:
            box = spot.box(found.start(1), found.end(1))
            yield Candidate(NPI, None, found[1], spot.sheet.number, box, HELD, METHOD, Check.UNREADABLE)
    for sheet in packet.sheets:
        for word in (*_beside_npi(sheet), *_behind_an_n(sheet)) if sheet.kind in ASKING else ():
            passage = passage_of(sheet.number, (word,))
            yield Candidate(NPI, None, passage.text, sheet.number, word.box, HELD, METHOD, Check.UNREADABLE)


def _beside_npi(sheet: Sheet) -> Iterator[Word]:
    """A word right of a lone NPI, on a line of its own a little higher or lower, with no other label between."""
    words = [word for line in sheet.layout.lines for word in line.words]
    for label in words:
        if NPI_WORD.fullmatch(label.text) is None:
            continue
        for word in words:
            level = abs(word.box.center_y - label.box.center_y) < RISE * sheet.layout.text_height
            beside = 0 < word.box.left - label.box.right < NPI_REACH
            figures = sum(map(str.isdigit, word.text)) >= FIGURES_FEW
            if level and beside and figures and not any(_between(label, hit.box, word) for hit in sheet.hits):
                yield word


def _between(left: Word, box: Box, right: Word) -> bool:
    """Whether a label stands right of a word on its line and left of another."""
    level = box.top < left.box.center_y < box.bottom
    return level and left.box.right <= box.left and box.right <= right.box.left


def _behind_an_n(sheet: Sheet) -> Iterator[Word]:
    """Ten figures as an NPI has them behind what is left of that word at the head of a cell: "N. 1305729848"."""
    for line in sheet.layout.lines:
        for segment in line.segments:
            figures = next((word for word in segment.words if WHOLE_NPI.fullmatch(word.text)), None)
            if figures is not None and LOST_LABEL.match(segment.text):
                yield figures


WHOLE_NPI = re.compile(r"[12]\d{9}")
LOST_LABEL = re.compile(r"N\W{0,2}(?:P\W{0,2})?(?:[I1l]\W{0,2})?(?<=\W)[12]\d{9}\b")
NPI_WORD = re.compile(r"\W*N\.?P\.?[I1l]\W*", re.IGNORECASE)
TORN_NPI = re.compile(
    r"\bN\.?P\.?[I1l]\b\W{0,4}(?:no|number|#)?\W{0,3}([0-9OIlSB][0-9OIlSB ]{5,12}[0-9OIlSB])", re.IGNORECASE
)
FIGURES_MIN, FIGURES_FEW, NPI_REACH = 6, 4, 0.25
