"""One connection to the database and, on it, one small class a concern of the people at the desk.

`Store` is what the machine does with faxes, `Desk` what people do with them; both speak to the same file. A
Desk may pass from thread to thread, but only one uses it at a time.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from faxpipe.store.connection import connect
from faxpipe.store.desk.accounts import Accounts
from faxpipe.store.desk.audit import Audit
from faxpipe.store.desk.casework import Casework
from faxpipe.store.desk.contacts import Contacts
from faxpipe.store.desk.figures import Figures
from faxpipe.store.desk.lessons import Lessons
from faxpipe.store.desk.letters import Letters
from faxpipe.store.desk.links import Links
from faxpipe.store.desk.search import Search
from faxpipe.store.desk.senders import Senders
from faxpipe.store.desk.sessions import Sessions
from faxpipe.store.desk.tokens import Tokens
from faxpipe.store.desk.work import Work
from faxpipe.store.desk.worklist import Worklist
from faxpipe.store.store import Store


class Desk:
    """The database at `path`; made, migrated and opened. Raises StoreError where it cannot be used."""

    def __init__(self, path: Path) -> None:
        self._db = connect(path, one_thread=False)
        self.store = Store(path, self._db)
        self.accounts = Accounts(self._db)
        self.sessions = Sessions(self._db)
        self.audit = Audit(self._db)
        self.tokens = Tokens(self._db)
        self.figures = Figures(self._db)
        self.casework = Casework(self._db)
        self.contacts = Contacts(self._db)
        self.letters = Letters(self._db)
        self.work = Work(self._db)
        self.worklist = Worklist(self._db)
        self.search = Search(self._db)
        self.search = Search(self._db)
        self.links = Links(self._db)
        self.senders = Senders(self._db)
        self.lessons = Lessons(self._db)

    def close(self) -> None:
        self._db.conn.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
