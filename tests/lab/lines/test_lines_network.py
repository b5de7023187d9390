"""The network that learns is the network that reads; only where torch is installed, which just training needs."""

from __future__ import annotations

import random

import numpy as np
import pytest

from faxpipe.lab.lines.pairs import Pair
from faxpipe.ocr.neural.detect import WINDOW
from faxpipe.ocr.neural.networks import load_networks
from faxpipe.ocr.neural.weights import find_weights

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")


def test_before_learning_it_reads_as_the_installed_network() -> None:
    from faxpipe.lab.lines.network import Recogniser

    weights = find_weights(folders=())
    assert weights is not None
    network = Recogniser(weights.recogniser)
    lines = np.random.default_rng(1).normal(size=(2, 3, 48, 160)).astype(np.float32)
    logits = network(torch.from_numpy(lines))
    plain = load_networks(type(weights)(weights.detector, weights.recogniser, "openvino", "f32"), WINDOW)
    assert network.letters == plain.alphabet
    assert np.abs(torch.softmax(logits, -1).detach().numpy() - plain.recognise(lines)).max() < 1e-3


def test_a_step_of_learning_lowers_the_loss() -> None:
    from faxpipe.lab.lines import train
    from faxpipe.lab.lines.network import Recogniser

    weights = find_weights(folders=())
    assert weights is not None
    network, rng = Recogniser(weights.recogniser), random.Random(1)
    picture = np.random.default_rng(2).integers(0, 255, (48, 160), dtype=np.uint8)
    batch = [Pair(picture, "L1", "clean")] * 2
    optimiser = torch.optim.SGD([w for w in network.parameters() if w.requires_grad], lr=1e-3)
    losses = []
    for _ in range(3):
        loss = train._loss(network, batch, rng)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0]
