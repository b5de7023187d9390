"""The page of one fax, asked for as a browser without scripts asks."""

from __future__ import annotations

import re
from typing import Any

import pytest
from PIL import Image

from faxpipe.amended import Act
from faxpipe.referral import FieldStatus, FieldValue, Priority, Verdict
from faxpipe.store import State
from faxpipe.store.desk import Desk


def save(client: Any, desk: Desk, fax: int, act: str, field: str, **more: Any) -> Any:
    row = desk.work.row(fax)
    assert row is not None
    given = {"version": row.version, "seen": 0, "referral": 1, "field": field} | more
    return client.submit(f"/fax/{fax}/{act}", **given)


def stands(desk: Desk, fax: int, field: str) -> FieldValue:
    from faxpipe.dossier import dossier  # noqa: PLC0415

    found = dossier(desk, fax)
    assert found is not None
    return found.reading.referrals[0].field(field)


def test_the_page_shows_fields_with_reasons_crops_and_every_page(client: Any, fax: int) -> None:
    page = client().get(f"/fax/{fax}")
    assert page.status_code == 200
    for text in ("Ann Fox", "Member ID", "The pages say different things", "Retropulsion", "5 mm retropulsion"):
        assert text in page.text
    assert f"/fax/{fax}/crops/1/1000-2000-3000-2500.png" in page.text
    assert all(f"/fax/{fax}/pages/{number}.png" in page.text for number in (1, 2))


def test_what_is_to_settle_comes_first_the_contradiction_before_the_gap(client: Any, fax: int) -> None:
    page = client().get(f"/fax/{fax}").text
    assert page.index('id="f-1-patient.birth_date"') < page.index('id="f-1-coverage.member_id"')
    assert page.index('id="f-1-coverage.member_id"') < page.index('id="f-1-patient.name"')


def test_a_correction_is_a_row_with_its_author_and_is_judged_at_once(client: Any, desk: Desk, fax: int) -> None:
    answer = save(client(), desk, fax, "correct", "coverage.member_id", value="1eg4-te5-mk73")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/fax/{fax}?referral=1#f-1-coverage.member_id",
    )
    value = stands(desk, fax, "coverage.member_id")
    assert (value.value, value.method) == ("1EG4TE5MK73", "person")
    row = desk.work.row(fax)
    assert row is not None
    assert "coverage.member_id" not in row.missing
    detail = desk.store.fax(fax)
    assert detail is not None
    assert [(one.author, one.act, one.pages) for one in detail.corrections] == [("reviewer", Act.CORRECT, (1, 2))]


def test_a_competing_value_is_chosen_by_its_number(client: Any, desk: Desk, fax: int) -> None:
    save(client(), desk, fax, "choose", "patient.birth_date", choice=2)
    value = stands(desk, fax, "patient.birth_date")
    assert (value.value, value.status, value.page) == ("1941-02-08", FieldStatus.FOUND, 2)


def test_confirming_keeps_the_value_and_where_it_stands(client: Any, desk: Desk, fax: int) -> None:
    save(client(), desk, fax, "confirm", "patient.birth_date")
    value = stands(desk, fax, "patient.birth_date")
    assert (value.value, value.status, value.page) == ("1941-02-03", FieldStatus.FOUND, 1)


def test_not_on_the_fax_and_back_again(client: Any, desk: Desk, fax: int) -> None:
    browser = client()
    save(browser, desk, fax, "absent", "fracture.levels")
    assert stands(desk, fax, "fracture.levels").status is FieldStatus.MISSING
    save(browser, desk, fax, "undo", "fracture.levels")
    assert stands(desk, fax, "fracture.levels").value == ("T12", "L1")


def test_a_bad_check_digit_is_told_with_what_was_typed_and_can_be_kept(client: Any, desk: Desk, fax: int) -> None:
    browser = client()
    refused = save(browser, desk, fax, "correct", "referrer.npi", value="1234567890")
    assert refused.status_code == 422
    assert 'value="1234567890"' in refused.text
    assert "check digit" in refused.text
    assert stands_or_missing(desk, fax, "referrer.npi") is None
    kept = save(browser, desk, fax, "correct", "referrer.npi", value="1234567890", keep="yes")
    assert kept.status_code == 303
    assert stands(desk, fax, "referrer.npi").value == "1234567890"


def stands_or_missing(desk: Desk, fax: int, field: str) -> object:
    try:
        return stands(desk, fax, field).value
    except KeyError:
        return None


def test_a_stale_save_changes_nothing_says_why_and_shows_what_was_typed(client: Any, desk: Desk, fax: int) -> None:
    kim, lee = client(), client("reviewer", "lee")
    kim.get(f"/fax/{fax}")
    version = desk.work.row(fax).version  # type: ignore[union-attr]
    lee.submit(f"/fax/{fax}/take-over", sure="yes")
    late = save(kim, desk, fax, "correct", "patient.name", value="Ann <b>Foxe", version=version)
    assert late.status_code == 409
    assert "Ann &lt;b&gt;Foxe" in late.text
    assert "Taken over" in late.text
    assert stands(desk, fax, "patient.name").value == "Ann Fox"


def test_the_page_says_who_else_has_it_and_offers_no_form(client: Any, desk: Desk, fax: int) -> None:
    client().get(f"/fax/{fax}")
    seen = client("reviewer", "lee").get(f"/fax/{fax}").text
    assert "reviewer has it open" in seen
    assert "Take over" in seen
    assert "/correct" not in seen


@pytest.mark.parametrize(
    ("about", "value", "mode"),
    [("kind", "face_sheet", "words"), ("rotation", "right", "pdf"), ("split", "", "words")],
)
def test_a_word_on_a_page_sends_the_fax_to_be_read_again(
    client: Any, desk: Desk, fax: int, clock: Any, about: str, value: str, mode: str
) -> None:
    browser = client()
    version = desk.work.row(fax).version  # type: ignore[union-attr]
    answer = browser.submit(f"/fax/{fax}/pages/2/{about}", version=version, value=value)
    assert answer.status_code == 303
    row = desk.work.row(fax)
    assert row is not None
    assert row.state is State.RECEIVED
    assert "being read again" in browser.get(f"/fax/{fax}").text
    clock.forward(minutes=1)
    claim = desk.store.claim("t", now=clock(), until=clock())
    assert claim is not None
    assert claim.mode.value == mode
    assert desk.store.decided(fax) != desk.store.decided(fax + 1)


def test_doubts_about_pages_are_settled_and_taken_back(
    client: Any, desk: Desk, make_fax: Any, fax_reading: Any
) -> None:
    from dataclasses import replace  # noqa: PLC0415

    from faxpipe.referral import Reason  # noqa: PLC0415

    doubt = Reason("pages", FieldStatus.UNCERTAIN, "It is not certain which patient page 2 belongs to.")
    (referral,) = fax_reading.referrals
    fax = make_fax("doubt", replace(fax_reading, referrals=(replace(referral, reasons=(doubt,)),)))
    browser = client()
    assert doubt.says in browser.get(f"/fax/{fax}").text
    save(browser, desk, fax, "settle", "pages")
    assert "were looked into" in browser.get(f"/fax/{fax}").text
    save(browser, desk, fax, "undo", "pages")
    assert "I have looked at the pages" in browser.get(f"/fax/{fax}").text


def test_a_red_flag_that_is_none_is_said_so_seen_by_everyone_and_taken_back(
    client: Any, desk: Desk, fax: int
) -> None:
    browser = client()
    assert desk.work.known(fax).priority is Priority.URGENT
    assert save(browser, desk, fax, "dismiss", "red_flags", flag=7).status_code == 422
    assert save(browser, desk, fax, "dismiss", "red_flags", flag=0).status_code == 303
    row = desk.work.known(fax)
    assert (row.priority, row.flags) == (Priority.PRIORITY, ())  # page 2 could not be read: it is looked at early
    page = browser.get(f"/fax/{fax}").text
    assert "Looked into and no red flag" in page
    assert "Retropulsion, page 2: 5 mm retropulsion" in page
    assert "Said that a red flag is none" in page
    save(browser, desk, fax, "undo", "red_flags")
    row = desk.work.known(fax)
    assert (row.priority, [flag.flag for flag in row.flags]) == (Priority.URGENT, ["retropulsion"])
    assert "Looked into and no red flag" not in browser.get(f"/fax/{fax}").text


def test_history_tells_who_did_what(client: Any, desk: Desk, fax: int) -> None:
    browser = client()
    save(browser, desk, fax, "correct", "patient.name", value="Ann Foxe")
    text = browser.get(f"/fax/{fax}").text
    assert "Corrected: Patient name: Ann Foxe" in text
    assert "Who looked at it" in text


def test_an_unread_fax_shows_its_pages_and_offers_no_fields(client: Any, make_fax: Any) -> None:
    fax = make_fax("unread", reading=None)
    page = client().get(f"/fax/{fax}")
    assert page.status_code == 200
    assert f"/fax/{fax}/pages/1.png" in page.text
    assert "has not been read yet" in page.text


def test_the_next_fax_opens_and_this_one_is_put_down(client: Any, desk: Desk, make_fax: Any) -> None:
    one, two = make_fax("one"), make_fax("two")
    browser = client()
    browser.get(f"/fax/{one}")
    answer = browser.submit(f"/fax/{one}/next")
    assert answer.headers["location"] == f"/fax/{two}"
    assert desk.work.row(one).held_by is None  # type: ignore[union-attr]


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"


def test_hostile_text_is_text(client: Any, desk: Desk, make_fax: Any, fax_reading: Any) -> None:
    from dataclasses import replace  # noqa: PLC0415

    (referral,) = fax_reading.referrals
    fields = tuple(
        replace(
            value,
            value=HOSTILE if isinstance(value.value, str) else value.value,
            words=HOSTILE,
            others=tuple(replace(one, value=HOSTILE + "2", words=HOSTILE) for one in value.others),
        )
        for value in referral.fields
    )
    flags = tuple(replace(flag, words=HOSTILE) for flag in referral.red_flags)
    fax = make_fax("xss", replace(fax_reading, referrals=(replace(referral, fields=fields, red_flags=flags),)))
    browser = client()
    save(browser, desk, fax, "correct", "order.service", value=HOSTILE)
    page = browser.get(f"/fax/{fax}").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "49" not in re.findall(r"onerror=alert\(2\)&gt;(\d+)", page)


@pytest.mark.parametrize("path", ["state", "pages/1.png", "crops/1/0-0-5000-500.png", ""])
def test_what_needs_a_log_in_is_not_told_without(visitor: Any, fax: int, path: str) -> None:
    answer = visitor().get(f"/fax/{fax}/{path}".rstrip("/"), follow_redirects=False)
    assert answer.status_code in {303, 401}


@pytest.mark.parametrize("role", ["auditor", "ops"])
def test_who_may_not_see_faxes_sees_no_picture(client: Any, fax: int, role: str) -> None:
    browser = client(role)
    assert browser.get(f"/fax/{fax}/pages/1.png").status_code == 403
    assert browser.get(f"/fax/{fax}").status_code == 403


@pytest.mark.parametrize("size", ["thumb", "screen", "zoom"])
def test_a_page_is_served_as_a_picture_that_is_not_blank(client: Any, fax: int, size: str) -> None:
    import io  # noqa: PLC0415

    answer = client().get(f"/fax/{fax}/pages/1.png?size={size}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert "no-store" in answer.headers["cache-control"]
    image = Image.open(io.BytesIO(answer.content)).convert("L")
    assert image.width == {"thumb": 170, "screen": 1000, "zoom": 1734}[size]
    assert image.getextrema()[0] < 128


def test_a_crop_shows_the_words_of_a_value(client: Any, fax: int) -> None:
    import io  # noqa: PLC0415

    answer = client().get(f"/fax/{fax}/crops/1/1000-2000-3000-2500.png")
    image = Image.open(io.BytesIO(answer.content)).convert("L")
    assert image.width < 500
    assert image.getextrema()[0] < 128


@pytest.mark.parametrize(
    "path",
    [
        "pages/0.png",
        "pages/99.png",
        "crops/1/1-2-3.png",
        "crops/1/0-0-99999-1.png",
        "crops/9/0-0-9-9.png",
        "pages/..%2f1.png",
    ],
)
def test_pages_and_places_there_are_not_are_not_found(client: Any, fax: int, path: str) -> None:
    assert client().get(f"/fax/{fax}/{path}").status_code in {404, 405, 422}


def test_a_wrong_field_or_patient_is_refused(client: Any, desk: Desk, fax: int) -> None:
    browser = client()
    assert save(browser, desk, fax, "confirm", "no.field").status_code == 422
    assert save(browser, desk, fax, "confirm", "patient.name", referral=9).status_code == 422
    assert save(browser, desk, fax, "choose", "patient.name", choice=5).status_code == 422
    assert save(browser, desk, fax, "undo", "patient.name").status_code == 422


def test_a_fax_there_is_not_is_not_found(client: Any) -> None:
    assert client().get("/fax/4711").status_code == 404


def test_the_verdict_on_the_desk_follows_what_people_say(client: Any, desk: Desk, fax: int) -> None:
    save(client(), desk, fax, "confirm", "patient.birth_date")
    row = desk.work.row(fax)
    assert row is not None
    assert "patient.birth_date" not in row.unsure
    assert row.verdict is Verdict.INCOMPLETE
