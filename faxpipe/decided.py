"""What people have said of the pages of a fax, for the next reading to go by. Between document and pages."""

from __future__ import annotations

from dataclasses import dataclass

from faxpipe.document import PageKind

NOBODY = 0


@dataclass(frozen=True, slots=True)
class Decided:
    """People win: each is by page number, in the order in which it was said.

    `kinds`; `rotations`: clockwise degrees that make the page upright; `patients`: the page whose patient it
    belongs to, the page itself for a patient of its own, NOBODY for none; `referrals`: pages of what is one.
    """

    kinds: tuple[tuple[int, PageKind], ...] = ()
    rotations: tuple[tuple[int, int], ...] = ()
    patients: tuple[tuple[int, int], ...] = ()
    referrals: tuple[int, ...] = ()


NOTHING = Decided()
