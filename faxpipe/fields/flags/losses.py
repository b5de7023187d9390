"""What a patient lost, as data: bladder and bowel, feeling, strength and gait.

Place in the sentence: words -> packets -> **fields**; read by `flags.concepts`.
"""

from __future__ import annotations

from faxpipe.fields.flags.concept import ANY, GONE, LEGS, NOT_ABLE, NUMB, Concept

LOSSES = (
    Concept(
        "bladder_bowel",
        (
            "bladder|bowel|bowels|urine|urinary|urination|urinating|urinate|void|voiding|sphincter|sphincters|fullness"
            "|stool|stools|feces|pee|peeing|poop|bm|bms|b/b",
            "bowel movement|movements",
            "her|his|my|their water",
        ),
        (
            f"{NOT_ABLE} ?be ?been ?able ?to ?fully ?properly control*|hold|sense|empty|emptying|start|initiate"
            "|pass|release",
            f"{NOT_ABLE} ?be ?able ?to feel|tell|know|notice",
            f"{GONE} {ANY} control|sensation|sense|feeling|urge|awareness|function|fxn|continence",
            "no ?longer ?able ?to control*|sense|feel|hold",
            "wo|will|does|do|would|is not|n't empty|emptying|drain|draining|work|working",
            "leak|leaking|leaked|leaks|soiled|soils|soiling|retaining|messes|messing|messed",
            "no idea|clue|warning ?of ?when ?that",
            "unaware ?of ?when ?that",
            "not aware ?of ?when ?that",
            "without ?her|his knowing|noticing|realizing|awareness|feeling|warning",
            "with|w/|having|had|has|have ~1 accidents|accident",
            "incont|incont.",
            "control|continence ?: ?is ?was ?has ?all gone|lost",
            "only ~2 drops|dribbles|dribble|trickle",
        ),
        5,
        of_others="i|we|surgery|pain|bp|sugar|diabetes|constipation|nausea|spasms|infection|symptoms",
    ),
    Concept(
        "bladder_bowel",
        (
            "straight|intermittent|in-and-out ?- ?and ?out cath*",
            "in - and - out cath*",
            "in and out cath*",
            "self cath*",
            "depends|diapers|diaper|pull-ups|briefs",
        ),
        ("since|new|newly|now|started|suddenly|acute|acutely|yesterday|today|needs|needing|required|requiring",),
        5,
        (
            "not|n't|unable|cannot|can't|retention empty|void|urinate|pee|know|feel|tell|hold|control|go ",
            "unable|inability to ~1 empty|void|urinate|pee|hold|control",
            "cannot|can't|not make it",
            "no idea|clue|urge|warning",
            "?urinary retention",
        ),
    ),
    Concept(
        "saddle_anesthesia",
        (
            "saddle|perineal|perineum|perianal|perirectal|peri-anal|groin|groins|genital|genitals|genitalia|buttock"
            "|buttocks|crotch|privates|bottom|butt|scrotum|scrotal|vagina|vaginal|vulvar|labia|penis|penile|rectum|anus|pudendal",
            "backside|behind|s2|s3|s4|s5|s2-s4|s2-s5|s3-s5|s3-5|s2-4|s2-5",
            "sacral dermatome|dermatomes|segments",
            "waist down|downward|downwards",
            "below|beneath ?the ?her|his waist|hips",
            "private area|areas|part|parts|region",
            "inner|inside|medial ?upper ?of ?both ?the thigh|thighs",
            "between ~2 legs|thighs",
            "down there|below",
            "where ~2 sits|sit|sat|wipes",
            "rear end",
            "tail region|area",
            "when|while|with|after ~2 wiping|wipes|wiped",
            "toilet paper|tissue",
            "seat of ~1 pants",
        ),
        (
            NUMB,
            f"{GONE} {ANY} feeling|sensation|pinprick|sense",
            "feeling|sensation|pinprick ?is|:|= ?has ?been ?to ?light ?touch gone|lost|absent|reduced|decreased"
            "|diminished|impaired|dull",
            "pins and|& needles",
            f"{NOT_ABLE} ?able ?to feel",
            "asleep|woolly|wooden",
            "fell|fallen|gone|went|feels|feel|felt dead",
            "absent|diminished|decreased|reduced|no ~2 pinprick",
        ),
        5,
        of_others="feet|foot|toes|hands|fingers|arm|arms|face|scalp|pain|shoulder|hand|calf|calves|rash|block",
    ),
    Concept(
        "progressive_leg_weakness",
        (LEGS,),
        (
            "weak|weakness|weaker|weakening|buckle|buckles|buckling|buckled|paresis|jelly|rubber|rubbery",
            "giving|gives|gave|give|given way|out",
            "keep|keeps|kept|are|is|have collaps*|fold*",
            "drags|dragging|dragged",
            "will|would|do|does|can not|n't ?longer hold|support|carry|lift|move",
            "no longer hold|support|carry|lift|move",
        ),
        6,
        (
            "worse|worsening|worsened|worsens|progressing|progressive|progressively|progressed|increasing"
            "|increasingly|increased|declining|deteriorating|rapidly",
            "each|every|by|per ?the day|hour|week|morning",
            "daily",
            "more and more",
            "bedbound|bed-bound|bedridden|wheelchair",
            "spreading|ascending",
        ),
        of_others="pain|swelling|edema|cramps|cramping|arm|arms|hand|hands|knee|back",
    ),
    Concept(
        "progressive_leg_weakness",
        ("foot|feet|toe|toes",),
        ("drop|drops|dropping|drags|dragging|slaps|slapping|catches|catching",),
        3,
        (
            "worse|worsening|worsened|progressing|progressive|progressively|progressed|increasing|spreading",
            "more and more",
        ),
        of_others="pain|from|stairs|bed",
    ),
    Concept(
        "progressive_leg_weakness",
        ("weakness|numbness",),
        ("climb*|climbed|climbing|ascend*|ascending|ascended|spread|spreading|creeping|crept",),
        3,
        (LEGS + "|ankles|shins|calves|hips|waist",),
        of_others="pain|rash",
    ),
    Concept(
        "progressive_leg_weakness",
        ("foot ?- drop|drops", "footdrop"),
        (
            "worse|worsening|worsened|worsens|progressing|progressive|progressively|progressed|increasing|spreading"
            "|spread|evolving",
            "now ~4 too|also|both|bilateral|bilaterally",
        ),
        5,
        of_others="pain",
    ),
    Concept(
        "progressive_leg_weakness",
        ("legs|thighs|knees", "lower limbs|extremities"),
        (
            "wo|will|would|do|does|are|is|just|simply not|n't|no ?longer ~1 work|working|obey|obeying|listen"
            "|listening|respond|responding|hold|support|carry",
        ),
        3,
        of_others="pain|brace",
    ),
    Concept(
        "progressive_leg_weakness",
        ("feet|legs|les|bles|toes", "both|either|lower ?lower legs|feet|leg|extremities|extremity|limbs"),
        (
            "can|could|is|are|was|were no longer ?able ?to move|lift|raise|feel|wiggle",
            "cannot|can't|unable|inability|couldn't ?to ?longer move|lift|raise|wiggle",
            "drags|dragging|dragged ?now",
        ),
        4,
        of_others="pain|brace",
    ),
    Concept(
        "myelopathy",
        ("clonus", "hoffman*|hoffmann* ?'s ?sign", "babinski* ?'s ?sign"),
        ("positive|upgoing|sustained|unsustained|present|+", "2|3|4|5|6|7|8|several|few|multiple ?+ beats|beat"),
        3,
        of_others="downgoing|negative|absent|flexor|strength|pulses|slr",
    ),
    Concept("myelopathy", ("gait|legs",), ("spastic|spasticity",), 3),
    Concept(
        "myelopathy",
        ("gait|walking|balance",),
        ("ataxic|ataxia|broad-based|wide-based|scissoring", "wide|broad ?- based"),
        3,
        ("worse|worsening|worsened|progressive|progressively|progressing|new|increasingly",),
    ),
    Concept(
        "neurologic_deficit",
        (LEGS + "|quad|calf|shin|toe|toes|hallux|ankle",),
        (
            f"{NUMB}|weak|weakness|weaker",
            f"{GONE} {ANY} strength|sensation|feeling|power|movement",
            f"{NOT_ABLE} ?able ?to dorsiflex|plantarflex|extend|lift|move|raise|wiggle|feel",
            "dull to ?light pin|pinprick|touch",
        ),
        5,
        of_others="pain|swelling|edema|arm|arms|hand|hands|finger|fingers|face|jaw|grip|neuropathy",
    ),
    Concept(
        "neurologic_deficit",
        ("arm|arms|hand|hands|triceps|biceps|deltoid|wrist", "upper extremity|extremities|limb"),
        ("weak|weakness|weaker", f"{GONE} {ANY} strength|power"),
        4,
        of_others="pain|swelling|leg|legs|grip",
    ),
    Concept(
        "bladder_bowel",
        ("foley|catheter|catheterized|catheterised|cath|cathed|indwelling",),
        ("retention", f"{NOT_ABLE} ?to void|urinate|pee|empty|go"),
        6,
        of_others="chronic|bph|longstanding|removed|fluid|ago",
    ),
    Concept(
        "bladder_bowel", ("retention",), ("acute|acutely|new|sudden|painless",), 2, of_others="fluid|water|co2"
    ),
    Concept(
        "bladder_bowel",
        (
            "urine|urinate|urinating|urination|void|voiding|pee|peeing|stream",
            "pass|passing|passes ?her|his|any water",
            "make|making water",
        ),
        (
            "strain|strains|straining|push|pushes|pushing|press|presses|pressing|hesitancy|hesitant|struggle*|bear*",
            "hard|difficult|takes|slow|long ?time ?for ?to start|starting|get|getting|begin|going|pass",
            "stand|stands|sit|sits|wait|waits ~4 minutes|mins|hour|ages",
            "hardly|barely|scarcely any|anything|comes|goes|there",
            "hardly|barely|scarcely|can't|cannot|won't ?to start|begin|come|pass|get|make|go",
        ),
        4,
        of_others="bowel|bowels|stool|bm|constipation|constipated|pain|day|i|we|cough|surgery",
    ),
    Concept(
        "neurologic_deficit",
        (
            "dermatome|dermatomes|dermatomal|myotome|myotomes|myotomal|l2|l3|l4|l5|s1",
            "knee|ankle|patellar|patella|achilles jerk|jerks|reflex|reflexes",
            "dtr|dtrs",
        ),
        (
            f"{NUMB}",
            f"{GONE} ?of ?light ?touch ?pin ?pinprick sensation|strength|power|jerk|reflex|dtr|dtrs",
            "sensation|pinprick|strength|power ?is|:|= ?to ?light ?touch lost|absent|reduced|decreased|diminished"
            "|impaired|dull",
            "jerk|jerks|reflex|reflexes|dtr|dtrs ?is|are|:|= absent|lost|gone|diminished|decreased|reduced",
        ),
        5,
        of_others="pain|arm|arms|hand|hands|height",
    ),
    Concept(
        "bladder_bowel",
        (
            "pee|poop|urinate|void|micturate|micturition|defecate|wee",
            "go|use ~1 bathroom|toilet",
            "move ~1 bowels",
        ),
        (
            "unable|inability|cannot|can't|couldn't|cant|fails|failed|not|hasn't|haven't ?been ?able"
            " to|initiate|start",
            "cannot|can't|couldn't|cant|hasn't",
        ),
        2,
        of_others="stand|sit|walk|pain|due|because|night|alone|independently|get|without|help|sleep",
    ),
    Concept(
        "bladder_bowel",
        (
            "undergarment|undergarments|underwear|underpants|panties|pants|trousers|clothes|clothing|sheets|linen"
            "|linens|mattress|pajamas|nightgown|brief|bed|sofa|couch|recliner|jeans|slacks",
        ),
        (
            "wet|wets|wetting|soaked|saturated|soiled|soils|dirty|drenched|urinated|peed|pees|peeing|messing|messes|messed"
            "|pooped",
            "through ~2 brief|briefs|pad|pants",
        ),
        4,
        of_others="dog|cat|toddler|sweat|sweats|sweating|blood|rain|drainage|wound|coffee|dementia|baseline|floor|bath",
    ),
    Concept(
        "saddle_anesthesia",
        (
            "saddle|perineum|genital|genitals|genitalia|buttocks|crotch|privates|bottom|scrotum|vagina|labia|penis"
            "|rectum|anus|testicles",
            "seat of ~1 pants",
        ),
        (
            "feels|feel|felt|feeling ~6 else|foreign|strange|weird|odd|funny|different|detached|else's|cotton|wool"
            "|wood|wooden|rubber|frozen|dead|asleep|belong*|padded",
        ),
        4,
        of_others="pain|feet|foot|toes|hands|rash",
    ),
    Concept(
        "saddle_anesthesia",
        ("rectal|anal|genital|vaginal|penile|scrotal|perirectal|perianal|pelvic",),
        (
            f"{GONE} {ANY} sensation|feeling|pinprick",
            f"{GONE} {ANY} rectal|anal|genital|vaginal|penile|scrotal|pelvic sensation|feeling",
            "sensation|feeling|pinprick ?is|was|: absent|lost|gone|reduced|diminished|decreased",
        ),
        3,
        of_others="pain|feet|hands",
    ),
    Concept(
        "myelopathy",
        (
            "ribs|rib|chest|nipple|nipples|navel|umbilicus|abdomen|belly|waist|bellybutton|button|trunk|hips"
            " ?line ?on down|downward|downwards",
            "below|beneath ?the|her|his ?belly ribs|chest|navel|umbilicus|waist|bellybutton|button|nipple|nipples",
        ),
        (NUMB, f"{GONE} {ANY} feeling|sensation|pinprick|sense", f"{NOT_ABLE} ?able ?to feel", "dead|paraly*"),
        4,
        of_others="pain|rash|incision",
    ),
    Concept(
        "progressive_leg_weakness",
        ("legs|feet", "both|lower legs|limbs|extremities"),
        ("dead|useless|lifeless|paraly*|limp|flaccid|floppy|deteriorat*|failing|collaps*",),
        3,
        of_others="pain|ulcer|ulcers|veins|skin|swelling|circulation|numb",
    ),
    Concept(
        "progressive_leg_weakness",
        (
            "heel|toe|tiptoe ?- walk|walking|raise|raises|stand",
            "neither|either|both heel|heels|leg|legs|foot|feet",
        ),
        (
            "lost|losing ?the ability to",
            "unable|inability|cannot|can't|couldn't ?to ?be ?lift|raise|raised|lifted|come",
        ),
        4,
        ("both|bilateral|bilaterally|neither|either|b/l|bilat",),
        of_others="pain|arthritis|surgery",
    ),
    Concept(
        "progressive_leg_weakness",
        ("weakness|numbness|heaviness|tingling",),
        (
            "moved|moving|moves|gone|going|goes|traveled|travelled|traveling|working|works|rising|risen ?its ?way"
            " up|higher",
        ),
        5,
        of_others="pain|rash",
    ),
    Concept(
        "progressive_leg_weakness",
        ("weaker",),
        ("by the hour|day|week", "and weaker", "every|each ?single day|hour|week|morning"),
        3,
        of_others="pain|grip|arm|arms|hand|hands",
    ),
    Concept(
        "myelopathy",
        ("spine|back|legs|arms|body",),
        ("electric|electrical|shock ?- ?like shock|shocks|jolt|jolts|sensation|sensations", "shocks|jolts|zaps"),
        4,
        ("neck|chin|nods|nodding|lhermitte*|flexion|flexes",),
    ),
    Concept(
        "myelopathy",
        ("proprioception|vibration", "position|joint sense"),
        (f"{GONE} {ANY}", "is|was|are|: lost|absent|gone|impaired|reduced"),
        3,
        ("brisk|hyperreflexia|hyperreflexic|romberg|babinski|clonus|adductors|adductor|cord|spastic|ataxic|gait",),
    ),
)
