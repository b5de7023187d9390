"""Imaging studies: MRI, CT, bone scan, SPECT, X-ray.

Place in the sentence: words -> **fields**, kind "modality". A DEXA scan, an ultrasound or an echocardiogram
is no study of a fracture and is not found.
"""

from __future__ import annotations

import re

from faxpipe.any_case import AnyCase
from faxpipe.fields.kinds.found import Found, bounded

MODALITIES = ("MRI", "CT", "bone scan", "SPECT", "X-ray")
"""Best first: the field holds the best study reported."""

_PATTERNS = (
    (
        "MRI",
        r"\bM\.?R\.?[Il1|\]](?:'?s)?\b\.?|\bMR\](?=\W)|\bmagnetic\s+resonance(?:\s+imag(?:ing|es?))?|"
        r"\bMR\s+(?:imaging|scan|of|lumbar|thoracic|spine|L|T)|"
        r"\bMRI(?=(?:lumb|thorac|cerv|spine|sacr|pelvis|of\b|without|w/o))",
    ),
    ("SPECT", r"\bSPECT(?:[\s/\-]CT)?\b"),
    (
        "bone scan",
        r"\b(?:nuclear\s+(?:medicine\s+)?)?bone\s+(?:scan|scintigra\w+)(?:s|ning)?\b|\bscintigraph\w+|"
        r"\bbone\s+imaging\b|\bNM\s+bone\b",
    ),
    (
        "CT",
        r"\bC\.?A?\.?T\.?[\s\-]+scans?\b|\bCAT\s+scans?\b|\bCT(?:'?s)?\b(?!\s+(?:surgery|surgeon|\d{5}))|"
        r"\bcomputed\s+tomograph\w+",
    ),
    (
        "X-ray",
        r"\b[Xx]\s?[\-\u2010-\u2015.]?\s?rays?\b|\bXR\b|\b(?:plain\s+)?radiograph(?:s|ic|y)?\b|"
        r"\bplain\s+(?:films?|x)\b|\bfilms?\b|\broentgenogram\w*|\bKUB\b",
    ),
)
_KINDS = tuple((name, re.compile(pattern, re.IGNORECASE if name != "CT" else 0)) for name, pattern in _PATTERNS)
_MAY_NAME = AnyCase(
    r"m\.?r|magnetic|spect|scan|scintigra|bone|c\.?a?\.?t|tomograph|x|radiograph|film|roentgen|kub"
)
"""Letters of which some stand in every study's name: most texts name none."""
_PLACE = re.compile(
    r"\b[Oo](?:pen|PEN) MRI(?=\s+(?i:&\s|cent(?:er|re)|imaging|institute|facility|clinic|suite|llc)\b"
    r"|\s+(?:of|at|in)\s+(?!(?i:lumbar|thoracic|cervical|spine|[lt]\W?s?\b|[lt]\d|the\b))[A-Z])"
    r"|\b[A-Z][A-Za-z'-]+\s+O(?:pen|PEN) MRI(?=\s*(?:$|[,\n|]))"
)
""" "Open MRI Center", "Open MRI of Nashua", "Valley Open MRI" at the end of a line: where, not what."""

_COMPUTED = re.compile(r"\b(?:ct|cat)[\s\-]+scans?\b|\bcomputed\s+tomograph\w+", re.IGNORECASE)

NOT_DONE = re.compile(
    r"\W{0,3}(?:scan |study |of the spine )?(?:(?:can(?:no|')?t|could not|couldn't|was not|not"
    r"|un\w{4,10}) (?:be )?"
    r"(?:done|performed|obtained|completed|possible|tolerated?|available|able|safe|compatible)"
    r"|(?:is |was )?(?:contraindicated|declined|refused|incompatible|deferred|denied|cancel\w+))",
    re.IGNORECASE,
)
""" "MRI cannot be done (pacemaker)": a study that is named because there is none."""


def find_modalities(text: str) -> tuple[Found, ...]:
    """Every study named in `text`, in its order; "SPECT/CT" is a SPECT."""
    text = bounded(text)
    if not _MAY_NAME.stands_in(text):
        return ()
    found: list[Found] = []
    places = [match.span() for match in _PLACE.finditer(text)]
    for name, pattern in (*_KINDS[:3], ("CT", _COMPUTED), *_KINDS[3:]):
        for match in pattern.finditer(text):
            taken = [*places, *((other.start, other.end) for other in found)]
            if not any(match.start() < end and start < match.end() for start, end in taken):
                found.append(Found(name, match.start(), match.end()))
    return tuple(sorted(found, key=lambda one: one.start))


def best_modality(found: tuple[Found, ...]) -> Found | None:
    """The best study of `found`, the first of its sort; None where there is none."""
    return min(found, key=lambda one: (MODALITIES.index(str(one.value)), one.start), default=None)
