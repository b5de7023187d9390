"""Payers, practices, facilities, diagnoses and requests put together from their parts, for training.

Part of the lab: what a thing is called is learnt from where it stands and how it is built, so nearly every paper
has its own. The parts stand in `things_wide.txt`; the split for judging has plain lists only (`things`).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from faxpipe.lab.ner.names import surname
from faxpipe.lab.ner.things import things


def payer(rng: random.Random) -> str:
    """A plan: a brand with its product, state or both, or one of the plain kinds of cover."""
    draw = rng.random()
    if draw < 0.18:
        return _any(rng, "payer_plain")
    brand, product, state = (_any(rng, f"payer_{part}") for part in ("brand", "product", "state"))
    if draw < 0.3:
        return brand
    if draw < 0.36:
        return f"{town(rng)} {product}"
    return rng.choice(
        (
            f"{brand} {product}", f"{brand} {product}", f"{brand} {state}", f"{brand} {state} {product}",
            f"{brand} - {product}", f"{brand} ({product})", f"{brand} {product} {rng.randint(100, 9000)}",
            f"{brand}/{product}", f"{product} - {brand}",
        )
    )  # fmt: skip


def practice(rng: random.Random) -> str:
    """A practice: a place, a saint, a quality or its owners, what it does, and its legal form."""
    core, tail = _any(rng, "practice_core"), _any(rng, "practice_tail")
    lead = rng.choice(
        (
            lambda: _any(rng, "practice_lead"), lambda: _any(rng, "practice_lead"), lambda: _any(rng,
            "practice_head"),
            lambda: town(rng), lambda: town(rng), lambda: f"{town(rng)} {_any(rng, 'practice_lead')}",
            lambda: surname(rng, "train"), lambda: f"{surname(rng, 'train')} & {surname(rng, 'train')}",
        )
    )()  # fmt: skip
    draw = rng.random()
    if draw < 0.05:
        return rng.choice((f"Office of Dr. {surname(rng, 'train')}", f"{surname(rng, 'train')} MD{tail}"))
    if draw < 0.12:
        return f"{core} {rng.choice(('of', 'at', '-', 'in'))} {town(rng)}"
    if draw < 0.17:
        return f"{''.join(rng.choice('ABCDEGHLMNOPRSTW') for _ in range(rng.choice((2, 3, 4))))} {core}"
    name = f"{lead} {core}"
    return name + (tail if tail.startswith(",") else f" {tail}") if draw < 0.4 else name


def facility(rng: random.Random) -> str:
    """Where films are taken, drugs sold and blood drawn."""
    head = rng.choice((_any(rng, "facility_head"), _any(rng, "practice_lead"), town(rng)))
    return f"{head} {_any(rng, 'facility_kind')}"


def diagnosis(rng: random.Random, levels: Sequence[str]) -> str:
    """What is wrong, half the time a broken vertebra, told with its levels or without."""
    if rng.random() < 0.4:
        text = _any(rng, "dx_other")
        return f"{_any(rng, 'dx_head')} {text}" if rng.random() < 0.2 else text
    named = rng.choice((", ", "/", " and ", " & ", "-")).join(levels)
    core = _any(rng, "dx_core")
    core = f"{_any(rng, 'dx_head')} {core}" if rng.random() < 0.6 else core
    return rng.choice(
        (core, core, f"{named} {core}", f"{core} {named}", f"{core} of {named}", f"{core}, {named}",
        f"{core} at {named}",
         f"{core} ({named})", f"{named} {core}, {_any(rng, 'dx_other')}")
    )  # fmt: skip


def service(rng: random.Random, levels: Sequence[str]) -> str:
    """What is asked for."""
    verb, noun = _any(rng, "service_verb"), _any(rng, "service_noun")
    link = _any(rng, "service_link")
    linked = f"{verb}{link} {noun}" if link[0] in ":," else f"{verb} {link} {noun}"
    text = rng.choice(
        (noun, noun, linked, linked, f"{noun} {verb.split()[0]}", f"{noun} consult", f"{noun} evaluation", verb)
    )
    if rng.random() < 0.2:
        named = rng.choice((", ", "/", " and ", "-")).join(levels)
        text = rng.choice((f"{text} {named}", f"{named} {text}", f"{text} at {named}", f"{text} ({named})"))
    return text


def town(rng: random.Random) -> str:
    """A place that is on no map."""
    return _any(rng, "town_start") + _any(rng, "town_end")


def dressed(rng: random.Random, text: str) -> str:
    """Text in one of the cases it is printed in."""
    dresses: tuple[Callable[[str], str], ...] = (
        str, str, lambda one: one[:1].upper() + one[1:], lambda one: one[:1].upper() + one[1:], str.upper,
        _titled, str.lower,
    )  # fmt: skip
    return rng.choice(dresses)(text)


def _titled(text: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))


def _any(rng: random.Random, kind: str) -> str:
    return rng.choice(things(kind, "train"))
