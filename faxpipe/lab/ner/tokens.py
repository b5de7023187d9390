"""A paper's text as the tagger's tokens, each with its tag: "B-PATIENT" begins an entity, "I-PATIENT" goes on,
"O".

Part of the lab; the tokens are those of `fields.tagger.tokens`, which cut a page read by OCR in the same way.
"""

from __future__ import annotations

from faxpipe.fields.tagger.tokens import GAP, LINE, tokens_of
from faxpipe.lab.ner.papers import Paper

OUTSIDE = "O"


def tagged(paper: Paper) -> tuple[list[str], list[str]]:
    """The tokens of a paper and their tags."""
    found = list(tokens_of(paper.text))
    tags = [OUTSIDE] * len(found)
    spans = iter(paper.spans)
    span = next(spans, None)
    begun = False
    for index, token in enumerate(found):
        middle = (token.start + token.end) / 2
        while span is not None and middle > span.end:
            span, begun = next(spans, None), False
        if span is not None and span.start < middle < span.end:
            if not begun and token.text in (LINE, GAP):
                continue
            tags[index] = f"{'I' if begun else 'B'}-{span.label}"
            begun = True
    return [token.text for token in found], tags
