"""Derives, at set-up, the networks that this machine runs best, and leaves them with their hashes.

Without bfloat16 units (AMX) a quantised recogniser reads twice as fast as the plain one. It is quantised here,
from the installed weights, on pages the caller brings; neck, squeeze-and-excite branches and stem stay as they
are, which keeps it exact. The trap: activations must be fused (MOC) before, or the quantised network stays slow.
"""

from __future__ import annotations

import fcntl
import logging
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from faxpipe.errors import ToolMissingError
from faxpipe.ocr.neural.cut import cut_lines
from faxpipe.ocr.neural.detect import WINDOW, find_lines, windows
from faxpipe.ocr.neural.engine import Neural
from faxpipe.ocr.neural.networks import (
    COLOURS,
    Networks,
    Pixels,
    Tensor,
    fit_to_fax,
    load_networks,
    openvino_core,
)
from faxpipe.ocr.neural.recognise import tensors
from faxpipe.ocr.neural.slim import slim, without_idle_rounding
from faxpipe.ocr.neural.weights import (
    DETECTOR,
    RECOGNISER,
    Weights,
    cache_folders,
    find_weights,
    write_manifest,
)

Say = Callable[[str], None]

PAGE_DPI = Neural.dpi
LINES_MAX, SEED = 300, 7
STEM = ("Conv.0", "Conv.1", "Conv.2", "Conv.3.0", "Conv.3.1", "Conv.4")
NECK_CHANNELS = 120
# fmt: off
EXCITE = {
    DETECTOR: (6, 7, 17, 18, 28, 29, 36, 37, 47, 48, 55, 56, 58,
               59, 61, 62, 64, 65, 68, 69, 72, 73, 76, 77, 80, 81),
    RECOGNISER: (6, 7, 20, 21, 28, 29, 36, 37, 47, 48),
}
# fmt: on
"""Numbers of the convolutions in squeeze-and-excite branches."""
TRIALS = 5
WORTH = 1.2  # a less exact network must be so many times faster


def prepare(pages: Sequence[Pixels], *, folder: Path | None = None, say: Say = lambda _: None) -> Weights:
    """Derive, measure and keep the networks for this machine in `folder` (None: beside the installed packages).

    `pages`: straightened pages, (height, width) uint8 at 204 dpi, 255 = white, like those that will be read.
    Raises ToolMissingError where a package of the extra `engine` is not installed.
    """
    plain = _plain()
    say("cutting the recogniser to Latin letters")
    work = Path(mkdtemp(prefix="faxpipe-networks-"))
    try:
        networks = load_networks(plain, WINDOW)
        lines = _lines(pages, networks)
        cut = _saved(plain, work / "plain", *_fused(plain), precision="f32")
        choices = [replace(cut, precision=precision) for precision in _float_precisions()]
        say(f"quantising on {len(lines)} lines of {len(pages)} pages")
        choices.append(_quantised(plain, work / "int8", pages, lines))
        chosen = _fastest(choices, pages[0], say)
        return _keep(chosen, folder, say)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _plain() -> Weights:
    weights = find_weights(folders=())
    if weights is None or weights.runtime != "openvino":
        raise ToolMissingError("the packages rapidocr and openvino are needed; run: make setup")
    return weights


def _float_precisions() -> tuple[str, ...]:
    """bf16 where the processor has it in hardware."""
    capabilities = openvino_core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return ("bf16", "f32") if "BF16" in capabilities else ("f32",)


def _fused(plain: Weights) -> tuple[Any, Any, str]:
    """The wheel's detector and recogniser in OpenVINO's form, activations fused, the latter fitted to fax print;
    and its alphabet."""
    from openvino._offline_transformations import apply_moc_transformations  # noqa: PLC0415

    core = openvino_core()
    detector, recogniser = core.read_model(plain.detector), core.read_model(plain.recogniser)
    detector.reshape([1, COLOURS, *WINDOW])
    alphabet = fit_to_fax(recogniser, plain)
    for network in (detector, recogniser):
        apply_moc_transformations(network, cf=True)
        slim(network)
    return detector, recogniser, alphabet


def _saved(
    plain: Weights, folder: Path, detector: Any, recogniser: Any, alphabet: str, *, precision: str
) -> Weights:
    import openvino  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / "detector.xml", folder / "recogniser.xml"
    for network, path in zip((detector, recogniser), paths, strict=True):
        openvino.save_model(network, str(path), compress_to_fp16=True)
    return replace(
        plain, detector=paths[0], recogniser=paths[1], precision=precision, derived=True, alphabet=alphabet
    )


def _lines(pages: Sequence[Pixels], networks: Networks) -> list[Tensor]:
    """Lines of the pages as the recogniser sees them, some of each page."""
    found: list[Tensor] = []
    for page in pages:
        found += tensors(cut_lines(page, find_lines(page, PAGE_DPI, networks.detect))[1])
    random.Random(SEED).shuffle(found)  # noqa: S311 - a sample, no secret
    return found[:LINES_MAX]


def _quantised(plain: Weights, folder: Path, pages: Sequence[Pixels], lines: list[Tensor]) -> Weights:
    os.environ["NNCF_CI"] = "1"  # its telemetry stays off: nothing leaves this machine
    try:
        import nncf  # noqa: PLC0415
    except ImportError:
        raise ToolMissingError("the package nncf is needed to prepare the engine; run: make setup") from None
    logging.getLogger("nncf").setLevel(logging.ERROR)
    detector, recogniser, alphabet = _fused(plain)
    seen = [window for page in pages for window in windows(page, PAGE_DPI)]

    def quantised(network: Any, samples: list[Tensor], names: list[str]) -> Any:
        return nncf.quantize(
            network,
            nncf.Dataset(samples),
            preset=nncf.QuantizationPreset.MIXED,
            subset_size=len(samples),
            ignored_scope=nncf.IgnoredScope(names=names),
        )

    excite = {name: [f"Conv.{number}" for number in numbers] for name, numbers in EXCITE.items()}
    small = quantised(recogniser, lines, [*STEM, *excite[RECOGNISER], *_neck(recogniser)])
    without_idle_rounding(small)
    return _saved(plain, folder, quantised(detector, seen, excite[DETECTOR]), small, alphabet, precision="int8")


def _neck(recogniser: Any) -> list[str]:
    """Names of the operations behind the recogniser's backbone."""
    names = []
    for node in recogniser.get_ops():
        kind = node.get_type_name()
        convolution = kind in ("Convolution", "GroupConvolution")
        if kind in ("MatMul", "ScaledDotProductAttention") or (
            convolution and NECK_CHANNELS in node.input(1).get_shape()
        ):
            names.append(node.get_friendly_name())
    return names


def _fastest(choices: list[Weights], page: Pixels, say: Say) -> Weights:
    """The most exact of `choices` (most exact first) unless a later one is clearly faster on a page."""
    best, best_s = choices[0], _page_s(choices[0], page)
    say(f"{best.precision}: {1000 * best_s:.0f} ms a page")
    for choice in choices[1:]:
        page_s = _page_s(choice, page)
        say(f"{choice.precision}: {1000 * page_s:.0f} ms a page")
        if WORTH * page_s < best_s:
            best, best_s = choice, page_s
    say(f"chosen: {best.precision}")
    return best


def _page_s(weights: Weights, page: Pixels) -> float:
    """Processor seconds for the lines of one page, the best of a few trials."""
    networks = load_networks(weights, WINDOW)
    took = []
    for _ in range(TRIALS):
        begin_s = time.process_time()
        for line in tensors(cut_lines(page, find_lines(page, PAGE_DPI, networks.detect))[1]):
            networks.recognise(line)
        took.append(time.process_time() - begin_s)
    return min(took)


def _keep(chosen: Weights, folder: Path | None, say: Say) -> Weights:
    """Move the chosen networks to their place, whole or not at all."""
    source = chosen.detector.parent
    places = (folder,) if folder is not None else cache_folders()
    for place in places:
        try:
            _replace(source, place, chosen)
        except OSError:
            if place is places[-1]:
                raise
            continue
        say(f"kept in {place}")
        break
    found = find_weights(places)
    if found is None:
        raise ToolMissingError("the prepared networks could not be read back; run: make setup")
    return found


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """One process at a time swaps the networks."""
    with place.with_name(f".{place.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _replace(source: Path, place: Path, chosen: Weights) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    try:
        for path in source.iterdir():
            shutil.copy2(path, beside / path.name)
        write_manifest(beside, chosen)
        beside.chmod(0o755)
        with _alone(place):
            aside = beside.with_name(f"{beside.name}-old")
            if place.exists():
                place.rename(aside)
            beside.rename(place)
            shutil.rmtree(aside, ignore_errors=True)
    except OSError:
        shutil.rmtree(beside, ignore_errors=True)
        raise
