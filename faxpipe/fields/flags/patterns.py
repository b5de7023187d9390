"""The wording of the red flags, as data: name -> phrases in the small language of `prose.phrase_items.compiled`.

Place in the sentence: words -> packets -> **fields**; read by `findings`. Which flag is an emergency is fixed
by the
clinic's rules. An entry "not_<name>" takes out a look-alike, such as stress incontinence.
"""

from __future__ import annotations

_LEG = "leg|legs|le|les|ble|lle|rle|limb|limbs|extremity|extremities|foot|feet|ankle|hip|knee|thigh|quadriceps"
_PELVIC = "bladder|bowel|bowels|bm|b/b|urinary|urine|sphincter|fecal|faecal|stool|stools|urination|voiding|void"
_SADDLE = (
    "saddle|perineal|perianal|perineum|groin|groins|genital|penile|vulvar|genitals|genitalia|buttocks|peri-anal"
    "|pudendal|scrotal|vaginal|anus|rectum"
)
_NUMB = (
    "numb|numbness|anesthesia|anaesthesia|paresthesia|paresthesias|hypoesthesia|hypoaesthesia|hypesthesia"
    "|tingling|insensate"
    "|dysesthesia|anesthetic"
)
_LESS = "reduced|decreased|diminished|absent|poor|lax|low|impaired|weak|no|loss|lost|altered|flaccid|patulous"

_VOLUME = "|".join(str(number) for number in range(300, 1501, 5))
_THROUGH = "displaced|extends|extending|extended|protrudes|protruding|projects|projecting|pushed|migrated"

_LEVEL = "|".join((*(f"t{n}" for n in range(1, 13)), *(f"l{n}" for n in range(1, 6))))
_TORN = "disruption|disrupted|rupture|ruptured|tear|tears|torn|failure|avulsion|avulsed|injury|injured"
_BANDS = "ligament|ligaments|ligamentous|ligamentum|plc"

EMERGENCY_PATTERNS: dict[str, tuple[str, ...]] = {
    "cauda_equina": (
        "no|lost|loss ?of anal|rectal|sphincter tone",
        "conus ?medullaris syndrome|lesion|injury",
        "absent|diminished|decreased|reduced|no anal wink|reflex|sphincter",
        "anal wink|reflex ?is ?was absent|diminished|decreased|reduced",
        "decreased|diminished|absent|reduced|loss ?of sensation ~2 s2|s3|s4|s5|s2-4|s2-s4|s3-s5|s3-5|s2-5"
        "|s2-s5|sacral",
        "cauda equina syndrome|compression|compromise|impingement|symptoms|signs|lesion",
        "caudaequina ?syndrome",
        "compression|compressing|compresses|compromise|impingement of|on ?the cauda equina",
        "suspected|suspect|suspicion|concern|concerning|possible|acute|early|incomplete|impending|evolving"
        "|developing ?for|of cauda equina",
        "worried|worry|worrisome|concerned ~2 cauda equina",
        "cauda equina ?is suspected|likely|probable|feared|possible",
        "cauda equina is|are compressed|compression|crowded|compromised",
        "for|of|possible|suspected|acute|early|incomplete|impending|evolving|developing|with|r/o|out ces",
        "compression|crowding|compressing ?of|on ?the ?cauda cauda equina ?nerve ?roots",
        "reduced|decreased|diminished|absent|lax|poor|weak|low|flaccid|patulous|loss ?of ?anal|rectal"
        "|sphincter ?and ?sphincter|rectal|anal tone",
        "anal|rectal|sphincter tone is|was|:|=|- ?markedly|very reduced|decreased|diminished|absent|lax|poor"
        "|weak|low"
        "|flaccid|patulous",
    ),
    "bladder_bowel": (
        "no urine output",
        "void|voiding trial failed|unsuccessful",
        "failed ~2 void|voiding trial",
        "failed tov",
        'bladder|bowel|bowels :|, ?" gone|lost',
        f"cathed|catheterized|catheterised ?for {_VOLUME}",
        "bladder|bowel|bowels ?just let|lets|letting|gave|gives|giving go|way|out",
        "new|newly|acute ?onset ?urinary hesitancy|dribbling",
        "stopped|quit ?being urinating|voiding|peeing",
        f"cath|cathed|catheterized|foley ~3 {_VOLUME} ml|cc|mls",
        f"{_PELVIC} : ?new ?acute retention|incontinence|incontinent|leakage",
        "leaking|leaks|leaked|dribbling|dribbles|passing ?his|her urine|stool|feces ?and ?or ?stool",
        f"catheter|catheterized|catheterised|cathed|foley ~6 {_VOLUME} ml|cc|mls",
        "retained urine",
        "cannot|can't|unable|couldn't|not ?to ?able tell|feel|sense|know when|that ~4 go|pee|urinate|void"
        "|full|empty",
        "having|had|more|frequent|several|new accidents",
        "bed ?- wetting",
        "hasn't|not ?been voided|peed|urinated",
        f"{_PELVIC} ?/ ?and ?or ?& ?{_PELVIC} ~1 incontinence|incontinent|retention|leakage",
        "incontinence|incontinent of|with|to ?both urine|stool|bladder|bowel|bowels|feces|faeces|urinary|fecal",
        "retention of urine",
        "urinaryretention",
        "incontinence|incontinent",
        "incont|incont.",
        "wet|wets|wetting|soaked ~1 chair|couch|seat|recliner|gown|clothing|sheets|pants|underwear|mattress"
        "|clothes|pajamas",
        "push|pushes|pushing|press|presses on|over ~2 belly|abdomen|bladder|stomach ~3 urine|pee|void|urinate",
        "retaining urine",
        "in|with|acute|painless urinary|acute|painless ?urinary retention",
        "overflow incontinence",
        f"loss|lost|losing|no|lack|lacks ?of ?any ?her|his ?voluntary {_PELVIC} ?/ ?and|or ?{_PELVIC} control"
        f"|function|fxn|sensation|continence",
        f"loss|lost|losing ?of control|continence ?of|over ?her|his|the {_PELVIC}",
        f"control of ?her|his|the {_PELVIC} is|was|has ?been lost|gone|impaired",
        f"unable|cannot|inability|can't ?to ?longer ?adequately urinate|void|control|hold|empty|pass ?her|his"
        f"|the|any ?{_PELVIC} ?and|or ?{_PELVIC}",
        "not ?been ?able to urinate|void|control|hold|empty ?her|his|any ?bladder|bowel*|urine|stool",
        "no longer ?able ?to control*|hold|feel ?her|his ?bladder|bowel*|urine|stool",
        f"trouble|difficulty|difficulties|problem|problems ?with holding|controlling|emptying|passing"
        f"|starting ?her|his {_PELVIC} ?and|or ?{_PELVIC}",
        "trouble|difficulty ?with|in urinating|voiding|urination|micturition",
        "not ?been voided|urinated ~2 in|for|since",
        "could|can not urinate|void|pee|micturate",
        "couldn't|can't|cannot urinate|void|pee|micturate",
        "trouble|difficulty|difficulties|problem|problems ~6 bladder|bowel|sphincter control",
        "distended bladder",
        "bladder ?is ?was ?markedly ?grossly distended",
        "bladder|sphincter|bowel|bladder/bowel ?/ ?and ?or ?bladder|bowel dysfunction|disturbance|involvement"
        "|accidents|accident",
        "bladder ?/ ?and ?or ?& bowel|bowels ?function change*|problem*|symptom*|difficult*|trouble*"
        "|dysfunction*|disturbance*|complaint*|issue*|loss",
        "bowel ?/ ?and ?or ?& bladder ?function change*|problem*|symptom*|difficult*|trouble*|dysfunction*"
        "|disturbance*|complaint*|issue*|loss",
        "new|acute change|changes|difficulty|problems in|with ?her|his bladder|bowel ?/ ?and ?or ?bladder"
        "|bowel ?function|habits|control",
        "wet|wets|wetting|soiled|soils|soiling himself|herself|themselves",
        "wet|wets|wetting ?the|her|his bed",
        "neurogenic bladder",
        "no|cannot|can't|unable|not ?longer ?able ?to sense|senses|feel|feels|tell|tells ~3 bladder|bowel|bowels",
        f"pvr|residual ?of ?is ?was ?: ?volume {_VOLUME}",
        f"bladder scan|scanned|ultrasound|volume ~3 {_VOLUME} ml|cc|mls",
        "catheter|catheterized|catheterised|catheterization|foley ?placed|inserted|needed for ?acute"
        "|urinary ?urinary retention",
        "unable|cannot|inability|can't|unableto ?to passurine|passwater|voidurine|tourinate|tovoid|topass",
        "catheterized|catheterised|catheter|cathed|foley ~3 300|350|400|450|500|550|600|650|700|750|800|850|900"
        "|950|1000|1100|1200|1300|1400|1500 ml|cc|mls",
        "post|postvoid ?- ?void residual ?volume|urine ~2 300|350|400|450|500|550|600|650|700|750|800|850|900"
        "|1000",
    ),
    "saddle_anesthesia": (
        "numb|dead seat|rear|bum",
        "cannot|can't|unable|not ?able ?to feel ~2 toilet|tissue",
        "numb|numbness bottom|crotch|privates|butt|bum",
        f"{_NUMB} ~2 where ~1 sit|sits|sat",
        f"{_SADDLE} sensation ?to ?light ?pinprick ?pin ?touch ?is ?was reduced|decreased|diminished"
        f"|absent|impaired|lost",
        f"{_SADDLE} ?area ?region sensation|feeling ?is|was ?markedly {_LESS}|gone",
        f"saddle ?area|region|distribution|type ?sensory {_NUMB}|loss|deficit|sensation|changes",
        "saddleanesthesia|saddleanaesthesia",
        f"perineal|perianal|genital|groin ?and|or ?genital|perineal|perianal ?area|region|sensory {_NUMB}|loss"
        f"|deficit",
        f"{_NUMB} ~1 in|of|around|over|across|involving|about|at|to ~4 {_SADDLE}|crotch",
        f"{_NUMB} between ~2 legs|thighs",
        f"{_SADDLE} ?area|region|is|are|feels|feel numb|insensate",
        f"{_LESS} ?of feeling|sensation|sensory|sense ~1 in|of|around|over|between|to|at ~5 {_SADDLE}|legs",
        f"{_LESS} perineal|perianal|saddle|genital ?and|or ?genital|perianal sensation|feeling",
        f"cannot|can't|unable|not ?able ?to feel ~3 {_SADDLE}|wipe|wiping",
        f"{_NUMB} when|while|with|on|after wiping|wipes|toileting",
    ),
    "progressive_leg_weakness": (
        f"{_LEG} paresis ?is ?has progress*|worsening|worse",
        "lost|loses|losing|loss ?of ?the|her|his ability to walk|ambulate|stand",
        "leg|legs failure|failing",
        "not|n't lifting|moving|raising either|both ~1 leg|legs|foot|feet",
        "from ~4 to ?being ?a wheelchair|bedbound|bed-bound",
        f"{_LEG} ?motor strength|power ?is ?has getting|becoming|gotten|got worse|weaker|less",
        f"decline|deterioration|drop|decrease|worsening in|of ?bilateral ?motor {_LEG} strength|power|function",
        f"{_LEG} ?is ?are paralysis|paralyzed|paralysed|plegia",
        f"{_LEG} ~4 weaker",
        f"{_LEG} ?motor strength|power ?is ?has ?have ?been declined|declining|worsened|worsening"
        f"|decreasing|deteriorated|deteriorating|dropped",
        "motor exam|examination|strength|function|power"
        "|status ?is ?has ?have ?been worsened|worsening|declined|declining|deteriorated|deteriorating",
        "leg|legs ~2 started|begun|beginning ?to giving|give out|way",
        f"progressive|progressing|worsening|increasing|deteriorating|ascending|rapidly|evolving ?bilateral"
        f"|motor|progressive ?lower|proximal ?{_LEG} ?and ?{_LEG} weakness|paraparesis|paralysis",
        f"weakness ?in|of|both ?the|his|her|both ?lower {_LEG} ~4 progress*|worsening|increasing|worse"
        f"|deteriorat*|ascend*",
        f"{_LEG} ?and|is|are|have|has ?become|becoming|getting|growing|been ?increasingly|progressively weaker"
        f"|weak|weakening",
        "progressively|increasingly|steadily|rapidly weak|weaker|unable",
        f"{_LEG} ~2 buckle|buckles|buckled|buckling",
        "leg|legs ?are|is|have|has|keep|keeps giving|gave|gives|give|given out|way",
        "unable|cannot|can't|inability ?to|longer stand|walk|ambulate|move ~5 weakness|legs|weak",
        "no longer ?able ?to walk|stand ~4 weakness|legs|weak",
        "paraparesis|paraplegia|paraparetic|paraplegic|quadriparesis|tetraparesis",
        f"paralysis|paralyzed ~3 {_LEG}",
        "unable|cannot|can't|inability ?to lift|move|raise either|both ?her|his|of ?lower leg|legs|foot|feet"
        "|limb|limbs|extremity|extremities",
        f"{_LEG} weakness ?is|was|has|have|that|which ?been|are ?now|getting|becoming|much ?rapidly|steadily"
        f"|getting progressive|progressing"
        f"|progressed|worsening|worse|worsened|increasing",
    ),
    "myelopathy": (
        "spastic gait|paraparesis|legs",
        "upper motor neuron|neurone sign|signs|finding|findings|dysfunction|lesion",
        "umn sign|signs|finding|findings",
        "sensory level ~1 t2|t3|t4|t5|t6|t7|t8|t9|t10|t11|t12|l1",
        "t2|t3|t4|t5|t6|t7|t8|t9|t10|t11|t12 sensory level",
        "myelopathy|myelopathic|myelomalacia",
        "cord edema|oedema",
        "cord signal change|changes|abnormality|hyperintensity",
        "signal change|changes|abnormality|hyperintensity in|within|of ?the ?spinal|thoracic cord",
        "intramedullary ?cord ?t2 signal|edema|oedema|hyperintensity",
        "positive|upgoing|bilateral ?bilateral babinski*|hoffmann*|hoffman*",
        "babinski*|hoffmann*|hoffman* ?sign ?signs ?is|are|was|were ?bilaterally positive|present|upgoing",
        "upgoing toes|toe|plantar|plantars",
        "sustained|unsustained|ankle|bilateral|beats ?of ?ankle clonus",
        f"hyperreflexia|hyperreflexic ~3 {_LEG}|clonus|babinski*",
        f"{_LEG} ~2 hyperreflexia|hyperreflexic",
    ),
    "cord_compression": (
        "cord : compressed|flattened|edema|effaced",
        "cord deformity|distortion|indentation|flattening|involvement",
        "cord contact ?and ?deformity",
        "indenting|indents|compressing|compresses|deforming|deforms|displacing|displaces ?the ?ventral"
        "|anterior ?spinal|thoracic cord",
        "conus ?medullaris ?is|was|appears ?severely|mildly|markedly|moderately compressed|compression|flattened"
        "|deformed|displaced",
        "compression|compressing|compresses|effacement|impingement of|on ?the conus",
        "cord compression|impingement|compromise|compressed",
        "cordcompression",
        "compression|compressing|compresses|compressed|impingement|impinging|impinges|compromise|deforms"
        "|deforming|flattens|flattening ?of|on|upon|against ?the ?ventral|anterior ?spinal|thoracic cord",
        "cord is|was|being|appears ?severely|mildly|markedly|moderately compressed|compression|flattened"
        "|deformed|displaced",
        "mscc|escc",
        "mass effect on|upon ?the ?ventral|anterior ?spinal|thoracic cord",
        "cord ?is|are|was|appears ?severely|mildly|markedly|moderately effaced|draped|kinked",
        "effaces|effacing|effacement|draping|kinking ?of ?the ?ventral|anterior ?spinal|thoracic cord",
    ),
    "epidural_abscess": (
        "epidural|enhancing ~3 epidural|enhancing ~3 collection|collections",
        "epidural ~2 collection ~4 enhancing|enhancement|enhances",
        "epidural ~10 abscess|abcess|abscesses|phlegmon|empyema",
        "epidural|paraspinal|spinal ?or ?and ?paraspinal|epidural abscess|abscesses|phlegmon|empyema",
        "abscess in|of ?the epidural|spinal ?space|canal",
    ),
}
URGENT_PATTERNS: dict[str, tuple[str, ...]] = {
    "retropulsion": (
        "canal encroachment|compromise",
        "fragment|fragments|bone|pieces ~2 in|into|within|narrows|narrowing|occupying|fills ~3 canal",
        "retropulsion|retropulsed|retropulses|retropulsing|retropulse",
        "retro - pulsion|pulsed",
        f"posterior ?cortical|vertebral|superior ?body cortex|wall|margin|fragment ~3 {_THROUGH} ~7 canal",
        f"fragment|fragments|cortex ?is|are|of|bone|which ~2 {_THROUGH} ~3 canal",
        "encroachment|encroaches|encroaching ?on|of|upon ?the ?spinal|central canal",
    ),
    "unstable_fracture": (
        "flexion|extension|hyperextension ?- ?/ distraction",
        f"{_TORN} ~2 of|to|in ~5 {_BANDS}",
        f"{_BANDS} ?complex ?structures ?is|are|appears|appear|was|were ?injury {_TORN}",
        f"{_TORN} {_BANDS} ?complex",
        "widening|widened|splaying|splayed ~3 interspinous|facet|facets|spinous",
        "hyperextension|distraction|translational|translation|shear ?type fracture|fx|injury",
        "ao|aospine ?spine ?type a3|a4|b|b1|b2|b3|c",
        "posterior wall|column|element|elements|ligament|ligamentous ~6 instability|unstable",
        "fracture|fractures|fx ~7 unstable",
        "posterior tension|ligamentous band|complex|complexes ~1 injury|disruption|failure|disrupted",
        "plc|tension injury|disruption|disrupted",
        "ao ?spine ?type b|b1|b2|b3|c",
        "burst ?- ?type ?compression|comp fracture|fractures|fx|fxs|component|morphology|pattern|deformity",
        "burst ?at ?of ?the t10|t11|t12|l1|l2|l3|l4|l5",
        "t10|t11|t12|l1|l2|l3|l4|l5 ?is ?was ?has burst",
        "type a|b burst",
        f"unstable ?appearing ?{_LEVEL} ?compression|vertebral|spinal|spine|thoracic|lumbar|burst|wedge"
        " ?compression fracture|fractures|fx|injury|deformity",
        "fracture|fractures|fx is|are|appears|looks|was ?considered|deemed unstable",
        "spinal|mechanical|spine instability",
        "chance fracture|fx",
        "fracture dislocation|- dislocation",
        "two|three|2|3|both|all - column|columns",
        "both|all|two|three columns",
        "loss|disruption|violation|breach|failure ?of ?in ?the posterior|posterolateral"
        " ?vertebral ?body wall|cortex",
        "posterior|posterolateral ?vertebral ?body wall|cortex|cortical violation|breach|disruption|failure",
        "posterior ?vertebral ?body wall|cortex ?is ?was disrupted|violated|breached|broken|fractured|failed",
        "two|three|2|3 column fracture|injury",
        "injury|vertebra*|segment|level|spine ~7 unstable",
    ),
    "neurologic_deficit": (
        "foot slap",
        "sensory|motor loss ~1 l2|l3|l4|l5|s1",
        "sensory|motor loss ~3 dermatome|distribution",
        "foot|leg|toe that|which drags|drops|slaps",
        f"weakness ?of ?in ?the r|l|rt|lt|right|left|both|bilateral ?lower {_LEG}",
        "drag|drags|dragging ?the|his|her ?right|left|r|l foot|leg|toe|toes",
        "new|progressive|worsening|acute|evolving|recent|sudden ?onset ?of ?focal|motor neurologic|neurological"
        "|neuro|motor|sensory ?motor|sensory deficit|deficits|compromise|decline|loss|deterioration|impairment",
        "neurologic|neurological|neuro deterioration|decline|worsening",
        "neurologic|neurological|motor|sensory deficit|deficits|compromise",
        f"{_LEG} weakness",
        f"weakness ~2 of|in ?the|both|her|his|bilateral|right|left ?both ?lower|right|left {_LEG}",
        f"weak {_LEG}",
        f"{_LEG} ?is|are|feel|feels|felt|seem weak",
        "foot drop|drops",
        "footdrop",
        f"{_NUMB} ~1 in|of ?the|both|her|his|bilateral|right|left ?both ?lower {_LEG}",
        f"{_LEG} numbness",
    ),
    "infection_with_fracture": (
        "blood cx|cultures|culture ~1 +|positive|mssa|mrsa",
        "vertebra*|endplate|endplates ?body ?is destruction|destroyed|erosion|erosive",
        "osteomyelitis|discitis|spondylodiscitis|diskitis",
        "suspected|suspicious|suspicion|suspect|concern|concerning|possible|probable|likely ?for|of"
        "|about ?a ?spinal|spine|disc|underlying|vertebral|deep infection",
        "infected|infectious fracture|fx|level",
        "infected|infectious disc|vertebra*|spondylitis|process|hardware|cage|discitis",
        "vertebral|spinal|disc|spine infection",
        "infection of ?the spine|disc|vertebra*",
        "bacteremia|bacteraemia|sepsis|septic|septicemia",
        "infection|abscess ?is|was|strongly suspected|likely|favored",
        "blood ?cultures|culture ?are|is|were|was ?growing positive|mssa|mrsa|staph*|strep*",
        "positive blood cultures|culture",
        "fever|fevers|febrile|rigors",
        "grew|grown|growing|isolated from|in|out ?of ?the disc|bone|aspirate|vertebra*|biopsy|blood",
        "disc|bone|vertebral|blood aspirate|biopsy|cultures|culture grew|grows|growing",
    ),
    "malignancy_with_fracture": (
        "met|metastatic ?breast|prostate|lung|renal|colon|bladder|thyroid ca|cancer|carcinoma|disease",
        "stage iv|4 ~2 nsclc|sclc|rcc|ca|cancer|carcinoma|lung|breast|prostate|melanoma",
        "fdg|pet ?- avid",
        "suspicious|suspected|suspect|suspicion|worrisome|concerning|concern"
        "|possible ?for ?of ?about ?a ?an ?acute ?underlying pathologic|pathological fracture|fractures|fx"
        "|collapse|process|lesion|etiology|compression",
        "metastatic|metastasis|metastases|mets",
        "myeloma|plasmacytoma",
        "biopsy|bx|pathology|path ~6 adenocarcinoma|carcinoma|lymphoma|sarcoma|myeloma|plasma|malignan*",
        "collapse*|fracture*|fx|fell ~2 due|because|from|secondary ?to ?of ?a tumor|tumour|cancer|lesion|mass",
        "malignancy|malignant|neoplasm|neoplastic",
        "lytic|blastic|sclerotic|aggressive|infiltrative|infiltrating|destructive ?bone|marrow|osseous"
        "|vertebral ?bone lesion|lesions|process|mass",
        "suspicious ?bone|marrow|osseous|vertebral lesion|lesions|mass",
        "suspected|suspicious|suspicion|concern|concerning|possible|known|active|current ~3 cancer|tumor|tumour"
        "|malignancy|neoplasm|lymphoma|metasta*|carcinoma",
        "cancer|carcinoma|lymphoma ~6 chemotherapy|chemo|radiation|stage|active|recurrent|spread|progressing"
        "|metasta*|bone|spine",
        "stage|active|recurrent|advanced ~4 cancer|carcinoma|lymphoma|leukemia|melanoma",
        "chemotherapy|chemo|radiation ~4 for ~4 cancer|carcinoma|lymphoma",
        "marrow ?- replacing|replacement ?process|lesion|lesions|disease",
        "epidural|paraspinal|paravertebral ?soft ?- ?tissue mass|tumor|tumour|extension",
        "pathologic|pathological ~5 due|secondary|from|related ~3 cancer|carcinoma|lymphoma|tumor|tumour"
        "|malignan*|neoplas*|metasta*",
    ),
    "inpatient": (
        "currently|presently|now|still|remains|is ?an inpt",
        "observation|obs status|bed|unit",
        "inpt|inpatient room|rm|unit|team|at|on|floor|ward|consult|consultation|referral|status|bed",
        "currently|presently|now on ?our|the ~3 floor|unit|ward",
        "hosp|hospital day",
        "patient location : ~7 inpatient|inpt",
        "consult|consultation|consulted ?requested ?by ?the hospitalist|hospitalists",
        "patient|pt|encounter|admission|adt|visit class|type|status ?: inpatient|ip",
        "location|setting|unit|dept|department|service ?: ?current ?currently inpatient",
        "while|still|currently|is|remains ?still in - house",
        "while|still|currently|is|remains ?still in house|inhouse",
        "before|until|unless ?he|she|they|patient|pt ?can|is ?be leave|leaves|leaving|discharged ?from the"
        "|our hospital",
        "location|unit|floor|ward|nursing|station : ?inpatient ?current med/surg|med|icu|ccu|micu|sicu|tele"
        "|telemetry|ortho|neuro|step|stepdown|step-down|pcu|tcu",
        "unit|floor|ward : ~4 room|rm|bed ?: ?#",
        "hospitalized|hospitalised|admitted|inpatient since",
        "bedside consult|consultation|evaluation",
        "see|seen|evaluate|evaluated|consult|treat|treated ~3 prior|before ?to discharge|d/c|dc",
        "currently|presently|now|still|is|remains on|in 1|2|3|4|5|6|7|8|9|10 west|east|north|south|tower|main|w|e",
        "currently|presently|now|still|remains ?an ?a inpatient|hospitalized|hospitalised|admitted",
        "hospitalized|hospitalised|inpatient|inpt now|currently|presently|still",
        "still|currently|presently|now|remains on ?a ?the hospital ward|floor|unit",
        "cannot|can't|unable|not|n't ?ready ?to be ?safely discharged|d/c'd",
        "admit|admission|admitting orders|order written|placed|in|signed|done",
        "waiting|awaiting|awaits|waits ?for ?a ?an ?inpatient bed",
        "kept in ?the hospital",
        "remains|currently|presently|still in ?the|our hospital",
        "inpatient at|on|floor|ward|consult|consultation|referral|status|bed|here|location|hospital|kyphoplasty"
        "|transfer",
        "as an inpatient",
        "patient|pt|he|she is ?currently ?an inpatient|hospitalized|hospitalised",
        "admitted ?here today|yesterday|overnight",
        "patient class|type|status inpatient",
        "hospital day",
        "in the hospital now|currently",
        "inpatient face|facesheet|admission|unit",
    ),
}
EXCLUDED: dict[str, tuple[str, ...]] = {
    "not_cauda_equina": (
        "low|minimal|little|doubt|doubtful ?clinical ?index ?of suspicion|concern for|of ?a ?an ?acute cauda"
        " equina",
    ),
    "not_bladder_bowel": (
        "leak* ~2 urine ~3 cough*|sneez*|laugh*|exercise",
        "car|vehicle|motor|auto|traffic|work|fall accidents",
        "cerebrovascular|vascular accidents",
        "less|fewer|improved|improving ?episodes ?of ?urinary|bowel|bladder|fecal|stool incontinence|leakage",
        "stress|urge|urgency|mixed|functional|nocturnal|chronic|baseline|longstanding|occasional ?urinary"
        "|bladder|urinary|urge ?and ?stress|urge incontinence",
        "stress|urge ?/ ?and ?stress|urge|overflow urinary incontinence",
        "incontinence pads|pad|briefs|supplies|care|products|surgery|sling|garments",
        "fluid|water|sodium|co2|carbon|mucus|memory|placenta* retention",
        "irritable bowel",
        "bowel movement|movements|regimen|prep|sounds|obstruction|resection",
        "bladder tumor|cancer|infection|stones|suspension|repair|surgery",
    ),
    "not_unstable_fracture": (
        "flexion ?- ?/ distraction technique|therapy|treatment*|table|manipulat*|decompress*|traction|adjust*"
        "|mobiliz*|protocol|exercise*",
        "cox|chiropractic* ~3 flexion ?- ?/ distraction",
        f"ankle|knee|cruciate|collateral|shoulder|wrist|hip|foot|thumb ~3 {_BANDS} ~3 {_TORN}",
        f"{_TORN} ~4 ankle|knee|cruciate|collateral|shoulder|wrist|hip|foot|thumb ~3 {_BANDS}",
        "unstable angina|gait|psych*|mood|blood|vital*|knee|ankle|shoulder",
        "burst of|suppression",
    ),
    "not_inpatient": (
        "inpatient rehab|rehabilitation|psych*|medication*|meds|stay|treatment|detox|program|programs|hospice"
        "|only",
        "discharged ~3 hospital",
        "will|would|should|to be admitted ?here ?today|overnight",
        "hospital day surgery",
        "hospital bed at home",
        "discharged from ~2 care|pt|therapy|practice|clinic|service|services",
        "bed ~3 snf|rehab|nursing|facility",
    ),
    "not_malignancy_with_fracture": (
        "malignant hypertension|hyperthermia|otitis",
        "family|fear|worry of cancer",
        "benign ?- ?appearing ~2 lesion|lesions",
        "non|not ?- malignant|neoplastic|metastatic",
        "nonmalignant|benign",
        "negative|no ~3 carcinoma|adenocarcinoma|lymphoma|sarcoma|malignan*",
        "basal ?cell carcinoma",
        "malignancy screening|screen",
        "low|little|minimal|doubt|less suspicion|concern|likelihood|probability ?for|of ?a ?an ?underlying"
        " malignan*|cancer|metasta*|neoplasm|tumor|pathologic*",
        "epidural fat|space|steroid",
    ),
    "not_neurologic_deficit": ("attention deficit", "weakness of|in grip", "generalized|general weakness"),
    "not_infection_with_fracture": (
        "hay|rheumatic|scarlet|yellow|typhoid|dengue|valley|cabin|spotted ?mountain fever",
        "fever blister|blisters|reducer|reducers",
        "for|prn|as|needed ?needed ?for ?mild ?pain ?/ ?or ?and fever|fevers",
        "pain|headache|aches ?/ ?or fever|fevers",
        "septic tank|system",
        "urinary|respiratory|upper|sinus|ear|tract|throat|wound|skin|chest|lung"
        "|yeast ?tract ?respiratory infection",
    ),
    "not_progressive_leg_weakness": ("knee|ankle|hip ?is|has|keeps|was ?been giv*|gave|buckl* ?out|way",),
    "not_myelopathy": ("without|no myelopathy",),
    "not_epidural_abscess": ("no|without abscess|phlegmon|empyema|collection",),
}
PATTERNS = EMERGENCY_PATTERNS | URGENT_PATTERNS
EMERGENCY = frozenset(EMERGENCY_PATTERNS)
WITH_FRACTURE = frozenset({"infection_with_fracture", "malignancy_with_fracture"})

NEWNESS_NEEDED = frozenset({"neurologic_deficit"})
NEW = frozenset(
    """
        new newly acute acutely recent recently sudden suddenly onset since developed develops
        developing began begun started starting now progressive progressing worsening worsened worse
        increasing longer today yesterday overnight lately evolving deterioration decline
    """.split()
)
FRACTURE = (
    "fracture|fractures|fractured|fx|fxs|vcf|vcfs",
    "compression|wedge deformity|deformities|collapse",
    "collapse",
)
