"""Passwords and the random secrets beside them: hashed with argon2id, judged before they are taken.

An unknown name costs the same time as a wrong password, so nobody learns which names there are.
"""

from __future__ import annotations

import secrets
import threading
import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LENGTH_MIN, LENGTH_MAX = 12, 200
DISTINCT_MIN = 5
HASHES_AT_ONCE = 2

_HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=2)
_TURN = threading.BoundedSemaphore(HASHES_AT_ONCE)
"""Each hash takes 64 MB: a flood of log-ins must not take the machine's memory."""
_COMMON = Path(__file__).with_name("common_passwords.txt")
_LEET = str.maketrans("013457@$!", "oieastasi")


def hash_password(password: str) -> str:
    with _TURN:
        return _HASHER.hash(_form(password))


def verify(stored: str | None, password: str) -> bool:
    """Whether `password` is that of the hash `stored`; None takes as long and is never right."""
    with _TURN:
        try:
            _HASHER.verify(stored or _nobodys(), _form(password)[: LENGTH_MAX * 2])
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def is_weak_hash(stored: str) -> bool:
    """Whether the hash was made with lesser parameters than ours are now."""
    return _HASHER.check_needs_rehash(stored)


def fault(password: str, *about: str) -> str:
    """What is wrong with a new password, in words; "" where it will do. `about`: names it must not hold."""
    plain = _form(password).casefold()
    if len(plain) < LENGTH_MIN:
        return f"The password needs at least {LENGTH_MIN} characters. A few words in a row are easy to remember."
    if len(plain) > LENGTH_MAX:
        return f"The password may have at most {LENGTH_MAX} characters."
    if len(set(plain)) < DISTINCT_MIN or _runs(plain):
        return "This password repeats or counts and is easy to guess. Please choose another."
    if any(len(word) >= 4 and word in plain for name in about for word in name.casefold().split()):
        return "The password must not hold your name or the clinic's."
    if _bare(plain) in _common() or plain in _common():
        return "This password is on the list of the most used ones. Please choose another."
    return ""


def new_secret() -> str:
    """256 random bits for a session, a link or an access token, fit for a URL."""
    return secrets.token_urlsafe(32)


def _form(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_urlsafe(16))


@cache
def _common() -> frozenset[str]:
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line and not line.startswith("#"))


def _bare(plain: str) -> str:
    """Without the digits and signs that are put around a word, and with letters for the signs within."""
    return plain.rstrip("0123456789!?.*#$-_").lstrip("0123456789!?.*#$-_").translate(_LEET)


def _runs(plain: str) -> bool:
    """Whether most of it is one run: "aaaaaaaaabc", "123456789abc", "abcabcabcabc"."""
    steps = [ord(b) - ord(a) for a, b in pairwise(plain)]
    even = sum(1 for step in steps if step in {-1, 0, 1})
    again = any(plain == (plain[:size] * len(plain))[: len(plain)] for size in range(1, 6))
    return again or even >= len(plain) * 0.7
