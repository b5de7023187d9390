"""The sender's letterhead and footer -> practice, telephone and fax of the referrer.

What stands at the very top or bottom of a page, before anything is asked, names who sent it. On reports of
an imaging centre, cards and laboratory sheets it names somebody else, and nothing is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rapidfuzz import fuzz

from faxpipe.document import PageKind, Word, enclosing
from faxpipe.fields.context import Packet, Recipient, Sheet, believed, near
from faxpipe.fields.kinds.names import find_person
from faxpipe.fields.kinds.npi import find_npis
from faxpipe.fields.kinds.phones import find_phones
from faxpipe.fields.kinds.same_name import same_person
from faxpipe.fields.labels.sections import COPIED
from faxpipe.layout import Line, Segment, passage_of
from faxpipe.referral import Candidate, Check

SENDERS = frozenset(
    {
        PageKind.COVER_SHEET,
        PageKind.REFERRAL_FORM,
        PageKind.REFERRAL_LETTER,
        PageKind.CLINICAL_NOTE,
        PageKind.FACE_SHEET,
        PageKind.MEDICATION_LIST,
    }
)
TOP, BOTTOM = 0.22, 0.9
LINES_MAX = 7

PRACTICE_WORDS = re.compile(
    r"\b(associates?|medical|medicine|clinics?|cent(?:er|re)|group|practice|physicians?|ortho\w+|health"
    r"|healthcare|"
    r"family|internal|primary|care|oncology|geriatrics?|doctors?|rheumatology|arthritis|neurology|spine|sports|"
    r"surgery|surgical|hospital|pllc|llc|p\.?c|hematology|endocrin\w+|rehab\w*|wellness|partners|specialists?|"
    r"urgent|community|senior|living|nursing|skilled|pain|neurosurgery|pediatrics|osteoporosis|bone|cancer"
    r"|institute|chiropract\w+|osteopath\w+|podiatr\w+|house calls|hospice|"
    r"\w{3,}(?:ology|iatry|iatrics|ologists?|iatrists?)|dermatolog\w+|walk-in|physical|therapy|hematology)\b",
    re.IGNORECASE,
)
NOT_A_PRACTICE = re.compile(
    r"\b(referral|request|form|fax|facsimile|cover|transmittal|consultation|summary|order|note|report|patient"
    r"|date|page|"
    r"registration|sheet|printed|attn|to|re|dear|phone|tel|suite|ste|dob|medications?|list|"
    r"visit|encounter|confidential|information|insurance)\b",
    re.IGNORECASE,
)
FAX_BEFORE = re.compile(
    r"(?:\b(?:(?:tele|e-?)?fax|facsimile|telecopier|fx|f)\b|\(f\))[^A-Za-z0-9]*(?:number|no|#)?[^A-Za-z0-9]*$",
    re.IGNORECASE,
)
FAX_AFTER = re.compile(r"\W{0,3}\(?\s?(?:fax|facsimile|f)\b(?!\W{0,4}\w?\d|\s+[A-Za-z]{3})", re.IGNORECASE)
VOICE_BEFORE = re.compile(
    r"\b(?:tel|telephone|phone|ph|p|t|office|voice|main|call|desk|reception|clinic|direct|line)\b[^A-Za-z0-9]*(?:number|no|#)?[^A-Za-z0-9]*$",
    re.IGNORECASE,
)
TAG_BEFORE = re.compile(
    r"(?:\((?:m|h|c|cell|home|mobile)\)|\b(?:cell|home|mobile|[hc]|m)\s?[:.])\W{0,3}$", re.IGNORECASE
)
TAG_AFTER = re.compile(r"\W{0,3}\(?(?:cell|home|mobile|preferred|[mhc]\))", re.IGNORECASE)
VOICE_AFTER = re.compile(r"\W{0,3}\(?\s?(?:voice|phone|tel|office)\b(?!\W{0,4}\d)", re.IGNORECASE)


def letterhead(packet: Packet) -> Iterator[Candidate]:
    """Candidates for referrer.practice, referrer.phone and referrer.fax from the heads and feet of pages."""
    for sheet in packet.sheets:
        if sheet.kind in SENDERS:
            yield from _sender_block(sheet, packet.recipient)
            column = _column(packet, sheet)
            head = column or _head(packet, sheet)
            yield from _practice(sheet, [_named_at_top(column), *column] if column else head)
            yield from _provider(sheet, [part for line in head for part in line.segments], packet.recipient, head)
            foot = [line for line in sheet.layout.lines if line.box.top > BOTTOM]
            yield from _footer_practice(sheet, foot)
            above = ""
            for line in (*head, *foot):
                yield from _numbers(sheet, line, packet.recipient, above)
                above = line.text


def _head(packet: Packet, sheet: Sheet) -> list[Line]:
    """The lines at the top of the page above the first question and above the first line that names us; where
    labels are captions, what stands over the first ones answers them."""
    asked = min(
        (hit.line for hit in sheet.hits if any(not f.startswith("referrer.") for f in hit.fields) or hit.opens),
        default=LINES_MAX,
    )
    head: list[Line] = []
    for line in sheet.layout.lines[: min(LINES_MAX, asked)]:
        if line.box.top > TOP:
            break
        if _is_ours(line.text, packet.recipient):
            head += _before_us(line, packet.recipient)
            break
        head.append(line)
    if head and asked < len(sheet.layout.lines) and sheet.captioned:
        first, reach = sheet.layout.lines[asked].box.top, CAPTIONED * sheet.layout.text_height
        head = [line for line in head if first - line.box.bottom > reach]
    return head


def _column(packet: Packet, sheet: Sheet) -> list[Line]:
    """The lines of a letterhead beside the letter, down to the first question in it, or to one that names us."""
    lines: list[Line] = []
    asked = {hit.line for hit in sheet.hits if any(not f.startswith("referrer.") for f in hit.fields) or hit.opens}
    asking = {id(sheet.layout.lines[at]) for at in asked}
    for line in sheet.layout.column:
        if id(line) in asking or _is_ours(line.text, packet.recipient):
            break
        lines.append(line)
    return lines


def _named_at_top(column: list[Line]) -> Line:
    """The first lines of a column as one: a name that goes on from line to line, down to the address."""
    words = list(column[0].words)
    for above, line in pairwise(column):
        apart = line.box.top - above.box.bottom > NAME_STEP * line.box.height
        if apart or find_phones(line.text) or line.words[0].text[:1].isdigit() or CREDENTIALS.search(line.text):
            break
        words += line.words
    box = enclosing([word.box for word in words])
    return Line((Segment(tuple(words), box),), box)


NAME_STEP = 1.5
"""Heights of a line between those of a name, at most."""


def _before_us(line: Line, recipient: Recipient) -> list[Line]:
    """What stands in a line before the words that address it to us: the sender's ("Tel 603-555-0100  To: ...")."""
    words = line.words
    at = next((n for n, word in enumerate(words) if n and ADDRESSES.fullmatch(word.text)), 0)
    own = words[: at - 1 if at and SENDS.fullmatch(words[at - 1].text) else at]
    part = " ".join(word.text for word in own)
    if not find_phones(part) or _is_ours(part, recipient):
        return []
    box = enclosing([word.box for word in own])
    return [Line((Segment(tuple(own), box),), box)]


ADDRESSES = re.compile(r"\W*(?:to|attn|attention)\b\W*", re.IGNORECASE)
SENDS = re.compile(r"\W*(?:page|fax|faxed|send|sent|return|refer|referred|addressed)\W*", re.IGNORECASE)
CAPTIONED = 2.2
"""Heights of text from an answer to the caption under it, at most."""


def _sender_block(sheet: Sheet, recipient: Recipient) -> Iterator[Candidate]:
    """What stands under "Sent by" or beside "From": a clinician with credentials, a practice."""
    answers = sheet.answers()
    for hit in sheet.hits:
        if hit.opens != "referrer":
            continue
        text = answers.answer(hit, lines=3).text
        if text is None:
            continue
        pieces: list[list[Word]] = [[]]
        for word, at in zip(text.words, text.starts, strict=True):
            ends = text.text[:at].endswith("\n") or word.text in {"/", "|", "-"}
            pieces += [[]] if ends else []
            if word.text not in {"/", "|", "-"}:
                pieces[-1].append(word)
        segments = [Segment(tuple(piece), enclosing([w.box for w in piece])) for piece in pieces if piece]
        yield from _provider(sheet, segments, recipient)
        named = [
            segment
            for segment in segments
            if _practice_score(sheet, segment, 0) and not SPECIALTY.fullmatch(segment.text.strip(" ,.:"))
        ]
        for segment in named[:1]:
            value = WITH_DOCTOR.sub("", segment.text).strip(" ,.-|:;'")
            confidence = believed(0.88, segment.words)
            yield Candidate("referrer.practice", value, value, sheet.number, segment.box, confidence, "letterhead")


SPECIALTY = re.compile(
    r"(?:primary|urgent|family|internal|general|pain|sports|emergency|hospital|geriatric) "
    r"(?:care|practice|medicine|management)(?: (?:physician|provider|doctor|clinician|md))?",
    re.IGNORECASE,
)
"""What a clinician does, or what is asked: no practice is called only that."""


def _is_ours(line: str, recipient: Recipient) -> bool:
    """Whether a line names the recipient: our form sent back filled in, or the address of a letter."""
    named = len(line) > 12 and fuzz.partial_ratio(line.lower(), recipient.name.lower()) > 80
    first, second = [*recipient.name.split(), "", ""][:2]
    named = named or (len(second) > STEM and f"{first} {second[:STEM]}".lower() in line.lower())
    named = named or (bool(recipient.initials) and recipient.initials in re.findall(r"\w+", line))
    digits = re.sub(r"\D", "", line)
    ours = any(re.sub(r"\D", "", phone) in digits for phone in recipient.phones)
    return named or ours or any(fuzz.partial_ratio(own.lower(), line.lower()) > 88 for own in recipient.providers)


STEM = 5
"""Letters by which our name is known where it is shortened: "Northeast Rehab Pain Mgmt\"."""


def _practice(sheet: Sheet, head: list[Line]) -> Iterator[Candidate]:
    """The line that looks most like a practice: its vocabulary, its size, its place."""
    best: tuple[float, Segment] | None = None
    for at, line in enumerate(head):
        for segment in line.segments:
            score = _practice_score(sheet, segment, at)
            if score > 0 and (best is None or score > best[0]):
                best = (score, segment)
    if best is None:
        return
    score, segment = best
    segment = _with_line_above(head, segment, sheet)
    value = WITH_DOCTOR.sub("", re.sub(r"\s+", " ", segment.text)).strip(" ,.-|:;'")
    confidence = believed(min(0.9, 0.45 + 0.15 * score), segment.words)
    sender = sheet.header.sender if sheet.header else None
    if sender:  # the header line names the sender too, cut off at about 20 characters
        confidence *= 1.0 if fuzz.partial_ratio(sender.lower(), value.lower()) > 80 else 0.8
    yield Candidate("referrer.practice", value, segment.text, sheet.number, segment.box, confidence, "letterhead")


def _with_line_above(head: list[Line], segment: Segment, sheet: Sheet) -> Segment:
    """A practice's name that begins with "& Sports Medicine", with the line that it goes on from."""
    if not GOES_ON.match(segment.text):
        return segment
    for line in reversed(head):
        for above in line.segments:
            aligned = abs(above.box.left - segment.box.left) < 2 * sheet.layout.em_x
            if aligned and 0 < segment.box.center_y - above.box.center_y < 4 * sheet.layout.text_height:
                words = (*above.words, *segment.words)
                return Segment(words, enclosing([word.box for word in words]))
    return segment


GOES_ON = re.compile(r"(?:&|and|of|at)\b|&", re.IGNORECASE)


def _footer_practice(sheet: Sheet, foot: list[Line]) -> Iterator[Candidate]:
    """ "Practice | street | phone" in one line at the foot."""
    for line in foot:
        for at, word in enumerate(line.words):
            if any(map(str.isdigit, word.text)):
                words = line.words[:at]
                break
        else:
            continue
        text = " ".join(word.text for word in words).strip(" ,|-·")
        if words and len(PRACTICE_WORDS.findall(text)) and len(text) < 60 and not NOT_A_PRACTICE.search(text):
            box = enclosing([word.box for word in words])
            confidence = believed(0.75, words)
            yield Candidate("referrer.practice", text, text, sheet.number, box, confidence, "letterhead")


def _provider(
    sheet: Sheet, segments: list[Segment], recipient: Recipient, head: Sequence[Line] = ()
) -> Iterator[Candidate]:
    """The one clinician whom a letterhead names with credentials; surely on a form with the NPI beside it."""
    named = []
    for segment in segments:
        if not CREDENTIALS.search(segment.text) or PRACTICE_WORDS.search(CREDENTIALS.split(segment.text)[0]):
            continue
        found = find_person(segment.text)
        degree = CREDENTIALS.search(segment.text)
        if (
            found is not None
            and degree is not None
            and degree.start() - found.end < BEFORE_DEGREE
            and len(str(found.value).split()) > 1
            and not any(same_person(str(found.value), own) > 0.85 for own in recipient.providers)
        ):
            named.append((found, segment))
    if len(named) == 1:
        found, segment = named[0]
        passage = passage_of(sheet.number, segment.words)
        beside = (line for line in head if line.box.overlap_y(segment.box) > 0.5)
        prescribes = sheet.kind is PageKind.REFERRAL_FORM and any(map(_proves_npi, beside))
        confidence = believed(0.94 if prescribes else 0.8, passage.covering(found.start, found.end))
        raw, box = passage.text[found.start : found.end], passage.box(found.start, found.end)
        yield Candidate("referrer.name", found.value, raw, sheet.number, box, confidence, "letterhead")


def _proves_npi(line: Line) -> bool:
    return any(one.check is Check.PASSED for one in find_npis(line.text))


BEFORE_DEGREE = 4
"""Characters between a name and the degree that is its own: "Ann Fox DOB ... with Bo Li, MD" names a patient "
"first."""
CREDENTIALS = re.compile(r"[,\s]+(?:M\.?D|D\.?O|D\.?C|PA-?C?|APRN|A?NP|FNP(?:-\w+)?|DNP|PhD|DPM)\b\.?")


DOCTOR = re.compile(r"(?:Dr\.?\s)?(?:[A-Z][\w'’.-]*\s){1,3}[A-Z][\w'’.-]+,?\s(?:M\.?D|D\.?O|PA-?C?|APRN|NP|PhD)\b")
"""A clinician with a degree: what follows is the specialty, no practice."""
WITH_DOCTOR = re.compile(r",\s(?:[A-Z][\w'’.-]+\s){1,3}[A-Z][\w'’.-]+,?\s(?:M\.?D|D\.?O|PA-?C?|APRN|NP)\.?$")
""" "Elm Street Health, Ann B. Fox MD": a practice and one of its doctors."""


ROUTE = re.compile(r"\b(?:route|rte|highway|hwy|exit|pier|gate|ward)\.?\s\d{1,3}\b", re.IGNORECASE)
"""What a practice may be called by though it has figures: "Route 9 Family Medicine"."""


def _practice_score(sheet: Sheet, segment: Segment, at: int) -> float:
    text = segment.text
    figures = sum(c.isdigit() for c in ROUTE.sub("", text))
    if figures > 1 or len(text) < 6 or len(text) > 70 or NOT_A_PRACTICE.search(text):
        return 0.0
    doctor = DOCTOR.match(text)
    if doctor is not None and not PRACTICE_WORDS.search(text[: doctor.end()]) and not WITH_DOCTOR.search(text):
        return 0.0
    named = min(2, len(PRACTICE_WORDS.findall(text)))
    tall = segment.box.height > 1.15 * sheet.layout.text_height
    return 0.0 if not named else named + 0.5 * tall + max(0.0, 0.6 - 0.2 * at)


def _numbers(sheet: Sheet, line: Line, recipient: Recipient, above: str = "") -> Iterator[Candidate]:
    """Each number of a line with what the words around it say it is; unmarked ones are taken for voice.

    `above`: the line before, whose last word may say it of a number that begins this line.
    """
    if COPIED.match(line.text):
        return
    passage = passage_of(sheet.number, line.words)
    last = 0
    for found in find_phones(passage.text):
        before, after = passage.text[last : found.start], passage.text[found.end :]
        before = before if before.strip() or last else above[-20:] + " "
        last = found.end
        if any(near(str(found.value), own) for own in recipient.phones) or found.check is Check.FAILED:
            continue
        if TAG_BEFORE.search(before) or TAG_AFTER.match(after):
            continue
        fax = bool(FAX_BEFORE.search(before) or FAX_AFTER.match(after)) and not VOICE_AFTER.match(after)
        marked = fax or bool(VOICE_BEFORE.search(before) or VOICE_AFTER.match(after))
        words = passage.covering(found.start, found.end)
        confidence = believed(0.93 if marked else 0.7, words)
        yield Candidate(
            "referrer.fax" if fax else "referrer.phone",
            found.value,
            passage.text[found.start : found.end],
            sheet.number,
            passage.box(found.start, found.end),
            confidence * (0.9 if found.repaired else 1),
            "letterhead",
            found.check,
        )
