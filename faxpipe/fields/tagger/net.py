"""The trained tagger's network, run as the same sums in fewer steps: words that recur are embedded once.

Place in the sentence: words -> **fields**; used by `entities`. NumPy multiplies, three times as fast as
thinc, so the scores are those of `model.predict` but for the last digits of a float32. The trap: it knows how
spaCy's Tok2Vec with a MaxoutWindowEncoder is put together; any other tagger is refused when it is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faxpipe.fields.tagger.tokens import Numbers

Floats = NDArray[np.float32]
VARIANCE_MIN = 1e-08


@dataclass(frozen=True, slots=True)
class Maxout:
    """Sums in `pieces`, of which the greatest counts, and their norm. `weights`: (seen, pieces * width)."""

    weights: Floats
    bias: Floats
    pieces: int
    scale: Floats
    shift: Floats

    def of(self, tokens: Floats) -> Floats:
        """(tokens, width) of (tokens, seen)."""
        width = self.scale.shape[0]
        sums: Floats = tokens @ self.weights
        sums += self.bias
        best: Floats = sums[:, :width]
        for at in range(1, self.pieces):
            best = np.maximum(best, sums[:, at * width : (at + 1) * width])
        best -= best.mean(axis=1, keepdims=True)
        spread = (np.square(best).mean(axis=1, keepdims=True) + VARIANCE_MIN) ** (-1.0 / 2.0)
        best *= spread
        best *= self.scale
        best += self.shift
        return best


@dataclass(frozen=True, slots=True)
class Net:
    """`windows` see three tokens each; `pad`: empty tokens between two pages, so that none sees into the other."""

    embed: Any
    mix: Maxout
    windows: tuple[Maxout, ...]
    pad: int
    softmax: Any

    def scores(self, pages: Sequence[Numbers]) -> list[Floats]:
        """(tokens, tags) of each page's (tokens, features); no page may be empty."""
        if not pages:
            return []
        known, places = np.unique(np.concatenate(pages), axis=0, return_inverse=True)
        tokens = self.mix.of(self.embed.predict(known))[places.reshape(-1)]
        lengths = [len(page) for page in pages]
        ops = self.softmax.ops
        flat = ops.flatten(np.split(tokens, [*accumulate(lengths)][:-1]), pad=self.pad)
        for window in self.windows:
            flat = flat + window.of(ops.seq2col(flat, 1))
        said: list[Floats] = self.softmax.predict(ops.unflatten(flat, ops.asarray1i(lengths), pad=self.pad))
        return said


def net_of(tagger: Any) -> Net:
    """The network of a loaded tagger. Raises ValueError for one that is put together otherwise."""
    tok2vec, softmax = tagger.layers
    embedding, encoder = tok2vec.layers
    arrays = [layer.layers[0] for layer in embedding.layers if layer.name.startswith("with_array")]
    leaves = tuple(_leaves(encoder))
    windows = [leaf for leaf in leaves if leaf.name == "expand_window"]
    known = {"expand_window", "maxout", "layernorm", "dropout"}
    if len(arrays) != 2 or any(leaf.name not in known for leaf in leaves):
        raise ValueError("an unknown kind of tagger")
    if any(window.attrs["window_size"] != 1 for window in windows):
        raise ValueError("a tagger with other windows")
    (mix,) = _maxouts(tuple(_leaves(arrays[1])))
    return Net(arrays[0], mix, tuple(_maxouts(leaves)), encoder.attrs["pad"], softmax)


def _leaves(layer: Any) -> Iterator[Any]:
    if not layer.layers:
        yield layer
    for inner in layer.layers:
        yield from _leaves(inner)


def _maxouts(leaves: Sequence[Any]) -> list[Maxout]:
    sums = [leaf for leaf in leaves if leaf.name == "maxout"]
    norms = [leaf for leaf in leaves if leaf.name == "layernorm"]
    return [_maxout(one, norm) for one, norm in zip(sums, norms, strict=True)]


def _maxout(maxout: Any, norm: Any) -> Maxout:
    """Pieces beside each other become pieces after each other, whose greatest is quicker to find."""
    weights = maxout.get_param("W")
    width, pieces, seen = weights.shape
    return Maxout(
        np.ascontiguousarray(weights.transpose(2, 1, 0)).reshape(seen, pieces * width),
        np.ascontiguousarray(maxout.get_param("b").T).reshape(-1),
        pieces,
        norm.get_param("G"),
        norm.get_param("b"),
    )
