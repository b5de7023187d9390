"""Made faxes: the same for the same seed, in the form that faxes have, with a truth that fits its contract."""

from __future__ import annotations

import io
import json
import random
import subprocess
from pathlib import Path

import pypdfium2
import pytest
from jsonschema import Draft202012Validator

from faxpipe.lab.cli import main
from faxpipe.lab.compare import FIELDS
from faxpipe.lab.corpus import SAMPLE_BYTES_MAX, MadeFax, make_fax
from faxpipe.lab.packs import RECIPES
from faxpipe.lab.score import score_fax
from faxpipe.lab.style import make_style

ROOT = Path(__file__).parents[2]
CONTRACT = ROOT.parent / "shared" / "contract" / "truth.schema.json"


@pytest.fixture(scope="module")
def made() -> dict[str, MadeFax]:
    """One fax of every kind."""
    return {kind: make_fax(11, number, kind=kind) for number, kind in enumerate(sorted(RECIPES))}


def test_the_same_seed_makes_the_same_bytes(made: dict[str, MadeFax]) -> None:
    for number, kind in enumerate(sorted(RECIPES)):
        again = make_fax(11, number, kind=kind)
        assert again.truth == made[kind].truth
        assert again.pdf == made[kind].pdf, kind


def test_another_seed_makes_another_fax(made: dict[str, MadeFax]) -> None:
    assert make_fax(12, 1, kind="clash").truth != made["clash"].truth


def test_every_page_has_a_kind_and_every_referral_its_own_pages(made: dict[str, MadeFax]) -> None:
    for fax in made.values():
        document = pypdfium2.PdfDocument(fax.pdf)
        assert len(document) == len(fax.truth["pages"])
        document.close()
        pages = [page for referral in fax.truth["referrals"] for page in referral["pages"]]
        assert len(pages) == len(set(pages))
        assert set(pages) <= set(range(1, len(fax.truth["pages"]) + 1))


def test_truths_name_only_fields_of_the_specification(made: dict[str, MadeFax]) -> None:
    for fax in made.values():
        for referral in fax.truth["referrals"]:
            assert {*referral["fields"], *referral["missing"], *referral["unreadable"]} <= set(FIELDS)


def test_kinds_show_what_they_are_for(made: dict[str, MadeFax]) -> None:
    assert made["stray"].truth["verdict"] == "not_referral"
    assert len(made["two_patients"].truth["referrals"]) == 2
    assert made["spoiled"].truth["referrals"][0]["unreadable"]
    assert made["clash"].truth["referrals"][0]["unreadable"]
    assert made["bad_npi"].truth["referrals"][0]["unreadable"] == ["referrer.npi"]
    assert made["late_page"].truth["verdict"] == "incomplete"


@pytest.mark.skipif(not CONTRACT.exists(), reason="the contract lies beside the project, not in it")
def test_truths_fit_the_contract(made: dict[str, MadeFax]) -> None:
    validator = Draft202012Validator(json.loads(CONTRACT.read_text()))
    truths = [fax.truth for fax in made.values()]
    truths += [json.loads(path.read_text()) for path in (ROOT / "samples").glob("*.truth.json")]
    for truth in truths:
        assert list(validator.iter_errors(truth)) == []


def test_a_fax_carries_g4_pages_at_its_own_resolution(tmp_path: Path) -> None:
    seen = set()
    for number in range(12):
        path = tmp_path / "fax.pdf"
        path.write_bytes(make_fax(5, number, kind="stray").pdf)
        listing = subprocess.run(
            ["pdfimages", "-list", path], capture_output=True, text=True, check=True, timeout=30
        ).stdout
        for row in (line.split() for line in listing.splitlines()[2:]):
            seen.add((row[3], row[8], row[12], row[13]))
    assert ("1728", "ccitt", "204", "196") in seen
    assert ("1728", "ccitt", "204", "98") in seen


def test_the_splits_share_no_wording_of_labels() -> None:
    for name in ("patient.name", "coverage.member_id", "order.service"):
        train = {make_style(random.Random(n), "train").label(name).casefold() for n in range(60)}
        held = {make_style(random.Random(n), "held").label(name).casefold() for n in range(60)}
        assert not train & held


def test_make_writes_pairs_that_evaluate_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["make", str(tmp_path), "--count", "2", "--seed", "7", "--split", "held", "--workers", "1"]) == 0
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".json", ".json", ".json", ".pdf", ".pdf"]
    assert json.loads((tmp_path / "corpus.json").read_text())["seed"] == 7
    (tmp_path / "none.jsonl").write_text("")
    assert main(["evaluate", str(tmp_path), "--readings", str(tmp_path / "none.jsonl")]) == 1
    assert "2 faxes written" in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert main(["make", str(tmp_path / "file"), "--count", "1"]) == 1
    assert "can't be written" in capsys.readouterr().err


def test_the_committed_samples_are_small_and_have_their_truths() -> None:
    faxes = sorted((ROOT / "samples").glob("*.pdf"))
    assert len(faxes) >= 10
    for path in faxes:
        assert path.stat().st_size <= SAMPLE_BYTES_MAX
        truth = json.loads(path.with_name(path.stem + ".truth.json").read_text())
        assert score_fax(None, truth).verdict == truth["verdict"]


def test_a_digital_fax_keeps_its_text(made: dict[str, MadeFax]) -> None:
    digital = next(f for n in range(40) if "digital" in (f := make_fax(3, n, kind="letter")).truth["about"])
    document = pypdfium2.PdfDocument(io.BytesIO(digital.pdf))
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    assert digital.truth["referrals"][0]["fields"]["referrer.practice"] in text


@pytest.mark.parametrize("number", [3, 4])
def test_in_a_bundle_every_page_is_one_patients_or_the_cover_of_all(number: int) -> None:
    truth = make_fax(11, number, kind="bundle").truth
    owned = [page for referral in truth["referrals"] for page in referral["pages"]]
    assert len(owned) == len(set(owned))
    assert len(truth["referrals"]) > 1
    loose = {page["kind"] for at, page in enumerate(truth["pages"], 1) if at not in owned}
    assert loose <= {"cover_sheet", "blank"}
