"""The page of one fax in a real browser: a whole incomplete fax by keys alone, two people at once, no scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from faxpipe.amended import Act
from faxpipe.dossier import dossier
from faxpipe.store import State
from faxpipe.store.desk import Desk


def stands(desk: Desk, fax: int, field: str) -> object:
    found = dossier(desk, fax)
    assert found is not None
    return found.reading.referrals[0].field(field).value


def current(page: Any) -> str:
    return str(page.locator("li.field[aria-current]").get_attribute("data-field"))


def saved(page: Any, press: Callable[[], None]) -> None:
    """Press, and wait until the page that came back is shown."""
    before = page.locator("#case").get_attribute("data-version")
    press()
    page.wait_for_selector(f"#case:not([data-version='{before}'])")


def test_a_whole_incomplete_fax_is_settled_by_keys_alone(page: Any, desk: Desk, fax: int) -> None:
    page.goto(f"/fax/{fax}")
    assert current(page) == "patient.birth_date"
    saved(page, lambda: page.keyboard.press("2"))
    row = desk.work.row(fax)
    assert row is not None
    written = 0
    while page.locator("li.field[data-todo='1']").count():
        field = current(page)
        written += 1
        assert written < 40
        if field == "coverage.member_id":
            page.keyboard.press("e")
            page.keyboard.type("1EG4TE5MK73")
            saved(page, lambda: page.keyboard.press("Enter"))
        elif page.locator("li.field[aria-current]").get_attribute("data-has") == "1":
            saved(page, lambda: page.keyboard.press("Enter"))
        else:
            page.keyboard.press("Enter")
            page.keyboard.type(VALUES[field]) if field in VALUES else page.keyboard.press("ArrowDown")
            saved(page, lambda: page.keyboard.press("Enter"))
    assert stands(desk, fax, "patient.birth_date") == "1941-02-08"
    assert stands(desk, fax, "coverage.member_id") == "1EG4TE5MK73"
    row = desk.work.row(fax)
    assert row is not None
    assert row.missing == ()
    assert row.unsure == ()


VALUES = {
    "patient.phone": "603-555-0101",
    "coverage.payer": "Medicare",
    "referrer.name": "Lee Moss",
    "referrer.npi": "1234567893",
    "referrer.phone": "603-555-0102",
    "order.service": "Kyphoplasty T12",
    "diagnosis.text": "T12 compression fracture",
    "patient.medications": "none",
    "patient.allergies": "NKDA",
    "treatment.anticoagulants": "none",
    "fracture.onset": "3 weeks ago",
    "imaging.date": "02/20/2026",
}


def test_a_bad_number_is_told_kept_deliberately_and_undone_by_keys(page: Any, desk: Desk, fax: int) -> None:
    page.goto(f"/fax/{fax}#f-1-referrer.npi")
    page.wait_for_selector("li.field[aria-current]")
    assert current(page) == "referrer.npi"
    page.keyboard.press("e")
    page.keyboard.type("1234567890")
    page.keyboard.press("Enter")
    page.wait_for_selector("li.field[aria-current] .problem:not([hidden])")
    assert "check digit" in page.locator("li.field[aria-current] .problem").inner_text()
    saved(page, lambda: page.keyboard.press("Enter"))
    assert stands(desk, fax, "referrer.npi") == "1234567890"
    page.evaluate("document.getElementById('f-1-referrer.npi').focus()")
    saved(page, lambda: page.keyboard.press("u"))
    detail = desk.store.fax(fax)
    assert detail is not None
    assert [one.act for one in detail.corrections] == [Act.CORRECT, Act.UNDO]


def test_choosing_a_field_boxes_its_source(page: Any, fax: int) -> None:
    page.goto(f"/fax/{fax}#f-1-patient.name")
    page.wait_for_selector("rect.chosen[data-of='f-1-patient.name']", state="attached")
    page.keyboard.press("j")
    assert page.locator("rect.chosen[data-of='f-1-patient.name']").count() == 0


def test_pages_are_turned_zoomed_and_left_by_keys(page: Any, desk: Desk, fax: int) -> None:
    page.goto(f"/fax/{fax}")
    zoom = page.locator("#pages").get_attribute("data-zoom")
    page.keyboard.press("+")
    assert page.locator("#pages").get_attribute("data-zoom") != zoom
    page.keyboard.press("0")
    page.keyboard.press("]")
    page.keyboard.press("r")
    page.wait_for_selector("#work .note-strip")
    row = desk.work.row(fax)
    assert row is not None
    assert row.state is State.RECEIVED
    assert desk.store.decided(fax).rotations


def test_a_region_drawn_by_keys_is_read_into_the_box_and_saved_by_the_person(
    page: Any, desk: Desk, fax: int
) -> None:
    page.goto(f"/fax/{fax}#f-1-patient.name")
    page.wait_for_selector("li.field[aria-current]")
    page.keyboard.press("f")
    page.wait_for_selector("rect.region", state="attached")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector("li.field[aria-current] details.editor[open]", timeout=60_000)
    assert "ANN" in page.locator("li.field[aria-current] [name=value]").input_value().upper()
    assert stands(desk, fax, "patient.name") == "Ann Fox"
    saved(page, lambda: page.keyboard.press("Enter"))
    detail = desk.store.fax(fax)
    assert detail is not None
    assert detail.corrections[0].value.page == 1
    assert detail.corrections[0].value.box is not None


def test_a_save_after_a_take_over_says_so_and_keeps_what_was_typed(
    page_of: Callable[..., Any], desk: Desk, fax: int
) -> None:
    kim, lee = page_of("reviewer", "kim"), page_of("reviewer", "lee")
    kim.goto(f"/fax/{fax}#f-1-coverage.member_id")
    kim.wait_for_selector("li.field[aria-current]")
    kim.keyboard.press("e")
    kim.keyboard.type("1EG4TE5MK73")
    lee.goto(f"/fax/{fax}")
    assert lee.locator("form[action$=correct]").count() == 0
    lee.keyboard.press("t")
    lee.wait_for_selector("text=Yes, take it over")
    lee.click("text=Yes, take it over")
    lee.wait_for_selector("li.field")
    kim.keyboard.press("Enter")
    kim.wait_for_selector("dialog.behind")
    assert "lee" in kim.locator("dialog.behind").inner_text()
    assert stands(desk, fax, "coverage.member_id") is None
    kim.keyboard.press("Enter")
    kim.wait_for_selector("text=lee has it open")
    saved(lee, lambda: lee.keyboard.press("2"))


def test_the_next_fax_opens_by_one_key(page: Any, desk: Desk, make_fax: Any) -> None:
    one, two = make_fax("one"), make_fax("two")
    page.goto(f"/fax/{one}")
    page.keyboard.press("g")
    page.wait_for_url(f"**/fax/{two}")


def test_going_elsewhere_puts_the_fax_down(page: Any, desk: Desk, fax: int) -> None:
    page.goto(f"/fax/{fax}")
    page.wait_for_selector("li.field[aria-current]")
    with page.expect_request("**/leave"):
        page.click("header.top nav a >> text=Dashboard")
    page.wait_for_url("**/dashboard")
    for _ in range(50):  # the word that it was put down goes on its own way, after the page has gone
        if desk.work.known(fax).held_by is None:
            break
        page.wait_for_timeout(100)
    assert desk.work.known(fax).held_by is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    page_of: Callable[..., Any], axe: Callable[[Any], list[str]], fax: int, scheme: str
) -> None:
    page = page_of("reviewer", color_scheme=scheme)
    page.goto(f"/fax/{fax}")
    page.wait_for_selector("li.field[aria-current]")
    assert axe(page) == []


def test_without_scripts_a_fax_is_read_and_decided(
    page_of: Callable[..., Any], desk: Desk, fax: int, expect: Any
) -> None:
    page = page_of("reviewer", java_script_enabled=False)
    page.goto(f"/fax/{fax}")
    field = page.locator("[id='f-1-patient.birth_date']")
    field.locator("button[value='2']").click()
    expect(page.locator("[id='f-1-patient.birth_date'] button[data-act=undo]")).to_have_count(1)
    assert stands(desk, fax, "patient.birth_date") == "1941-02-08"
    member = page.locator("[id='f-1-coverage.member_id']")
    member.locator("summary").click()
    member.locator("[name=value]").fill("1EG4TE5MK73")
    member.locator("[name=value]").press("Enter")
    expect(page.locator("[id='f-1-coverage.member_id'] button[data-act=undo]")).to_have_count(1)
    assert stands(desk, fax, "coverage.member_id") == "1EG4TE5MK73"
    expect(page.locator("form[action$='/decide']")).to_have_count(1)


def test_hostile_text_runs_nothing_in_a_browser(page: Any, desk: Desk, make_fax: Any, fax_reading: Any) -> None:
    from dataclasses import replace  # noqa: PLC0415

    hostile = "<img src=x onerror=document.title='owned'><script>document.title='owned'</script>"
    (referral,) = fax_reading.referrals
    fields = tuple(
        replace(value, value=hostile if isinstance(value.value, str) else value.value, words=hostile)
        for value in referral.fields
    )
    fax = make_fax("xss", replace(fax_reading, referrals=(replace(referral, fields=fields),)))
    page.goto(f"/fax/{fax}")
    saved(page, lambda: page.keyboard.press("2"))
    page.wait_for_timeout(200)
    assert "owned" not in page.title()
    assert page.locator("img[src='x']").count() == 0
