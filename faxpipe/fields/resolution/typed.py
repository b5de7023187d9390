"""What a person typed -> the normal form of the field, by the same kinds that read the paper.

Between a form of the review page and `amended`. A person knows better than any list: what a check would refuse is
told and can be kept all the same; only what has no normal form at all (a date that is none) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as member

from faxpipe.fields.context import Packet, near
from faxpipe.fields.forms.readers import READERS
from faxpipe.referral import Check, Value
from faxpipe.schema import FieldSpec

CHOICES: dict[str, tuple[str, ...]] = {
    "sex": ("female", "male", "other"),
    "urgency": ("routine", "urgent", "stat"),
    "modality": ("MRI", "CT", "bone scan", "SPECT", "X-ray"),
    "yes_no": ("yes", "no"),
    "neuro": ("normal", "deficit"),
    "presence": ("present",),
}
"""Kinds of which the table names every value."""

HINTS: dict[str, str] = {
    "person": "First Last",
    "date": "MM/DD/YYYY",
    "onset": "02/20/2026, or 3 weeks ago",
    "phone": "603-555-0100",
    "npi": "1234567893",
    "id": "1EG4TE5MK73",
    "cpt": "22514, 22515",
    "icd10": "M80.08XA, M54.50",
    "levels": "T12, L1",
    "medications": "lisinopril, tylenol; or none",
    "allergies": "penicillin, latex; or none",
    "anticoagulants": "warfarin; or none",
    "conservative": "brace, physical therapy",
    "score": "7, a whole number from 0 to 10",
    "percent": "30, from 0 to 100",
}
LISTS = frozenset("cpt icd10 levels medications allergies anticoagulants conservative".split())
NONE = re.compile(r"\W*(?:none|nkda|nka|no known (?:drug )?allergies|no|n/a)\W*", re.IGNORECASE)
NONE_KINDS = frozenset("medications allergies anticoagulants conservative".split())
TEXT_LENGTH_MAX = 2000


@dataclass(frozen=True, slots=True)
class Typed:
    """`value` in normal form, None where there is none. `problem`: what is odd about it, in words; a value with a
    problem is kept only when the person says so."""

    value: Value | None = member(repr=False)
    problem: str = ""


def typed(text: str, spec: FieldSpec, packet: Packet) -> Typed:
    """`text` as a value of the field `spec`. Of `packet` only the day and who we are count."""
    text = " ".join(text[:TEXT_LENGTH_MAX].split())
    if not text:
        return Typed(None, "Nothing is written. If the fax does not say it, choose “Not on the fax”.")
    if spec.kind in CHOICES:
        return _choice(text, spec, packet)
    if spec.kind in LISTS:
        return _list(text, spec, packet)
    return _KINDS.get(spec.kind, _as_typed)(text, spec, packet)


def shown(value: Value | None) -> str:
    """A value as it stands in a text box; `typed` gives the same value back."""
    if isinstance(value, tuple):
        return ", ".join(value)
    text = "" if value is None else str(value)
    day = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    if day:
        return f"{day[2]}/{day[3]}/{day[1]}"
    span = re.fullmatch(r"P(\d{1,3})([DWMY])", text)
    return f"{span[1]} {UNITS[span[2]]}{'' if span[1] == '1' else 's'} ago" if span else text


UNITS = {"D": "day", "W": "week", "M": "month", "Y": "year"}


def _choice(text: str, spec: FieldSpec, packet: Packet) -> Typed:
    wanted = next((one for one in CHOICES[spec.kind] if one.lower() == text.lower()), None)
    if wanted is None and spec.kind in READERS:
        found = READERS[spec.kind].read(text, spec, packet)
        wanted = str(found[0].value) if found and found[0].value in CHOICES[spec.kind] else None
    if wanted is None:
        return Typed(None, f"Please choose one of: {', '.join(CHOICES[spec.kind])}.")
    return Typed(wanted)


def _list(text: str, spec: FieldSpec, packet: Packet) -> Typed:
    if spec.kind in NONE_KINDS and NONE.fullmatch(text):
        return Typed("none")
    values: list[str] = []
    odd: list[str] = []
    for piece in filter(None, (one.strip(" .") for one in re.split(r"[,;\n]", text))):
        found = READERS[spec.kind].read(piece, spec, packet)
        known = found[0].value if found and found[0].check is not Check.FAILED else None
        if known is None or known == "none":
            kept = piece.upper() if spec.kind in {"icd10", "levels", "cpt"} else piece.lower()
            values.append(kept)
            odd.append(kept)
        else:
            values += known if isinstance(known, tuple) else (str(known),)
    if not values:
        return Typed(None, "Nothing is written.")
    return Typed(tuple(dict.fromkeys(values)), f"Not in our lists: {', '.join(odd)}." if odd else "")


def _date(text: str, spec: FieldSpec, packet: Packet) -> Typed:
    found = READERS[spec.kind].read(text, spec, packet)
    if not found:
        return Typed(None, f"This is not a date. Write it like {HINTS['date']}.")
    return Typed(found[0].value, "This date cannot be right." if found[0].check is Check.FAILED else "")


def _onset(text: str, spec: FieldSpec, packet: Packet) -> Typed:
    if re.fullmatch(r"P\d{1,3}[DWMY]|\d{4}-(?:0[1-9]|1[0-2])", text):
        return Typed(text)
    found = READERS["onset"].read(text, spec, packet)
    if not found:
        return Typed(None, f"This is no date and no length of time. Write it like {HINTS['onset']}.")
    return Typed(found[0].value, "This cannot be right." if found[0].check is Check.FAILED else "")


def _phone(text: str, spec: FieldSpec, packet: Packet) -> Typed:
    found = READERS["phone"].read(re.sub(r"\bfax\b|\(f\)", "", text, flags=re.IGNORECASE), spec, packet)
    if not found:
        return Typed(None, f"This is not a telephone number of 10 digits. Write it like {HINTS['phone']}.")
    value = found[0].value
    if any(near(str(value), ours) for ours in packet.recipient.phones):
        return Typed(value, "This is our own number, or one digit away from it.")
    return Typed(value, "This number cannot be dialled." if found[0].check is Check.FAILED else "")


def _npi(text: str, spec: FieldSpec, packet: Packet) -> Typed:
    digits = re.sub(r"\D", "", text)
    found = READERS["npi"].read(digits, spec, packet)
    if len(digits) != 10:
        return Typed(digits or None, "An NPI has 10 digits.")
    if not found or found[0].check is not Check.PASSED:
        return Typed(digits, "The check digit does not fit: one digit is probably wrong.")
    return Typed(digits)


def _id(text: str, spec: FieldSpec, packet: Packet) -> Typed:
    value = re.sub(r"[\s-]", "", text).upper()
    if not re.search(r"[A-Z0-9]", value):
        return Typed(None, "There is no letter and no digit in it.")
    found = READERS["id"].read(value, spec, packet)
    failed = bool(found) and found[0].check is Check.FAILED
    return Typed(value, "A Medicare number is not built like this." if failed else "")


def _score(text: str, spec: FieldSpec, packet: Packet) -> Typed:
    match = re.match(r"(\d{1,2})(?:\s*(?:/|out of|of)\s*10)?\s*$", text)
    if match and int(match[1]) <= 10:
        return Typed(int(match[1]))
    return Typed(None, "A pain score is a whole number from 0 to 10.")


def _percent(text: str, spec: FieldSpec, packet: Packet) -> Typed:
    match = re.match(r"(\d{1,3})\s*(?:%|percent)?\s*$", text)
    if match and int(match[1]) <= 100:
        return Typed(int(match[1]))
    return Typed(None, "A share is a whole number from 0 to 100.")


def _person(text: str, spec: FieldSpec, packet: Packet) -> Typed:
    """As typed; only "Last, First" is turned round."""
    if "," in text:
        found = READERS["person"].read(text, spec, packet)
        return Typed(str(found[0].value) if found else text)
    return Typed(text, "" if re.search(r"[^\W\d]{2}", text) else "This does not look like a name.")


def _payer(text: str, spec: FieldSpec, packet: Packet) -> Typed:
    found = READERS["payer"].read(text, spec, packet)
    known = bool(found) and found[0].value == "self-pay"
    return Typed("self-pay" if known else text)


def _as_typed(text: str, spec: FieldSpec, packet: Packet) -> Typed:
    return Typed(text)


_KINDS: dict[str, Callable[[str, FieldSpec, Packet], Typed]] = {
    "date": _date,
    "onset": _onset,
    "phone": _phone,
    "npi": _npi,
    "id": _id,
    "score": _score,
    "percent": _percent,
    "person": _person,
    "payer": _payer,
}
