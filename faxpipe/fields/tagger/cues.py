"""Cue words of a page -> what the trained tagger knows of each token beyond its nearest neighbours.

Place in the sentence: pages -> words -> packets -> **fields**; used by `tagger.tokens`. Three cues a token: the
last cue word before it, the last cue word of the cell above it, and whose part of the page it stands in. Cells are
counted from the left between wide gaps, so that a label above its answer is seen without any geometry. The trap:
words added here ask for a new training.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from spacy.strings import get_string_id

GAP, LINE = "\t", "\n"
CUE_REACH = 40
"""Tokens after which a cue word is forgotten."""
OWNER_REACH = 14
"""Lines after which it is forgotten whose part of the page this is."""
HEADING_TOKENS_MAX = 8
"""A line of one cell that is no longer heads all columns below it."""
WEAK_REACH = 3
"""A weak word says nothing new so few tokens after a strong one: "birth date" is about birth."""

Cues = tuple[int, int, int]

_TOPICS = {
    "patient": "patient pt pts patients re regarding client resident subject paciente",
    "referrer": "referring referrer referred ordering ordered requesting requested requester requestor prescriber "
    "prescribing sincerely regards respectfully signed signature sender from authorizing authorized submitted "
    "originating sending firma",
    "relative": "emergency kin spouse wife husband daughter son guarantor subscriber guardian caregiver contact "
    "proxy relation relationship mother father sister brother niece nephew insured holder lives accompanied "
    "policyholder responsible notify emergencia",
    "other": "pcp radiologist supervising attending interpreted interpreting dictated surgeon oncologist "
    "cardiologist cc neurologist rheumatologist reviewed consulted primary hospitalist transcribed rendering "
    "collaborating covering scribe dictating",
    "recipient": "attn attention dear to kramer recipient consultant specialist receiving",
    "birth": "dob d.o.b born birth birthdate birthday bd nacimiento dateofbirth d/o/b",
    "order": "order referral requisition written orden",
    "study": "mri ct exam study imaging x-ray xray scan radiograph radiographs performed films dexa mr spect",
    "onset": "onset injury began since fell fall started accident symptoms noticed doi occurred inicio",
    "printed": "printed generated faxed print run page transmitted",
    "visit": "visit seen encounter dos appointment service admitted discharge discharged appt",
    "expiry": "expires expiration effective exp valid thru through due follow-up next scheduled revised rev",
    "allergy": "allergies allergic allergy nkda sensitivities intolerances intolerance reaction alergias",
    "drug": "medications meds medication rx takes taking medicines drugs prescriptions medicamentos",
    "payer": "insurance payer plan carrier coverage insurer payor covered ins seguro insured-by hmo ppo",
    "diagnosis": "diagnosis dx diagnoses impression assessment problem diagnosed condition diagnostico icd icd-10",
    "service": "reason evaluate consult consultation evaluation procedure request refer services "
    "requested-service treat motivo eval",
    "pain": "pain score vas nrs rates severity",
    "practice": "practice clinic office hospital center associates organization",
    "past": "old chronic healed prior previous history remote former stopped discontinued",
    "phone": "phone tel telephone cell mobile ph telefono cellular landline tele call reach reached",
    "fax": "fax facsimile telefax fx.",
    "npi": "npi",
    "identifier": "id member policy mbi certificate identification enrollee hic hicn subscriber-id claim id#",
    "account": "mrn account acct csn accession group grp ssn license lic dea tax tin ein auth authorization upin "
    "record chart visit# encounter# case",
    "address": "address street city zip direccion mailing",
    "level": "level levels vertebra vertebral segment",
}
_WEAK_TOPICS = {
    "name": "name nombre named print",
    "date": "date dated day fecha on",
    "clinician": "provider physician clinician practitioner doctor md dr medico np",
    "number": "number no num # numero",
    "facility": "facility location site department dept",
}
_OWNERS = {
    "patient": "patient pt pts patients client resident demographics paciente beneficiary",
    "referrer": "referring referrer ordering requesting requester requestor prescriber prescribing sender "
    "authorizing originating sending submitting sincerely regards respectfully referred",
    "relative": "emergency kin spouse guarantor guardian caregiver proxy relative policyholder responsible poa "
    "daughter son wife husband emergencia notify",
    "other": "pcp primary supervising attending collaborating radiologist interpreting reading consulting cc "
    "surgeon oncologist cardiologist hospitalist rendering covering neurologist dictated",
    "recipient": "attn attention kramer recipient consultant specialist receiving to",
    "payer": "insurance payer payor plan carrier coverage insurer policy subscriber insured seguro",
    "second payer": "secondary tertiary supplemental",
    "adjuster": "adjuster adjustor attorney employer case claim",
    "pharmacy": "pharmacy drugstore cvs walgreens",
    "imaging": "radiology imaging laboratory lab",
}
_WEAK_OWNERS = {
    "clinician": "provider physician clinician practitioner doctor medico",
    "practice": "practice clinic office from",
    "facility": "facility hospital",
}


def _table(topics: dict[str, str]) -> dict[str, str]:
    return {word: topic for topic, words in topics.items() for word in words.split()}


_STRONG_TOPIC, _WEAK_TOPIC = _table(_TOPICS), _table(_WEAK_TOPICS)
_STRONG_OWNER, _WEAK_OWNER = _table(_OWNERS), _table(_WEAK_OWNERS)


@dataclass(frozen=True, slots=True)
class _Cue:
    """What a word cues, 0 for nothing; a weak cue gives way to a strong one beside it."""

    topic: int
    weak_topic: int
    owner: int
    weak_owner: int


_SILENT = _Cue(0, 0, 0, 0)
_BREAKS = frozenset((GAP, LINE))
_SIGNS = frozenset((GAP, LINE, ":", ".", ",", "-", "/", "(", ")", "|"))


@lru_cache(maxsize=50_000)
def _cue(token: str) -> _Cue:
    lower = token.lower().strip(".:")
    lower = lower[:-2] if lower.endswith(("'s", "\u2019s")) else lower
    words = (
        _STRONG_TOPIC.get(lower), _WEAK_TOPIC.get(lower), _STRONG_OWNER.get(lower), _WEAK_OWNER.get(lower)
    )  # fmt: skip
    return _Cue(*(get_string_id(f"q:{word}") if word else 0 for word in words)) if any(words) else _SILENT


@dataclass(slots=True)
class _Place:
    """Where the reading of a page stands. `above`, `here`: the last cue of each cell of the line above and of
    this one; `owners`: of each column the cue of its owner and the line that told it."""

    topic: int = 0
    age: int = 0
    line: int = 0
    cell: int = 0
    tokens: int = 0
    above: tuple[int, ...] = ()
    here: tuple[int, ...] = (0,)
    owners: tuple[tuple[int, int], ...] = ()
    told: int = 0
    """The owner cue of this very cell."""

    def owner(self) -> int:
        if not self.owners:
            return 0
        cue, line = self.owners[min(self.cell, len(self.owners) - 1)]
        return cue if self.line - line <= OWNER_REACH else 0

    def take(self, cue: _Cue) -> None:
        """A word of the cell, and what it cues."""
        self.age += 1
        self.tokens += 1
        weak = cue.weak_topic and (self.age > WEAK_REACH or not self.here[self.cell])
        if topic := cue.topic or (cue.weak_topic if weak else 0):
            self.topic, self.age = topic, 0
            self.here = (*self.here[: self.cell], topic)
        if owner := cue.owner or (0 if self.told else cue.weak_owner):
            self.told = owner
            known = [*self.owners, *[self.owners[-1] if self.owners else (0, self.line)] * (self.cell + 1)]
            known[self.cell] = (owner, self.line)
            self.owners = tuple(known[: max(len(self.owners), self.cell + 1)])

    def next_cell(self) -> None:
        self.cell += 1
        self.here = (*self.here, 0)
        self.told = 0
        self.age += 1

    def next_line(self) -> None:
        if self.cell == 0 and self.told and self.tokens <= HEADING_TOKENS_MAX:
            self.owners = ((self.told, self.line),)
        self.above, self.here = self.here, (0,)
        self.line += 1
        self.cell = self.tokens = self.told = 0
        self.age += 1


def cues(tokens: Iterable[str]) -> Iterator[Cues]:
    """For each token the last cue before it, the cue of the cell above it, and whose part of the page it is in."""
    place = _Place()
    above = owner = 0
    for token in tokens:
        cue = _SILENT if token in _SIGNS else _cue(token)
        if cue is not _SILENT:
            place.take(cue)
            owner = place.owner()
        elif token in _BREAKS:
            if token == LINE:
                place.next_line()
            else:
                place.next_cell()
            above = place.above[place.cell] if place.cell < len(place.above) else 0
            owner = place.owner()
        else:
            place.age += 1
            place.tokens += 1
        yield place.topic if place.age <= CUE_REACH else 0, above, owner
