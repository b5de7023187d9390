"""The same race as on a lesser processor: features hidden from every library and child, and checked to be hidden.

Part of the lab. An environment variable of one library is not enough: others still see the processor as it is. So
the CPUID instruction itself is answered by a small C library (`cpumask.c`), compiled when asked for and preloaded
into a new run of the same command. Clock, caches and memory stay this machine's own: ratios carry over, seconds do
not.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faxpipe.errors import ToolMissingError
from faxpipe.lab.bench.machine import MASK_VARIABLE, NATIVE, cpu_flags, seen_features

AVX512, AVX2_VNNI, AVX2 = "avx512", "avx2-vnni", "avx2"
MASKS = (NATIVE, AVX512, AVX2_VNNI, AVX2)
SOURCE = Path(__file__).with_name("cpumask.c")
COMPILE_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Check:
    """One look at what programs believe the processor can do. `hidden`: nothing of what must not be seen is."""

    what: str
    seen: str
    hidden: bool


def masked() -> str:
    """The mask that this run is under, or "native"."""
    return os.environ.get(MASK_VARIABLE, NATIVE)


def rerun(mask: str) -> int:
    """Run this very command again under `mask`; its exit code. Raises ToolMissingError where that can't be."""
    if mask == AVX2_VNNI and "avx_vnni" not in cpu_flags():
        raise ToolMissingError(
            "this processor has no AVX-VNNI, so hiding AVX-512 leaves plain AVX2: use --isa avx2"
        )
    with tempfile.TemporaryDirectory(prefix="faxpipe-isa-") as folder:
        library = build(Path(folder))
        environment = {**os.environ, "LD_PRELOAD": str(library), MASK_VARIABLE: mask}
        return subprocess.run((sys.executable, *sys.orig_argv[1:]), env=environment, check=False).returncode


def build(folder: Path) -> Path:
    """Compile the library into `folder`. Raises ToolMissingError where cc or CPUID faulting is missing."""
    if "cpuid_fault" not in cpu_flags():
        raise ToolMissingError("this machine cannot hide CPU features: /proc/cpuinfo does not say cpuid_fault")
    compiler = shutil.which("cc")
    if compiler is None:
        raise ToolMissingError("hiding CPU features needs a C compiler; install the package gcc")
    library = folder / "cpumask.so"
    command = (compiler, "-O2", "-shared", "-fPIC", "-Wl,-z,initfirst", "-o", str(library), str(SOURCE), "-ldl")
    done = subprocess.run(command, capture_output=True, timeout=COMPILE_TIMEOUT_S, check=False)
    if done.returncode:
        raise ToolMissingError("the C compiler could not build cpumask.c; install the package libc6-dev")
    return library


def verify(mask: str) -> list[Check]:
    """What OpenCV, tesseract and OpenVINO see under the mask that this run is under; those that are installed."""
    library = ctypes.CDLL(None)
    active = bool(library.faxpipe_cpu_masked()) if hasattr(library, "faxpipe_cpu_masked") else False
    checks = [Check("CPUID", "answered by the mask" if active else "not masked", active)]
    features = seen_features()
    checks.append(
        Check("OpenCV", " ".join(features), mask == AVX512 or not any("512" in name for name in features))
    )
    if shutil.which("tesseract"):
        done = subprocess.run(("tesseract", "--version"), capture_output=True, timeout=20, check=False)
        found = re.findall(rb"Found (\S+)", done.stdout + done.stderr)
        names = " ".join(name.decode("ascii", "replace") for name in found)
        checks.append(Check("tesseract", names, mask == AVX512 or "AVX512" not in names))
    if importlib.util.find_spec("openvino"):
        checks += _openvino_checks(mask)
    return checks


def _openvino_checks(mask: str) -> list[Check]:
    """Its list of abilities, and the kernels it really picks for a convolution."""
    from faxpipe.ocr.neural.networks import openvino_core  # noqa: PLC0415

    core = openvino_core()
    able = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    kernels = _kernels(core)
    unwanted = re.compile(r"amx|bf16" if mask == AVX512 else r"amx|bf16|avx512")
    return [
        Check("OpenVINO abilities", " ".join(able), not {"BF16", "FP16"} & set(able)),
        Check("OpenVINO kernels", " ".join(sorted(kernels)), not any(unwanted.search(name) for name in kernels)),
    ]


def _kernels(core: Any) -> set[str]:
    import numpy as np  # noqa: PLC0415
    import openvino as ov  # noqa: PLC0415
    from openvino import opset8 as ops  # noqa: PLC0415

    picture = ops.parameter([1, 16, 64, 64], np.float32)
    weights = ops.constant(np.ones((16, 16, 3, 3), np.float32))
    folded = ops.convolution(picture, weights, [1, 1], [1, 1], [1, 1], [1, 1])
    compiled = core.compile_model(ov.Model([folded], [picture], "probe"), "CPU")
    notes = [node.get_rt_info() for node in compiled.get_runtime_model().get_ops()]
    return {str(note["primitiveType"].astype(str)) for note in notes if "primitiveType" in note}
