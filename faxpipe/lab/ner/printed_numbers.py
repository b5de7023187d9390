"""Telephone numbers, insurance numbers and addresses as papers print them.

Part of the lab: the numbers are invented by `lab.people`, only their dress is drawn here.
"""

from __future__ import annotations

import random

from faxpipe.lab.ner.plenty import town
from faxpipe.lab.people import make_mbi

PLAN_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
STATES = "NH MA ME VT CT RI NY NJ PA TX FL CA OH GA VA IL MI".split()
ROADS = "St Street Ave Avenue Rd Road Dr Lane Ln Blvd Way Court Ct Pike Hwy Circle".split()


def dialled(rng: random.Random, number: str) -> str:
    """NXX-NXX-XXXX in one of the dresses of a telephone number."""
    area, exchange, line = number.split("-")
    local = f"{exchange}-{line}"
    forms = (
        *(
            f"({area}) {local}",
            f"({area}) {local}",
            f"{area}-{local}",
            f"{area}-{local}",
            f"{area}.{exchange}.{line}",
        ),
        *(f"{area} {exchange} {line}", f"({area}){local}", f"{area}/{local}", f"{area}{exchange}{line}"),
        *(f"1-{area}-{local}", f"+1 {area}-{local}", f"{area} {local}", f"({area}) {exchange} {line}"),
    )
    return rng.choice(forms)


def insurance_number(rng: random.Random) -> str:
    """A member ID of some plan: Medicare's, or letters and digits with blanks and dashes in some places."""
    letters = "".join(rng.choice(PLAN_LETTERS) for _ in range(rng.choice((1, 2, 3, 3))))
    digits = str(rng.randint(10**6, 10 ** rng.choice((8, 9, 10, 12)) - 1))
    medicare = make_mbi(rng)
    forms = (
        *(medicare, medicare, f"{medicare[:4]}-{medicare[4:7]}-{medicare[7:]}", f"{letters}{digits}", digits),
        *(f"{letters}{digits}", f"{letters} {digits}", f"{digits}{letters[0]}", f"{letters}-{digits}"),
        *(
            f"{digits[:3]}-{digits[3:5]}-{digits[5:]}",
            f"{digits[:4]} {digits[4:]}",
            f"{digits}-{rng.randint(0, 9):02d}",
        ),
        f"{letters}{digits} {rng.randint(0, 4):02d}",
    )
    drawn = rng.choice(forms)
    return drawn.lower() if rng.random() < 0.03 else drawn


def address(rng: random.Random) -> str:
    """A street, a place that is on no map, a state and its number, on one line or two."""
    flat = rng.choice(("", "", "", f" Apt {rng.randint(1, 60)}", f", Suite {rng.randint(100, 900)}", " #2B"))
    street = f"{rng.randint(1, 9900)} {town(rng)} {rng.choice(ROADS)}{flat}"
    between, comma = rng.choice((", ", "\n", ", ", " ")), rng.choice((", ", " "))
    return f"{street}{between}{town(rng)}{comma}{rng.choice(STATES)} {rng.randint(1001, 99501):05d}"
