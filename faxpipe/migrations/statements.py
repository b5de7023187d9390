"""How a migration says what it wants: statements in their order, and triggers that forbid."""

from __future__ import annotations

from sqlite_utils import Database


def run(db: Database, *statements: str) -> None:
    for statement in statements:
        db.conn.execute(statement)


def forbid(table: str, verb: str, when: str, says: str) -> str:
    """A trigger that refuses `verb` on `table` where `when` holds, with the words `says`."""
    return f"""
        CREATE TRIGGER {table}_no_{verb.lower()}
        BEFORE {verb} ON {table}
        WHEN {when}
        BEGIN
            SELECT RAISE(ABORT, '{says}');
        END
        """
