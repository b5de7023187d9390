"""Codes and field names in the words of the front desk: one place for the terminal, the pages and the letter."""

from __future__ import annotations

from collections.abc import Iterable

from faxpipe.schema import load_schema

REASONS = {
    "damaged": "the file is damaged; ask the sender to fax it again",
    "encrypted": "the file is locked with a password; ask the sender for one without",
    "not_pdf": "the file is no PDF and no TIFF",
    "no_pages": "the file holds no pages",
    "empty": "the file is empty",
    "too_large": "the file is larger than intake.size_bytes_max allows",
    "too_many_pages": "the fax is longer than pages.pages_max; the pages after that were not read",
    "nothing_legible": "nothing on the page could be read",
    "all_blank": "every page is blank; the sender may have fed it the wrong way round",
    "no_words": "no page could be read",
    "page_too_large": "the page is too large to draw",
    "page_without_size": "the page has no size",
    "page_timeout": "drawing the page took longer than pages.page_timeout_s",
    "page_damaged": "the page is damaged",
    "engine_failed": "the OCR engine failed",
    "engine_timeout": "OCR took longer than ocr.timeout_s",
    "engine_page_too_large": "the page is too large for the OCR engine",
    "timeout": "reading took longer than worker.fax_timeout_s and was stopped",
    "memory": "reading needed more than pages.memory_bytes_max",
    "crashed": "the reading process died; see the log",
    "pool_broke": "the reading processes broke down; see the log",
    "bug": "faxpipe itself failed on this fax; see the log",
    "not_storable": "the reading could not be stored; see the log",
    "not_accessible": "this user may not read the file",
    "archive_unavailable": "the archived copy cannot be opened; check the folder archive, then reprocess",
    "out_of_time": "reading the fax took too long; this page was not reached",
    "archive_damaged": "the archived copy is not what arrived; restore it from a backup",
    "store_moved": "the database file was moved away while faxpipe ran",
    "disk_full": "the disk is full",
    "unclear": "it is not certain that this is a referral; please look at the pages",
    "cover_only": "only a cover sheet could be read; please look at the pages",
    "nothing_read": "nothing on the pages could be read for certain",
    "no_patient": "no patient is named on it",
    "advertising": "advertising",
    "authorization": "an insurer's letter about an authorization",
    "records_request": "a request for records",
    "supplies": "a supplier's order to be signed",
    "administrative": "a letter of an office, an insurer or a lawyer",
    "reply": "a colleague writes back about a patient whom we sent",
    "misdirected": "it is addressed to somebody else",
    "gave_up": "every attempt at reading it failed; see the log",
}


def reason(code: str) -> str:
    """What a reason code means; one that is not known is shown as it is."""
    return REASONS.get(code, code.replace("_", " "))


def title(field: str) -> str:
    """A field as people call it: "Date of birth". A name of an older table is shown as it is."""
    try:
        return load_schema().field(field).title
    except KeyError:
        return field


def titles(fields: Iterable[str]) -> str:
    return ", ".join(title(field) for field in fields)


def pages(numbers: Iterable[int]) -> str:
    """Page numbers as people write them: "page 2", "pages 1-3, 5"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    text = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
    single = len(runs) == 1 and runs[0][0] == runs[0][1]
    return f"page {text}" if single else f"pages {text or 'none'}"
