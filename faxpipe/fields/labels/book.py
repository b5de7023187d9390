"""The printed labels of the referral table, ready to be looked up in OCR text.

A long label may be misread by a letter or two; a short one must be right to the letter. An everyday word
("For", "Plan") is a label only with more evidence than its letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from faxpipe.document import Word
from faxpipe.fields.kinds.allergies import find_allergies
from faxpipe.fields.kinds.lists import find_medications
from faxpipe.fields.kinds.payers import begins_with_payer
from faxpipe.fields.labels.abbreviations import by_whole_words, written_out
from faxpipe.fields.labels.cores import core_label, is_caption
from faxpipe.fields.labels.joined_labels import asked_together, parts_of
from faxpipe.fields.labels.near_size import by_length, by_length_and, by_words, compared
from faxpipe.referral import Check
from faxpipe.schema import Schema

FUZZY_LETTERS_MIN = 5
FUZZY_SCORE_MIN = 84.0
SQUEEZED_LETTERS_MIN = 9
SQUEEZED_SCORE_MIN = 90.0


@dataclass(frozen=True, slots=True)
class Entry:
    """What one normalised label means: fields everywhere, fields by section, the section it opens."""

    anywhere: tuple[str, ...]
    by_role: tuple[tuple[str, str], ...]
    opens: str | None


NOTHING = Entry((), (), None)


MISREAD_ID = re.compile(r"(?:^|(?<=[/.)] ))\W*(?:1\s?[Dd0]|[TtlI][Dd]|[Ii]\s?[Dd])\.?\s?(?=(?:[Nn](?:o|um)|#))")
""" "1D No", "10 No", "TD No", "IDNo" """


LONE_ID = re.compile(r"(?<=/)\W?[1lI|]{1,2}\s?[Dd]\b|\b1[Il]?[Dd]\b")
""" "Ins /1ID", "Policy/lD", "Member 1D" """


NUMBERING = re.compile(r"^\s*\(?(?:[lI|]{1,2}|\d[lIO|]|[lI|]\d|[IVX]{1,4}|[A-H])[.)]\s+(?=[A-Za-z]{2})")
""" "l1. Payor", "II. Insurance", "B. Patient": numbers with a stroke misread, Roman ones, letters of sections"""


SCALE_TAIL = re.compile(r" (?:/ |0 |0 to |1 |1 to |out of )10$")
""" "Pain today /10", "Pain now (0-10)" """


FORMAT_TAIL = re.compile(
    r" (?:m{1,2}(?: /)? ?d{1,2}(?: /)? ?y{1,4}|d{1,2}(?: /)? ?m{1,3}(?: /)? ?y{2,4}"
    r"|(?:month|mo)(?: /)? day(?: /)? (?:year|yr))$"
)
FORMAT_ENDS = frozenset("yr")
""" "Date of birth MM DD YYYY", "DOB (month/day/year)": how a day is to be written"""


LISTED_AT = re.compile(r"^\s*\(?\d{1,2}(?:[.),]+\s*|\s+(?=[a-z]{2}))")
PUNCTUATION = re.compile(r"[^a-z0-9#/%&?]+")
EITHER_OR = re.compile(r"\s*([/&])\s*")


@lru_cache(maxsize=20_000)
def normal_label(text: str) -> str:
    """Lower case letters, digits, # and / with single blanks; numbering and punctuation gone."""
    text = NUMBERING.sub("", text)
    lower = text.lower()
    if "#" in lower or "no" in lower or "num" in lower:
        text = MISREAD_ID.sub("id ", text)
    if "d" in lower and ("/" in lower or "1" in lower):
        text = LONE_ID.sub("id", text)
    text = LISTED_AT.sub("", text.lower().replace("no.", "no "))
    text = PUNCTUATION.sub(" ", text.replace("'", "").replace("’", ""))
    if "/" in text or "&" in text:
        text = EITHER_OR.sub(r" \1 ", text)
    return text.strip(" ?").strip()


def normal_runs(words: Sequence[str]) -> list[str]:
    """What `normal_label` makes of the first word, of the first two together, and so on.

    Word by word, as far as the letters of one do not change what becomes of another.
    """
    found: list[str] = []
    if words and _NUMBERS.match(words[0]):
        return [normal_label(" ".join(words[:count])) for count in range(1, len(words) + 1)]
    text = ""
    for at, word in enumerate(words):
        normal = _normal_word(word)
        if normal is None:
            return found + [normal_label(" ".join(words[:count])) for count in range(at + 1, len(words) + 1)]
        text = f"{text} {normal}" if text and normal else text or normal
        found.append(text.strip(" ?") if "?" in text else text)
    return found


_NUMBERS = re.compile(r"\(?(?:[\dlI|OVX]{1,4}|[A-H])[.)]$|\(?\d{1,2}(?:[.,)]|$)")
"""What may be the number of a line, and goes."""
_BOUND = re.compile(r"[&/]|[^\w\s]*(?:[1TtlIi][Dd0]|[1Ii]$)|\W*[Dd]$|.*\b1[Il]?[Dd]")
"""What is read with its neighbours: "ID No", "1 D", "Policy /"."""
_SLASHED = re.compile(r"\d+(?:/\d+)+(?<!/1)(?<!/11)")


@lru_cache(maxsize=20_000)
def _normal_word(word: str) -> str | None:
    """What becomes of `word` wherever it stands in a label; None where its neighbours decide."""
    if word.isascii() and word.isalpha() and len(word) > 2:
        return word.lower() if word[0] not in "TtlIi" or word[1] not in "Dd" else None
    if _BOUND.match(word) or (("/" in word or "&" in word) and not _SLASHED.fullmatch(word)):
        return None
    return normal_label(f"x {word} x")[2:-2]


class LabelBook:
    """The labels of a schema, by normal form."""

    def __init__(self, schema: Schema) -> None:
        anywhere: dict[str, list[str]] = {}
        by_role: dict[str, list[tuple[str, str]]] = {}
        opens: dict[str, str] = {}
        for spec in schema.fields:
            for label in spec.labels:
                anywhere.setdefault(normal_label(label), []).append(spec.name)
            for role, labels in spec.in_section:
                for label in labels:
                    by_role.setdefault(normal_label(label), []).append((role, spec.name))
        for section in schema.sections:
            for heading in section.headings:
                opens.setdefault(normal_label(heading), section.role)
        others = {normal_label(label) for label in schema.other_labels}
        names = (set(anywhere) | set(by_role) | set(opens) | others) - {""}
        self.entries = {
            name: Entry(
                tuple(dict.fromkeys(anywhere.get(name, []))),
                tuple(dict.fromkeys(by_role.get(name, []))),
                opens.get(name),
            )
            for name in names
        }
        self.whole_words = by_whole_words(sorted(names))
        self.weak = {name for name in names if len(name) <= 3 or name in WEAK_LABELS}
        self.long_names = sorted(name for name in names if len(name) >= FUZZY_LETTERS_MIN)
        self.near_length = by_length(self.long_names)
        self.look_alikes = {shapes(name): name for name in sorted(names) if len(name) >= LOOK_ALIKE_MIN}
        self.near_worded = by_length_and(self.long_names, lambda name: len(compared(name)))
        self.near_having = by_words(self.near_worded)
        self.words = frozenset(word for name in names for word in name.split())
        firsts = sorted({first for name in self.long_names for first in compared(name)[:1]})
        self.firsts = frozenset(firsts)
        self.misread_firsts = [first for first in firsts if len(first) > 2]
        self.squeezed = {name.replace(" ", ""): name for name in self.long_names}
        squeezed = [name for name in self.squeezed if len(name) >= SQUEEZED_LETTERS_MIN - 2]
        self.near_squeezed = by_length(squeezed)
        self.more_blanks: dict[tuple[int, int], list[str]] = {}
        for (length, count), near in by_length_and(squeezed, lambda name: self.squeezed[name].count(" ")).items():
            for fewer in range(count):
                self.more_blanks.setdefault((length, fewer), []).extend(near)
        self.kinds = {spec.name: spec.kind for spec in schema.fields}
        self.lookup = lru_cache(maxsize=20_000)(self._lookup)
        self.begins = lru_cache(maxsize=10_000)(self._begins)

    def _lookup(self, text: str) -> str | None:
        if text in self.entries or self._joins(text):
            return text
        if " " in text and "/" not in text and (whole := self.whole_words.get(written_out(text))) is not None:
            return whole
        asked = self.entries.get(SCALE_TAIL.sub("", text)) if text.endswith("10") else None
        if asked is not None and "symptoms.pain_score" in asked.anywhere:
            return SCALE_TAIL.sub("", text)
        if (dated := self._without_format(text)) is not None:
            return dated
        shaped = self.look_alikes.get(shapes(text))
        if shaped is not None and _digits(shaped) == _digits(text):
            return shaped
        if len(text) < FUZZY_LETTERS_MIN:
            return None
        if (squeezed := text.replace(" ", "")) in self.squeezed:  # "CERTNO": the blank was lost
            return self.squeezed[squeezed]
        return self._questioned(text) or self._misread(text)

    def _joins(self, text: str) -> bool:
        """Whether a caption joins labels, "Doctor / NPI"; from then on it is a label of its own."""
        halves = [self.entries.get(part, NOTHING) for part in parts_of(text)]
        asked = [(*half.anywhere, *(name for _, name in half.by_role)) for half in halves]
        together = asked_together(asked, self.kinds) if asked and all(asked) else {}
        if not together:
            return False
        only = next(iter(together.values())) if len(together) == 1 else ()
        by_role = () if only else tuple((owner, name) for owner in sorted(together) for name in together[owner])
        self.entries[text] = Entry(only, by_role, None)
        return True

    def _without_format(self, text: str) -> str | None:
        """The label of a day before how the day is to be written: "Date of birth MM DD YYYY"."""
        bare = FORMAT_TAIL.sub("", text) if text[-1:] in FORMAT_ENDS else text
        asked = self.entries.get(bare) if bare != text else None
        dates = asked is not None and {self.kinds[name] for name in asked.anywhere} & {"date", "onset"}
        return bare if dates else None

    def _misread(self, text: str) -> str | None:
        """The label of which a letter or two were misread."""
        words = compared(text)  # most texts are no label: told by few comparisons
        worded = self._worded_so(text, words)
        if not worded or not self.begins(words[0]) or not _any_alike(text, worded, FUZZY_SCORE_MIN):
            return self._run_together(text)
        alike = self.near_length.get(len(text), ())
        best = process.extractOne(text, alike, scorer=fuzz.ratio, score_cutoff=FUZZY_SCORE_MIN)
        if best is None or not _slips_only(text, best[0], self.words):
            return self._run_together(text)
        return str(best[0])

    def _worded_so(self, text: str, words: Sequence[str]) -> Sequence[str]:
        """The labels of which `text` may be one misread, by its length and its words: those that labels know were
        not misread."""
        size = len(text), len(words)
        having = self.near_having.get(size, {})
        known = ((at, word) for at, word in enumerate(words) if word in self.words)
        return min((having.get(one, ()) for one in known), key=len, default=self.near_worded.get(size, ()))

    def _questioned(self, text: str) -> str | None:
        """The label that a whole question asks for: "What is the patient's date of birth", "Any allergies"."""
        if not text.startswith(ASKING):
            return None
        match = next((match for match in (question.fullmatch(text) for question in QUESTIONS) if match), None)
        if match is None:
            return None
        about = match["about"]
        told = (about, f"patient {about}", core_label(about) if is_caption(about, self.words) else None)
        return next((name for name in told if name in self.entries), None)

    def _begins(self, word: str) -> bool:
        """Whether a long label begins with `word` or with what it may be misread from."""
        if word in self.firsts or word in self.words:
            return word in self.firsts
        return _any_alike(word, self.misread_firsts, SLIP_SCORES_MIN[0])

    def _run_together(self, text: str) -> str | None:
        """The label of which a blank was lost and a letter misread besides: "Dateof brth"."""
        squeezed = text.replace(" ", "")
        if len(squeezed) < SQUEEZED_LETTERS_MIN:
            return None
        blanks = text.count(" ")
        if not _any_alike(squeezed, self.more_blanks.get((len(squeezed), blanks), ()), SQUEEZED_SCORE_MIN):
            return None
        alike = self.near_squeezed.get(len(squeezed), ())
        best = process.extractOne(squeezed, alike, scorer=fuzz.ratio, score_cutoff=SQUEEZED_SCORE_MIN)
        if best is None or any(map(str.isdigit, best[0])) or abs(len(best[0]) - len(squeezed)) > 1:
            return None  # "description" is no "dx description" that lost its blank
        label = self.squeezed[best[0]]
        return label if label.count(" ") > blanks else None

    def wordy(self, entry: Entry) -> bool:
        """Whether a label asks for free text only, so that its words may be somebody's answer."""
        return bool(entry.anywhere) and all(self.kinds[name] == "text" for name in entry.anywhere)

    def figured(self, entry: Entry) -> bool:
        """Whether a label asks for nothing but figures of a shape of their own."""
        kinds = {self.kinds[name] for name in (*entry.anywhere, *(name for _, name in entry.by_role))}
        return bool(kinds) and kinds <= FIGURED

    def numbered(self, entry: Entry) -> bool:
        """Whether a label asks for nothing but a number, a member's among them."""
        return bool(entry.anywhere) and {self.kinds[name] for name in entry.anywhere} <= NUMBERED

    def believable(
        self, entry: Entry, label: tuple[Word, ...], rest: tuple[Word, ...], *, first: bool, numbered: bool = False
    ) -> bool:
        """Whether a label that runs into text is one: a value of its kind follows at once, or it begins
        the segment to the letter and names a field of free text. An everyday word is one where it is the
        text of a `numbered` question, and so is a label before what is hardly legible."""
        kinds = {self.kinds[name] for name in (*entry.anywhere, *(name for _, name in entry.by_role))}
        follows = " ".join(word.text for word in rest[:6])
        if not first and len(text := normal_label(label[0].text)) == 1 and not text.isalpha():
            return False
        if kinds == {"person"} and TITLED.match(follows):
            return False  # "referring Mrs. Smith": whom, not by whom
        if kinds == {"onset"} and not (first and self._asks(label, rest)):
            return False  # "that began 6 weeks ago" is prose
        text = normal_label(" ".join(word.text for word in label))
        typed = (
            kinds if first else kinds - {"practice", "modality", "levels"}
        )  # "Kingston Family Practice, LLC" is one name
        if any(kind in TYPED_STARTS and TYPED_STARTS[kind].match(follows) for kind in typed):
            return True
        combed = len(text) > 3 and kinds & FIGURED and COMBED.match(follows)
        if combed or (first and _answered(text, kinds, follows, len(rest))):
            return True
        if not first:
            return label[0].text[0].isupper() and _listed(kinds, follows)
        if text in self.weak and not (numbered and len(label) > 1):
            return text == "rx" and _scrawled(rest)
        sure = text in self.entries or len(text) > 9
        begins = bool(rest) and (rest[0].text[0].isupper() or not rest[0].text[0].isalpha() or len(label) > 1)
        strict = bool(kinds) and kinds <= STRICT_STARTS and not (numbered and len(label) > 1)
        scrawl = text in self.entries and label[0].text[0].isupper() and _illegible(rest)
        return scrawl or (sure and begins and not strict and _ended(text, rest))

    @staticmethod
    def _asks(label: tuple[Word, ...], rest: tuple[Word, ...]) -> bool:
        """Whether a label of an onset stands as on a form: a capital, and few words behind it."""
        return len(rest) <= ONSET_WORDS_MAX and any(word.text[0].isupper() for word in label[:2])


def _scrawled(words: tuple[Word, ...]) -> bool:
    """Whether a third of some words could hardly be read."""
    return len(words) > 1 and 3 * sum(word.confidence < SCRAWLED for word in words) >= len(words)


def _illegible(words: tuple[Word, ...]) -> bool:
    """Whether every one of some words could hardly be read: a scrawl where the answer belongs."""
    return bool(words) and all(word.confidence < SCRAWLED for word in words)


SCRAWLED = 0.5


def _answered(text: str, kinds: set[str], follows: str, words: int) -> bool:
    """Whether what follows the label `text` at the head of a segment, `words` words, answers one of `kinds`."""
    if len(text) > 3 and kinds & FIGURED and BOXED.fullmatch(follows):
        return True
    if len(text) > 3 and kinds == {"id"} and COMBED_ID.match(follows):
        return True
    if kinds == {"payer"}:
        return begins_with_payer(follows)
    if kinds == {"presence"}:
        return words <= 3
    if kinds & LISTED and (find_medications(follows, known_only=True) or _known_allergen(follows)):
        return True
    return text in {"rx", "order"} and PRESCRIBED.search(follows) is not None


def _ended(text: str, rest: tuple[Word, ...]) -> bool:
    """Whether a sentence that was printed to be ended was, in capitals as people write into blanks, for any other
    label True. "The problem is that she lives alone" was written as a whole."""
    return BEGUN.fullmatch(text) is None or (bool(rest) and rest[0].text.isupper() and len(rest[0].text) > 1)


def _listed(kinds: set[str], follows: str) -> bool:
    """Whether a list or the word that there is none begins right behind a label: "Allergies none known"."""
    if not kinds & LISTED:
        return False
    if NOTHING_LISTED.match(follows):
        return True
    head = " ".join(follows.split()[:2])
    return bool(find_medications(head, known_only=True)) or _known_allergen(head)


def shapes(text: str) -> str:
    """`text` without blanks and with letters of one shape made the same: "Moblle", "Bom", "NPlno" are "Mobile",
    "Born", "NPI no"."""
    return text.translate(SHAPES).replace("rn", "m").replace("vv", "w")


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text.replace("1", "l").replace("0", "o")))


WHOSE = r"(?:the |this |your )?(?:patients? |pts? )?"
ASKING = ("what ", "who ", "which ", "when ", "any ", "has any ", "is ", "does ", "the ", "his ", "her ", "their ")
QUESTIONS = (
    re.compile(
        rf"(?:what|who|which|when) (?:is|are|was|were) {WHOSE}(?P<about>.+?)(?: (?:for|of) (?:the|this) patient)?"
    ),
    re.compile(
        r"(?:what|which|any) (?P<about>.+?) (?:does|is|are) (?:the |this )?(?:patient|pt) (?:on|take|taking|have)"
    ),
    re.compile(r"what (?P<about>.+?) (?:has|have|was|were) (?:been )?(?:done|made|taken|tried)"),
    re.compile(r"(?:has )?any (?:known )?(?P<about>.+)"),
    re.compile(
        rf"(?:is|does) {WHOSE}(?:currently |now |presently )?(?:on|tak(?:e|ing)|us(?:e|ing)) (?:an?y? )?"
        r"(?P<about>.+)"
    ),
    re.compile(r"(?:the|his|her|their) (?:patients? |pts? )?(?P<about>.+?) (?:is|are)"),
)
"""How a form asks in a whole sentence, or begins one that is to be ended; what it asks `about` is then looked up
as any label."""
BEGUN = re.compile(r"(?:the|his|her|their) .+ (?:is|are)[ /&]*")
SHAPES = str.maketrans("i1|0", "lllo", " ")
LOOK_ALIKE_MIN = 3
TITLED = re.compile(r"\W*(?:mrs?|ms|miss)\b", re.IGNORECASE)
PRESCRIBED = re.compile(
    r"inject|block|yphop|plast|vertebr|consult|eval|valuat|augment|ablat|epidur|timulat|therap|refer|assess|cement",
    re.IGNORECASE,
)


def _any_alike(text: str, names: Sequence[str], score_min: float) -> bool:
    return bool(names) and process.extractOne(text, names, scorer=fuzz.ratio, score_cutoff=score_min) is not None


def _known_allergen(text: str) -> bool:
    return any(found.check is Check.PASSED for found in find_allergies(text)[:1])


def _slips_only(text: str, label: str, known: frozenset[str]) -> bool:
    """Whether `text` is `label` misread word by word, not another label: "date of visit" is no "type of visit".

    / and & are easily lost and do not count; digits and # must stand; a word that labels know was not misread.
    """
    read, wanted = compared(text), compared(label)
    if len(read) != len(wanted):
        return False
    return all(a == b or _slip(a, b, known) for a, b in zip(read, wanted, strict=True))


def _slip(read: str, wanted: str, known: frozenset[str]) -> bool:
    if read in known or "#" in {read, wanted} or any(map(str.isdigit, wanted)):
        return False
    if len(wanted) == len(read) == 2 and wanted in SMALL_WORDS:
        return read[0] == wanted[0] or read[1] == wanted[1]
    return len(wanted) > 2 and fuzz.ratio(read, wanted) >= SLIP_SCORES_MIN[len(wanted) > 4]


SLIP_SCORES_MIN = (66, 74)
"""How alike a word of at most four letters must be, and a longer one."""


SMALL_WORDS = frozenset({"of", "or", "to", "no", "by", "at"})
WEAK_LABELS = frozenset(  # a paragraph reads better than a list
    "for to re home order orders please request when pain plan exam procedure study treatment patient provider "
    "physician doctor services service reason schedule started began born cell coverage practice office clinic "
    "level levels location code codes signed imaging status notes note history problem condition purpose studies "
    "tests title date group referring ordering requesting ordered question tried attending practitioner edema "
    "message work contact from primary second".split()
)
"""Everyday words: a label only with a colon, or alone in a cell of their own."""

ONSET_WORDS_MAX = 5
COMBED = re.compile(r"(?:\W{0,3}\d\W){5}")
"""Digits in boxes of their own, more of them than a scale begins with."""
COMBED_ID = re.compile(r"(?=[^\d]{0,12}\d)(?:\W{0,3}[A-Z0-9](?:\W|$)){5}")
"""Letters and digits of a number in boxes of their own: "W C 2 0 2 6"."""
BOXED = re.compile(r"(?:\W{0,3}[0-9](?:\W|$)){2,12}|(?:\W{0,3}[A-Za-z](?:\W|$)){3}(?:\W{0,3}[0-9](?:\W|$)){0,6}")
"""Nothing but characters in boxes of their own up to a gap: "3 5 1", and a month's letters: "M a y 0 3"."""

MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"

TYPED_STARTS = {
    "date": re.compile(
        r"\W{0,2}[0-9OIl]{1,2}[/.\-][0-9OIl]{1,2}[/.\-]|\W{0,2}(19|20)\d\d-|\W{0,2}\d{4}[/.\-](?:19|20)\d\d\b"
        r"|\W{0,2}\d\d[/.\-]\d\d(?:19|20)\d\d\b"
        rf"|\W{{0,2}}(?:{MONTH})\.?[ -]\d|\W{{0,2}}\d{{1,2}}[ -]?(?:{MONTH})[.,]?[ -]?(?:19|20)\d\d",
        re.IGNORECASE,
    ),
    "phone": re.compile(r"\W{0,2}\+?1?\W{0,2}[2-9][0-9OIlS][0-9OIlSV]\W{0,3}[0-9OIlS]{3}"),
    "npi": re.compile(r"\W{0,2}[12][0-9OIlSB]{8,9}"),
    "onset": re.compile(
        rf"\W{{0,2}}\d{{1,2}}[/.\-]\d{{1,2}}[/.\-]\d\d|\W{{0,2}}\d{{1,2}}[ -](?:{MONTH})[.,]?[ -](?:19|20)\d\d"
        rf"|\W{{0,2}}(?:{MONTH})\.? \d{{1,2}},? (?:19|20)\d\d"
        r"|\W{0,2}(?:about |approx\w*\.? |~ ?)?\d{1,3} ?(?:days?|weeks?|wks?|months?|mos?)\b",
        re.IGNORECASE,
    ),
    "icd10": re.compile(r"\W{0,2}[A-Z][0-9O][0-9A-Z]\.?"),
    "id": re.compile(r"(?!\W{0,2}\(?[2-9]\d\d\)?[-. ]\s?\d{3}[-.]\d{4}\b)\W{0,2}[A-Z]{0,4}[-\s]?[0-9]"),
    "cpt": re.compile(r"\W{0,2}\d{5}\b"),
    "address": re.compile(r"\W{0,2}(?:\d{1,5}[A-Za-z]?,? [A-Z][A-Za-z]{2}|P\.? ?O\.? ?Box \d|(?:RR|RFD) ?#?\d)"),
    "urgency": re.compile(r"\W{0,2}(?:routine|urgent|stat|emergent|elective)\b", re.IGNORECASE),
    "person": re.compile(r"\W{0,2}(?:Dr\.? )?[A-Z][A-Za-z'’.\-]*,? (?:[A-Z]\.? )?[A-Z][A-Za-z'’.\-]+"),
    "sex": re.compile(r"\W{0,2}(?:[MF]|(?:fe)?male)\b", re.IGNORECASE),
    "modality": re.compile(r"\W{0,2}(?:MRI|CT|X-?rays?|bone ?scan|SPECT)\b", re.IGNORECASE),
    "levels": re.compile(r"\W{0,2}[TL][- ]?\d{1,2}\b"),
    "score": re.compile(r"\W{0,2}(?:10|\d)\b(?! ?\d)"),
    "practice": re.compile(
        r".{0,40}\b(?:associates?|medical|medicine|clinic|cent(?:er|re)|group|practice|physicians|"
        r"ortho\w+|health\w*|family|care|oncology|doctors|pllc|llc|hospital|spine)\b",
        re.IGNORECASE,
    ),
}
LISTED = frozenset({"medications", "allergies", "anticoagulants"})
NOTHING_LISTED = re.compile(r"\W{0,2}(?:none|nkd?a|no known|nil)\b", re.IGNORECASE)
FIGURED, NUMBERED = frozenset({"date", "phone", "npi"}), frozenset({"id", "phone", "npi"})
STRICT_STARTS = frozenset({"date", "phone", "npi", "icd10", "id", "cpt", "sex", "score"})


@cache
def label_book(schema: Schema) -> LabelBook:
    return LabelBook(schema)
