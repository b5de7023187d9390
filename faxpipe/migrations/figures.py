"""What the dashboard counts, kept by triggers so that it answers at once whatever lies in the database.

`day_counts` counts by the office's day of arrival: faxes, the machine's verdicts, what was missing as it arrived.
`first_touches` says when a person first did something with a fax.
"""

from __future__ import annotations

from sqlite_utils import Database

from faxpipe.migrations.statements import run

_COUNT = """
            INSERT INTO day_counts (day, what, key, n)
            VALUES ({day}, '{what}', {key}, {by})
            ON CONFLICT (day, what, key) DO UPDATE SET n = n + excluded.n;
"""
_DAY = "date({row}.received_at, 'localtime')"
_MISSING = """
            INSERT INTO day_counts (day, what, key, n)
            SELECT date(faxes.received_at, 'localtime'), 'missing', value, {by}
            FROM json_each({row}.missing)
            JOIN faxes ON faxes.id = {row}.fax_id
            WHERE TRUE
            ON CONFLICT (day, what, key) DO UPDATE SET n = n + excluded.n;
"""


def figures(db: Database) -> None:
    _tables(db)
    _triggers(db)
    _fill(db)


def _tables(db: Database) -> None:
    run(
        db,
        """
        CREATE TABLE day_counts (
            day TEXT NOT NULL,
            what TEXT NOT NULL CHECK (what IN ('arrived', 'judged', 'missing')),
            key TEXT NOT NULL,
            n INTEGER NOT NULL,
            PRIMARY KEY (what, day, key)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE first_touches (
            fax_id INTEGER PRIMARY KEY REFERENCES faxes (id),
            day TEXT NOT NULL,
            seconds INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX first_touches_by_day ON first_touches (day, seconds)",
        "CREATE INDEX work_incomplete ON work (sender_id) WHERE verdict = 'incomplete'",
        "CREATE INDEX work_asked ON work (asked_at, returned_at) WHERE asked_at IS NOT NULL",
    )


def _triggers(db: Database) -> None:
    def count(row: str, what: str, key: str, by: int) -> str:
        return _COUNT.format(day=_DAY.format(row=row), what=what, key=key, by=by)

    run(
        db,
        f"""
        CREATE TRIGGER figures_arrived AFTER INSERT ON faxes
        BEGIN
            {count("NEW", "arrived", "''", 1)}
            {count("NEW", "judged", "COALESCE(NEW.verdict, '')", 1)}
        END
        """,
        f"""
        CREATE TRIGGER figures_judged AFTER UPDATE OF verdict ON faxes
        WHEN OLD.verdict IS NOT NEW.verdict
        BEGIN
            {count("OLD", "judged", "COALESCE(OLD.verdict, '')", -1)}
            {count("NEW", "judged", "COALESCE(NEW.verdict, '')", 1)}
        END
        """,
        f"""
        CREATE TRIGGER figures_missing AFTER INSERT ON referrals
        WHEN NEW.missing <> '[]'
        BEGIN
            {_MISSING.format(row="NEW", by=1)}
        END
        """,
        f"""
        CREATE TRIGGER figures_missing_no_more AFTER DELETE ON referrals
        WHEN OLD.missing <> '[]'
        BEGIN
            {_MISSING.format(row="OLD", by=-1)}
        END
        """,
        """
        CREATE TRIGGER figures_touched AFTER INSERT ON events
        WHEN NEW.actor <> 'faxpipe' AND NEW.event <> 'requeued'
        BEGIN
            INSERT OR IGNORE INTO first_touches (fax_id, day, seconds)
            SELECT NEW.fax_id, date(received_at, 'localtime'),
                   MAX(0, CAST(ROUND((julianday(NEW.at) - julianday(received_at)) * 86400) AS INTEGER))
            FROM faxes
            WHERE id = NEW.fax_id;
        END
        """,
    )


def _fill(db: Database) -> None:
    """Count what is there already."""
    run(
        db,
        """
        INSERT INTO day_counts (day, what, key, n)
        SELECT date(received_at, 'localtime'), 'arrived', '', COUNT(*) FROM faxes GROUP BY 1
        """,
        """
        INSERT INTO day_counts (day, what, key, n)
        SELECT date(received_at, 'localtime'), 'judged', COALESCE(verdict, ''), COUNT(*) FROM faxes GROUP BY 1, 3
        """,
        """
        INSERT INTO day_counts (day, what, key, n)
        SELECT date(faxes.received_at, 'localtime'), 'missing', value, COUNT(*)
        FROM referrals
        JOIN faxes ON faxes.id = fax_id, json_each(referrals.missing)
        GROUP BY 1, 3
        """,
        """
        INSERT INTO first_touches (fax_id, day, seconds)
        SELECT fax_id, date(received_at, 'localtime'),
               MAX(0, CAST(ROUND((julianday(MIN(events.at)) - julianday(received_at)) * 86400) AS INTEGER))
        FROM events
        JOIN faxes ON faxes.id = fax_id
        WHERE actor <> 'faxpipe' AND event <> 'requeued'
        GROUP BY fax_id
        """,
    )
