"""Captions of forms and printouts, put together anew each time: whose it is, what it is, and the paper's manner.

Part of the lab: what training reads before a value. "Referring provider phone", "Tel (pt)", "refProviderNpi",
"Name / Nombre", "3b. What insurance does the patient have?" come of the same few words in `captions.txt`, now and
then with a letter lost or the words cut short, so that no single wording is learnt by heart.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

WITH_WHOSE = 0.55
"""How often a caption inside a headed block still says whose it is."""
QUESTIONS = 0.05
DAMAGED = 0.08


@dataclass(frozen=True, slots=True)
class Manner:
    """How one paper writes all its captions. `case`: what is done to their letters; `key`: as a program's keys;
    `second`: in two languages; `numbered`: as a form's numbered questions;
    `damaged`: how often one is badly read."""

    case: Callable[[str], str]
    key: str
    second: bool
    numbered: bool
    damaged: float = 0.0


def manner(rng: random.Random, ease: float = 1.0) -> Manner:
    """The manner of one paper; `ease` as in `papers.paper`."""
    case = rng.choice((_capital, _capital, _titled, _titled, _titled, str.upper, str.lower))
    key = rng.choices(("", "_", "camel", "."), [92, 3, 3, 2])[0]
    return Manner(case, key, rng.random() < 0.06, rng.random() < 0.08, DAMAGED * ease)


def caption(rng: random.Random, how: Manner, whose: str, what: str, *, share: float = WITH_WHOSE) -> str:
    """One caption: `whose` and `what` name lists of `captions.txt`; "" for nobody's. `share`: how often it says
    whose it is."""
    asked = _lists().get(f"question {what if what in _QUESTIONS else _asked(whose, what)}")
    if asked and rng.random() < QUESTIONS:
        return _numbered(rng, how, rng.choice(asked))
    core = rng.choice(_lists()[f"core {what}"])
    if whose and rng.random() < share:
        core = _joined(rng, rng.choice(_lists()[f"whose {whose}"]), core)
    if how.key:
        return _key(core, how.key)
    if how.second:
        core = next((f"{core} / {other}" for known, other in _second() if known in core.lower()), core)
    text = how.case(core)
    if rng.random() < how.damaged:
        text = damaged(rng, text)
    return _numbered(rng, how, text)


def whose(rng: random.Random, how: Manner, owner: str) -> str:
    """A caption that only says who: "Referring provider", before a name."""
    text = rng.choice(_lists()[f"whose {owner}"])
    return _key(text, how.key) if how.key else _numbered(rng, how, how.case(text))


def heading(rng: random.Random, how: Manner, part: str) -> str:
    """The heading of a part of a form."""
    text = rng.choice(_lists()[f"heading {part}"])
    return rng.choice((str.upper, str.upper, _titled, how.case))(text) + rng.choice(("", "", ":", " -", " >>"))


def damaged(rng: random.Random, text: str) -> str:
    """A caption badly read or cut short."""
    at = rng.randrange(len(text))
    ways = (
        text[:at] + text[at + 1 :],
        text[: max(3, at)],
        text[min(at, 3) :],
        "".join(sign for place, sign in enumerate(text) if place == 0 or sign.lower() not in "aeiou"),
        text.replace(" ", ""),
        text[:at] + rng.choice("lI1.'~-|") + text[at + 1 :],
    )
    return rng.choice(ways)


def _joined(rng: random.Random, owner: str, core: str) -> str:
    plain = f"{owner} {core}"
    return rng.choice(
        (plain, plain, plain, plain, f"{owner}: {core}", f"{owner} - {core}", f"{core} ({owner})",
        f"{core} of {owner}",
         f"{core}, {owner}", f"{owner}/{core}", f"{owner} ({core})", f"{core} for {owner}")
    )  # fmt: skip


def _asked(owner: str, what: str) -> str:
    return {"cell": "phone", "payername": "payer", "name": owner}.get(what, "")


_QUESTIONS = frozenset({"npi", "member", "service", "onset", "dx"})


def _numbered(rng: random.Random, how: Manner, text: str) -> str:
    if not how.numbered or rng.random() < 0.3:
        return text
    return f"{rng.randint(1, 30)}{rng.choice(('.', ')', 'a.', 'b.', 'c)'))} {text}"


def _key(text: str, key: str) -> str:
    words = "".join(sign if sign.isalnum() else " " for sign in text).split() or ["field"]
    if key == "camel":
        return words[0].lower() + "".join(word.capitalize() for word in words[1:])
    return key.join(words).lower() if key == "." or words[0].islower() else key.join(words).upper()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _titled(text: str) -> str:
    small = {"of", "the", "for", "to", "or", "and", "is", "on", "as"}
    return " ".join(word if word in small else word[:1].upper() + word[1:] for word in text.split(" "))


@cache
def _second() -> tuple[tuple[str, str], ...]:
    pairs = (item.partition(": ") for item in _lists()["second language"])
    return tuple((known, other) for known, _, other in pairs)


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    lists: dict[str, list[str]] = {}
    name = ""
    for line in (files("faxpipe.lab.ner") / "captions.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
            lists[name] = []
        elif line and not line.startswith("#"):
            lists[name].append(line)
    return {
        name: tuple(item.strip() for item in " ".join(lines).split(";") if item.strip())
        for name, lines in lists.items()
    }
