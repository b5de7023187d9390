"""A review server over a database of its own: clients that are logged in, a fax, a live server, a real browser.

`client("lead")` is logged in as that role; its `submit(url, **fields)` posts with the CSRF token. `fax` is a
stored fax of two pages with an archived PDF and a reading; `server` is a live one for `page`, a real Chromium.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image, ImageDraw, ImageFont

from faxpipe.config import Config, Log, Paths
from faxpipe.config import Review as ReviewConfig
from faxpipe.document import Box, Page, Word
from faxpipe.log import configure
from faxpipe.referral import Reading
from faxpipe.review import serve
from faxpipe.review.app import create_app
from faxpipe.review.gate import csrf_of, hashed
from faxpipe.store import Arrival, NewFax, Shelf, StoredPage
from faxpipe.store.desk import Desk, Role, Step
from faxpipe.task import pack

NOW = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
PAGE_PX = (1728, 2200)


class Clock:
    """The server's clock, set by the test."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **length: float) -> None:
        self.now += timedelta(**length)


class Visitor(TestClient):
    """A browser without scripts. `submit` posts form fields with the CSRF token of the session."""

    token = ""

    @property
    def csrf(self) -> str:
        return csrf_of(self.token)

    def submit(self, url: str, **fields: Any) -> Any:
        return self.post(url, data={"csrf": self.csrf} | fields, follow_redirects=False)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A data folder in `tmp_path`, a free port."""
    paths = Paths(**{name: tmp_path / path for name, path in Paths()})
    for folder in (paths.inbox, paths.archive, paths.quarantine):
        folder.mkdir()
    configure(Log(level="warning"))
    return Config(paths=paths, review=ReviewConfig(port=0))


@pytest.fixture
def desk(config: Config) -> Iterator[Desk]:
    with Desk(config.paths.database) as opened:
        yield opened


@pytest.fixture
def app(config: Config, clock: Clock, desk: Desk) -> FastAPI:
    return create_app(config, clock)


@pytest.fixture
def visitor(app: FastAPI) -> Iterator[Callable[[], Visitor]]:
    """`visitor()` is a browser that nobody has logged in with."""
    made: list[Visitor] = []

    def make() -> Visitor:
        made.append(Visitor(app, base_url="http://127.0.0.1:8321", client=("127.0.0.1", 50000)))
        return made[-1].__enter__()

    yield make
    for each in made:
        each.__exit__()


@pytest.fixture
def log_in(desk: Desk, clock: Clock) -> Callable[[str, str], str]:
    """`log_in(name, role)` makes the account where needed and a session; gives the session's token."""

    def session(name: str, role: str) -> str:
        account = desk.accounts.named(name)
        made = account.id if account else desk.accounts.make(name, name.title(), Role(role), by="t", now=clock())
        if account is None:
            desk.accounts.set_password(made, "no hash, nobody logs in by it", now=clock())
        token = secrets.token_urlsafe(32)
        desk.sessions.start(made, hashed(token), Step.FULL, now=clock())
        return token

    return session


@pytest.fixture
def client(visitor: Callable[[], Visitor], log_in: Callable[[str, str], str]) -> Callable[..., Visitor]:
    """`client("reviewer")` is logged in as somebody of that role; a second name makes a second person."""

    def make(role: str = "reviewer", name: str = "") -> Visitor:
        made = visitor()
        made.token = log_in(name or role, role)
        made.cookies.set("faxpipe-session", made.token)
        return made

    return make


MakeFax = Callable[..., int]


@pytest.fixture
def make_fax(config: Config, desk: Desk, clock: Clock, fax_reading: Reading) -> MakeFax:
    """`make_fax("name", reading=...)` stores a fax whose PDF lies in the archive; gives its id.

    The words of the reading stand on its pages where its fields say, and in the stored words. `reading=None`
    leaves it unread.
    """

    def make(name: str = "fax", reading: Reading | None = fax_reading) -> int:
        pages = reading.pages if reading else (None,)
        file = config.paths.archive / f"{name}.pdf"
        drawn = [_draw(number, reading) for number in range(1, len(pages) + 1)]
        drawn[0].save(file, resolution=204, save_all=True, append_images=drawn[1:])
        sha256 = hashlib.sha256(file.read_bytes() + name.encode()).hexdigest()
        shelved = file.rename(config.paths.archive / f"{sha256}.pdf")
        arrival = Arrival(f"{name}.pdf", shelved.stat().st_size, len(name), hash(name) & 0xFFFF, clock())
        made = desk.store.accept(NewFax(sha256, Shelf.ARCHIVE, shelved.name, arrival))
        if reading is not None:
            claim = desk.store.claim("test", now=clock(), until=clock() + timedelta(minutes=1))
            assert claim is not None
            words = tuple(_stored(number, reading) for number in range(1, len(pages) + 1))
            desk.store.finish(claim, replace(reading, sha256=sha256), words, now=clock(), seconds=1.0)
        return made.fax_id

    return make


@pytest.fixture
def fax(make_fax: MakeFax) -> int:
    """One stored fax, incomplete and urgent: `fax_reading` of the shared fixtures."""
    return make_fax()


def _said(number: int, reading: Reading | None) -> tuple[tuple[str, Box], ...]:
    fields = [value for referral in reading.referrals for value in referral.fields] if reading else []
    return tuple((v.words, v.box) for v in fields if v.page == number and v.box is not None and v.words)


def _draw(number: int, reading: Reading | None) -> Image.Image:
    image = Image.new("1", PAGE_PX, 1)
    pen = ImageDraw.Draw(image)
    pen.text((120, 120), f"REFERRAL page {number}", fill=0, font=ImageFont.load_default(44))
    for text, box in _said(number, reading):
        pen.text((box.left * PAGE_PX[0], box.top * PAGE_PX[1]), text, fill=0, font=ImageFont.load_default(44))
    return image


def _stored(number: int, reading: Reading) -> StoredPage:
    words = tuple(Word(text, box, 0.97) for text, box in _said(number, reading))
    return pack(Page(number, *PAGE_PX, words=words, engine="test", engine_version="1"))


@dataclass(frozen=True, slots=True)
class LiveServer:
    """A server on a real port; `url` has no path."""

    url: str


class _Server(threading.Thread):
    def __init__(self, server: uvicorn.Server, listener: Any) -> None:
        super().__init__(daemon=True)
        self.server, self.listener = server, listener

    def run(self) -> None:
        self.server.run(sockets=[self.listener])


@pytest.fixture
def server(config: Config, clock: Clock, desk: Desk) -> Iterator[LiveServer]:
    """A live server; connections made before it is up wait in the socket's queue."""
    listener = serve.listen(config.review)
    port = listener.getsockname()[1]
    thread = _Server(serve.server(config, clock), listener)
    thread.start()
    yield LiveServer(f"http://127.0.0.1:{port}")
    thread.server.should_exit = True
    thread.join(timeout=20)
    listener.close()
    assert not thread.is_alive()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Chromium from PATH, headless; skips where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no Chromium here")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page_of(chromium: Any, server: LiveServer, log_in: Callable[[str, str], str]) -> Iterator[Callable[..., Any]]:
    """`page_of("reviewer")` is a browser window of its own, logged in; give `java_script_enabled=False` etc."""
    contexts: list[Any] = []

    def make(role: str = "reviewer", name: str = "", **options: Any) -> Any:
        settings = {"viewport": {"width": 1366, "height": 768}, "base_url": server.url} | options
        context = chromium.new_context(**settings)
        contexts.append(context)
        if role:
            token = log_in(name or role, role)
            context.add_cookies([{"name": "faxpipe-session", "value": token, "url": server.url}])
        made = context.new_page()
        made.set_default_timeout(10_000)
        return made

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(page_of: Callable[..., Any]) -> Any:
    """A browser window logged in as a reviewer."""
    return page_of("reviewer")


@pytest.fixture
def expect() -> Any:
    """`expect(locator).to_have_count(2)` waits until it is so: a page may still be on its way after a click."""
    return pytest.importorskip("playwright.sync_api").expect


@pytest.fixture
def axe() -> Callable[[Any], list[str]]:
    """`axe(page)`: what is wrong on the page as shown, and where."""
    found = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def check(page: Any) -> list[str]:
        wrong = found.run(page).response["violations"]
        return [f"{each['id']}: {node['html']}" for each in wrong for node in each["nodes"]]

    return check
