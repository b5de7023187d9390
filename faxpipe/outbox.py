"""A released letter becomes files in the outbox folder, in the form that the clinic's fax service takes.

Written beside, made durable, then renamed; what tells the service to go (the file beside the PDF) comes last.
Names hold the reference and the day, never anything of a patient. Nothing comes here but by a person. The service
says what became of it by a file of the same name ending in `.sent` or `.failed`.
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from faxpipe.config import Outbox
from faxpipe.errors import FaxpipeError

SENT, FAILED = ".sent", ".failed"


class OutboxError(FaxpipeError):
    """The letter could not be laid into the outbox; nobody will send it."""

    code = "outbox"
    retryable = True


@dataclass(frozen=True, slots=True)
class Parcel:
    """A letter for the fax service. `number` is ten digits with dashes, confirmed by a person."""

    reference: str
    round_no: int
    number: str
    pdf: bytes
    released_at: datetime


def name_of(parcel: Parcel, rules: Outbox) -> str:
    """The name of the parcel's files, without an ending."""
    name = f"{parcel.released_at:%Y%m%dT%H%M%S}-{parcel.reference}-{parcel.round_no}"
    return f"{_dialled(parcel)}_{name}" if rules.form == "number_in_name" else name


def put(folder: Path, parcel: Parcel, rules: Outbox) -> str:
    """Lay the parcel into `folder`; gives the name of its files.

    Raises OutboxError where that fails; of a failed write nothing stays behind.
    """
    name = name_of(parcel, rules)
    written: list[Path] = []
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(folder / f"{name}.pdf", parcel.pdf)
        written.append(folder / f"{name}.pdf")
        beside = _beside(parcel, name, rules)
        if beside is not None:
            ending, text = beside
            _write(folder / f"{name}.{ending}", text.encode())
        _settle(folder)
    except OSError as error:
        for file in written:
            file.unlink(missing_ok=True)
        raise OutboxError(f"the outbox cannot be written ({error.strerror}); tell whoever runs faxpipe") from None
    return name


def take_back(folder: Path, name: str) -> None:
    """Remove files that were just laid there: the letter was not released after all."""
    for file in folder.glob(f"{name}.*"):
        file.unlink(missing_ok=True)


def hand_over(folder: Path, parcel: Parcel, rules: Outbox) -> None:
    """Run the configured command for a parcel that lies in `folder`; nothing where there is none.

    Raises OutboxError where the command fails or takes too long.
    """
    _run(rules, folder / f"{name_of(parcel, rules)}.pdf", parcel)


def result(folder: Path, name: str) -> bool | None:
    """What the fax service says of the files called `name`: sent, failed, or nothing yet."""
    if (folder / f"{name}{SENT}").exists():
        return True
    return False if (folder / f"{name}{FAILED}").exists() else None


def _beside(parcel: Parcel, name: str, rules: Outbox) -> tuple[str, str] | None:
    """Ending and text of the file that goes with the PDF."""
    number, at = _dialled(parcel), parcel.released_at.isoformat(timespec="seconds")
    if rules.form == "json":
        job = {"number": number, "file": f"{name}.pdf", "reference": parcel.reference, "pages": 1, "released": at}
        return "json", json.dumps(job, indent=2) + "\n"
    if rules.form == "csv":
        out = io.StringIO()
        csv.writer(out).writerows(
            [
                ["number", "file", "reference", "pages", "released"],
                [number, f"{name}.pdf", parcel.reference, 1, at],
            ]
        )
        return "csv", out.getvalue()
    if rules.form == "hylafax":
        return "sendfax", "\n".join(("-n", "-i", parcel.reference, "-d", number, f"{name}.pdf")) + "\n"
    return None


def _dialled(parcel: Parcel) -> str:
    return "1" + "".join(letter for letter in parcel.number if letter.isdigit())[-10:]


def _write(target: Path, content: bytes) -> None:
    fresh = target.with_name(f".{target.name}.part")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(target)
    finally:
        fresh.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _run(rules: Outbox, pdf: Path, parcel: Parcel) -> None:
    if not rules.command:
        return
    filled = {"{pdf}": str(pdf), "{number}": _dialled(parcel), "{reference}": parcel.reference}
    words = [filled.get(word, word) for word in rules.command]
    try:
        subprocess.run(words, timeout=rules.command_timeout_s, check=True, capture_output=True, cwd=pdf.parent)
    except subprocess.TimeoutExpired:
        raise OutboxError("the command of the outbox took too long; look whether the fax went out") from None
    except (OSError, subprocess.CalledProcessError):
        raise OutboxError("the command of the outbox failed; the letter lies in the folder") from None
