"""`faxpipe lab make DIR`: any number of invented faxes, each with its truth, the same for the same seed.

Part of the lab: recipe -> drawn documents -> telephone line -> PDF, and beside it what a person reads on it.
Layouts, wordings and formats of the split "held" never occur in "train".
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2

import faxpipe
from faxpipe.lab import channel
from faxpipe.lab.bundle import Bundle, Packet
from faxpipe.lab.cases import Case
from faxpipe.lab.channel import Line, Sender
from faxpipe.lab.draw import PageFullError
from faxpipe.lab.flow import Document
from faxpipe.lab.packs import RECIPES
from faxpipe.lab.reckon import ORDER, WORST, missing_fields, priority_of, verdict_of
from faxpipe.lab.runs import ORIGIN
from faxpipe.lab.said import Said
from faxpipe.lab.style import make_style

ATTEMPTS_MAX = 200
SAMPLE_BYTES_MAX = 100_000
SAMPLE_SEED = 2025
# The committed samples: recipe, and what must stand in what the truth says about itself.
SAMPLES = (
    ("printout", "standard"),
    ("letter", "fine"),
    ("form", "handwriting"),
    ("form", "fracture"),
    ("form_only", "type"),
    ("note", "fine"),
    ("script", "fine"),
    ("spoiled", "fine"),
    ("clash", "levels"),
    ("two_patients", "fine"),
    ("late_page", "standard"),
    ("stray", "advert"),
    ("letter", "red flag"),
    ("printout", "digital"),
)


@dataclass(frozen=True, slots=True)
class MadeFax:
    """A fax and its truth, ready to be written."""

    name: str
    pdf: bytes
    truth: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One page of the fax: its image before the line, kind and how it was fed."""

    pixels: channel.Gray
    kind: str
    turned: int


def make_fax(
    seed: int | str,
    number: int,
    *,
    split: str = "train",
    kind: str | None = None,
    about: str = "",
    size_bytes_max: int = 0,
) -> MadeFax:
    """Fax `number` of the corpus `seed`.

    Drawn again until its truth says `about` of itself and, where `size_bytes_max` is given, the PDF is that small.
    """
    for attempt in range(ATTEMPTS_MAX):
        rng = random.Random(f"{seed}/{split}/{number}/{attempt}")
        try:
            made = _make(rng, f"{split}_{number:04d}", split, kind)
        except PageFullError:
            continue
        if about in made.truth["about"] and (not size_bytes_max or len(made.pdf) <= size_bytes_max):
            return made
    raise RuntimeError(f"no fax {number} of kind {kind} could be drawn in {ATTEMPTS_MAX} attempts")


def _make(rng: random.Random, name: str, split: str, kind: str | None) -> MadeFax:
    kinds = list(RECIPES)
    kind = kind or rng.choices(kinds, [RECIPES[k][1] for k in kinds])[0]
    line = channel.make_line(rng)
    if kind in ("spoiled", "script") and line.medium == "digital":
        line = Line()
    style = make_style(rng, split, digital=line.medium == "digital")
    bundle = RECIPES[kind][0](rng, style)
    if line.medium == "digital":
        pages = [(document.kind, 0) for _, document in bundle.fed() for _ in range(document.pages)]
        pdf = _digital(bundle)
    else:
        sheets = list(_sheets(bundle, line, rng))
        pages = [(sheet.kind, sheet.turned) for sheet in sheets]
        pdf = _sent(sheets, line, bundle, rng)
    return MadeFax(f"{name}_{kind}", pdf, _truth(bundle, pages, line))


def _sheets(bundle: Bundle, line: Line, rng: random.Random) -> Iterator[_Sheet]:
    """Every page in order; now and then a document fed upside down or sideways, or an empty sheet behind all."""
    for _, document in bundle.fed():
        turned = rng.choices((0, 180, 90, 270), (92, 6, 1, 1))[0]
        if turned in (90, 270) and not line.fine:
            turned = 180  # sideways pages shrink, and at standard resolution nobody could read them
        for pixels in channel.rasterise(document.pdf, line, rng):
            yield _Sheet(pixels, document.kind, turned)
    if rng.random() < 0.06:
        yield _Sheet(channel.blank_page(rng), "blank", 0)


def _sent(sheets: list[_Sheet], line: Line, bundle: Bundle, rng: random.Random) -> bytes:
    practice = bundle.first.practice
    sender = Sender(practice.name, practice.fax, bundle.first.sent)
    images = []
    for number, sheet in enumerate(sheets, 1):
        clean = replace(line, specks=0.0, streaks=0, lost_lines=0) if sheet.kind == "blank" else line
        image = channel.send(sheet.pixels, clean, rng, sheet.turned)
        images.append(channel.stamp(image, line, sender, number, len(sheets)))
    return channel.bind(images, line, bundle.first.sent)


def _digital(bundle: Bundle) -> bytes:
    """The drawn documents as they are, one PDF with its text layer."""
    whole = pypdfium2.PdfDocument.new()
    for _, document in bundle.fed():
        part = pypdfium2.PdfDocument(document.pdf)
        whole.import_pages(part)
        part.close()
    out = io.BytesIO()
    whole.save(out)
    whole.close()
    return timeless(out.getvalue())


def timeless(pdf: bytes) -> bytes:
    """Without the day of writing and the random ID, lengths kept so that the cross-reference table still holds."""
    dated = re.sub(rb"\(D:\d{14}", b"(D:20250101000000", pdf)
    return re.sub(rb"/ID\[<[0-9A-F]{32}><[0-9A-F]{32}>\]", b"/ID[<%b><%b>]" % (b"0" * 32, b"0" * 32), dated)


def _truth(bundle: Bundle, pages: list[tuple[str, int]], line: Line) -> dict[str, Any]:
    """What a person reads, by the contract, with the time of arrival as an extra."""
    numbers: list[list[int]] = [[] for _ in bundle.packets]
    after = 1
    for who, document in bundle.fed():
        numbers[who] += range(after, after + document.pages)
        after += document.pages
    shared = [document for packet in bundle.packets if packet.case is None for document in packet.documents]
    office = _office(shared)
    referrals = [
        _referral(packet, packet.case, own, office)
        for packet, own in zip(bundle.packets, numbers, strict=True)
        if packet.case is not None
    ]
    verdicts = [referral["verdict"] for referral in referrals]
    priorities = [referral["priority"] for referral in referrals]
    return {
        "about": f"{bundle.about}; {_line_words(line)}",
        "received": bundle.first.sent.isoformat(),
        "verdict": min(verdicts, key=WORST.index) if verdicts else "not_referral",
        "priority": min(priorities, key=ORDER.index) if priorities else "routine",
        "pages": [{"kind": kind, "rotation": turned} for kind, turned in pages],
        "referrals": referrals,
    }


def _office(shared: list[Document]) -> Said:
    """What the cover of several patients says of the office that sends them all."""
    office = Said()
    for document in shared:
        for name in ("referrer.practice", "referrer.phone", "referrer.fax"):
            if name in document.said.fields:
                office.add(name, document.said.fields[name])
    return office


def _referral(packet: Packet, case: Case, pages: list[int], office: Said) -> dict[str, Any]:
    said = Said()
    order = ("referral_form", "referral_letter", "clinical_note")
    ranked = sorted(packet.documents, key=lambda d: order.index(d.kind) if d.kind in order else len(order))
    for document in ranked:
        said.merge(document.said)
    said.merge(office)
    if case.clash in said.fields:
        said.fields.pop(case.clash)
        said.spoiled.add(case.clash)
    kinds = {document.kind for document in packet.documents}
    today = date.fromisoformat(str(said.fields.get("order.date", case.sent.date().isoformat())))
    return {
        "pages": pages,
        "pathway": case.pathway,
        "verdict": verdict_of(said, case.pathway, kinds),
        "priority": priority_of(said, case.pathway, today),
        "missing": missing_fields(said, case.pathway, kinds),
        "fields": {
            name: list(value) if isinstance(value, tuple) else value for name, value in said.fields.items()
        },
        "unreadable": sorted(said.spoiled),
    }


def _line_words(line: Line) -> str:
    if line.medium != "fax":
        return {"digital": "born digital, with its text layer", "scan": "grey scan"}[line.medium]
    words = ["fine" if line.fine else "standard resolution"]
    words += ["noisy"] if line.specks >= 0.0015 else []
    words += ["lost lines"] if line.lost_lines else []
    words += ["dithered"] if line.dither else []
    return ", ".join(words)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="where to write NAME.pdf and NAME.truth.json")
    parser.add_argument("--count", type=int, default=12, help="how many faxes")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same faxes")
    parser.add_argument(
        "--split", choices=("train", "held"), default="train", help="layouts and wordings to draw from"
    )
    parser.add_argument("--kind", choices=sorted(RECIPES), help="only this kind of fax")
    parser.add_argument("--preset", choices=("samples",), help="the committed samples instead of --count")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="drawing processes")


def run(args: argparse.Namespace) -> int:
    """Write the faxes; 0, or 1 where the folder can't be written."""
    try:
        args.folder.mkdir(parents=True, exist_ok=True)
        jobs = _jobs(args)
        with ProcessPoolExecutor(max_workers=max(1, args.workers)) as pool:
            for made in pool.map(_job, jobs):
                write_fax(args.folder, made)
        if not args.preset:
            _write_origin(args)
    except OSError as error:
        print(f"the faxes can't be written here: {error.strerror}", file=sys.stderr)
        return 1
    print(f"{len(jobs)} faxes written")
    return 0


def _write_origin(args: argparse.Namespace) -> None:
    """How the faxes were drawn, for the record of evaluations of them."""
    drawn = {"seed": args.seed, "count": args.count, "split": args.split, "kind": args.kind or "any"}
    text = json.dumps({**drawn, "faxpipe": faxpipe.__version__}, indent=1)
    (args.folder / ORIGIN).write_text(text + "\n", encoding="utf-8")


def write_fax(folder: Path, made: MadeFax) -> None:
    """NAME.pdf and NAME.truth.json."""
    (folder / f"{made.name}.pdf").write_bytes(made.pdf)
    text = json.dumps(made.truth, indent=1, ensure_ascii=False)
    (folder / f"{made.name}.truth.json").write_text(text + "\n", encoding="utf-8")


Job = tuple[int, int, str, str | None, str | None]


def _jobs(args: argparse.Namespace) -> list[Job]:
    if args.preset == "samples":
        return [(SAMPLE_SEED, number, "train", kind, about) for number, (kind, about) in enumerate(SAMPLES, 1)]
    return [(args.seed, number, args.split, args.kind, None) for number in range(1, args.count + 1)]


def _job(job: Job) -> MadeFax:
    seed, number, split, kind, about = job
    if about is None:
        return make_fax(seed, number, split=split, kind=kind)
    made = make_fax(seed, number, split=split, kind=kind, about=about, size_bytes_max=SAMPLE_BYTES_MAX)
    return replace(made, name=f"sample_{number:02d}_{kind}")
