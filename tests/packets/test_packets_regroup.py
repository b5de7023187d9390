from __future__ import annotations

import pytest

from faxpipe.packets.group import Packets
from faxpipe.packets.regroup import regrouped


@pytest.mark.parametrize(
    ("grouped", "patients", "wanted"),
    [
        pytest.param(
            Packets(((1, 2),), (3,)), [(3, 1)], Packets(((1, 2, 3),)), id="a loose page given to a patient"
        ),
        pytest.param(Packets(((1, 2),)), [(2, 2)], Packets(((1,), (2,))), id="a patient of its own"),
        pytest.param(
            Packets(((1, 2, 3, 4),)), [(4, 3), (3, 3)], Packets(((1, 2), (3, 4))), id="a fax split, in any order"
        ),
        pytest.param(Packets(((1,), (2,))), [(2, 1)], Packets(((1, 2),)), id="two patients that are one"),
        pytest.param(Packets(((1, 2),)), [(2, 0)], Packets(((1,),)), id="a page of nobody"),
        pytest.param(Packets(((1,),), (2, 3)), [(2, 3)], Packets(((1,), (2, 3))), id="two loose pages together"),
        pytest.param(Packets(((1,),)), [(9, 1), (1, 9)], Packets(((1,),)), id="pages there are not"),
        pytest.param(Packets(((1, 3), (2,)), (4,)), [], Packets(((1, 3), (2,)), (4,)), id="nothing said"),
    ],
)
def test_pages_go_where_people_give_them(
    grouped: Packets, patients: list[tuple[int, int]], wanted: Packets
) -> None:
    assert regrouped(grouped, patients, 4) == wanted
