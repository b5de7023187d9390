"""The wheel's networks with less work for the same result: pages are grey, and some layers run slowly as drawn.

Each change is exact arithmetic on the weights. The three colours of a grey page are one; a convolution over two
joined maps is the sum of two; and the detector's last two layers, which double the page's size each, are one small
product for every place of the coarse map, whose sixteen results are then laid out as pixels.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def slim(network: Any) -> None:
    """Change a network of OpenVINO, the detector or the recogniser, in place. Its activations must be fused."""
    take_gray(network)
    _split_joined(network)
    _unfold_upsampling(network)
    network.validate_nodes_and_infer_types()


def take_gray(network: Any) -> None:
    """Let its input have one channel instead of three that are the same, in place."""
    import openvino  # noqa: PLC0415
    from openvino import opset13  # noqa: PLC0415

    page = network.get_parameters()[0]
    shape = page.get_partial_shape()
    for use in page.output(0).get_target_inputs():
        weights = use.get_node().input(1)
        summed = _values(weights).sum(axis=1, keepdims=True)
        weights.replace_source_output(opset13.constant(summed).output(0))
    page.set_partial_shape(openvino.PartialShape([shape[0], 1, shape[2], shape[3]]))
    network.validate_nodes_and_infer_types()


def without_idle_rounding(recogniser: Any) -> None:
    """Take out, in place, the roundings that quantising put where nothing is computed in 8 bit.

    They cost letters and time: in the squeeze-and-excite branches and behind the backbone all is done in f32.
    """
    nodes = recogniser.get_ordered_ops()
    last_pool = max(index for index, node in enumerate(nodes) if node.get_type_name() == "AvgPool")
    behind = {nodes[last_pool].get_friendly_name()}
    for node in nodes:
        sources = {value.get_node().get_friendly_name() for value in node.input_values()}
        if sources & behind:
            behind.add(node.get_friendly_name())
        if node.get_type_name() != "FakeQuantize" or node.input_value(0).get_node().get_type_name() == "Constant":
            continue
        uses = {use.get_node().get_type_name() for use in node.output(0).get_target_inputs()}
        if "ReduceMean" in uses or node.get_friendly_name() in behind:
            node.output(0).replace(node.input_value(0))
    recogniser.validate_nodes_and_infer_types()


def _split_joined(network: Any) -> None:
    """The first convolution over two joined maps, at the full size of the page, as the sum of two."""
    from openvino import opset13  # noqa: PLC0415

    joined = next(node for node in network.get_ordered_ops() if node.get_type_name() == "Concat")
    (use,) = joined.output(0).get_target_inputs()
    whole = use.get_node()
    parts: list[Any] = []
    begin = 0
    for source in joined.input_values():
        end = begin + source.get_partial_shape()[1].get_length()
        weights = _values(whole.input(1))[:, begin:end]
        part = opset13.convolution(source, opset13.constant(weights), *_geometry(whole))
        part.set_friendly_name(f"{whole.get_friendly_name()}.{len(parts)}")
        parts.append(part)
        begin = end
    bias = next(iter(whole.output(0).get_target_inputs())).get_node()
    other = bias.input_value(1)
    first = opset13.add(parts[0], other)
    bias.output(0).replace(opset13.add(first, parts[1]).output(0))


def _geometry(convolution: Any) -> tuple[list[int], list[int], list[int], list[int]]:
    known = convolution.get_attributes()
    return known["strides"], known["pads_begin"], known["pads_end"], known["dilations"]


def _unfold_upsampling(network: Any) -> None:
    from openvino import opset13  # noqa: PLC0415

    ups = [node for node in network.get_ordered_ops() if node.get_type_name() == "ConvolutionBackpropData"]
    if not ups:
        return
    first, last = ups
    coarse = _values(first.input(1))  # (in, out, 2, 2)
    inside, middle = coarse.shape[:2]
    fine = _values(last.input(1))[:, 0]  # (middle, 2, 2)
    coarse_bias, fine_bias = (_values(_bias(up).input(1)) for up in ups)
    # middle maps in the order (a, b, channel): a, b = row and column within the first doubling
    spread = coarse.transpose(2, 3, 1, 0).reshape(4 * middle, inside, 1, 1)
    laid = np.zeros((16, 4 * middle, 1, 1), np.float32)
    for a, b, c, d in np.ndindex(2, 2, 2, 2):
        at = (2 * a + b) * middle
        laid[4 * (2 * a + c) + 2 * b + d, at : at + middle, 0, 0] = fine[:, c, d]
    one = [1, 1], [0, 0], [0, 0], [1, 1]
    grown = opset13.convolution(first.input_value(0), opset13.constant(np.ascontiguousarray(spread)), *one)
    biased = opset13.add(grown, opset13.constant(np.tile(coarse_bias.reshape(1, -1, 1, 1), (1, 4, 1, 1))))
    pixels = opset13.convolution(opset13.relu(biased), opset13.constant(laid), *one)
    sure = opset13.sigmoid(
        opset13.add(pixels, opset13.constant(np.full((1, 16, 1, 1), fine_bias.item(), np.float32)))
    )
    (result,) = network.get_results()
    result.input(0).replace_source_output(opset13.depth_to_space(sure, "blocks_first", 4).output(0))


def _bias(node: Any) -> Any:
    return next(iter(node.output(0).get_target_inputs())).get_node()


def _values(source: Any) -> Any:
    return np.asarray(source.get_source_output().get_node().data, dtype=np.float32)
