"""Printed labels on a page: which words ask for which field.

Labels come from the referral table; matching tolerates OCR slips in longer ones and demands more evidence
the weaker the label is ("For" needs a colon or a cell of its own, "Date of birth" does not). What is found is
then placed in its section, which decides what a label such as "Phone" means there.
"""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from faxpipe.document import Word, enclosing
from faxpipe.fields.labels.block_heads import block_heads
from faxpipe.fields.labels.book import SCALE_TAIL, LabelBook, label_book, normal_label, normal_runs, shapes
from faxpipe.fields.labels.columns import columned
from faxpipe.fields.labels.cores import core_label, ends_in_head, is_caption, mended
from faxpipe.fields.labels.grid_heads import tabled
from faxpipe.fields.labels.plan_rows import authorized, plan_rows, second_plans
from faxpipe.fields.labels.sections import Hit, Strength, placed
from faxpipe.layout import Layout, Line
from faxpipe.schema import Schema, load_schema

LABEL_WORDS_MAX = 9


def find_labels(page: Layout, schema: Schema | None = None) -> tuple[Hit, ...]:
    """Every label on the page in reading order, each with the section it stands in."""
    book = label_book(schema or load_schema())
    numbered = sum(_numbered(line.segments[0].words) for line in page.lines) >= QUESTIONS_MIN
    raw: list[Hit] = []
    for at, line in enumerate(page.lines):
        row: list[Hit] = []
        for index in range(len(line.segments)):
            found = _in_segment(line, at, index, book, row, numbered=numbered)
            row += found or _stacked(page, at, index, book)
        raw += row
    raw = plan_rows(page, block_heads(page, tabled(page, columned(page, raw, book), book), book), book)
    raw = authorized(page, second_plans(page, raw, book))
    told = [hit for hit in raw if not (_is_therapy(page, hit, raw) or _words_request(page, hit, raw))]
    return tuple(placed(page, told, book.entries))


def _words_request(page: Layout, hit: Hit, raw: list[Hit]) -> bool:
    """Whether words such as "Evaluate for" begin the answer under a label that asks for the service itself."""
    asks = "order.service" in hit.fields and hit.label.endswith(" for")
    if hit.strength is not Strength.BARE or hit.segment or hit.start or not asks:
        return False
    return any(
        other.line == hit.line - 1
        and "order.service" in other.fields
        and other.strength is not Strength.BARE
        and len(page.lines[other.line].segments) == 1
        and other.end == len(page.lines[other.line].segments[0].words)
        and abs(other.box.left - hit.box.left) < 2 * page.em_x
        for other in raw
    )


def _is_therapy(page: Layout, hit: Hit, raw: list[Hit]) -> bool:
    """Whether "PT" begins or is what was tried, beside that label or under it, or goes on behind a comma ("PT, ice
    and a brace"), and is no patient's label."""
    if hit.label != "pt" or hit.strength is Strength.COLON:
        return False
    segment = page.lines[hit.line].segments[hit.segment]
    if segment.words[hit.end - 1].text.endswith((",", ";", "/", "+")):
        return True
    asked = [other for other in raw if "treatment.conservative" in other.fields]
    beside = any(
        other.line == hit.line
        and (
            (other.segment == hit.segment - 1 and not hit.start)
            or (other.segment, other.end) == (hit.segment, hit.start)
        )
        for other in asked
    )
    return beside or any(
        other.line == hit.line - 1 and abs(other.box.left - hit.box.left) < 2 * page.em_x for other in asked
    )


def _stacked(page: Layout, at: int, index: int, book: LabelBook) -> list[Hit]:
    """A label that a narrow cell broke in two ("Reason for", "referral"), with an answer beside it."""
    line, segment = page.lines[at], page.lines[at].segments[index]
    if len(segment.words) > STACKED_WORDS_MAX or at + 1 >= len(page.lines) or index + 1 >= len(line.segments):
        return []
    if not any(map(str.isalpha, segment.text)):  # "41" over "home address" is the beginning of one
        return []
    for rest in page.lines[at + 1].segments:
        aligned = abs(rest.box.left - segment.box.left) < page.em_x and len(rest.words) <= STACKED_WORDS_MAX
        if not aligned or rest.box.top - segment.box.bottom > 0.8 * page.text_height:
            continue
        label = normal_label(f"{segment.text} {rest.text}")
        if (
            label in book.entries
            and len(label) >= STACKED_LETTERS_MIN
            and normal_label(segment.text) not in book.entries
        ):
            entry, end = book.entries[label], len(segment.words)
            return [Hit(at, index, 0, end, label, entry.anywhere, segment.box, Strength.ALONE, None, None)]
    return []


STACKED_WORDS_MAX, STACKED_LETTERS_MIN = 3, 8
QUESTIONS_MIN = 8
"""Numbered lines from which on a page is a questionnaire, longer than the plan of a note."""
NUMBER = re.compile(r"\(?\d{1,2}[.)]")


def _numbered(words: tuple[Word, ...]) -> bool:
    return len(words) > 1 and NUMBER.fullmatch(words[0].text) is not None


def _in_segment(
    line: Line, at: int, index: int, book: LabelBook, before: list[Hit], *, numbered: bool
) -> list[Hit]:
    segment = line.segments[index]
    hits: list[Hit] = []
    hits_before = (
        bool(before) and before[-1].segment == index - 1 and before[-1].end == len(line.segments[index - 1].words)
    )
    begin = next((n for n, word in enumerate(segment.words) if word.text.strip("-=.:&/")), 0)
    start = begin
    told = _told_after(segment.words)
    beside = line.segments[index + 1].words if index + 1 < len(line.segments) else ()
    while start < len(segment.words):
        ends = start >= len(segment.words) - ENDING_WORDS and _figures(beside)
        if start > begin and not (told[start] or ends):
            start += 1
            continue
        match = _match(segment.words, start, book, first=start == begin)
        if match is not None and start == begin and hits_before and _is_answer(segment.words, match, book):
            return []
        if match is None and start == begin:
            if hits_before and before[-1].strength is not Strength.BARE and _is_name(segment.words, book):
                return []
            hits += _unknown_label(segment.words, at, index)
            start = hits[0].end if hits else begin + 1
            continue
        if match is None or _family_doctor(segment.words, match, start):
            start += 1
            continue
        label, end, strength = match
        words = segment.words[start:end]
        entry = book.entries[label]
        box = enclosing([word.box for word in words])
        if strength is Strength.COLON and start > begin and words[0].text[0].islower():
            start += 1  # "consult re: kyphoplasty" is an answer, not a label
            continue
        if strength is Strength.BARE and hits_before and book.wordy(entry):
            start += 1  # "Evaluate for ..." behind "Service requested:" is the answer
            continue
        if strength is not Strength.BARE or book.believable(
            entry,
            words,
            _behind(segment.words[end:], beside) or (beside if ends and book.figured(entry) else ()),
            first=start == begin,
            numbered=numbered and _numbered(words),
        ):
            hits.append(Hit(at, index, start, end, label, entry.anywhere, box, strength, None, entry.opens))
            start = end
        else:
            start += 1
    if numbered and _numbered(segment.words) and (not hits or hits[0].start > 0):
        return [_item(segment.words, at, index), *hits]
    return hits


def _behind(words: tuple[Word, ...], beside: tuple[Word, ...]) -> tuple[Word, ...]:
    """What follows a label, and what stands beside it where a comb goes on there behind a dash or a gap."""
    boxed = bool(words and beside) and all(len(word.text) == 1 for word in (*words, *beside[:2]))
    return (*words, *beside) if boxed else words


def _figures(words: tuple[Word, ...]) -> bool:
    """Whether what stands beside begins with a figure, so that the words before the gap may ask for it."""
    return bool(words) and any(map(str.isdigit, words[0].text))


ENDING_WORDS = 3
"""Words of a label that stands at the end of another's answer: "12 Elm St Apt 3 Mobile   603-555-0142"."""


def _told_after(words: tuple[Word, ...]) -> list[bool]:
    """For each word whether a label in running text may begin there: a colon ends it or a value of its kind
    follows, so that behind its first word stands more than small letters, or it asks for a list."""
    found = [False] * len(words)
    near = -1
    for at in range(len(words) - 1, -1, -1):
        text = words[at].text
        found[at] = 0 < near - at <= LABEL_WORDS_MAX + VALUE_WORDS_MAX or ":" in text or ";" in text
        found[at] = found[at] or text in LISTS
        if not SMALL_LETTERS.fullmatch(text):
            near = at
    return found


LISTS = frozenset("Allergies Allergy Medications Medicines Meds Anticoagulants Blood Priority Urgency".split())
"""The first words of labels whose answers are words of small letters: "Blood thinners none  Allergies latex"."""
SMALL_LETTERS = re.compile(r"(?!(?:fe)?male\b)[a-z]{2,}[.,]?")
VALUE_WORDS_MAX = 5
"""Words up to what tells a value of a kind: "if any about 3 weeks"."""


def _family_doctor(words: tuple[Word, ...], match: tuple[str, int, Strength], start: int) -> bool:
    """Whether "doctor" stands behind a word, a letter of it misread perhaps, that makes it another than ours."""
    before = words[start - 1].text.lower().strip(".:,") if start else ""
    return match[0] in DOCTORS and fuzz.ratio(before, "family") >= FAMILY_MIN


DOCTORS, FAMILY_MIN = frozenset({"doctor", "physician", "provider", "practitioner", "dr"}), 80.0


def _of_answer(word: Word, label: str, *, first: bool) -> bool:
    """Whether the number before a label ends an answer: "Member: U90 221 4470 01 Grp:" numbers no line, and no
    more does one with a comma."""
    return not first and word.text.rstrip(",;").isdigit() and not label[0].isdigit()


def _match(
    words: tuple[Word, ...], start: int, book: LabelBook, *, first: bool
) -> tuple[str, int, Strength] | None:
    """The longest label that begins at word `start`: (normal label, end word, strength)."""
    for end, text in _runs(words, start):
        label = book.lookup(text)
        label = None if label is not None and _of_answer(words[start], label, first=first) else label
        if label is None and first and (told := _by_core(words, start, end, text, book)):
            return told
        if label is None or text == "questions" or (label in CHART_NUMBERS and words[start].text.startswith("(")):
            continue
        after, colon = _skip_leader(words, end)
        colon = colon or (first and end < len(words) and _dashed(words, end))
        tail = 0 if colon or not first else _second_language(words, end, book)
        if tail:
            return label, tail, Strength.COLON
        ended = first and words[end - 1].text.endswith(".") and words[start].text[0].isupper()
        if colon or (ended and len(label) > 3 and after < len(words)):
            return label, after, Strength.COLON
        if first and end < len(words) and _goes_on_as_caption(words, end, book):
            return label, len(words), Strength.ALONE
        if first and after == len(words):
            if len(label) == 1:  # "F" in a cell of its own is an answer
                continue
            return label, after, Strength.ALONE
        if not first and label in ONLY_EXACT and text != label:
            continue  # "Valley Regional Healthcare" names no health card
        if label == "group" and not first and any(word.text in DASHES for word in words[start:after]):
            continue  # "Neurology Group - 920 Main Rd"
        if label.endswith(" 1") and after < len(words) and AREA_CODE.match(words[after].text):
            continue  # "Phone 1 857 546 9875" is no "Phone 1"
        return label, after, Strength.BARE
    return None


def _by_core(
    words: tuple[Word, ...], start: int, end: int, text: str, book: LabelBook
) -> tuple[str, int, Strength] | None:
    """The label by whose core words a whole caption asks, up to its colon or alone in its cell."""
    text = mended(text, book.words)
    colon, whole = words[end - 1].text.endswith((":", ";", "?")), is_caption(text, book.words)
    ends = [word.text for word in words[start : end - 1] if SENTENCE_END.search(word.text)]
    sentence = bool(ends) and not (whole and all(text.endswith(",") for text in ends))
    if sentence or (not colon and end < len(words)):
        return None
    label = core_label(text)
    known = label is not None and label in book.entries
    asks = words[end - 1].text.endswith("?")
    if label is None or not known or not (whole or (colon and not asks)):
        return None
    shorter = (book.lookup(run) for _, run in _runs(words[: end - 1], start) if not (asks and run in book.weak))
    several = CAPTION_TAIL.search(text) or JOINED.search(text)
    asked = set(book.entries[label].anywhere) if (colon and whole) or (not colon and several) else set()
    begun = any(one is not None and set(book.entries[one].anywhere) - asked for one in shorter)
    if begun and not (ends_in_head(text) or (whole and QUESTION.match(text))):
        return None  # two labels read as one, or one and its answer
    return label, end, Strength.COLON if colon else Strength.ALONE


def _goes_on_as_caption(words: tuple[Word, ...], end: int, book: LabelBook) -> bool:
    """Whether a label goes on behind "/" or "&" in words of captions only: "Office name & address"."""
    joined = words[end].text.lower() in {"and", "or"}
    signed = joined or words[end].text[0] in "/&" or words[end - 1].text[-1] in "/&"
    rest = normal_label(" ".join(word.text for word in words[end + joined :]).strip("/& "))
    few = 0 < len(rest.split()) <= STACKED_WORDS_MAX
    return signed and few and not FIGURE.search(rest) and is_caption(rest, book.words)


FIGURE = re.compile(r"\d")
QUESTION = re.compile(r"(?:for )?(?:what|who|which|when|why|how|where)\b")
JOINED = re.compile(r"[a-z] (?:/|&|or) [a-z]")
CAPTION_TAIL = re.compile(
    r" (?:plan|company|name|carrier|number|no|#|id|reactions?|telephone|phone|required|print|list|codes?"
    r"|to (?:call|reach|use)|requested|needed|desired|wanted|sought|asked(?: for)?)$"
)
""" "Name of insurance *plan*" asks as "Name of insurance" does, "Visit *desired*" as "Visit"."""
SENTENCE_END = re.compile(r"[a-z]{3}[.!?]$|,$")
ONLY_EXACT = frozenset({"health card", "health plan", "group no", "health coverage", "medical coverage"})
"""Labels that words of a practice's name resemble."""
CHART_NUMBERS = frozenset({"id", "id #", "id no"})
"""In brackets behind a name, the number of the patient's chart: "FOX, Ann (id #88213)"."""


def _runs(words: tuple[Word, ...], start: int) -> list[tuple[int, str]]:
    """The runs of words from `start` that may be a label, as (end, normal text), longest first."""
    texts: list[str] = []
    for word in words[start : start + LABEL_WORDS_MAX]:
        if word.text.startswith("+"):  # "Phone +1 857 ..." is no "Phone 1"
            break
        texts.append(word.text)
        if word.text.endswith(":"):
            break
    return list(enumerate(normal_runs(texts), start + 1))[::-1]


def _is_answer(words: tuple[Word, ...], match: tuple[str, int, Strength], book: LabelBook) -> bool:
    """Whether a segment behind a label that wants an answer only resembles a label, so is the answer."""
    label, end, strength = match
    written = IF_ANY_BEHIND.sub("", " ".join(word.text for word in words[:end]))
    written = HINT.sub("", written)
    read = SCALE_TAIL.sub("", normal_label(written))
    if read in book.entries or strength is Strength.COLON or shapes(read) == shapes(label):
        return False
    if strength is Strength.ALONE and core_label(read) == label:
        return False
    nearly = len(label) >= LONG_LABEL and words[0].text[0].isalpha() and fuzz.ratio(read, label) >= NEARLY
    return not (nearly and strength is Strength.ALONE)


AREA_CODE = re.compile(r"\(?[2-9]\d\d\)?(?!\d{1,3}$)")
HINT = re.compile(r" \([A-Za-z ,/]+\)$")
""" "For (procedure or consult)" """
LONG_LABEL = 9
NEARLY = 88.0
"""A whole cell so near a long label is one of a row of labels above a row of answers, not an answer."""


def _is_name(words: tuple[Word, ...], book: LabelBook) -> bool:
    """Whether a segment behind a label is a name with a stray colon in it ("Rosalie: Bouchard"), no new label."""
    written = [word.text.strip(":.,") for word in words]
    return 2 <= len(words) <= 3 and all(
        text.isalpha() and text[0].isupper() and text.lower() not in book.words for text in written
    )


def _unknown_label(words: tuple[Word, ...], line: int, index: int) -> list[Hit]:
    """A label that the table does not hold ("Data:"): it answers nothing, but ends what stood before."""
    if MARKS_ASKED.search(" ".join(word.text for word in words)):
        box = enclosing([word.box for word in words])
        return [Hit(line, index, 0, len(words), "", (), box, Strength.COLON)]
    for end in range(1, min(4, len(words)) + 1):
        text = words[end - 1].text
        asking = ASKING.fullmatch(" ".join(word.text for word in words[:end]))
        if asking is not None:
            break
        ended = (text.endswith(":") and len(text) > 1 and not CODE_TORN.fullmatch(text)) or (
            text.endswith(LEADER) and end < len(words)
        )
        if ended and words[0].text[0].isupper():
            box = enclosing([word.box for word in words[:end]])
            return [Hit(line, index, 0, end, "", (), box, Strength.COLON)]
        if text[-1] in ".,;:":
            break
    return []


MARKS_ASKED = re.compile(
    r"\b(?:check|circle|mark|tick|select)\s(?:all|any|one|each)\b[^:]{0,20}\)?\s?:?$", re.IGNORECASE
)
""" "Red flags present (check all that apply):" """
ASKING = re.compile(
    r"(?:please )?(?:(?:evaluate|eval|evaluation|assess|consult|consultation|treat|treatment|management)"
    r"(?: and | or |/| ?& ?|:)?)+",
    re.IGNORECASE,
)
""" "Evaluate and treat: facet blocks": the colon is of the request."""


def _item(words: tuple[Word, ...], line: int, index: int) -> Hit:
    """The number of a question whose text is no known label, or was misread: it ends what stood before."""
    return Hit(line, index, 0, 1, "", (), words[0].box, Strength.COLON)


def _second_language(words: tuple[Word, ...], end: int, book: LabelBook) -> int:
    """The end of a label that goes on behind a slash in words of no other label, up to its colon, 0 for others:
    "Patient name / Nombre:"."""
    if words[end - 1].text != "/" and (end >= len(words) or words[end].text != "/"):
        return 0
    begin = end if words[end - 1].text == "/" else end + 1
    for at in range(begin, min(begin + TAIL_WORDS_MAX, len(words))):
        text = words[at].text
        if any(map(str.isdigit, text)):
            return 0
        if text.endswith(":"):
            tail = normal_label(" ".join(word.text for word in words[begin : at + 1]))
            return 0 if tail in book.entries else at + 1
    return 0


TAIL_WORDS_MAX = 4
CODE_TORN = re.compile(r"[A-Z]\d[0-9A-Z]:")
""" "M79: 18": the stop of a diagnosis code, misread"""


def _skip_leader(words: tuple[Word, ...], end: int) -> tuple[int, bool]:
    """Past dotted leaders and the colon after a label: (next word, whether a colon stood there)."""
    colon = words[end - 1].text.rstrip(".,_").endswith(":" if end > 1 else (":", ";"))
    colon = colon or words[end - 1].text.endswith(LEADER)
    note = _parenthesis(words, end)
    if note > end:
        end, colon = note, colon or words[note - 1].text.endswith(":")
    if IF_ANY.fullmatch(" ".join(word.text for word in words[end : end + 2])):
        end, colon = end + 2, colon or words[end + 1].text.endswith(":")
    while end < len(words) and not any(c.isalnum() or c == "#" for c in words[end].text):
        colon = colon or ":" in words[end].text
        end += 1
    return end, colon


LEADER = "..."
"""Dots from a label to its answer, as good as a colon."""

IF_ANY = re.compile(r"\(?if (?:any|known|applicable|available|different)[):.?]*", re.IGNORECASE)
"""What a label may add to itself: "Blood thinners, if any"."""
IF_ANY_BEHIND = re.compile(rf" {IF_ANY.pattern}$", re.IGNORECASE)


def _dashed(words: tuple[Word, ...], end: int) -> bool:
    """Whether a dash stands for the colon: "Site - T5", "Pain severity- 7"."""
    return words[end].text in DASHES or words[end - 1].text.endswith(DASHES)


DASHES = ("-", "\u2013", "\u2014", "--")


RINGED = re.compile(r"\((?:[MFYN]|Yes|No|Male|Female)\)", re.IGNORECASE)
"""A choice whose ring was read as brackets."""


def _parenthesis(words: tuple[Word, ...], end: int) -> int:
    """Past a printed hint behind a label: "(circle)", "(last, first)"; never past digits, which are a value."""
    if end >= len(words) or not words[end].text.startswith("(") or RINGED.fullmatch(words[end].text):
        return end
    for at in range(end, min(end + HINT_WORDS_MAX, len(words))):
        if any(map(str.isdigit, words[at].text)):
            return end
        if words[at].text.rstrip(":.").endswith(")"):
            return at + 1
    return end


HINT_WORDS_MAX = 7
"""Of a hint in brackets, its strokes among them: "(kind / date / where)"."""
