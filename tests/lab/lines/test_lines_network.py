"""The network that learns is the network that reads; only where torch is installed, which just training needs."""

from __future__ import annotations

import random

import cv2
import numpy as np
import pytest

from faxpipe.lab.lines import train
from faxpipe.lab.lines.pairs import Pair
from faxpipe.ocr.neural.detect import WINDOW
from faxpipe.ocr.neural.networks import load_networks
from faxpipe.ocr.neural.weights import Weights, find_weights

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
network_module = pytest.importorskip("faxpipe.lab.lines.network")


@pytest.fixture
def weights() -> Weights:
    """The wheel's, without what was learned."""
    found = find_weights(folders=())
    assert found is not None
    return Weights(found.detector, found.recogniser, "openvino", "f32")


def test_before_learning_it_reads_as_the_installed_network(weights: Weights) -> None:
    network = network_module.Recogniser(weights.recogniser)
    lines = np.random.default_rng(1).normal(size=(2, 1, 48, 160)).astype(np.float32)
    plain = load_networks(weights, WINDOW)
    chances = torch.softmax(network(torch.from_numpy(lines)), -1).detach().numpy()
    assert network.letters == plain.alphabet
    assert np.abs(chances - plain.recognise(lines)).max() < 1e-3


def test_steps_of_learning_lower_the_loss(weights: Weights) -> None:
    network, rng = network_module.Recogniser(weights.recogniser), random.Random(1)
    picture = np.full((48, 160), 255, np.uint8)
    cv2.putText(picture, "L1", (10, 38), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0,), 2)
    batch = [Pair(picture, "T9", "clean")] * 2
    optimiser = torch.optim.AdamW([w for w in network.parameters() if w.requires_grad], lr=1e-4)
    losses = []
    for _ in range(4):
        loss = train._loss(network, batch, rng)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0]
