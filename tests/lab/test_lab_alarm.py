"""What the alarm learns from, and that a small training makes weights it can use."""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import numpy as np

from faxpipe.fields.flags.alarm import BUCKETS
from faxpipe.lab.alarm.calm_faxes import calm_sentences
from faxpipe.lab.alarm.material import LEVELS, lines_of, other_illnesses, quiet_sentences
from faxpipe.lab.alarm.train import add_arguments, run


def test_a_phrase_is_learnt_claimed_and_denied() -> None:
    lines = [line for line in lines_of([], random.Random(1)) if "saddle anesthesia" in line.text]
    assert {"E", "N"} <= {line.level for line in lines}


def test_every_line_has_a_level_and_something_to_say() -> None:
    assert all(line.level in LEVELS and line.text.strip() for line in lines_of([], random.Random(1)))


def test_sentences_without_a_cue_are_as_many_as_asked() -> None:
    rng = random.Random(1)
    quiet = [*quiet_sentences(20, rng), *other_illnesses(20, rng)]
    assert len(quiet) == 40
    assert {line.level for line in quiet} == {"N"}


def test_lines_of_another_file_are_learnt_too(tmp_path: Path) -> None:
    (tmp_path / "more.txt").write_text("# more\nE|the zebra lies on its side\n")
    texts = [line.text for line in lines_of([tmp_path / "more.txt"], random.Random(1))]
    assert "the zebra lies on its side" in texts


def test_training_writes_weights_for_both_questions(tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    args = parser.parse_args(
        ["--quiet", "10", "--illnesses", "10", "--steps", "3", "--to", str(tmp_path / "alarm.npz")]
    )
    assert run(args) == 0
    with np.load(tmp_path / "alarm.npz") as stored:
        assert stored["weights"].shape == (2, BUCKETS + 1)


def test_the_sentences_of_a_fax_without_hurry_are_calm_and_those_of_an_urgent_one_are_not(tmp_path: Path) -> None:
    page = "<style>p {}</style><p>L2 <b>wedge</b> fracture. Edema on STIR.</p><td>Walks</td><td>well</td>"
    for name, priority in (("calm", "priority"), ("hasty", "urgent")):
        (tmp_path / f"{name}.html").write_text(page.replace("L2", "L2" if name == "calm" else "T9"))
        (tmp_path / f"{name}.truth.json").write_text(json.dumps({"priority": priority}))
    assert list(calm_sentences([tmp_path])) == ["L2 wedge fracture.", "Edema on STIR.", "Walks", "well"]
