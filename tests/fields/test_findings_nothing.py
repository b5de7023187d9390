"""What "nothing" denies: what a film shows, and not what a bladder does."""

from __future__ import annotations

import pytest

from faxpipe.fields.flags.alarm import alarm


@pytest.mark.parametrize(
    ("text", "quiet"),
    [
        ("Rear cortex smooth; nothing is retropulsed.", True),
        ("Nothing has been pushed toward the cord.", True),
        ("The canal is wide, with nothing encroaching on it.", True),
        ("Sits on the commode and strains, and nothing comes out.", False),
    ],
)
def test_nothing_denies_what_a_film_shows_and_not_what_a_bladder_does(text: str, quiet: bool) -> None:
    heard = alarm(text)
    assert heard is not None
    assert (heard.pressing < 0) is quiet
