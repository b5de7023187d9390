"""Readers with one fault each. Module-level functions, so that a reading process can import them."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

from queue_material import reading

from faxpipe.document import Page, Word
from faxpipe.errors import EngineError, ToolMissingError, UnreadableFaxError
from faxpipe.referral import Priority, Reading, Verdict
from faxpipe.store import StoredPage
from faxpipe.task import Done, Task, read


def well(task: Task) -> Done:
    """Reads: the verdict follows from the bytes, the words are the bytes."""
    content = task.words[0].page if task.words else task.path.read_bytes()
    verdict = Verdict.REVIEW if b"review" in content else Verdict.INCOMPLETE
    words = () if task.words else (StoredPage(1, "read", "fake", "1", 204, content),)
    return Done(reading(task.sha256, verdict=verdict), words)


def crash(task: Task) -> Done:
    os._exit(11)


def hang(task: Task) -> Done:
    time.sleep(3600)
    raise AssertionError


def hang_with_child(task: Task) -> Done:
    """Hangs as OCR hangs: the program it started is still running. The child's pid is left beside the fax."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
    Path(f"{task.path}.pid").write_text(str(child.pid), encoding="ascii")
    child.wait()
    raise AssertionError


def crash_with_child(task: Task) -> Done:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
    Path(f"{task.path}.pid").write_text(str(child.pid), encoding="ascii")
    os._exit(11)


def hog(task: Task) -> Done:
    held = [bytes(100_000_000) for _ in range(1000)]
    raise AssertionError(len(held))


def unreadable(task: Task) -> Done:
    raise UnreadableFaxError("the fax is encrypted", code="encrypted")


def read_as_unreadable(task: Task) -> Done:
    """As `read_fax` tells it: a reading that says the fax cannot be read."""
    return Done(Reading(task.source, task.sha256, Verdict.UNREADABLE, Priority.ROUTINE, (), (), (), (), "damaged"))


def no_tool(task: Task) -> Done:
    raise ToolMissingError("tesseract is not installed")


def bug(task: Task) -> Done:
    raise ValueError(f"could not parse {task.source} {task.path.read_bytes()!r}")


def twice_then_well(task: Task) -> Done:
    tries = Path(f"{task.path}.tries")
    done = len(tries.read_bytes()) if tries.exists() else 0
    if done < 2:
        tries.write_bytes(b"x" * (done + 1))
        raise EngineError("the engine failed")
    return well(task)


def other_bytes(task: Task) -> Done:
    return Done(reading(hashlib.sha256(b"something else").hexdigest()))


def page_twice(task: Task) -> Done:
    """A reading that the schema refuses: two first pages."""
    done = well(task)
    return Done(replace(done.reading, pages=done.reading.pages[:1] * 2))


def hostile(task: Task) -> Done:
    """One faulty fax among good ones: its first bytes say which fault."""
    content = task.path.read_bytes()
    for fault in (crash, hang, hog, unreadable, bug):
        if fault.__name__.encode() in content:
            return fault(task)
    return well(task)


def leaking(task: Task) -> Done:
    """The real reading; where the end of the file asks for it, a stage fails with the text of the page."""
    from faxpipe import pipeline  # noqa: PLC0415
    from faxpipe.ocr.neural import Neural  # noqa: PLC0415
    from faxpipe.ocr.tesseract import Tesseract  # noqa: PLC0415

    def telling(whole: Callable[..., tuple[Word, ...]]) -> Callable[..., None]:
        def engine(*args: Any, **more: Any) -> None:
            raise ValueError(" ".join(word.text for word in whole(*args, **more)))

        return engine

    def stage(page: Page) -> None:
        raise KeyError(" ".join(word.text for word in page.words))

    asked = task.path.read_bytes()[-20:]
    if b"%engine" in asked:
        engines = Neural, Tesseract
        with ExitStack() as stack:
            for engine in engines:
                stack.enter_context(mock.patch.object(engine, "read", telling(engine.read)))
            return read(task)
    if b"%stage" in asked:
        with mock.patch.object(pipeline, "layout", stage):
            return read(task)
    return read(task)


def report(task: Task) -> Done:
    """What a reading process looks like from inside, as the text of an error code."""
    import resource  # noqa: PLC0415
    import tempfile  # noqa: PLC0415

    limits = resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_CORE)[0]
    alone = os.getpgid(0) == os.getpid()
    raise UnreadableFaxError("", code=f"{limits[0]} {limits[1]} {alone} {Path(tempfile.gettempdir()).name}")
