"""How long a person waits for one fax: three pages through everything that faxpipe does, one fax after the other.

Part of the lab. From the file to the reading; waiting in the inbox and the queue's own row come on top.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from faxpipe.lab import channel
from faxpipe.lab.bench.race import Lap, run_lap
from faxpipe.lab.bench.readers import Job, Reader
from faxpipe.lab.bench.specimens import make_specimen
from faxpipe.lab.bench.tally import percentile
from faxpipe.lab.bench.wear import CLEAN_FINE, NOISY_FINE
from faxpipe.lab.cases import FIRST_DAY

PAGES = 3


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds from file to reading of faxes of three pages."""

    reader: str
    faxes: int
    p50_s: float
    p95_s: float


def make_faxes(split: str, count: int, seed: int, folder: Path) -> list[Job]:
    """`count` faxes of three pages, clean and noisy in turn, at fine resolution."""
    jobs = []
    for index in range(count):
        level = NOISY_FINE if index % 2 else CLEAN_FINE
        pages = [make_specimen(split, level, index * PAGES + number, seed).bits for number in range(PAGES)]
        job = Job(index, folder / f"fax-{index}.pdf", folder / "no-bitmap")
        job.pdf.write_bytes(channel.bind(pages, channel.Line(), FIRST_DAY))
        jobs.append(job)
    random.Random(seed).shuffle(jobs)
    return jobs


def measure(reader: Reader, jobs: Sequence[Job], repetitions: int) -> Latency:
    """Read every fax `repetitions` times in one warm process. Raises RaceError."""
    laps: list[Lap] = [run_lap(reader, jobs, 1, warm=jobs[:1]) for _ in range(repetitions)]
    walls = sorted(page.wall_s for lap in laps for page in lap.pages if page.wall_s is not None)
    return Latency(reader.name, len(jobs), percentile(walls, 50) or 0.0, percentile(walls, 95) or 0.0)
