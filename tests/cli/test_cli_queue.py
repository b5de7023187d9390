"""Staff see what waits, most urgent first, and one fax with what is missing and where the rest stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from faxpipe.cli.queue import moment
from faxpipe.errors import UsageError
from faxpipe.referral import Priority, Reading, Verdict
from faxpipe.store import Arrival, NewFax, Shelf, Store

NOW = datetime.now(UTC)
Put = Callable[..., int]


@pytest.fixture
def put(data: Path) -> Put:
    """`put(reading, name=..., age=...)` -> the id of a fax with that reading (None: still waiting)."""

    def add(reading: Reading | None, *, name: str = "fax.pdf", age: timedelta = timedelta()) -> int:
        with Store(data / "faxpipe.sqlite3") as store:
            number = sum(count for _, count in store.counts().states) + 1
            arrival = Arrival(name, 10, number, 0, NOW - age)
            fax_id = store.accept(NewFax(f"{number:064x}", Shelf.ARCHIVE, f"{number}.pdf", arrival)).fax_id
            if reading is not None:
                claim = store.claim("test", now=NOW, until=NOW + timedelta(minutes=1))
                assert claim is not None
                store.finish(claim, reading, now=NOW)
            return fax_id

    return add


@pytest.fixture
def complete(fax_reading: Reading) -> Reading:
    referral = replace(
        fax_reading.referrals[0],
        verdict=Verdict.COMPLETE,
        priority=Priority.ROUTINE,
        missing=(),
        unsure=(),
        reasons=(),
    )
    return replace(fax_reading, verdict=Verdict.COMPLETE, priority=Priority.ROUTINE, referrals=(referral,))


def test_an_empty_queue_says_where_faxes_go(cli: Callable, data: Path) -> None:
    assert f"faxes go into {data / 'inbox'}" in cli("queue").out


def test_the_listing_is_by_priority_and_says_what_is_missing_and_how_old_it_is(
    cli: Callable, put: Put, fax_reading: Reading, complete: Reading
) -> None:
    put(complete, name="calm.pdf", age=timedelta(days=2))
    put(fax_reading, name="hurry.pdf", age=timedelta(hours=3))
    lines = cli("queue").out.splitlines()
    assert lines[1].split()[:5] == ["2", "urgent", "incomplete", "Ann", "Fox"]
    assert "Member ID; to check: Date of birth" in lines[1]
    assert "3 hours" in lines[1]
    assert "hurry.pdf" in lines[1]
    assert lines[2].split()[:3] == ["1", "routine", "complete"]
    assert "2 days" in lines[2]


def test_a_fax_that_nobody_has_read_yet_waits_in_sight(cli: Callable, put: Put) -> None:
    put(None)
    out = cli("queue").out
    assert "waiting" in out
    assert "1 still to be read" in out


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (["--verdict", "complete"], [1]),
        (["--verdict", "complete", "--verdict", "incomplete"], [2, 1]),
        (["--priority", "urgent"], [2]),
        (["--missing", "coverage.member_id"], [2]),
        (["--state", "received"], [3]),
        (["--since", "1d"], [2, 3]),
        (["--disposition", "duplicate"], []),
        (["--limit", "1"], [2]),
    ],
)
def test_filters_choose_faxes(
    cli: Callable, put: Put, fax_reading: Reading, complete: Reading, options: list[str], shown: list[int]
) -> None:
    put(complete, age=timedelta(days=2))
    put(fax_reading, age=timedelta(hours=3))
    put(None)
    outcome = cli("queue", "--json", *options)
    assert [json.loads(line)["id"] for line in outcome.out.splitlines()] == shown


def test_a_listing_cut_short_says_so(cli: Callable, put: Put) -> None:
    put(None)
    put(None)
    assert "--limit 10" in cli("queue", "--limit", "1").out
    assert "... and more" not in cli("queue", "--limit", "2").out


def test_no_fax_fitting_the_filter_is_no_empty_queue(cli: Callable, put: Put) -> None:
    put(None)
    out = cli("queue", "--verdict", "complete").out
    assert "no fax fits" in out
    assert "1 fax in all" in out


def test_one_fax_shows_missing_items_reasons_and_evidence(cli: Callable, put: Put, fax_reading: Reading) -> None:
    fax_id = put(fax_reading, age=timedelta(hours=3))
    out = cli("queue", str(fax_id)).out
    assert "Fax 1, arrived 3 hours ago" in out
    assert "missing: Member ID - the label stands there with nothing after it" in out
    assert '"FOX, ANN"' in out
    assert "10.0 20.0 30.0 25.0" in out
    assert "archive/1.pdf" in out


def test_one_fax_as_json_holds_the_reading_of_the_contract(cli: Callable, put: Put, fax_reading: Reading) -> None:
    fax_id = put(fax_reading)
    shown = json.loads(cli("queue", str(fax_id), "--json").out)
    assert shown["reading"]["referrals"][0]["missing"] == ["coverage.member_id"]
    assert [event["event"] for event in shown["events"]] == ["accepted", "read"]


def test_a_persons_correction_is_shown_with_its_author(
    cli: Callable, put: Put, fax_reading: Reading, data: Path
) -> None:
    fax_id = put(fax_reading)
    with Store(data / "faxpipe.sqlite3") as store:
        store.correct(fax_id, 1, "coverage.member_id", "1EG4TE5MK73", actor="kim", now=NOW)
    assert "corrected, referral 1: Member ID is 1EG4TE5MK73, says kim" in cli("queue", str(fax_id)).out


def test_a_hostile_file_name_cannot_command_the_terminal(cli: Callable, put: Put, fax_reading: Reading) -> None:
    put(replace(fax_reading, source="\x1b[2Jx.pdf"), name="\x1b[2Jx.pdf")
    for argv in (["queue"], ["queue", "1"], ["queue", "--json"], ["queue", "1", "--json"]):
        assert "\x1b" not in cli(*argv).out


@pytest.mark.parametrize(
    "argv",
    [
        ["99"],
        ["--missing", "patient.shoe_size"],
        ["--since", "yesterday"],
        ["--limit", "0"],
        ["--verdict", "fine"],
    ],
)
def test_what_there_is_not_is_wrong_usage(cli: Callable, data: Path, argv: list[str]) -> None:
    outcome = cli("queue", *argv)
    assert outcome.code == 2
    assert outcome.err
    assert not outcome.out


def test_a_database_that_cannot_be_opened_is_exit_code_6(cli: Callable, data: Path) -> None:
    (data / "faxpipe.sqlite3").write_bytes(b"this is no database, it only looks like a file" * 50)
    outcome = cli("queue")
    assert outcome.code == 6
    assert "database" in outcome.err


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("90m", timedelta(minutes=90)),
        ("12h", timedelta(hours=12)),
        ("2d", timedelta(days=2)),
        ("1w", timedelta(weeks=1)),
    ],
)
def test_an_age_is_counted_back_from_now(text: str, back: timedelta) -> None:
    assert moment(text, NOW) == NOW - back


def test_a_time_with_a_zone_is_taken_as_it_is() -> None:
    assert moment("2026-03-01T10:00:00+00:00", NOW) == datetime(2026, 3, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "2", "d2", "2026-13-01", "99999d"])
def test_what_is_no_time_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError, match="--since"):
        moment(text, NOW)
