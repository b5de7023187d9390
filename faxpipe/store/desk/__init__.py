"""The *review* of the sentence in SQLite: what people at the desk see, decide, write and may do."""

from faxpipe.store.desk.accounts import Account, Accounts, Invitation, Role
from faxpipe.store.desk.audit import Audit, AuditFilter, Entry
from faxpipe.store.desk.desk import Desk
from faxpipe.store.desk.sessions import Session, Sessions, Stage

__all__ = [
    "Account",
    "Accounts",
    "Audit",
    "AuditFilter",
    "Desk",
    "Entry",
    "Invitation",
    "Role",
    "Session",
    "Sessions",
    "Stage",
]
