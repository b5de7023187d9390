"""The review server as one application: every router in one visible list, every error a page of few words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from anyio import create_task_group, sleep
from anyio.to_thread import current_default_thread_limiter, run_sync
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as StarletteHTTPException

from faxpipe.config import Config
from faxpipe.errors import FaxpipeError, StoreError
from faxpipe.log import get_logger, site
from faxpipe.review import (
    account,
    accounts,
    audit,
    casepages,
    contacts,
    dashboard,
    fax,
    first,
    images,
    lessons,
    letters,
    links,
    login,
    outcomes,
    search,
    tokens,
    worklist,
)
from faxpipe.review.api import create_api
from faxpipe.review.api.app import PATH as API_PATH
from faxpipe.review.gate import SAFE, NotSignedInError, noted, signed_in, wants_json
from faxpipe.review.house import Clock, Desks, House, utc_now
from faxpipe.review.pictures import Pictures
from faxpipe.review.rendering import environment, render
from faxpipe.review.shield import Shield
from faxpipe.review.throttle import Throttle
from faxpipe.store.connection import UNAVAILABLE

STATIC = Path(__file__).with_name("static")
BEAT, BEAT_S = "review", 30.0
THREADS = 12
"""Requests under way at once; each may open a desk of its own."""

# Before log-in; each looks after itself.
OUTSIDE: tuple[APIRouter, ...] = (login.router, first.router, account.router)

# Nobody gets to these without having logged in, whatever the endpoint asks for besides.
INSIDE: tuple[APIRouter, ...] = (
    worklist.router,
    search.router,
    fax.router,
    casepages.router,
    images.router,
    outcomes.router,
    letters.router,
    contacts.router,
    links.router,
    dashboard.router,
    lessons.router,
    accounts.router,
    audit.router,
    tokens.router,
)

ERRORS = {
    "no_such_fax": 404,
    UNAVAILABLE: 503,
}


def create_app(config: Config, clock: Clock = utc_now) -> FastAPI:
    """The application over the database of `config`; `clock` gives the time of every request."""
    review = config.review
    secure = review.behind_proxy or bool(review.tls_certificate)
    house = House(config, clock, Desks(config.paths.database), environment(), secure)
    app = FastAPI(title="faxpipe", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan)
    app.state.house = house
    app.state.throttle = Throttle()
    app.state.pictures = Pictures(config)
    app.state.kept = dashboard.Kept()
    for router in OUTSIDE:
        app.include_router(router)
    for router in INSIDE:
        app.include_router(router, dependencies=[Depends(signed_in)])
    app.mount(API_PATH, create_api(house))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    _say_errors(app)
    app.add_middleware(Shield, house=house)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    current_default_thread_limiter().total_tokens = THREADS
    house: House = app.state.house
    async with create_task_group() as tasks:
        tasks.start_soon(_beat, house)
        yield
        tasks.cancel_scope.cancel()
    app.state.pictures.close()
    house.desks.close()


async def _beat(house: House) -> None:
    """Leave a sign of life for `faxpipe doctor`, move up what has waited too long for its sender, and record which
    letters the fax service has sent."""

    def once() -> None:
        with house.desks.one() as desk:
            now = house.clock()
            desk.store.beat(BEAT, now)
            desk.letters.escalate(now=now)
            letters.sweep(desk, house.config.paths.outbox, now)

    while True:
        try:
            await run_sync(once)
        except StoreError as error:
            get_logger().warning("beat_missed", code=error.code)
        await sleep(BEAT_S)


def _say_errors(app: FastAPI) -> None:
    @app.exception_handler(NotSignedInError)
    def to_log_in(request: Request, _error: NotSignedInError) -> Response:
        if request.method in SAFE and not wants_json(request):
            return RedirectResponse(login.page_for(request.url.path), 303)
        noted(request).refused = True
        return problem(request, 401, "Nobody is logged in here. Log in, then do it again.")

    @app.exception_handler(StarletteHTTPException)
    def refused(request: Request, error: StarletteHTTPException) -> Response:
        ours = isinstance(error, HTTPException) and error.detail != _PHRASES.get(error.status_code)
        text = error.detail if ours else _PHRASES.get(error.status_code, "This cannot be done.")
        return problem(request, error.status_code, text, dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    def misfit(request: Request, _error: RequestValidationError) -> Response:
        return problem(request, 422, "Something on the form is missing or cannot be. Go back and look again.")

    @app.exception_handler(OverflowError)
    def too_large(request: Request, error: OverflowError) -> Response:
        """A number of twenty digits fits no column."""
        get_logger().warning("number_too_large", site=site(error))
        return problem(request, 422, "A number is too large.")

    @app.exception_handler(FaxpipeError)
    def failed(request: Request, error: FaxpipeError) -> Response:
        status = ERRORS.get(error.code, 409 if isinstance(error, StoreError) else 500)
        return problem(request, status, f"{str(error)[:1].upper()}{str(error)[1:]}.")


_PHRASES = {404: "There is no such page.", 405: "This page cannot do that."}


def problem(request: Request, status: int, text: str, headers: dict[str, str] | None = None) -> Response:
    """An error as a page, or as problem+json for a script. It says what to do, and nothing of what was sent."""
    if wants_json(request):
        body: dict[str, Any] = {"type": "about:blank", "title": text, "status": status}
        return JSONResponse(body, status, headers, media_type="application/problem+json")
    page = render(request, "problem.html", status=status, text=text, code=status)
    page.headers.update(headers or {})
    return page
