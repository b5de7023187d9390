"""The printed name under a signature, read from its own line: "Ruth J Whittier, M.D." above "NPI: 1756634238".

Place in the sentence: words -> **fields**. The hand above the print is often read into one sentence with it, or
read as another name; the line that bears the degree is who signed. Only a line that says who it is counts: an NPI
of its own close below, or a letter's closing close above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from faxpipe.document import PageKind
from faxpipe.fields.context import Packet, Sheet, believed
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.names import find_person
from faxpipe.fields.kinds.npi import find_npis
from faxpipe.fields.kinds.same_name import same_person
from faxpipe.fields.prose.closings import CLOSING_WORDS
from faxpipe.fields.prose.people import CREDENTIAL, GRADED_NAME
from faxpipe.layout import Line, passage_of
from faxpipe.referral import Candidate

METHOD = "prose, signed"
SURE = 0.94
NPI_WITHIN, CLOSING_WITHIN = 2, 4
"""Lines below and above the name."""
SHORT_WORDS_MAX = 7
"""Words of a line between the closing and the name, at most: what a hand left there."""
SIGNED_KINDS = frozenset({PageKind.REFERRAL_LETTER, PageKind.REFERRAL_FORM, PageKind.CLINICAL_NOTE})

ROLE = (
    r"(?:(?:seen|examined|written|authored|completed|ordered|referred|prepared|electronically)"
    r"(?: (?:and|&) \w+)?(?: by)?|signed(?: by)?|(?:discharging|discharge|rendering|treating|signing|visit"
    r"|encounter|attending|responsible|examining|staff|ed|emergency)"
    r" (?:physician|provider|clinician|doctor|md|practitioner)"
    r"|(?:clinician|provider|physician|author) of record|author)\s?[:\-]\s*"
)
"""What a note may call the one who signs it, before the name."""
DEGREE = re.compile(
    rf"^\W{{0,3}}(?i:{ROLE})?(?P<name>[^\W\d_][^\d,:;]{{3,50}}?)\s?[,.]\s?{CREDENTIAL}(?P<rest>.*)$"
)
NUMBER_OF_OWN = re.compile(
    r"^\W*(?:[A-Z]{1,3}\W+)?NPI\b.*$|\b(?:office|phone|tel|fax|ph|fx)\W*(?:\(?\d{3}\)?[\s.-]?\d{3}[\s.-]?\d{4})",
    re.IGNORECASE,
)
"""The signer's NPI right behind the degree, and whatever follows it; the numbers of the office."""
CLOSING = re.compile(rf"^\W*{CLOSING_WORDS}\b", re.IGNORECASE)


def signers(packet: Packet) -> Iterator[Candidate]:
    """Candidates for referrer.name from the lines of name and degree under the signatures of letters and notes."""
    for sheet in packet.sheets:
        if sheet.kind in SIGNED_KINDS:
            yield from _of_page(packet, sheet)


def _of_page(packet: Packet, sheet: Sheet) -> Iterator[Candidate]:
    lines = sheet.layout.lines
    for at, line in enumerate(lines):
        passage = passage_of(sheet.number, line.words)
        named = DEGREE.match(passage.text)
        if named is None or len(NUMBER_OF_OWN.sub("", named["rest"]).split()) > SHORT_WORDS_MAX:
            continue
        if _is_roster(line, named["rest"]):
            continue
        found = _person(named["name"])
        if found is None or not (
            _numbered(lines, at) or _closed(lines, at) or _signs_off(lines, at, named["rest"])
        ):
            continue
        if any(same_person(str(found.value), own) > 0.85 for own in packet.recipient.providers):
            continue
        start, end = named.start("name") + found.start, named.start("name") + found.end
        words = passage.covering(start, end)
        raw, box = passage.text[start:end], passage.box(start, end)
        yield Candidate("referrer.name", found.value, raw, sheet.number, box, believed(SURE, words), METHOD)


def _is_roster(line: Line, rest: str) -> bool:
    """Whether a line lists the clinicians of a practice, of whom none signs there: two more, or one in a cell of
    its own."""
    others = len(GRADED_NAME.findall(rest))
    cells = sum(GRADED_NAME.match(cell.text) is not None for cell in line.segments[1:])
    return others > 1 or cells > 0


def _person(text: str) -> Found | None:
    """The one person whose name is all of `text`."""
    found = find_person(_without_role(text))
    if found is None or found.note or len(str(found.value).split()) < 2:
        return None
    return found if found.start < 4 and len(text) - found.end < 3 else None


def _without_role(text: str) -> str:
    """`text` with blanks for a first word that is a label's, a letter of it misread: "Clincian Ann Fox"."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    word = first.strip(" .:,").lower()
    alike = len(word) >= ROLE_LETTERS_MIN and any(fuzz.ratio(word, role) >= ROLE_ALIKE for role in ROLE_WORDS)
    return text.replace(first, " " * len(first), 1) if alike else text


ROLE_WORDS = ("clinician", "provider", "physician", "practitioner", "prescriber", "signature", "referring")
ROLE_LETTERS_MIN, ROLE_ALIKE = 7, 84.0


def _numbered(lines: Sequence[Line], at: int) -> bool:
    """Whether the signer's NPI stands on the line or close below it."""
    return any(find_npis(line.text) and "npi" in line.text.lower() for line in lines[at : at + 1 + NPI_WITHIN])


def _signs_off(lines: Sequence[Line], at: int, rest: str) -> bool:
    """Whether it is said that the one named signed: "Ann Fox, MD, Hospitalist. Authenticated 3/4/2026"."""
    below = lines[at + 1].text if at + 1 < len(lines) and not rest.strip(" .") else ""
    return SIGNS_OFF.search(rest) is not None or SIGNS_OFF.match(below) is not None


SIGNS_OFF = re.compile(
    r"(?:^|[.,;|\s(-])\W{0,3}(?:e-?|electronically |digitally )?(?:signed|authenticated|verified)"
    r"(?: electronically| digitally)?\W{1,3}(?:on |at )?\d"
    r"|(?:^|[.,;|\s(/\[-])\W{0,3}(?:(?:electronic|digital|e)[\s-]?(?:signature|sig)\b"
    r"|(?:signed|authenticated|attested) (?:electronically|digitally)\b"
    r"|(?:electronically|digitally|e-?)\s?(?:signed|authenticated)\b)",
    re.IGNORECASE,
)
""" "Authenticated 3/4/2026", "(electronic signature 3/4/2026)", "signed electronically": how, else when."""


def _closed(lines: Sequence[Line], at: int) -> bool:
    """Whether a letter closes above the line, with no more than a signature between."""
    for line in reversed(lines[max(0, at - CLOSING_WITHIN) : at]):
        if CLOSING.match(line.text):
            return True
        if len(line.words) > SHORT_WORDS_MAX:
            return False
    return False
