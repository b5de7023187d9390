"""The second factor: six digits of a phone, by time (RFC 6238), and codes on paper for when it is lost."""

from __future__ import annotations

import io
import secrets
from datetime import datetime

import pyotp
import segno

STEP_S = 30
WINDOW = 1
"""Steps before and after now that count, for clocks that differ."""
RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_secret() -> str:
    return pyotp.random_base32()


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step that `code` belongs to, None where it is of no step near `now`. A step counts once only."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdecimal() and len(digits) == 6):
        return None
    here = int(now.timestamp()) // STEP_S
    totp = pyotp.TOTP(secret, interval=STEP_S)
    steps = range(here - WINDOW, here + WINDOW + 1)
    right = [step for step in steps if secrets.compare_digest(totp.at(step * STEP_S), digits)]
    return right[-1] if right else None


def picture(secret: str, name: str, issuer: str) -> bytes:
    """The secret as a QR code that an authenticator takes, as SVG."""
    link = pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(name=name, issuer_name=issuer)
    out = io.BytesIO()
    segno.make(link, error="m").save(out, kind="svg", scale=5, border=4, light="#ffffff", xmldecl=False)
    return out.getvalue()


def spaced(secret: str) -> str:
    """The secret in groups of four, to be typed."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def recovery_codes() -> tuple[str, ...]:
    """Fresh codes, "k7mp2-x9drw": fifty bits each."""
    return tuple(f"{_part()}-{_part()}" for _ in range(RECOVERY_CODES))


def recovery_form(code: str) -> str:
    """A recovery code as it is hashed, however it was typed."""
    return "".join(letter for letter in code.casefold() if letter.isalnum())


def _part() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(5))
