"""The networks' weights: those of the installed `rapidocr` wheel, cut and quantised for this machine.

Nothing is downloaded and nobody's weights are in this repository. The recogniser's last layer knows 18,708 letters
of many scripts; some 160 of them are ever faxed to us, and the others are cut off (21 -> 12 MB). To the rest is
added what was learned of fax print (`fax_print`). What `prepare` left for this machine is taken once its SHA-256
was checked; else the same is made anew in each process, and reads slower.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from faxpipe.digest import sha256_of
from faxpipe.errors import ToolMissingError
from faxpipe.ocr.neural.fax_print import PATH as FAX_PRINT
from faxpipe.ocr.neural.fax_print import fax_print_for

DETECTOR, RECOGNISER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
MANIFEST = "manifest.json"
RECIPE = 8
"""Raised with every change of how networks are derived: what an older recipe left is not used any more."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Two network files and how to run them.

    `runtime`: "openvino" or "onnxruntime". `precision`: "f32", "bf16" or "int8". `derived`: made by `prepare`; the
    recogniser's last layer is cut already and `alphabet` names its outputs from the second on. `fax_print`: name
    of what the recogniser learned of fax print, empty where it reads with the wheel's weights alone.
    """

    detector: Path
    recogniser: Path
    runtime: str
    precision: str
    derived: bool = False
    alphabet: str = ""
    fax_print: str = ""

    @property
    def version(self) -> str:
        """Of wheel, what was learned, recipe, runtime, precision: "3.10.0 pp-ocrv6-small fax1 r5 openvino f32"."""
        learned = self.fax_print or "plain"
        return f"{wheel_version()} pp-ocrv6-small {learned} r{RECIPE} {self.runtime} {self.precision}"


def find_weights(folders: tuple[Path, ...] | None = None) -> Weights | None:
    """What to read with: prepared networks in `folders`, else the wheel's; None where the wheel is missing."""
    wheel = wheel_folder()
    if wheel is None:
        return None
    for folder in cache_folders() if folders is None else folders:
        prepared = _prepared(folder, wheel)
        if prepared is not None:
            return prepared
    runtime = next((name for name in ("openvino", "onnxruntime") if importlib.util.find_spec(name)), None)
    if runtime is None:
        return None
    learned = fax_print_for(wheel / RECOGNISER) if runtime == "openvino" else None
    name = learned.name if learned else ""
    return Weights(wheel / DETECTOR, wheel / RECOGNISER, runtime, "f32", fax_print=name)


def wheel_folder() -> Path | None:
    """Where the installed wheel keeps its networks; None where it is not installed. Imports nothing of it."""
    spec = importlib.util.find_spec("rapidocr")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place) / "models"
        if (folder / DETECTOR).is_file() and (folder / RECOGNISER).is_file():
            return folder
    return None


def wheel_version() -> str:
    try:
        return version("rapidocr")
    except PackageNotFoundError:
        return ""


def cache_folders() -> tuple[Path, ...]:
    """Where prepared networks may lie: beside the installed packages, or where only the user may write."""
    beside = Path(sys.prefix) / "share" / "faxpipe" / "networks"
    try:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:  # a user without a home
        return (beside,)
    return beside, home / "faxpipe" / "networks"


def write_manifest(folder: Path, weights: Weights) -> None:
    """Say what lies in `folder` and what it was made of, so that `find_weights` can check it."""
    wheel = wheel_folder()
    if wheel is None:
        raise ToolMissingError("the rapidocr package is not installed; run the set-up again")
    files = sorted(path for path in folder.iterdir() if path.name != MANIFEST)
    value = {
        "recipe": RECIPE,
        "wheel": {name: sha256_of(wheel / name) for name in (DETECTOR, RECOGNISER)},
        "fax_print": _learned(),
        "files": {path.name: sha256_of(path) for path in files},
        "weights": {
            key: part.name if isinstance(part, Path) else part
            for key, part in asdict(weights).items()
            if key != "derived"
        },
    }
    (folder / MANIFEST).write_text(json.dumps(value, indent=1), encoding="utf-8")
    _found.clear()


def _learned() -> str:
    """SHA-256 of what was learned of fax print; empty where there is nothing."""
    return sha256_of(FAX_PRINT) if FAX_PRINT.is_file() else ""


def _prepared(folder: Path, wheel: Path) -> Weights | None:
    """The prepared networks in `folder`; None where there are none, or other than the manifest says.

    What was found once holds for this process; that nothing was found does not.
    """
    if folder not in _found:
        found = _checked(folder, wheel)
        if found is None:
            return None
        _found[folder] = found
    return _found[folder]


_found: dict[Path, Weights] = {}


def _checked(folder: Path, wheel: Path) -> Weights | None:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        same = (manifest["recipe"], manifest["fax_print"]) == (RECIPE, _learned()) and all(
            sha256_of(place / name) == wanted
            for place, names in ((folder, manifest["files"]), (wheel, manifest["wheel"]))
            for name, wanted in names.items()
        )
        if not same or importlib.util.find_spec(manifest["weights"]["runtime"]) is None:
            return None
        return _weights(folder, manifest["weights"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _weights(folder: Path, value: dict[str, Any]) -> Weights:
    return Weights(
        folder / value["detector"],
        folder / value["recogniser"],
        str(value["runtime"]),
        str(value["precision"]),
        derived=True,
        alphabet=str(value["alphabet"]),
        fax_print=str(value["fax_print"]),
    )
