"""Who signed is read elsewhere; here is whether anybody did: ink, a name by hand, or one signed by a machine.

Place in the sentence: words -> **fields**. A typed name beside the label is held, for nobody signed with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from rapidfuzz import fuzz

from faxpipe.document import Box, PageKind, Word, enclosing
from faxpipe.fields.context import Packet, Sheet
from faxpipe.fields.kinds.answers import is_answer
from faxpipe.fields.kinds.names import find_person
from faxpipe.fields.labels.answers import Answers
from faxpipe.fields.labels.sections import Hit
from faxpipe.fields.people.letterhead import CREDENTIALS
from faxpipe.fields.people.signed_name import says_signed, stamped
from faxpipe.fields.prose.closings import CLOSING_WORDS
from faxpipe.referral import Candidate

SIGNED_PAGES = frozenset(
    {
        PageKind.REFERRAL_FORM,
        PageKind.REFERRAL_LETTER,
        PageKind.COVER_SHEET,
        PageKind.FACE_SHEET,
        PageKind.CLINICAL_NOTE,
    }
)
CLOSING = re.compile(rf"^\W*{CLOSING_WORDS}\b[^.:]{{0,45}}$", re.IGNORECASE)
THANKS = re.compile(r"^\W*thank", re.IGNORECASE)
"""A closing only where a printed name follows."""
NOT_SIGNED = re.compile(
    r"\b(?:not|un-?signed|pending|on file|required|needed|to follow|see|attached)\b", re.IGNORECASE
)
SIGNATURE_WIDTH_MIN = 0.05


def signatures(packet: Packet) -> Iterator[Candidate]:
    """Candidates for referrer.signature: the sure ones, else one to be looked at."""
    found = tuple(_signatures(packet))
    sure = [one for one in found if one.confidence > HELD]
    yield from sure or found[:1]  # doubts of several pages do not make a certainty


def _signatures(packet: Packet) -> Iterator[Candidate]:
    for sheet in packet.sheets:
        if sheet.kind not in SIGNED_PAGES:
            continue
        found = [
            *_signed_label(sheet),
            *_signed_letter(sheet),
            *_signed_over_print(sheet),
            *_scrawled_over_print(sheet),
            *_inked_over_print(sheet),
            *_unlabelled_line(sheet),
            *_clinician_by_hand(sheet),
            *_signed_by_machine(sheet),
        ]
        if found:
            yield max(found, key=lambda one: one.confidence)  # one signature, seen in several ways


def _signed_label(sheet: Sheet) -> Iterator[Candidate]:
    """Ink, a name by hand or one signed by a machine where a signature is asked for. A typed name is held, a date
    alone is none.
    """
    asking = [hit for hit in sheet.hits if "referrer.signature" in hit.fields]
    if not asking:
        return
    answers = sheet.answers()
    for hit in asking:
        signed = _signature_at(sheet, answers, hit)
        if signed is not None:
            box, confidence = signed
            yield Candidate("referrer.signature", "present", "", sheet.number, box, confidence, "signature")


def _signature_at(sheet: Sheet, answers: Answers, hit: Hit) -> tuple[Box, float] | None:
    answer = answers.answer(hit)
    if answer.ink is not None and answer.ink.width > SIGNATURE_WIDTH_MIN:
        return answer.ink, 0.92
    if answer.text is None or answer.below:
        over = _on_the_line(sheet, answers, hit) or _over_caption(sheet, answers, hit)
        written = answer.text.words if answer.text else _set_in(sheet, hit)
        return over or (_under_caption(sheet, answers, hit, written) if written else None)
    if not is_answer(answer.text.text) or NOT_SIGNED.search(answer.text.text):
        return None
    letters = re.sub(r"[^A-Za-z]", "", answer.text.text)
    if DATED.fullmatch(answer.text.text):
        return _on_the_line(sheet, answers, hit) or _over_dated(sheet, hit)
    if len(letters) < 2 or re.match(r"\W*(?:date|dare|title|print|required|x)\b", answer.text.text, re.IGNORECASE):
        return None
    box = enclosing([word.box for word in answer.text.words])
    if SIGNED_BY_MACHINE.search(answer.text.text):
        return box, 0.9
    signed = min(word.confidence for word in answer.text.words) < SCRAWL
    if signed or _by_hand(sheet, answer.text.words, 0.8 * hit.box.height):
        return box, 0.85
    said = says_signed(sheet.layout.lines[hit.line].text, answer.text.text) and not NO_PERSON.search(
        answer.text.text
    )
    return box, NAMED if said else HELD


NAMED = 0.8


def _on_the_line(sheet: Sheet, answers: Answers, hit: Hit) -> tuple[Box, float] | None:
    """What was written by hand on the ruling over the caption; whatever it is, somebody signed with it."""
    height = sheet.layout.text_height
    for rule in (rule.box for rule in sheet.page.marks.rules if rule.horizontal):
        over = -0.3 * height < hit.box.top - rule.center_y < CAPTION_GAP * height
        if not over or rule.width < LINE_WIDTH_MIN or rule.overlap_x(hit.box) < 0.5:
            continue
        inks = [ink.box for ink in sheet.page.marks.inks if _stands_on(ink.box, rule, height)]
        box = enclosing(inks) if inks else None
        if box is not None and box.width > SIGNATURE_WIDTH_MIN and box.height > _least_tall(box) * height:
            return box, 0.9
        claimed = {id(word) for other in sheet.hits if other is not hit for word in _words(answers, other)}
        lines = [line for line in sheet.layout.lines if line.box.top < rule.center_y < line.box.bottom + height]
        words = [word for line in lines for word in line.words if _stands_on(word.box, rule, height)]
        text = " ".join(word.text for word in words)
        if not words or len(words) > NAME_WORDS_MAX or NOT_SIGNED.search(text):
            continue
        plain = DAY.search(text) is None and not any(id(word) in claimed for word in words)
        drawn = _scrawl(sheet, words) and DATED.fullmatch(text) is None
        if drawn or (plain and _by_hand(sheet, words, 0.8 * hit.box.height)):
            return enclosing([word.box for word in words]), 0.85
    return None


def _least_tall(box: Box) -> float:
    """Heights of text that a scrawl has at least: a long one may be low."""
    return LOW_SCRAWL if box.width > LONG_SCRAWL else 1.0


LONG_SCRAWL, LOW_SCRAWL = 0.08, 0.6


def _signed_by_machine(sheet: Sheet) -> Iterator[Candidate]:
    """A line of a form or letter that says by whom it was signed electronically, in whatever order and word."""
    if sheet.kind not in ORDERS:
        return
    for line in sheet.layout.lines:
        said = MACHINE_LINE.search(line.text)
        behind = line.text[said.end() :] if said else _behind_misread(line.text) or stamped(line.text)
        if behind and not NOT_SIGNED.search(line.text) and find_person(behind) is not None:
            yield Candidate("referrer.signature", "present", "", sheet.number, line.box, 0.9, "signature")
            return


def _behind_misread(text: str) -> str:
    """What follows "Elecuonically sigued by" or "Eectroncallysigned by:", which is nothing else; "" elsewhere."""
    parted = SIGNED_BY.split(text, maxsplit=1)
    if len(parted) == 1:
        return ""
    begun = "".join(character for character in parted[0].lower() if character.isalpha())[-len(BY_MACHINE_PLAIN) :]
    return parted[1] if fuzz.ratio(begun, BY_MACHINE_PLAIN) >= MISREAD_ALIKE else ""


MISREAD_ALIKE = 80.0
SIGNED_BY, BY_MACHINE_PLAIN = re.compile(r" by\b[:;.]?\s"), "electronicallysigned"
ORDERS = frozenset({PageKind.REFERRAL_FORM, PageKind.REFERRAL_LETTER})
DONE = r"(?:signed|authenticated|approved|authorized|attested|verified)"
BY_MACHINE = r"(?:[eo][lit]ectron[il1]c(?:al)?[lt]?[yv]|d[il1]g[il1]tal[lt]?[yv])"
SIGNED_BY_MACHINE = re.compile(
    rf"\b(?:{BY_MACHINE}|electronic|digital)[\s-]*(?:{DONE}|signature)|\be-?sign(?:ed|ature)\b|/\s?e?s\s?/",
    re.IGNORECASE,
)
"""What makes a name in print a signature; one that was only typed beside the label is held: nobody signed."""
MACHINE_LINE = re.compile(
    rf"\b(?:{BY_MACHINE}\W*{DONE}|{DONE}\W*{BY_MACHINE})\b\W*(?:by\b)?",
    re.IGNORECASE,
)


def _unlabelled_line(sheet: Sheet) -> Iterator[Candidate]:
    """A short ruling under all labels of a form, with ink or a few words on it: the caption under a signature's
    line is small print and easily lost. Held."""
    asked = any("referrer.signature" in hit.fields for hit in sheet.hits)
    if sheet.kind is not PageKind.REFERRAL_FORM or asked or not sheet.hits:
        return
    height, lowest = sheet.layout.text_height, max(hit.box.bottom for hit in sheet.hits)
    rules = [rule.box for rule in sheet.page.marks.rules if rule.horizontal and rule.box.center_y > lowest]
    for rule in rules[:RULES_MAX]:
        if not LINE_WIDTH_MIN < rule.width < LINE_WIDTH_MAX:
            continue
        inks = [ink.box for ink in sheet.page.marks.inks if _crosses(ink.box, rule, height)]
        lines = [line for line in sheet.layout.lines if line.box.top < rule.center_y < line.box.bottom + height]
        words = [word.box for line in lines for word in line.words if _stands_on(word.box, rule, height)]
        marks = [box for box in inks if box.width > SIGNATURE_WIDTH_MIN] or words
        if marks and len(words) <= NAME_WORDS_MAX:
            box = enclosing(marks)
            yield Candidate("referrer.signature", "present", "", sheet.number, box, HELD, "signature")
            return


LINE_WIDTH_MAX, RULES_MAX = 0.5, 8


def _clinician_by_hand(sheet: Sheet) -> Iterator[Candidate]:
    """A name written by hand where a form asks at its end for the physician, and nowhere for a signature. Held."""
    asked = any("referrer.signature" in hit.fields for hit in sheet.hits)
    hits = [hit for hit in sheet.hits if hit.fields]
    if sheet.kind is not PageKind.REFERRAL_FORM or asked or not hits:
        return
    last = max(hits, key=lambda hit: hit.box.top)
    words = _words(sheet.answers(), last) if "referrer.name" in last.fields else ()
    if words and len(words) <= NAME_WORDS_MAX and _by_hand(sheet, words, 0.8 * last.box.height):
        box = enclosing([word.box for word in words])
        yield Candidate("referrer.signature", "present", "", sheet.number, box, HELD, "signature")


def _crosses(box: Box, rule: Box, height: float) -> bool:
    level = box.top < rule.center_y < box.bottom + 0.6 * height
    return level and rule.left - height < box.left and box.right < rule.right + height


def _stands_on(box: Box, rule: Box, height: float) -> bool:
    """Whether what is in `box` stands on a ruling or goes a little below it."""
    level = box.center_y < rule.center_y < box.bottom + 0.6 * height
    return level and rule.left - height < box.left and box.right < rule.right + height


def _over_caption(sheet: Sheet, answers: Answers, hit: Hit) -> tuple[Box, float] | None:
    """What stands by itself on the line over "Signature", which no other label claims.

    A name in a hand signs, and so does a scrawl higher than print. A name in print, a low scrawl and a hand that
    clearly wrote no name are held.
    """
    over = answers.above(hit)
    if over is None or len(over.words) > NAME_WORDS_MAX or NOT_SIGNED.search(over.text):
        return None
    claimed = {id(word) for other in sheet.hits if other is not hit for word in _words(answers, other)}
    if any(id(word) in claimed for word in over.words):
        return None
    box = enclosing([word.box for word in over.words])
    if min(word.confidence for word in over.words) < SCRAWL:
        return box, 0.82 if _by_hand(sheet, over.words, 0.8 * hit.box.height) else HELD
    named = SIGNED_NAME.fullmatch(over.text) is not None and NO_PERSON.search(over.text) is None
    if _by_hand(sheet, over.words, 0.8 * hit.box.height):
        return box, 0.82 if named else HELD
    return (box, HELD) if named else None


def _set_in(sheet: Sheet, hit: Hit) -> tuple[Word, ...]:
    """The words alone on the line under a caption alone on its own, a little to its right: no hand begins where
    the print does."""
    if hit.line + 1 >= len(sheet.layout.lines) or len(sheet.layout.lines[hit.line].segments) > 1:
        return ()
    below = sheet.layout.lines[hit.line + 1]
    near = 0 < below.box.left - hit.box.left < SET_IN and not any(h.line == hit.line + 1 for h in sheet.hits)
    return below.words if near and len(below.segments) == 1 else ()


SET_IN = 0.15


def _under_caption(
    sheet: Sheet, answers: Answers, hit: Hit, written: tuple[Word, ...]
) -> tuple[Box, float] | None:
    """What stands by itself under "Signature", as in the cells of forms that ask at the top of a cell: ink that
    nobody could read and a name in a hand sign, a name in print is held."""
    claimed = {id(word) for other in sheet.hits if other is not hit for word in _words(answers, other)}
    text = " ".join(word.text for word in written)
    box = enclosing([word.box for word in written])
    near = box.top - hit.box.bottom < CAPTION_GAP * sheet.layout.text_height
    foreign = NOT_SIGNED.search(text) or DAY.search(text) or NO_PERSON.search(text)
    if not near or len(written) > NAME_WORDS_MAX or foreign or any(id(word) in claimed for word in written):
        return None
    if SIGNED_BY_MACHINE.search(text):
        return box, 0.9
    inked = any(_overlap(box, ink.box) and ink.box.width > SIGNATURE_WIDTH_MIN for ink in sheet.page.marks.inks)
    scrawled = max(word.confidence for word in written) < SCRAWL and box.width > SIGNATURE_WIDTH_MIN
    if inked or scrawled:
        return box, 0.85
    named = SIGNED_NAME.fullmatch(DEGREE.sub("", text)) is not None
    if named and _by_hand(sheet, written, 0.8 * hit.box.height):
        return box, 0.82
    return (box, HELD) if named or _by_hand(sheet, written, 0.8 * hit.box.height) else None


DEGREE = re.compile(r"[,\s]+(?:M\.?D|D\.?O|D\.?C|PA-?C?|APRN|A?NP|FNP|DNP|DPM)\.?\W*$")


def _over_dated(sheet: Sheet, hit: Hit) -> tuple[Box, float] | None:
    """A name by itself over "Signature / date 11/12/2026": by hand it signs, in print it is held."""
    if not hit.line or any(other.line == hit.line - 1 for other in sheet.hits):
        return None
    over = sheet.layout.lines[hit.line - 1]
    near = hit.box.top - over.box.bottom < OVER_DATED * sheet.layout.text_height
    named = find_person(over.text) is not None or CREDENTIALS.search(over.text) is not None
    if not near or len(over.words) > NAME_WORDS_MAX or NOT_SIGNED.search(over.text) or not named:
        return None
    return over.box, 0.82 if _by_hand(sheet, over.words, 0.8 * hit.box.height) else HELD


OVER_DATED = 3.0


def _by_hand(sheet: Sheet, written: Sequence[Word], below: float) -> bool:
    """Whether unexplained ink lies on these words, or they are clearly higher than print, also that below."""
    box = enclosing([word.box for word in written])
    if any(_overlap(box, ink.box) for ink in sheet.page.marks.inks):
        return True
    own = [_rise(word) for word in written if any(map(str.isalpha, word.text))]
    return bool(own) and min(own) >= HAND_HEIGHT * max(sheet.layout.text_height, below)


def _scrawl(sheet: Sheet, written: Sequence[Word]) -> bool:
    """Whether all these words are far higher than print: whatever was read, it was drawn."""
    return min(map(_rise, written)) >= SCRAWL_HEIGHT * sheet.layout.text_height


SCRAWL_HEIGHT = 1.7


def _overlap(one: Box, other: Box) -> bool:
    level = one.top < other.bottom and other.top < one.bottom
    return level and one.left < other.right and other.left < one.right


def _rise(word: Word) -> float:
    """Height over the base line, about: letters that go below it make print a quarter higher."""
    return word.box.height * (0.8 if DESCENDS.search(word.text) else 1.0)


def _words(answers: Answers, hit: Hit) -> tuple[Word, ...]:
    text = answers.answer(hit).text if hit.label else None
    return text.words if text is not None else ()


NAME_WORDS_MAX = 4
CAPTION_GAP = 2.0
"""Heights of text from a signature's line to its caption, at most."""
LINE_WIDTH_MIN = 0.12
DAY = re.compile(r"\d\s?[/.-]\s?\d")
DATED = re.compile(r"\W*(?:date)?\W*\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}\W*", re.IGNORECASE)
""" "Signature / date 11/12/2026": the day is printed behind the caption, who signed stands over it."""
SCRAWL = 0.5
HELD = 0.6
HAND_HEIGHT = 1.3
"""Times the height of print from which on a name is taken for handwriting."""
DESCENDS = re.compile(r"[gjpqyQ,;()/]")
NO_PERSON = re.compile(
    r"\b(?:cent(?:er|re)|clinic|hospital|medic\w+|health\w*|associates|group|practice|orthop\w+|spine|pain"
    r"|imaging|"
    r"services?|department|office|surgery|statement|necessity|certif\w+|order|request|referral|form|provider|"
    r"physician|patient|signature|insurance|diagnos\w+|history|notes?|plan|care|therapy|information"
    r"|authoriz\w+)\b",
    re.IGNORECASE,
)
"""Words of practices and headings."""
SIGNED_NAME = re.compile(r"\W*(?:[A-Za-z][.,]?\s?){1,2}[A-Z][A-Za-z'’-]+\W*|(?:[A-Z][A-Za-z'’.-]+\s?){2,4}\W*")
""" "C. Quinn", "p Chan", "Thuy MacDonald" """


def _signed_over_print(sheet: Sheet) -> Iterator[Candidate]:
    """A name by itself over the same name in print with credentials: "Thuy MacDonald", "Thuy MacDonald, MD".

    Held where both are print.
    """
    for written, printed in pairwise(sheet.layout.lines):
        words = written.words
        credited = CREDENTIALS.search(printed.text)
        near = printed.box.top - written.box.bottom < 4 * sheet.layout.text_height
        if credited is None or not near or len(words) > NAME_WORDS_MAX or CREDENTIALS.search(written.text):
            continue
        name = find_person(printed.text[: credited.start()])
        if name is None or not SIGNED_NAME.fullmatch(written.text):
            continue
        if _same_writer(written.text, str(name.value)):
            sure = 0.85 if _by_hand(sheet, words, median(map(_rise, printed.words))) else HELD
            yield Candidate("referrer.signature", "present", "", sheet.number, written.box, sure, "signature")


def _scrawled_over_print(sheet: Sheet) -> Iterator[Candidate]:
    """What nobody could read, or a hand wrote, by itself over the printed name with credentials of a letter."""
    if sheet.kind is not PageKind.REFERRAL_LETTER:
        return
    for written, printed in pairwise(sheet.layout.lines):
        credited = CREDENTIALS.search(printed.text)
        near = 0 < printed.box.top - written.box.bottom < 4 * sheet.layout.text_height
        if credited is None or not near or written.box.top < CLOSING_FROM or len(written.words) > NAME_WORDS_MAX:
            continue
        named = find_person(printed.text[: credited.start()]) is not None
        scrawled = max(word.confidence for word in written.words) < SCRAWL
        by_hand = not written.text.endswith((",", ":", ".")) and _by_hand(
            sheet, written.words, median(map(_rise, printed.words))
        )
        if named and (scrawled or by_hand):
            yield Candidate("referrer.signature", "present", "", sheet.number, written.box, 0.82, "signature")


def _inked_over_print(sheet: Sheet) -> Iterator[Candidate]:
    """Ink that nobody could read, close over the printed name with credentials of a letter."""
    if sheet.kind is not PageKind.REFERRAL_LETTER:
        return
    height = sheet.layout.text_height
    for printed in sheet.layout.lines:
        credited = CREDENTIALS.search(printed.text)
        if credited is None or printed.box.top < CLOSING_FROM or find_person(printed.text) is None:
            continue
        for ink in sheet.page.marks.inks:
            gap = printed.box.top - ink.box.bottom
            over = -0.3 * height < gap < INK_OVER * height and ink.box.left < printed.box.right
            if over and ink.box.width > SIGNATURE_WIDTH_MIN and ink.box.right > printed.box.left:
                yield Candidate("referrer.signature", "present", "", sheet.number, ink.box, 0.9, "signature")


INK_OVER = 3.0
CLOSING_FROM = 0.3
"""A letter's address block, with its names and credentials, stands above this."""


def _same_writer(written: str, name: str) -> bool:
    """Whether handwriting can be that name: its initial and, letter for letter nearly, its family name, or "
    "all."""
    if fuzz.ratio(re.sub(r"[^a-z]", "", written.lower()), re.sub(r"[^a-z]", "", name.lower())) >= SAME_HAND:
        return True
    read, wanted = re.findall(r"[A-Za-z'’-]+", written), name.split()
    if len(read) < 2 or len(wanted) < 2:
        return False
    return read[0][0].lower() == wanted[0][0].lower() and fuzz.ratio(read[-1].lower(), wanted[-1].lower()) >= 60


SAME_HAND = 75


def _signed_letter(sheet: Sheet) -> Iterator[Candidate]:
    """A letter's closing with ink, or a misread scrawl, between it and the printed name."""
    for at, line in enumerate(sheet.layout.lines):
        if not CLOSING.match(line.text):
            continue
        height = sheet.layout.text_height
        below = [
            ink.box
            for ink in sheet.page.marks.inks
            if 0 < ink.box.center_y - line.box.bottom < 7 * height and ink.box.width > SIGNATURE_WIDTH_MIN
        ]
        following = sheet.layout.lines[at + 1 : at + 3]
        if following and CREDENTIALS.search(following[0].text):
            following = ()  # the printed name at once: nobody signed between
        if below:
            yield Candidate("referrer.signature", "present", "", sheet.number, enclosing(below), 0.92, "signature")
        elif (
            len(following) == 2
            and following[0].box.top - line.box.bottom < 6 * height
            and (not THANKS.match(line.text) or CREDENTIALS.search(following[1].text))
        ):
            yield Candidate("referrer.signature", "present", "", sheet.number, following[0].box, 0.82, "signature")
