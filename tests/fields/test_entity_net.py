"""The network run in fewer steps says what the pipeline says, and a network it does not know is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from thinc.api import Relu, chain

from faxpipe.fields.tagger.entities import PIPE, load
from faxpipe.fields.tagger.net import net_of
from faxpipe.fields.tagger.tokens import GAP, LINE, featured, numbers

PAGES = (
    ["Patient", ":", "Ann", "Fox", GAP, "DOB", "3/4/1950", LINE, "Ann", "Fox", "fell", "3/4/2026", LINE],
    ["MRI", "L1", "compression", "fracture", ".", LINE],
    ["STAT"],
)


def test_scores_are_those_of_the_pipeline() -> None:
    model = load()
    assert model is not None
    tagger: Any = model.nlp.get_pipe(PIPE)
    said = model.net.scores([numbers(page) for page in PAGES])
    expected = tagger.model.predict([featured(model.nlp.vocab, page) for page in PAGES])
    assert [one.shape for one in said] == [(len(page), len(model.tags)) for page in PAGES]
    assert all(np.allclose(one, other, atol=1e-5) for one, other in zip(said, expected, strict=True))


def test_no_pages_have_no_scores() -> None:
    model = load()
    assert model is not None
    assert model.net.scores([]) == []


def test_a_tagger_put_together_otherwise_is_refused() -> None:
    embedding, encoder = chain(Relu(4), Relu(4)), chain(Relu(4), Relu(4))
    with pytest.raises(ValueError, match="unknown"):
        net_of(chain(chain(embedding, encoder), Relu(4)))
