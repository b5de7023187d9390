"""What the recogniser learned: kept small, used only for the weights it was learned from."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from faxpipe.ocr.neural.fax_print import PATH, fax_print_for, write_fax_print
from faxpipe.ocr.neural.networks import fit_to_fax, openvino_core, openvino_network
from faxpipe.ocr.neural.weights import RECOGNISER, find_weights, wheel_folder


@pytest.fixture
def network(tmp_path: Path) -> Path:
    path = tmp_path / "network.onnx"
    path.write_bytes(b"a network")
    return path


def _card(network: Path) -> dict[str, object]:
    return {"of": hashlib.sha256(network.read_bytes()).hexdigest(), "name": "test"}


def test_differences_come_back_within_half_a_step_of_eight_bits(network: Path, tmp_path: Path) -> None:
    values = np.random.default_rng(1).normal(size=(20, 3, 3, 8)).astype(np.float32)
    write_fax_print(tmp_path / "learned.npz", {"w": values}, _card(network))
    learned = fax_print_for(network, tmp_path / "learned.npz")
    assert learned is not None
    step = np.abs(values).reshape(-1, 8).max(axis=0) / 127
    assert (np.abs(learned.differences["w"] - values) <= step / 2 + 1e-6).all()


def test_no_difference_stays_no_difference(network: Path, tmp_path: Path) -> None:
    write_fax_print(tmp_path / "learned.npz", {"w": np.zeros((4, 5), np.float32)}, _card(network))
    learned = fax_print_for(network, tmp_path / "learned.npz")
    assert learned is not None
    assert not learned.differences["w"].any()


def test_other_weights_than_those_it_was_learned_from_are_left_alone(network: Path, tmp_path: Path) -> None:
    write_fax_print(tmp_path / "learned.npz", {"w": np.ones((4, 5), np.float32)}, _card(network))
    network.write_bytes(b"another network")
    assert fax_print_for(network, tmp_path / "learned.npz") is None


def test_without_the_file_nothing_was_learned(network: Path, tmp_path: Path) -> None:
    assert fax_print_for(network, tmp_path / "none.npz") is None


def test_what_is_shipped_fits_the_installed_network() -> None:
    wheel = wheel_folder()
    if wheel is None:
        pytest.skip("the neural engine is not installed")
    weights = find_weights(folders=())
    assert weights is not None
    assert weights.fax_print, f"{PATH.name} was learned from other weights than the installed ones"
    plain, fitted = (openvino_core().read_model(wheel / RECOGNISER) for _ in range(2))
    assert fit_to_fax(plain, replace(weights, fax_print="")) == fit_to_fax(fitted, weights)
    line = np.zeros((1, 3, 48, 160), np.float32)
    before, after = (openvino_network(network, "f32")(line) for network in (plain, fitted))
    assert before.shape == after.shape
    assert np.abs(before - after).max() > 0
