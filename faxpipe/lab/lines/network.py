"""The recogniser as a network that can learn: the wheel's ONNX graph, its weights as parameters of torch.

Part of the lab, with torch and onnx, which only training needs. Knows just the operations of this graph and
refuses others. The last layer is cut to the letters we know, and the network gives logits, not chances.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch.nn import functional

from faxpipe.ocr.neural.networks import COLOURS, known_outputs

SMALL = 8  # elements; constants of so few are no weights
STATISTICS = (".w_1", ".w_2", "w_1_0", "w_2_0", "w_1", "w_2")  # of batch normalisation: kept as they are
STEM = tuple(
    f"{kind}.{number}" for kind, numbers in (("Conv", range(5)), ("Add", range(0, 9, 2))) for number in numbers
)
"""The first layers, at the full resolution: what a stroke is. They cost most and have least to learn."""
Values = NDArray[np.float32]
Act = Callable[[list[Any], Mapping[str, Any]], Any]


class Recogniser(torch.nn.Module):  # type: ignore[misc]
    """(lines, 1, 48, columns) -> (lines, columns / 8, letters + 1) logits; `letters` as the engine's alphabet."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        model = onnx.load(str(path))
        metadata = {entry.key: entry.value for entry in model.metadata_props}
        self.outputs, count, self.letters = known_outputs(metadata["character"])
        self._parameter_of: dict[str, str] = {}
        self._constants: dict[str, Any] = {}
        for tensor in model.graph.initializer:
            self._keep(tensor.name, np.array(onnx.numpy_helper.to_array(tensor)), count)
        self._nodes = [(node, _attributes(node)) for node in model.graph.node]
        self._input = model.graph.input[0].name
        self._softmax = next(node for node, _ in reversed(self._nodes) if node.op_type == "Softmax")
        self._freeze_stem()

    def _keep(self, name: str, values: NDArray[Any], count: int) -> None:
        if values.dtype != np.float32 or values.size <= SMALL or name.endswith(STATISTICS):
            self._constants[name] = torch.from_numpy(values)
            return
        if count in values.shape:
            values = np.ascontiguousarray(values[..., self.outputs])
        self._parameter_of[name] = f"p{len(self._parameter_of)}"
        self.register_parameter(self._parameter_of[name], torch.nn.Parameter(torch.from_numpy(values)))

    def _freeze_stem(self) -> None:
        for node, _ in self._nodes:
            if node.name in STEM:
                for name in node.input:
                    if name in self._parameter_of:
                        getattr(self, self._parameter_of[name]).requires_grad_(False)

    def values(self) -> dict[str, Values]:
        """Every weight by its name in the file."""
        return {name: getattr(self, own).detach().numpy().copy() for name, own in self._parameter_of.items()}

    def add(self, differences: Mapping[str, Values]) -> None:
        """Add to the weights of these names in the file."""
        with torch.no_grad():
            for name, difference in differences.items():
                getattr(self, self._parameter_of[name]).add_(torch.from_numpy(difference))

    def parameter_names(self) -> dict[str, str]:
        """The name in the file of each parameter of this module."""
        return {own: name for name, own in self._parameter_of.items()}

    def forward(self, lines: torch.Tensor) -> torch.Tensor:
        known: dict[str, Any] = {self._input: lines.expand(-1, COLOURS, -1, -1)}
        for node, attributes in self._nodes:
            given = [self._value(name, known) for name in node.input if name]
            if node is self._softmax:
                return given[0]
            known[node.output[0]] = _act(node.op_type)(given, attributes)
        raise ValueError("the network does not end in a softmax")

    def _value(self, name: str, known: Mapping[str, Any]) -> Any:
        if name in known:
            return known[name]
        own = self._parameter_of.get(name)
        return getattr(self, own) if own else self._constants[name]


def _attributes(node: Any) -> dict[str, Any]:
    return {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}


def _act(kind: str) -> Act:
    if kind not in ACTS:
        raise ValueError(f"the network has an operation that is not known: {kind}")
    return ACTS[kind]


def _conv(given: list[Any], how: Mapping[str, Any]) -> Any:
    lines, kernel = given[0], given[1]
    top, left, bottom, right = how.get("pads", (0, 0, 0, 0))
    if how.get("auto_pad") == b"SAME_UPPER":
        bottom, right = kernel.shape[2] - 1, kernel.shape[3] - 1
    if (top, left) != (bottom, right):
        lines, top, left = functional.pad(lines, (left, right, top, bottom)), 0, 0
    bias = given[2] if len(given) > 2 else None
    strides, groups = how.get("strides", (1, 1)), how.get("group", 1)
    return functional.conv2d(lines, kernel, bias, stride=strides, padding=(top, left), groups=groups)


def _max_pool(given: list[Any], how: Mapping[str, Any]) -> Any:
    lines = functional.pad(given[0], (0, 1, 0, 1)) if how.get("auto_pad") == b"SAME_UPPER" else given[0]
    return functional.max_pool2d(lines, how["kernel_shape"], how["strides"])


def _normalised(given: list[Any], how: Mapping[str, Any]) -> Any:
    lines, weight, bias, mean, variance = given
    return functional.batch_norm(lines, mean, variance, weight, bias, False, 0.0, how["epsilon"])


def _slice(given: list[Any], _: Mapping[str, Any]) -> Any:
    values, starts, ends = given[0], given[1].tolist(), given[2].tolist()
    axes = given[3].tolist() if len(given) > 3 else range(len(starts))
    for start, end, axis in zip(starts, ends, axes, strict=True):
        size = values.shape[axis]
        first, last = (min(at, size) if at >= 0 else at + size for at in (start, end))
        values = values.narrow(axis, first, last - first)
    return values


def _reshape(given: list[Any], _: Mapping[str, Any]) -> Any:
    shape = [given[0].shape[axis] if side == 0 else side for axis, side in enumerate(given[1].tolist())]
    return given[0].reshape(shape)


def _axes(given: list[Any], how: Mapping[str, Any]) -> Sequence[int]:
    return tuple(how["axes"] if "axes" in how else given[1].tolist())


def _squeeze(given: list[Any], how: Mapping[str, Any]) -> Any:
    values = given[0]
    for axis in sorted(_axes(given, how), reverse=True):
        values = values.squeeze(axis)
    return values


def _unsqueeze(given: list[Any], how: Mapping[str, Any]) -> Any:
    values = given[0]
    for axis in _axes(given, how):
        values = values.unsqueeze(axis)
    return values


ACTS: dict[str, Act] = {
    "Add": lambda given, _: given[0] + given[1],
    "AveragePool": lambda given, how: functional.avg_pool2d(given[0], how["kernel_shape"], how["strides"]),
    "BatchNormalization": _normalised,
    "Concat": lambda given, how: torch.cat([torch.atleast_1d(part) for part in given], how["axis"]),
    "Conv": _conv,
    "Div": lambda given, _: given[0] / given[1],
    "Erf": lambda given, _: torch.erf(given[0]),
    "HardSigmoid": lambda given, how: torch.clamp(given[0] * how["alpha"] + how["beta"], 0, 1),
    "Identity": lambda given, _: given[0],
    "MatMul": lambda given, _: given[0] @ given[1],
    "MaxPool": _max_pool,
    "Mul": lambda given, _: given[0] * given[1],
    "Pow": lambda given, _: torch.pow(given[0], given[1]),
    "ReduceMean": lambda given, how: given[0].mean(dim=tuple(how["axes"]), keepdim=bool(how.get("keepdims", 1))),
    "Relu": lambda given, _: functional.relu(given[0]),
    "Reshape": _reshape,
    "Shape": lambda given, _: torch.tensor(given[0].shape),
    "Sigmoid": lambda given, _: torch.sigmoid(given[0]),
    "Slice": _slice,
    "Softmax": lambda given, how: functional.softmax(given[0], how["axis"]),
    "Sqrt": lambda given, _: torch.sqrt(given[0]),
    "Squeeze": _squeeze,
    "Sub": lambda given, _: given[0] - given[1],
    "Transpose": lambda given, how: given[0].permute(*how["perm"]),
    "Unsqueeze": _unsqueeze,
}  # fmt: skip
