"""Who pays: insurers, public programmes, workers' compensation, auto claims, the patient.

Place in the sentence: words -> **fields**, kind "payer". The value keeps the paper's wording, cleaned; the
lexicon only says how sure it is that a piece of text names a payer, and finds one on a line without a label.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein

from faxpipe.fields.kinds.answers import Answer, answer, cleaned
from faxpipe.fields.kinds.found import Found, bounded
from faxpipe.fields.kinds.letter_case import title_case
from faxpipe.referral import Check

_PAYERS = (
    r"medicare(?:\s+part\s+[abcd](?:\s*(?:/|&|and)\s*[abcd])?|\s+advantage|\s+supplement)?|medicaid|"
    r"mass\s?health|mainecare|nh\s+healthy\s+families|"
    r"well\s?sense|amerihealth\s+caritas|anthem|blue\s?cross|bcbs\w*|blue\s?shield|blue\s+(?:medicare|care|choice|advantage)|highmark|aetna|cigna|"
    r"united\s?health\s?care|uhc|umr|optum|humana\s?choice|humana|tufts|harvard\s+pilgrim|"
    r"point32|fallon|health\s+new\s+england|mass\s+general\s+brigham|allways|commonwealth\s+care|"
    r"senior\s+whole\s+health|boston\s+medical\s+center|bmc\s+healthnet|"
    r"aarp|tri-?\s?care|champ\s?va|veterans?(?:\s+(?:affairs|administration|choice))?|va\s+(?:community|"
    r"choice|health)|martin'?s\s+point|us\s+family\s+health|oscar|ambetter|"
    r"molina|centene|kaiser|mvp|emblem|geha|fep|federal\s+employee|meritain|allegiance|trustmark|gic|"
    r"unicare|united\s+american|mutual\s+of\s+omaha|"
    r"liberty\s+mutual|travelers|the\s+hartford|geico|progressive|state\s+farm|allstate|safety\s+insurance|"
    r"mapfre|concord\s+group|amica|aim\s+mutual|"
    r"gallagher\s+bassett|sedgwick|broadspire|esis|devoted|clover|wellcare|health\s+connector|"
    r"railroad\s+medicare|medigap|multiplan|coventry|"
    r"self[\s\-]?pay|cash(?:\s+pay)?|uninsured|no\s+insurance|private\s+pay|"
    r"workers?'?s?'?\s*\.?\s*comp(?:ensation)?|work\s+comp|wc\s+claim|auto(?:mobile)?\s+(?:claim|insurance|"
    r"accident)|mva|no[\s\-]fault|"
    r"wellpoint|elevance|caresource|carefirst|connecticare|florida\s+blue|regence|premera|health\s?net|horizon|"
    r"health\s?first|magellan|upmc|tri-?west|phcs|scan\s+health|alignment\s+health|bright\s+health|"
    r"neighborhood\s+health|priority\s+health|security\s+health|independence\s+blue|"
    r"health\s+plan|insurance\s+(?:company|co)|first\s+health|consolidated\s+health|ghi|hphc|thp|mgb"
)
_PAYER = re.compile(rf"(?<![A-Za-z])(?:{_PAYERS})(?:(?![A-Za-z])|(?-i:(?=[A-Z][a-z])))", re.IGNORECASE)
_SELF_PAY = re.compile(
    r"(?<![A-Za-z])(?:self[\s\-]?pay(?:ing|ment)?|cash(?:\s+pay)?|uninsured|no\s+insurance|"
    r"private\s+pay)(?![A-Za-z])",
    re.IGNORECASE,
)
_COMPENSATION = re.compile(r"workers?'?s?'?\s*\.?\s*comp(?:ensation)?|work\s+comp|wc\s+claim", re.IGNORECASE)
_AUTO = re.compile(r"\bauto(?:mobile)?\s+(?:claim|insurance|accident)|\bmva\b|\bno[\s\-]fault\b", re.IGNORECASE)
_CUT = re.compile(
    r"(?:\b(?:member|subscriber|policy|plan|group|grp|id|insured|certificate|claim|"
    r"eff(?:ective)?|copay|auth\w*|phone|tel|customer|payer\s+id|primary\s+insured)\b\s{0,2}(?:id|#|no\b|"
    r"number|:|date)|\b(?:pt|patient)\.?\s{0,2}(?:id\b|#)|"
    r"(?:#|\bid\b)\s{0,2}[:#]?\s{0,2}[A-Z0-9]*\d|\bID\b:?|\bDOB\b|\d{2}/\d{2}/\d{2,4}|"
    r"\(?\d{3}\)?[\s.\-]\d{3}[\s.\-]\d{4}|\b(?=[A-Z]{0,12}\d)[A-Z0-9\-]{8,}).*$",
    re.IGNORECASE | re.DOTALL,
)
_PLAN_WORDS = frozenset(
    "a b c d f g k l m n of and the new ma nh me vt ri ct massachusetts hampshire maine part plan original "
    "medicare hmo ppo pos epo hdhp ii plus choice gold silver bronze platinum complete dual advantage supplement "
    "select open access giveback generations prime community care preferred eagle value premier basic standard "
    "direct options blue cross shield health insurance company network".split()
)
_LETTERS_MIN = 3
_LENGTH_MAX = 500


_CARD = re.compile(
    r"[\s,;.(-]*\b(?:(?:ins\w* )?cards?|copy(?: of (?:the )?card)?)"
    r"\s(?:to follow|attached|enclosed|copied|on file|is|will)\b",
    re.IGNORECASE,
)
""" "Blue Cross, card to follow" """
_THROUGH = re.compile(
    r"(?<=\w)[\s,;(-]*\b(?:through|thru|via|under|by way of)\s(?:his|her|their|my|an?|the)\b", re.IGNORECASE
)
""" "Cigna through her husband's work": by whose right, which is no part of the name."""
_TOLD_ON = re.compile(
    r"(?<=\w)[\s,;]+(?:and|but|which|who|so|yet)\s(?:also\s)?(?:will|would|can|could|has|had|is|was|does|did|may|she|he"
    r"|they|we|her|his|their|lives?|takes?|brings?|needs?|knows?|asks?|wants?|carries|please)\b",
    re.IGNORECASE,
)
""" "Cigna and will bring her card": the sentence goes on, the name does not."""
_NUMBERED = re.compile(
    r"(?<=\w)[\s,;(-]*\b(?:and|under|with|by|as|whose)\s"
    r"(?:(?:the|her|his|their|an?|its|my|this|member|insurance|plan|policy|card|subscriber|identification)\s){0,3}"
    r"(?:id|no|num(?:ber)?|#|identif\w+|member\w*|policy|subscriber|card|cert\w*|claim)(?!\w)",
    re.IGNORECASE,
)
""" "Cigna and the number on the card is", "Aetna under number": the number is told of, the name is done."""
_REMARK = re.compile(
    r"(?<=\w)(?:\s?[(\[]|\s[-\u2013\u2014]\s|\s?[,;]\s)\s?(?:(?:per|patient|pt|he|she|they|we|his|her|their|wife|husband|spouse"
    r"|daughter|son|please|see|will|call|copy|verified|verify|pending|waiting|awaiting|new|same|as|if|has|is|not|numbers?|referral"
    r"|no (?:referral|auth\w*|copay|card|number))\s"
    r"[^()\[\]]{0,60}|pending|verified|unverified|inactive|unknown)(?=[)\]]|$)",
    re.IGNORECASE,
)
""" "Aetna (his wife brings the card)": what somebody remarks of the plan behind its name."""
_VERB = re.compile(r"\W{0,3}(?:is|are|was)\s+(?:with|by|through)?\s*(?=[A-Za-z])", re.IGNORECASE)
""" "Insurance is Blue Cross" """


_NEXT_LABEL = re.compile(r"(?<=\w)[\s,;]+(?:pt|patient|member|subscriber)\W?$", re.IGNORECASE)
"""The first word of the label behind the name: "Cigna  Pt ID" """


_NUMBER_BEHIND = re.compile(
    r"(?<=\w)[\s,;/#(-]{1,4}(?!(?:HMO|PPO|POS|EPO|SNP|HDHP|PFFS|NH|MA|ME|VT)\b)(?=(?:[A-Z]{0,4}[ -]?\d){7})"
    r"[A-Z]{0,4} ?\d[A-Z\d]{0,9}(?:[ -][A-Z\d]{1,6}){1,5}\W*$"
)
"""The member's number in groups right behind the name: "Aetna PPO W2219 40873"."""
_TYPE_ONLY = re.compile(r"(?:(?:hmo|ppo|pos|epo|hdhp|health|plan|insurance|type|ii)\W*)+", re.IGNORECASE)
"""How a plan works, which names none: "HMO-POS", "PPO plan"."""


def _begin(found: re.Match[str]) -> int:
    return found.start()


def find_payer(text: str) -> Found | None:
    """The payer a value region names, in the paper's wording, or None where nothing answers.

    `passed`: the lexicon knows it, with the note "self_pay", "compensation" or "auto" where no health plan
    pays; `plain`
    otherwise. What follows the name (member ID, dates, telephone numbers) is cut off.
    """
    text = bounded(text)[:_LENGTH_MAX]
    cut = min(
        (found for cuts in (_CUT, _CARD, _THROUGH, _TOLD_ON, _NUMBERED, _REMARK) if (found := cuts.search(text))),
        key=_begin,
        default=None,
    )
    lead = _VERB.match(text) or _captioned(text)
    if lead is not None:
        text = " " * lead.end() + text[lead.end() :]
    before = _NUMBER_BEHIND.sub("", text[: cut.start()] if cut else text)
    body = _NEXT_LABEL.sub("", before.rstrip(" \t\n,;|/(#&+="))
    line = cleaned(body)
    if answer(line) is not Answer.SOMETHING and not _SELF_PAY.search(line):
        return None
    if _TYPE_ONLY.fullmatch(line):
        return None
    if sum(character.isalpha() for character in line) < _LETTERS_MIN or not re.search(r"[A-Za-z]{2}", line):
        return None
    start = len(body) - len(body.lstrip(" \t\n_.:;,|=~*\u2022-\u2013\u2014'\"`\u2018\u2019"))
    note = _note(line)
    value = (
        "self-pay" if note == "self_pay" else title_case(line) if line == line.upper() and len(line) > 5 else line
    )
    return Found(
        value,
        start,
        max(start, len(body.rstrip())),
        Check.PASSED if _PAYER.search(line) else Check.PLAIN,
        note=note,
    )


def _captioned(text: str) -> re.Match[str] | None:
    """A caption, and what stands before it, right before a payer: "11/5/2026 Registration: Cigna"."""
    caption = _CAPTION.match(text)
    if caption is None or _PAYER.search(caption[0]) or not begins_with_payer(text[caption.end() :]):
        return None
    return caption


_CAPTION = re.compile(r"[^:;\n]{0,40}[A-Za-z]:\s+(?=[A-Z])")


def names_payer(text: str) -> bool:
    """Whether `text`, from anywhere on a page, names a payer of the lexicon."""
    return _PAYER.search(bounded(text)) is not None


def only_payer(text: str) -> bool:
    """Whether every word of `text` is of a payer of the lexicon or of its plans: nothing in it can be misread."""
    line = bounded(text)
    rest = _PAYER.sub(" ", line)
    return rest != line and all(word in _PLAN_WORDS for word in re.findall(r"[a-z0-9]+", rest.lower()))


def spelt_out(text: str) -> str | None:
    """A payer's wording with misread words as the lexicon spells them: "Blue Shied of MA" is Blue Shield of MA.

    None where a word is neither known nor a letter (of a long one two) from just one known word: short words
    decide which plan it is, so they must be read.
    """
    words = [_spelt(word) for word in bounded(text).split()]
    said = " ".join(word for word in words if word is not None)
    return said if None not in words and _PAYER.search(said) else None


def _spelt(token: str) -> str | None:
    word = token.strip(_EDGES)
    bare = word.lower().replace("\u2019", "'")
    if not bare or all(part in _WORDS or part in _PLAN_WORDS for part in re.findall(r"[a-z0-9']+", bare)):
        return token
    if len(bare) < _KNOWN_MIN or not re.fullmatch(r"[a-z']+", bare):
        return None
    most = 1 if len(bare) < _LONG else 2
    apart = {known: Levenshtein.distance(bare, known, score_cutoff=most) for known in _WORDS}
    nearest = min(apart.values())
    near = [known for known, distance in apart.items() if distance == nearest]
    return token.replace(word, _WORDS[near[0]]) if nearest <= most and len(near) == 1 else None


_EDGES = ".,:;'\"*_-"
_KNOWN_MIN, _LONG = 4, 8
_CASED = (
    "AARP Administration Advantage Aetna Affairs Alignment Allegiance AllWays Ambetter American AmeriHealth "
    "Amica Anthem Bassett BCBS BlueCross BlueShield Boston Brigham Bright Broadspire CareFirst CareSource "
    "Caritas Centene Center CHAMPVA Cigna Claim Clover Commonwealth Compensation Concord ConnectiCare "
    "Connector Consolidated Coventry Devoted Elevance Emblem Employee England Fallon Families Family Farm "
    "Federal Florida Gallagher GEHA GEICO General Group Hartford Harvard HealthNet Healthy Highmark Horizon "
    "Humana HumanaChoice Independence Kaiser Liberty Magellan MaineCare MAPFRE Martin's Mass MassHealth "
    "Medicaid Medical Medigap MedPay Meritain Molina Multiplan Mutual Neighborhood Omaha Optum Oscar Pilgrim "
    "Point Point32Health Premera Priority Progressive Railroad Regence Safety Security Sedgwick Self Senior "
    "State Travelers TRICARE TriWest Trustmark Tufts UniCare United UnitedHealthcare UPMC Veterans Wellcare "
    "Wellpoint WellSense Whole Workers"
)
_WORDS = {word: word.capitalize() for word in _PLAN_WORDS if len(word) >= _KNOWN_MIN} | {
    word.lower(): word for word in _CASED.split()
}
"""Words of payers and plans, as they are written, by their lower case."""


def begins_with_payer(text: str) -> bool:
    """Whether the first words of `text` are a payer of the lexicon."""
    return _PAYER.match(bounded(text).lstrip(" -:")) is not None


def _note(line: str) -> str:
    for note, pattern in (("self_pay", _SELF_PAY), ("compensation", _COMPENSATION), ("auto", _AUTO)):
        if pattern.search(line):
            return note
    return ""
