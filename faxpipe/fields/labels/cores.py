"""Captions that no list holds, told by the words at their core: "Veteran's daytime telephone", "Drug reactions".

Place in the sentence: words -> **fields**, under `labels`. A form asks in more wordings than any table has, yet
each caption has one word that says what is wanted and one that says of whom. What is told here is the label of
the table that asks for the same, so that its section and its fields follow. The trap: an answer may hold the same
words, so a caption has no figures, and one without a colon consists of words of captions only.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz, process

WORDS_MAX = 8


@lru_cache(maxsize=20_000)
def core_label(caption: str) -> str | None:
    """The label that asks for what a normalised caption asks for, None where its words tell none or another's.

    What is asked of somebody else than the patient and the sender is told by no core.
    """
    if ANOTHERS.search(caption) or FIGURES.search(caption) or not 1 < len(caption.split()) <= WORDS_MAX:
        return None
    for asked, but, label in CORES:
        if asked.search(caption):
            return None if but is not None and but.search(caption) else label
    return None


def ends_in_head(caption: str) -> bool:
    """Whether a caption ends in the word that says what is wanted, "requesting provider *signature*", or begins
    with it: "*signature* of ordering clinician"."""
    return HEAD.search(caption) is not None


def is_caption(caption: str, vocabulary: frozenset[str]) -> bool:
    """Whether nothing but words of captions stand in it."""
    return all(word in vocabulary or word in MORE_WORDS or not word.isalpha() for word in caption.split())


@lru_cache(maxsize=10_000)
def mended(caption: str, vocabulary: frozenset[str]) -> str:
    """A caption in which one long word at its core was misread by a letter or two ("resident phope"), as it was
    printed; as it is where every word is known, or more than one is not."""
    words = caption.split()
    odd = [at for at, word in enumerate(words) if word.isalpha() and not is_caption(word, vocabulary)]
    if len(odd) != 1 or not 1 < len(words) <= WORDS_MAX or len(words[odd[0]]) < MISREAD_LETTERS_MIN:
        return caption
    read = words[odd[0]]
    alike = [word for word in CORE_WORDS if abs(len(word) - len(read)) <= 1]
    best = process.extractOne(read, alike, scorer=fuzz.ratio, score_cutoff=MISREAD_MIN)
    return caption if best is None else " ".join((*words[: odd[0]], best[0], *words[odd[0] + 1 :]))


MISREAD_LETTERS_MIN, MISREAD_MIN = 5, 80.0
CORE_WORDS = (
    "phone telephone signature insurance diagnosis medications medicines allergies birth birthdate number "
    "physician provider anticoagulants facsimile"
).split()


def _any(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b")


FIGURES = re.compile(r"\d{3}|[a-z]\d\d\b")
HEAD = re.compile(
    r"\b(?:signature|npi|phone|telephone|fax|facsimile|began|begin|start(?:ed)?|occurred|happened?|noticed)$"
    r"|^(?:signature|npi|(?:tele)?phone|fax) of\b"
)
ANOTHERS = _any(
    "emergency|kin|relative|guardian|guarantor|spouse|parent|mother|father|witness|nurse|interpreter|translator"
    "|adjuster|employer|attorney|lawyer|pharmac(?:y|ist)|secondary|2nd|second|tertiary|other|rendering|servicing"
    "|receiving|specialist|consultant|consulting|radiologist|scheduler|supervisor|manager|vendor|dme|family"
    "|responsible|alt|alternate|previous|old|maiden|if|use|staff|agency|hospital|facility|imaging|lab|attach\\w*"
    "|enclose\\w*|include\\w*|copy|copies|see|verif\\w*|please|expir\\w*|effective|revis\\w*|form"
)
OWN = (
    "(?:patients?|pts?|members?|participants?|veterans?|residents?|employees?|claimants?|clients?|workers?"
    "|enrollees?)"
)
DOCTOR = "(?:physician|surgeon|provider|clinician|doctor|practitioner|prescriber|nurse practitioner|md)"
SENDER = f"(?:{DOCTOR}s?|offices?|clinics?|practices?|sender|referr(?:ing|er)|ordering|requesting|requester)"
REFERS = "(?:referring|ordering|requesting|attending|treating|prescribing|submitting|authorizing|discharging)"
WANTED = "(?:service|procedure|treatment|consult\\w*|referral|evaluation|transfer|visit|request)"
CALLED = "(?:phone|telephone|tel|cell|mobile|contact (?:no|number|#))"
COMPLAINT = (
    "(?:problem|pain|symptoms?|it|this|trouble|complaint|condition|fracture|injury|illness|accident|incident|fall)"
)
STARTED = "(?:began|beg[iu]n\\w*|start\\w*|occur\\w*|happen\\w*|(?:first )?noticed)"
CORES: tuple[tuple[re.Pattern[str], re.Pattern[str] | None, str], ...] = (
    (_any("signature|sign here"), _any(f"date|{OWN}|subscriber|insured|consent"), "provider signature"),
    (_any("npi|national provider"), _any("group|organi[sz]ation|billing|type"), "npi"),
    (
        _any("birth|birthdate|birthday|born|dob|d o b"),
        _any("place|country|city|weight|subscriber|insured|holder|sex"),
        "date of birth",
    ),
    (
        _any(
            "(?:phone|telephone|tel|ph|voice) .*(?:fax|facsimile)"
            "|(?:fax|facsimile) .*(?:phone|telephone|tel|voice)"
        ),
        _any(f"{OWN}|name|address|date|cover|to"),
        "phone / fax",
    ),
    (_any("fax|facsimile|telefax"), _any(f"{OWN}|phone|tel|telephone|cover|to"), "fax"),
    (_any(f"{OWN}.* {CALLED}"), _any("name|address"), "patient phone"),
    (_any(f"{SENDER}.* (?:{CALLED}|callback)|{CALLED} of {SENDER}"), _any("name|address"), "office phone"),
    (
        _any("(?:home|cell|mobile|daytime|day|evening|best|preferred|contact) .*(?:phone|telephone|tel|number)"),
        _any("name|address|office|work|person"),
        "home phone",
    ),
    (
        _any(
            "(?:call|contact|phone|reach|ring) (?:for|about|to (?:arrange|book|make|set up)|with)"
            " .*(?:visit|appointment|appt|time|date)s?"
            "|(?:visit|appointment|appt|scheduling) (?:call|contact)"
        ),
        _any("name|office|results?|questions?|our|us|please|report\\w*|emergency|before"),
        "call to schedule",
    ),
    (
        _any("pager / phone|phone / pager|phone / ext(?:ension)?|tel / cell"),
        _any("name|address"),
        "phone",
    ),
    (
        _any("(?:auth\\w*|pre ?cert\\w*|approval) .*(?:no|number|num|#|code)"),
        _any("phone|fax|date|yes|required"),
        "authorization number",
    ),
    (_any("group (?:no|number|num|#|id)"), _any("phone|npi|name"), "group number"),
    (
        _any(
            "(?:subscribers?|members?|participants?|polic(?:y|ies)|insurance|insurers?|plan|card|cert|certificate|contract"
            "|medicare|medicaid|coverage|va|edipi|beneficiary|enrollee) .*(?:id|no|number|num|#|identif\\w+)"
        ),
        _any(
            f"phone|tel|telephone|group|bin|pcn|npi|tax|name|date|address|visits|{SENDER}"
            "|part [a-d] (?:and [a-d] )?(?:subscriber|member|beneficiary|policy|insured|enrollee)"
        ),
        "member id",
    ),
    (
        _any(
            f"(?:date|day|when|time|how long (?:ago|since)?) .*{COMPLAINT}.* {STARTED}|date it {STARTED}"
            f"|{COMPLAINT} {STARTED}(?: on)?$|date of (?:injury|accident|incident|fall|onset|fracture) .*"
        ),
        _any(
            "treatment|therapy|medicat\\w+|medicines?|service|care|work|coverage|surgery|birth|visit|exam|report\\w*"
        ),
        "onset",
    ),
    (
        _any("(?:blood )?thinn(?:er|ers|ing)|anti ?coagulants?|anti ?coagulation|anti ?platelets?"),
        _any("stop\\w*|hold|held|last|dose|clear\\w*|when|reason|why|days?|restart|contact|manag\\w*"),
        "blood thinners",
    ),
    (
        _any(
            "allerg(?:y|ies|ic)|(?:drug|medic\\w+|adverse) (?:reactions?|sensitivit\\w+|intoleranc\\w+)"
            "|reactions to .+"
        ),
        _any("contrast|dye|latex|iodine|food|seasonal|environmental|shellfish|egg|date|severity|yes|injection"),
        "allergies",
    ),
    (
        _any("medications?|medicines?|meds|drugs"),
        _any(
            "tried|failed|past|prior|stopped|discontinued|hold|held|refills?|premed\\w*|given|history|reconcil\\w*"
            "|pain|opioid|dose|frequency|route|allerg\\w+|date|problem|abuse|screen|management|administration"
            "|requested|trials?|no|yes"
        ),
        "medications",
    ),
    (_any("icd|icd ?10"), _any("phone|date|description"), "icd 10"),
    (
        _any("diagnos[ei]s|dx"),
        _any("date|other|codes?|history|differential|test\\w*|secondary|past"),
        "diagnosis",
    ),
    (_any(f"{DOCTOR}s? (?:full |last |first )?names?$"), None, "provider name"),
    (
        _any(f"{REFERS} {DOCTOR}"),
        _any(
            "phone|fax|address|specialty|information|info|section|date|tin|tax|dea|license|statement|practice"
            "|group"
        ),
        "referring provider",
    ),
    (
        _any(
            f"(?:reason|purpose|indication) for .*{WANTED}|{WANTED}s? .*(?:requested|needed|desired|wanted|ordered"
            "|required|sought|asked)"
            f"|(?:requested|desired|needed|wanted) .*{WANTED}s?"
        ),
        _any("date|no|number|#|code|codes|status|provider|visits|by|units|frequency|duration|time|start|place"),
        "reason for referral",
    ),
    (
        _any(
            "what (?:do |would |did )?(?:you|we|i|they) (?:would )?(?:want|wish|need|like|ask|request)"
            "(?: \\w+){0,3}|what (?:is|should be|must be|needs to be|to be) (?:wanted|done|needed|asked|requested)"
        ),
        _any("date|know|tell|insurance|bring|when|send|attach\\w*"),
        "reason for referral",
    ),
    (
        _any(
            "^for what(?: (?:problem|condition|reason|diagnosis|complaint))?$|what (?:is|was) (?:wrong|the matter)"
        ),
        None,
        "diagnosis",
    ),
    (
        _any(
            "who (?:is |are )?(?:sending|sends|referring|refers|asking|asks|ordering|orders|requesting|requests)"
        ),
        _any("to|for|pays"),
        "referring provider",
    ),
    (
        _any("(?:health |medical )?insur(?:ance|er)|(?:insurance )?carrier|payer|payor|health plan"),
        _any(
            "bone|card|phone|address|info\\w*|section|yes|approv\\w*|referral|type|status|reason|claim|date|fax"
            "|website|code|has|have"
        ),
        "insurance",
    ),
    (
        _any(f"{OWN} (?:full |legal |complete |printed |last |first |and |/ )*names?|names? of (?:the )?{OWN}"),
        None,
        "patient name",
    ),
    (
        _any(
            "date .*(?:ordered|written|signed|requested|referred|order|referral|request|completed)"
            "|(?:order|referral|request|todays) .*date"
        ),
        _any(
            "birth|injury|service|visit|onset|last|due|appointment|surgery|exam|start|end|from|through|image|study"
        ),
        "order date",
    ),
)
"""What a caption asks by, what makes it ask something else, and the label of the table that asks the same; the
first that matches decides."""
MORE_WORDS = frozenset(
    "veteran veterans resident residents employee employees claimant claimants worker workers enrollee "
    "beneficiary legal full complete print printed required optional daytime evening best transfer treatment "
    "wanted sought "
    "requested needed desired asked wish wished seek being should "
    "mm dd yy yyyy m d y first last middle mi and or of the for to at is on a an in by "
    "with s list written edipi va treating submitting attending principal carrier regular regularly taken "
    "valid thru through expires until "
    "participant discharging problem began begin started start happened happen occurred noticed trouble complaint "
    "claims administrator surgeon clinical credentials legibly justification indication numbers reactions drug "
    "medicines doctors physicians providers clinicians practitioners prescribers what who you your they her his "
    "their want wants wish need done do like sending asking ordering matter wrong".split()
)
