"""Runs of words are made normal word by word with the same outcome as all at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from faxpipe.fields.labels.book import normal_label, normal_runs

PRINTED = (
    "Date Of birth Patient's Name? Phone No. No.: 1. (1) II. B) 10. 4 20 1 I D ID Id. lD TD 1D 1ID /1ID Ins/ID / &"
    " A&B Dx/ICD-10 05/12/2025 12/1 603-681-3154 (mm/dd/yyyy): ? - ... (circle) tie to Identifier: don't d'Amico #"
    " ID# num"
).split()
WORDS = st.one_of(st.sampled_from(PRINTED), st.text("ab1IDdl/.?&'(:-#no", min_size=1, max_size=5))


@given(st.lists(WORDS, max_size=7))
def test_runs_are_made_normal_as_they_are_together(words: list[str]) -> None:
    assert normal_runs(words) == [normal_label(" ".join(words[:count])) for count in range(1, len(words) + 1)]
