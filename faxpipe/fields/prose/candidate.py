"""A fact read in a sentence as a candidate, with an honest confidence.

Place in the sentence: words -> **fields**; the one way in which the `prose_*` modules hand out what they read.
"""

from __future__ import annotations

from faxpipe.document import enclosing
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.prose.text import Sentence
from faxpipe.referral import Candidate, Check, Value

_CLEAR = 0.7
"""Below this engine confidence a word may be another word, and the fact is held back accordingly."""


def candidate(
    sentence: Sentence, name: str, value: Value, span: tuple[int, int], sure: float, check: Check = Check.PLAIN
) -> Candidate:
    """`value` of field `name` read at `span` (characters of the sentence); `sure` is the chance that a
    clear print means it.
    """
    start, end = span
    return Candidate(
        field=name,
        value=value,
        words=sentence.words(start, end).strip(),
        page=sentence.page,
        box=sentence.box(start, end),
        confidence=round(sure * clarity(sentence.confidence(start, end)), 3),
        method="prose",
        check=check,
    )


def entry(sentence: Sentence, name: str, found: Found, sure: float) -> Candidate:
    """What a list holds at `found`: a name that no vocabulary knows, or that was mended, is less sure."""
    value = "none" if found.value == "none" else (str(found.value),)
    sure *= 0.8 if found.check is Check.PLAIN and value != "none" else 1.0
    sure *= 0.85 if found.repaired else 1.0
    return candidate(sentence, name, value, (found.start, found.end), sure)


def clarity(confidence: float) -> float:
    """The factor for words that were read with this engine confidence, 0..1: 1 for clear print, down to a half."""
    return 1.0 if confidence >= _CLEAR else 0.5 + 0.5 * confidence / _CLEAR


def merged(parts: list[Candidate]) -> Candidate | None:
    """One candidate of a list field from those of one page: values in the order of the paper, each once.

        Its box and words are the first one's joined with those that added something; its confidence the lowest of
    them.
    """
    if not parts:
        return None
    values: list[str] = []
    kept: list[Candidate] = []
    for part in parts:
        new = [value for value in (part.value if isinstance(part.value, tuple) else ()) if value not in values]
        if new:
            values += new
            kept.append(part)
    if not kept:
        return parts[0]
    surest = {
        value: max(p.confidence for p in parts if isinstance(p.value, tuple) and value in p.value)
        for value in values
    }
    return Candidate(
        field=kept[0].field,
        value=tuple(values),
        words=" | ".join(part.words for part in kept),
        page=kept[0].page,
        box=enclosing([part.box for part in kept]),
        confidence=min(surest.values()),
        method="prose",
        check=kept[0].check,
    )
