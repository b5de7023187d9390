"""Tables of the people's side of each fax: one row of work, and the shelves on which a listing finds it.

A listing must answer at once whatever lies in the database, so every filter is a shelf that is already in the
order of the page: `facets` holds a row for each thing a fax can be asked for, and `facet_counts` how many there
are. Triggers keep both, whoever writes the row of work.
"""

from __future__ import annotations

from sqlite_utils import Database

from faxpipe.migrations.statements import run

_STAGES = "('new', 'in_review', 'waiting', 'answered', 'done', 'not_ours')"

_FACETS = """
            INSERT INTO facets (facet, value, stage, away, pin, since, fax_id)
            SELECT facet, value, NEW.stage, NEW.away, NEW.pin, NEW.since, NEW.fax_id
            FROM (
                SELECT 'all' AS facet, '' AS value
                UNION SELECT 'verdict', COALESCE(NEW.verdict, 'unread')
                UNION SELECT 'assigned', COALESCE(NEW.assigned_to, '')
                UNION SELECT 'sender', CAST(NEW.sender_id AS TEXT) WHERE NEW.sender_id IS NOT NULL
                UNION SELECT 'missing', value FROM json_each(NEW.missing)
            );
"""

_FLAGS = """(
                       SELECT json_group_array(json(flag))
                       FROM (
                           SELECT json_array(one.value ->> '$[0]', one.value ->> '$[4]', one.value ->> '$[2]',
                                             one.value ->> '$[1]') AS flag
                           FROM referrals, json_each(referrals.red_flags) AS one
                           WHERE referrals.fax_id = faxes.id
                           ORDER BY CASE one.value ->> '$[1]'
                                        WHEN 'emergency' THEN 0
                                        WHEN 'urgent' THEN 1
                                        ELSE 2
                                    END,
                                    referrals.number, one.key
                           LIMIT 6
                       )
                   )"""


def work(db: Database) -> None:
    _tables(db)
    _shelves(db)
    _facts(db)
    _fill(db)


def _tables(db: Database) -> None:
    run(
        db,
        """
        CREATE TABLE senders (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL
        ) STRICT
        """,
        f"""
        CREATE TABLE work (
            fax_id INTEGER PRIMARY KEY REFERENCES faxes (id),
            version INTEGER NOT NULL DEFAULT 1,
            stage TEXT NOT NULL DEFAULT 'new' CHECK (stage IN {_STAGES}),
            verdict TEXT
                CHECK (verdict IN ('complete', 'incomplete', 'review', 'not_referral', 'unreadable')),
            priority TEXT CHECK (priority IN ('emergency', 'urgent', 'priority', 'routine')),
            failed INTEGER NOT NULL DEFAULT 0 CHECK (failed IN (0, 1)),
            reason TEXT NOT NULL DEFAULT '',
            received_at TEXT NOT NULL,
            asked_at TEXT,
            returned_at TEXT,
            decided_at TEXT,
            decided_priority TEXT,
            due_at TEXT,
            chase TEXT NOT NULL DEFAULT '',
            escalate_at TEXT,
            escalated INTEGER NOT NULL DEFAULT 0 CHECK (escalated IN (0, 1)),
            assigned_to TEXT,
            held_by TEXT,
            held_until TEXT,
            snoozed_until TEXT,
            snooze_note TEXT NOT NULL DEFAULT '',
            urgent_called_at TEXT,
            missing TEXT NOT NULL DEFAULT '[]',
            unsure TEXT NOT NULL DEFAULT '[]',
            flags TEXT NOT NULL DEFAULT '[]',
            patients TEXT NOT NULL DEFAULT '[]',
            birth_dates TEXT NOT NULL DEFAULT '[]',
            phones TEXT NOT NULL DEFAULT '[]',
            sender_id INTEGER REFERENCES senders (id),
            sender TEXT NOT NULL DEFAULT '',
            page_count INTEGER NOT NULL DEFAULT 0,
            linked_to INTEGER REFERENCES faxes (id),
            brought TEXT NOT NULL DEFAULT '[]',
            attention INTEGER NOT NULL GENERATED ALWAYS AS (
                CASE
                    WHEN priority = 'emergency' THEN 0
                    WHEN priority = 'urgent' THEN 1
                    WHEN failed OR verdict = 'unreadable' THEN 2
                    WHEN verdict IS NULL THEN 8
                    WHEN verdict = 'not_referral' THEN 7
                    WHEN verdict = 'complete' THEN CASE WHEN priority = 'priority' THEN 5 ELSE 6 END
                    ELSE CASE WHEN priority = 'priority' THEN 3 ELSE 4 END
                END
            ) STORED,
            pin INTEGER NOT NULL GENERATED ALWAYS AS (
                CASE
                    WHEN stage IN ('done', 'not_ours') THEN 9
                    WHEN priority = 'emergency' THEN 0
                    WHEN priority = 'urgent' THEN 1
                    WHEN failed OR verdict = 'unreadable' THEN 2
                    WHEN stage = 'waiting' AND escalated THEN 2
                    WHEN verdict IS NULL THEN 4
                    ELSE 3
                END
            ) STORED,
            away INTEGER NOT NULL GENERATED ALWAYS AS (
                CASE
                    WHEN snoozed_until IS NULL THEN 0
                    WHEN priority IN ('emergency', 'urgent') AND urgent_called_at IS NULL THEN 0
                    ELSE 1
                END
            ) STORED,
            since TEXT NOT NULL GENERATED ALWAYS AS (
                CASE
                    WHEN stage IN ('done', 'not_ours') THEN COALESCE(decided_at, received_at)
                    WHEN stage = 'waiting' THEN COALESCE(due_at, asked_at, received_at)
                    ELSE COALESCE(returned_at, received_at)
                END
            ) STORED,
            CHECK ((held_by IS NULL) = (held_until IS NULL))
        ) STRICT
        """,
        """
        CREATE INDEX work_to_escalate ON work (escalate_at)
        WHERE stage = 'waiting' AND escalated = 0 AND escalate_at IS NOT NULL
        """,
        "CREATE INDEX work_held ON work (held_by) WHERE held_by IS NOT NULL",
        "CREATE INDEX work_snoozed ON work (stage, snoozed_until) WHERE snoozed_until IS NOT NULL",
    )


def _shelves(db: Database) -> None:
    run(
        db,
        """
        CREATE TABLE facets (
            facet TEXT NOT NULL,
            value TEXT NOT NULL,
            stage TEXT NOT NULL,
            away INTEGER NOT NULL,
            pin INTEGER NOT NULL,
            since TEXT NOT NULL,
            fax_id INTEGER NOT NULL,
            PRIMARY KEY (facet, value, stage, away, pin, since, fax_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX facets_of_fax ON facets (fax_id, facet, value)",
        """
        CREATE TABLE facet_counts (
            facet TEXT NOT NULL,
            stage TEXT NOT NULL,
            away INTEGER NOT NULL,
            value TEXT NOT NULL,
            n INTEGER NOT NULL,
            PRIMARY KEY (facet, stage, away, value)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TRIGGER facets_counted AFTER INSERT ON facets
        BEGIN
            INSERT INTO facet_counts (facet, stage, away, value, n)
            VALUES (NEW.facet, NEW.stage, NEW.away, NEW.value, 1)
            ON CONFLICT (facet, stage, away, value) DO UPDATE SET n = n + 1;
        END
        """,
        """
        CREATE TRIGGER facets_discounted AFTER DELETE ON facets
        BEGIN
            UPDATE facet_counts
            SET n = n - 1
            WHERE facet = OLD.facet
              AND stage = OLD.stage
              AND away = OLD.away
              AND value = OLD.value;
            DELETE FROM facet_counts
            WHERE facet = OLD.facet
              AND stage = OLD.stage
              AND away = OLD.away
              AND value = OLD.value
              AND n = 0;
        END
        """,
        f"""
        CREATE TRIGGER work_shelved AFTER INSERT ON work
        BEGIN
            {_FACETS}
        END
        """,
        f"""
        CREATE TRIGGER work_moved AFTER UPDATE OF
            stage, verdict, priority, failed, received_at, asked_at, returned_at, decided_at, due_at, assigned_to,
            snoozed_until, urgent_called_at, missing, sender_id, escalated
        ON work
        BEGIN
            DELETE FROM facets WHERE fax_id = NEW.fax_id;
            {_FACETS}
        END
        """,  # noqa: S608 - a fixed text above
    )


def _facts(db: Database) -> None:
    """`fax_facts`: what a row of work repeats of a fax, as it was read and corrected."""
    run(
        db,
        f"""
        CREATE VIEW fax_facts AS
        SELECT *,
               COALESCE(
                   {_digits("header_number")}, {_digits("referrer_fax")},
                   LOWER(TRIM(COALESCE(practice, header_sender)))
               ) AS sender_key,
               COALESCE(practice, header_sender, header_number, referrer_fax, '') AS sender
        FROM (
            SELECT faxes.id AS fax_id,
                   faxes.verdict,
                   faxes.priority,
                   faxes.state = 'failed' AS failed,
                   faxes.reason,
                   faxes.received_at,
                   faxes.disposition,
                   {_gaps("missing")} AS missing,
                   {_gaps("unsure")} AS unsure,
                   {_FLAGS} AS flags,
                   {_values("patient.name")} AS patients,
                   {_values("patient.birth_date")} AS birth_dates,
                   {_values("patient.phone")} AS phones,
                   {_values("referrer.practice")} ->> '$[0]' AS practice,
                   {_values("referrer.fax")} ->> '$[0]' AS referrer_fax,
                   {_header(0)} AS header_sender,
                   {_header(1)} AS header_number,
                   (SELECT COUNT(*) FROM pages WHERE pages.fax_id = faxes.id) AS page_count
            FROM faxes
        )
        """,  # noqa: S608 - fixed texts
    )


def _values(field: str) -> str:
    """A JSON list of what holds for `field` in each referral: a person's last word before the machine's."""
    return f"""(
                       SELECT json_group_array(DISTINCT value ->> '$')
                       FROM (
                           SELECT referral, value
                           FROM fields AS one
                           WHERE one.fax_id = faxes.id
                             AND one.name = '{field}'
                             AND one.id = (
                                 SELECT two.id
                                 FROM fields AS two
                                 WHERE two.fax_id = faxes.id
                                   AND two.name = '{field}'
                                   AND two.referral = one.referral
                                   AND two.value IS NOT NULL
                                 ORDER BY two.source = 'person' DESC, two.id DESC
                                 LIMIT 1
                             )
                           ORDER BY referral
                       )
                   )"""  # noqa: S608 - names of fields


def _gaps(column: str) -> str:
    return f"""(
                       SELECT json_group_array(name)
                       FROM (
                           SELECT gap.value AS name
                           FROM referrals, json_each(referrals.{column}) AS gap
                           WHERE referrals.fax_id = faxes.id
                           GROUP BY gap.value
                           ORDER BY MIN(referrals.number), MIN(gap.key)
                       )
                   )"""  # noqa: S608 - names of columns


def _header(place: int) -> str:
    return f"""(
                       SELECT header ->> '$[{place}]'
                       FROM pages
                       WHERE pages.fax_id = faxes.id
                         AND header ->> '$[{place}]' <> ''
                       ORDER BY number
                       LIMIT 1
                   )"""  # noqa: S608 - a number


def _digits(column: str) -> str:
    """SQL for the last ten digits of a telephone number; NULL where there are fewer."""
    bare = column
    for sign in "-() .+/":
        bare = f"REPLACE({bare}, '{sign}', '')"
    return f"CASE WHEN {bare} GLOB '*[0-9]*' AND LENGTH({bare}) >= 10 THEN SUBSTR({bare}, -10) END"


def _fill(db: Database) -> None:
    """Work rows of the faxes of an older database, each at the stage that its disposition means."""
    run(
        db,
        """
        INSERT INTO senders (key, name)
        SELECT sender_key, MAX(sender)
        FROM fax_facts
        WHERE sender_key <> ''
        GROUP BY sender_key
        """,
        """
        INSERT INTO work (
            fax_id, stage, verdict, priority, failed, reason, received_at, asked_at, decided_at,
            decided_priority, missing, unsure,
            flags, patients, birth_dates, phones, sender_id, sender, page_count
        )
        SELECT facts.fax_id,
               CASE facts.disposition
                   WHEN 'open' THEN 'new'
                   WHEN 'asked_sender' THEN 'waiting'
                   WHEN 'not_a_referral' THEN 'not_ours'
                   WHEN 'misdirected' THEN 'not_ours'
                   ELSE 'done'
               END,
               verdict, priority, failed, reason, received_at, decided.at, decided.at,
               CASE WHEN facts.disposition <> 'open' THEN priority END, missing, unsure, flags,
               patients, birth_dates, phones, senders.id, sender, page_count
        FROM fax_facts AS facts
        LEFT JOIN senders ON senders.key = facts.sender_key
        LEFT JOIN (
            SELECT fax_id, MAX(at) AS at
            FROM events
            WHERE event = 'disposed'
            GROUP BY fax_id
        ) AS decided ON decided.fax_id = facts.fax_id AND facts.disposition <> 'open'
        """,
    )
