"""The review server as a process: where it listens, by which certificate, and that it tells the log nothing.

It listens on this machine only, unless it speaks TLS or a proxy that does stands before it.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import signal
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import uvicorn

from faxpipe.config import Config, Review
from faxpipe.errors import ConfigError
from faxpipe.log import configure, get_logger
from faxpipe.review.app import create_app
from faxpipe.review.first import new_link
from faxpipe.review.house import Clock, utc_now
from faxpipe.review.shield import HEADER_BYTES_MAX
from faxpipe.store.desk import Desk

GRACE_S = 5
KEEP_ALIVE_S = 30
CONNECTIONS_MAX = 200
BACKLOG = 128


def check(review: Review) -> None:
    """Raise ConfigError where pages with patient data would cross a network in the clear, or a file is missing."""
    if review.tls_key and not review.tls_certificate:
        raise ConfigError("review.tls_key needs review.tls_certificate as well")
    for key in ("tls_certificate", "tls_key"):
        name = getattr(review, key)
        if name and not Path(name).is_file():
            raise ConfigError(f"review.{key} names no file; check the path and the rights")
    if not (_is_loopback(review.host) or review.tls_certificate or review.behind_proxy):
        raise ConfigError(
            "review.host is not this machine alone: set review.tls_certificate, or review.behind_proxy with a "
            "proxy that speaks TLS, or take 127.0.0.1"
        )
    if (review.behind_proxy or not _is_loopback(review.host)) and not review.names:
        raise ConfigError("review.names must list the names that browsers reach the review page by")


def url(review: Review, port: int | None = None) -> str:
    """Where browsers find the server: the first of review.names, else its host."""
    name = review.names[0] if review.names else review.host
    if review.behind_proxy:
        return f"https://{name}"
    shown = f"[{name}]" if ":" in name and not name.startswith("[") else name
    return f"{'https' if review.tls_certificate else 'http'}://{shown}:{port or review.port}"


def listen(review: Review) -> socket.socket:
    """The socket the server will answer on. Raises ConfigError where it cannot be had."""
    check(review)
    family = socket.AF_INET6 if ":" in review.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((review.host, review.port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        says = f"cannot listen on {review.host} port {review.port}: {error.strerror}; choose another review.port"
        raise ConfigError(says) from None
    return listener


def server(config: Config, clock: Clock = utc_now) -> uvicorn.Server:
    """The server, not yet running; `run(sockets=[listen(...)])` serves until SIGTERM."""
    review = config.review
    _quieten()
    return uvicorn.Server(
        uvicorn.Config(
            create_app(config, clock),
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=True,
            ws="none",
            http="h11",
            h11_max_incomplete_event_size=HEADER_BYTES_MAX,
            limit_concurrency=CONNECTIONS_MAX,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=GRACE_S,
            proxy_headers=review.behind_proxy,
            forwarded_allow_ips="127.0.0.1,::1",
            ssl_certfile=review.tls_certificate or None,
            ssl_keyfile=review.tls_key or None,
            ssl_version=ssl.PROTOCOL_TLS_SERVER,
        )
    )


def run_server(config: Config, say: Callable[[str], None]) -> int:
    """Serve until SIGTERM or SIGINT; the exit code. `say` gets the address, and the first link.

    Raises ConfigError and StoreError at start only.
    """
    configure(config.log)
    with listen(config.review) as listener:
        address = url(config.review, listener.getsockname()[1])
        link = first_link(config, address, utc_now())
        get_logger().info("review_started", pid=os.getpid())
        say(f"the review page is at {address}")
        if link:
            say(f"make the first account, once and within 24 hours: {link}")
        serving = server(config)
        serving.config.app.state.pictures.warm()  # type: ignore[union-attr]
        with _ending_quietly(serving):
            serving.run(sockets=[listener])
        get_logger().info("review_stopped", pid=os.getpid())
    return 0


@contextmanager
def _ending_quietly(serving: uvicorn.Server) -> Iterator[None]:
    """The server library sends itself again the signal that ended it; here that was the wish, not an accident.

    A signal that comes before the library listens for signals ends the server as it starts.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_: object) -> None:
        serving.should_exit = True

    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, end) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def first_link(config: Config, address: str, now: datetime) -> str:
    """A fresh link for the first account; "" where there is an account. An earlier one stops working."""
    with Desk(config.paths.database) as desk:
        return "" if desk.accounts.any() else address + new_link(desk, None, by="first link", now=now)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _CodesOnly(logging.Handler):
    """What the server library has to say, without its words: they may quote a request."""

    def emit(self, record: logging.LogRecord) -> None:
        get_logger().warning("server", code=f"{Path(record.pathname).name}:{record.lineno}")


def _quieten() -> None:
    for name in ("uvicorn", "asyncio"):
        logger = logging.getLogger(name)
        logger.handlers = [_CodesOnly(logging.WARNING)]
        logger.setLevel(logging.WARNING)
        logger.propagate = False
