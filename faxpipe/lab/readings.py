"""Faxes with their truths, and the readings of them: from a file, from kept scans, or made here.

Part of the lab. Readings are made by the one `read_fax` that the daemon uses, in a pool of processes; from a kept
scan by the same `understand`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import track

from faxpipe.config import Config
from faxpipe.errors import FaxpipeError
from faxpipe.lab.scans import KeptScan, Scans
from faxpipe.lab.score import FaxScore, Json, score_fax
from faxpipe.schema import Schema

TRUTH_SUFFIX = ".truth.json"


@dataclass(frozen=True, slots=True)
class Sample:
    """A fax on disk and what a person reads on it."""

    path: Path
    truth: Json

    @property
    def received_at(self) -> datetime:
        """When the fax arrived: what the lab wrote down, else now."""
        received = self.truth.get("received")
        return datetime.fromisoformat(received) if received else datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Reader:
    """With what faxes are read. `scans`: where pages are kept; `schemas`: other tables than the one in use."""

    config: Config
    scans: Scans | None = None
    schemas: tuple[Schema, ...] = ()

    def read(self, path: Path, received_at: datetime) -> tuple[Json, ...]:
        """The reading of one fax by each of the tables, in the form of the contract. Raises what `read_fax`
        raises."""
        # Scoring stored readings must not wait for the reader (spaCy, OpenCV) to load.
        from faxpipe.pipeline import read_fax, understand, unreadable  # noqa: PLC0415
        from faxpipe.referral import reading_json  # noqa: PLC0415

        kept = self.scans.load(path) if self.scans else None
        if kept is None:
            fax, reading = read_fax(path, self.config, source=path.name, received_at=received_at)
            if self.scans:
                self.scans.keep(path, fax, reading.reason)
            if not self.schemas:
                return (reading_json(reading),)
            kept = KeptScan(fax, reading.reason)
        if not kept.fax.pages:
            reading = unreadable(kept.fax.sha256, path.name, kept.reason)
            return (reading_json(reading),) * max(1, len(self.schemas))
        return tuple(
            reading_json(understand(kept.fax, self.config, received_at=received_at, schema=schema))
            for schema in self.schemas or (None,)
        )


def find_samples(folder: Path, only: Sequence[str] | None = None) -> list[Sample]:
    """Every fax under `folder` with a truth beside it, by name; `only`: whose name holds one of these."""
    found = []
    for path in sorted(folder.rglob(f"*{TRUTH_SUFFIX}")):
        pdf = path.with_name(path.name.removesuffix(TRUTH_SUFFIX) + ".pdf")
        if not only or any(text in pdf.name for text in only):
            found.append(Sample(pdf, json.loads(path.read_text(encoding="utf-8"))))
    return found


def load_readings(path: Path) -> dict[str, Json]:
    """Readings of a JSON Lines file by the name of their fax."""
    lines = path.read_text(encoding="utf-8").splitlines()
    readings = [json.loads(line) for line in lines if line.strip()]
    return {Path(reading["source"]).name: reading for reading in readings}


def make_readings(
    samples: Sequence[Sample], reader: Reader, workers: int, *, keep: Path | None = None
) -> dict[str, Json]:
    """Read every sample by the first table of the reader, or the one in use.

    `keep`: a file that takes each reading as soon as it is made, so that a long run can be cut short.
    """
    readings: dict[str, Json] = {}
    if keep:
        keep.write_text("", encoding="utf-8")
    for name, (reading, *_) in read_each(samples, reader, workers):
        readings[name] = reading
        if keep:
            with keep.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(reading) + "\n")
    return readings


def read_each(samples: Sequence[Sample], reader: Reader, workers: int) -> Iterator[tuple[str, tuple[Json, ...]]]:
    """(name of the fax, its readings) in a pool of processes; a fax that fails is told on stderr and left out."""
    with ProcessPoolExecutor(max_workers=max(1, workers)) as pool:
        futures: dict[Future[tuple[Json, ...]], Sample] = {
            pool.submit(reader.read, sample.path, sample.received_at): sample for sample in samples
        }
        waiting = as_completed(futures)
        for future in track(waiting, "reading", total=len(futures), console=Console(stderr=True), transient=True):
            name = futures[future].path.name
            try:
                readings = future.result()
            except FaxpipeError as error:
                print(f"{name}: {error.code}", file=sys.stderr)
            except Exception as error:  # one crash must not hide the figures of the others
                print(f"{name}: crashed, {type(error).__name__}", file=sys.stderr)
            else:
                yield name, readings


def score_readings(samples: Sequence[Sample], readings: dict[str, Json]) -> tuple[FaxScore, ...]:
    """The score of each sample; `readings` by file name, without an entry where a fax was not read."""
    return tuple(score_fax(readings.get(sample.path.name), sample.truth, sample.path.name) for sample in samples)
