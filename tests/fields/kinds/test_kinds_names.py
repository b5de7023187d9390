import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxpipe.fields.kinds.letter_case import title_case
from faxpipe.fields.kinds.names import find_person, normal_name
from faxpipe.fields.kinds.same_name import initial_matches, look_alike, same_person


@pytest.mark.parametrize(
    ("printed", "normal"),
    [
        ("LAVALLEE, ARMAND J", "Armand J Lavallee"),
        ("OSTROWSKI MARTA L", "Marta L Ostrowski"),
        ("Marta Lee O", "Marta Lee O"),
        ("Quimby, Dolores Anne MRN 00481726 DOB", "Dolores Anne Quimby"),
        ("Priyanka Oyelaran, MD", "Priyanka Oyelaran"),
        ("Marjorie Hathaway, APRN (NPI 1870913021)", "Marjorie Hathaway"),
        ("Szymanski, Vincent (self)", "Vincent Szymanski"),
        ("Dr. Bennett Kramer", "Bennett Kramer"),
        ("Vincent Gauthier, M.D., PhD", "Vincent Gauthier"),
        ("M.D. John Smith", "John Smith"),
        ("Marjorie Anne St. Pierre", "Marjorie Anne St. Pierre"),
        ("St. Pierre, Marjorie A. 03/12/1940", "Marjorie A. St. Pierre"),
        ("O'BRIEN, MARY-KATE", "Mary-Kate O'Brien"),
        ("MCDONALD, JAMES JR", "James McDonald Jr"),
        ("lan Yusuf Van Dyke", "Ian Yusuf Van Dyke"),
        ("Kenneth Mufioz", "Kenneth Muñoz"),
        ("Sofia Rossi", "Sofia Rossi"),
        ("Ilse Page, MD, FACP", "Ilse Page"),
        ("Ilse Page", "Ilse Page"),
        ("ILSE MARIE PAGE", "Ilse Marie Page"),
        ("PAGE, ILSE M.", "Ilse M. Page"),
        ("Ilse Marie Page DOB 3/4/1950", "Ilse Marie Page"),
        ("Ilse Marie Page 2 of 4", "Ilse Marie"),
        ("Ilse Tran Street", "Ilse Tran"),
        ("Ynsuf Lan Yusuf Lam, MD", "Yusuf Lam"),
        ("Horace Cluntich Horace Cloutier", "Horace Cloutier"),
        ("Juan Jose Garcia Marquez", "Juan Jose Garcia Marquez"),
        ("Kenneth Adelard McAllister, MD'on", "Kenneth Adelard McAllister"),
        ("RAMONA C. LUSSIER, M", "Ramona C. Lussier"),
        ("Van Dyke, M", "M Van Dyke"),
        ("Ilse Thayer BD: May 29", "Ilse Thayer"),
        ("EDITH'P. TREMBLAY", "Edith P. Tremblay"),
        ("Iwu Ill, Felix Zachary", "Felix Zachary Iwu III"),
        ("Elspeth MeCarthy", "Elspeth McCarthy"),
        ("Iise Zoe St. Laurent", "Ilse Zoe St. Laurent"),
        ("Ilse Hale Page 2", "Ilse Hale"),
        ("Eatin lan Wilfred Eaton, NP", "Ian Wilfred Eaton"),
        ("Martin Joseph Martinez", "Martin Joseph Martinez"),
        ("JULIUS ADELARD ARCHAMBAULT..MD", "Julius Adelard Archambault"),
        ("Seamus Z. Prescott IH, M.D.", "Seamus Z. Prescott III"),
        ("Smith Jr, John", "John Smith Jr"),
        ("John Smith III", "John Smith III"),
        ("THUY MACDONALD", "Thuy MacDonald"),
        ("DE LA CRUZ, MARIA ELENA", "Maria Elena De La Cruz"),
        ("van der Berg, Anna", "Anna van der Berg"),
        ("KOWALCZYK, NADEZHDA PA-C", "Nadezhda Kowalczyk"),
        ("Gerard Castellano MD NPI 1727993440", "Gerard Castellano"),
        ("Hung Do", "Hung Do"),
        ("DO, HUNG", "Hung Do"),
        ("Harriet M, Whitcomb, born", "Harriet M Whitcomb"),
        ("Emile lannuzzi: DO 08/19/2026", "Emile Iannuzzi"),
        ("lannuzzi, Emile DO", "Emile Iannuzzi"),
        ("Lillian Mcllroy", "Lillian McIlroy"),
        ("Rajesh Nakamura, MD__ Signed", "Rajesh Nakamura"),
        ("José Núñez", "José Núñez"),
        ("Vachon, Gerard Son 603-247-1186", "Gerard Vachon"),
        ("_Mrs. Ida Roe_", "Ida Roe"),
        ("T. Desrosiers", "T. Desrosiers"),
    ],
)
def test_names_are_turned_round_and_freed_of_titles(printed: str, normal: str) -> None:
    assert normal_name(printed) == normal


@pytest.mark.parametrize(
    "text",
    [
        "Windham Internal Medicine",
        "Female",
        "12 Elm St",
        "none",
        "DOB 03/19/1947",
        "Dear Ben",
        "MD",
        "",
        "____",
        "Pentucket Primary Care Associates",
        "603-555-1234",
        "Granite Hematology Oncology, PLLC",
        "N/A",
        "Progress Note",
        "A B",
    ],
)
def test_practices_labels_and_numbers_are_no_persons(text: str) -> None:
    assert find_person(text) is None


@given(
    st.lists(st.sampled_from(["Anna", "Mary-Kate", "José", "Bo"]), min_size=1, max_size=2),
    st.sampled_from(["Vachon", "O'Brien", "McDonald", "St. Pierre", "Delgado-Ruiz"]),
)
def test_a_normal_name_is_its_own_normal_form(given_names: list[str], family: str) -> None:
    name = " ".join([*given_names, family])
    assert normal_name(name) == name
    assert normal_name(f"{family}, {' '.join(given_names)}") == name


@pytest.mark.parametrize(
    ("printed", "cased"),
    [
        ("MCDONALD", "McDonald"),
        ("MACDONALD", "MacDonald"),
        ("MACK", "Mack"),
        ("O'BRIEN", "O'Brien"),
        ("ST. PIERRE", "St. Pierre"),
        ("JOHN III", "John III"),
        ("12TH ST", "12th St"),
    ],
)
def test_title_case_knows_the_names_that_break_its_rule(printed: str, cased: str) -> None:
    assert title_case(printed) == cased


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dolores Anne Quimby", "Quimby, Dolores"),
        ("Harriet M. Whitcomb", "Harriet Whitcomb"),
        ("Lorraine Jankowskt", "JANKOWSKI, LORRAINE"),
        ("Marjorie Anne St. Pierre", "St. Pierre, Marjorie A."),
        ("N. Abernathy", "Norman Francis Abernathy"),
        ("IGNACIO DELGADO RUIZ", "Ignacio Delgado-Ruiz"),
        ("Emile lannuzzi", "Emile Iannuzzi"),
    ],
)
def test_one_person_is_known_again(one: str, other: str) -> None:
    assert same_person(one, other) > 0.85
    assert same_person(other, one) == pytest.approx(same_person(one, other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("John Smith", "James Smith"),
        ("Constance Vachon", "Gerard Vachon"),
        ("Rosalie Bouchard", "Yvonne Bouchard"),
        ("Hung Nguyen", "Marjorie St. Pierre"),
        ("", "John Smith"),
    ],
)
def test_relatives_and_strangers_are_two_persons(one: str, other: str) -> None:
    assert same_person(one, other) < 0.6


def test_initials_abbreviate_a_name() -> None:
    assert initial_matches("F. Pelletier", "Francis Pelletier")
    assert initial_matches("FP", "Francis Pelletier")
    assert not initial_matches("G. Pelletier", "Francis Pelletier")
    assert not initial_matches("F. Gauthier", "Francis Pelletier")


def test_a_capital_i_read_as_l_is_repaired_and_told() -> None:
    found = find_person("Emile lannuzzi, DO")
    assert found is not None
    assert (found.value, found.repaired) == ("Emile Iannuzzi", True)


@pytest.mark.parametrize("read", ["D. Sweeney Donald Sweeney", "Sweeney Donald Sweeney, MD"])
def test_a_signature_over_the_printed_name_is_not_part_of_it(read: str) -> None:
    assert normal_name(read) == "Donald Sweeney"


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("E. lannuzzi", "E. Iannuzzi"),
        ("lANNUZZI, EMILE", "Emile Iannuzzi"),
        ("McLean lnez", "McLean Inez"),
        ("Mclntyre, Ann", "Ann McIntyre"),
        ("lnez lbrahim", "Inez Ibrahim"),
    ],
)
def test_a_small_l_where_only_a_capital_i_can_stand_is_one(printed: str, name: str) -> None:
    found = find_person(printed)
    assert found is not None
    assert found.value == name
    assert found.repaired


@pytest.mark.parametrize("printed", ["Ann le Blanc", "Ann La Rue", "lloyd smith", "Lan Nguyen"])
def test_an_l_that_may_be_one_stays(printed: str) -> None:
    assert "I" not in str(normal_name(printed))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("PHILOMENA HANNAH DUBOIS Bom: 09.07.1945", "Philomena Hannah Dubois"),
        ("Julius Almeida BD: 1-02-40", "Julius Almeida"),
        ("Ann B. Bom, Jr", "Ann B. Bom Jr"),
        ("BYI EDITH M. LI", "Edith M. Li"),
        ("TRANG L. PAGE  10-27-65", "Trang L. Page"),
        ("Trang Nguyen Page 2", "Trang Nguyen"),
        ("llse N. Walsh, NP", "Ilse N. Walsh"),
        ("MORGAN LLOYD", "Morgan Lloyd"),
    ],
)
def test_a_misread_label_or_letter_at_the_edge_of_a_name_is_understood(text: str, name: str) -> None:
    assert normal_name(text) == name


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Napoleon Oiszewski", "Napoleon Olszewski", True),
        ("Comelius Prescott", "Cornelius Prescott", True),
        ("Hse Silva", "Ilse Silva", True),
        ("Maria Lopez", "Mario Lopez", False),
        ("Ann Fox", "Ann Cox", False),
    ],
)
def test_names_look_alike_where_only_the_print_was_taken_for_other_letters(
    one: str, other: str, alike: bool
) -> None:
    assert look_alike(one, other) is alike


def test_an_order_that_hangs_on_a_stop_in_the_place_of_a_comma_is_told() -> None:
    guessed, told, plain = (find_person(text) for text in ("FOX. LEOCADIA", "FOXE. LEOCADIA", "FOXE, LEOCADIA"))
    assert (guessed.value, guessed.note) == ("Fox Leocadia", "")
    assert (told.value, told.note) == ("Leocadia Foxe", "by_stop")
    assert (plain.value, plain.note) == ("Leocadia Foxe", "inverted")


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Viola B. Penhallow November 3, 2026", "Viola B. Penhallow"),
        ("PENHALLOW, VIOLA Rm 207A", "Viola Penhallow"),
        ("Osric Thwaite, DOI 08/30/26", "Osric Thwaite"),
        ("Viola May Penhallow", "Viola May Penhallow"),
        ("Kenji Doi, MD", "Kenji Doi"),
    ],
)
def test_what_belongs_to_the_number_behind_it_is_no_part_of_a_name(printed: str, name: str) -> None:
    assert normal_name(printed) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Harriet M. Colby F", "Harriet M. Colby"),
        ("Colby, Harriet M. F", "Harriet M. Colby"),
        ("Colby Harriet F", "Colby Harriet F"),
        ("Colby, Harriet F", "Harriet F Colby"),
    ],
)
def test_the_letter_of_a_sex_behind_a_name_with_its_initial_is_none_of_the_name(text: str, name: str) -> None:
    assert normal_name(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Veteran Paul T. Munsey, born 3 March 1950", "Paul T. Munsey"),
        ("The Veteran, Paul Munsey, DOB 3/3/1950", "Paul Munsey"),
        ("Claimant Ann Fox", "Ann Fox"),
        ("Injured worker Ann Fox", "Ann Fox"),
        ("Sgt. Paul Munsey", "Paul Munsey"),
        ("Client: Ann Fox", "Ann Fox"),
        ("Col. Ann B. Fox", "Ann B. Fox"),
        ("Colby, Ann", "Ann Colby"),
    ],
)
def test_what_somebody_is_to_the_sender_is_no_part_of_the_name(text: str, name: str) -> None:
    assert normal_name(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("FOX, ANN E B 03-04-1950", "Ann E Fox"),
        ("Fox, Ann E. B. 3/4/50", "Ann E. Fox"),
        ("Fox, Ann B", "Ann B Fox"),
    ],
)
def test_a_capital_b_behind_an_initial_and_before_a_day_says_born(text: str, name: str) -> None:
    assert normal_name(text) == name


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Marchetti I, MD", "I Marchetti"),
        ("MARCHETTI I. M.D.", "I. Marchetti"),
        ("Marchetti IR, DO", "IR Marchetti"),
        ("Wu T, PA-C", "T Wu"),
        ("Ilse M, RN", "Ilse M"),
        ("Ilse R Marchetti, MD", "Ilse R Marchetti"),
        ("Ilse Wu, MD", "Ilse Wu"),
    ],
)
def test_initials_right_before_a_clinicians_degree_are_the_given_names(printed: str, name: str) -> None:
    assert normal_name(printed) == name
