"""Sentences that clinicians write: history, examination, imaging, plan; each tells the facts that it states.

Part of the lab. Every function returns text and tells `said` what a careful reader takes from it. Negations,
family history and return precautions are written too; they tell nothing.
"""

from __future__ import annotations

import random

from faxpipe.lab.cases import Case
from faxpipe.lab.clinic import FAMILY, FILLER, NEGATED, PAST, TEMPLATES
from faxpipe.lab.entries import UNITS
from faxpipe.lab.said import Said
from faxpipe.lab.style import Style

NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
TRIED = {
    "analgesics": ("analgesics", "oral pain medication", "pain medicine"),
    "brace": ("a TLSO brace", "a Jewett brace", "a back brace", "bracing"),
    "physical therapy": ("physical therapy", "PT", "a course of physical therapy"),
    "rest": ("bed rest", "rest"),
    "injections": ("trigger point injections", "injections"),
}
MECHANISMS = (
    "after a fall on ice",
    "while lifting a laundry basket",
    "after missing a step on the porch",
    "without any clear injury",
    "when she bent down to tie a shoe",
    "after a slip in the bathroom",
    "while turning over in bed",
)


def pronouns(case: Case, text: str) -> str:
    """Fill {she}, {She}, {her}, {Her} of `text` for this patient."""
    she, her = ("she", "her") if case.patient.sex == "female" else ("he", "his")
    return text.format(she=she, She=she.capitalize(), her=her, Her=her.capitalize())


def person(case: Case, said: Said) -> str:
    """ "78-year-old woman" in one of its dresses."""
    said.tell(case, "patient.sex")
    noun, letter, adult = ("woman", "F", "female") if case.patient.sex == "female" else ("man", "M", "male")
    if not case.has("patient.birth_date"):
        return f"elderly {noun}" if case.age > 64 else f"pleasant {noun}"
    return (
        f"{case.age}-year-old {noun}"
        if case.age % 2
        else (f"{case.age} y.o. {adult}" if case.age % 4 else f"{case.age} yo {letter}")
    )


def onset(case: Case, style: Style, said: Said) -> str:
    """When it began, as part of a sentence; empty where the sender does not say."""
    if not case.has("fracture.onset"):
        return ""
    said.tell(case, "fracture.onset")
    fact = case.text("fracture.onset")
    if fact.startswith("P"):
        count, unit = int(fact[1:-1]), UNITS[fact[-1]]
        shown = NUMBERS[count] if style.rng.random() < 0.4 and count < len(NUMBERS) else str(count)
        return f"{shown} {unit}s ago"
    if len(fact) == 7:
        return f"in {case.onset:%B %Y}"
    return f"on {style.date(case.onset)}"


def history(case: Case, style: Style, said: Said) -> str:
    """The history of a fracture or of another complaint, with what was tried and the pain score."""
    rng = style.rng
    she = "She" if case.patient.sex == "female" else "He"
    said.add("documents.clinical_notes", "present")
    if case.complaint is not None:
        parts = [f"{_article(person(case, said))} with {_lower(case.complaint.story)}"]
    else:
        began = onset(case, style, said)
        how = rng.choice(MECHANISMS).replace("she", she.lower())
        opening = f"{_article(person(case, said))} with severe mid and low back pain"
        parts = [f"{opening} that began {began} {how}." if began else f"{opening}, worse on standing."]
    parts += [pain(case, rng, said), tried(case, rng, said)]
    parts.append(alarm(case, said) or rng.choice(NEGATED))
    if case.cancer:
        said.alarms.add("urgent")
        parts.append(f"Known {case.cancer}, under active treatment.")
    return " ".join(part for part in parts if part)


def pain(case: Case, rng: random.Random, said: Said) -> str:
    if not case.has("symptoms.pain_score"):
        return ""
    said.tell(case, "symptoms.pain_score")
    score = case.text("symptoms.pain_score")
    she = "She" if case.patient.sex == "female" else "He"
    return rng.choice(
        (
            f"{she} rates the pain {score}/10.",
            f"Pain is {score} out of 10.",
            f"Pain score {score}/10 with movement.",
            f"NRS {score}.",
        )
    )


def tried(case: Case, rng: random.Random, said: Said) -> str:
    if not case.has("treatment.conservative"):
        return ""
    said.tell(case, "treatment.conservative")
    fact = case.facts["treatment.conservative"]
    words = [rng.choice(TRIED[item]) for item in fact] if isinstance(fact, tuple) else []
    listed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    she = "She" if case.patient.sex == "female" else "He"
    return rng.choice(
        (
            f"{she} has tried {listed} without adequate relief.",
            f"Failed {listed}.",
            f"So far treated with {listed}, with little benefit.",
        )
    )


def alarm(case: Case, said: Said) -> str:
    """The red flag, asserted, where the case has one."""
    if case.alarm is None:
        return ""
    said.alarms.add(case.alarm.priority)
    if case.alarm.deficit:
        said.add("exam.neuro", "deficit")
    return pronouns(case, case.alarm.note)


def neuro(case: Case, rng: random.Random, said: Said) -> str:
    if not case.has("exam.neuro"):
        return ""
    said.tell(case, "exam.neuro")
    if case.text("exam.neuro") == "deficit":
        said.alarms.add("urgent")
        return rng.choice(
            (
                "Neuro: weakness 3/5 in the right leg with reduced sensation.",
                "There is a motor deficit, 3/5 in the legs.",
            )
        )
    return rng.choice(
        (
            "Neuro: strength 5/5 in both lower extremities, sensation intact.",
            "Motor and sensory exam of the legs is normal.",
            "Neurologically intact, reflexes symmetric.",
            "No focal neurologic deficit.",
        )
    )


def exam(case: Case, rng: random.Random, said: Said) -> str:
    """Vital signs, the back, the nerves."""
    vitals = f"BP {rng.randint(108, 158)}/{rng.randint(60, 92)}, HR {rng.randint(58, 96)}, afebrile."
    back = (
        case.complaint.exam
        if case.complaint
        else rng.choice(
            (
                "Midline tenderness to percussion over the thoracolumbar spine.",
                "Marked focal spinous process tenderness. Kyphotic posture.",
            )
        )
    )
    gait = rng.choice(("Gait slow with a walker.", "Antalgic gait.", ""))
    return " ".join(part for part in (vitals, back, neuro(case, rng, said), gait) if part)


def study(case: Case, style: Style, said: Said, *, reported: bool) -> str:
    """The study as a note mentions it; silent where the sender names none."""
    if not case.has("imaging.modality"):
        return ""
    said.tell(case, "imaging.modality")
    rng = style.rng
    name = {"bone scan": "Bone scan"}.get(case.text("imaging.modality"), case.text("imaging.modality"))
    when = ""
    if case.has("imaging.date"):
        said.tell(case, "imaging.date")
        short = case.imaged.strftime("%-m/%-d") if case.imaged.year == case.sent.year else style.date(case.imaged)
        when = rng.choice((f" on {style.date(case.imaged)}", f" ({style.date(case.imaged)})", f" {short}"))
    if case.complaint is not None:
        return f"{name}{when}: {case.complaint.study}"
    body = f"{name}{when} shows {_finding(case, said)}"
    return f"{body}{details(case, rng, said)}." + (" Report enclosed." if reported else "")


def _finding(case: Case, said: Said) -> str:
    if not case.levels:
        return "an acute vertebral compression fracture"
    said.tell(case, "fracture.levels")
    if len(case.levels) > 1:
        return f"acute compression fractures of {' and '.join(case.levels)}"
    return f"an acute {case.levels[0]} compression fracture"


def details(case: Case, rng: random.Random, said: Said) -> str:
    parts = []
    if case.has("imaging.edema"):
        said.tell(case, "imaging.edema")
        uptake = case.text("imaging.modality") == "bone scan"
        if case.text("imaging.edema") == "yes":
            parts.append(
                "increased uptake"
                if uptake
                else rng.choice(("marrow edema", "bone marrow edema", "edema on STIR"))
            )
        else:
            parts.append("no abnormal uptake" if uptake else "no marrow edema")
    if case.has("fracture.height_loss_percent"):
        said.tell(case, "fracture.height_loss_percent")
        percent = case.text("fracture.height_loss_percent")
        parts.append(rng.choice((f"{percent}% loss of height", f"approximately {percent}% height loss")))
    return f" with {' and '.join(parts)}" if parts else ""


def bone(case: Case, rng: random.Random, said: Said) -> str:
    if not case.has("bone.workup"):
        return ""
    said.tell(case, "bone.workup")
    return rng.choice(
        (
            "DEXA has been ordered.",
            "Bone density scheduled; osteoporosis treatment discussed.",
            "Referred for DEXA and osteoporosis care.",
        )
    )


def thinners(case: Case, rng: random.Random, said: Said) -> str:
    """Whether blood thinners are taken; silent where the sender does not say."""
    if not case.has("treatment.anticoagulants"):
        return ""
    said.tell(case, "treatment.anticoagulants")
    if case.facts["treatment.anticoagulants"] == "none":
        return rng.choice(
            (
                "Not on blood thinners.",
                "No anticoagulants.",
                "Takes no blood thinners or antiplatelet agents.",
                "Anticoagulation: none.",
            )
        )
    drug = case.text("treatment.anticoagulants")
    return rng.choice((f"Anticoagulated with {drug}.", f"Blood thinner: {drug}."))


def allergies(case: Case, rng: random.Random, said: Said) -> str:
    """The answer to "Allergies"; empty where the sender left it out."""
    if not case.has("patient.allergies"):
        return ""
    said.tell(case, "patient.allergies")
    if case.facts["patient.allergies"] == "none":
        return rng.choice(("NKDA", "No known drug allergies", "None known", "no known allergies"))
    return case.text("patient.allergies")


def request(case: Case, said: Said) -> str:
    """What is asked of the clinic; empty where the sender forgot to ask."""
    if not case.has("order.service"):
        return ""
    said.tell(case, "order.service", "order.date")
    return f"Refer to Dr. Kramer, NRHN Pain Management, Salem: {case.text('order.service')}."


def diagnosis(case: Case, said: Said) -> str:
    said.tell(case, "diagnosis.text", "diagnosis.icd10")
    for level in case.levels:
        if level in case.text("diagnosis.text"):
            said.tell(case, "fracture.levels")
    if case.cancer:
        said.alarms.add("urgent")
    return f"{case.text('diagnosis.text')} ({case.text('diagnosis.icd10')})"


def background(rng: random.Random) -> list[str]:
    """Past and family history and return precautions: true of the note, and no red flag."""
    texts = [rng.choice(PAST), *rng.sample(FILLER, rng.randint(0, 3))]
    return texts + [rng.choice(pool) for pool in (FAMILY, TEMPLATES) if rng.random() < 0.5]


def _article(text: str) -> str:
    return f"{'An' if text[0] in 'e8' or text.startswith(('11', '18')) else 'A'} {text}"


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
