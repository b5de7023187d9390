"""Where a page itself presses: a question of speed answered with yes, a word of haste stamped or scrawled alone.

Place in the sentence: words -> **fields**; read by `answered`. What running text asks for is read by
`sender_words`. The trap: "within 48 hours" also says how long ago somebody was seen, and "urgent" heads the
choices of every form: only an answer to the question, or a word that stands alone beside no choice, presses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from faxpipe.document import Box, PageKind, enclosing
from faxpipe.fields.context import Sheet
from faxpipe.fields.flags.sender_words import OPTION_WORDS, tick_before, typed_empties
from faxpipe.layout import Line
from faxpipe.referral import Priority, RedFlag

SPEED = re.compile(
    r"\b(?:urgent(?:ly)?|expedit\w+|stat|rush|asap|emergent(?:ly)?|same[- ]day"
    r"|immediate(?:ly)?|time[- ]sensitive)\b",
    re.IGNORECASE,
)
SOON = re.compile(
    r"\b(?:with)?in (?:the )?(?:next )?(?:(?:\d{1,2}|one|two|three) ?(?:-|to) ?)?"
    r"(?:(?:[1-9]\d?|an?|one|two|three|twenty.?four|forty.?eight|seventy.?two) ?(?:hours?|hrs?|h)"
    r"|(?:[1-7]|an?|one|two|three|five|seven) (?:(?:business|calendar|working) )?days?"
    r"|(?:a|one|1|the) (?:week|wk))\b",
    re.IGNORECASE,
)
WANTED = re.compile(
    r"\b(?:need\w*|must|should|care|requir\w+|request\w*|want\w*|see|appointment|appt|schedul\w+|treatment"
    r"|evaluation|consult\w*|review|decision|response|service)\b",
    re.IGNORECASE,
)
NOT_OF_THIS = re.compile(
    r"\b(?:has|had|have|was|were|did|previous\w*|prior|last|past|since|relie\w+|fever|injection|fasting|ago|visited"
    r"|discharged?|urgent care|stat (?:labs?|imaging|mri|ct|dose)|immediate (?:family|release)|blood|symptoms?)\b",
    re.IGNORECASE,
)
"""What was, or is asked of something else than this request."""
ALONE = re.compile(
    r"[*!<>#\s\-]*(?:[xX\u2713\u2714]\s)?(?:(?P<label>[A-Za-z][A-Za-z /]{1,24}):\s*)?[*!<>#\s\-\"']*"
    r"(?:URGENT|Urgent|STAT|Stat|S\sT\sA\sT|U\sR\sG\sE\sN\sT|S\.T\.A\.T\.?|RUSH|Rush|ASAP|A\.S\.A\.P\.?|EMERGENT)"
    r"(?:\s(?:please|pls|PLEASE|PLS))?[*!<>#\s\-.\"']*"
)
CRIED = re.compile(r"(?:URGENT|STAT|RUSH|ASAP)\W?!+", re.IGNORECASE)
OTHER_ORDER = re.compile(
    r"priority|urgen|lab|mri|\bct\b|imag|exam|study|read|specimen|dose|med|type|order|status|non|bowel|bladder|urin",
    re.IGNORECASE,
)
"""Labels whose answer is read elsewhere, or is of a test that was done."""
SILENT = frozenset({PageKind.IMAGING_REPORT, PageKind.LAB_REPORT, PageKind.MEDICATION_LIST})
CHOICES_WITHIN = 2.5
"""Heights of its line within which printed choices make a word of haste one of them."""


def asks_speed(question: str) -> bool:
    """Whether the core of a yes/no question is how soon this patient is to be seen."""
    if NOT_OF_THIS.search(question):
        return False
    return SPEED.search(question) is not None or (
        SOON.search(question) is not None and WANTED.search(question) is not None
    )


def pressing(page: int, box: Box, words: str) -> RedFlag:
    return RedFlag("sender_urgent", Priority.URGENT, page, box, words)


def stamped(sheet: Sheet) -> Iterator[RedFlag]:
    """The words of haste that stand alone in a line, at its end behind a gap, or with an exclamation mark."""
    if sheet.kind in SILENT:
        return
    for at, line in enumerate(sheet.layout.lines):
        spots = [(one.text, enclosing([word.box for word in one.words])) for one in line.segments]
        spots += [(word.text, word.box) for word in line.words if CRIED.fullmatch(word.text)]
        for text, box in spots:
            alone = ALONE.fullmatch(text)
            if alone is None or OTHER_ORDER.search(alone["label"] or ""):
                continue
            ticks = (*sheet.ticks, *typed_empties([line]))
            if tick_before(box, ticks) is None and not _among_choices(sheet, at, line, text):
                yield pressing(sheet.number, box, text)


def _among_choices(sheet: Sheet, at: int, line: Line, own: str) -> bool:
    near = [
        other.text
        for other in sheet.layout.lines[max(0, at - 2) : at + 3]
        if other is not line and abs(other.box.center_y - line.box.center_y) < CHOICES_WITHIN * line.box.height
    ]
    return any(OPTION_WORDS.search(text) for text in (line.text.replace(own, " ", 1), *near) if len(text) < LONG)


LONG = 90
"""Letters of a line of prose, whose words are no choices."""
