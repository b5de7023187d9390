"""Invented patients, practices and clinicians with numbers of the right shape.

Part of the lab. Everything is drawn from a `random.Random` that the caller seeds; nobody here exists. Towns are
real ones of New Hampshire and Massachusetts so that addresses look as they do on the clinic's faxes.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

OURS = frozenset({"603-681-3140", "603-681-3154"})
MBI_LETTERS = "ACDEFGHJKMNPQRTUVWXY"

WOMEN = tuple(
    "Agnes Alma Amparo Annette Beatriz Bernadette Blanche Carmela Celeste Claudette Concetta Cordelia Deirdre "
    "Delia "
    "Diane Edith Eileen Elspeth Eloise Estelle Eun-Ji Fatima Flora Frances Georgette Geraldine Gwendolyn Hannah "
    "Henrietta Ilse Imelda Irene Janice Jeanne-Marie Josephine Juanita Kathleen Lakshmi Leocadia Lillian Lucia "
    "Mabel "
    "Margaret Maria Maureen Mei-Ling Mildred Nadine Noreen Odette Olga Pauline Philomena Ramona Renée Rosemary "
    "Ruth "
    "Sabrina Shirley Solange Soledad Sunita Thérèse Trang Ursula Velma Wanda Winifred Zofia Zoë".split()
)
MEN = tuple(
    "Adelard Albert Alphonse Anselm Arthur Barnaby Benedict Bertrand Calvin Carlos Clarence Cornelius Dariusz "
    "Desmond "
    "Donald Douglas Edmund Ernest Eugenio Felix Floyd Gaston George Gilbert Giuseppe Harold Hector Hiram "
    "Horace Ian "
    "Isaac Jacques Jerome João José Julius Kenneth Laurent Leo Lionel Luis Malcolm Manuel Milton Napoleon "
    "Nelson Omar "
    "Orville Patrick Philip Ralph Rajesh Raúl Reginald Roland Rufus Seamus Stanislaw Sterling Terrence "
    "Thaddeus Tuan "
    "Urban Vernon Victor Warren Wilfred Xavier Yusuf Zachary".split()
)
SURNAMES = (
    "Abbott|Achterberg|Almeida|Archambault|Bard|Bélanger|Bianchi|Blackwood|Boisvert|Brennan|Bui|Burke|Cabral|"
    "Caruso|"
    "Chau|Cloutier|Connolly|Côté|Crowe|D'Amico|D'Angelo|Da Silva|De La Cruz|DeLuca|Desmarais|DiPietro|Do|Doyle|"
    "Dubois|"
    "Duquette|Eaton|Ek|Fairbanks|Fenwick|Figueroa|Fitzpatrick|Fortin|Gagnon|Garcia-Lopez|Ghosh|Goyette|Grady|"
    "Haddad|"
    "Hale|Hartigan|Hébert|Hoang|Holloway|Hutchins|Ingalls|Iwu|Jarvis|Johansson|Kaplan|Keane|Kelley|Khoury|Kim|"
    "Kozlowski|"
    "LaBelle|Lachance|LaFlamme|Lam|Landry|Le|Leclerc|Lehtinen|Levesque|Li|Lord|Lussier|MacLeod|Madison-Hayes|"
    "Marchetti|"
    "May|McAllister|McCarthy|Medeiros|Mello|Michaud|Moreau|Muñoz|Nadeau|Ng|Novak|Núñez|O'Brien|O'Connell|"
    "O'Shea|Okafor|"
    "Olszewski|Ortiz|Ouellette|Page|Papadopoulos|Paradis|Patel|Pease|Petrov|Pham|Pike|Poulin|Prescott|Quigley|"
    "Quinn|"
    "Ramirez|Rao|Raymond|Reis|Ricci|Rollins|Roy|Santos|Savoie|Sheehan|Silva|Sorensen|St. Germain|St. Laurent|"
    "Stone|"
    "Sullivan|Sweeney|Tavares|Thayer|Tran|Tremblay|Underhill|Vaillancourt|Van Dyke|Vasquez|Vo|Voss|Walsh|Ward|"
    "Whittier|"
    "Winslow|Wojcik|Wu|Yeaton|Young|Zagorski|Zhang|Zuniga"
).split("|")
SUFFIXES = ("Jr.", "Sr.", "III", "II")
STREETS = (
    "Acorn|Bay State|Birch|Bow|Bridge|Cedar|Central|Chestnut|Church|Cobbetts Pond|Depot|Dover|East Derry|"
    "Fremont|Granite|"
    "Hampstead|Harvest|High|Island Pond|Juniper|Kendall|Lafayette|Mammoth|Meadow|Mill|North Main|Old Coach|"
    "Orchard|Park|"
    "Pine|Pond|Quail|River|Rockingham|School|South Broadway|Spruce|Stage|Stonebridge|Summer|Union|Veterans|"
    "Washington|"
    "Water|Wheeler|Winter"
).split("|")
STREET_KINDS = ("St", "Rd", "Ave", "Ln", "Dr", "Ct", "Way", "Street", "Road", "Terrace", "Cir")
UNITS = ("Apt {}", "Unit {}", "#{}", "Apt. {}", "Lot {}")
TOWNS = (
    "Salem NH 03079|Windham NH 03087|Derry NH 03038|Londonderry NH 03053|Pelham NH 03076|Hudson NH 03051|"
    "Nashua NH 03060|Atkinson NH 03811|Hampstead NH 03841|Plaistow NH 03865|Sandown NH 03873|Manchester NH 03104|"
    "Exeter NH 03833|Kingston NH 03848|Merrimack NH 03054|Bedford NH 03110|Raymond NH 03077|Concord NH 03301|"
    "Methuen MA 01844|Lawrence MA 01843|Haverhill MA 01832|Andover MA 01810|North Andover MA 01845|Dracut MA "
    "01826|"
    "Lowell MA 01850|Amesbury MA 01913|Tewksbury MA 01876|Newburyport MA 01950|Georgetown MA 01833|Chelmsford "
    "MA 01824"
).split("|")
PRACTICE_HEADS = (
    "Beaver Brook|Canobie Lake|Merrimack River|Seacoast|Rockingham|Spickett|Big Island Pond|Northfield|Three "
    "Rivers|"
    "Old Mill|Stonewall|Harborview|Hillcrest|Granite State|Tri-Town|White Birch|Bradford|Riverbend|Eastgate|"
    "Pinecrest|"
    "Border Towns|Shadow Lake|Greater Derry|Whittier|Powwow River|Mascoma|Sunrise|Blue Heron"
).split("|")
PRACTICE_KINDS = (
    "Family Practice|Family Medicine|Internal Medicine|Primary Care|Geriatric Medicine|Orthopaedics|Spine Center|"
    "Rheumatology|Neurology Associates|Medical Associates|Health Center|Adult Medicine|Physicians|Oncology & "
    "Hematology|"
    "Community Health|Walk-In & Primary Care|Endocrinology|Physiatry"
).split("|")
PRACTICE_FORMS = ("", "", "", ", P.C.", ", LLC", ", PLLC", " PA", ", Inc.")
CREDENTIALS = ("MD", "MD", "MD", "DO", "NP", "PA-C", "APRN", "M.D.", "D.O.", "FNP-BC", "MD, FACP", "MD, PhD")
AREAS = ("603", "603", "603", "978", "781", "508", "617", "857", "351")


@dataclass(frozen=True, slots=True)
class Person:
    """First, middle (may be empty or an initial), last and suffix, as printed."""

    first: str
    middle: str
    last: str
    suffix: str
    sex: str

    @property
    def full(self) -> str:
        """Normal form of a person: First Middle Last Suffix."""
        return " ".join(part for part in (self.first, self.middle, self.last, self.suffix) if part)


@dataclass(frozen=True, slots=True)
class Practice:
    """Where a referrer works, with its letterhead data."""

    name: str
    street: str
    town: str
    phone: str
    fax: str
    clinician: Person
    credentials: str
    npi: str


def make_person(rng: random.Random, sex: str | None = None) -> Person:
    """Anyone: double names, apostrophes, hyphens, accents and short Asian surnames come up often."""
    sex = sex or rng.choice(("female", "female", "male"))
    pool = WOMEN if sex == "female" else MEN
    first, other = rng.sample(pool, 2)
    draw = rng.random()
    middle = other if draw < 0.25 else f"{other[0]}." if draw < 0.45 else other[0] if draw < 0.6 else ""
    suffix = rng.choice(SUFFIXES) if sex == "male" and rng.random() < 0.12 else ""
    return Person(first, middle, rng.choice(SURNAMES), suffix, sex)


def make_practice(rng: random.Random) -> Practice:
    """A practice and the clinician who refers from it."""
    town = rng.choice(TOWNS).rsplit(" ", 2)[0]
    head = town if rng.random() < 0.3 else rng.choice(PRACTICE_HEADS)
    street, place = make_address(rng, unit_share=0.0)
    suite = rng.choice(("", "", f", Suite {rng.randint(1, 40)}", f", Ste {rng.randint(100, 420)}"))
    clinician = make_person(rng, rng.choice(("female", "male")))
    return Practice(
        name=f"{head} {rng.choice(PRACTICE_KINDS)}{rng.choice(PRACTICE_FORMS)}",
        street=street + suite,
        town=place,
        phone=make_phone(rng),
        fax=make_phone(rng),
        clinician=clinician,
        credentials=rng.choice(CREDENTIALS),
        npi=make_npi(rng),
    )


def make_address(rng: random.Random, unit_share: float = 0.3) -> tuple[str, str]:
    """Street line and "Town, ST 01234"."""
    street = f"{rng.randint(1, 480)} {rng.choice(STREETS)} {rng.choice(STREET_KINDS)}"
    if rng.random() < unit_share:
        unit = rng.choice(("A", "B", "2", "3C", "7", "12", "14B", "21", "104", "206"))
        street += f" {rng.choice(UNITS).format(unit)}"
    town, state, code = rng.choice(TOWNS).rsplit(" ", 2)
    return street, f"{town}, {state} {code}"


def make_phone(rng: random.Random) -> str:
    """NXX-NXX-XXXX, never one of the clinic's own numbers nor an exchange like 211 or 555."""
    while True:
        exchange = rng.randint(220, 989)
        phone = f"{rng.choice(AREAS)}-{exchange}-{rng.randint(0, 9999):04d}"
        if exchange % 100 != 11 and exchange != 555 and phone not in OURS:
            return phone


def make_npi(rng: random.Random) -> str:
    """Ten digits with the check digit of 80840 + NPI."""
    body = str(rng.choice((1, 1, 1, 1, 2))) + "".join(str(rng.randint(0, 9)) for _ in range(8))
    return body + npi_check_digit(body)


def npi_check_digit(body: str) -> str:
    """The tenth digit of an NPI from its first nine (Luhn over 80840 + body)."""
    total = 0
    for position, digit in enumerate(reversed("80840" + body)):
        value = int(digit) * 2 if position % 2 == 0 else int(digit)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def make_mbi(rng: random.Random) -> str:
    """A Medicare beneficiary identifier: C A AN N A AN N A A N N, without S L O I B Z."""
    digits = "0123456789"
    either = MBI_LETTERS + digits
    shape = (MBI_LETTERS, either, digits, MBI_LETTERS, either, digits, MBI_LETTERS, MBI_LETTERS, digits, digits)
    return str(rng.randint(1, 9)) + "".join(rng.choice(alphabet) for alphabet in shape)


def make_birth_date(rng: random.Random, today: date, youngest: int, oldest: int) -> date:
    """A day of birth that makes someone `youngest` to `oldest` years old today."""
    return today - timedelta(days=rng.randint(int(youngest * 365.25) + 1, int(oldest * 365.25)))
