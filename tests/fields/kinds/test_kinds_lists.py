import pytest

from faxpipe.fields.kinds.allergies import find_allergies
from faxpipe.fields.kinds.drugs import blood_thinners, drug, generic_name, is_drug
from faxpipe.fields.kinds.lists import find_anticoagulants, find_medications
from faxpipe.referral import Check


def values(found: tuple[object, ...]) -> list[object]:
    return [one.value for one in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "levothyroxine 75 mcg tablet, 1 PO daily\n¢ amlodipine 5 mg tablet, 1 PO daily",
            ["levothyroxine", "amlodipine"],
        ),
        ("calcium citrate 600 mg BID", ["calcium citrate"]),
        ("metoprolol succinate 50 mg daily; gabapentin 300 mg", ["metoprolol succinate", "gabapentin"]),
        ("diltiazem CD 180 mg qd; vit D3 2000 IU qd.", ["diltiazem", "vit d3"]),
        ("Tylenol\nES 1000 mg tid", ["tylenol"]),
        ("Aspirin 81 mg EC 1 daily Stent\nTiotropium 18 mcg inh", ["aspirin", "tiotropium"]),
        ("IBUPROFEN 600 MG TID PRN.\nROSUVASTATIN 20 MG", ["ibuprofen", "rosuvastatin"]),
        ("Coumadin (on hold), folic acid", ["coumadin", "folic acid"]),
        ("hydrocodone/acetaminophen 5/325 mg", ["hydrocodone/acetaminophen"]),
        ("1. Lisinopril 10mg 2. Lipitor 20mg", ["lisinopril", "lipitor"]),
        ("lisinopril, lisinopril 10 mg", ["lisinopril"]),
        ("none", ["none"]),
        ("No medications", ["none"]),
        ("lbuprofen, Atorvastatln, Iisinopril", ["ibuprofen", "atorvastatin", "lisinopril"]),
        ("Foobarix 10 mg daily", ["foobarix"]),
    ],
)
def test_medicines_are_listed_without_their_doses(text: str, names: list[str]) -> None:
    assert values(find_medications(text)) == names


@pytest.mark.parametrize(
    "text",
    [
        "naproxen 500 mg, stopped 30 Jul 2026.",
        "STOPPED: oxycodone, ibuprofen.",
        "She tapered off tramadol and baclofen",
        "discontinued Lipitor",
        "Stopped: naproxen",
        "no longer taking metformin",
        "Fosamax d/c'd 2021",
        "allergic to codeine",
        "denies tramadol",
        "She does not take warfarin",
        "doesn't use ibuprofen",
        "cannot take naproxen",
        "unable to tolerate gabapentin",
        "has not been taking the diltiazem",
        "Inactive: meloxicam, tizanidine",
    ],
)
def test_stopped_and_denied_medicines_are_left_out(text: str) -> None:
    assert find_medications(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "calcium 9.5 and potassium 3.9",
        "sodium level 140",
        "the program of reflex and systolic tests",
        "vitamin D deficiency",
        "finger",
        "protein 46 mg/dl",
        "see list",
    ],
)
def test_laboratory_values_and_ordinary_words_are_no_medicines(text: str) -> None:
    assert find_medications(text, known_only=True) == ()


def test_two_medicines_of_similar_name_are_never_mixed_up() -> None:
    assert generic_name("hydroxyzlne") == "hydroxyzine"
    assert generic_name("hydralazlne") == "hydralazine"
    assert drug("hydralyzine") is None
    assert generic_name("Celexa") == "citalopram"
    assert generic_name("Celebrex") == "celecoxib"


def test_brands_are_known_by_their_generic_names() -> None:
    assert [generic_name(word) for word in ("Coumadin", "Eliquis", "Plavix", "Xarelto")] == [
        "warfarin",
        "apixaban",
        "clopidogrel",
        "rivaroxaban",
    ]
    assert blood_thinners("aspirin-dipyridamole") == ("aspirin", "dipyridamole")
    assert not is_drug("patient")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Patient takes no blood thinners or aspirin.", ["none"]),
        ("Meds: lisinopril. Patient takes no blood thinners or aspirin. Walks well.", ["none"]),
        ("She takes aspirin but no other blood thinner.", ["aspirin"]),
        ("BLOOD THINNERS: NONE", ["none"]),
        ("denies anticoagulants", ["none"]),
        ("not on any anticoagulant or antiplatelet", ["none"]),
        ("Not taking any blood thinner", ["none"]),
        ("atenolol 50 mg. No anticoagulants, no aspirin", ["none"]),
        ("No", ["none"]),
        ("Takes neither aspirin nor blood thinners", ["none"]),
        ("takes no anticoagulants other than aspirin", ["aspirin"]),
        ("Is patient on blood thinners? No", ["none"]),
        ("Blood thinners? Y N", []),
        ("off Plavix x 2 weeks", []),
        ("Coumadin 2.5 mg, on hold", ["warfarin"]),
        ("Brilinta and ASA 81", ["ticagrelor", "aspirin"]),
        ("Aggrenox", ["aspirin", "dipyridamole"]),
        ("lisinopril, metformin", []),
        ("Xarelto stopped 9/1", []),
        ("", []),
    ],
)
def test_blood_thinners_are_generic_or_denied_or_not_mentioned(text: str, names: list[str]) -> None:
    assert values(find_anticoagulants(text)) == names


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("Sulfa (rash, 1988)", ["sulfa"]),
        ("codeine - itching", ["codeine"]),
        ("‘PENICILLIN. (HIVES)", ["penicillin"]),
        ("Erythromycin (GI upset), adhesive tape.", ["erythromycin", "adhesive tape"]),
        ("Agent Reaction\nCodeine Vomiting\nLatex Contact rash", ["codeine", "latex"]),
        ("iodinated contrast\n(hives)", ["iodinated contrast"]),
        ("Penicillin: anaphylaxis; Bactrim: rash", ["penicillin", "bactrim"]),
        ("penicillin, sulfa and latex", ["penicillin", "sulfa", "latex"]),
        ("penicillln", ["penicillin"]),
        ("NKDA", ["none"]),
        ("NKA", ["none"]),
        ("KNDA", ["none"]),
        ("Demerol/Codeine", ["demerol", "codeine"]),
        ("lodine (swelling)", ["iodine"]),
        ("Yes: penicillin", ["penicillin"]),
        ("none", ["none"]),
        ("No known drug allergies", ["none"]),
        ("denies any allergies", ["none"]),
        ("", []),
        ("____", []),
        ("See attached", []),
        ("on file", []),
    ],
)
def test_allergies_lose_their_reactions(text: str, entries: list[str]) -> None:
    assert values(find_allergies(text)) == entries


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("lsinopril 10 mg", "lisinopril"),
        ("acetamnophen 500 mg", "acetaminophen"),
        ("ertraline 50 mg", "sertraline"),
    ],
)
def test_a_name_that_lost_thin_letters_or_its_first_one_is_repaired_and_told(read: str, name: str) -> None:
    (found,) = find_medications(read)
    assert (found.value, found.repaired) == (name, True)


@pytest.mark.parametrize(
    ("read", "meant"), [("shelfish", "shellfish"), ("shellfsh", "shellfish"), ("penicilin", "penicillin")]
)
def test_an_allergen_that_lost_a_letter_is_the_one_it_must_be_and_told_as_repaired(read: str, meant: str) -> None:
    (found,) = find_allergies(read)
    assert (found.value, found.repaired) == (meant, True)


@pytest.mark.parametrize("read", ["fist", "eggz", "stripes", "letax"])
def test_a_short_or_farther_word_is_left_as_it_is_read(read: str) -> None:
    assert all(found.value == read for found in find_allergies(read))


def test_what_follows_a_list_of_stopped_ones_is_taken() -> None:
    text = "digoxin 0.125 mg. Discontinued: oxycodone, ibuprofen. Continues warfarin 4 mg"
    assert [found.value for found in find_medications(text)] == ["digoxin", "warfarin"]


def test_none_stands_although_stopped_ones_are_named_behind_it() -> None:
    assert [found.value for found in find_medications("None. Weaned off gabapentin and oxycodone.")] == ["none"]


def test_a_vitamin_behind_a_stroke_keeps_its_letter() -> None:
    assert [found.value for found in find_medications("Calcium/vitamin D 600/400 daily")] == ["calcium/vitamin d"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Digoxin, furosemide. Naproxen was\nstopped after the bleed.", ["digoxin", "furosemide"]),
        ("Digoxin. At home she used naproxen,\nwhich we have stopped.", ["digoxin"]),
        ("Taking\nDigoxin 125 mcg\nDiscontinued\nNaproxen 500 MG\nPrednisone 20 MG", ["digoxin"]),
        ("Stopped:\nNaproxen 500 mg\nCurrent:\nDigoxin 125 mcg", ["digoxin"]),
        ("Digoxin 125 mcg\nDiscontinued naproxen\nFurosemide 20 mg", ["digoxin", "furosemide"]),
        (
            "Digoxin 125 mcg daily, furosemide 20 mg. She does not take aspirin or any thinner.",
            ["digoxin", "furosemide"],
        ),
        ("Digoxin, not taken yesterday; furosemide", ["digoxin", "furosemide"]),
    ],
)
def test_what_was_stopped_is_left_out_over_the_end_of_a_line_and_under_its_heading(
    text: str, names: list[str]
) -> None:
    assert values(find_medications(text)) == names


def test_the_last_of_a_list_behind_and_is_one_of_it_though_labs_name_it_too() -> None:
    assert [one.value for one in find_medications("lisinopril, sertraline, and calcium.", known_only=True)] == [
        "lisinopril",
        "sertraline",
        "calcium",
    ]
    assert find_medications("sodium 140, and calcium normal", known_only=True) == ()


@pytest.mark.parametrize(
    "name",
    "contrast media;iodinated contrast agents;sulfa antibiotics;latex gloves;nsaid medications;iodine dye;ct dye"
    ";x-ray dye;latex tape".split(";"),
)
def test_an_allergen_with_a_word_of_its_sort_is_known(name: str) -> None:
    (one,) = find_allergies(name)
    assert (one.value, one.check) == (name, Check.PASSED)


@pytest.mark.parametrize("name", ["media relations", "other drugs", "oral surgery", "plain product"])
def test_a_word_of_a_sort_alone_is_no_known_allergen(name: str) -> None:
    assert all(one.check is not Check.PASSED for one in find_allergies(name))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("topiramate 50 mg twice daily and magnesium.", ["topiramate", "magnesium"]),
        ("furosemide and potassium", ["furosemide", "potassium"]),
        ("omeprazole 20 mg every morning, and iron", ["omeprazole", "iron"]),
        ("lisinopril; sodium and potassium.", ["lisinopril"]),
        ("furosemide lowered her sodium and potassium.", ["furosemide"]),
        ("furosemide and potassium of 3.1", ["furosemide"]),
    ],
)
def test_a_salt_that_ends_a_list_of_medicines_is_one(text: str, names: list[str]) -> None:
    assert values(find_medications(text, known_only=True)) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("lisinopril 10 mg, metformin 500 mg (finished prednisone 9/1)", ["lisinopril", "metformin"]),
        (
            "lisinopril 10 mg, metformin 500 mg, stopped gabapentin in May, aspirin",
            ["lisinopril", "metformin", "aspirin"],
        ),
        ("amlodipine, atorvastatin 20 mg and has finished a course of prednisone", ["amlodipine", "atorvastatin"]),
        ("letrozole daily. She finished dexamethasone last week.", ["letrozole"]),
        ("completed a steroid taper of prednisone; takes metformin", ["metformin"]),
        ("used to take meloxicam, now naproxen", ["naproxen"]),
        ("warfarin stopped 9/1, apixaban 5 mg", ["apixaban"]),
        ("prednisone taper completed, metformin 500 mg", ["metformin"]),
    ],
)
def test_a_word_of_stopping_is_of_the_medicine_it_stands_with(text: str, names: list[str]) -> None:
    assert values(find_medications(text)) == names


@pytest.mark.parametrize(
    "text",
    [
        "no allergy except latex",
        "NKDA except latex",
        "None known other than latex.",
        "No known drug allergies (apart from latex)",
        "no drug allergies but reacts to latex",
        "No known allergies but is sensitive to latex. Takes lisinopril",
    ],
)
def test_an_exception_to_having_no_allergies_is_an_allergy(text: str) -> None:
    assert [found.value for found in find_allergies(text)] == ["latex"]


def test_what_else_is_said_behind_having_no_allergies_is_none() -> None:
    assert [found.value for found in find_allergies("no known allergies but has asthma")] == ["none"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("does not take aspirin or any other blood thinner", ["none"]),
        ("no aspirin, Plavix or other blood thinners", ["none"]),
        ("takes aspirin but no other blood thinner", ["aspirin"]),
        ("Eliquis and no other blood thinner", ["apixaban"]),
    ],
)
def test_a_thinner_that_is_denied_among_others_is_not_taken(text: str, values: list[str]) -> None:
    assert [found.value for found in find_anticoagulants(text)] == values


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("sertraline, estradiol gel and Plavix", ["sertraline", "estradiol gel", "plavix"]),
        ("Voltaren gel; hydrocortisone cream", ["voltaren gel", "hydrocortisone cream"]),
        ("fentanyl 25 mcg patch, oxycodone 5 mg tablet", ["fentanyl", "oxycodone"]),
    ],
)
def test_what_is_put_on_the_skin_is_called_by_its_form(text: str, names: list[str]) -> None:
    assert values(find_medications(text)) == names


def test_an_allergen_is_as_many_as_are_printed() -> None:
    assert [one.value for one in find_allergies("Bee sting, peanuts, egg")] == ["bee sting", "peanuts", "egg"]


@pytest.mark.parametrize("when", ["last year", "in 2024", "this summer", "March 2025"])
def test_a_medicine_stopped_at_some_time_behind_a_list_is_not_taken(when: str) -> None:
    text = f"Eliquis 2.5 mg bid, metoprolol 25 mg bid. Stopped {when}: ibuprofen."
    assert [one.value for one in find_medications(text)] == ["eliquis", "metoprolol"]


@pytest.mark.parametrize("text", ["afebrile", "Vitals", "Alert"])
def test_what_an_examination_begins_with_is_no_allergen(text: str) -> None:
    assert not find_allergies(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("O/E: BP 130/74, HR 64, afebrile. FABER positive on the right.", []),
        ("Cervical rotation limited to 45 degrees, Spurling negative", []),
        ("penicillin, latex. On examination she is tender at T9.", ["penicillin", "latex"]),
    ],
)
def test_an_examination_under_an_allergy_label_is_no_answer(text: str, names: list[str]) -> None:
    assert [one.value for one in find_allergies(text)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ethinyl estradiol/norethindrone, sertraline", ["ethinyl estradiol/norethindrone", "sertraline"]),
        ("norethindrone-ethinyl estradiol", ["norethindrone-ethinyl estradiol"]),
        ("insulin glargine/lixisenatide 20 units", ["insulin glargine/lixisenatide"]),
        ("oxycodone HCl/acetaminophen 5/325", ["oxycodone hcl/acetaminophen"]),
        ("metoprolol succinate/HCTZ; gabapentin", ["metoprolol succinate/hctz", "gabapentin"]),
        ("gabapentin / ibuprofen", ["gabapentin", "ibuprofen"]),
    ],
)
def test_a_combination_is_named_whole_whatever_its_parts_have_for_words(text: str, names: list[str]) -> None:
    assert values(find_medications(text)) == names


@pytest.mark.parametrize(
    "text",
    [
        "DOES NOT TAKE BLOOD THINNERS OR ASPIRIN.",
        "Not on blood thinners, Plavix or aspirin.",
        "Does not use anticoagulants, aspirin or NSAIDs",
        "Never takes ibuprofen, naproxen or aspirin",
        "doesn't take warfarin, Eliquis, or any aspirin",
        "No blood thinners, aspirin, or naproxen.",
    ],
)
def test_a_list_that_is_denied_is_denied_to_its_end(text: str) -> None:
    assert set(values(find_medications(text, known_only=True))) <= {"none"}
    assert set(values(find_anticoagulants(text))) <= {"none"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("not on warfarin but takes aspirin or naproxen", ["aspirin", "naproxen"]),
        ("No allergies. Takes aspirin, naproxen or tramadol", ["aspirin", "naproxen", "tramadol"]),
        ("no relief with aspirin, naproxen or tramadol", ["aspirin", "naproxen", "tramadol"]),
    ],
)
def test_what_is_denied_before_a_list_of_its_own_verb_does_not_deny_it(text: str, names: list[str]) -> None:
    assert values(find_medications(text, known_only=True)) == names
