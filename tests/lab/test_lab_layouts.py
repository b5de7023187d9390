"""Layouts of the lab's forms draw what the truth says."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from faxpipe.lab import forms
from faxpipe.lab.corpus import make_fax


def test_labels_over_boxes_of_their_own_are_drawn_with_their_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "TRAIN", {"boxes": forms.boxes})
    made = next(
        fax
        for number in range(1, 40)
        if "digital" in (fax := make_fax(5, number, kind="form", about="")).truth["about"]
    )
    document = pypdfium2.PdfDocument(io.BytesIO(made.pdf))
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert made.truth["referrals"][0]["fields"]["patient.name"].split()[-1].lower() in text.lower()
