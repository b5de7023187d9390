"""Accounts, sessions, audit: attempts are counted, locks hold for minutes, links work once, rows only grow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from faxpipe.errors import StoreError
from faxpipe.store.connection import connect
from faxpipe.store.desk import Account, AuditFilter, Desk, Entry, Role, Step

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
IDLE, LONGEST = 15 * MINUTE, timedelta(hours=12)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "queue.sqlite3"


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    with Desk(path) as opened:
        yield opened


@pytest.fixture
def ann(desk: Desk) -> Account:
    desk.accounts.make("lead", "Lee Lead", Role.LEAD, by="test", now=NOW)
    account_id = desk.accounts.make("ann", "Ann Fox", Role.REVIEWER, by="lead", now=NOW)
    desk.accounts.set_password(account_id, "hash", now=NOW)
    found = desk.accounts.named("ANN")
    assert found is not None
    return found


def attempt(desk: Desk, name: str = "ann", at: datetime = NOW) -> Account | None:
    return desk.accounts.attempt(name, now=at, failures_max=3, locked_until=at + 15 * MINUTE)


def test_the_attempt_that_reaches_the_limit_locks_and_time_opens_again(desk: Desk, ann: Account) -> None:
    assert [attempt(desk) is not None for _ in range(4)] == [True, True, True, False]
    assert attempt(desk, at=NOW + 14 * MINUTE) is None
    assert attempt(desk, at=NOW + 15 * MINUTE) is not None


def test_a_right_password_forgets_the_wrong_ones_even_at_the_last_attempt(desk: Desk, ann: Account) -> None:
    for _ in range(3):
        attempt(desk)
    assert desk.accounts.succeeded(ann.id)
    assert [attempt(desk) is not None for _ in range(3)] == [True, True, True]


def test_a_lead_unlocks(desk: Desk, ann: Account) -> None:
    for _ in range(3):
        attempt(desk)
    desk.accounts.unlock(ann.id)
    assert attempt(desk) is not None


def test_nobody_comes_in_by_an_unknown_a_shut_or_a_passwordless_account(desk: Desk, ann: Account) -> None:
    desk.accounts.make("new", "New", Role.OPS, by="lead", now=NOW)
    desk.accounts.disable(ann.id, True)
    assert [attempt(desk, name) for name in ("ann", "new", "nobody")] == [None, None, None]


def test_the_last_lead_stays(desk: Desk, ann: Account) -> None:
    lead = desk.accounts.named("lead")
    assert lead is not None
    for change in (
        lambda: desk.accounts.disable(lead.id, True),
        lambda: desk.accounts.set_role(lead.id, Role.OPS),
    ):
        with pytest.raises(StoreError, match="somebody must stay a lead"):
            change()
    still = desk.accounts.named("lead")
    assert still is not None
    assert (still.role, still.disabled) == (Role.LEAD, False)


def test_a_name_in_other_capitals_is_the_same_name(desk: Desk, ann: Account) -> None:
    with pytest.raises(StoreError, match="in use"):
        desk.accounts.make("Ann", "Another", Role.OPS, by="lead", now=NOW)


def test_a_code_of_the_second_factor_counts_once(desk: Desk, ann: Account) -> None:
    desk.accounts.offer_totp(ann.id, "SECRET")
    desk.accounts.confirm_totp(ann.id, 100, ["a", "b"])
    assert [desk.accounts.succeeded(ann.id, totp_step=step) for step in (100, 101, 101, 99)] == [
        False,
        True,
        False,
        False,
    ]
    assert [desk.accounts.use_recovery_code(ann.id, code) for code in ("a", "a", "c")] == [True, False, False]
    assert desk.accounts.recovery_codes_left(ann.id) == 1


def test_a_confirmed_second_factor_is_not_overwritten_by_an_offer(desk: Desk, ann: Account) -> None:
    desk.accounts.offer_totp(ann.id, "SECRET")
    desk.accounts.confirm_totp(ann.id, 1, [])
    desk.accounts.offer_totp(ann.id, "OTHER")
    found = desk.accounts.account(ann.id)
    assert found is not None
    assert found.totp_secret == "SECRET"  # noqa: S105


def test_the_first_link_makes_one_lead_once_and_only_in_an_empty_house(desk: Desk) -> None:
    desk.accounts.invite(None, "h", by="run", now=NOW, until=NOW + MINUTE)
    assert desk.accounts.invitation("h", now=NOW + MINUTE) is None
    assert desk.accounts.invitation("h", now=NOW) is not None
    assert desk.accounts.accept("h", "hash", now=NOW) is None
    assert desk.accounts.accept_first("h", "lee", "Lee Lead", "hash", now=NOW) is not None
    assert desk.accounts.accept_first("h", "mal", "Mal", "hash", now=NOW) is None
    desk.accounts.invite(None, "i", by="run", now=NOW, until=NOW + MINUTE)
    assert desk.accounts.accept_first("i", "mal", "Mal", "hash", now=NOW) is None
    assert [account.role for account in desk.accounts.all()] == [Role.LEAD]


def test_a_reset_link_works_once_and_a_newer_one_ends_it(desk: Desk, ann: Account) -> None:
    desk.sessions.start(ann.id, "s", Step.FULL, now=NOW)
    for link in ("old", "new"):
        desk.accounts.invite(ann.id, link, by="lead", now=NOW, until=NOW + MINUTE)
    accepted = [desk.accounts.accept(link, "better", now=NOW) for link in ("old", "new", "new")]
    assert accepted == [None, ann.id, None]
    assert desk.sessions.find("s", now=NOW, idle=IDLE, longest=LONGEST) is None


def test_a_session_idles_out_and_ends_at_last_however_busy(desk: Desk, ann: Account) -> None:
    desk.sessions.start(ann.id, "s", Step.FULL, now=NOW)

    def found(minutes: int) -> bool:
        return desk.sessions.find("s", now=NOW + minutes * MINUTE, idle=IDLE, longest=LONGEST) is not None

    assert [found(14), found(28), found(43)] == [True, True, False]
    desk.sessions.start(ann.id, "t", Step.FULL, now=NOW)
    busy = [
        desk.sessions.find("t", now=NOW + n * MINUTE, idle=IDLE, longest=LONGEST) is not None
        for n in range(0, 730, 10)
    ]
    assert busy == [n < 720 for n in range(0, 730, 10)]


def test_a_new_role_a_new_password_and_a_shut_account_end_sessions(desk: Desk, ann: Account) -> None:
    def open_after(change: object) -> bool:
        assert callable(change)
        desk.sessions.start(ann.id, str(change), Step.FULL, now=NOW)
        change()
        return desk.sessions.find(str(change), now=NOW, idle=IDLE, longest=LONGEST) is not None

    changes = (
        lambda: desk.accounts.set_role(ann.id, Role.OPS),
        lambda: desk.accounts.set_password(ann.id, "x", now=NOW),
        lambda: desk.accounts.disable(ann.id, True),
        lambda: desk.sessions.end_all(ann.id, now=NOW),
    )
    assert [open_after(change) for change in changes] == [False] * 4


def entry(number: int, **more: object) -> Entry:
    values = {"actor": "ann", "action": "show_fax", "fax_id": number} | more
    return Entry(
        NOW + number * MINUTE, role="lead", method="GET", route="/", status=200, address="", detail="", **values
    )  # type: ignore[arg-type]


def test_the_audit_is_searched_by_person_fax_action_and_day(desk: Desk) -> None:
    desk.audit.add(*(entry(n) for n in range(3)), entry(3, actor="bo", action="log_in", fax_id=None))

    def ids(**wanted: object) -> list[int]:
        return [found.id for found in desk.audit.entries(AuditFilter(**wanted))]  # type: ignore[arg-type]

    assert ids() == [4, 3, 2, 1]
    assert ids(actor="bo") == ids(action="log_in") == [4]
    assert ids(faxes=(1, 2)) == [3, 2]
    assert ids(faxes=()) == []
    assert ids(since=NOW + MINUTE, until=NOW + 2 * MINUTE) == [2]
    assert ids(before=3) == [2, 1]
    assert desk.audit.actions() == ("log_in", "show_fax")


@pytest.mark.parametrize("sql", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit", "DELETE FROM accounts"])
def test_the_database_itself_forbids_rewriting_who_did_what(
    desk: Desk, path: Path, ann: Account, sql: str
) -> None:
    desk.audit.add(entry(1))
    db: Database = connect(path)
    with pytest.raises(Exception, match=r"only grows|never deleted"):
        db.conn.execute(sql)
    db.conn.close()
