"""The slimmed networks: less work, the same result."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from faxpipe.ocr.neural.detect import WINDOW
from faxpipe.ocr.neural.networks import COLOURS, openvino_core, openvino_network
from faxpipe.ocr.neural.slim import slim, take_gray, without_idle_rounding
from faxpipe.ocr.neural.weights import DETECTOR, RECOGNISER, wheel_folder

pytest.importorskip("openvino")


def _fused(name: str, *shape: int) -> Any:
    from openvino._offline_transformations import apply_moc_transformations  # noqa: PLC0415

    wheel = wheel_folder()
    if wheel is None:
        pytest.skip("the neural engine is not installed")
    network = openvino_core().read_model(wheel / name)
    network.reshape([1, COLOURS, *shape])
    apply_moc_transformations(network, cf=True)
    return network


@pytest.mark.parametrize(("name", "shape"), [(DETECTOR, WINDOW), (RECOGNISER, (48, 160))])
def test_a_slimmed_network_says_of_a_grey_page_what_the_whole_one_says(name: str, shape: tuple[int, int]) -> None:
    whole, slimmed = _fused(name, *shape), _fused(name, *shape)
    slim(slimmed)
    page = np.random.default_rng(1).uniform(-1, 1, (1, 1, *shape)).astype(np.float32)
    wanted = openvino_network(whole, "f32")(np.repeat(page, COLOURS, axis=1))
    found = openvino_network(slimmed, "f32")(page)
    assert found.shape == wanted.shape
    assert np.abs(found - wanted).max() < 1e-4


def test_a_network_that_takes_grey_has_one_channel() -> None:
    network = _fused(RECOGNISER, 48, 160)
    take_gray(network)
    assert list(network.get_parameters()[0].shape) == [1, 1, 48, 160]


def test_roundings_where_nothing_is_computed_in_8_bit_are_taken_out_and_others_stay() -> None:
    import openvino  # noqa: PLC0415
    from openvino import opset13  # noqa: PLC0415

    def rounded(value: Any) -> Any:
        ends = [np.float32(end) for end in (0, 1, 0, 1)]
        return opset13.fake_quantize(value, *ends, 256)

    given = opset13.parameter([1, 2, 4, 4], np.float32)
    kernel = opset13.constant(np.ones((2, 2, 1, 1), np.float32))
    one = [1, 1], [0, 0], [0, 0], [1, 1]
    kept = rounded(given)
    branch = rounded(opset13.convolution(kept, kernel, *one))
    mean = opset13.reduce_mean(branch, np.array([2, 3]), True)
    pool = opset13.avg_pool(opset13.multiply(branch, mean), [2, 2], [0, 0], [0, 0], [2, 2], exclude_pad=True)
    network = openvino.Model([opset13.add(rounded(pool), np.float32(1))], [given])
    without_idle_rounding(network)
    (left,) = (node for node in network.get_ordered_ops() if node.get_type_name() == "FakeQuantize")
    assert left.get_friendly_name() == kept.get_friendly_name()
