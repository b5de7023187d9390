"""schemathesis sends what the description allows, and what it does not: never a server error, always the described."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings

from faxpipe.review.gate import hashed
from faxpipe.store.desk import Desk
from faxpipe.store.desk.tokens import Scope

schemathesis = pytest.importorskip("schemathesis")

EXAMPLES = 25
CHECKS = {
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "ignored_auth",
}


@pytest.fixture
def headers(desk: Desk, clock: Any, make_fax: Callable[..., int]) -> dict[str, str]:
    """A token that may do everything, over three faxes."""
    for number in range(3):
        make_fax(f"fax{number}")
    until = clock() + timedelta(days=1)
    desk.tokens.make("fuzz", hashed("faxpipe_fuzz"), frozenset(Scope), by="t", now=clock(), until=until)
    return {"Authorization": "Bearer faxpipe_fuzz", "Host": "127.0.0.1"}


@pytest.mark.filterwarnings("default")
def test_schemathesis_finds_nothing(app: FastAPI, headers: dict[str, str], visitor: Callable[[], Any]) -> None:
    assert visitor().get("/login").status_code == 200
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers={"Host": "127.0.0.1"})
    checks = [check for check in schemathesis.checks.CHECKS.get_all() if check.__name__ in CHECKS]
    assert len(checks) == len(CHECKS)
    called = []
    for found in schema.get_all_operations():
        operation = found.ok()
        called.append(f"{operation.method.upper()} {operation.path}")

        @seed(2026)
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE))
        def call(case: Any) -> None:
            case.call_and_validate(headers=headers, checks=checks)

        call()
    assert len(called) == 11
