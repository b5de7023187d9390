"""Lists of allergies: what the patient must not get, without the reaction to it.

Place in the sentence: words -> **fields**, kind "allergies". "Sulfa (rash, 1988)" is "sulfa", "codeine -
itching" is "codeine", NKDA is the one entry "none". Allergens are not only medicines, so an entry needs no
table; one that the table knows is `passed`.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from faxpipe.fields.kinds.answers import Answer, answer
from faxpipe.fields.kinds.drugs import drug
from faxpipe.fields.kinds.found import Found, bounded
from faxpipe.referral import Check

_ALLERGENS = frozenset(
    "sulfa;sulfas;sulfa "
    "drugs;sulfonamides;penicillin;penicillins;pcn;cephalosporins;latex;shellfish;iodine;iodinated "
    "contrast;contrast;contrast dye;iv contrast;"
    "iv dye;dye;iodine contrast;gadolinium;adhesive "
    "tape;adhesive;adhesives;tape;eggs;egg;peanuts;peanut;nuts;tree nuts;bee stings;bees;bee "
    "venom;wasps;nickel;"
    "gluten;lactose;milk;dairy;soy;wheat;fish;strawberries;statins;nsaids;opioids;opiates;narcotics;ace "
    "inhibitors;quinolones;fluoroquinolones;"
    "macrolides;tetracyclines;mycins;novocaine;lidocaine;morphine;codeine;betadine;chlorhexidine;pollen;dust;mold;cats;dogs;ragweed;grass;seasonal;"
    "environmental;tetanus;flu vaccine;anesthesia;general anesthesia;msg;sulfites;red "
    "dye;avocado;bananas;kiwi;mango;tomatoes;chocolate;heparin;aspirin".split(";")
)
_REACTIONS = (
    r"hives?|rash(?:es)?|contact\s+rash|skin\s+rash|itch(?:ing|y)?|pruritus|swelling|angioedema|"
    r"anaphyla\w+|nausea|vomit(?:ing|s)?|n/v|gi\s+(?:upset|distress|bleed)|"
    r"upset\s+stomach|stomach\s+upset|diarrhea|cough|wheez\w+|dyspnea|shortness\s+of\s+breath|sob|"
    r"throat\s+\w+|facial\s+\w+|tongue\s+\w+|lip\s+\w+|dizz\w+|"
    r"headaches?|confusion|hallucinations?|myalgias?|muscle\s+\w+|bleeding|bruising|blisters?|redness|"
    r"erythema|flushing|palpitations|syncope|unknown(?:\s+reaction)?|"
    r"reaction(?:\s+unknown)?|childhood|mild|moderate|severe|intolerance|renal\s+\w+|kidney\s+\w+|"
    r"respiratory\s+\w+|stevens|dermatitis|welts|sedation|delirium"
)
_REACTION_TAIL = re.compile(
    rf"[\s:=\-\u2013\u2014>]+(?:(?:causes?|gives?|reaction|severe|mild|contact|makes?|gets?|"
    rf"with)\W+)*(?:{_REACTIONS})\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_REACTION_ONLY = re.compile(rf"\W*(?:and\s+)?(?:{_REACTIONS})\b.*", re.IGNORECASE | re.DOTALL)
_DASH_TAIL = re.compile(
    r"\s+(?:-{1,2}|\u2013|\u2014|>|=|\u2192|causes?|caused|gives|makes)\s*.*$|:\s.*$|-{1,2}>.*$",
    re.IGNORECASE | re.DOTALL,
)
_BRACKET = re.compile(r"\([^()]*\)?|\[[^\[\]]*\]?")
_SPLIT = re.compile(r"[,;\n\u2022|]|(?<=[a-z]{4})/(?=[A-Z][a-z]{3})|\s/\s|\band\b|&|\.\s")
_LABEL = re.compile(
    r"^\W*(?:(?:drugs?|medications?|medicines?|known|foods?|environmental|allerg(?:y|ies|ic)|intolerances?|agents?|"
    r"reactions?|adverse|to|substance|allergen|severity|type|yes|list(?:ed)?|please|the|patient|pt|is|has|an?|she|"
    r"he|are|include[sd]?|as|follow(?:s|ing)|below|these|if|so|specify|describe|explain|name|which)\b\W*)+",
    re.IGNORECASE,
)
_NONE_INSIDE = re.compile(
    r"\b(?:N\.?K\.?D\.?A\b\.?|NKA\b|NKFA\b|NKMA\b|no\s+(?:known\s+)?(?:\w+\s+){0,3}allerg(?:y|ies)|"
    r"denies\s+(?:any\s+)?(?:\w+\s+){0,2}allerg(?:y|ies)|no\s+known)",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"[A-Za-z][A-Za-z0-9'\u2019/\- ]{1,40}")
_WORDS_MAX = 4
MISREAD_LETTERS_MIN = 6
_NOT_ENTRIES = frozenset(
    "none no unknown n/a na see list attached on file reviewed updated verified per chart other x yes nka "
    "we i you they our your have tried takes nkda date onset noted afebrile vitals alert nad wdwn bp pulse temp "
    "weight height".split()
)
_SORTS = frozenset(
    "media medium agent agents antibiotic antibiotics drug drugs medication medications medicine medicines "
    "product products material class family based containing derived iv intravenous oral topical "
    "iodinated radiographic ct mri xray x ray surgical medical gloves bandages bandage tablets cream ointment "
    "oil all other".split()
)
"""What may stand beside an allergen without making it another."""
_DROPPED_TAIL = re.compile(r"\s+(?:\d.*|allerg(?:y|ies)|x\d.*)$", re.IGNORECASE)


def find_allergies(text: str) -> tuple[Found, ...]:
    """The entries of an allergy list, lower case, or one entry "none"; empty where nothing answers.

    `text` is the value region behind the label: in prose every noun would be taken for an allergen.
    """
    text = _before_examination(bounded(text))
    kind = answer(text)
    if kind is Answer.NOTHING:
        return ()
    if but := excepted(text):
        return but
    entries = _entries(text)
    denial = _NONE_INSIDE.search(text)
    if kind is Answer.NONE or (denial is not None and not any(one.check is Check.PASSED for one in entries)):
        start = denial.start() if denial else len(text) - len(text.lstrip())
        return (Found("none", start, denial.end() if denial else len(text.rstrip())),)
    return tuple(entries)


def _before_examination(text: str) -> str:
    """`text` down to where an examination begins: what stands under an allergy label that nobody answered."""
    examined = _EXAMINED.search(text)
    if examined is None:
        return text
    cuts = [cut.end() for cut in _PARTS.finditer(text, 0, examined.start())]
    return text[: cuts[-1] if cuts else 0]


_EXAMINED = re.compile(
    r"\b(?:BP|HR) ?\d|\b(?:motor|sensory|reflexes|antalgic|spurling\w*|faber|straight leg|range of motion"
    r"|rotation limited|on exam\w*|physical exam\w*|tender(?:ness)?)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[.;,\n]\s?")


def excepted(text: str) -> tuple[Found, ...]:
    """The allergens that a denial leaves: latex of "no allergies except latex"; empty for any other text."""
    exception = _EXCEPT.search(text)
    if exception is None:
        return ()
    listed = _SENTENCE_END.split(text[exception.end() :], maxsplit=1)[0]
    entries = _entries(" " * exception.end() + listed)
    known = tuple(one for one in entries if one.check is Check.PASSED)
    return known or tuple(entries)


_SENTENCE_END = re.compile(r"\.(?:\s|$)|\n")
_EXCEPT = re.compile(
    rf"(?:{_NONE_INSIDE.pattern}|\bnone(?:\s+known)?|\bno)(?:\s+(?:known|noted|reported|on\s+file|to\s+\w+))?[\s,;(-]{{1,3}}"
    r"(?:except(?:ing|\s+for|ion)?|other\s+than|apart\s+from|aside\s+from|besides|save(?:\s+for)?|excluding"
    r"|with\s+the\s+exception\s+of"
    r"|but\s+(?:for|(?:(?:is|was|does|has|had|reports?|an?|the|also|he|she)\s+){0,4}"
    r"(?:allerg\w+|sensitiv\w+|intoleran\w+|react\w*)(?:\s+(?:to|of))?))\b\s?:?",
    re.IGNORECASE,
)
""" "NKDA except", "none other than", "no allergies but reacts to": what follows is an allergy after all."""


def _entries(text: str) -> list[Found]:
    blanked = _BRACKET.sub(lambda match: " " * len(match[0]), text)
    found: list[Found] = []
    position = 0
    for separator in [*_SPLIT.finditer(blanked), None]:
        end = separator.start() if separator else len(blanked)
        one = _entry(blanked[position:end], position)
        position = separator.end() if separator else end
        if one is not None and all(one.value != other.value for other in found):
            found.append(one)
    return found


def _misread(name: str) -> str | None:
    """The one allergen that `name` is a letter away from; short names are a letter away from too many words."""
    if len(name) < MISREAD_LETTERS_MIN:
        return None
    near = [known for known in _ALLERGENS if OSA.distance(name, known, score_cutoff=1) == 1]
    if any(known in (f"{name}s", name.removesuffix("s")) for known in near):
        return None  # one of many
    return near[0] if len(near) == 1 else None


def _names_allergen(name: str) -> bool:
    """Whether `name` is an allergen of the table, one with words of its sort ("contrast media"), or of two of the
    table ("iodine dye", "latex gloves")."""
    if name in _ALLERGENS or f"{name}s" in _ALLERGENS:
        return True
    words = name.replace("-", " ").split()
    known = [word in _ALLERGENS or f"{word}s" in _ALLERGENS for word in words]
    if any(known) and all(one or word in _SORTS for one, word in zip(known, words, strict=True)):
        return True
    rest = " ".join(word for word in name.split() if word not in _SORTS)
    return rest != name and any(one in _ALLERGENS for one in (rest, f"{rest}s", rest.removesuffix("s")))


def _entry(piece: str, offset: int) -> Found | None:
    if _REACTION_ONLY.fullmatch(piece):
        return None
    label = _LABEL.match(piece)
    begin = label.end() if label and label.end() < len(piece.rstrip()) else 0
    body = _DROPPED_TAIL.sub("", _REACTION_TAIL.sub("", _DASH_TAIL.sub("", piece[begin:])))
    match = _ENTRY.search(body)
    if match is None:
        return None
    name = " ".join(match[0].lower().split()).rstrip(" -'/")
    name = "iodine" if name == "lodine" else name
    start = offset + begin + match.start()
    end = start + len(match[0].rstrip(" -'/"))
    known = drug(name)
    allergen = _names_allergen(name)
    if known is not None or allergen:
        value = known.name if known is not None and not known.exact and not allergen else name
        return Found(value, start, end, Check.PASSED, value != name)
    if (misread := _misread(name)) is not None:
        return Found(misread, start, end, Check.PASSED, True)
    words = name.split()
    if (
        len(words) > _WORDS_MAX
        or len(name) < 3
        or any(word in _NOT_ENTRIES for word in words)
        or _LABEL.fullmatch(name)
    ):
        return None
    return Found(name, start, end)
