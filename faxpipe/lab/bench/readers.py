"""The ways of reading that race each other: the usual ones, and faxpipe with each engine there is.

Part of the lab. A way reads one page at a time, or, where starting it takes longer than a page (OCRmyPDF), all of
them in one call. What a way needs and does not find is said by `missing`. The bitmaps of raw tesseract are ready
beforehand, so its figure is a floor: nothing but recognition.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from faxpipe.config import Config, Ocr
from faxpipe.document import Page
from faxpipe.errors import FaxpipeError
from faxpipe.layout import layout
from faxpipe.ocr import ENGINES, engine_of

PAGE_TIMEOUT_S = 120
NOON = datetime(2026, 5, 4, 12, 0)  # noqa: DTZ001 - local time, as the daemon hands it in
WHOLE = "read_fax:"
NAIVE, OCRMYPDF, TESSERACT = "naive", "ocrmypdf", "tesseract"


@dataclass(frozen=True, slots=True)
class Job:
    """One page to read: the fax as it arrived, and its bitmap with square pixels."""

    index: int
    pdf: Path
    bitmap: Path


@dataclass(frozen=True, slots=True)
class Output:
    """What was read, in the order in which the way gives it. `rows`: the same from top to bottom, where known.

    `turned`: clockwise degrees the page was turned, None where the way does not say.
    """

    text: str = field(repr=False)
    turned: int | None = None
    rows: str = field(default="", repr=False)


Read = Callable[[Job], Output]
ReadAll = Callable[[Sequence[Job], int], list[Output]]


@dataclass(frozen=True, slots=True)
class Reader:
    """A way to read. `make` loads what it needs; `batch` takes all pages and a number of processes instead."""

    name: str
    about: str
    missing: Callable[[], str]
    make: Callable[[], Read] | None = None
    batch: ReadAll | None = None


def readers() -> dict[str, Reader]:
    """Every way by name, the usual ones first; engines as `faxpipe.ocr` names them."""
    usual = (
        Reader(NAIVE, "pdf2image at 300 dpi, pytesseract", _no_tesseract, make=_naive),
        Reader(OCRMYPDF, "ocrmypdf --deskew --rotate-pages", _no_ocrmypdf, batch=_ocrmypdf),
        Reader(TESSERACT, "tesseract on the ready bitmap", _no_tesseract, make=_raw),
    )
    own = []
    for engine in (*ENGINES, *(() if "auto" in ENGINES else ("auto",))):
        own.append(_scanning(engine))
    for engine in ("auto", "tesseract"):
        own.append(_whole(engine))
    return {reader.name: reader for reader in (*usual, *own)}


def default_names(known: dict[str, Reader]) -> list[str]:
    """The ways that a plain run races: the usual three, tesseract and auto within faxpipe, and all of read_fax."""
    wanted = (NAIVE, OCRMYPDF, TESSERACT, "scan:tesseract", "scan:auto", "read_fax:auto")
    return [name for name in wanted if name in known]


def pages_output(pages: Sequence[Page]) -> Output:
    """The words of pages as OCR gives them, and their rows as every later stage sees them."""
    text = "\f".join(" ".join(word.text for word in page.words) for page in pages)
    rows = "\f".join("\n".join(line.text for line in layout(page).lines) for page in pages)
    return Output(text, pages[0].rotation if pages else 0, rows)


def _scanning(engine: str) -> Reader:
    def make() -> Read:
        from faxpipe.scan import scan  # noqa: PLC0415

        config = Config(ocr=Ocr(engine=engine))

        def read(job: Job) -> Output:
            return pages_output(scan(job.pdf, limits=config.pages, ocr=config.ocr))

        return read

    return Reader(f"scan:{engine}", f"faxpipe, pages and words, engine {engine}", lambda: _no_engine(engine), make)


def _whole(engine: str) -> Reader:
    def make() -> Read:
        from faxpipe.pipeline import read_fax  # noqa: PLC0415

        config = Config(ocr=Ocr(engine=engine))

        def read(job: Job) -> Output:
            fax, _ = read_fax(job.pdf, config, source=job.pdf.name, received_at=NOON)
            return pages_output(fax.pages)

        return read

    return Reader(f"{WHOLE}{engine}", f"faxpipe, everything, engine {engine}", lambda: _no_engine(engine), make)


def _naive() -> Read:
    os.environ["OMP_THREAD_LIMIT"] = "1"
    import pdf2image  # noqa: PLC0415
    import pytesseract  # noqa: PLC0415

    def read(job: Job) -> Output:
        (image,) = pdf2image.convert_from_path(job.pdf, dpi=300, timeout=PAGE_TIMEOUT_S)
        return Output(str(pytesseract.image_to_string(image, timeout=PAGE_TIMEOUT_S)))

    return read


def _raw() -> Read:
    def read(job: Job) -> Output:
        return Output(_run(("tesseract", str(job.bitmap), "stdout"), PAGE_TIMEOUT_S))

    return read


def _ocrmypdf(jobs: Sequence[Job], processes: int) -> list[Output]:
    """All pages as one PDF, which is how OCRmyPDF uses several processes; its sidecar has a form feed a page."""
    import pypdfium2  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="faxpipe-bench-") as folder:
        whole = pypdfium2.PdfDocument.new()
        for job in jobs:
            part = pypdfium2.PdfDocument(job.pdf)
            whole.import_pages(part)
            part.close()
        given, made, text = (Path(folder) / name for name in ("in.pdf", "out.pdf", "out.txt"))
        whole.save(given)
        whole.close()
        options = ("--deskew", "--rotate-pages", "-j", str(processes), "--sidecar", str(text), "--quiet")
        _run((_ocrmypdf_program(), *options, str(given), str(made)), PAGE_TIMEOUT_S * len(jobs))
        texts = text.read_text(encoding="utf-8").split("\f")
        return [Output(page) for page in texts[: len(jobs)]]


def _run(command: Sequence[str], timeout_s: float) -> str:
    done = subprocess.run(
        command,
        check=True,
        capture_output=True,
        timeout=timeout_s,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )
    return done.stdout.decode("utf-8", "replace")


def _ocrmypdf_program() -> str:
    import sys  # noqa: PLC0415

    return shutil.which("ocrmypdf") or str(Path(sys.executable).with_name("ocrmypdf"))


def _no_tesseract() -> str:
    return "" if shutil.which("tesseract") else "tesseract is not installed"


def _no_ocrmypdf() -> str:
    return _no_tesseract() or ("" if importlib.util.find_spec("ocrmypdf") else "ocrmypdf is not installed")


def _no_engine(engine: str) -> str:
    try:
        return "" if engine_of(Ocr(engine=engine)).available() else "the engine is not installed"
    except FaxpipeError as error:
        return str(error)
