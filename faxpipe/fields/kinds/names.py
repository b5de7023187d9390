"""Person names: "First Middle Last", un-inverted, without titles and credentials.

Place in the sentence: words -> **fields**, kind "person". "LAVALLEE, ARMAND J" is "Armand J Lavallee", "Thuy
MacDonald, M.D." is "Thuy MacDonald"; a suffix such as Jr or III stays. Names of practices, labels and what
holds digits are no persons. No list of given names is used: names here come from everywhere.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from faxpipe.fields.kinds.found import Found, bounded
from faxpipe.fields.kinds.letter_case import title_case
from faxpipe.fields.kinds.months import MONTHS

WORDS_MAX = 5
_TITLES = frozenset("dr doctor mr mrs ms miss mx prof professor sr. rev sister hon".split())
_SUFFIXES = {"jr": "Jr", "sr": "Sr", "ii": "II", "iii": "III", "iv": "IV"}
_MISREAD_SUFFIXES = {
    "il": "II",
    "ll": "II",
    "iil": "III",
    "ill": "III",
    "lll": "III",
    "ttl": "III",
    "ih": "III",
    "lh": "III",
}
_CREDENTIALS = frozenset(
    "md do mbbs mbchb phd pharmd dnp np aprn arnp pa pac pa-c rn lpn bsn msn fnp fnp-bc fnp-c fnpc anp "
    "anp-bc agnp agnp-c agnp-bc agacnp-bc "
    "gnp acnp cnp crnp crna cns dc dpm dpt pt ot otr lcsw msw licsw facp faan faaos faafp faapmr facr facs "
    "mph ms ma mba mha cma rma mpas mspas "
    "msc bs dmsc esq ccrn ocn bc facog facep fasn mscp rph dds dmd od psyd acnp-bc cpnp whnp pmhnp "
    "pmhnp-bc ma. rd ldn cde".split()
)
_PARTICLES = frozenset(
    "de del dela della der den di da du la le van von vander st st. ste ste. saint bin ibn al el dos das "
    "ter ten mc mac o".split()
)
_NOT_NAMES = frozenset(
    "associates associate medical medicine clinic center centre hospital pllc llc pc inc practice family "
    "primary care health healthcare group pain "
    "management network doctors physicians physician orthopedics orthopaedics orthopaedic orthopedic "
    "sports spine imaging radiology department dept "
    "office rehabilitation rehab northeast internal internist oncology hematology rheumatology neurology "
    "geriatrics services service insurance plan "
    "patient name dob date birth phone fax tel telephone cell mobile home address sex gender female male "
    "age mrn account acct member id group npi "
    "provider referring referred referral ordering order requested requesting signature signed "
    "electronically relation relationship guarantor policy "
    "subscriber self none unknown spouse wife husband son daughter mother father friend emergency contact "
    "medicare medicaid street road avenue suite "
    "phone: primary secondary attn to from re regarding urgent routine stat diagnosis reason medications "
    "allergies nkda see attached n/a na "
    "pending and or the for with of at on in by per is was has visit new page pages cover sheet letter "
    "report exam study mri ct procedure status "
    "seen visit printed born dated "
    "married widowed single divorced language english code number no yes if first last middle mi initial "
    "please print circle city state zip "
    "work best time call dear sincerely regards thank you truly yours team staff nurse receptionist "
    "scheduler coordinator specialist consult "
    "consultation evaluation request requests facility location history therapy physical partners society "
    "institute foundation university denies denied reports reported states stated complains presents presented "
    "admits endorses underwent tolerated failed bowel bladder requester requestor prescriber "
    "originator requesters submitter initiator signatory orderer writer sender signer referrer "
    "clinician clinicians attending author supervising admitting rendering treating hospitalist navigator "
    "summary progress note notes transfer resident room bed unit chart "
    "xr xray xrays films right left bilateral lumbar cervical thoracic pelvis knee knees hip hips "
    "shoulder shoulders ankle wrist elbow "
    "vertebral augmentation kyphoplasty vertebroplasty vertebra interventional machine-readable".split()
)
_ORGANISATIONS = frozenset(
    "associates medical medicine clinic center centre hospital pllc llc inc practice healthcare group "
    "orthopedics orthopaedics orthopaedic orthopedic "
    "imaging radiology rehabilitation rehab internal oncology hematology rheumatology neurology geriatrics "
    "partners institute foundation university "
    "pharmacy laboratory surgical".split()
)
_GLUED = re.compile(
    r"(?<=[A-Za-z]{2})(?:\.[.\-]|[.\-])(?=(?:M\.?D|D\.?O|P\.?A|N\.?P|APRN|FNP)\b\.?)", re.IGNORECASE
)
_GROWN_ON = re.compile(r"(?<=[a-z]{2})(?:MD|DO|NP|PA|PA-C|APRN|FNP|DPM)(?=\W*$|\W*,)")
""" "Grace LindqvistNP": no name ends in two capitals, a degree written close behind one does."""
""" "Archambault..MD": the comma before a degree was misread"""
_SPECK = re.compile(r"(?<=[A-Za-z]{3})['\u2019](?=[A-Za-z]\.(?:\s|$))")
""" "EDITH'P. TREMBLAY": a speck where a blank was"""
_TORN_DEGREE = re.compile(r"(?:MD|DO|PA|NP|APRN|FNP)['\u2019`.]\w{0,3}")
""" "MD'on" behind a name and its comma: a degree that ran into a speck or into what follows"""
_TOKEN = re.compile(r"[^\s,;()\[\]|:/]+|[,;()\[\]|:/]")
_NAME_WORD = re.compile(r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'\u2019`.\-]*")
_BORN = re.compile(
    r"(?<=\s)(?:b\.?d|b[o0](?:m|rn|rm)|d\.?[o0]\.?[b86])\b[.:;,\s]{0,4}\d|\s(?:B\.?D|D\.?[O0]\.?[B86])\b(?:[.:;,\s]*$|\s?[:;])"
    r"|(?<=[\s,])(?-i:b)\.?(?:\s{0,2}\d|[.,;:\s]*$)|(?:(?<=[\s,][A-Z])|(?<=[\s,][A-Z]\.))\s(?-i:B)\.?\s{0,2}\d{1,2}[-/.]\d",
    re.IGNORECASE,
)
"""A date of birth behind a name, its label misread or cut short: "BD: 10-27-65", "Bom: 09.07.45"; behind an
initial a capital B is none: "FOX, ANN E B 3-4-1950"."""
_BY = re.compile(r"by[il1|!]?", re.IGNORECASE)
""" "Requested by:" whose colon was read as a letter."""
_ALSO_SURNAMES = frozenset("page best street friend call work day".split())
_OFTEN_SURNAMES = frozenset("page best friend".split())
"""Words that end a name, unless a middle initial before them shows that the surname is still to come."""
_TILDE = re.compile(r"(?<=[aeiou])fi(?=(?:oz|ez|eda|igo|iga)\b)|(?<=Pe)fi(?=a\b)|(?<=Acu)fi(?=a\b)")
""" "Mufioz", "Nufiez", "Castafieda", "Pefia": an n with its tilde read as two letters"""
_DEGREE_NEXT = re.compile(r"\s?,\s?(?:M\.?D|D\.?O|PA|NP|APRN|FNP)\b")
_LEAD = re.compile(r"^[\s_.:;,|=~*\u2022\-\u2013\u2014'\"\u2018\u2019\u201c\u201d(]+")

_ROLE = re.compile(
    r"(?:(?:the|this|our|your)\s)?(?:injured\s)?(?:veteran|vet|claimant|employee|client|inmate|detainee|beneficiary"
    r"|enrollee|retiree|worker|pvt|pfc|spc|cpl|[smt]?sgt|sfc|lt|ltc|capt|cpt|col|cdr|cmdr)\b[.:,]{0,2}\s"
    r"(?=(?:(?:mr|mrs|ms|miss)\b\.?\s)?(?-i:[A-Z])[A-Za-z'\u2019.-]*,?\s(?-i:[A-Z]))",
    re.IGNORECASE,
)
"""What somebody is to the sender, or a rank, in front of the whole name: "Veteran Paul Minot", "Sgt. Ann Fox"."""


@lru_cache(maxsize=2_000)
def find_person(text: str) -> Found | None:
    """The name with which `text` begins, or None. The rest (date of birth, "(self)", address) is left alone.

    `note` is "inverted" where the paper had "Last, First", "by_stop" where the comma is a stop and perhaps none,
    "single" where only one word was there.
    """
    text = _GLUED.sub(lambda glue: ",".ljust(len(glue[0])), _without_birth(bounded(text)))
    text = _GROWN_ON.sub(lambda degree: " " * len(degree[0]), text)
    text = _SPECK.sub(" ", text)
    lead = _LEAD.match(text)
    tokens = _tokens(text, behind_role(text, lead.end() if lead else 0))
    family: list[tuple[str, int, int]] = []
    given: list[tuple[str, int, int]] = []
    inverted = False
    for word, start, end in tokens:
        if word == ",":
            if inverted or not family:
                break
            inverted = True
            continue
        (given if inverted else family).append((word, start, end))
    suffixes = [part for part in given + family if _bare(part[0]) in _SUFFIXES]
    family = [part for part in family if part not in suffixes]
    given = [part for part in given if part not in suffixes]
    if inverted and (not given or _comma_for_stop(family, given)):
        family, inverted = [*family, *given], False
    family, given = (family, _without_sex(given, 2)) if inverted else (_without_sex(family, 3), given)
    if not inverted and (_family_first(family) or _initials_last(family, text)):
        family, given, inverted = family[:1], family[1:], True
    parts = [*given, *family] if inverted else _once(family)
    if not parts or not _believable([word for word, _, _ in parts]):
        return None
    words = [_TILDE.sub("\u00f1", word.replace("`", "'").rstrip(",")) for word, _, _ in parts] + [
        _SUFFIXES[_bare(word)] for word, _, _ in suffixes[:1]
    ]
    spans = parts + suffixes
    start, end = min(span[1] for span in spans), max(span[2] for span in spans)
    guessed = inverted and any(word == "," and text[at] == "." for word, at, _ in tokens)
    note = "by_stop" if guessed else "inverted" if inverted else "single" if len(parts) == 1 else ""
    repaired = _capital_i(words) != words or any(w != capital_i_again(w) for w in text[start:end].split())
    return Found(_cased(words), start, end, repaired=repaired, note=note)


def _family_first(parts: list[tuple[str, int, int]]) -> bool:
    """Whether a name of capitals ends in an initial, as in lists whose comma is left out: "MARCHAND ELISE R"."""
    words = [word for word, _, _ in parts]
    whole = len(words) == 3 and all(word.isupper() and len(_bare(word)) > 2 for word in words[:2])
    return whole and len(_bare(words[2])) == 1 and _bare(words[0]) not in _PARTICLES


def behind_role(text: str, start: int = 0) -> int:
    """Where a name begins in `text` from `start`, behind what somebody is to the sender."""
    role = _ROLE.match(text, start)
    return role.end() if role else start


def _initials_last(parts: list[tuple[str, int, int]], text: str) -> bool:
    """Whether a name of two words ends in initials right before a clinician's degree: "Sorensen A, MD"."""
    if len(parts) != 2 or _INITIALS.fullmatch(parts[1][0]) is None or len(_bare(parts[0][0])) < 2:
        return False
    return _DOCTOR_NEXT.match(text, parts[1][2]) is not None


_INITIALS = re.compile(r"[A-Z]\.?(?:[A-Z]\.?)?")
_DOCTOR_NEXT = re.compile(r"\.?\s?,?\s?(?:M\.?D|D\.?O|P\.?A(?:-?C)?|A?N\.?P|APRN|[AF]NP|D\.?P\.?M|D\.?C)\b")


def titled(text: str) -> bool:
    """Whether `text` is nothing but a name with a doctor's title or a degree: "Dr. Ann Fox", "Bo Li, PA-C"."""
    return len(text.split()) <= WORDS_MAX and _TITLED.fullmatch(text) is not None


_TITLED = re.compile(
    r"Dr\.?\s[A-Z][\w'’.\- ]+|[A-Z][\w'’.\- ]+,\s?(?:M\.?D|D\.?O|D\.?C|PA(?:-?C)?|APRN|A?NP|FNP(?:-\w+)?|DNP)\.?",
    re.IGNORECASE,
)


def normal_name(text: str) -> str | None:
    """The name with which `text` begins in normal form, or None."""
    found = find_person(text)
    return str(found.value) if found else None


def _once(parts: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """A signature and the same name in print under it, read in one go: "D. Sweeney Donald Sweeney"."""
    last = _bare(parts[-1][0]) if parts else ""
    again = [at for at, part in enumerate(parts[:-1]) if _bare(part[0]) == last]
    if len(parts) > 3 and _nearly(_bare(parts[0][0]), last):
        again = [*again, 0]
    if again and len(parts) - again[-1] > 2:
        return parts[again[-1] + 1 :]
    for printed in (parts[at:] for at in range(2, len(parts) - 1)):
        if _written(parts[: len(parts) - len(printed)], printed):
            return printed
    return parts


def _nearly(read: str, printed: str) -> bool:
    """Whether a name in a hand, as it was read, is the printed one."""
    return min(len(read), len(printed)) > 4 and fuzz.ratio(read, printed) >= SAME_WRITER


def _written(hand: list[tuple[str, int, int]], printed: list[tuple[str, int, int]]) -> bool:
    """Whether a name in a hand, as it was read, is the whole printed one: "Ynsuf Lan" of "Yusuf Lam"."""
    one, other = ([_bare(part[0]) for part in parts] for parts in (hand, printed))
    ends = min(fuzz.ratio(one[0], other[0]), fuzz.ratio(one[-1], other[-1]))
    return ends >= SAME_END and fuzz.ratio(" ".join(one), " ".join(other)) >= SAME_HAND


SAME_WRITER = 78
SAME_HAND, SAME_END = 66, 45
"""Likeness (0..100) of a whole name, and of its first and last words at least."""


def _without_sex(parts: list[tuple[str, int, int]], whole: int) -> list[tuple[str, int, int]]:
    """The name without the letter of a sex behind `whole` words of it, a middle initial among them."""
    named = [word for word, _, _ in parts[:-1]]
    sexed = len(named) >= whole and parts[-1][0] in {"M", "F"}
    return parts[:-1] if sexed and any(len(_bare(word)) == 1 for word in named[1:]) else parts


def _comma_for_stop(family: list[tuple[str, int, int]], given: list[tuple[str, int, int]]) -> bool:
    """Whether the comma stands for the full stop of a middle initial: "Harriet M, Whitcomb"."""
    return (
        len(family) == 2
        and len(_bare(family[1][0])) == 1
        and len(_bare(family[0][0])) > 1
        and len(_bare(given[0][0])) > 1
    )


def _tokens(text: str, start: int) -> list[tuple[str, int, int]]:
    """Name words and commas, up to the first thing that cannot belong to the name; none before a practice."""
    words: list[tuple[str, int, int]] = []
    for match in _TOKEN.finditer(text, start):
        piece = capital_i_again(match[0].rstrip("_*~"))
        named = [word for word, _, _ in words if word != ","]
        between = text[words[-1][2] : match.start()] if words else ""
        if "\n" in between or between.count(" ") > 3 or len(named) > WORDS_MAX:
            break
        if piece == ",":
            words.append((piece, match.start(), match.end()))
        elif _is_title(piece, words) or (not words and _before_a_name(piece)):
            continue
        elif _is_credential(piece, words):
            if named:
                break
        elif _ends(piece, named, text[match.end() :]) or (
            named and piece[0].islower() and named[0][0].isupper() and not _small_inside(piece, named)
        ):
            if _bare(piece) in _ORGANISATIONS or (len(named) == 1 and _practice_follows(text, match.end())):
                return []
            break
        else:
            comma = piece.endswith(".") and not named and piece[:-1].isupper() and len(piece) > 4
            piece = piece.rstrip(".-") if len(_bare(piece)) > 2 else piece.rstrip("-")
            if _bare(piece) in _MISREAD_SUFFIXES and (
                len(named) > 1 or (named and text[match.end() :][:1] == ",")
            ):
                piece = _MISREAD_SUFFIXES[_bare(piece)]
            words.append((piece, match.start(), match.start() + len(piece)))
            if comma:  # "FITZPATRICK. LEOCADIA": the comma was read as a full stop
                words.append((",", match.end() - 1, match.end()))
    while words and words[-1][0] == ",":
        words.pop()
    return words


def _without_birth(text: str) -> str:
    """`text` up to a date of birth behind two words or more."""
    born = _BORN.search(text)
    return text[: born.start()] if born and len(text[: born.start()].split()) > 1 else text


def _before_a_name(piece: str) -> bool:
    """Whether `piece` is only marks, or a "by:" in front of the name."""
    return not piece.strip("'\"`*~_.\u2018\u2019-") or bool(_BY.fullmatch(piece))


def _is_title(piece: str, words: list[tuple[str, int, int]]) -> bool:
    return _bare(piece) in _TITLES and (not words or words[-1][0] == ",")


def _ends(piece: str, before: list[str], behind: str) -> bool:
    """Whether a name cannot go on with `piece`: a label, a number, a possessive, a mark."""
    low = _bare(piece)
    if low in _ALSO_SURNAMES and _is_surname(low, before, behind):
        return False
    return (
        not _NAME_WORD.fullmatch(piece)
        or low in _NOT_NAMES
        or low in _ORGANISATIONS
        or _numbered(low, before, behind)
        or low.endswith(("'s", "\u2019s"))
    )


def _is_surname(low: str, before: list[str], behind: str) -> bool:
    """Whether a word that is mostly no name is one here: "Ilse Page, MD", "Ann B. Page", "Ann Page" and nothing
    more or a birth date, "Page, Ann"."""
    if not before:
        after = _GIVEN_NEXT.match(behind)
        return low in _OFTEN_SURNAMES and after is not None and _bare(after[1]) not in _NOT_NAMES
    if _DEGREE_NEXT.match(behind) or (len(_bare(before[-1])) == 1 and len(before) > 1):
        return True
    known = low in _OFTEN_SURNAMES or len(before) == 1
    return known and len(before) < 3 and _NOTHING_NEXT.match(behind) is not None


_GIVEN_NEXT = re.compile(r",\s?([A-Z][A-Za-z]+)")
_NOTHING_NEXT = re.compile(r"\W*$|,?\s+(?:born|b\.|d\.?o\.?b|birth|date of birth)\b", re.IGNORECASE)


def _numbered(low: str, before: list[str], behind: str) -> bool:
    """Whether a word belongs to the number behind it and not to the name: "Rm 114", "DOI 9/11/26", "May 29"."""
    if not _NUMBER_NEXT.match(behind):
        return False
    return low in _BEFORE_NUMBERS or (len(before) > 1 and low in _MONTHS)


_NUMBER_NEXT = re.compile(r"\W{0,3}\d")
_BEFORE_NUMBERS = frozenset("rm doi dos doa adm acc apt ext wt ht tel".split())
_MONTHS = frozenset((*MONTHS, *(month[:3] for month in MONTHS), "sept"))


def _small_inside(piece: str, named: list[str]) -> bool:
    """Whether a word in small letters can stand inside a name: "van", "de la", a capital I read as l."""
    misread_i = piece[0] == "l" and len(piece) > 5 and len(named) == 1
    return _bare(piece) in _PARTICLES or len(_bare(piece)) == 1 or misread_i


def _practice_follows(text: str, position: int) -> bool:
    """Whether the words that follow at once end in one for a practice: "Pentucket Primary Care Associates"."""
    for match in _TOKEN.finditer(text[position : position + 60]):
        if not match[0].isalpha():
            return False
        if _bare(match[0]) in _ORGANISATIONS:
            return True
    return False


def _is_credential(token: str, words: list[tuple[str, int, int]]) -> bool:
    """Whether `token` is a degree. "Do", "Ma" and "Pa" in small letters are names, "DO" behind a name is a
    degree."""
    low = token.lower().replace(".", "").strip("-'")
    comma = bool(words) and words[-1][0] == ","
    alone = [word for word, _, _ in words if word != ","]
    if comma and len(alone) > 1 and (_TORN_DEGREE.fullmatch(token) or _cut_degree(token, alone)):
        return True
    if low not in _CREDENTIALS or (not words and low in ("do", "ma", "pa") and "." not in token):
        return False
    if token.upper() == token or "." in token or "-" in token:
        one_case = len(alone) == 1 and alone[0] == alone[0].upper()
        return not (comma and one_case and low in ("do", "ma", "pa", "ms"))
    return low in ("phd", "pharmd", "mbbs", "pac", "md", "dnp", "aprn", "psyd")


def _cut_degree(token: str, named: list[str]) -> bool:
    """Whether a lone "M" or "D" behind a whole name is left of its degree: "Ramona C. Lussier, M"."""
    whole = len([word for word in named if _bare(word) not in _PARTICLES]) > 1 and len(_bare(named[0])) > 1
    return whole and token in {"M", "D", "M.", "D."}


_NO_LETTERS = re.compile(r"[^A-Za-z\u00c0-\u024f]")


def _believable(words: list[str]) -> bool:
    letters = [_NO_LETTERS.sub("", word) for word in words]
    longest = max(len(word) for word in letters)
    if longest < 2 or sum(map(len, letters)) < 3 or len(words) > WORDS_MAX:
        return False
    full = [word for word in letters if len(word) > 1 and word.lower() not in _PARTICLES]
    if not full or (len(full) == 1 and len(words) == 1 and longest < 3):
        return False
    return all(word[0].isupper() or word.islower() for word in full) and not all(
        word.islower() and len(full) > 3 for word in full
    )


def _cased(words: list[str]) -> str:
    words = _capital_i(words)
    joined = " ".join(words)
    letters = [word for word in words if len(word.strip(".")) > 1 and word not in _SUFFIXES.values()]
    if all(word == word.upper() for word in letters) or all(word == word.lower() for word in letters):
        return title_case(joined)
    return " ".join(
        title_case(word) if len(word) > 3 and word == word.upper() and "." not in word else word for word in words
    )


_ME = re.compile(r"^M[eo](?=[A-Z][a-z])")
""" "MeCarthy": no name has a capital there but behind Mc"""
_CAPITAL_I = re.compile(r"[li][bcdfghjkmnprstvwxz]|[li][a-z]{4}")
_SURELY_I = re.compile(r"^l(?=[A-Z]{2}|(?:an|ain|ago|ona|one|va|oana)$|[bcdfghjkmnpqrstvwxz]|l(?!oyd|ew)[a-z]{2})")
_TWO_I = re.compile(r"^Ii(?=[a-z])")
""" "Iise": no name begins with two of them"""
_AFTER_MC = re.compile(r"^(Ma?c)l(?=[bcdfghjkmnpqrstvwxz])")


def capital_i_again(word: str) -> str:
    """`word` with a small l where only a capital I can stand: before a consonant that no name has after an l, or
    before capitals ("lrving", "lANNUZZI", "Mclntyre").
    """
    return _AFTER_MC.sub(r"\1I", _SURELY_I.sub("I", _TWO_I.sub("Il", word)))


def _capital_i(words: list[str]) -> list[str]:
    """A small l (or i) that begins a name among capitalised ones was a capital I: "Emile lannuzzi"."""
    if not any(word[0].isupper() for word in words):
        return words
    words = [f"McI{word[3:]}" if word.startswith("Mcll") else _ME.sub("Mc", word) for word in words]
    return [
        f"I{word[1:]}" if _CAPITAL_I.match(word) and word.islower() and word not in _PARTICLES else word
        for word in words
    ]


def _bare(word: str) -> str:
    return word.lower().strip(".,'\"`*_-")
