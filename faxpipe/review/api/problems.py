"""Errors of the API as problem+json (RFC 9457). They say what to do, and nothing of what was sent."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException as StarletteHTTPException

from faxpipe.errors import FaxpipeError, StaleVersionError, StoreError
from faxpipe.store.connection import UNAVAILABLE

MEDIA = "application/problem+json"
STATUS = {"no_such_fax": 404, "held": 409, "stale_version": 412, UNAVAILABLE: 503}
PHRASES = {404: "There is nothing here.", 405: "This method is not for this place.", 400: "The body is no JSON."}


class Problem(BaseModel):
    """What went wrong; `code` is stable, `title` is for people."""

    type: str = "about:blank"
    title: str
    status: int
    code: str = ""


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What an operation may answer besides success, for its description."""
    every = (400, 401, 403, 413, 422, 503, *statuses)
    content = {"content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    return {status: {"description": DESCRIPTIONS[status], **content} for status in sorted(every)}


DESCRIPTIONS = {
    400: "The body is no JSON",
    401: "No token, or one that does not hold",
    403: "The token may not do this",
    404: "There is no such thing",
    409: "A person has this fax open, or a rule of the desk forbids it",
    412: "The fax has another version by now; look at it again",
    413: "The body is too large",
    422: "Something that was sent cannot be",
    428: "The header If-Match is missing",
    503: "The database is busy; try again",
}


def problem(status: int, title: str, code: str = "", headers: dict[str, str] | None = None) -> Response:
    body = Problem(title=title, status=status, code=code).model_dump()
    return JSONResponse(body, status, headers, media_type=MEDIA)


def say_problems(api: FastAPI) -> None:
    """Every error of `api` as problem+json."""

    @api.exception_handler(StarletteHTTPException)
    def refused(_request: Request, error: StarletteHTTPException) -> Response:
        ours = isinstance(error, HTTPException) and error.status_code not in PHRASES
        title = error.detail if ours else PHRASES.get(error.status_code, error.detail)
        return problem(error.status_code, title, headers=dict(error.headers or {}))

    @api.exception_handler(RequestValidationError)
    def misfit(_request: Request, error: RequestValidationError) -> Response:
        if any(one["type"] == "json_invalid" for one in error.errors()):
            return problem(400, PHRASES[400])
        ours = [one["loc"] for one in error.errors() if one["type"] != "extra_forbidden"]
        where = sorted({".".join(part for part in loc if isinstance(part, str)) for loc in ours})
        return problem(422, f"Cannot be: {', '.join(where) or 'an unknown member'}.", "validation")

    @api.exception_handler(OverflowError)
    def too_large(_request: Request, _error: OverflowError) -> Response:
        return problem(422, "A number is too large.", "validation")

    @api.exception_handler(FaxpipeError)
    def failed(_request: Request, error: FaxpipeError) -> Response:
        fallback = 412 if isinstance(error, StaleVersionError) else 409 if isinstance(error, StoreError) else 500
        return problem(STATUS.get(error.code, fallback), f"{error}.", error.code)
