"""schemathesis sends what the description allows, and what it does not: never a server error."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import sampled_from

from faxpipe.review.gate import hashed
from faxpipe.store.desk import Desk
from faxpipe.store.desk.tokens import Scope

schemathesis = pytest.importorskip("schemathesis")

EXAMPLES = 15
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


def send_many(operation: Any, mode: str, headers: dict[str, str], desk: Desk) -> set[int]:
    """The codes that came back; mostly of a fax there is, and against its version."""
    checks = [check for check in schemathesis.checks.CHECKS.get_all() if check.__name__ in CHECKS]
    assert len(checks) == len(CHECKS)
    codes: set[int] = set()

    @seed(2026)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=operation.as_strategy(generation_mode=schemathesis.GenerationMode(mode)),
        fax=sampled_from([1, 2, 3, 0]),
    )
    def call(case: Any, fax: int) -> None:
        row = desk.work.row(fax)
        if row is not None and "fax_id" in (case.path_parameters or {}):
            case.path_parameters["fax_id"] = fax
            if case.method == "POST":
                case.headers["If-Match"] = f'"v{row.version}"'
        codes.add(case.call_and_validate(headers=headers, checks=checks).status_code)

    call()
    return codes


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_schemathesis_finds_nothing(
    app: FastAPI, desk: Desk, headers: dict[str, str], visitor: Callable[[], Any], mode: str
) -> None:
    assert visitor().get("/login").status_code == 200
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers={"Host": "127.0.0.1"})
    operations = [found.ok() for found in schema.get_all_operations()]
    answered = {f"{one.method} {one.path}": send_many(one, mode, headers, desk) for one in operations}
    assert len(answered) == 11
    if mode == "positive":
        assert len([path for path, codes in answered.items() if 200 in codes]) >= 9, answered
