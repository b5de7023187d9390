"""Sentences of a page with the section each stands in, and a small language for token patterns.

Place in the sentence: pages -> words -> packets -> **fields**; what `assertion`, `findings` and `prose` read.
Tokens
come from spaCy's rule-based English tokenizer (no trained model, no download). Each token's `norm_` is its word in
lower case with the misreadings of long clinical words mended ("c0mpression" -> "compression"), so that patterns
need to know one spelling only. Offsets stay those of the passage. What spaCy interns of a page goes with the page:
each has a vocabulary of its own, and the one of the tokenizer never grows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import Lock
from types import MappingProxyType
from typing import Any

import spacy
from rapidfuzz.distance import Levenshtein
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.strings import get_string_id
from spacy.tokens import Doc
from spacy.vocab import Vocab

from faxpipe.any_case import AnyCase
from faxpipe.document import Box, PageKind
from faxpipe.fields.prose.headings import Section
from faxpipe.fields.prose.misread import NO_WORDS, denial_of, nearest, short_cue
from faxpipe.fields.prose.phrase_items import compiled
from faxpipe.fields.prose.sections import Block, blocks
from faxpipe.layout import Layout

SENTENCE_LENGTH_MAX = 1_500
"""Longer "sentences" are tables or noise; they are cut here, which bounds the time of every pattern."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """`start`: offset of `text` in the passage of `block`. `doc` holds one token sequence of exactly `text`."""

    text: str
    start: int
    block: Block
    doc: Doc

    @property
    def section(self) -> Section:
        return self.block.section

    @property
    def kind(self) -> PageKind:
        return self.block.kind

    @property
    def page(self) -> int:
        return self.block.passage.page

    def box(self, start: int, end: int) -> Box:
        """The box of characters start..end of `text`; ValueError where they touch no word."""
        return self.block.passage.box(self.start + start, self.start + end)

    def words(self, start: int, end: int) -> str:
        """Characters start..end as they were read."""
        return self.block.passage.text[self.start + start : self.start + end]

    def confidence(self, start: int, end: int) -> float:
        """The lowest engine confidence among the words of start..end, 0..1."""
        return self.block.passage.confidence(self.start + start, self.start + end)


SILENT_KINDS = frozenset({PageKind.BLANK, PageKind.UNREADABLE, PageKind.INSURANCE_CARD})
"""Pages of which nobody reads a sentence."""
Said = Mapping[int, tuple[Sentence, ...]]
"""The sentences of pages by page number."""
NOTHING_SAID: Said = MappingProxyType({})


def sentences(layout: Layout, kind: PageKind) -> tuple[Sentence, ...]:
    """The sentences of a page in order."""
    vocab = new_vocab()
    return tuple(
        Sentence(text, block.start + start, block, tokens(text, vocab))
        for block in blocks(layout, kind)
        for start, end in sentence_spans(block.text)
        for text in (fold(block.text[start:end]),)
    )


def new_vocab() -> Vocab:
    """A vocabulary for one page: words in lower case and as they are compared. It lives as long as its Docs."""
    return Vocab(lex_attr_getters=_OF_A_WORD)


def tokens(text: str, vocab: Vocab | None = None) -> Doc:
    """`text` as spaCy tokens, their `norm_` mended, in `vocab` or one of their own."""
    words: list[str] = []
    spaces: list[bool] = []
    for found, blank in _chunks(text):
        words += found
        spaces += [False] * (len(found) - 1)
        spaces.append(blank)
    doc = Doc(new_vocab() if vocab is None else vocab, words=words, spaces=spaces)
    for fax in _FAX.finditer(text):  # "FX" before a telephone number is no fracture
        span = doc.char_span(fax.start(), fax.start() + 2)
        for token in () if span is None else span:
            token.norm_ = "fax"
    return doc


_FAX = AnyCase(r"\bfx\W{1,3}\d{3}\W{1,2}\d{3}\b")


def _chunks(text: str) -> list[tuple[tuple[str, ...], bool]]:
    """The tokens of each chunk of `text`, and whether a blank follows it."""
    chunks = text.split()
    if " ".join(chunks) == text:  # nearly always
        last = len(chunks) - 1
        return [(_pieces(chunk), at < last) for at, chunk in enumerate(chunks)]
    return [
        (_pieces(match["chunk"]) if match["chunk"] else (match["gap"],), bool(match["blank"]))
        for match in _CHUNK.finditer(text)
    ]


_CHUNK = re.compile(r"(?P<chunk>\S+)(?P<blank> ?)|(?P<gap>\s+)")
"""What stands between blanks, the one blank that belongs to it, and any more."""


@lru_cache(maxsize=50_000)
def _pieces(chunk: str) -> tuple[str, ...]:
    """The tokens of what stands between two blanks: spaCy's rules look no further. Letters alone stay one token,
    and so do digits, but for what is listed as several; a stop behind them is another. They need no asking."""
    nlp = language()
    known = _exceptions()
    if chunk.isascii() and chunk.isalpha() and chunk not in known:
        return (chunk,)
    if (simple := _SIMPLE.fullmatch(chunk)) and chunk not in known and simple[1] not in known:
        return (simple[1], simple[2]) if simple[2] else (simple[1],)
    with _ONE_AT_A_TIME, nlp.vocab.memory_zone():
        return tuple(token.text for token in nlp.make_doc(chunk))


_SIMPLE = re.compile(r"([A-Za-z]*(?:[a-z]{2}|[A-Z]{2})|[0-9]+(?:/[0-9]+)*)([,.:;])?")
_ONE_AT_A_TIME = Lock()


@cache
def _exceptions() -> frozenset[str]:
    tokenizer: Any = language().tokenizer
    return frozenset(tokenizer.rules)


def _norm(word: str) -> str:
    lower = word.lower()
    if len(lower) >= _CUE_FROM or not lower.isalpha():
        return mended(lower)
    return NO_WORDS.get(lower, lower)


_OF_A_WORD: Any = {get_string_id("LOWER"): str.lower, get_string_id("NORM"): _norm}


@cache
def language() -> Language:
    """The one English tokenizer of this process."""
    nlp = spacy.blank("en")
    tokenizer: Any = nlp.tokenizer
    for word in _WHOLE:
        for cased in {word, word.upper(), word.capitalize()}:
            tokenizer.add_special_case(cased, [{"ORTH": cased}])
    vocab: Any = nlp.vocab
    vocab.lex_attr_getters = {}  # it only cuts; what is asked of a word the page's own vocabulary knows
    return nlp


_WHOLE = tuple("y.o. y/o yo. w/o r/o s/p h/o c/o w/ b/l pt. hx. cannot can't".split())
"""What is one token here, in any case, and several to the tokenizer of ordinary English."""


_FOLD = str.maketrans("‘’“”`´|éèêëóòöáàâíìïúùüñç–—−\t\n", "''\"\"'' eeeeoooaaaiiiuuunc---  ")


def fold(text: str) -> str:
    """`text` with typographic signs made plain and a speck between two words blank; of the same length."""
    plain = text.translate(_FOLD)
    return _SPECK.sub(" ", plain) if "'" in plain else plain


_SPECK = re.compile(
    r"(?<=[A-Za-z]{3})'(?=(?:[a-z]{4}|(?:and|or|for|the|with|but|was|is|are|at|in|of|on|to|by|has|had|her|his)\b))"
    r"|(?<=\bI)'(?=[a-z]{3})"
)
"""Between two words; of names and short forms fewer letters stand on one side, but for words that join."""


_END = re.compile(r"[.!?]['\")\]]*(?=\s)|\n")
_ABBREVIATED = re.compile(
    r"(?:\b(?:dr|drs|mr|mrs|ms|st|vs|approx|pt|pts|hx|fam|dx|tx|rx|sx|fx|y\.o|yo|yrs|yr|wks|wk|mos|tel|ph|ext"
    r"|ste|jr|sr|dept|inc|apt|ave|rd"
    r"|no|not|without|denies|any|or|and|of|the|with|for|in|on|to|a|an|is|was|has|his|her|neg|incl|temp|resp|ht"
    r"|wt|avg|max|min|mod|sev"
    r"|sept|sep|oct|nov|dec|jan|feb|mar|apr|jun|jul|aug|m|d)|\b(?:[a-z]\.){1,3}[a-z]|[A-Z][a-z]+ [A-Z]|\bM\. ?D"
    r"|\bn\.p|\b[0-9]{1,2})$",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(?:mg|mcg|ug|g|gm|ml|cc|iu|units?|meq|qd|bid|tid|qid|daily|tabs?|caps?|po|prn|cm|mm|%|weeks?|months?"
    r"|days?|years?)\b",
    re.I,
)
_JOINED = re.compile(
    r"(?:,|\b(?:and|or|of|no|the|a|an|with|without|to|in|for|at|on|by|from|is|was|has|had|not|new|her|his))$", re.I
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence of `text`, without the blanks around it.

    A full stop ends a sentence unless the next word shows that it was a speck or an abbreviation; a hard line
    end does unless the line plainly goes on.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if _goes_on(text, start, match):
            continue
        _append(spans, text, start, match.end())
        start = match.end()
    _append(spans, text, start, len(text))
    return spans


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > SENTENCE_LENGTH_MAX:
        cut = text.rfind(" ", start, start + SENTENCE_LENGTH_MAX)
        cut = cut if cut > start else start + SENTENCE_LENGTH_MAX
        spans.append((start, cut))
        start = cut + 1
    if end > start:
        spans.append((start, end))


def _goes_on(text: str, start: int, match: re.Match[str]) -> bool:
    before, after = text[start : match.start()], text[match.end() : match.end() + 24].lstrip()
    if not after:
        return False
    if match.group() == "\n":
        return _line_goes_on(before.rstrip(), after)
    if match.group()[0] != ".":
        return False
    bracketed = (
        after[0].islower() and _OPEN.search(before) and _CLOSES.match(text[match.end() : match.end() + 100])
    )
    numbered = _NUMBER_ENDS.search(before[-24:]) and _NUMBER_BEGINS.match(after)
    denied = after[0].islower() and _DENIES_WHAT.search(before[-24:])
    told = _VERB.match(after) and _OF_WHAT.search(before[-24:])
    listed = _LISTS_ON.match(after) and (after[0].islower() or not _LOWER.search(before[-24:]))
    stops_not = bracketed or numbered or denied or told or listed
    if stops_not or _UNIT.match(after):  # a stop inside brackets was a comma
        return True
    answered = not after[0].isdigit() and _ANSWERED.search(before[-24:])
    if answered or not (shortened := _ABBREVIATED.search(before[-24:])):
        return False
    word = shortened.group()
    if word.isdigit():
        return before.strip() == word or bool(re.match(r"\d+\s?(?:mg|mcg|g|ml|cm|mm|%)", after))
    if word.lower() in _STOPS_TOO:
        return not after[0].isupper()
    in_capitals = word.isupper() and len(word) > 1  # "NOT. ON BLOOD THINNERS"
    return word.lower() not in _SPECKED or in_capitals or after[0].islower()


def _line_goes_on(before: str, after: str) -> bool:
    """Whether a sentence goes on behind a line end that was not forced by the width of the column."""
    if _JOINED.search(before[-12:]) or (before[-1:].isdigit() and _UNIT.match(after)):
        return True
    if before.endswith((".", "!", "?")) or (before.endswith((":", ";")) and not after.startswith(("and ", "or "))):
        return False
    line = before.rpartition("\n")[2]
    return after[0].islower() or (line.isupper() and after.isupper() and len(line) >= _LINE_OF_PROSE)


_LISTS_ON = re.compile(r"(?:n?or|N?OR)\s|[a-z]{4,} \d[\d.,]{0,5} ?(?:mg|mcg|units?|meq)\b")
""" "takes gabapentin 600 mg. valsartan 80 mg": a list goes on behind a speck. "OR" amid small letters operates."""
_LOWER = re.compile(r"[a-z]")
_LINE_OF_PROSE = 50
"""Letters of a line in capitals from which on it is no heading and no entry of a list."""


_NUMBER_ENDS = re.compile(
    r"\b(?:policy|id|member|card|medicare|plan|group|claim|phone|tel|fax)\sno$", re.IGNORECASE
)
_NUMBER_BEGINS = re.compile(r"[A-Z]{0,4}[\s-]?\d")
""" "Policy no. S8120": the stop shortens a word."""


_ANSWERED = re.compile(
    r"(?:[:?]|\b(?!(?:is|are|was|were|has|have|had|with|and|or|but|there|of|in|on|to|at|by|that|also|still|currently"
    r"|shows?|showed|showing|reveals?|revealed|demonstrat\w+|reports?|reported|notes?|noted|finds?|found|sees?|saw"
    r"|states?|stated)\b)[a-z]{3,})\s+no$",
    re.IGNORECASE,
)
"""A "no" that answers what stands before it: the next words are not what it denies."""

_DENIES_WHAT = re.compile(r"\bno (?:known|drug|other|new|recent|acute|focal|further|significant)$", re.IGNORECASE)
""" "No drug. allergies": what is denied is still to come, so the stop was a speck."""
_VERB = re.compile(r"(?:is|are)\s")
_OF_WHAT = re.compile(
    r"\b(?:card|number|insurance|plan|name|address|telephone|phone|diagnosis|problem)$", re.IGNORECASE
)
""" "The number on the card. is 4471": what is told of it follows, so the stop was a speck."""
_OPEN = re.compile(r"\([^()]{1,120}$")
_CLOSES = re.compile(r"[^()]*\)")
_STOPS_TOO = frozenset(
    """
        yo y.o yrs yr wks wk mos fx dx tx sx hx pt pts ave rd apt inc m d mar max min temp ext
    """.split()
)
_SPECKED = frozenset("any or and of the with for in on to a an is was has his her not without denies".split())

_MENDED_FROM = 7
_CUE_FROM = 4
_LOOKS = str.maketrans("015$8é|", "oissbel")
_CLINICAL = tuple(
    """
        compression fracture fractures retropulsion retropulsed incontinence incontinent retention
        anesthesia anaesthesia myelopathy myelopathic numbness weakness paresthesia epidural abscess
        deficit deficits malignancy malignant metastatic metastasis metastases kyphoplasty
        vertebroplasty augmentation osteoporotic osteoporosis pathologic pathological unstable
        anticoagulant anticoagulants antiplatelet osteomyelitis discitis myeloma perineal perianal
        bladder urinary progressive worsening bilateral neurologic neurological neurogenic inpatient
        hospitalized urgently examination sensation strength reflexes unremarkable radiology
        radiologist deformity vertebral vertebra endplate hyperintensity hyperintense radiograph
        radiographs thoracic lumbar bisphosphonate zoledronic teriparatide denosumab alendronate
        densitometry paraparesis paraplegia cannot control dysfunction disturbance syndrome evidence
        impingement negative history mother sister father brother caudaequina cordcompression
        urinaryretention saddleanesthesia acetaminophen ibuprofen physical therapy symptoms previous
        previously returned developed resolved suspected suspicious infection carcinoma percent
        tenderness consideration evaluation treatment injection injections scheduled obtained
        demonstrates demonstrated
    """.split()
)
_CUES = tuple(
    """
        compression fracture retropulsion retropulsed incontinence incontinent retention anesthesia
        anaesthesia myelopathy numbness weakness epidural abscess deficit unstable osteomyelitis discitis
        bladder urinary progressive neurologic paraparesis paraplegia control caudaequina cordcompression
        urinaryretention saddleanesthesia catheterized malignancy metastatic myeloma inpatient
    """.split()
)
"""Cues of red flags, known again although two letters were read as their likes."""

_KNOWN = frozenset(_CLINICAL) | frozenset(
    """
        continence continent decompression impression depression expression suppression attention
        intention detention prevention retentive numbered fractured fracturing detention weaknesses
        retentions stable infections injection inflection reflection physically therapies therapist
        symptom symptomatic resolve resolves dissolved developing develops neurology neurologist
        hospitalize hospitalization resection convention extension mention examined examinations
        evaluations evaluated treated treatments progressing progression progressively negatively
        historical fathers mothers sisters brothers anesthetic anesthetics anesthesiology
        anesthesiologist obstetrics demonstrate demonstrating schedule schedules obtain obtains
        suspect suspicion bladders deforming deformities hypointense hypointensity isointense
        hyperextension hypotension hypertension returning vertebrae urinalysis urine incontinency
        radiologic radiological lumber thoracolumbar injected injecting ejection rejection
        projection considerations evidenced presented percentage syndromes osteopenic osteopenia
        malignancies metastasized evidences neurologically antiplatelets myelomas abscesses anatomic
        anatomical therapeutic controlled controls strengths strengthen tendernesses dysfunctional
        dysfunctions disturbances developmental outpatient outpatients inpatients bilaterally
        unilateral collateral mycologic pathology pathologies pathologist physiologic resection
        stability instability unsteady interpretation retraction retractions retroversion reversion
    """.split()
)


_SHORT = frozenset(
    "cord cauda equina saddle groin bowel bladder legs foot drop numb weak urine stool anal burst no not".split()
)
"""Short words are mended only where a digit stands in for a letter and the result is one of these."""


@lru_cache(maxsize=20_000)
def mended(word: str) -> str:
    """A lower-case word, or the one clinical word that it is a likely misreading of. Only long words are
    mended.
    """
    bare = word.strip("'\"-_*~")
    if denied := denial_of(bare):
        return denied
    plain = bare.translate(_LOOKS)
    if len(word) < _MENDED_FROM:
        return plain if plain in _SHORT and plain != word else short_cue(plain) or word
    if word in _KNOWN or plain in _KNOWN:
        return word if word in _KNOWN else plain
    if len(plain) < _MENDED_FROM or not plain.isalpha():
        return word
    reach = 1 if len(plain) < 10 else 2
    near = [
        (Levenshtein.distance(plain, known, score_cutoff=reach), known)
        for known in _CLINICAL
        if abs(len(known) - len(plain)) <= reach
    ]
    distance, best = min(near, default=(reach + 1, word))
    if distance <= reach and best[:1] in plain[:2]:
        return best
    return short_cue(plain) or nearest(plain, _CUES, 1.2 if len(plain) < 10 else 2.2) or word


class Phrases:
    """Named phrases in the small language of `compiled`, found by spaCy's Matcher.

    One Matcher a phrase, and only those run all of whose words stand in the sentence: a hundred times faster
    than one Matcher of all, which tries every phrase at every token.
    """

    def __init__(self, patterns: Mapping[str, Sequence[str]]) -> None:
        self._matchers: list[tuple[str, Matcher]] = []
        self._needed: list[tuple[tuple[frozenset[str], tuple[str, ...]], ...]] = []
        self._words: dict[str, list[int]] = {}
        self._beginnings: list[tuple[str, int]] = []
        for name, phrases in patterns.items():
            for phrase in phrases:
                self._add(name, phrase)
        self._starts = tuple({start for start, _ in self._beginnings})

    def _add(self, name: str, phrase: str) -> None:
        found = Matcher(language().vocab)
        found.add(name, [compiled(phrase)], greedy="LONGEST")
        self._matchers.append((name, found))
        needed = [item.split("|") for item in phrase.split() if item[0] not in "~?" or item == "?"]
        self._needed.append(tuple(map(_words_and_beginnings, needed)) if len(needed) > 1 else ())
        for word in max(needed, key=lambda words: min(len(word) for word in words)):
            if word.endswith("*"):
                self._beginnings.append((word[:-1], len(self._matchers) - 1))
            else:
                self._words.setdefault(word, []).append(len(self._matchers) - 1)

    def find(self, doc: Doc) -> list[tuple[str, int, int]]:
        """(name, first token, token after) of every phrase in `doc`; of overlapping ones of one name the
        longest.
        """
        norms = _norms(doc)
        run = {index for norm in norms for index in self._words.get(norm, ())}
        if begun := [norm for norm in norms if norm.startswith(self._starts)]:
            run |= {index for start, index in self._beginnings if any(norm.startswith(start) for norm in begun)}
        found = [
            (name, first, after)
            for name, phrase in (self._matchers[index] for index in sorted(run) if self._may_stand(index, norms))
            for _, first, after in phrase(doc)
        ]
        kept: list[tuple[str, int, int]] = []
        for name, first, after in sorted(found, key=lambda one: (one[1] - one[2], one[1])):
            if not any(name == other and first < high and low < after for other, low, high in kept):
                kept.append((name, first, after))
        return sorted(kept, key=lambda one: (one[1], one[2]))

    def _may_stand(self, index: int, norms: frozenset[str]) -> bool:
        """Whether every word that a phrase cannot do without is among `norms`."""
        return all(
            not words.isdisjoint(norms) or (starts and any(norm.startswith(starts) for norm in norms))
            for words, starts in self._needed[index]
        )


def _words_and_beginnings(words: Sequence[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    starts = tuple(word[:-1] for word in words if word.endswith("*"))
    return frozenset(word for word in words if not word.endswith("*")), starts


def _norms(doc: Doc) -> frozenset[str]:
    """The mended words of a sentence, gathered once for all that look for phrases in it."""
    known = doc.user_data.get(_NORMS)
    if known is None:
        known = doc.user_data[_NORMS] = frozenset([token.norm_ for token in doc])
    return frozenset(known)


_NORMS = "norms"
