"""The search page: found by whom or by words, and nothing of it in any address or log."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from faxpipe.referral import Reading
from faxpipe.store.desk import AuditFilter, Desk


def test_a_patient_is_found_and_it_is_told_by_what(client: Any, fax: int) -> None:
    text = client().submit("/search", q="fox a").text
    assert f'href="/fax/{fax}"' in text
    assert "found by name" in text


def test_words_of_a_page_are_shown_marked_with_their_page(client: Any, fax: int) -> None:
    text = client().submit("/search", q="retropulsion").text + client().submit("/search", q="T12").text
    assert "<mark>T12</mark>" in text
    assert f'href="/fax/{fax}#page-2"' in text
    assert "words on the page, page 2" in text


def test_nothing_found_and_nothing_typed_are_told_apart(client: Any, fax: int) -> None:
    visitor = client()
    assert "Nothing was found." in visitor.submit("/search", q="zebra").text
    assert "at least two letters" in visitor.submit("/search", q=" ").text


def test_what_was_typed_stands_in_no_address_and_no_audit(client: Any, desk: Desk, fax: int) -> None:
    text = client().submit("/search", q="fox").text
    assert not [href for href in re.findall(r'(?:href|action)="([^"]*)"', text) if "fox" in href.lower()]
    entries = desk.audit.entries(AuditFilter(action="searched"))
    assert [entry.detail for entry in entries] == ["1 1"]


def test_hostile_words_of_a_page_and_of_a_query_are_text(client: Any, make_fax: Any, fax_reading: Reading) -> None:
    (referral,) = fax_reading.referrals
    fields = tuple(
        replace(value, value="Eve <img src=x>", words="<img src=x onerror=alert(1)> zebra")
        if value.field == "patient.name"
        else value
        for value in referral.fields
    )
    make_fax("hostile", replace(fax_reading, referrals=(replace(referral, fields=fields),)))
    text = client().submit("/search", q='zebra"><script>alert(1)</script>').text
    text += client().submit("/search", q="zebra").text + client().submit("/search", q="eve").text
    assert "<img" not in text
    assert "<script>alert" not in text


def test_a_search_needs_the_token_of_the_session_and_the_right_to_read(client: Any, fax: int) -> None:
    visitor = client()
    assert visitor.post("/search", data={"q": "fox"}).status_code == 403
    assert client("auditor").submit("/search", q="fox").status_code == 403


def test_going_back_to_a_search_leads_to_the_worklist(client: Any, fax: int) -> None:
    answer = client().get("/search", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
