"""What holds for every request, whatever the endpoint: limits, headers, one audit line and one log line.

Threats it answers: another site that posts here or frames a page (Origin, Sec-Fetch-Site, frame-ancestors), a
name that was rebound to this machine (Host), a page that runs what a fax says (CSP), a shared computer's cache
(no-store), a body without end, and a traceback that tells of a patient (none leaves, none is logged).
An answer whose audit line cannot be written is not given.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from anyio.to_thread import run_sync
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from faxpipe.log import get_logger, site
from faxpipe.review.gate import SAFE, Note
from faxpipe.review.house import House
from faxpipe.store.desk import Entry

BODY_BYTES_MAX = 1_000_000
HEADER_BYTES_MAX = 16_384
FAX_DIGITS_MAX = 12
ONCE = timedelta(minutes=10)
ONCE_KEPT_MAX = 5_000
STATIC, API = "/static/", "/api/"

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
HSTS = "max-age=31536000"


class Shield:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, house: House) -> None:
        self._app = app
        self._house = house
        self._hosts = _hosts(house)
        self._said: OrderedDict[tuple[object, ...], datetime] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})["note"] = Note()
        answer = _Answer(self, scope, send)
        try:
            refusal = self._refusal(scope)
            if refusal is not None:
                await refusal(scope, receive, answer)
            else:
                await self._app(scope, _limited(receive), answer)
        except _BodyTooLargeError:
            await answer.instead(413, "This is more than a form can hold.")
        except Exception as error:
            get_logger().error("request_failed", site=site(error))
            await answer.instead(500, "Something went wrong here, and the log says where. Nothing was lost.")
        finally:
            answer.log()

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if _host_name(headers.get("host", "")) not in self._hosts:
            return _plain(scope, "This is not the name of this server (review.names).", 400)
        if sum(len(name) + len(value) for name, value in scope["headers"]) > HEADER_BYTES_MAX:
            return _plain(scope, "The headers are too long.", 431)
        if _too_long(headers.get("content-length", "0")):
            return _plain(scope, "This is more than a form can hold.", 413)
        if scope["method"] not in SAFE and _from_elsewhere(headers):
            scope["state"]["note"].action = "refused_origin"
            scope["state"]["note"].refused = True
            return _plain(scope, "This request came from another site.", 403)
        return None

    def headers(self, scope: Scope) -> dict[str, str]:
        static = scope["path"].startswith(STATIC)
        found = HEADERS | {"cache-control": "no-cache" if static else "no-store"}
        return found | ({"strict-transport-security": HSTS} if self._house.secure else {})

    def audit(self, scope: Scope, status: int) -> None:
        """Write the line of this request, if it deserves one."""
        note: Note = scope["state"]["note"]
        actor = note.actor or (note.person.name if note.person else "")
        if not (actor or note.action or note.refused):
            return
        now = self._house.clock()
        if note.once and status < 400 and self._said_before(note, now):
            return
        entry = Entry(
            at=now,
            actor=actor,
            role=note.role or (note.person.role if note.person else ""),
            action=_action(note, scope, status),
            fax_id=_fax_id(note, scope),
            method=scope["method"],
            route=route_of(scope),
            status=status,
            address=(scope.get("client") or ("",))[0],
            detail=note.detail,
        )
        with self._house.desks.one() as desk:
            desk.audit.add(entry)

    def _said_before(self, note: Note, now: datetime) -> bool:
        key = (note.person.session_id if note.person else 0, note.action, note.fax_id, note.detail)
        last = self._said.get(key)
        if last is not None and now - last < ONCE:
            return True
        self._said[key] = now
        self._said.move_to_end(key)
        while len(self._said) > ONCE_KEPT_MAX:
            self._said.popitem(last=False)
        return False


class _Answer:
    """`send`, with the headers added and the audit written before the first byte leaves."""

    def __init__(self, shield: Shield, scope: Scope, send: Send) -> None:
        self._shield = shield
        self._scope = scope
        self._send = send
        self._began = time.perf_counter()
        self._status = 0
        self._withheld = False

    async def __call__(self, message: Message) -> None:
        if self._withheld:
            return
        if message["type"] == "http.response.start":
            self._status = message["status"]
            try:
                await run_sync(self._shield.audit, self._scope, self._status)
            except Exception as error:  # whatever it is, what was not audited is not told
                get_logger().error("audit_failed", site=site(error))
                self._status = 0
                await self.instead(503, "The database is busy. Please try again in a minute.", audit=False)
                self._withheld = True
                return
            MutableHeaders(scope=message).update(self._shield.headers(self._scope))
        await self._send(message)

    async def instead(self, status: int, text: str, *, audit: bool = True) -> None:
        """A plain answer in place of one that never began."""
        if self._status:
            return
        if audit:
            self._scope["state"]["note"].detail = ""
            await _plain(self._scope, text, status)(self._scope, _nothing, self)
            return
        self._status = status
        answer = _plain(self._scope, text, status)
        answer.headers.update(self._shield.headers(self._scope))
        await answer(self._scope, _nothing, self._send)

    def log(self) -> None:
        if self._scope["path"].startswith(STATIC):
            return
        get_logger().info(
            "request",
            code=self._status,
            route=route_of(self._scope),
            ms=round(1000 * (time.perf_counter() - self._began), 1),
        )


class _BodyTooLargeError(Exception):
    pass


def _plain(scope: Scope, text: str, status: int) -> Response:
    """A few words, in the form in which programs want them where it is the API that was asked."""
    if not scope["path"].startswith(API):
        return PlainTextResponse(text, status)
    body = {"type": "about:blank", "title": text, "status": status, "code": ""}
    return JSONResponse(body, status, media_type="application/problem+json")


def route_of(scope: Scope) -> str:
    """The route's template, "/fax/<fax_id>"; never the path, which anybody may fill."""
    template = getattr(scope.get("route"), "path", None)
    if template is None:
        return "none"
    return f"{scope.get('root_path', '')}{template}".replace("{", "<").replace("}", ">")


def _limited(receive: Receive) -> Receive:
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > BODY_BYTES_MAX:
            raise _BodyTooLargeError
        return message

    return limited


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


def _action(note: Note, scope: Scope, status: int) -> str:
    name = note.action or getattr(scope.get("endpoint"), "__name__", "none")
    refused = (note.refused or status in {401, 403}) and not name.startswith("refused")
    return f"refused_{name}" if refused else name


def _fax_id(note: Note, scope: Scope) -> int | None:
    """The fax that was asked for; None where that is no number of a fax."""
    given = scope.get("path_params", {}).get("fax_id", "") if note.fax_id is None else note.fax_id
    text = str(given)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= FAX_DIGITS_MAX else None


def _hosts(house: House) -> frozenset[str]:
    own = {"127.0.0.1", "localhost", "[::1]", house.config.review.host}
    return frozenset(name.lower() for name in (*own, *house.config.review.names))


def _host_name(header: str) -> str:
    name, _, port = header.rpartition(":")
    return (name if name and port.isdecimal() and not header.endswith("]") else header).lower()


def _too_long(header: str) -> bool:
    return not header.isdecimal() or len(header) > 12 or int(header) > BODY_BYTES_MAX


def _from_elsewhere(headers: Headers) -> bool:
    """Whether a browser says that another site sent this. A script that is no browser says nothing.

    Browsers send `Origin: null` with forms of pages whose referrer policy is no-referrer, as ours are.
    """
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = headers.get("origin")
    return origin not in {None, "null"} and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
