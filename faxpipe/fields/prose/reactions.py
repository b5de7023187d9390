"""What somebody reacts to, told by a sentence: "she gets hives from amoxicillin", "sulfa makes her itch".

Place in the sentence: words -> **fields**; used by `prose.drugs`. Letters tell of allergies in as many ways as
there are writers, so what counts is a substance that is known, joined to a reaction by a word that says which way
round it was. What reddens or swells is an allergy; what sickens or could not be borne may be one and is held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from faxpipe.any_case import AnyCase
from faxpipe.fields.kinds.allergies import find_allergies
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.prose.assertion import assess
from faxpipe.fields.prose.candidate import candidate
from faxpipe.fields.prose.text import Sentence
from faxpipe.referral import Candidate, Check

SURE, DOUBTED = 0.85, 0.6
_ALLERGIC = (
    r"hives?|urticaria|rash(?:es)?|itch\w*|pruritus|swell\w*|swollen|angioedema|anaphyla\w+|wheez\w+"
    r"|welts?|blister\w*"
    r"|throat (?:clos\w+|tight\w*)|trouble breathing|breaks? out|broke out"
)
_SICK = (
    r"nause\w+|vomit\w*|sick|upset\w*|diarrh\w+|confus\w+|hallucinat\w+|dizz\w+|headaches?|edema"
    r"|myalgias?|bleed\w*"
    r"|cough\w*|delirium|sleepy|groggy|woozy|loopy|palpitations"
)
_ANY = rf"(?:{_ALLERGIC}|{_SICK})"
_TO = AnyCase(
    r"\b(?P<by>(?:is |are |was )?(?:highly |very |severely )?allerg(?:ic|y|ies)|react(?:s|ed|ions?"
    r"|ive)?|intoleran(?:t|ces?)"
    r"|sensitiv\w+|hypersensitiv\w+) (?:to|of|from|with|include|are)\s(?P<what>[^.;]{3,80})"
)
_FROM = AnyCase(
    rf"\b(?P<by>{_ANY})\b(?:\s\([^()]*\))?[\w\s]{{0,20}}?\s(?:from|with|after(?: taking)?|to|on"
    rf"|when (?:she|he) (?:takes|took)"
    r"|caused by|due to)\s(?P<what>[^.;]{3,60})"
)
_GIVES = AnyCase(
    rf"(?P<what>[^.;]{{3,60}}?)\s(?:ma[kd]e?s?|g[ia]ves?|causes?d?|produce[sd]?|brings? on|brought on|le[ad]+s? to"
    rf"|(?=upset))\s?(?:\w+\s){{0,4}}?(?P<by>{_ANY})\b"
)
_BARRED = re.compile(
    r"\b(?P<by>(?:(?:cannot|can't|can not|could not|couldn't|unable to|must not|should not"
    r"|mustn't) (?:take|tolerate|have"
    r"|be given|receive)|(?:does not|did not|doesn't|didn't) tolerate))\s(?P<what>[^.;]{3,60})",
    re.IGNORECASE,
)
_ITCHES = AnyCase(r"(?P<what>[^.;]{3,60}?)\s(?P<by>itch(?:es|ed)|blister(?:s|ed)|swell(?:s|ed))\b")
_ASKED = re.compile(r"\?")
_HEADED = re.compile(
    r"^\W*(?P<by>(?:drug |known |medication )?allerg(?:y|ies))\s(?!to\b)"
    r"(?P<what>[A-Za-z][^.;:?/\[\]]{2,60})(?=[.;]|$)",
    re.IGNORECASE,
)
_PATTERNS = (_TO, _FROM, _GIVES, _ITCHES, _BARRED, _HEADED)
_OF_WHAT_IT_DID = (_FROM, _GIVES, _ITCHES)
_DID = AnyCase(rf"\b{_ANY}\b")
"""One of these words stands in every sentence of what something did."""
_CERTAIN = re.compile(rf"(?:{_ALLERGIC}|.*allerg\w+|react\w*|.*hypersensitiv\w+)", re.IGNORECASE)
_CUT = AnyCase(
    r"\b(?:but|which|who|that|because|so|when|as an?|(?:and|,) (?:she|he|they|has|had|is|was|takes|no"
    r"|denies|it|i|we)"
    r"|without|by|in (?:the )?(?:19|20|past|child\w+))\b|[(:]"
)
_BRACKETED = re.compile(r"\([^()]{0,60}\)")
"""What it did: "to penicillin (hives) and to codeine (vomiting)"."""
_RELATIVES = AnyCase(
    r"\b(?:mother|father|sister|brother|daughter|son|wife|husband|aunt|uncle)\s(?:also "
    r"|both )?(?:gets?|had|has|was|is"
    r"|breaks|broke|developed|reacts?)\b[^.;,]{0,15}$"
)
_TREATED = AnyCase(r"\b(?:relie\w+|help\w*|improv\w+|better|resolv\w+|treat\w+ with|control\w*|took)\b")


def reactions(sentence: Sentence) -> Iterator[tuple[Found, float]]:
    """The substances that this patient is said to react to, with how sure it is that they are allergies."""
    seen: set[str] = set()
    did_something = _DID.search(sentence.text) is not None
    for pattern in _PATTERNS:
        if pattern in _OF_WHAT_IT_DID and not did_something:
            continue
        for match in pattern.finditer(sentence.text):
            if _ASKED.search(match["what"]):
                continue  # a question of a form states nothing
            if _RELATIVES.search(sentence.text[: match.start("by")]):
                continue
            sure = SURE if _CERTAIN.fullmatch(match["by"]) else DOUBTED
            if pattern is _FROM and _TREATED.search(sentence.text[match.start() : match.start("what")]):
                continue
            for one in _substances(sentence, match, backwards=pattern in (_GIVES, _ITCHES)):
                if str(one.value) not in seen:
                    seen.add(str(one.value))
                    yield one, sure


def _substances(sentence: Sentence, match: re.Match[str], *, backwards: bool) -> Iterator[Found]:
    """The known substances at the near end of what a pattern took in, of this patient."""
    text, at = _BRACKETED.sub(lambda told: " " * len(told[0]), match["what"]), match.start("what")
    cuts = list(_CUT.finditer(text))
    if backwards and cuts:
        text, at = text[cuts[-1].end() :], at + cuts[-1].end()
    elif cuts:
        text = text[: cuts[0].start()]
    for one in find_allergies(_OR.sub(", ", text)):
        if one.value == "none" or one.check is not Check.PASSED:
            continue
        found = replace(one, start=at + one.start, end=at + one.end)
        said = assess(sentence, match.start("by"), match.end("by"))
        denied = said.negated and not _BARRED.match(sentence.text, match.start("by"))
        if not (denied or said.family or said.template):
            yield found


_OR = re.compile(r"\bor\b", re.IGNORECASE)


def reacted_to(sentence: Sentence) -> tuple[Candidate, ...]:
    """patient.allergies of one sentence, one candidate a substance, in the order of the paper."""
    found = sorted(reactions(sentence), key=lambda pair: pair[0].start)
    return tuple(
        candidate(sentence, "patient.allergies", (str(one.value),), (one.start, one.end), sure, one.check)
        for one, sure in found
    )
