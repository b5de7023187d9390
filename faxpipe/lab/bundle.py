"""What lies in one fax before it is sent: the documents of each patient, and the order in which they were fed.

Part of the lab, between the documents and the recipes that choose them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from faxpipe.lab import documents, radiology
from faxpipe.lab.cases import Case
from faxpipe.lab.flow import Document
from faxpipe.lab.style import Style


@dataclass(frozen=True, slots=True)
class Packet:
    """One patient's documents in the order of the fax; `case` None for pages that are no referral."""

    case: Case | None
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything in one fax, before it is sent. `order`: packet and document of each place, both from 0; packet
    by packet where it is empty."""

    about: str
    first: Case
    packets: tuple[Packet, ...]
    order: tuple[tuple[int, int], ...] = ()

    def fed(self) -> Iterator[tuple[int, Document]]:
        """Each document as it is fed, with the number of its packet from 0; one may be fed twice."""
        if not self.order:
            for who, packet in enumerate(self.packets):
                yield from ((who, document) for document in packet.documents)
        for who, at in self.order:
            yield who, self.packets[who].documents[at]


def reportable(case: Case) -> bool:
    """Whether an imaging report may be enclosed without telling what the sender forgot."""
    return case.has("imaging.modality", "imaging.date") and (case.complaint is not None or bool(case.levels))


def enclosures(case: Case, style: Style, *, report: bool | None = None) -> list[Document]:
    """What may lie behind the referral itself: report, medication list, card, blood values."""
    rng = style.rng
    drawn = []
    if report if report is not None else reportable(case) and rng.random() < 0.75:
        drawn.append(radiology.imaging_report(case, style))
    if case.has("patient.medications") and rng.random() < 0.2:
        drawn.append(documents.medication_list(case, style))
    if case.has("coverage.payer", "coverage.member_id") and rng.random() < 0.15:
        drawn.append(documents.insurance_card(case, style))
    if rng.random() < 0.08:
        drawn.append(documents.lab_report(case, style))
    return drawn
