"""Whether a piece of text is an answer at all, and whether the answer is "none".

Place in the sentence: words -> **fields**. A label with nothing, a ruled blank or "see attached" behind it is no
answer; "none", "NKDA", "no blood thinners" are answers with the value "none".
"""

from __future__ import annotations

import re
from enum import StrEnum

from faxpipe.fields.kinds.found import bounded


class Answer(StrEnum):
    NOTHING = "nothing"
    NONE = "none"
    SOMETHING = "something"


_EMPTY_WORDS = (
    r"n/?\.?a\.?|not\s+applicable|unknown|unk|unsure|not\s+(?:known|available|provided|given|documented|"
    r"recorded|listed|stated|on\s+file|sure|specified|(?:yet\s+)?(?:obtained|done|started|submitted|initiated|"
    r"requested|issued|assigned)|yet|required|needed|"
    r"necessary)(?:\s+(?:by|per|from)(?:\s+\w+){1,3})?|"
    r"(?:please\s+)?see\s+(?:(?:the|my|our|office|clinic|progress|visit|last|recent|latest|today'?s)\s+){0,4}(?:attached|attachments?|enclosed|notes?|list|above|below|chart|record|emr|"
    r"med(?:ication)?\s+list|card|demographics|face\s*sheet|copy)(?:\s+\w+){0,3}|"
    r"(?:as\s+)?attached|enclosed|(?:none\s+)?on\s+file|in\s+chart|per\s+chart|pending|tbd|t\.b\.d\.?|"
    r"to\s+(?:be\s+determined|follow)|"
    r"(?:[a-z]{2,9}\s+){0,2}will\s+(?:call|bring|provide|send|fax|follow)(?:\s+[a-z/.]+){0,4}|"
    r"same|ditto|declined|refused|blank|\?+|x+|requested|information\s+not\s+available|left\s+blank|"
    r"none\s+(?:given|listed|provided|recorded|entered|on\s+file)"
)
_NOTHING = re.compile(rf"\W*(?:{_EMPTY_WORDS})\W*", re.IGNORECASE)
_NONE_WORDS = (
    r"none|none\s+known\s+to\s+drugs|no|nil|nothing|negative|neg|nka|nkda|nkfa|nkma|n\.k\.d\.?a\.?|"
    r"n\.k\.a\.?|0|zero|denie[sd]|"
    r"none\s+(?:known|reported|currently|at\s+this\s+time|taken|at\s+present|noted)|not\s+(?:taking|"
    r"on)\s+any|no\s+known(?:\s+\w+){0,3}|"
    r"(?:denies|no|without|not\s+on|takes\s+no|not\s+taking)\s+(?:any\s+)?(?:known\s+)?"
    r"(?:drug\s+|medication\s+|medicine\s+|food\s+or\s+drug\s+)?(?:allerg(?:y|ies)|med(?:ication|icine)?s?|"
    r"blood\s+thinners?|anti-?\s?coagula(?:nts?|tion)|anti-?\s?platelets?|intolerances?|known)"
    r"(?:\s*(?:,|/|or|and|nor)\s*(?:aspirin|asa|anti-?\s?platelets?|blood\s+thinners?|anti-?\s?coagulants?|"
    r"intolerances?|supplements?)(?:\s+(?:drugs?|agents?|therapy|medications?))?){0,2}"
)
_NONE = re.compile(rf"\W*(?:patient\s+|pt\s+|currently\s+)?(?:{_NONE_WORDS})\W*", re.IGNORECASE)
_NKDA_LIKE = re.compile(r"[^A-Za-z0-9]*(?:[A-Za-z]{0,2})?(?:N[KX][DO]?A|KNDA)[^A-Za-z0-9]*")
_BLANKS = re.compile(r"[\s_]+")
_LETTERS = re.compile(r"[A-Za-z0-9]")


def answer(text: str) -> Answer:
    """What kind of answer `text` (all that stands in one value region) is."""
    text = bounded(text)
    if not _LETTERS.search(text) or _NOTHING.fullmatch(text):
        return Answer.NOTHING
    if _NONE.fullmatch(text) or _NKDA_LIKE.fullmatch(text):
        return Answer.NONE
    return Answer.SOMETHING


def is_answer(text: str) -> bool:
    """Whether `text` answers its label, "none" included."""
    return answer(text) is not Answer.NOTHING


def cleaned(text: str) -> str:
    """`text` in one line, without the blanks, rules and bullets that a form leaves around an answer."""
    line = _BLANKS.sub(" ", bounded(text))
    return line.strip(" \t_.:;,|=~*\u2022-\u2013\u2014'\"`\u2018\u2019")
