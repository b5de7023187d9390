"""What a study shows that cannot wait, as data: a pressed cord, an abscess, a fracture that gives way.

Place in the sentence: words -> packets -> **fields**; read by `flags.concepts`.
"""

from __future__ import annotations

from faxpipe.fields.flags.concept import Concept

LESIONS = (
    Concept(
        "cord_compression",
        ("cord|conus", "cauda ?equina"),
        (
            "compressed|compresses|compressing|flattened|flattening|flattens|effaced|effaces|effacing|effacement"
            "|impinges|impinging|impingement|impinged|displaces|displacing|displaced|deformed|deforms|deforming"
            "|indented|indents|indenting|pinched|pinching|squeezed|squeezing|squeezes|crushing"
            "|crushed|distorted|kinked|draped|deviated",
            "mass effect",
            "contusion|contused|hemorrhage|haemorrhage|hematoma|infarct|infarction|transection|transected",
            "edema|oedema|myelomalacia",
            "high|increased|abnormal|bright|hyperintense ?t2 ?stir signal",
            "signal change|changes|abnormality|hyperintensity",
            "t2 hyperintense|hyperintensity|bright",
        ),
        5,
        of_others=(
            "sac|thecal|foraminal|foramina|foramen|body|vertebral|endplate|fracture|root|roots|disc|ligament|csf"
            "|space|marrow|normal|soft|tissue|fat|canal|recess|tolerance|bladder|catheter|tube"
        ),
    ),
    Concept(
        "epidural_abscess",
        ("epidural|extradural|intraspinal|intradural",),
        (
            "collection|collections|phlegmon|abscess|abcess|abscesses|empyema|pus|gas|infection|suppuration|rim-enhancing",
        ),
        6,
        of_others="steroid|steroids|injection|catheter|fat|risk|risks|lipomatosis",
    ),
    Concept(
        "cord_compression",
        ("epidural|extradural|intraspinal|spinal",),
        ("hematoma|haematoma|hemorrhage",),
        4,
        (
            "cord|spine|spinal|lumbar|thoracic|canal|thecal|cauda|conus|legs|leg",
            "l1|l2|l3|l4|l5|t8|t9|t10|t11|t12",
        ),
        of_others="risk|risks|chronic|brain|head|scalp|intracranial|frontal|parietal",
    ),
    Concept(
        "unstable_fracture",
        ("middle|posterior column|columns", "columns"),
        ("involv*|injur*|disrupt*|fail*|fracture*|fx|compromis*|extend*|extension|violat*|through",),
        4,
        of_others="stimulator|vertebral|spinal|function",
    ),
    Concept(
        "unstable_fracture",
        ("fracture|fractures|fx|vertebra*|injury|facet|facets|facetal",),
        (
            "dislocation|dislocated|subluxation|subluxed|subluxated|perched|jumped|translation|translated|distracted",
        ),
        3,
        of_others="hip|shoulder|finger|patella|patellar|knee|ankle|elbow|wrist|no",
    ),
    Concept(
        "retropulsion",
        ("fragment|fragments|bone|bony|cortex|wall|corner|piece|margin|segment",),
        (
            "displaced|pushed|projecting|projects|bulging|bulges|bowing|bowed|migrated|driven|extending|extends"
            "|protruding|protrudes|sticking ~1 posteriorly|backward|backwards|dorsally|back",
            "posteriorly displaced|projecting|bulging|bowed|migrated|driven|protruding",
            "in|into|within|toward|towards|inside|occupying|narrowing|abuts|abutting ~3 canal|cord|sac|thecal",
        ),
        5,
        of_others="disc|discs|marrow|density|scan|graft|nothing",
    ),
    Concept(
        "malignancy_with_fracture",
        (
            "lesion|lesions|mass|infiltration|infiltrating|destruction|destroyed|destructive|lytic|permeative|moth-eaten"
            "|replaced|enhancing",
        ),
        (
            "vertebra*|body|bone|bony|osseous|marrow|endplate|pedicle|lumbar|thoracic|spine|l1|l2|l3|l4|l5",
            "t2|t3|t4|t5|t6|t7|t8|t9|t10|t11|t12",
        ),
        4,
        (
            "weight|wt loss",
            "lost ~3 lb|lbs|pounds|kg|weight",
            "night sweats|pain",
            "biopsy|spep|upep|psa|oncology|ca|cancer|carcinoma|tumor|malignan*|metasta*|myeloma|lymphoma|pathologic*"
            "|lytic|destructive|destruction|destroyed|permeative",
        ),
        of_others="benign|hemangioma|hemangiomas|disc|skin|renal|liver|adrenal|island",
    ),
    Concept(
        "cord_compression",
        ("cord|conus",),
        ("abnormal|swollen|swelling|thinned|angulated|wrapping|wrapped|encased|encasing|touched|bent|contacted",),
        3,
        of_others="sac|disc|root|roots|normal|without|csf|space|not|stimulator|vocal|umbilical|spermatic",
    ),
    Concept(
        "epidural_abscess",
        ("thecal|dural|canal|epidural|intraspinal",),
        ("collection|collections|fluid",),
        5,
        (
            "enhanc*|septic|sepsis|fever|febrile|infect*|pus|abscess|phlegmon|esr|crp|bacteremi*|rim",
            "peripherally",
        ),
        of_others="seroma|postoperative|csf|normal",
    ),
    Concept(
        "malignancy_with_fracture",
        ("lytic|sclerotic|blastic",),
        ("disease|change|changes|foci|focus|areas|area|defect|defects|pattern",),
        3,
        of_others="endplate|facet|degenerative|margins",
    ),
)
