"""The two networks on the runtime that is fastest here: OpenVINO, or onnxruntime.

One thread a network: pages are read side by side by processes. Every new input shape costs time and memory
once, so callers keep to few shapes. Errors of the runtimes become EngineError here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faxpipe.errors import EngineError, ToolMissingError
from faxpipe.ocr.neural.fax_print import fax_print_for
from faxpipe.ocr.neural.slim import take_gray
from faxpipe.ocr.neural.weights import Weights

Pixels = NDArray[np.uint8]
Tensor = NDArray[np.float32]
Network = Callable[[Tensor], Tensor]

ONE_THREAD = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "ENABLE_CPU_PINNING": False}
COLOURS = 3
ASCII = range(0x21, 0x7F)
ACCENTED = "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöøùúûüý°½"
TYPESET = dict(zip("‘’“”–—", "''\"\"--", strict=True))
"""Read as what a keyboard has for them."""


@dataclass(frozen=True, slots=True)
class Networks:
    """`detect`: (1, 1, rows, columns) -> the same; `recognise`: (lines, 1, 48, columns) -> (lines,
    columns / 8, letters + 1) chances. `alphabet`: the letter of each output but the first, which means none."""

    detect: Network = field(repr=False)
    recognise: Network = field(repr=False)
    alphabet: str


def load_networks(weights: Weights, window: tuple[int, int]) -> Networks:
    """`window`: rows and columns that the detector will see. Raises EngineError where they can't be loaded."""
    if weights.runtime == "onnxruntime":
        return _onnx_networks(weights)
    core = openvino_core()
    try:
        detector = core.read_model(weights.detector)
        detector.reshape([1, 1 if weights.derived else COLOURS, *window])
        recogniser, alphabet = core.read_model(weights.recogniser), weights.alphabet
        if not weights.derived:
            alphabet = fit_to_fax(recogniser, weights)
            take_gray(detector)
            take_gray(recogniser)
        return Networks(
            openvino_network(detector, weights.precision),
            openvino_network(recogniser, weights.precision),
            alphabet,
        )
    except (RuntimeError, MemoryError, AttributeError) as error:
        raise EngineError("the networks could not be loaded", code="engine_failed") from error


@cache
def openvino_core() -> Any:
    """OpenVINO's entry, one a process. What it would send to its makers is kept back by the package's first lines.

    Each entry gives its thread a stack for signals and takes it back when it goes. Of two whose lives overlap the
    later one then restores a stack that is no more, and the next signal, be it the wish to end, kills the process.
    """
    try:
        import openvino  # noqa: PLC0415 - a second of imports, only where the engine is used
    except (ImportError, OSError) as error:
        raise ToolMissingError("openvino is installed but does not start here; run: make setup") from error

    return openvino.Core()


def openvino_network(model: Any, precision: str) -> Network:
    """A model in memory, made ready for one thread. `precision` as in Weights; what is not int8 runs in f32."""
    hint = "bf16" if precision == "bf16" else "f32"
    compiled = openvino_core().compile_model(model, "CPU", {**ONE_THREAD, "INFERENCE_PRECISION_HINT": hint})
    request = compiled.create_infer_request()

    def run(batch: Tensor) -> Tensor:
        try:
            return np.array(request.infer({0: batch}, share_inputs=True)[0], dtype=np.float32)
        except (RuntimeError, MemoryError) as error:
            raise EngineError("the network failed on a page", code="engine_failed") from error

    return run


def fit_to_fax(recogniser: Any, weights: Weights) -> str:
    """Cut the wheel's recogniser down to the letters we know, and add what `weights` say was learned, in place.

    Returns its alphabet.
    """
    from openvino import opset13  # noqa: PLC0415

    characters = recogniser.get_rt_info(["framework", "character"]).astype(str)
    outputs, count, alphabet = known_outputs(characters)
    learned = fax_print_for(weights.recogniser) if weights.fax_print else None
    differences = learned.differences if learned else {}
    for node in recogniser.get_ops():
        if node.get_type_name() != "Constant":
            continue
        cut, difference = count in node.output(0).shape, differences.get(node.get_friendly_name())
        if not cut and difference is None:
            continue
        values = node.data[..., outputs] if cut else node.data
        values = values if difference is None else values + difference
        fitted = opset13.constant(np.ascontiguousarray(values))
        for use in node.output(0).get_target_inputs():
            use.replace_source_output(fitted.output(0))
    recogniser.validate_nodes_and_infer_types()
    return alphabet


def known_outputs(characters: str) -> tuple[list[int], int, str]:
    """(outputs to keep, how many there are, the letter of each kept but the first) by the wheel's letters."""
    full = ["", *characters.split("\n"), " "]
    kept = [index for index, letter in enumerate(full) if _is_known(letter)]
    return [0, *kept], len(full), "".join(TYPESET.get(full[index], full[index]) for index in kept)


def _is_known(letter: str) -> bool:
    return len(letter) == 1 and (letter == " " or ord(letter) in ASCII or letter in ACCENTED or letter in TYPESET)


def _onnx_networks(weights: Weights) -> Networks:
    """On onnxruntime the wheel's files serve as they are, without what was learned of fax print, because it can't
    change a file's weights; only the outputs that can matter are kept."""
    detector, recogniser = _session(weights.detector), _session(weights.recogniser)
    outputs, _, alphabet = known_outputs(recogniser.get_modelmeta().custom_metadata_map["character"])
    read = _onnx_network(recogniser)

    def recognise(batch: Tensor) -> Tensor:
        chances = read(batch)[:, :, outputs]
        return np.asarray(chances / np.maximum(chances.sum(axis=2, keepdims=True), 1e-9), dtype=np.float32)

    return Networks(_onnx_network(detector), recognise, alphabet)


def _session(path: Path) -> Any:
    import onnxruntime  # noqa: PLC0415 - optional

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its errors share no base class
        raise EngineError("the networks could not be loaded", code="engine_failed") from error


def _onnx_network(session: Any) -> Network:
    name = session.get_inputs()[0].name

    def run(batch: Tensor) -> Tensor:
        try:
            return np.asarray(session.run(None, {name: np.repeat(batch, COLOURS, axis=1)})[0], dtype=np.float32)
        except Exception as error:
            raise EngineError("the network failed on a page", code="engine_failed") from error

    return run
