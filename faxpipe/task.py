"""One task: from the archived file, or from stored words, to a reading. Runs in a reading process.

The worker hands in everything by value and gets values back; nothing here touches the store. The engines
are imported when the first fax is read, so the daemon itself never loads them.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from faxpipe.config import Config
from faxpipe.decided import NOTHING, Decided
from faxpipe.document import Fax, Page
from faxpipe.errors import EngineError, StoreError
from faxpipe.reference import find_in
from faxpipe.referral import Reading
from faxpipe.store import StoredPage

PAGE_BYTES_MAX = 50_000_000
ARCHIVE_UNAVAILABLE = "archive_unavailable"


@dataclass(frozen=True, slots=True)
class Task:
    """What to read. With `words` the file is not opened. `received_at` is local time: its day is the fax's.

    `decided`: what people have said of its pages.
    """

    path: Path
    sha256: str
    source: str = field(repr=False)
    received_at: datetime
    config: Config
    words: tuple[StoredPage, ...] = ()
    decided: Decided = NOTHING


@dataclass(frozen=True, slots=True)
class Done:
    """A reading, and the words to keep; no words where they were stored already.

    `references`: what may be the number of a letter of ours, on any page, the likeliest first.
    """

    reading: Reading
    words: tuple[StoredPage, ...] = ()
    references: tuple[str, ...] = ()


ReadFunction = Callable[[Task], Done]


def read(task: Task) -> Done:
    """Read one fax. Stored words that cannot be used any more are passed over for the file itself.

    Raises EngineError (code archive_unavailable) where the archived copy cannot be opened.
    """
    from faxpipe.pipeline import read_fax, understand  # noqa: PLC0415

    try:
        pages = tuple(unpack(page) for page in task.words)
    except StoreError:
        pages = ()
    if pages:
        fax = Fax(task.sha256, pages, task.source)
        reading = understand(fax, task.config, received_at=task.received_at, decided=task.decided)
        return Done(reading, references=references_in(fax))
    try:
        task.path.open("rb").close()
    except OSError:
        raise EngineError("the archived copy cannot be opened", code=ARCHIVE_UNAVAILABLE) from None
    fax, reading = read_fax(
        task.path, task.config, source=task.source, received_at=task.received_at, decided=task.decided
    )
    return Done(reading, tuple(pack(page) for page in fax.pages), references_in(fax))


def references_in(fax: Fax) -> tuple[str, ...]:
    """What may be a reference of ours: square codes first, then the print of each page."""
    codes = tuple(code for page in fax.pages for code in page.codes)
    printed = tuple(one for page in fax.pages for one in find_in(" ".join(word.text for word in page.words)))
    return tuple(dict.fromkeys((*codes, *printed)))


def warm(config: Config) -> None:
    """Load in this process all that reading needs, so that the first fax after a start waits for none of it."""
    import numpy as np  # noqa: PLC0415

    from faxpipe.document import Box, Word  # noqa: PLC0415
    from faxpipe.ocr import engine_of  # noqa: PLC0415
    from faxpipe.pipeline import understand  # noqa: PLC0415

    paper = np.full((1100, 850), 255, np.uint8)
    paper[200:212, 100:400:12] = 0
    engine_of(config.ocr).read(paper, dpi=100)
    words = tuple(
        Word(text, Box(0.1 * n, 0.1, 0.1 * n + 0.08, 0.12), 0.9) for n, text in enumerate(("Patient:", "nobody"))
    )
    understand(Fax("", (Page(1, 850, 1100, words=words),)), config, received_at=datetime.fromtimestamp(0))  # noqa: DTZ006 - local time, as for every fax


def pack(page: Page) -> StoredPage:
    """A page as it is stored: its JSON, compressed."""
    from faxpipe.ocr.replay import page_json  # noqa: PLC0415

    text = json.dumps(page_json(page), separators=(",", ":"))
    return StoredPage(
        number=page.number,
        state=page.state.value,
        engine=page.engine,
        engine_version=page.engine_version,
        dpi=page.dpi,
        page=zlib.compress(text.encode("ascii"), 6),
    )


def unpack(stored: StoredPage) -> Page:
    """The page that `pack` stored. Raises StoreError where it is damaged or of another version."""
    from faxpipe.ocr.replay import page_from_json  # noqa: PLC0415

    try:
        text = zlib.decompressobj().decompress(stored.page, PAGE_BYTES_MAX)
        value = json.loads(text)
    except (zlib.error, ValueError):
        raise StoreError("the stored words are damaged; read the fax again", code="stored_words_damaged") from None
    if not isinstance(value, dict):
        raise StoreError("the stored words are damaged; read the fax again", code="stored_words_damaged")
    return page_from_json(value)
