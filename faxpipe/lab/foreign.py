"""`faxpipe lab foreign SOURCES DIR`: faxes that other hands wrote as web pages, printed and sent through a line.

Part of the lab. Whoever writes one knows neither the generator nor the rules, so these faxes ask what no layout of
the generator does. Each is NAME.html, a sheet of paper per printed page, beside NAME.truth.json: what a person
reads on it by the contract, with the time of arrival (`received`), the `line` it came over (fields of
`channel.Line`), the `sender` of its header line and the numbers of pages that were sent but `lost`. The typefaces
of the lab's fonts folder go by the names of their files. Nothing is fetched from elsewhere.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from faxpipe.errors import UsageError
from faxpipe.lab import channel
from faxpipe.lab.channel import Line, Sender
from faxpipe.lab.corpus import MadeFax, timeless, write_fax
from faxpipe.lab.draw import FONT_FOLDER
from faxpipe.lab.readings import TRUTH_SUFFIX, find_samples

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PRINT_TIMEOUT_MS = 60_000


@dataclass(frozen=True, slots=True)
class Posted:
    """How a fax travelled. `turned`: clockwise degrees that make each arrived page upright; `lost`: numbers of
    sent pages that never arrived."""

    line: Line
    sender: Sender
    turned: tuple[int, ...]
    lost: frozenset[int]


def posted(truth: dict[str, Any]) -> Posted:
    """How the truth says that its fax travelled. Raises UsageError where it does not say so rightly."""
    try:
        sent = datetime.fromisoformat(truth["received"])
        sender = Sender(sent=sent, **truth.get("sender", {"name": "", "number": ""}))
        turned = tuple(page.get("rotation", 0) for page in truth["pages"])
        return Posted(Line(**truth.get("line", {})), sender, turned, frozenset(truth.get("lost", ())))
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"the truth does not say how the fax travelled: {error}") from None


def send_fax(name: str, pdf: bytes, truth: dict[str, Any]) -> MadeFax:
    """The printed pages as they arrive. Raises UsageError where their number is not what the truth says."""
    way = posted(truth)
    rng = random.Random(name)
    pages = channel.rasterise(pdf, way.line, rng)
    arrived = [number for number in range(1, len(pages) + 1) if number not in way.lost]
    if len(arrived) != len(way.turned):
        raise UsageError(
            f"{name}: {len(pages)} pages were printed, the truth knows {len(way.turned)} that arrived"
        )
    if way.line.medium == "digital":
        return MadeFax(name, timeless(pdf), truth)
    images = [
        channel.stamp(
            channel.send(pages[number - 1], way.line, rng, turned), way.line, way.sender, number, len(pages)
        )
        for number, turned in zip(arrived, way.turned, strict=True)
    ]
    return MadeFax(name, channel.bind(images, way.line, way.sender.sent), truth)


class Printer:
    """A browser that prints web pages to PDF, offline."""

    def __init__(self, browser: Any) -> None:
        self._browser = browser

    def print(self, page: Path) -> bytes:
        """The sheets of one page, Letter unless it says otherwise."""
        tab = self._browser.new_page(offline=True)
        try:
            tab.goto(page.resolve().as_uri(), timeout=PRINT_TIMEOUT_MS)
            tab.add_style_tag(content=_faces())
            tab.evaluate("() => document.fonts.ready")
            return bytes(tab.pdf(prefer_css_page_size=True, print_background=True))
        finally:
            tab.close()


@contextmanager
def printer() -> Iterator[Printer]:
    """The browser of this machine, for as long as the block lasts. Raises UsageError where there is none."""
    # Only who prints needs the browser's driver, of the extra [dev].
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise UsageError("no browser to print with: install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield Printer(browser)
        finally:
            browser.close()


def _faces() -> str:
    return "\n".join(
        f'@font-face {{ font-family: "{path.stem}"; src: url("{path.resolve().as_uri()}"); }}'
        for path in sorted(FONT_FOLDER.glob("*.ttf"))
    )


def print_faxes(folder: Path, only: Sequence[str] | None = None) -> Iterator[MadeFax]:
    """Every fax whose source lies under `folder`; `only`: whose name holds one of these."""
    with printer() as press:
        for sample in find_samples(folder, only):
            name = sample.path.stem
            yield send_fax(name, press.print(sample.path.with_suffix(".html")), sample.truth)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sources", type=Path, metavar="SOURCES", help="NAME.html beside NAME.truth.json")
    parser.add_argument("folder", type=Path, metavar="DIR", help="where to write NAME.pdf and NAME.truth.json")
    parser.add_argument(
        "--only", metavar="TEXT", action="append", help="only faxes whose name holds this; may be repeated"
    )


def run(args: argparse.Namespace) -> int:
    """Write the faxes; 0, 1 where the folder can't be written, 2 where there is nothing to print."""
    count = 0
    try:
        args.folder.mkdir(parents=True, exist_ok=True)
        for made in print_faxes(args.sources, args.only):
            write_fax(args.folder, made)
            count += 1
    except OSError as error:
        print(f"the faxes can't be written here: {error.strerror}", file=sys.stderr)
        return 1
    if not count:
        print(f"no NAME{TRUTH_SUFFIX} in this folder", file=sys.stderr)
        return 2
    print(f"{count} faxes written")
    return 0
