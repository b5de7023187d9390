"""Where the rules are silent and a sentence sounds like a red flag all the same: a person looks first.

Place in the sentence: words -> packets -> **fields**; asked by `findings` once its rules have spoken. The trap:
what the rules saw denied, and what stands in a form's choices, in advice or in a list, alarms nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from faxpipe.any_case import AnyCase
from faxpipe.document import PageKind, TickBox
from faxpipe.fields.flags.alarm import Alarm, alarm
from faxpipe.fields.flags.sender_words import standing_advice, tick_before
from faxpipe.fields.prose.headings import Section
from faxpipe.fields.prose.text import Sentence
from faxpipe.referral import Priority, RedFlag

SOUNDS_URGENT, SOUNDS_EMERGENCY = "sounds_urgent", "sounds_like_an_emergency"
PRESSING_FROM, EMERGENCY_FROM, SURE_OF_EMERGENCY = 0.9, 0.0, 0.7
OVER_RULES = 4.0
"""Log odds, set on three hundred faxes without a red flag, of which it alone raises none. What the rules saw and
did not believe must sound the louder: a denial may stand beside what is claimed ("dribbling, no urge at all")."""
TOKENS_MIN, TOKENS_MIN_ON_FORMS = 4, 5
"""Fewer words, and on a form fewer than a phrase, are a label or one of its choices."""

_SUBJECTS = AnyCase(
    r"\b(?:bladder|bowels?|urin\w*|void\w*|pe(?:e|ed|eing|es)|micturit\w*|foley|cath(?:s|[ei]n\w*|[aeio]t\w*)?|retention|retaining"
    r"|incont\w*|continen\w*|stools?|f(?:a)?ec\w+|bms?|toilet\w*|accidents?|wet\w*|soak\w*|soil\w*|saturat\w*"
    r"|poop\w*|leak\w*|diapers?|briefs?|under(?:wear|garments?|pants)|residual|pvr|sphincter|rect(?:al|um)|anal|anus"
    r"|saddle|groins?|perine\w*|perianal|genital\w*|privates?|scrot\w*|penis|vagin\w*|labia|buttocks?|bottom|crotch"
    r"|wip(?:e|es|ing)|down (?:there|below|south)|legs?|les?|bles?|[rl]les?|foot|feet|toes?|heels?|quads?|thighs?"
    r"|knees?|ankles?|shins?|lower (?:ext\w*|limbs?)|gait|ambulat\w*|walk\w*|stand\w*|stairs|stumbl\w*|stagger\w*"
    r"|hoyer|paral\w*|parap\w*|paresis|weak\w*|numb\w*|reflex\w*|clonus|babinski|hoffman\w*|jerks?|romberg|propriocep\w*"
    r"|position sense|sensory|sensation|myelo\w*|cord|conus|cauda|ces|canal|thecal|epidural|fragments?"
    r"|retropuls\w*|columns?|posterior (?:walls?|cortex|ligament\w*|elements)|burst|unstable|instability"
    r"|interspinous|splay\w*|not stable|disloc\w*|sublux\w*|fevers?|febrile|rigors?|sepsis"
    r"|septic|bacter[ae]+mi\w*|cultures?|esr|crp|wbc|dis[ck]itis|osteo(?:myelitis)?|abscess\w*|phlegmon|pus"
    r"|end ?plates?|lytic|mets|metast\w*|myeloma|spep|spike"
    r"|in ?patient|inpt|icu|boarding|asap|stat|expedit\w*|agon\w*|excruciat\w*|unbearable"
    r"|scream\w*|writh\w*|crying|nrs|vas|nprs|10 ?/ ?10)\b"
)
"""What a red flag is about: one of these words stands in every sentence that tells of one, or two as below."""
_SPINAL = AnyCase(
    r"\b(?:vertebra\w*|spin(?:e|al)|fractures?|fx|vcf|collaps\w*|bon[ey]|marrow|[tl]-?\d{1,2}|disc|lumbar|thoracic)\b"
)
_ILL = AnyCase(
    r"\b(?:lesions?|mass|tumou?rs?|cancers?|ca|onc\w*|patholog\w*|malig\w*|lymphoma|carcinoma|infect\w*|chills)\b"
)
_WANTED = AnyCase(
    r"\b(?:see|seen|schedul\w*|appt|appointment|visit|fit|squeeze|eval\w*|consult\w*|kypho\w*|procedure|referral)\b"
)
_WHEN = AnyCase(
    r"\b(?:today|tomorrow|this week|right away|wait|hours|hrs|rush|priority|soon\w*|urgen\w*|emerg\w*|hosp\w*"
    r"|admi(?:t|tted|ssion)|wards?|floor|unit|discharge|intractable|stay)\b"
)


def _of_our_matter(text: str) -> bool:
    """Whether what a red flag may be about is spoken of: else the likeness is one of other words."""
    if _SUBJECTS.search(_STAIRS.sub("", text) if _FELL.search(text) else text):
        return True
    return any(bool(one.search(text) and other.search(text)) for one, other in ((_ILL, _SPINAL), (_WHEN, _WANTED)))


_FELL = AnyCase(r"\b(?:fell|fallen|slipped|slid|tripped|tumbled|lost (?:her|his|their) footing)\b")
_STAIRS = re.compile(r"\bstairs\b", re.IGNORECASE)
"""Where somebody fell, they are a place; else who cannot climb them is weak."""

_KINDS = frozenset(
    {PageKind.CLINICAL_NOTE, PageKind.REFERRAL_LETTER, PageKind.REFERRAL_FORM, PageKind.IMAGING_REPORT}
)
_SILENT = frozenset(
    {
        Section.IDENTITY,
        Section.PAST,
        Section.FAMILY,
        Section.SOCIAL,
        Section.MEDICATIONS,
        Section.STOPPED,
        Section.ALLERGIES,
        Section.INSTRUCTIONS,
        Section.TECHNIQUE,
        Section.COMPARISON,
    }
)


_ADVICE = re.compile(
    r"\W*(?:please )?(?:report|call|return|watch|notify|seek|go)\b[^.;]{0,20}\b(?:any|if|for|with)\b",
    re.IGNORECASE,
)
_CONTINENT = AnyCase(r"\bcontinent (?:of|to|for)\b")
_CHANGED = AnyCase(
    r"\b(?:was|were|been|being|not|no|never|until|before|prior|formerly|previously|now|used|lost|loss)\b"
)
"""Whoever is called continent leaks nothing, unless it is told as what was."""


def alarming(
    read: Sequence[Sentence],
    known: Sequence[RedFlag],
    ticks: Mapping[int, Sequence[TickBox]],
    denied: Callable[[Sentence], bool],
) -> list[RedFlag]:
    """The sentences of `read` that sound more urgent than any flag of `known`; none beside an emergency.

    `denied`: whether the rules saw a cue in a sentence and did not believe it; then it must sound very urgent.
    """
    if any(flag.priority is Priority.EMERGENCY for flag in known):
        return []
    pressed = bool(known)
    return [flag for flag in _sounding(read, ticks, denied) if not pressed or flag.priority is Priority.EMERGENCY]


def _sounding(
    read: Sequence[Sentence], ticks: Mapping[int, Sequence[TickBox]], denied: Callable[[Sentence], bool]
) -> Iterator[RedFlag]:
    for sentence in read:
        text = _reported(sentence.text) if sentence.kind is PageKind.IMAGING_REPORT else sentence.text
        if not _tells(sentence) or not _of_our_matter(text) or (heard := alarm(text)) is None or not _loud(heard):
            continue
        box = sentence.box(0, len(sentence.text))
        if (
            tick_before(box, ticks.get(sentence.page, ())) is not None
            or standing_advice(sentence.text)
            or (heard.pressing < OVER_RULES and denied(sentence))
        ):
            continue
        name, priority = _named(heard)
        yield RedFlag(name, priority, sentence.page, box, sentence.words(0, len(sentence.text)))


def _loud(heard: Alarm) -> bool:
    return heard.pressing > PRESSING_FROM or (heard.pressing > 0 and heard.emergency > SURE_OF_EMERGENCY)


def _named(heard: Alarm) -> tuple[str, Priority]:
    if heard.emergency > EMERGENCY_FROM:
        return SOUNDS_EMERGENCY, Priority.EMERGENCY
    return SOUNDS_URGENT, Priority.URGENT


def _tells(sentence: Sentence) -> bool:
    least = TOKENS_MIN_ON_FORMS if sentence.kind is PageKind.REFERRAL_FORM else TOKENS_MIN
    return (
        sentence.kind in _KINDS
        and sentence.section not in _SILENT
        and len(sentence.doc) >= least
        and "?" not in sentence.text
        and not _ADVICE.match(sentence.text)
        and not (_CONTINENT.search(sentence.text) and not _CHANGED.search(sentence.text))
        and not _all_works(sentence.text)
    )


def _all_works(text: str) -> bool:
    """Whether every clause tells that water and stool pass as they should: "Voiding on his own, bowels moved
    yesterday". One clause that tells of anything else leaves the whole to be judged."""
    clauses = [clause for clause in _LISTED.split(text) if clause.strip(" .:")]
    return bool(clauses) and all(_WORKS.fullmatch(clause) for clause in clauses)


_LISTED = re.compile(r"[,;.]|\b(?:and|with)\b", re.IGNORECASE)
_DAY = r"(?:\s(?:x ?\d|today|daily|regularly|yesterday|this (?:morning|afternoon|am)|last (?:night|evening)))"
_WHO = r"(?:(?:he|she|pt|patient|the patient|has|have|had|been|is|are|was|were|also|still|last|a|his|her|the)\s)*"
_WORKS = re.compile(
    rf"\W*{_WHO}(?:"
    r"(?:voids?|voiding|voided|urinat(?:es|ing|ed)|passe[sd] (?:urine|water)|passing (?:urine|water))"
    r"(?:\s(?:on (?:his|her|their) own|well|freely|normally|spontaneously|easily|fine|okay|as (?:usual|always)"
    r"|without (?:any )?(?:difficulty|trouble|problems?|help|a catheter)))+"
    rf"|(?:eats?|eating|sleeps?|sleeping|drinks?|drinking)\s(?:well|normally|fine)"
    rf"|(?:bowels?|bms?|stools?|bowel movements?)(?:\s(?:are|is|has|have|had|were|was))?"
    rf"(?:\s(?:moved|move|moving|open(?:ed)?|working|regular|normal|soft|formed|daily|fine|ok(?:ay)?"
    rf"|as (?:usual|always))|{_DAY})+"
    rf"|moved (?:his|her|the) bowels|(?:good|regular|normal|soft) (?:bms?|stools?|bowel movements?))"
    rf"{_DAY}{{0,2}}\W*",
    re.IGNORECASE,
)


def _reported(text: str) -> str:
    """What a report states in a sentence without what it says is sound or not there: "The posterior wall bulges,
    the cord is not touched". A radiologist names what is there; in a note a denial may be the emergency ("cannot
    feel her bladder"), so there the words stay."""
    stated = (clause for clause in _CLAUSES.split(text) if not _SOUND.search(clause) or _UNSOUND.search(clause))
    return "; ".join(stated)


_VERB = (
    r"(?:is|are|was|were|has|have|shows?|remains?|measures?|extends?|bulges?|narrows|abuts|touches|compresses"
    r"|tracks|invades|displaces|effaces|deforms|surrounds|occupies|fills|encroaches)"
)
_CLAUSES = re.compile(
    rf";|\b(?:but|however|although|though|while|whereas|except)\b|(?=\bwith(?:out| no)\b)"
    rf"|(?:,| and\b)\s?(?=[^,;.]{{0,60}}\b{_VERB}\b)",
    re.IGNORECASE,
)
_SOUND = AnyCase(
    r"\b(?:no|not|nothing|none|neither|nor|never|without|preserved|intact|maintained|straight|normal|patent"
    r"|unremarkable|benign|negative|free of|spared|un(?:compressed|involved|affected|displaced|touched)"
    r")\b|^\W*(?:(?:with|there|is|still|some|a|the|thin|rim|of|enough)\s){0,5}(?:csf|cerebrospinal fluid)\s"
    r"(?:(?:space|signal|is|still|remains?|persists|seen|visible|present|all)\s){0,4}"
    r"(?:around|about|surrounds|surrounding|on (?:both|all|either) sides? of)\b",
)
_UNSOUND = AnyCase(
    r"\bnot (?:\w+ly |well )?(?:intact|normal|preserved|maintained|patent|straight|excluded|clear|ruled|benign"
    r"|spared|stable)\b|\bno (?:longer|csf|fluid|room|space|flow)\b|\bcan(?:not|'t| not)\b|\bunable\b|\blos[st]\b"
    r"|\bthan normal\b"
    r"|\bcsf\b[^,;.]{0,40}\b(?:effac|obliterat|displac|absent|diminish|attenuat|reduc|narrow|thin)",
)
