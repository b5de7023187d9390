"""Pages stand by themselves, hide nothing from a reader of HTML, and keep what faxes say out of their markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image
from scored import fax_of, run_of_faxes, scored

from faxpipe.config import PagesLimits
from faxpipe.lab.html.charts import outcome_bar, reliability_plot
from faxpipe.lab.html.comparison import comparison_page
from faxpipe.lab.html.evaluation import confusion_table, evaluation_page
from faxpipe.lab.html.worst import worst_faxes
from faxpipe.lab.paired import compare
from faxpipe.lab.readings import Sample
from faxpipe.lab.reliability import Judged, reliability
from faxpipe.lab.score import Outcome
from faxpipe.lab.tally import score

EVIL = '<script>alert("1")<b> & "O\'Brien"'
VOID = {"meta", "img", "br", "rect", "line", "circle"}


class Page(HTMLParser):
    """Tags in order, refusing what is closed wrongly."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop() == tag


def pages() -> list[str]:
    bad = scored(Outcome.FOUND_WRONG, 0.8, truth=EVIL, got=[EVIL], method="label")
    run = run_of_faxes(
        fax_of(f"{EVIL}.pdf", bad, scored(Outcome.HELD_RIGHT, 0.7, "order.service")),
        fax_of("b.pdf", scored(Outcome.FOUND_RIGHT, 0.99), got_verdict="complete"),
    )
    other = run_of_faxes(fax_of(f"{EVIL}.pdf", scored(Outcome.FOUND_RIGHT, truth=EVIL), bad), folder=EVIL)
    one = run_of_faxes(fax_of(f"{EVIL}.pdf", bad, bad))
    worst = worst_faxes(run.faxes, [Sample(Path(EVIL + ".pdf"), {})], {}, PagesLimits())
    return [evaluation_page(run, worst), comparison_page(other, one, compare(other.faxes, one.faxes))]


@pytest.mark.parametrize("html", pages(), ids=["evaluation", "comparison"])
def test_a_page_needs_no_script_and_fetches_nothing(html: str) -> None:
    page = Page(html)
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "iframe", "object"}
    sources = [value for _, attrs in page.tags for key, value in attrs.items() if key in ("src", "href")]
    assert all(value and value.startswith(("#", "data:")) for value in sources)
    assert "url(" not in html
    assert "default-src 'none'" in html


@pytest.mark.parametrize("html", pages(), ids=["evaluation", "comparison"])
def test_a_page_says_in_words_what_it_shows(html: str) -> None:
    page = Page(html)
    assert ("html", {"lang": "en"}) in page.tags
    for tag, attrs in page.tags:
        if tag == "svg":
            assert attrs.get("aria-label") or attrs.get("aria-hidden") == "true"
        if tag == "img":
            assert attrs.get("alt")
        if attrs.get("class") == "scroll":
            assert attrs["tabindex"] == "0"
            assert attrs["aria-label"]
    anchors = {attrs["href"] for tag, attrs in page.tags if tag == "a"}
    assert anchors <= {f"#{attrs['id']}" for _, attrs in page.tags if "id" in attrs}


@pytest.mark.parametrize("html", pages(), ids=["evaluation", "comparison"])
def test_what_a_fax_says_is_text_and_never_markup(html: str) -> None:
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_bar_shows_each_outcome_by_its_share() -> None:
    bar = outcome_bar({Outcome.FOUND_RIGHT: 3, Outcome.MISSED: 1})
    assert re.findall(r'x="([\d.]+)" y="0" width="([\d.]+)"', bar) == [("0.00", "75.00"), ("75.00", "25.00")]
    assert "3 found right, 1 missed" in bar
    assert "<rect" not in outcome_bar({})


def test_a_reliability_plot_puts_each_dot_at_its_claim_and_share() -> None:
    values = [Judged("a.pdf", "x", "date", 0.75, n < 3, True) for n in range(4)]
    plot = reliability_plot(reliability("date", values), limit=0.75)
    ((x, y),) = re.findall(r'<circle class="dot" cx="([\d.]+)" cy="([\d.]+)"', plot)
    assert float(x) == pytest.approx((34 + 290) / 2)
    assert float(y) == pytest.approx(10 + 0.25 * 150)
    assert f'<line class="limit" x1="{x}"' in plot
    assert "3 of 4 right that claim 0.75 to 0.8" in plot


def test_a_confusion_shades_by_the_share_of_its_row() -> None:
    run = run_of_faxes(*(fax_of(f"{n}.pdf", got_verdict="complete" if n else "incomplete") for n in range(4)))
    table = confusion_table("Verdicts", score(run.faxes).fax_verdicts)
    assert '--tone: var(--good-cell); --share: 0.15">1<' in table
    assert '--tone: var(--bad-cell); --share: 0.36">3<' in table


def test_the_worst_faxes_come_with_the_place_that_was_read_wrong(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    Image.new("L", (850, 1100), 255).save(path, resolution=100)
    wrong = scored(Outcome.FOUND_WRONG, 0.9, page=1, box=(0.2, 0.2, 0.4, 0.25))
    missed = scored(Outcome.MISSED, None, "order.service", got=None)
    beyond = scored(Outcome.INVENTED, 0.9, "patient.phone", page=9, box=(0, 0, 1, 1))
    reading = {"pages": [{"number": 1, "rotation": 0}]}
    fine = fax_of("b.pdf", scored(Outcome.FOUND_RIGHT))
    faxes = [fine, fax_of("a.pdf", missed, wrong, beyond)]
    (worst,) = worst_faxes(faxes, [Sample(path, {})], {"a.pdf": reading}, PagesLimits())
    assert worst.page is not None
    assert [(one.value.field, one.crop is not None) for one in worst.values] == [
        ("patient.name", True),
        ("patient.phone", False),
        ("order.service", False),
    ]
