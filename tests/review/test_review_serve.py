"""Where the server listens, by which certificate, and that it ends as it was asked to."""

from __future__ import annotations

import shutil
import signal
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from faxpipe.config import Config, Review
from faxpipe.errors import ConfigError
from faxpipe.review import serve


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"host": "0.0.0.0"}, "tls_certificate"),  # noqa: S104 - refused, that is the point
        ({"host": "fax.clinic.test"}, "tls_certificate"),
        ({"behind_proxy": True}, "names"),
        ({"tls_certificate": "/nowhere.pem"}, "names no file"),
        ({"tls_key": "/nowhere.pem"}, "tls_certificate"),
    ],
)
def test_what_would_cross_a_network_in_the_clear_is_refused(settings: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        serve.check(Review(**settings))


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({}, "http://127.0.0.1:8321"),
        ({"host": "::1"}, "http://[::1]:8321"),
        ({"host": "localhost", "port": 9}, "http://localhost:9"),
        ({"behind_proxy": True, "names": ("fax.clinic.test",)}, "https://fax.clinic.test"),
    ],
)
def test_the_address_is_the_one_browsers_need(settings: dict[str, Any], address: str) -> None:
    review = Review(**settings)
    serve.check(review)
    assert serve.url(review) == address


def test_a_port_in_use_is_told(config: Config) -> None:
    with serve.listen(config.review) as first:
        port = first.getsockname()[1]
        with pytest.raises(ConfigError, match=r"review\.port"):
            serve.listen(Review(port=port))


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of this machine's own with its key."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    call = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subject = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)]
    subprocess.run([*call, *subject], check=True, capture_output=True, timeout=60)
    return cert


@pytest.fixture
def config(config: Config, request: pytest.FixtureRequest, tmp_path: Path) -> Config:
    """Over TLS, where the test asks for a certificate."""
    if "certificate" not in request.fixturenames:
        return config
    cert = request.getfixturevalue("certificate")
    tls = {"tls_certificate": str(cert), "tls_key": str(tmp_path / "key.pem")}
    return config.model_copy(update={"review": config.review.model_copy(update=tls)})


def test_by_its_own_certificate_it_speaks_tls_only(certificate: Path, server: Any) -> None:
    address = server.url.replace("http://", "https://")
    with httpx2.Client(verify=ssl.create_default_context(cafile=str(certificate))) as browser:
        answer = browser.get(f"{address}/login")
    assert answer.status_code == 200
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert answer.headers["set-cookie"].startswith("__Host-faxpipe-visit=")
    assert "Secure" in answer.headers["set-cookie"]
    with pytest.raises(httpx2.RemoteProtocolError):
        httpx2.get(f"{server.url}/login")


def test_the_server_says_nothing_of_itself(server: Any) -> None:
    assert "server" not in httpx2.get(f"{server.url}/login").headers


def test_headers_without_end_are_refused(server: Any) -> None:
    try:
        told = httpx2.get(f"{server.url}/login", headers={"X-Long": "x" * 100_000}).status_code
    except (httpx2.ReadError, httpx2.WriteError):
        told = HUNG_UP  # before the rest was sent, which takes the answer with it
    assert told in {400, 431, HUNG_UP}
    assert httpx2.get(f"{server.url}/login").status_code == httpx2.codes.OK


HUNG_UP = 0


def test_many_at_once_are_all_answered(server: Any, log_in: Callable[[str, str], str], fax: int) -> None:
    import concurrent.futures  # noqa: PLC0415

    cookies = {"faxpipe-session": log_in("reviewer", "reviewer")}

    def get(_: int) -> int:
        return httpx2.get(f"{server.url}/dashboard", cookies=cookies, timeout=60).status_code

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        assert set(pool.map(get, range(48))) == {200}


def test_a_signal_that_comes_before_the_server_listens_for_signals_ends_it_as_it_starts(config: Config) -> None:
    serving = serve.server(config)
    with serve._ending_quietly(serving):
        signal.raise_signal(signal.SIGTERM)
    assert serving.should_exit
