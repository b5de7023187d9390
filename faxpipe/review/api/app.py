"""The API as an application of its own, mounted at /api/v1: its description, its operations, its errors."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Request

from faxpipe import __version__
from faxpipe.review.api import faxes
from faxpipe.review.api.bearer import Watches
from faxpipe.review.api.problems import Problem, responses, say_problems
from faxpipe.review.api.shapes import FiguresOut, Health, figures_out
from faxpipe.review.gate import Now, TheDesk, note
from faxpipe.review.house import House

PATH = "/api/v1"
DESCRIPTION = (
    "Faxes, their readings and what becomes of them, for programs of the practice. Bear a token made on the page "
    "Access tokens. A change names the version it saw as `If-Match`; errors are problem+json."
)

machine = APIRouter(tags=["machine"])


@machine.get("/figures", responses=responses())
def show_figures(
    request: Request, program: Watches, desk: TheDesk, now: Now, days: Annotated[int, Query(ge=1, le=90)] = 30
) -> FiguresOut:
    """The figures of the dashboard; nothing of a patient or a sender."""
    note(request, "api_show_figures")
    return figures_out(desk.figures.dashboard(now=now, days=days))


@machine.get("/health", responses=responses())
def show_health(request: Request, program: Watches, desk: TheDesk) -> Health:
    """Whether faxes are read and how old the oldest unread one is."""
    note(request, "api_show_health", once=True)
    counts = desk.store.counts()
    return Health(
        states=dict(counts.states),
        oldest_received_at=counts.oldest_received_at,
        daemon_at=desk.store.last_beat("rescan"),
        worker_at=desk.store.last_beat("worker"),
    )


def create_api(house: House) -> FastAPI:
    """The API over `house`."""
    api = FastAPI(
        title="faxpipe",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        servers=[{"url": PATH}],
    )
    api.state.house = house
    api.include_router(faxes.router)
    api.include_router(machine)
    say_problems(api)
    described = api.openapi

    def openapi() -> dict[str, Any]:
        """The description, with our errors where the framework's would stand."""
        document = described()
        schemas = document["components"]["schemas"]
        schemas.pop("HTTPValidationError", None)
        schemas.pop("ValidationError", None)
        schemas["Problem"] = Problem.model_json_schema()
        return document

    api.openapi = openapi  # type: ignore[method-assign]
    return api
