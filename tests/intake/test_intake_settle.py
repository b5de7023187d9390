"""Which files are finished: a table of listings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxpipe.intake.settle import Entry, look, settled, wanted

FILE = Entry("a.pdf", 10, 5, 1)


def names(watched: object, now_s: float) -> list[str]:
    return [entry.name for entry in settled(watched, now_s, 2.0)]  # type: ignore[arg-type]


def test_a_file_is_finished_when_it_has_rested() -> None:
    first = look({}, [FILE], 0.0)
    assert names(first, 0.0) == []
    assert names(look(first, [FILE], 1.9), 1.9) == []
    assert names(look(first, [FILE], 2.0), 2.0) == ["a.pdf"]


@pytest.mark.parametrize("change", [{"size_bytes": 11}, {"mtime_ns": 6}, {"inode": 2}])
def test_any_change_starts_the_rest_anew(change: dict[str, int]) -> None:
    changed = replace(FILE, **change)  # type: ignore[arg-type]
    second = look(look({}, [FILE], 0.0), [changed], 1.9)
    assert names(look(second, [changed], 2.5), 2.5) == []
    assert names(look(second, [changed], 3.9), 3.9) == ["a.pdf"]


def test_a_file_that_is_gone_is_forgotten() -> None:
    assert look(look({}, [FILE], 0.0), [], 1.0) == {}


def test_the_one_that_rests_longest_comes_first() -> None:
    first = look({}, [FILE], 0.0)
    second = look(first, [replace(FILE, name="b.pdf", mtime_ns=1), FILE], 1.0)
    assert names(second, 9.0) == ["a.pdf", "b.pdf"]


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("fax.pdf", True),
        ("FAX.PDF", True),
        ("scan.TIF", True),
        ("no ending", True),
        ("letter.docx", True),
        ("a\nb'\".pdf", True),
        ("\udcff\udcfe.pdf", True),
        ("é" * 80 + ".pdf", True),
        (".hidden.pdf", False),
        ("~$fax.pdf", False),
        ("fax.pdf~", False),
        ("fax.pdf.tmp", False),
        ("fax.PART", False),
        ("fax.pdf.crdownload", False),
        ("fax.filepart", False),
        (".faxpipe-leaving-1-2", True),
    ],
)
def test_hidden_and_temporary_names_are_somebodys_unfinished_business(name: str, ours: bool) -> None:
    assert wanted(replace(FILE, name=name)) is ours


def test_folders_links_and_special_files_are_never_ours() -> None:
    assert not wanted(replace(FILE, regular=False))


LISTING = st.lists(
    st.builds(Entry, st.sampled_from("abc"), st.integers(0, 2), st.integers(0, 2), st.integers(1, 2)),
    unique_by=lambda entry: entry.name,
)


@given(st.lists(st.tuples(LISTING, st.floats(0.0, 3.0)), max_size=12))
def test_a_finished_file_looked_the_same_in_every_listing_of_its_rest(
    looks: list[tuple[list[Entry], float]],
) -> None:
    watched, now_s, history = {}, 0.0, []
    for listing, step_s in looks:
        now_s += step_s
        watched = look(watched, listing, now_s)
        history.append((now_s, {entry.name: entry for entry in listing}))
        for entry in settled(watched, now_s, 2.0):
            recent = [known.get(entry.name) for at_s, known in history if at_s >= now_s - 2.0]
            assert set(recent) == {entry}
