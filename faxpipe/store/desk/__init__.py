"""The *review* of the sentence in SQLite: what people at the desk see, decide, write and may do."""

from faxpipe.store.desk.accounts import Account, Accounts, Invitation, Role
from faxpipe.store.desk.audit import Audit, AuditFilter, Entry
from faxpipe.store.desk.desk import Desk
from faxpipe.store.desk.sessions import Session, Sessions, Step
from faxpipe.store.desk.work import Held, Work
from faxpipe.store.desk.work_rows import Flag, WorkRow

__all__ = [
    "Account",
    "Accounts",
    "Audit",
    "AuditFilter",
    "Desk",
    "Entry",
    "Flag",
    "Held",
    "Invitation",
    "Role",
    "Session",
    "Sessions",
    "Step",
    "Work",
    "WorkRow",
]
