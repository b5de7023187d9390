"""Text of an answer -> values, one reader a kind of field.

A reader knows how many lines an answer of its kind may take and turns its text into values by the kinds'
own parsers. It knows nothing of pages and labels.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from faxpipe.fields.context import Packet
from faxpipe.fields.forms.diagnoses import FIRST_SENTENCE, first_diagnosis, without
from faxpipe.fields.kinds import answers as blanks
from faxpipe.fields.kinds.addresses import find_addresses
from faxpipe.fields.kinds.allergies import find_allergies
from faxpipe.fields.kinds.cpt import find_cpts
from faxpipe.fields.kinds.dates import find_dates
from faxpipe.fields.kinds.durations import find_durations
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.icd10 import find_icd10
from faxpipe.fields.kinds.ids import IdKind, find_ids
from faxpipe.fields.kinds.levels import find_levels
from faxpipe.fields.kinds.lists import find_anticoagulants, find_medications
from faxpipe.fields.kinds.mbi import find_mbis
from faxpipe.fields.kinds.modality import NOT_DONE, best_modality, find_modalities
from faxpipe.fields.kinds.names import find_person, titled
from faxpipe.fields.kinds.npi import find_npis
from faxpipe.fields.kinds.payers import find_payer
from faxpipe.fields.kinds.phones import find_phones
from faxpipe.fields.kinds.scores import find_height_losses, find_pain_scores
from faxpipe.fields.kinds.sex import find_sex
from faxpipe.fields.kinds.treatments import find_treatments
from faxpipe.fields.kinds.urgency import find_urgency
from faxpipe.fields.prose.headings import Section
from faxpipe.fields.prose.pain import is_past
from faxpipe.fields.prose.sections import heading_of
from faxpipe.referral import Check
from faxpipe.schema import FieldSpec

Reads = tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Lines an answer may take, and text -> values. A whole-list kind gives one `Found` with a tuple."""

    lines: int
    read: Callable[[str, FieldSpec, Packet], Reads]


def _one(found: Found | None) -> Reads:
    return () if found is None else (found,)


def listed(found: Reads) -> Reads:
    """Several finds as one list value, in the order of the paper, each once; a failed check fails the list."""
    values = [item for one in found for item in (one.value if isinstance(one.value, tuple) else (str(one.value),))]
    if not values:
        return ()
    checks = {one.check for one in found}
    check = next((c for c in (Check.FAILED, Check.PLAIN) if c in checks), Check.PASSED)
    start, end = min(one.start for one in found), max(one.end for one in found)
    repaired = any(one.repaired for one in found)
    note = next((one.note for one in found if one.note), "")
    unique = tuple(dict.fromkeys(values))
    return (Found("none" if unique == ("none",) else unique, start, end, check, repaired, note),)


def _person(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    day = next(iter(find_dates(text, packet.reference)), None) if MONTH_DAY.match(text) else None
    return _one(find_person(text)) if day is None or day.start > 1 else ()


MONTH_DAY = re.compile(r"\W?[A-Za-z]{3,9}\.? \d")
"""What may be a day, no name: "Ordered: Nov 2, 2026"."""


def _date(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    birth = spec.name.endswith("birth_date")
    found = find_dates(text, packet.reference, birth=birth)[:1]
    if birth and found and str(found[0].value) > f"{packet.reference.year - CHILD_YEARS}":
        return (replace(found[0], note="child"),)  # more often the day of a visit beside it
    return found


CHILD_YEARS = 12


def _onset(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    dates = find_dates(text, packet.reference)
    return dates[:1] or find_durations(text, packet.reference)[:1]


def _phone(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    return tuple(one for one in find_phones(text) if not _named_fax(text, one) or spec.name.endswith("fax"))[:2]


def _named_fax(text: str, one: Found) -> bool:
    around = text[max(0, one.start - 10) : one.start] + "|" + text[one.end : one.end + 8]
    return bool(re.search(r"\bfax\b|\(f\)|\bfx\b", around, re.IGNORECASE))


def _sex(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    return _one(find_sex(text))


def _address(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    return find_addresses(text)[:1]


def _payer(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    found = find_payer(ID_TAIL.split(text)[0])
    if found is not None and found.check is not Check.PASSED and titled(str(found.value)):
        return ()  # "Name  Ann Fox, MD" under the row of the insurance: who signs pays nothing
    return _one(found)


ID_TAIL = re.compile(r"[\s,;]+(?:ID|I\.D\.|#|member|policy|subscriber|group|grp)\b|\s#|\s\(?(?=[A-Z]{0,4}\d{6})")


def _id(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    if spec.name == "coverage.member_id":
        beneficiary = find_mbis(text)
        return beneficiary[:1] or find_ids(text, IdKind.MEMBER)[:1]
    kind = IdKind.GROUP if spec.name == "coverage.group_number" else IdKind.AUTHORIZATION
    return find_ids(text, kind)[:1]


def _npi(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    return find_npis(text)[:1]


DOCUMENT = re.compile(
    r"^\W*(?:clinic|office|progress|visit|chart|consult\w*) (?:notes?|visit|summary)\b|^\W*office of\b",
    re.IGNORECASE,
)
"""The title of a page, no practice: "Office Clinic Note"."""
STREET = re.compile(
    r"\W*(?:P\.?\s?O\.?\s?Box\s)?\d[^\n]{0,60}\b[A-Z]{2}\.?,?\s+\d{5}\b|\W*\d{1,5}\s(?:[NSEW]\.?\s)?(?:\w+\s){1,3}"
    r"(?:st|street|ave|avenue|rd|road|ln|lane|blvd|dr|drive|tpke|hwy|pkwy|ct|way)\b",
    re.IGNORECASE,
)
"""Where a practice is, which does not say what it is called."""
ROOM = re.compile(r"\b(?:room|rm|bed)\b\.?\s?#?\d", re.IGNORECASE)
"""Where in a house a patient lies."""


def _text(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    """The paper's wording in one line; a diagnosis without its codes and numbering, the first one of a list."""
    line = text
    if spec.name == "diagnosis.text":
        line = first_diagnosis(text)
    if spec.name == "order.service":
        line = TO_WHOM.sub("", LABEL_REST.sub("", line.replace("\n", " ")))
        placed = SERVICE_AT.match(line)
        lead = placed.end() if placed else 0
        line = line[:lead] + FIRST_SENTENCE.split(line[lead:])[0]
        line = re.sub(r"\s*\(?\b(?:CPT|ICD)\b.*$", "", line)
    if spec.kind == "practice" and (_no_practice(line) or _to_us(line, packet)):
        return ()
    value = blanks.cleaned(line)
    if FOR_US.search(value) or any(phone in value for phone in packet.recipient.phones):
        return ()  # "Fax completed form to ..." speaks to the sender
    if sum(character.isalpha() for character in value) < 3:
        return ()
    start = max(text.find(value.split()[0]), 0)
    end = min(len(text), start + len(line) + 1)
    return (Found(value, 0 if TO_WHOM.match(text.replace("\n", " ")) else start, end),)


def _no_practice(line: str) -> bool:
    return bool(DOCUMENT.search(line) or STREET.match(line) or ROOM.search(line))


def _to_us(line: str, packet: Packet) -> bool:
    """Whether the recipient's doctor is named: "Clinic / doctor: Dr. Kramer, Salem" is where a patient is sent."""
    said = re.search(r"\bDr\.?\s+(?:[A-Z][\w.]*\s+)?([A-Z][\w'’-]+)", line, re.IGNORECASE)
    families = {own.split()[-1].lower() for own in packet.recipient.providers if own.split()}
    return said is not None and said[1].lower() in families


SERVICE_AT = re.compile(
    r"\W*(?:inje[co]\w*|kyphopl\w*|vertebropl\w*|epidural|ablat\w*|(?:\w+ ){0,2}block)\b[^:.]{0,20}:\s*",
    re.IGNORECASE,
)
"""A service with room for where it is wanted: "Inject: left sacroiliac joint"."""
LABEL_REST = re.compile(
    r"^\W*(?:of|for)\s+(?:the\s+)?(?:consult\w*|visit|referral|request|evaluation"
    r"|service)\b\s*(?:[:.\-\u2013]\s*|$)",
    re.IGNORECASE,
)
"""What was left of "Purpose of consultation:" where only its first word was known for a label."""

TO_WHOM = re.compile(
    r"^\W*(?:please )?(?:(?:refer\w*|sen[dt]) to\b|consult(?: (?:to|with))? (?=dr\b|doctor\b|pain m))"
    r"[^:;]{1,70}:\s+(?=[A-Za-z]{3})",
    re.IGNORECASE,
)
"""Whom a patient is sent to before what for: "Refer to Dr. Cole, Elm Pain Clinic: nerve block"."""
FOR_US = re.compile(r"^\W*(?:please )?(?:fax|return|send|mail|submit)\b.{0,40}\b(?:form|to|back)\b", re.IGNORECASE)


def unread_code(text: str) -> str:
    """What looks like a code beside those that were read: "M54.50, G89 29"; "" without."""
    found = find_icd10(text)
    match = CODE_LIKE.search(without(text, found)) if found else None
    return match[0] if match else ""


CODE_LIKE = re.compile(r"(?<![\w.-])[A-TV-Z](?:[0-9OIl]\d?\s?[\s.,]\s?\d{1,2}|\d[0-9A-Z]{2,5})(?![\w-])")


def _icd10(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    found = find_icd10(text)
    whole = any(one.note != "truncated" for one in found)
    return listed(found if whole else _in_pieces(text.split("\n", maxsplit=1)[0]) or found)


def _in_pieces(line: str) -> Reads:
    """A code with blanks within, by itself where one is asked for: "G9 0.521", "M48 0 62"; one the table knows."""
    joined = re.sub(r"\s", "", line).strip(".,:;'|-_")
    if not CODE_IN_PIECES.fullmatch(joined) or " " not in line.strip():
        return ()
    known = [one for one in find_icd10(joined) if one.check is Check.PASSED and not one.note]
    return tuple(replace(one, start=0, end=len(line), repaired=True) for one in known[:1])


CODE_IN_PIECES = re.compile(r"[A-TV-Z]\d[0-9AB][.,]?[0-9A-Z]{1,4}")


def _cpt(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    return listed(find_cpts(BLANK_IN_CODE.sub(r"\1\2", text)))


BLANK_IN_CODE = re.compile(r"(?<![\d.])(\d{4}) (\d)(?![\d.])")
""" "6449 0": a code whose last digit stands apart"""


def _urgency(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    return _one(find_urgency(text))


def _own_lines(text: str) -> str:
    """The lines of a list down to the heading of what follows it on the page: "On exam", "Studies: MRI"."""
    lines = text.split("\n")
    end = next((at for at, line in enumerate(lines) if heading_of(line) in AFTER_LISTS), len(lines))
    return "\n".join(lines[:end])


AFTER_LISTS = frozenset(
    {Section.EXAM, Section.DATA, Section.ASSESSMENT, Section.PLAN, Section.PAST, Section.FAMILY, Section.SOCIAL}
    | {Section.REVIEW, Section.NARRATIVE, Section.PROBLEMS, Section.INSTRUCTIONS}
)


def _medications(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    text = _own_lines(text)
    each = find_medications(text)
    if THINNERS.search(text) and any(one.value == "none" for one in each):
        return ()  # "not on blood thinners" is no list of medicines
    if THINNERS.search(text) and len(each) == 1 and find_anticoagulants(str(each[0].value)):
        return (replace(listed(each)[0], start=0, end=len(text)),)  # "anticoagulated with clopidogrel": all of it
    found = listed(each)
    if found and any(one.check is Check.PLAIN and one.value != "none" for one in each):
        return (replace(found[0], note="unread_entry"),)
    if found and (GOES_ON.search(text) or any(_is_unread(piece) for piece in PIECES.split(text))):
        return (replace(found[0], note="unread_entry"),)
    return found


SENTENCE_END = re.compile(r"(?<=[A-Za-z)])\.\s+(?=[A-Z])")
THINNERS = re.compile(r"thinner|coagul|platelet", re.IGNORECASE)
PIECES = re.compile(r"[,;\n]")
GOES_ON = re.compile(r"(?:[A-Za-z)],|\s(?:and|&|\+))\s*$")
"""The end of a list whose next entry was not read: "naproxen," """


def _is_unread(piece: str) -> bool:
    entry = UNREAD_ENTRY.fullmatch(piece) or DOSED_ENTRY.match(piece)
    return entry is not None and not find_medications(piece) and not DIRECTED.match(piece)


DOSED_ENTRY = re.compile(
    r"\W*[^\W\d][\w-]{3,}(?: [^\W\d][\w-]+)? ?\d[\d.,]* ?(?:mg|mcg|units?|g|iu|meq)\b", re.IGNORECASE
)
DIRECTED = re.compile(
    r"\W*(?:daily|nightly|once|twice|three|every|weekly|monthly|with|take[ns]?|as|at|by|for|per|total|about"
    r"|until|and|up"
    r"|each|half|morning|evening|bedtime|needed|mouth|tabs?|tablets?|caps?|capsules?|inject\w*|under)\b",
    re.IGNORECASE,
)
"""How a medicine is taken, behind a comma or on a line of its own."""
UNREAD_ENTRY = re.compile(r"\W*(?:[^\W\d] (?=\w{5}))?[^\W\d]\w{3,}(?:[ -]\w+)?\W*")
"""A word or two without a number, where a medicine should stand, that is none: one was misread."""


def _allergies(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    text = NEXT_HEADING.split(_own_lines(text))[0]
    each = find_allergies(_stopped_list(text)) or find_allergies(text)
    found = listed(each)
    if found and (GOES_ON.search(text) or any(one.check is Check.PLAIN and one.value != "none" for one in each)):
        return (replace(found[0], note="unread_entry"),)
    return found


def _stopped_list(text: str) -> str:
    """`text` up to the end of its first sentence, and on as long as a known allergen stands by itself between two
    stops: commas that were read so, "Sulfa. Peanuts"."""
    for stop in SENTENCE_END.finditer(text):
        piece = PIECE_END.split(text[stop.end() :], maxsplit=1)[0]
        entries = find_allergies(piece)
        alone = len(entries) == 1 and entries[0].check is Check.PASSED
        if not alone or entries[0].end - entries[0].start < len(piece.strip(" .\n")):
            return text[: stop.start()]
    return text


PIECE_END = re.compile(r"[.,;\n]")
NEXT_HEADING = re.compile(
    r"\n(?=[A-Z0-9][^\n:]{0,24}:\s"
    r"|[A-Z][A-Za-z ]{2,40}\s(?:M(?:edications?|eds|edicines)|M(?:EDICATIONS?|EDS))\s*(?:\n|$))"
)


def _anticoagulants(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    return () if JOINED_TO_LABEL.match(text) else listed(find_anticoagulants(text))


JOINED_TO_LABEL = re.compile(r"\W*n?or\b[^:]*$", re.IGNORECASE)
""" "(takes no blood) thinners or aspirin": a sentence runs through the label, whose words before it decide."""


def _levels(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    return listed(tuple(one for one in find_levels(text, plural=True) if one.note != "disc"))


def _modality(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    done = tuple(
        one
        for one in find_modalities(text)
        if not (PLANNED.match(text[one.end :].split(";", maxsplit=1)[0]) or NOT_DONE.match(text[one.end :]))
    )
    best = best_modality(done)
    if best is not None and len({one.value for one in done}) > 1 and not without(text, done).strip():
        return (replace(best, note="single"),)  # "X-ray Bone scan": printed to choose from, or two that were done
    return _one(best)


PLANNED = re.compile(
    r"[^;.,]{0,25}\b(?:(?<!as )ordered|scheduled|pending|to be done|planned|awaiting|requested"
    r"|not (?:yet )?done)\b",
    re.IGNORECASE,
)


def _yes_no(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    match = YES_NO.match(text)
    if match is None:
        return ()
    return (Found("yes" if match["yes"] else "no", match.start(), match.end()),)


YES_NO = re.compile(
    r"\W*(?:(?:bmd|dexa|dxa|bone density|density|scan|test(?:ing)?|study|it|was|is|has been|will be)\W+){0,3}"
    r"(?:(?P<yes>y|yes|present|positive|pos|done|ordered|scheduled|completed|on treatment|started)"
    r"|(?P<no>n|no|none|absent|negative|not yet|not done))\b",
    re.IGNORECASE,
)


def _score(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    found = find_pain_scores(text)
    bare = re.fullmatch(r"\W*(10|\d)(?:\s*(?:/|out of|of)\s*10)?\W*", text)
    if bare:
        return (Found(int(bare[1]), bare.start(1), bare.end(1)),)
    return tuple(one for one in found if not is_past(text, one.start, one.end))[:1]


def _percent(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    match = re.match(r"\W*(?:about |approx\S* )?(\d{1,3})\s?(?:%|percent|$)", text, re.IGNORECASE)
    if match and int(match[1]) <= 100:
        shares = [one for one in re.finditer(r"\b(\d{1,3})\s?(?:%|percent)", text) if int(one[1]) <= 100]
        most = max([match, *shares], key=lambda one: int(one[1]))  # "20% T8, 50% T11": the worse level
        return (Found(int(most[1]), most.start(1), most.end(1)),)
    return find_height_losses(text)[:1]


def _conservative(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    told = find_treatments(text, answer=True)
    return listed(tuple(one for one in told if not _NOT_HAD.search(text, 0, one.start)))


_NOT_HAD = re.compile(
    r"\b(?:no|never had|not had|without)(?: (?:any|prior|previous|recent|spinal|epidural|steroid))*\s$",
    re.IGNORECASE,
)
"""Right before a treatment; "no relief from injections" tells of some."""


_DENIED = re.compile(r"\b(?:negative|neg|denies|denied|denying|no|without)\b[^.;:]*$", re.IGNORECASE)


def _neuro(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    normal = re.search(
        r"\bnormal\b|\bintact\b|\bnon-?focal\b|no deficit|\bnone\b|5/5|\bwnl\b", text, re.IGNORECASE
    )
    deficit = re.search(
        r"(?<!no )(?<!without )\b(?:deficit|weakness|foot drop|abnormal|[0-4]/5)\b", text, re.IGNORECASE
    )
    if deficit and deficit[0][0].isalpha() and _DENIED.search(text[: deficit.start()]):
        deficit = None  # "Negative for weakness" is of the questions that were asked, not of the examination
    if bool(normal) == bool(deficit):
        return ()
    if normal:
        return (Found("normal", normal.start(), normal.end()),)
    return (Found("deficit", deficit.start(), deficit.end()),) if deficit else ()


READERS = {
    "person": Reader(1, _person),
    "date": Reader(1, _date),
    "onset": Reader(2, _onset),
    "phone": Reader(2, _phone),
    "sex": Reader(1, _sex),
    "address": Reader(3, _address),
    "payer": Reader(2, _payer),
    "id": Reader(1, _id),
    "npi": Reader(1, _npi),
    "text": Reader(4, _text),
    "practice": Reader(1, _text),
    "cpt": Reader(3, _cpt),
    "icd10": Reader(4, _icd10),
    "urgency": Reader(1, _urgency),
    "medications": Reader(14, _medications),
    "allergies": Reader(8, _allergies),
    "anticoagulants": Reader(3, _anticoagulants),
    "levels": Reader(2, _levels),
    "modality": Reader(2, _modality),
    "yes_no": Reader(1, _yes_no),
    "score": Reader(1, _score),
    "percent": Reader(1, _percent),
    "conservative": Reader(3, _conservative),
    "neuro": Reader(2, _neuro),
}


def combed(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    """What is read, in a comb of one box a character too: "1 2 34 5" without blanks, "[1[2]3|4]" without walls.

    So is a number with a blank in one of its groups: "61 7 613 3944"."""
    reader = READERS[spec.kind]
    if spec.kind not in COMBED_KINDS:
        return reader.read(text, spec, packet)
    line = text.split("\n", maxsplit=1)[0]
    pieces = line.split()
    found: Reads = ()
    note = "comb"
    single = sum(len(piece) <= 2 for piece in pieces)
    if len(pieces) >= COMB_PIECES_MIN and single >= 0.8 * len(pieces):
        found = reader.read(_joined(pieces, spec.kind), spec, packet)
    read = () if found else reader.read(text, spec, packet)
    if not found and not read and len(WALLS.findall(text)) >= COMB_WALLS_MIN:
        found = reader.read(WALLS.sub("", text), spec, packet)
    if not found and not read and spec.kind in DIALLED and TEN_DIGITS.fullmatch(line):
        found, note = reader.read(re.sub(r"[^0-9]", "", line)[-10:], spec, packet), "spaced"
    return tuple(replace(one, start=0, end=len(line), note=note) for one in found) or read


def _joined(pieces: list[str], kind: str) -> str:
    """The characters of a comb in one: of a number without strays, of a date with the blanks between its parts."""
    if kind in DIALLED:
        return "".join(piece.strip(".,'-") for piece in pieces)
    together = "".join(pieces)
    if kind != "date":
        return together
    return re.sub(
        r"(?<=[A-Za-z])(\d\d?)(?=(?:19|20)\d\d$)",
        r" \1 ",
        re.sub(r"(?<=\d)(?=[A-Za-z]{3})", " ", DATE_GAP.sub(" ", together)),
    )


COMB_PIECES_MIN = 6
WALLS = re.compile(r"[\[\]|]")
COMB_WALLS_MIN = 4
COMBED_KINDS = frozenset({"id", "npi", "phone", "date", "icd10"})
DIALLED = frozenset({"phone", "npi"})
TEN_DIGITS = re.compile(r"\W*(?:\+?1\W{1,2})?(?:\d[\s.()/-]{0,2}){10}\W*")
DATE_GAP = re.compile(r"(?<=[A-Za-z]{3})(?=(?:19|20)\d\d$)")
"""Where the year begins behind a month: "22March1945"."""
