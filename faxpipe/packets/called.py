"""What people are called: short forms of first names, and what tells a father from a son of one name.

Between words and packets, below `whose`. A table of what is common in New England; a name that is not in it stands
for itself. One short form may stand for several names (Bert), so two names are compared, never translated.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import cache

_SHORT = """
albert: al bert | alexander: alex sandy | alexandra: alex sandra | alfred: al fred | amanda: mandy
andrew: andy drew | anthony: tony | antonio: tony | antoinette: toni | arthur: art artie
barbara: barb barbie bobbie | benjamin: ben | bernard: bernie | bertram: bert | beverly: bev | bradley: brad
caroline: carrie | catherine: cathy cath kate katie kitty | charles: charlie chuck chas | charlotte: lottie
christina: tina chris | christine: chris tina chrissy | christopher: chris | clifford: cliff | constance: connie
curtis: curt | cynthia: cindy | daniel: dan danny | david: dave | deborah: deb debbie debra | dennis: denny
dolores: dee | donald: don donnie | dorothy: dot dottie dotty | douglas: doug | edgar: ed | edmund: ed ned
edward: ed eddie ted ned edw | eleanor: ellie nell | elizabeth: liz beth
elizabeth: betty betsy bess libby lizzie eliza | emily: em | ernest: ernie | eugene: gene | eugenia: gina
evelyn: evie | frances: fran frannie | francis: frank fran | franklin: frank | frederick: fred freddie rick
gabriel: gabe | gabrielle: gabby | gerald: jerry gerry | geraldine: gerry geri | gregory: greg
gertrude: trudy gert | gilbert: gil | gloria: glo | harold: hal harry | harriet: hattie | helen: nell
henry: hank harry | herbert: herb bert | irving: irv | isabel: belle | jacob: jake | jacqueline: jackie
james: jim jimmy jamie jas | janet: jan | jeanette: jean | jeffrey: jeff | jennifer: jen jenny | jeremiah: jerry
jessica: jess jessie | john: jack johnny jon | jonathan: jon | josephine: jo josie | joseph: joe joey jos
joshua: josh | judith: judy | julia: julie | katherine: kathy kate katie kay kitty | kathleen: kathy kate kay
kathryn: kathy kate | kenneth: ken kenny | kimberly: kim | lawrence: larry | leonard: len lenny leo
lillian: lil lily | louis: lou | louise: lou | lucille: lucy | madeline: maddy
margaret: peg peggy maggie marge margie meg greta | marjorie: marge margie | martha: marty patsy | martin: marty
mary: polly molly mae | matthew: matt | maureen: mo | maurice: morrie | melissa: missy | michael: mike
michelle: shelly | mildred: millie | mitchell: mitch | nancy: nan | nathaniel: nate nat | nathan: nate
nicholas: nick | nicole: nikki | norman: norm | pamela: pam | patricia: pat patty patti tricia trish
patrick: pat paddy | peter: pete | philip: phil | phillip: phil | phyllis: phyl | randall: randy | raymond: ray
rebecca: becky becca | reginald: reg | richard: rich rick ricky dick | robert: bob bobby rob robbie bert robt
roberta: bobbie | roger: rog | roland: rollie | ronald: ron ronnie | rosemary: rose rosie | russell: russ
samantha: sam | samuel: sam sammy saml | sandra: sandy | sarah: sally sadie | sharon: shari | shirley: shirl
stanley: stan | stephanie: steph | stephen: steve | steven: steve | suzanne: sue suzy | susan: sue susie suzy
sylvia: syl | teresa: terry tess | terence: terry | theresa: terry tess | theodore: ted teddy theo
therese: terry | thomas: tom tommy thos | timothy: tim | valerie: val | veronica: ronnie | victor: vic
victoria: vicky vicki | vincent: vin vinny vince | virginia: ginny ginger | walter: walt wally
wilfred: will fred | wilhelmina: minnie billie | william: bill billy will willy willie liam wm
winifred: winnie | zachary: zach zack
"""


def one_called(one: str, other: str) -> bool:
    """Whether two first names in small letters may be one person's: Bill and William, but not Bill and Robert."""
    return bool(_names(one) & _names(other))


def _names(first: str) -> frozenset[str]:
    return _formal().get(first, frozenset()) | {first}


@cache
def _formal() -> dict[str, frozenset[str]]:
    """For each short form the names that it stands for."""
    known: dict[str, set[str]] = {}
    for entry in re.split(r"[|\n]", _SHORT):
        name, _, short = entry.partition(":")
        for form in short.split():
            known.setdefault(form, set()).add(name.strip())
    return {form: frozenset(names) for form, names in known.items()}


_ELDER = frozenset({"sr", "senior"})
_YOUNGER = frozenset({"jr", "junior", "ii", "iii", "iv"})
"""One and the same: II and III are a stroke apart, so they tell nobody from anybody."""

SUFFIXES = _ELDER | _YOUNGER


class Generation(Enum):
    ELDER = "elder"
    YOUNGER = "younger"


def generation(name: str) -> Generation | None:
    """Which of two people of one name is meant by "Sr." or "III" behind it; None where nothing says."""
    words = re.findall(r"[a-z]+", name.lower())
    if len(words) < 3:
        return None
    return Generation.ELDER if words[-1] in _ELDER else Generation.YOUNGER if words[-1] in _YOUNGER else None


def suffixes_apart(one: str, other: str) -> bool:
    """Whether two words behind a name, in small letters, plainly mean two people: Sr. and Jr., Jr. and III."""
    if not {one, other} <= SUFFIXES:
        return False
    return (one in _ELDER) != (other in _ELDER) or (
        (one in _JUNIOR) != (other in _JUNIOR) and not {one, other} & _SECOND
    )


_JUNIOR, _SECOND = frozenset({"jr", "junior"}), frozenset({"ii"})
