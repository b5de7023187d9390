"""Packets as people want them: single pages moved to another patient, to one of their own, or to nobody.

Between words and fields, after `group`. Whoever gives a page names another page, not a number of a patient,
because patients are counted anew with every reading.
"""

from __future__ import annotations

from collections.abc import Sequence

from faxpipe.decided import NOBODY
from faxpipe.packets.group import Packets


def regrouped(grouped: Packets, patients: Sequence[tuple[int, int]], pages: int) -> Packets:
    """`grouped` with each (page, the page it goes with) of `patients` obeyed; of pages up to `pages` there are.

    Patients of their own are set apart first, so that the order in which pages were given does not matter.
    """
    if not patients:
        return grouped
    packets = [list(packet) for packet in grouped.packets]
    loose, shared = set(grouped.unassigned), set(grouped.shared)
    for page, beside in sorted(patients, key=lambda given: given[0] != given[1]):
        if not (1 <= page <= pages and NOBODY <= beside <= pages):
            continue
        packets = [[number for number in packet if number != page] for packet in packets]
        loose.discard(page)
        shared.discard(page)
        if beside == NOBODY:
            continue
        home = next((packet for packet in packets if beside in packet), None)
        if home is None:
            loose.discard(beside)
            shared.discard(beside)
            home = [beside] if beside != page else []
            packets.append(home)
        home.append(page)
    kept = sorted(tuple(sorted(packet)) for packet in packets if packet)
    return Packets(tuple(kept), tuple(sorted(loose)), tuple(sorted(shared)))
