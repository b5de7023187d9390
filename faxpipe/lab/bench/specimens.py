"""The pages that are raced: each one fax of one page with its exact truth, by group, split and number.

Part of the lab. The same split, seed and number make the same page. "tune" is for choosing settings and "report"
for the figures that are told: other seeds, wordings, layouts, and faces and hands that tuning has not seen.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from PIL import Image

from faxpipe.lab import channel
from faxpipe.lab.bench.orders import FACES, SIZES, WRITERS, make_order
from faxpipe.lab.bench.papers import draw_paper
from faxpipe.lab.bench.t30 import Call
from faxpipe.lab.bench.truth import Truth, page_truth
from faxpipe.lab.bench.wear import HARD, LEVELS, Wear, level_wear, mild, send
from faxpipe.lab.draw import MONO, OLD_TYPEWRITER, TYPEWRITER, Face

LEVEL_PAPERS = (
    "ruled_form",
    "note",
    "register",
    "letter",
    "referral_form",
    "call_list",
    "cover",
    "order_printout",
    "approval_letter",
    "face_sheet",
    "imaging_report",
    "medication_list",
)
FORMS = ("ruled_form", "register", "approval_letter", "referral_form", "call_list", "face_sheet")
PAPERS_OF = {
    "inverse": ("ruled_form",),
    "tiny": ("ruled_form", "register"),
    "handwriting": ("ruled_form", "referral_form", "script"),
    "dot-matrix": ("register", "call_list", "approval_letter", "order_printout"),
}
NEEDLES = replace(MONO, bold=MONO.regular)
TURNS = (180, 90, 270)
CALLED = "t30"
GROUPS = (*LEVELS, *HARD, CALLED)


@dataclass(frozen=True, slots=True)
class Specimen:
    """One page as it arrives. `turned`: clockwise degrees that make it upright."""

    name: str
    group: str
    paper: str
    face: str
    points: float
    fine: bool
    turned: int
    pdf: bytes = field(repr=False)
    truth: Truth = field(repr=False)

    @property
    def bits(self) -> Image.Image:
        """The page's own bitmap: what the fax machine delivered."""
        return next(_images(self.pdf))


def make_specimens(
    split: str, groups: Iterable[str], *, pages: int, hard_pages: int, seed: int = 1, call: Call | None = None
) -> Iterator[Specimen]:
    """`pages` specimens of each of the four levels (the same papers at each), `hard_pages` of each other group.

    The group "t30" needs the fax `call` that its pages go through; without one there are none.
    """
    for group in groups:
        if group == CALLED and call is None:
            continue
        for number in range(pages if group in LEVELS else hard_pages):
            yield make_specimen(split, group, number, seed, call)


def make_specimen(split: str, group: str, number: int, seed: int = 1, call: Call | None = None) -> Specimen:
    """Page `number` of a group; the four levels share their papers."""
    paper_group = "level" if group in LEVELS else group
    rng = random.Random(f"{split}/{seed}/{paper_group}/{number}")
    papers = LEVEL_PAPERS if group in LEVELS else PAPERS_OF.get(group, FORMS)
    paper = papers[number % len(papers)]
    face, hand, points = _type(split, group, number)
    order = make_order(rng, split, points, face, hand)
    order.bars = group == "inverse"
    order.label_points = 5.0 if group == "tiny" else rng.choice((6.0, 6.5, 7.0))
    drawn, known = draw_paper(paper, order)
    worn = random.Random(f"{split}/{seed}/{group}/{number}/wear")
    wear = _wear(group, number, worn)
    sender = channel.Sender(order.case.practice.name, order.case.practice.fax, order.case.sent)
    image = send(drawn, wear, sender, worn)
    if group == CALLED and call is not None:
        image = call(image, wear.line.fine, worn)
    truth = page_truth(drawn, known)
    return Specimen(
        name=f"{split}_{group}_{number:03d}_{paper}",
        group=group,
        paper=paper,
        face=(hand or face).regular,
        points=order.style.size,
        fine=wear.line.fine,
        turned=wear.turned,
        pdf=channel.bind([image], wear.line, order.case.sent),
        truth=truth.written if group == "handwriting" else truth,
    )


def save(folder: Path, specimens: Iterable[Specimen]) -> int:
    """NAME.pdf, NAME.png (the bitmap as it arrived) and NAME.json (the truth) for each; how many there were."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for specimen in specimens:
        (folder / f"{specimen.name}.pdf").write_bytes(specimen.pdf)
        specimen.bits.save(folder / f"{specimen.name}.png")
        text = json.dumps(truth_json(specimen), indent=1, ensure_ascii=False)
        (folder / f"{specimen.name}.json").write_text(text + "\n", encoding="utf-8")
        count += 1
    return count


def truth_json(specimen: Specimen) -> dict[str, object]:
    """What `save` writes beside a page. Boxes are fractions of the page as drawn, before skew and turning."""
    return {
        "name": specimen.name,
        "group": specimen.group,
        "paper": specimen.paper,
        "face": specimen.face,
        "points": specimen.points,
        "fine": specimen.fine,
        "turned": specimen.turned,
        "segments": [
            {"text": s.text, "box": s.box.as_list(), "points": round(s.points, 2), "hand": s.hand}
            for s in specimen.truth.segments
        ],
        "keys": [
            {"kind": k.kind.value, "text": k.text, "box": k.box.as_list(), "hand": k.hand}
            for k in specimen.truth.keys
        ],
    }


def _type(split: str, group: str, number: int) -> tuple[Face, Face | None, float]:
    """Face, hand and size of page `number`: every size comes with every face in the long run."""
    faces = FACES[split]
    face, points = (
        faces[(number + number // len(faces)) % len(faces)],
        SIZES[(number + number // len(SIZES)) % len(SIZES)],
    )
    if group == "handwriting":
        return face, WRITERS[split][number % len(WRITERS[split])], max(10.0, points)
    if group == "dot-matrix":
        return NEEDLES, None, min(12.0, max(10.0, points))
    if group == "typewriter":
        return (TYPEWRITER if split == "tune" else OLD_TYPEWRITER), None, max(10.0, min(12.0, points))
    if group == "tiny":
        return face, None, (8.0, 7.0, 9.0)[number % 3]
    return face, None, points


def _wear(group: str, number: int, rng: random.Random) -> Wear:
    if group in LEVELS:
        return level_wear(group, rng)
    fine = group in ("handwriting", "tiny") or number % 2 == 0
    wear = Wear(mild(fine, rng)) if group == CALLED else HARD[group](fine, rng)
    if group != "turned":
        return wear
    turned = TURNS[number % len(TURNS)]
    if turned in (90, 270):  # sideways pages shrink; at standard resolution nobody could read them
        wear = HARD[group](True, rng)
    return Wear(wear.line, turned=turned)


def _images(pdf: bytes) -> Iterator[Image.Image]:
    import pypdfium2  # noqa: PLC0415

    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            for item in page.get_objects():
                if isinstance(item, pypdfium2.PdfImage):
                    pixels = item.get_bitmap().to_numpy()
                    gray = np.array(pixels).reshape(pixels.shape[:2])
                    yield Image.fromarray(gray).convert("1", dither=Image.Dither.NONE)
    finally:
        document.close()
