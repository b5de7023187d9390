"""What the figures were measured on: the processor, what it can do, and the programs.

Part of the lab. Features are those that OpenCV was told of by the CPUID instruction, so a masked CPU (`isa`) tells
what it shows and not what it has.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import cv2

FEATURES = {"AVX2": 11, "AVX512F": 13, "AVX512-VNNI": 23}
"""Numbers of cv::CpuFeatures, which the Python bindings do not name."""
KERNEL_FEATURES = {"AVX-VNNI": "avx_vnni", "AMX": "amx_tile"}
"""Those that OpenCV does not know, as /proc/cpuinfo names them; told only where nothing is masked."""
NATIVE, MASK_VARIABLE = "native", "FAXPIPE_CPU_MASK"


def machine_json() -> dict[str, Any]:
    """Processor, its features as programs see them, and versions."""
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "features": seen_features(),
        "python": platform.python_version(),
        "tesseract": tesseract_version(),
    }


def machine_line() -> str:
    """The same in one line."""
    seen = " ".join(seen_features()) or "no AVX2"
    return f"{processor()}, {os.cpu_count()} cores, sees {seen}; {tesseract_version() or 'no tesseract'}"


def processor() -> str:
    """The processor's name as Linux gives it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def seen_features() -> list[str]:
    """Vector features that OpenCV found; of an unmasked processor also those of the kernel's list."""
    seen = [name for name, number in FEATURES.items() if cv2.checkHardwareSupport(number)]
    if os.environ.get(MASK_VARIABLE, NATIVE) == NATIVE:
        seen += [name for name, flag in KERNEL_FEATURES.items() if flag in cpu_flags()]
    return seen


def cpu_flags() -> frozenset[str]:
    """The kernel's own list of processor features; it is never masked."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return frozenset()
    return frozenset(next((line for line in lines if line.startswith("flags")), "").split())


@cache
def tesseract_version() -> str:
    """The first line of `tesseract --version`, empty where it is not installed."""
    if shutil.which("tesseract") is None:
        return ""
    done = subprocess.run(("tesseract", "--version"), capture_output=True, timeout=20, check=False)
    return (done.stdout or done.stderr).decode("utf-8", "replace").splitlines()[0].strip()
