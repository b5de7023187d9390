"""The shape of the database: migrations as functions, each applied once, in one transaction with its record.

Serves the *queue* of the sentence. The schema itself enforces what must never be wrong, whoever writes: the
three words (state, verdict, disposition), that a claim is whole or absent, an audit that only grows, and
corrections that no reading can overwrite. Times are UTC text of fixed width, so they sort as text. One module
an area; the list below is their order.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlite_utils import Database, Migrations

from faxpipe.errors import StoreError
from faxpipe.migrations.accounts import accounts
from faxpipe.migrations.casework import casework
from faxpipe.migrations.events import events
from faxpipe.migrations.faxes import faxes
from faxpipe.migrations.figures import figures
from faxpipe.migrations.letters import letters
from faxpipe.migrations.links import links
from faxpipe.migrations.readings import legibility, readings
from faxpipe.migrations.search import search
from faxpipe.migrations.work import work

_ALL: tuple[tuple[str, Callable[[Database], None]], ...] = (
    ("0001_faxes", faxes),
    ("0002_readings", readings),
    ("0003_events", events),
    ("0004_legibility", legibility),
    ("0005_accounts", accounts),
    ("0006_work", work),
    ("0007_casework", casework),
    ("0008_letters", letters),
    ("0009_links", links),
    ("0010_figures", figures),
    ("0011_search", search),
)
KNOWN = tuple(name for name, _ in _ALL)
_MIGRATIONS = Migrations("faxpipe")
for _name, _function in _ALL:
    _MIGRATIONS(name=_name)(_function)


def migrate(db: Database) -> None:
    """Bring `db` to this version. Raises StoreError for a database made by a newer faxpipe."""
    if _applied(db) == set(KNOWN):
        return
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        if not _applied(db) <= set(KNOWN):
            raise StoreError(
                "the database was made by a newer faxpipe; install that version or name another database",
                code="store_newer",
            )
        _MIGRATIONS.apply(db)
    except BaseException:
        db.conn.execute("ROLLBACK")
        raise
    db.conn.execute("COMMIT")


def _applied(db: Database) -> set[str]:
    return {migration.name for migration in _MIGRATIONS.applied(db)}
