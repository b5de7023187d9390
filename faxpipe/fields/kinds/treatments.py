"""Non-surgical treatments: analgesics, brace, physical therapy, rest, injections.

Place in the sentence: words -> **fields**. Whether a treatment was tried, planned or refused is for the caller.
"""

from __future__ import annotations

import re

from faxpipe.any_case import AnyCase
from faxpipe.fields.kinds.drugs import generic_name
from faxpipe.fields.kinds.found import Found, bounded
from faxpipe.fields.kinds.lists import find_medications

_TRIED: tuple[tuple[str, str], ...] = (
    (
        "analgesics",
        r"acetaminophen|tylenol|paracetamol|nsaids?|ibuprofen|advil|motrin|naproxen|aleve|tramadol|ultram"
        r"|oxycodone|oxycontin|roxicodone|hydrocodone|norco|percocet|vicodin"
        r"|morphine|hydromorphone|dilaudid|fentanyl|tapentadol|analgesi\w+|opioids?|opiates?|narcotics?"
        r"|gabapentin|neurontin|pregabalin|lyrica|meloxicam|mobic|celecoxib|celebrex"
        r"|diclofenac|voltaren|lidoderm|lidocaine patch\w*|cyclobenzaprine|flexeril|methocarbamol|robaxin"
        r"|tizanidine|baclofen|muscle relax\w+|calcitonin|ketorolac|toradol"
        r"|pain (?:med\w*|pills?|reliever\w*|killers?)|painkillers?|anti-?inflammator\w+|duloxetine|cymbalta",
    ),
    (
        "brace",
        r"brac(?:e[sd]?|ing)|lso|tlso|corset|orthosis|orthotic|jewett|back support|lumbar support|binder"
        r"|(?:lumbar|back|lumbosacral|elastic|support|hip|sacral|si|sacroiliac) (?:belt|girdle|wrap)",
    ),
    (
        "physical therapy",
        r"physical therap\w+|physio\w*|therapy (?:visits?|sessions?)|(?:visits?|sessions?|course|weeks|trial"
        r"|rounds?) of (?:pt|therapy)|pt (?:visits?|sessions?|x|for|at|with)|aquatic therapy"
        r"|pool therapy|home (?:pt|exercise program)",
    ),
    (
        "rest",
        r"bed ?-?rest|bedrest|resting|rested(?! (?:pain|well))|(?:days?|weeks?)(?: [a-z]+){0,3} in bed"
        r"|(?:stay\w*|kept|remain\w*|confined|mostly|took) (?:in|to)(?: (?:her|his|the))? bed"
        r"|activity (?:modification|restriction)s?|(?<!at )(?<!the )rest(?= and| with|,| for"
        r"| \w+ (?:and|brac))|relative rest|reduced activity",
    ),
    (
        "injections",
        r"injections?|esis?|epidurals?(?!\s(?:abscess\w*|collection\w*|hematoma|mass|extension|fat|space|component"
        r"|phlegmon|tumou?r|disease|compression|soft))|nerve blocks?|medial branch blocks?|trigger points?"
        r"|radiofrequency\w*|rfa|cortisone shots?|steroid shots?|facet blocks?",
    ),
)
_WORDS = tuple((name, AnyCase(rf"\b(?:{words})\b")) for name, words in _TRIED)
_SHORT = (
    ("physical therapy", re.compile(r"\bp\.?t\.?(?!\w)|\bhome exercises?\b", re.IGNORECASE)),
    ("rest", re.compile(r"\brest\b", re.IGNORECASE)),
)
"""Too short for running text, where "Pt" is the patient; clear behind "Treatment so far:"."""
_PAINKILLERS = re.compile(dict(_TRIED)["analgesics"], re.IGNORECASE)


def find_treatments(text: str, *, answer: bool = False) -> tuple[Found, ...]:
    """Every treatment named in `text`, painkillers also where OCR misread them.

    `answer`: the text answers a question for treatments, so short forms ("PT", "rest") count too.
    """
    text = bounded(text)
    found = [
        Found(name, match.start(), match.end())
        for name, words in (*_WORDS, *(_SHORT if answer else ()))
        for match in words.finditer(text)
    ]
    found += [
        Found("analgesics", one.start, one.end, repaired=True)
        for one in find_medications(text, known_only=True)
        if one.repaired and _PAINKILLERS.fullmatch(generic_name(str(one.value)) or "")
    ]
    return tuple(sorted(found, key=lambda one: one.start))
