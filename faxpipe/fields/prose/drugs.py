"""Facts about medicines in notes: what the patient takes.

Place in the sentence: words -> **fields**; used by `prose`. What a list says stands in `kinds.lists` and
`kinds.allergies`; here is which text is the patient's list. Thinners are told of in `thinners`, allergies in
`allergies`. A heading with nothing after it is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from faxpipe.any_case import AnyCase
from faxpipe.document import PageKind
from faxpipe.fields.kinds.allergies import find_allergies
from faxpipe.fields.kinds.drugs import exact_drug
from faxpipe.fields.kinds.lists import find_anticoagulants, find_medications
from faxpipe.fields.prose.assertion import assess
from faxpipe.fields.prose.candidate import candidate, clarity, entry, merged
from faxpipe.fields.prose.headings import Section
from faxpipe.fields.prose.reactions import reactions
from faxpipe.fields.prose.stopped import STOPPED, ended_rows, is_stopped, stopped_columns, stopped_rows
from faxpipe.fields.prose.text import Sentence
from faxpipe.layout import Layout, passage_of
from faxpipe.referral import Candidate, Check, Value

TAKES = re.compile(
    r"^\W*(?:(?:she|he|pt|patient)\s)?on(?=\s\w)|\b(?:takes|taking|uses|is on|(?:has|have) been on"
    r"|remains on|stays on"
    r"|continues on|receiv(?:es|ing)|prescribed|maintained on|medicines? (?:are|include)"
    r"|(?:tablets|pills|drugs) (?:are|include)|medic\w{3,7} (?:are"
    r"|include\w*|consist\w* of)"
    r"|^\W*(?:current|home|discharge|present|active|outpatient) (?:medications?|meds|medicines)(?=\s\w)"
    r"|(?:current|present|medical|drug|his|her) (?:therapy|treatment|regimen) (?:consists? of|includes?|is)"
    r"|drugs are|meds are|currently on|also on|treated with)\b",
    re.IGNORECASE,
)
_BEGUN = re.compile(
    r"\b(?:has|have|had|was|been) (?:already |recently |just )?(?:begun|started|put|placed)(?: (?:her"
    r"|him))?(?: on)?\s(?=\w)",
    re.IGNORECASE,
)
_FOR_PAIN = re.compile(
    r"\b(?:pain|relief|helped|failed|tried|despite|brace|without|back|no other|blood thinner"
    r"|(?:no|little|not|neither|minimal|limited|scant|modest)(?: \w+){0,3} (?:effect|benefit|avail|success|ease"
    r"|improvement|difference|luck))\b",
    re.IGNORECASE,
)
_OF_THINNERS = re.compile(r"no other|blood thinner", re.IGNORECASE)
NOT_HIS = frozenset({Section.FAMILY, Section.INSTRUCTIONS, Section.ALLERGIES, Section.STOPPED})
DENIES = re.compile(r"\W*(?:no|not|denies|never|without)\b", re.IGNORECASE)


def medications(read: Sequence[Sentence]) -> Iterator[Candidate]:
    """patient.medications of one page: its medication section, "she takes ...", and what was begun."""
    listed = [part for sentence in read if sentence.section is Section.MEDICATIONS for part in _listed(sentence)]
    named = [part for part in listed if isinstance(part.value, tuple)]
    if not named:
        named = [part for sentence in read for part in [*_said(sentence, TAKES, 0.8)] or _enumerated(sentence)]
    unheaded = not any(isinstance(part.value, tuple) for part in listed)
    begun = [part for sentence in read for part in _said(sentence, _BEGUN, 0.75)]
    begun += _further(read, named) if unheaded else []
    if not named and not listed:
        headless = list(_headless(read))
        yield from headless or list(_takes_none(read))[:1]
        return
    if named and (one := merged([*named, *begun])) is not None:
        one = replace(one, value=_rejoined(one.value))
        if unheaded and _takes_more(read, one.value):
            one = replace(one, confidence=one.confidence * UNREAD_FACTOR)
        yield replace(one, confidence=one.confidence * UNREAD_FACTOR) if _unread_entry(read) else one
    else:
        yield from listed[:1]


def _takes_none(read: Sequence[Sentence]) -> Iterator[Candidate]:
    """A sentence of a letter or note that says of the patient that there are no medicines at all."""
    for sentence in read:
        none = _TAKES_NONE.search(sentence.text) if sentence.kind in _HEADED_KINDS else None
        if none is None or sentence.section in NOT_HIS or find_medications(sentence.text, known_only=True)[1:]:
            continue
        said = assess(sentence, *none.span("what"))
        if not (
            said.family or said.historical or said.template or _RELATIVE.search(sentence.text[: none.start()])
        ):
            yield candidate(sentence, "patient.medications", "none", none.span(), 0.88)


_RELATIVE = AnyCase(r"\b(?:mother|father|sister|brother|wife|husband|son|daughter|spouse)\b[^.;]*$")
_TAKES_NONE = AnyCase(
    r"\b(?:takes?|taking|uses?|(?:is|are) on) no (?:regular |daily |current |other )?"
    r"(?P<what>medic(?:ation|ine)s?|meds)\b"
    r"(?! (?:for|other|except|besides|but|apart|that|which|until|with|in|on)\b)"
)


def _takes_more(read: Sequence[Sentence], named: Value | None) -> bool:
    """Whether a letter says elsewhere, outside of any list, that the patient is on two other medicines at "
    "least."""
    known = set(named) if isinstance(named, tuple) else set()
    more: set[str] = set()
    for sentence in read:
        if sentence.section in NOT_HIS or sentence.kind not in _HEADED_KINDS:
            continue
        for found in find_medications(sentence.text, known_only=True):
            said = assess(sentence, found.start, found.end)
            if _ON.search(sentence.text[: found.start]) and said.claimed and not said.historical:
                more.add(str(found.value))
    return len(more - known - {"none"}) >= MORE_MIN


def _further(read: Sequence[Sentence], named: Sequence[Candidate]) -> list[Candidate]:
    """The further medicines with their doses that begin the sentences right behind that of a list: "Letrozole,
    oxycodone. Dexamethasone 4 mg every six hours"; held where no schedule says that they go on."""
    known = {item for part in named if isinstance(part.value, tuple) for item in part.value}
    words = [part.words for part in named]
    more: list[Candidate] = []
    for before, after in pairwise(read):
        if not _DOSED.match(after.text) or STOPPED.search(after.text) or not any(w in before.text for w in words):
            continue
        for one in find_medications(after.text, known_only=True)[:1]:
            said = assess(after, one.start, one.end)
            if one.start < 3 and one.value not in known and said.claimed and not said.historical:
                sure = 0.8 if _SCHEDULED.search(after.text) else TORN_FROM_PAIN
                more.append(candidate(after, "patient.medications", (str(one.value),), (one.start, one.end), sure))
    return more


_SCHEDULED = AnyCase(
    r"\b(?:daily|nightly|weekly|twice|every|each|[bt]\.?i\.?d|q\.?i\.?d|q\.? ?(?:\d|day|hs|am|pm)"
    r"|at (?:bedtime|night)|prn|as needed|morning|evening)"
)


_ON = AnyCase(r"\b(?:on|in spite of|despite|given|receiv\w+|continues?) (?:[\w-]+,? (?:and )?){0,3}$")
MORE_MIN = 2


def _headless(read: Sequence[Sentence]) -> Iterator[Candidate]:
    """Lines under each other that each begin with a medicine and its dose: a list whose heading was misread."""
    runs: list[list[Candidate]] = [[]]
    for sentence in read:
        found = [one for one in find_medications(sentence.text, known_only=True) if one.value != "none"]
        listed = sentence.section not in NOT_HIS and _DOSED.match(sentence.text) and found and found[0].start < 3
        if listed and sentence.kind in _HEADED_KINDS:
            runs[-1] += [entry(sentence, "patient.medications", one, 0.92) for one in found]
        elif runs[-1]:
            runs.append([])
    longest = max(runs, key=len)
    if len(longest) >= _HEADLESS_MIN and (one := merged(longest)) is not None:
        yield replace(one, confidence=min(one.confidence, HEADLESS))


HEADLESS = 0.7
_HEADLESS_MIN = 3
_HEADED_KINDS = frozenset({PageKind.CLINICAL_NOTE, PageKind.REFERRAL_LETTER})


def _rejoined(value: Value | None) -> Value | None:
    """ "INSULIN. GLARGINE" is one medicine: a speck between two words of a name ended no sentence."""
    if not isinstance(value, tuple):
        return value
    names: list[str] = []
    for item in value:
        both = f"{names[-1]} {item}" if names else ""
        if both and exact_drug(both) is not None:
            names[-1] = both
        else:
            names.append(item)
    return tuple(names)


UNREAD_FACTOR = 0.8
_DOSED = re.compile(r"[^\W\d][\w-]{3,}(?: [^\W\d]\w+)? ?\d[\d.,]* ?(?:mg|mcg|units?|g|iu|meq)\b", re.IGNORECASE)
_BARE = re.compile(r"[^\W\d]{3,}(?: [^\W\d]+)?$")


def _unread_entry(read: Sequence[Sentence]) -> bool:
    """Whether an entry with a dose, or a word between others that "she takes", is no medicine that has a "
    "name."""
    torn = any(s.section is Section.MEDICATIONS and _STATUS_ALONE.fullmatch(s.text) for s in read)
    return torn or any(not find_medications(e, known_only=True) for s in read for e in _entries(s))


_TRIMMED = re.compile(
    r"^\s*(?:(?:a|an|some|the|her|his|also|daily|only)\s)+|\s(?:for|at|every|when|as|in|with|to|daily"
    r"|nightly|twice|once"
    r"|weekly|inhalers?|patch(?:es)?|drops|tablets?|cream)\b.*$",
    re.IGNORECASE,
)
_STATUS_ALONE = re.compile(r"\W*(?:(?:new|stop|start|continue|changed?|modified)\b\W*)+", re.IGNORECASE)
"""A column of what became of each medicine, read apart from their names."""


def _entries(sentence: Sentence) -> list[str]:
    """The pieces of a list that should each name a medicine; the last one of "she takes" may go on in prose."""
    if sentence.section is Section.MEDICATIONS:
        pieces = [piece.strip() for piece in re.split(r"[,;\n]", sentence.text)]
        return [piece for piece in pieces if _DOSED.match(piece)]
    match = TAKES.search(sentence.text)
    if match is None or not any(True for _ in _said(sentence, TAKES, 1.0)):
        return []
    pieces = re.split(r",|\band\b|;|\bas well as\b|\bplus\b", sentence.text[match.end() :])[:-1]
    pieces = [_TRIMMED.sub("", piece).strip() for piece in pieces]
    return [piece for piece in pieces if _DOSED.match(piece) or _BARE.match(piece)]


def _listed(sentence: Sentence) -> Iterator[Candidate]:
    """The entries of one sentence of a medication section."""
    first = sentence.start == sentence.block.start
    if (not first and _GIVEN.match(sentence.text)) or OF_THE_PAST.match(sentence.text):
        return
    for found in find_medications(sentence.text, known_only=not first and not re.search(r"\d", sentence.text)):
        if found.value == "none":
            if first:
                yield entry(sentence, "patient.medications", found, 0.92)
        elif not DENIES.match(sentence.text) and not _reacted(sentence, found.start):
            yield entry(sentence, "patient.medications", found, 0.92)


OF_THE_PAST = re.compile(
    r"\W*(?:past|previous|prior|former|old|inactive|historical|discontinued|stopped|completed)\s"
    r"(?:medications?|meds|medicines|drugs)\b(?!\s(?:are|were) (?:un|con))",
    re.IGNORECASE,
)
"""The heading of another list, read into its first line."""
_GIVEN = re.compile(
    r"\W*(?:(?:she|he|pt|patient|was|has|been)\s){0,3}(?:treated|managed|given|received|administered|tried|failed)\b",
    re.I,
)
"""What a visit gave or tried, told behind a list that had no heading after it, is not of the list."""


def _reacted(sentence: Sentence, at: int) -> bool:
    """Whether the medicine that begins at a character is one that the patient reacts to."""
    return any(one.start <= at < one.end for one, _ in reactions(sentence))


def _said(sentence: Sentence, cue: re.Pattern[str], sure: float) -> Iterator[Candidate]:
    """The medicines behind a cue such as "she takes", unless they were tried for the pain."""
    match = cue.search(sentence.text)
    if match is None or sentence.section in NOT_HIS or sentence.kind is PageKind.MEDICATION_LIST:
        return
    text = sentence.text[match.end() :]
    if (pain := _FOR_PAIN.search(sentence.text[match.start() :])) is not None:
        text = text[: max(0, _before_pain(text, match.start() + pain.start() - match.end()))]
        sure = sure if _OF_THINNERS.fullmatch(pain[0]) else min(sure, TORN_FROM_PAIN)
    for found in find_medications(sentence.text[: match.end() + len(text)], known_only=True):
        span = (found.start, found.end)
        if found.start < match.end() or _ONLY_TALKED_OF.search(sentence.text[match.end() : found.start]):
            continue  # the words before decide: "no longer takes naproxen", "started a talk about denosumab"
        said = assess(sentence, *span)
        if found.value != "none" and said.claimed and not said.historical and not _reacted(sentence, span[0]):
            yield candidate(sentence, "patient.medications", (str(found.value),), span, sure)


_ONLY_TALKED_OF = re.compile(
    r"\b(?:conversations?|discussi\w+|discussed|talk(?:s|ing|ed)?|counsel\w*|teaching|education|paperwork|process"
    r"|application|applying|appeals?|approvals?|coverage|(?:prior |pre-?)?auth\w*|considering|consideration"
    r"|planning|plans?|arranging|arrangements)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
""" "I have started the conversation on abaloparatide", "begun the paperwork for Prolia": no medicine was begun."""


def _enumerated(sentence: Sentence) -> Iterator[Candidate]:
    """The medicines of a sentence that is hardly more than a list of them, whatever leads into it."""
    if sentence.section in NOT_HIS or sentence.kind not in _TOLD_KINDS or _DONE_WITH.search(sentence.text):
        return
    found = [one for one in find_medications(sentence.text, known_only=True) if one.value != "none"]
    pieces = [piece for piece in _PIECES.split(sentence.text) if piece.strip()]
    if len(found) < ENUMERATED_MIN or not ENUMERATED_SHARE * len(pieces) <= len(found) <= len(pieces):
        return
    leads = found[0].start < LEAD_MAX
    for one in found:
        said = assess(sentence, one.start, one.end)
        if said.claimed and not said.historical and not _reacted(sentence, one.start):
            span = (one.start, one.end)
            yield candidate(
                sentence, "patient.medications", (str(one.value),), span, 0.8 if leads else TORN_FROM_PAIN
            )


_NUMBERED = re.compile(r"\s?#\s?\d")
""" "Tylenol #3" is another medicine than Tylenol."""
ENUMERATED_MIN, ENUMERATED_SHARE, LEAD_MAX = 3, 0.6, 25
_TOLD_KINDS = frozenset({PageKind.CLINICAL_NOTE, PageKind.REFERRAL_LETTER, PageKind.COVER_SHEET})
_PIECES = re.compile(r"[,;]|\band\b|&|\+|\bplus\b")
_DONE_WITH = AnyCase(
    rf"{_FOR_PAIN.pattern}|\b(?:will|start\w*|begin|begun|consider|recommend\w*|given|administered"
    rf"|stop\w*|discontinued?"
    r"|held|hold|aller\w+|react\w*|switch\w*|trial\w*|treat\w*|avoid|interact\w*|ineffective|unable|intoleran\w+"
    r"|today|prescri\w*|sent|refill\w*|wean\w*|taper\w*|used|past|previous\w*|prior|formerly|labs?|levels?)\b"
)


def _before_pain(text: str, pain: int) -> int:
    """Where the last clause before `pain` ends: "takes tamsulosin, and Tylenol for the pain" lists one medicine.

    A list that goes on to "for pain" is a list all the same, and is held: what it holds for the pain is not told.
    """
    clause = max(text.rfind(",", 0, max(pain, 0)), text.rfind(";", 0, max(pain, 0)))
    listed = _LISTED_FOR.match(text[clause + 1 : pain + 4]) if clause > 0 else None
    return pain if listed else clause


_LISTED_FOR = re.compile(r"\s*(?:and )?[\w-]+(?: [\w-]+)? for (?:the |her |his )?(?:back )?pain", re.IGNORECASE)
TORN_FROM_PAIN = 0.6


_COLUMN_HEADS = re.compile(
    r"(?:agents?|allergens?|drugs?|reactions?|severity|date|substance|intoleran\w+|type|status)\W*", re.IGNORECASE
)


def listed_page(layout: Layout) -> Iterator[Candidate]:
    """The same three fields of a page that is a medication list: a table, read line by line.

    Below a line "Allergies" each line's first cell is an allergen, until the table ends.
    """
    found: dict[str, list[Candidate]] = {}
    allergens = False
    ended, gone = ended_rows(layout) | stopped_rows(layout), stopped_columns(layout)
    for line in layout.lines:
        if re.match(r"\W*(?:drug |known )?allerg(?:ies|y)\b", line.text, re.IGNORECASE):
            allergens = True
        if not allergens and (is_stopped(line) or id(line) in ended):
            continue
        own = tuple(w for w in line.words if not any(box.contains(w.box.left, w.box.center_y) for box in gone))
        passage = passage_of(layout.page, line.segments[0].words if allergens else own)
        text = re.sub(
            r"^\W*(?:drug |known )?allerg(?:ies|y)[^:]*(?::|$)",
            lambda m: " " * len(m[0]),
            passage.text,
            flags=re.I,
        )
        if _COLUMN_HEADS.fullmatch(text.strip()):
            continue
        readings = (
            {
                "patient.allergies": [
                    one for one in find_allergies(text) if one.check is Check.PASSED or len(text.split()) <= 3
                ]
            }
            if allergens
            else {
                "patient.medications": list(find_medications(text, known_only=True)),
                "treatment.anticoagulants": list(find_anticoagulants(text)),
            }
        )
        for name, ones in readings.items():
            for one in ones:
                sure = 0.88 * clarity(passage.confidence(one.start, one.end)) * (0.85 if one.repaired else 1)
                value = "none" if one.value == "none" else (str(one.value),)
                box, words = passage.box(one.start, one.end), passage.text[one.start : one.end]
                found.setdefault(name, []).append(
                    Candidate(name, value, words, layout.page, box, round(sure, 3), "prose")
                )
    for parts in found.values():
        if (one_list := merged(parts)) is not None:
            yield one_list
