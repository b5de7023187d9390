"""Which networks are loaded: prepared ones only whole, of this recipe and of the installed wheel."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from faxpipe.ocr.neural import weights as weights_module
from faxpipe.ocr.neural.weights import MANIFEST, Weights, find_weights, wheel_folder, write_manifest


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """A folder like `faxpipe prepare` leaves it; the networks' bytes don't matter here."""
    folder = tmp_path / "networks"
    folder.mkdir()
    paths = folder / "detector.xml", folder / "recogniser.xml"
    for path in paths:
        path.write_text("network")
        path.with_suffix(".bin").write_bytes(b"weights")
    write_manifest(folder, Weights(*paths, "openvino", "int8", derived=True, alphabet="AB "))
    return folder


def _found(folder: Path) -> Weights:
    weights_module._found.clear()
    found = find_weights((folder,))
    assert found is not None
    return found


def test_without_prepared_networks_the_installed_ones_serve(tmp_path: Path) -> None:
    found = _found(tmp_path / "nothing")
    assert not found.derived
    assert found.detector.parent == wheel_folder()
    assert found.precision == "f32"


def test_prepared_networks_are_taken_as_they_were_left(prepared: Path) -> None:
    found = _found(prepared)
    assert found == Weights(
        prepared / "detector.xml", prepared / "recogniser.xml", "openvino", "int8", derived=True, alphabet="AB "
    )
    assert "int8" in found.version


@pytest.mark.parametrize("name", ["detector.xml", "recogniser.bin"])
def test_a_changed_file_is_not_loaded(prepared: Path, name: str) -> None:
    (prepared / name).write_bytes(b"something else")
    assert not _found(prepared).derived


def test_networks_prepared_with_other_learning_are_not_loaded(prepared: Path) -> None:
    manifest = json.loads((prepared / MANIFEST).read_text())
    (prepared / MANIFEST).write_text(json.dumps({**manifest, "fax_print": "another"}))
    assert not _found(prepared).derived


def test_a_missing_file_is_not_loaded(prepared: Path) -> None:
    (prepared / "detector.bin").unlink()
    assert not _found(prepared).derived


@pytest.mark.parametrize(
    ("key", "value"),
    [("recipe", -1), ("wheel", {"PP-OCRv6_det_small.onnx": "0"}), ("weights", None), ("files", None)],
)
def test_networks_of_another_recipe_or_wheel_are_not_loaded(prepared: Path, key: str, value: object) -> None:
    manifest = json.loads((prepared / MANIFEST).read_text())
    (prepared / MANIFEST).write_text(json.dumps({**manifest, key: value}))
    assert not _found(prepared).derived


def test_a_torn_manifest_is_as_good_as_none(prepared: Path) -> None:
    (prepared / MANIFEST).write_text("{")
    assert not _found(prepared).derived
