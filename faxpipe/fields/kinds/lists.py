"""Lists of medicines, allergies and blood thinners.

Place in the sentence: words -> **fields**, kinds "medications", "allergies", "anticoagulants". One `Found` an
entry, in the order of the paper, lower case, without dose, route and frequency, and without its form but for what
is put on the skin; "none" is one entry.
Stopped medicines are left out, paused ones ("on hold") stay. Which entries belong to the patient is for
findings to say.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

from faxpipe.any_case import AnyCase
from faxpipe.fields.kinds.answers import Answer, answer
from faxpipe.fields.kinds.drugs import Drug, begins_names, blood_thinners, drug, exact_drug, misread_drug
from faxpipe.fields.kinds.found import Found, bounded
from faxpipe.referral import Check

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9'\u2019]*(?:[\-/][A-Za-z0-9'\u2019]+)*")
_WORDS_MAX = 4
_SALTS = frozenset(
    "succinate tartrate citrate carbonate sodium potassium calcium besylate maleate mesylate hcl "
    "hydrochloride sulfate acetate phosphate "
    "fumarate bromide mononitrate dinitrate gluconate oxide chloride etexilate medoxomil hyclate "
    "propionate furoate disoproxil hbr".split()
)
_DOSE = re.compile(
    r"\s{0,3}(?:er|xr|xl|sr|cr|cd|la|ec|es|ir|dr|hfa|ds|odt|hct)?\b[\s,(]{0,3}\d[\d.,/]{0,7}\s{0,2}(?:mg|"
    r"mcg|ug|\u00b5g|g|gm|ml|units|iu|meq|%|puffs?|tabs?)\b(?!\s?/\s?d?l)",
    re.IGNORECASE,
)
_STOPPED_AFTER = AnyCase(
    r"\b(?:stopped|discontinued|d/?c'?ed|d/?c'?d|dc'd|dc'ed|no\s+longer|completed|finished|not\s+taking|"
    r"stop\s+(?:date|taking)|ended|was\s+stopped|self[\s\-]?discontinued|off\s+since|quit)\b"
)
_STOPPED_BEFORE = AnyCase(
    r"(?:\b(?:stop(?:ped|ping)?|discontinu(?:ed?|ing)|d/?c'?d|d/c|no\s+longer\s+(?:on|taking|takes|uses)|off"
    r"|(?:not|never|cannot|can['\u2019]t|(?:does|do|did)n['\u2019]t|(?:is|was|are)n['\u2019]t|unable\s+to)\s+(?:currently\s+|now\s+"
    r"|regularly\s+|been\s+)?"
    r"(?:on|tak(?:e|es|en|ing)|took|us(?:e|es|ed|ing)|tri(?:ed|es)|given|prescribed|tolerat(?:e|ed|es|ing))|declined|refused|"
    r"finish(?:ed|ing)|complet(?:ed|ing)|came\s+off|quit|used\s+to\s+(?:take|use|be\s+on)|"
    r"avoid|allergic\s+to|allergy\s+to|intolerant\s+(?:to|of)|denies(?:\s+(?:taking|use\s+of))?|no|without|"
    r"previously\s+on|consider(?:ing)?|discussed\s+starting|"
    r"plan\s+to\s+start|will\s+start|wean(?:ed)?\s+(?:off|from)|past|prior|former(?:ly)?|neither|"
    r"nor)[\s:]{1,3}(?:any\s+|"
    r"the\s+|her\s+|his\s+|or\s+)?(?:(?:an?\s+)?(?:\w+\s+)?(?:course|taper|cycle|trial|round)s?\s+of\s+)?|\b(?:no|denies|not\s+(?:on|taking)|nor|without)\s+(?:any\s+)?"
    r"(?:[a-z\-]+[ ,]{1,2}){1,3}(?:or|nor)\s+(?:any\s+)?)$"
)
_STOPPED_LIST = AnyCase(
    r"\b(?:stopped|discontinued|d/?c'?e?d|past|previous|prior|former|failed|tried|no longer taking|held|inactive)"
    r"(?:\s+(?:meds?|medications?|medicines?|drugs))?"
    r"(?:\s+(?:last|this|in|since|on|over|earlier|recently|already|the|past|ago|years?|months?|weeks?|spring|summer"
    r"|fall|winter|[a-z]{3,9}\s\d{4}|\d{1,4})){0,4}\s?:[^;\n:]{0,160}$"
    r"|\b(?:wean(?:ed)?\s+off|tapered\s+off|came\s+off|stopped|discontinued|no\s+longer\s+(?:on|takes"
    r"|taking))\s+(?:of\s+)?"
    r"(?:[a-z][\w\-]*,?\s+){1,4}(?:and|or|&)\s+$"
)
"""What a list of medicines is headed by that the patient no longer takes, up to the one that is asked about."""
_STOPPED_ROWS = re.compile(
    r"(?:^|(?<=\n))[^\w\n]*(?:(?:discontinued|stopped|no longer tak(?:ing|en)|not taking|inactive)"
    r"(?: (?:taking|meds?|medications?|medicines|drugs))?"
    r"|(?:past|previous|prior|former|old|historical|completed) (?:meds|medications?|medicines|drugs))\W*\n"
    r"(?:(?![^\w\n]*(?:taking|continued?|current|active|started|new|unchanged|changed)\b)[^\n]*(?:\n|$)){1,40}",
    re.IGNORECASE,
)
"""A heading by itself of the rows under it, down to the heading of those that are taken."""
_WRAPPED = re.compile(
    r"(\b(?:was|were|is|are|has|have|had|been|and|but|which|that|she|he|we|I|also|then|now)|,(?=\n(?:which|that|but)\b)"
    r"|[\w)](?=\n(?-i:was|were|is|are|has|had|have|stopped|discontinued|held|caused|gave|made|did|helped)\b))\n",
    re.IGNORECASE,
)
"""A line that a sentence fills: what it says of a medicine goes on in the next, which may begin with the verb."""
_LISTED_ON = re.compile(r"\.\s+[A-Z]|\b(?:continues?|current(?:ly)?|now|active|started|takes|on)\b", re.IGNORECASE)
_NOT_MEDICINE_AFTER = re.compile(
    r"\s{0,2}(?:levels?|score|allergy|deficien\w+|intoleran\w+|toxicity|therapy\s+declined|cardiolite|"
    r"stress|thallium|myoview)\b",
    re.IGNORECASE,
)
_NOT_MEDICINE_BEFORE = AnyCase(r"\b(?:serum|normal|low|high|elevated|corrected)\s$")
_SALT_LABS = frozenset(
    "sodium potassium calcium iron magnesium zinc thyroid insulin caffeine d3 align nitro alli soma "
    "provera".split()
)
_MEASURED = frozenset(
    "protein glucose hemoglobin creatinine albumin bilirubin cholesterol subsequent lumbar thoracic weight "
    "total about around strength dosage daily every contrast saline solution oxygen sugar alcohol".split()
)
_FORM_WORDS = frozenset(
    "tablet tablets tab tabs capsule capsules cap caps puff puffs patch patches cream gel spray drops "
    "inhaler nebulizer solution injection".split()
)


@lru_cache(maxsize=500)
def find_medications(text: str, *, known_only: bool = False) -> tuple[Found, ...]:
    """Every medicine in `text` that the patient takes, as printed, lower case.

    `passed`: a name of the table; `plain`: a word that a dose follows and the table lacks (left out where
    `known_only`, for prose). One `Found` "none" where the text says only that there are none.
    """
    text = bounded(text)
    if "\n" in text:
        text = _STOPPED_ROWS.sub(_without_letters, _WRAPPED.sub(r"\1 ", text))
    if answer(text) is Answer.NONE:
        return _none(text)
    mentions = _mentions(text, known_only)
    found: list[Found] = []
    for index, (start, end, value, known) in enumerate(mentions):
        following = mentions[index + 1][0] if index + 1 < len(mentions) else len(text)
        if not _taken(text, start, end, following) or any(value == other.value for other in found):
            continue
        if index and _named_again(text, mentions[index - 1], mentions[index]):
            continue
        found.append(
            Found(value, start, end, Check.PASSED if known else Check.PLAIN, bool(known and not known.exact))
        )
    if not found and mentions and answer(opening := _SENTENCE_ENDS.split(text, maxsplit=1)[0]) is Answer.NONE:
        return _none(opening)  # "None. Weaned off gabapentin."
    return tuple(found)


def find_anticoagulants(text: str) -> tuple[Found, ...]:
    """The blood thinners in `text` by their generic names, or "none" where it denies them; empty where it is
    silent.

    "Aspirin but no other blood thinner" is aspirin. A stopped one is left out, one on hold stays.
    """
    text = bounded(text)
    found: list[Found] = []
    denial = _DENIED.search(text)
    for medicine in find_medications(text, known_only=True):
        known = drug(str(medicine.value))
        if denial is not None and denial.start() <= medicine.start < denial.end():
            continue  # "no aspirin, Plavix or other blood thinners"
        for generic in blood_thinners(known.generic) if known else ():
            if all(generic != other.value for other in found):
                found.append(Found(generic, medicine.start, medicine.end, Check.PASSED, medicine.repaired))
    if found:
        return tuple(found)
    if denial is not None:
        return (Found("none", denial.start(), denial.end()),)
    return _none(text) if answer(text) is Answer.NONE else ()


_THINNER = (
    r"(?:b[il1]?o{1,2}d?\s*thinn(?:er|ing)s?(?:\s+med\w*)?|anti-?\s?coagula(?:nts?|tion|ted)|"
    r"anti-?\s?platelets?|anti-?\s?thrombotics?|noacs?|doacs?)"
)
_DENIED = AnyCase(
    rf"\b(?:no(?!\s+other)|not|denies|denied|without|never|neither|none\s+of)\b(?:[\s,]+(?:n?or\s+(?:any\s+)?other"
    rf"|(?!but\b|other\b|except\b|takes\b|(?<=, )on\b)[a-z/\-]+)){{0,5}}?[\s,]+{_THINNER}"
    rf"|\b{_THINNER}\W{{1,6}}(?:use\W{{1,3}})?(?:none|no|nil|denies|denied|neg(?:ative)?|"
    rf"n)\b(?!\s+(?:longer|change))"
)


_SENTENCE_ENDS = re.compile(r"[.;\n]")


def _without_letters(rows: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", rows[0])


def _mentions(text: str, known_only: bool) -> list[tuple[int, int, str, Drug | None]]:
    """Each name with its span: the longest run of words the table knows, else a word that a dose follows."""
    words = list(_WORD.finditer(text))
    mentions: list[tuple[int, int, str, Drug | None]] = []
    index = 0
    while index < len(words):
        length, known = _longest(words, index, text, known_only)
        if known is not None:
            last = _with_salt(words, index + length - 1, text)
            start, end = words[index].start(), words[last].end()
            if _is_medicine(text, start, end, known) or (
                mentions and _ends_list(text, mentions[-1][1], start, end)
            ):
                mentions.append((start, end, _printed(words, index, last, known, index + length - 1), known))
            index = last + 1
            continue
        if not known_only and _unknown_with_dose(words[index], text):
            mentions.append((words[index].start(), words[index].end(), words[index][0].lower(), None))
        index += 1
    return mentions


def _longest(words: list[re.Match[str]], index: int, text: str, known_only: bool) -> tuple[int, Drug | None]:
    longest = min(_WORDS_MAX, len(words) - index) if begins_names(words[index][0]) else 1
    for length in range(longest, 0, -1):
        run = text[words[index].start() : words[index + length - 1].end()]
        if length > 1 and not _NAMES.fullmatch(run):
            continue
        known = exact_drug(_PARTED.sub(" ", run))  # a speck in "insulin. glargine" parts no name
        if known is None and length == 1:
            listed = not known_only or _DOSE.match(text, words[index].end()) is not None
            known = drug(run) if listed else misread_drug(run)
        known = known or (_goes_on(run) if length > 1 else None)
        if known is not None:
            return length, known
    return _combined(words[index : index + 2])


def _goes_on(run: str) -> Drug | None:
    """A name of several words that another one goes on with behind a slash: "insulin glargine/lixisenatide"."""
    first, slash, rest = run.partition("/")
    known = exact_drug(_PARTED.sub(" ", first)) if slash and " " in first and " " not in rest else None
    return Drug(" ".join(run.lower().split()), known.generic, True) if known else None


_NAMES = re.compile(r"[A-Za-z0-9'\u2019/\-]+(?:[ .]{1,3}[A-Za-z0-9'\u2019/\-]+)*")
_PARTED = re.compile(r"[ .]+")
_JOINS = re.compile(r"[/\-]")


def _combined(words: list[re.Match[str]]) -> tuple[int, Drug | None]:
    """ "Hydrocodone/acetaminophen": two names in one word, of which the first is known; "calcium/vitamin D"."""
    word = words[0]
    parts = _JOINS.split(word[0])
    if len(parts) < 2:
        return 1, None
    first = drug(parts[0])
    if first is None or not first.exact or len(parts[0]) < 4:
        return 1, None
    vitamin = parts[-1].lower() in ("vitamin", "vit") and len(words) > 1 and _VITAMIN.fullmatch(words[1][0])
    if vitamin or (len(words) > 1 and exact_drug(f"{parts[-1]} {words[1][0]}")):
        return 2, Drug(f"{word[0]} {words[1][0]}".lower(), first.generic, True)
    return 1, Drug(word[0].lower(), first.generic, True)


_VITAMIN = re.compile(r"[A-EK]\d{0,2}", re.IGNORECASE)


def _with_salt(words: list[re.Match[str]], last: int, text: str) -> int:
    following = last + 1
    if following < len(words) and _salt(words[following][0]):
        between = text[words[last].end() : words[following].start()]
        if between in (" ", "  "):
            return following
    return last


def _salt(word: str) -> str:
    """The salt that a word names, a letter or two of a long one misread; "" for another word. With what goes on
    behind it: "oxycodone *HCl/acetaminophen*"."""
    said, slash, other = word.lower().partition("/")
    if slash:
        return f"{said}/{other}" if said in _SALTS and other != "vitamin" and exact_drug(other) else ""
    said = "hcl" if word.lower() == "hci" else word.lower()
    if said in _SALTS:
        return said
    near = [salt for salt in _SALTS if len(salt) >= _SALT_LETTERS_MIN and OSA.distance(said, salt) <= 2]
    return near[0] if len(near) == 1 and len(said) >= _SALT_LETTERS_MIN else ""


_SALT_LETTERS_MIN = 7


def _printed(words: list[re.Match[str]], first: int, last: int, known: Drug, named: int) -> str:
    """The name as the table spells it, without strength words ("Tylenol ES"), with its salt."""
    name = re.sub(
        r"\s(?:es|ec|extra strength|er|xr|xl|sr|cr|cd|la|ds|hfa|diskus|ellipta)$|^(?:baby|low[ -]dose)\s",
        "",
        known.name,
    )
    salts = [_salt(words[place][0]) for place in range(named + 1, last + 1)]
    form = words[last + 1][0].lower() if last + 1 < len(words) else ""
    applied = form in _APPLIED and words[last + 1].start() == words[last].end() + 1 and not name.endswith(form)
    return " ".join([name, *salts, *([form] if applied else [])])


_APPLIED = frozenset({"gel", "cream", "patch", "ointment"})
"""Forms of what is put on the skin, by which it is called: "diclofenac gel" is not the tablet."""


def _is_medicine(text: str, start: int, end: int, known: Drug) -> bool:
    if _NOT_MEDICINE_AFTER.match(text, end):
        return False
    if known.name not in _SALT_LABS:
        return True
    before = text[max(0, start - 14) : start]
    return not _NOT_MEDICINE_BEFORE.search(before) and (
        _DOSE.match(text, end) is not None or _listed(text, start, end)
    )


def _named_again(
    text: str, before: tuple[int, int, str, Drug | None], one: tuple[int, int, str, Drug | None]
) -> bool:
    """Whether a name in brackets is the other name of the medicine right before it: "gabapentin (NEURONTIN)"."""
    same = before[3] is not None and one[3] is not None and before[3].generic == one[3].generic
    return same and _IN_BRACKETS.fullmatch(text, before[1], one[0]) is not None


_IN_BRACKETS = re.compile(
    r"[^()\[\];\n]{0,24}[(\[]\W{0,2}(?:(?:brand|generic|trade)(?: name)?|aka)?\W{0,3}", re.IGNORECASE
)


def _listed(text: str, start: int, end: int) -> bool:
    """Whether the word stands by itself between the separators of a list."""
    return bool(
        re.search(r"(?:^|[,;\n\u2022*])\s*(?:and\s)?$", text[max(0, start - 7) : start])
        and re.match(r"\s*(?:$|[,;\n.])", text[end : end + 6])
    )


def _ends_list(text: str, before: int, start: int, end: int) -> bool:
    """Whether a salt ends a list of medicines, of which the last one before it ends at `before`: "topiramate 50 mg
    twice daily and magnesium"."""
    joined = _DOSED_AND.fullmatch(text, before, start) is not None
    return joined and re.match(r"\s*(?:$|[,;\n.])", text[end : end + 6]) is not None


_DOSED_AND = re.compile(
    r"(?:\s+(?:[\d.,/]+\s?[a-z]{0,5}|mg|mcg|units?|daily|twice|once|three|times|an?|per|day|at|bedtime|night(?:ly)?"
    r"|weekly|every|each|in|the|morning|evening|bid|tid|qd|qhs|prn|as|needed|tablets?|capsules?|pills?)){0,8}"
    r",?\s+(?:and|plus|&)\s+(?:an?\s)?",
    re.IGNORECASE,
)
"""Between the last two of a list: how much of one and how often, and the word that joins them."""


def _unknown_with_dose(word: re.Match[str], text: str) -> bool:
    name = word[0].lower()
    if len(name) < 5 or name in _FORM_WORDS or name in _MEASURED or name.endswith("ly") or not name.isalpha():
        return False
    head = text[max(0, word.start() - 4) : word.start()]
    leads = word.start() == 0 or re.search(r"[,;\n\u2022*.)|][ \t]*$|^[ \t]*$", head) is not None
    return leads and _DOSE.match(text, word.end()) is not None


def _taken(text: str, start: int, end: int, following: int) -> bool:
    """Whether nothing around the name says that it was stopped, denied or only considered."""
    before = text[max(0, start - 48) : start]
    if (
        _STOPPED_BEFORE.search(before)
        or _denied_with_others(text, start, end)
        or (_ONCE.search(before) and _UNTIL.match(text, end))
    ):
        return False
    ended = _STOPPED_LIST.search(text[max(0, start - 200) : start])
    if ended is not None and not _LISTED_ON.search(text[max(0, start - 200) : start], ended.start() + 8):
        return False
    behind = text[end : min(following, end + 120)]
    if following < len(text) and (next_one := _STOPPED_BEFORE.search(behind)) is not None:
        parted = _PARTED_BY.search(behind[: next_one.start()])
        behind = behind[: parted.start()] if parted else behind
    after = re.split(r"[;\n]|\.\s+[A-Z]", behind, maxsplit=1)[0]
    return _STOPPED_AFTER.search(after) is None


def _denied_with_others(text: str, start: int, end: int) -> bool:
    """Whether a name stands in a list that is denied as a whole: "does not take warfarin, Plavix or aspirin"."""
    if not (_LAST_BEFORE.search(text, max(0, start - 12), start) or _LAST_BEHIND.match(text, end)):
        return False
    return _DENIED_LIST.search(text[max(0, start - 90) : start]) is not None


_LAST_BEFORE = re.compile(r"\bn?or\s(?:any\s|an\s)?$", re.IGNORECASE)
_LAST_BEHIND = re.compile(r"(?:,\s?[a-z/-]+(?:\s(?!n?or\b)[a-z/-]+)?){0,4},?\s+n?or\s+[a-z]", re.IGNORECASE)
_DENIED_LIST = re.compile(
    r"(?:\b(?:denies|no|without)|(?:\b(?:not|never)|n['\u2019]t)\s(?:currently\s|now\s)?(?:on|tak(?:e|es|en|ing)"
    r"|us(?:e|es|ed|ing)))\s(?:(?!(?:on|takes?|taking|uses?|but|except|other|is|was|has|for|with|from|by|and|who"
    r"|he|she)\b)[A-Za-z/-]+(?:,?\s|/)){0,8}$",
    re.IGNORECASE,
)
""" "No" or "does not take", and nothing but names since."""


_ONCE = AnyCase(r"\b(?:took|used|was on|had been on|had taken)\s(?:[\w-]+,?\s){0,3}$")
_UNTIL = re.compile(r"[^.;,\n]{0,20}\b(?:until|till)\b", re.IGNORECASE)
""" "Took naproxen until May": what a past tense says was over by then."""
_PARTED_BY = AnyCase(
    r"(?:[,(]|\b(?:and|but)\b)\s*(?:(?:and|but|she|he|pt|patient|has|have|had|was|is|just|recently|also)\s+){0,4}$"
)
"""What parts a medicine from the next one, of which it is said behind this that it was stopped."""


def _none(text: str) -> tuple[Found, ...]:
    stripped = text.strip()
    start = text.index(stripped)
    return (Found("none", start, start + len(stripped)),)
