"""The invented database has the shape that the store itself writes, and the real server answers over it."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from faxpipe.lab.bench.desk_drive import drive
from faxpipe.lab.bench.desk_fill import fill
from faxpipe.store import standing
from faxpipe.store.connection import transaction
from faxpipe.store.desk import Desk
from faxpipe.store.desk.search_query import parse
from faxpipe.store.desk.worklist import Filters

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
READ = "verdict, priority, missing, unsure, flags, patients, birth_dates, phones, sender_id, page_count"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "faxpipe.sqlite3"
    fill(path, faxes=120, pages=600, seed=3, now=NOW)
    return path


def rows(desk: Desk, sql: str) -> list[Any]:
    return desk._db.conn.execute(sql).fetchall()


def test_the_bulk_writes_what_the_store_would_have_written(database: Path) -> None:
    with Desk(database) as desk:
        for table, sql in (
            ("work", f"SELECT fax_id, {READ} FROM work ORDER BY fax_id"),  # noqa: S608 - fixed names
            ("search_keys", "SELECT kind, value, fax_id FROM search_keys ORDER BY 1, 2, 3"),
            ("facet_counts", "SELECT * FROM facet_counts ORDER BY 1, 2, 3, 4"),
        ):
            before = rows(desk, sql)
            with transaction(desk._db) as conn:
                standing.refresh(conn, *range(1, 121))
            assert rows(desk, sql) == before, table
        assert rows(desk, "SELECT COUNT(*) FROM search_pages") == [(600,)]
        assert desk.search.unindexed() == 0


def test_every_stage_is_there_and_patients_are_found(database: Path) -> None:
    with Desk(database) as desk:
        assert sum(desk.worklist.counts(now=NOW).values()) == 120
        row = desk.worklist.page(Filters(), now=NOW).rows[0]
        found = desk.search.find(parse(row.patients[0], NOW.date()))
        assert row.fax_id in [hit.row.fax_id for hit in found.people]


def test_the_real_server_answers_every_sort_of_request(database: Path) -> None:
    figures = drive(database, rng=random.Random(1), rounds=1, every_s=0.0)
    assert len(figures) == 26
    assert all(one.times_ms and one.cpu_ms and min(one.times_ms) > 0 for one in figures)
