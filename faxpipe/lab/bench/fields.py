"""`faxpipe lab bench fields`: pages a second from stored words to a verdict, and what memory does over many faxes.

Part of the lab. One process, processor time, each fax once: no page of the measured ones was met while warming up,
as in an archive that is read again. With `--documents` the faxes come round again with other letters and digits in
a part of their words, so that whatever keeps words would grow.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import string
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from statistics import quantiles

from rich.console import Console

from faxpipe.config import Config, load_config
from faxpipe.document import Fax, Word
from faxpipe.fields.prose.text import language
from faxpipe.fields.tagger.entities import load
from faxpipe.lab.bench.machine import machine_json, machine_line
from faxpipe.lab.bench.plot import plot_memory
from faxpipe.lab.bench.race import tree_bytes
from faxpipe.lab.readings import find_samples
from faxpipe.lab.scans import Scans, scans_in
from faxpipe.pipeline import understand

EXIT_OK, EXIT_OVER, EXIT_NOTHING = 0, 1, 2
WARM_SHARE = 0.1
FAXES_MIN = 3
CHANGED_SHARE = 0.3
"""Of the words of a fax that comes round again: names, numbers and misreadings differ, most of a form does not."""
EXAMPLES = """examples:
  faxpipe lab evaluate DIR --scans SCANS                 # reads the words once
  faxpipe lab bench fields DIR --scans SCANS             # pages a second a core from those words
  faxpipe lab bench fields DIR --scans SCANS --documents 10000 --plot memory.png
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """A fax as it is stored, and when it arrived."""

    fax: Fax
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """After so many faxes and pages: resident bytes, strings that spaCy holds, and pages a CPU second since the
    mark before."""

    documents: int
    pages: int
    memory_bytes: int
    strings: int
    pages_per_s: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXAMPLES
    parser.add_argument("folder", type=Path, help="faxes, each with its truth beside it")
    parser.add_argument("--scans", type=Path, required=True, metavar="DIR", help="where `lab evaluate` kept words")
    parser.add_argument("--config", type=Path, default=None, metavar="FILE")
    parser.add_argument(
        "--documents", type=int, default=0, metavar="N", help="read so many, and tell the memory as it goes"
    )
    parser.add_argument("--every", type=int, default=500, metavar="N", help="tell it after so many")
    parser.add_argument("--limit-mb", type=float, default=600, help="more than this makes the exit code 1")
    parser.add_argument("--seed", type=int, default=1, help="the same seed changes the same words")
    parser.add_argument("--json", type=Path, metavar="OUT", help="also write the figures to this file")
    parser.add_argument("--plot", type=Path, metavar="OUT.png", help="also draw the memory")


def run(args: argparse.Namespace) -> int:
    """Print the figures. 0; 1 where memory went over the limit; 2 without stored words."""
    config = load_config(args.config)
    faxes = stored(args.folder, scans_in(args.scans, config))
    if len(faxes) < FAXES_MIN:
        print(f"too few stored words: faxpipe lab evaluate {args.folder} --scans {args.scans}", file=sys.stderr)
        return EXIT_NOTHING
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(machine_line())
    warm = max(1, round(WARM_SHARE * len(faxes)))
    _times(faxes[:warm], config)
    if args.documents:
        many = varied_faxes(faxes, args.documents, args.seed)
        marks = walk(many, config, args.every, lambda mark: console.print(_line(mark), highlight=False))
        return _told(marks, args, console)
    times = _times(faxes[warm:], config)
    pages = sorted(time_s for time_s, count in times for _ in range(count))
    cuts = quantiles(pages, n=20)
    figures = {
        "pages": len(pages),
        "pages_per_cpu_s": len(pages) / sum(pages),
        "page_p50_ms": 1000 * cuts[9],
        "page_p95_ms": 1000 * cuts[18],
    }
    console.print(
        f"{figures['pages_per_cpu_s']:.1f} pages a CPU second over {len(pages)} pages of {len(times)} faxes; "
        f"a page {figures['page_p50_ms']:.0f} ms p50, {figures['page_p95_ms']:.0f} ms p95; "
        f"{warm} faxes before, to warm up",
        highlight=False,
    )
    _write(args.json, figures)
    return EXIT_OK


def stored(folder: Path, scans: Scans) -> list[Stored]:
    """The faxes of `folder` whose words are kept, by name."""
    kept = ((sample, scans.load(sample.path)) for sample in find_samples(folder))
    return [Stored(one.fax, sample.received_at) for sample, one in kept if one is not None and one.fax.pages]


def _times(faxes: Sequence[Stored], config: Config) -> list[tuple[float, int]]:
    """(CPU seconds a page, pages) of each fax."""
    times = []
    for one in faxes:
        begun_s = time.process_time()
        understand(one.fax, config, received_at=one.received_at)
        pages = len(one.fax.pages)
        times.append(((time.process_time() - begun_s) / pages, pages))
    return times


def walk(faxes: Iterable[Stored], config: Config, every: int, tell: Callable[[Mark], None]) -> list[Mark]:
    """Understand one fax after the other in this process; a mark after each `every` of them."""
    marks: list[Mark] = []
    pages, stretch, spent_s = 0, 0, 0.0
    for number, one in enumerate(faxes, 1):
        ((page_s, count),) = _times([one], config)
        pages, stretch, spent_s = pages + count, stretch + count, spent_s + page_s * count
        if number % every == 0:
            marks.append(Mark(number, pages, tree_bytes(os.getpid()), strings_held(), stretch / spent_s))
            tell(marks[-1])
            stretch, spent_s = 0, 0.0
    return marks


def strings_held() -> int:
    """Strings in the vocabularies of the tokenizer and of the tagger."""
    model = load()
    return len(language().vocab.strings) + (len(model.nlp.vocab.strings) if model else 0)


def varied_faxes(faxes: Sequence[Stored], count: int, seed: int) -> Iterator[Stored]:
    """`count` faxes in turn, each time with other letters and digits in some of their words."""
    rng = random.Random(seed)
    for at in range(count):
        one = faxes[at % len(faxes)]
        pages = tuple(
            replace(page, words=tuple(varied_word(word, rng) for word in page.words)) for page in one.fax.pages
        )
        yield replace(one, fax=replace(one.fax, pages=pages))


def varied_word(word: Word, rng: random.Random) -> Word:
    """The word with other digits, or one other letter; most words are left as they are."""
    if rng.random() >= CHANGED_SHARE:
        return word
    text = "".join(rng.choice(string.digits) if sign.isdigit() else sign for sign in word.text)
    letters = [at for at, sign in enumerate(text) if sign.isalpha()]
    if letters:
        at = rng.choice(letters)
        sign = rng.choice(string.ascii_lowercase)
        text = text[:at] + (sign.upper() if text[at].isupper() else sign) + text[at + 1 :]
    return replace(word, text=text)


def _told(marks: Sequence[Mark], args: argparse.Namespace, console: Console) -> int:
    if not marks:
        print("too few documents for one mark: see --every", file=sys.stderr)
        return EXIT_NOTHING
    most_mb = max(mark.memory_bytes for mark in marks) / 1e6
    half = marks[len(marks) // 2]
    grown_mb = (marks[-1].memory_bytes - half.memory_bytes) / 1e6
    over = most_mb > args.limit_mb
    console.print(
        f"at most {most_mb:.0f} MB, limit {args.limit_mb:.0f} MB: {'over the limit' if over else 'kept'}; "
        f"the second half added {grown_mb:.0f} MB and {marks[-1].strings - half.strings} strings",
        highlight=False,
    )
    told = [
        {
            "documents": mark.documents,
            "pages": mark.pages,
            "memory_bytes": mark.memory_bytes,
            "strings": mark.strings,
            "pages_per_cpu_s": mark.pages_per_s,
        }
        for mark in marks
    ]
    _write(args.json, {"limit_mb": args.limit_mb, "marks": told})
    if args.plot:
        plot_memory(args.plot, [(mark.pages, mark.memory_bytes / 1e6) for mark in marks], args.limit_mb)
    return EXIT_OVER if over else EXIT_OK


def _write(path: Path | None, figures: dict[str, object] | dict[str, float]) -> None:
    if path:
        text = json.dumps({"machine": machine_json(), **figures}, indent=1)
        path.write_text(text + "\n", encoding="utf-8")


def _line(mark: Mark) -> str:
    return (
        f"{mark.documents:6} faxes {mark.pages:7} pages  {mark.memory_bytes / 1e6:5.0f} MB  "
        f"{mark.strings:6} strings  {mark.pages_per_s:5.1f} pages a CPU second"
    )
