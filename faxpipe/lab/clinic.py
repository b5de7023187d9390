"""What clinicians write about: payers, drugs, diagnoses, procedures, studies and red flags, as tables.

Part of the lab. Plain data, no choices; `cases` draws from it. Codes are real, people never are.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Payer:
    """A plan and its member ID: `#` a digit, `@` a letter, "MBI" a Medicare identifier. `elderly`: from 65 on."""

    name: str
    shape: str
    elderly: bool
    group: str = ""


PAYERS = (
    Payer("Medicare", "MBI", True),
    Payer("Medicare Part B", "MBI", True),
    Payer("Original Medicare", "MBI", True),
    Payer("Medicare A/B + Medigap Plan G", "MBI", True),
    Payer("Blue Medicare PPO", "R#########", True, "####"),
    Payer("Wellcare Giveback HMO", "W#######", True),
    Payer("UHC Dual Complete", "1########", True, "#####"),
    Payer("HumanaChoice PPO", "H########", True, "0P######"),
    Payer("Aetna Medicare Eagle", "10######@@##", True),
    Payer("Martin's Point Generations Advantage", "M######-##", True),
    Payer("Anthem BCBS of New Hampshire", "YGH###M#####", False, "######"),
    Payer("Blue Cross Blue Shield of MA", "XXP#########", False, "00######"),
    Payer("Harvard Pilgrim HMO", "HP#######-##", False, "######"),
    Payer("Tufts Health Direct", "80######-01", False, "#####"),
    Payer("Aetna Choice POS II", "W##########", False, "0######-010-00001"),
    Payer("Cigna Open Access Plus", "U#########", False, "#######"),
    Payer("UnitedHealthcare Choice Plus", "9########", False, "######"),
    Payer("Mass General Brigham Health Plan", "@@@########", False, "#####"),
    Payer("NH Healthy Families", "2##########", False),
    Payer("AmeriHealth Caritas New Hampshire", "7########", False),
    Payer("MassHealth", "1###########", False),
    Payer("TRICARE Prime", "###########", False),
    Payer("VA Community Care", "VA#########", False),
)
CLAIM_PAYERS = (
    Payer("Workers' Comp - Liberty Mutual", "WC###-@#####", False),
    Payer("The Hartford (workers' compensation)", "Y##C#####", False),
    Payer("Auto / MedPay - Progressive", "##-#######", False),
)

# name as printed in a list, dose line
DRUGS = (
    ("lisinopril", "10 mg daily"),
    ("amlodipine", "5 mg daily"),
    ("metoprolol tartrate", "25 mg BID"),
    ("carvedilol", "6.25 mg BID"),
    ("hydrochlorothiazide", "25 mg daily"),
    ("furosemide", "20 mg daily"),
    ("valsartan", "80 mg daily"),
    ("atorvastatin", "40 mg at bedtime"),
    ("rosuvastatin", "10 mg daily"),
    ("pravastatin", "20 mg nightly"),
    ("metformin", "500 mg BID"),
    ("glipizide", "5 mg daily"),
    ("insulin glargine", "18 units at bedtime"),
    ("levothyroxine", "75 mcg daily"),
    ("omeprazole", "20 mg daily"),
    ("famotidine", "20 mg BID"),
    ("sertraline", "50 mg daily"),
    ("citalopram", "20 mg daily"),
    ("duloxetine", "30 mg daily"),
    ("trazodone", "50 mg qhs"),
    ("mirtazapine", "15 mg qhs"),
    ("gabapentin", "300 mg TID"),
    ("pregabalin", "75 mg BID"),
    ("acetaminophen", "650 mg q6h prn"),
    ("tramadol", "50 mg q6h prn"),
    ("oxycodone", "5 mg q4h prn"),
    ("meloxicam", "7.5 mg daily"),
    ("tizanidine", "2 mg TID prn"),
    ("prednisone", "5 mg daily"),
    ("alendronate", "70 mg weekly"),
    ("donepezil", "10 mg daily"),
    ("tamsulosin", "0.4 mg daily"),
    ("montelukast", "10 mg daily"),
    ("Lipitor", "20 mg daily"),
    ("Synthroid", "88 mcg daily"),
    ("Norvasc", "5 mg daily"),
    ("Protonix", "40 mg daily"),
    ("Cymbalta", "60 mg daily"),
    ("Tylenol", "1000 mg TID"),
    ("Zoloft", "100 mg daily"),
    ("calcium carbonate", "600 mg BID"),
    ("vitamin D3", "2000 units daily"),
)
# name as printed, dose line, generic
THINNERS = (
    ("warfarin", "5 mg daily", "warfarin"),
    ("Coumadin", "2.5 mg as directed", "warfarin"),
    ("Eliquis", "5 mg BID", "apixaban"),
    ("apixaban", "2.5 mg BID", "apixaban"),
    ("Xarelto", "20 mg with supper", "rivaroxaban"),
    ("rivaroxaban", "15 mg daily", "rivaroxaban"),
    ("clopidogrel", "75 mg daily", "clopidogrel"),
    ("Plavix", "75 mg daily", "clopidogrel"),
    ("Pradaxa", "150 mg BID", "dabigatran"),
    ("aspirin", "81 mg daily", "aspirin"),
)
GENERICS = {name: generic for name, _, generic in THINNERS}
ALLERGENS = (
    "penicillin|sulfa|codeine|latex|iodine contrast|morphine|amoxicillin|ciprofloxacin|lisinopril|shellfish|"
    "adhesive tape|ibuprofen|cephalexin|bee stings|tetracycline|gadolinium"
).split("|")
LEVELS = ("T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12", "L1", "L2", "L3", "L4", "L5")
COMMON_LEVELS = ("T7", "T8", "T11", "T12", "T12", "T12", "L1", "L1", "L1", "L2", "L2", "L3", "L4")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What the order calls it; `{levels}` stands for the fracture levels. `cancer`: fracture from a tumour."""

    text: str
    codes: tuple[str, ...]
    cancer: str = ""


FRACTURES = (
    Diagnosis("Osteoporotic compression fracture {levels}", ("M80.08XA",)),
    Diagnosis("Age-related osteoporosis w/ current pathological fracture, vertebra", ("M80.08XA",)),
    Diagnosis("{levels} vertebral compression fracture", ("M80.08XA",)),
    Diagnosis("VCF {levels}, senile osteoporosis", ("M80.08XA",)),
    Diagnosis("Painful insufficiency fracture of {levels}", ("M80.08XA",)),
    Diagnosis("Fragility fracture {levels}, steroid-induced osteoporosis", ("M80.88XA",)),
    Diagnosis("Compression fracture of {levels}, other osteoporosis", ("M80.88XA",)),
    Diagnosis("Wedge compression fracture of L1", ("S32.010A",)),
    Diagnosis("Wedge compression fracture of L2", ("S32.020A",)),
    Diagnosis("Wedge compression fracture of L3", ("S32.030A",)),
    Diagnosis("Wedge compression fracture of T12", ("S22.080A",)),
)
CANCERS = (
    Diagnosis("Pathological fracture {levels}, multiple myeloma", ("M84.58XA", "C90.00"), "multiple myeloma"),
    Diagnosis(
        "Malignant compression fracture {levels}, breast cancer",
        ("M84.58XA", "C79.51"),
        "metastatic breast cancer",
    ),
    Diagnosis(
        "Pathologic fracture {levels} due to bone metastasis", ("M84.58XA", "C79.51"), "metastatic prostate cancer"
    ),
)
VCF_SERVICES = (
    "Kyphoplasty evaluation",
    "Evaluate and treat, possible kyphoplasty",
    "Consult for vertebral augmentation {levels}",
    "Balloon kyphoplasty {levels}",
    "Vertebroplasty / kyphoplasty consultation",
    "Pain management consult re: kyphoplasty",
    "Assess for cement augmentation of {levels}",
)


@dataclass(frozen=True, slots=True)
class Complaint:
    """A referral that is no compression fracture: what is asked, why, and what the note tells."""

    service: str
    cpt: tuple[str, ...]
    diagnosis: Diagnosis
    story: str
    exam: str
    study: str


COMPLAINTS = (
    Complaint(
        "L4-L5 interlaminar epidural steroid injection",
        ("62323",),
        Diagnosis("Lumbar spinal stenosis with neurogenic claudication", ("M48.062",)),
        "Aching in both calves after one block of walking, better leaning on a shopping cart.",
        "Lumbar extension reproduces the leg symptoms. Straight leg raise negative.",
        "Moderate central canal stenosis at L4-L5 with ligamentum flavum thickening. No fracture.",
    ),
    Complaint(
        "Evaluate for lumbar radiofrequency ablation",
        ("64635", "64636"),
        Diagnosis("Lumbar facet arthropathy", ("M47.816",)),
        "Axial low back pain, worse on standing and twisting, nothing below the knee.",
        "Tender over the lower lumbar facets, pain with extension and rotation.",
        "Facet hypertrophy L4-L5 and L5-S1. Vertebral body heights are maintained.",
    ),
    Complaint(
        "Pain management consultation",
        (),
        Diagnosis("Chronic low back pain", ("M54.50", "G89.29")),
        "Years of low back ache without radiation, worse with yard work.",
        "Paraspinal spasm, good range of motion.",
        "Mild multilevel degenerative disc disease. No compression deformity.",
    ),
    Complaint(
        "Transforaminal ESI left S1",
        ("64483",),
        Diagnosis("Lumbosacral radiculopathy, left", ("M54.17",)),
        "Left buttock and lateral foot pain with tingling after shoveling.",
        "Left straight leg raise positive at 40 degrees.",
        "Left paracentral L5-S1 disc extrusion contacting the S1 root.",
    ),
    Complaint(
        "Right SI joint injection, diagnostic and therapeutic",
        ("27096",),
        Diagnosis("Sacroiliac joint dysfunction", ("M53.3",)),
        "Right buttock pain on getting out of the car and on stairs.",
        "FABER and thigh thrust positive on the right.",
        "Sclerosis about the right SI joint, otherwise unremarkable.",
    ),
    Complaint(
        "Spinal cord stimulator trial evaluation",
        ("63650",),
        Diagnosis("Postlaminectomy syndrome, lumbar", ("M96.1",)),
        "Persistent leg burning since a laminectomy nine years ago.",
        "Well healed midline scar, patchy light touch loss unchanged for years.",
        "Postoperative changes L4-S1. No recurrent herniation.",
    ),
    Complaint(
        "Cervical medial branch block C4-C6",
        ("64490", "64491"),
        Diagnosis("Cervical spondylosis", ("M47.812",)),
        "Neck pain with headaches since a rear-end collision two years ago.",
        "Cervical rotation limited to 45 degrees, Spurling negative.",
        "Multilevel uncovertebral spurring without cord signal change.",
    ),
    Complaint(
        "Genicular nerve block, left knee",
        ("64454",),
        Diagnosis("Primary osteoarthritis, left knee", ("M17.12",)),
        "Left knee pain on stairs; not a candidate for replacement.",
        "Varus knee with crepitus, no effusion.",
        "Tricompartmental osteoarthritis.",
    ),
)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A red flag: its priority, how a note and an imaging report assert it (either may be silent)."""

    name: str
    priority: str
    note: str
    imaging: str
    deficit: bool = False


ALARMS = (
    Alarm(
        "retention",
        "emergency",
        "Since yesterday {she} has been unable to pass urine and was catheterized for 900 mL; this is new.",
        "",
    ),
    Alarm(
        "incontinence",
        "emergency",
        "Two days ago {she} began having accidents of stool, a new bowel incontinence.",
        "",
    ),
    Alarm("saddle", "emergency", "{She} reports new saddle anesthesia.", "", True),
    Alarm(
        "progressive weakness",
        "emergency",
        "{Her} leg weakness has been progressing over the past four days; {she} can no longer stand.",
        "",
        True,
    ),
    Alarm(
        "cord compression",
        "emergency",
        "Imaging shows spinal cord compression at the fractured level.",
        "Retropulsed bone causes spinal cord compression with cord edema.",
    ),
    Alarm(
        "epidural abscess",
        "emergency",
        "Blood cultures are growing MSSA and imaging shows an epidural abscess.",
        "Rim-enhancing epidural collection consistent with epidural abscess.",
    ),
    Alarm(
        "retropulsion",
        "urgent",
        "There is retropulsion of the posterior wall on the scan.",
        "There is 5 mm of retropulsion into the canal without cord contact.",
    ),
    Alarm(
        "burst",
        "urgent",
        "The radiologist reads this as a burst fracture.",
        "Burst morphology with involvement of the middle column.",
    ),
    Alarm("new deficit", "urgent", "New right foot drop, 3/5 dorsiflexion, since the fall.", "", True),
    Alarm(
        "infection",
        "urgent",
        "Fever to 101.8 and CRP of 160; vertebral osteomyelitis is suspected.",
        "Endplate erosion and disc fluid signal raise suspicion for discitis osteomyelitis.",
    ),
    Alarm("inpatient", "urgent", "{She} is currently an inpatient on the medical floor, unable to mobilize.", ""),
)

NEGATED = (
    "Denies bowel or bladder incontinence.",
    "No saddle anesthesia, no urinary retention.",
    "Denies fever, chills or weight loss; no history of cancer.",
    "No leg weakness, no numbness.",
    "There has been no loss of bladder control.",
)
TEMPLATES = (
    "Return precautions: go to the emergency department for new leg weakness, numbness in the groin, or loss "
    "of bowel or "
    "bladder control.",
    "Patient was instructed to call if fever, worsening weakness or urinary retention develops.",
    "Red flag symptoms (saddle anesthesia, incontinence, progressive weakness) were reviewed with the patient.",
)
FAMILY = (
    "Family history: mother had a hip fracture at 81 and a kyphoplasty; father died of prostate cancer.",
    "FH: sister with multiple myeloma. Mother with osteoporosis and vertebral fractures.",
    "Family hx notable for a brother with spinal cord tumor.",
)
PAST = (
    "Past history: hypertension, hyperlipidemia, cholecystectomy 2004.",
    "PMH: COPD, hypothyroidism, remote cauda equina syndrome treated surgically in 2009 with full recovery.",
    "PMHx: atrial fibrillation, CKD 3, GERD.",
    "Past medical history includes basal cell carcinoma excised in 2016 and type 2 diabetes.",
    "History: hypertension, anxiety, left Colles fracture in 2018.",
)
FILLER = (
    "Social history: former smoker, quit 1998; rare alcohol; lives with spouse in a two-story home.",
    "Social: widowed, lives alone, retired school bus driver. Never smoker.",
    "ROS: negative for chest pain, dyspnea, syncope, rash. Sleep is poor because of pain.",
    "Review of systems: appetite fair, no cough, no dysuria. Otherwise negative in ten systems.",
    "Immunizations up to date. Advance directive on file.",
    "Surgical history: appendectomy, cataract extraction both eyes, right knee replacement 2012.",
    "Functional status: independent before this, now needs help with bathing and dressing.",
)
BUILDINGS = (
    "Imaging Center",
    "Radiology Associates",
    "Open MRI",
    "Diagnostic Imaging",
    "Hospital Department of Radiology",
)
