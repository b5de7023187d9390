"""The headings of clinical pages by their section, as data.

Place in the sentence: pages -> words -> packets -> **fields**; read by `sections`. In lower case, as patterns that
a whole heading matches.
"""

from __future__ import annotations

from enum import StrEnum


class Section(StrEnum):
    OTHER = "other"
    IDENTITY = "identity"
    NARRATIVE = "narrative"
    REVIEW = "review_of_systems"
    PAST = "past_history"
    PROBLEMS = "problem_list"
    FAMILY = "family_history"
    SOCIAL = "social_history"
    MEDICATIONS = "medications"
    STOPPED = "stopped_medications"
    ALLERGIES = "allergies"
    EXAM = "examination"
    DATA = "data"
    ASSESSMENT = "assessment"
    PLAN = "plan"
    INSTRUCTIONS = "instructions"
    INDICATION = "indication"
    TECHNIQUE = "technique"
    COMPARISON = "comparison"
    FINDINGS = "findings"
    IMPRESSION = "impression"
    PROCEDURE = "procedure"


HEADINGS: tuple[tuple[Section, str], ...] = (
    (
        Section.IDENTITY,
        r"re|patient|pt|name|patient name|dob|date of birth|to|from|attn|fax|phone|tel|telephone|pages|npi"
        r"|insurance|subject|mrn|address|dear dr|referring|ordering|ordered by|referred by|signed|dictated|cc",
    ),
    (
        Section.NARRATIVE,
        r"hpi|history of (?:the )?present(?:ing)? (?:illness|problem|complaint)|present illness|interval history"
        r"|chief complaints?|cc/hpi|presenting complaint|reason for (?:visit|consultation|consult|referral"
        r"|encounter|admission|transfer|hospitali[sz]ation)"
        r"|subjective|history|clinical history|brief history|summary|discussion|comments?|narrative|s|onset"
        r"|course"
        r"|hospital course|interval|events|reason|reason for request|clinical summary|hpi/interval history"
        r"|notes?"
        r"|story(?: so far)?|the story|current problem|subj|summary of (?:the )?(?:stay|visit|illness)"
        r"|hospital (?:stay|summary)"
        r"|why you came(?: in)?|what (?:happened|brings you in|brought you in)"
        r"|(?:history|mechanism) of (?:the )?injury",
    ),
    (Section.REVIEW, r"ros|review of systems?|systems review|review of symptoms|symptoms|red flags?"),
    (
        Section.PAST,
        r"pmh|pmhx|pshx?|past (?:medical |surgical |medical and surgical |medical/surgical "
        r"|psychiatric )?(?:history|hx)"
        r"|medical (?:history|hx)|surgical (?:history|hx)|past history|past hx|history,? past|prior (?:history"
        r"|surgery)"
        r"|previous (?:history|surgery)|pmhx?/pshx?|other medical history|surgeries|hospitalizations"
        r"|past(?: illnesses| medical| surgical)?|(?:medical|past) background|oncologic(?:al)? history"
        r"|obstetric history|ob/gyn history"
        r"|medical conditions"
        r"|(?:resolved|inactive|past|closed) (?:problems?|problem list|diagnos[ei]s|conditions)",
    ),
    (
        Section.PROBLEMS,
        r"problems?|problem list|active problems?|active problem list|medical problems|chronic problems",
    ),
    (
        Section.FAMILY,
        r"family (?:medical |psychiatric )?(?:history|hx)|fam(?:ily)?\.? ?h(?:x|istory)|fhx?|fmhx?|fam",
    ),
    (
        Section.SOCIAL,
        r"social (?:history|hx)|soc\.? ?hx|shx?|habits|occupation(?:al history)?|employment"
        r"|social and family history|psychosocial(?: history)?|personal history|education",
    ),
    (
        Section.MEDICATIONS,
        r"(?:(?:current|home|active|outpatient|ambulatory|daily|present|all|prescription|prescribed|discharge"
        r"|admission|pre-?admission|his|her|your|my|the|patient'?s?|reviewed|reported|verified|regular|scheduled"
        r"|ongoing|facility|chronic) ){0,3}"
        r"(?:medications?|meds|medicines|drugs|(?:drug|medicine|medication|med) list|prescriptions|rx|tablets)"
        r"(?: list| on admission| prior to admission| at home| at discharge| on discharge| reconciled"
        r"| prescribed"
        r"| as of today| reviewed| \(?including supplies\)?)?"
        r"|(?:medication|medicine|drug) (?:reconciliation|profile|record)|(?:medicines|drugs) taken"
        r"|(?:what|medicines|medications) (?:you|you are|you're|they) tak(?:e|ing)"
        r"|(?:current|active|present) (?:inpatient|hospital|in-?house|ward) (?:medications?|meds|medicines|drugs)"
        r"|current orders \(med(?:ication)?s\)",
    ),
    (
        Section.STOPPED,
        r"(?:discontinued|stopped|past|previous|prior|former|failed|tried|inactive|inpatient|held) "
        r"(?:medications?|meds|medicines|drugs)|(?:medications?|meds) (?:stopped|discontinued|tried|failed)"
        r"|discontinued|no longer taking|not taking|stopped taking",
    ),
    (
        Section.ALLERGIES,
        r"(?:(?:drug|known|medication|medicine|your|reviewed|active|current|patient) ){0,2}allerg(?:ies"
        r"|y)(?: ?/ ?intolerances?| and intolerances?"
        r"| to (?:medications?|drugs|medicines)| list)?|all|intolerances|(?:drug )?sensitivities"
        r"|adverse (?:drug )?reactions"
        r"|allergies/adverse reactions|adrs?|(?:drug |medication )?intolerances|drug reactions"
        r"|(?:drug |known )?allergies (?:on chart|on file|reviewed|verified|and reactions)"
        r"|what you (?:react to|are allergic to)|(?:drug |medication )?reactions?",
    ),
    (
        Section.EXAM,
        r"(?:physical |neuro(?:logical?)? |spine |focused |general |clinical )?exam(?:ination)?(?: today)?|pe|px"
        r"|objective|o"
        r"|(?:last |recent |latest |today'?s )?vitals?(?: signs)?(?: ?/ ?exam)?"
        r"|on exam(?:ination)?|o/e|neuro(?:logic(?:al)?)?|motor|sensory"
        r"|reflexes"
        r"|strength"
        r"|obj|what we (?:found|saw)|on (?:today's )?examination|observed(?: on video)?"
        r"|physical findings|musculoskeletal|extremities|back|spine|gait|msk",
    ),
    (
        Section.DATA,
        r"data|imaging|pictures|films|scans|imaging studies|radiology|studies"
        r"|diagnostic (?:studies|data|tests)|x-?rays?|labs?"
        r"|laborator(?:y|ies)"
        r"(?: data| studies| results)?|results|radiographs|diagnostics|mri|dexa|inv(?:estigations)?|tests"
        r"|on imaging|(?:ed |er |outside |recent )imaging|results reviewed|imaging (?:reviewed|results?)",
    ),
    (
        Section.ASSESSMENT,
        r"assessment|a|a ?[/&+1il] ?p|aip|alp|assessment ?(?:/|&|and|\+) ?plan|assessment plan|diagnos[ei]s|dx"
        r"|diagnostic impression|impression ?(?:/|&|and|\+) ?plan|(?:final |working |admitting |discharge "
        r"|primary |secondary |referring |principal )"
        r"(?:diagnos[ei]s|dx)|principal problem|mdm|medical decision making"
        r"|assessment ?[/&] ?(?:orders|recommendations)|problem|problems/diagnoses|clinical impression|imp",
    ),
    (
        Section.PLAN,
        r"plan|p|recommendations?|treatment plan|disposition|orders?|requests?|plan of care"
        r"|follow-? ?up(?: (?:referrals?|appointments?|plans?|orders|visits?))?"
        r"|referrals?|care plan|next steps|what (?:comes|happens) next|appointments requested|consults? to"
        r"|what we (?:did|plan)",
    ),
    (
        Section.INSTRUCTIONS,
        r"(?:patient|discharge|post ?-?(?:procedure|op(?:erative)?)|after-?(?:visit|care)|home|care"
        r"|follow-? ?up|return|general)"
        r" (?:instructions?|education|precautions|summary for patient)|instructions?(?: to (?:the )?patient)?"
        r"|precautions"
        r"|(?:return|er|ed|emergency|safety|red flag) (?:precautions|warnings?|instructions)|patient education"
        r"|when (?:to|should (?:i|you|we|the patient)) (?:call|seek|go|return|contact|worry|get help)"
        r"(?: [a-z0-9']+){0,6}"
        r"|(?:reasons|signs) to (?:call|return|go|seek|contact)(?: [a-z0-9']+){0,6}"
        r"|(?:what|things|signs|symptoms) to (?:watch|look)(?: out)? for"
        r"|(?:seek|get) (?:emergency |immediate |urgent )?(?:medical )?(?:care|attention|help)"
        r"(?: [a-z']+){0,3} (?:if|for)"
        r"|go (?:straight |directly )?to (?:the |your )?(?:nearest |closest |local )?"
        r"(?:e\.?[rd]\.?|emergency (?:room|dept|department)|hospital)(?: [a-z']+){0,3}"
        r"|(?:warning|danger|alarm) (?:signs|symptoms)(?: to watch for)?"
        r"|call (?:us|911|your doctor|the office|the clinic)(?: right away| immediately| at once)? (?:if|for)"
        r"|education"
        r"|informed consent|consent|risks(?: and benefits)?|important|notice|disclaimer"
        r"|confidentiality(?: notice)?",
    ),
    (
        Section.INDICATION,
        r"(?:clinical )?indications?(?: for (?:procedure|exam|study|surgery))?"
        r"|reason(?: for)? (?:the )?(?:exam(?:ination)?|study|test)"
        r"|clinical (?:information|data|indication|question|details)|clinical|reason for study|exam indication"
        r"|clin(?:ical)? hx"
        r"|signs and symptoms|provided history|question",
    ),
    (Section.TECHNIQUE, r"technique|procedure technique|protocol|sequences|contrast|method|dose"),
    (
        Section.COMPARISON,
        r"comparisons?(?: stud(?:y|ies)| exams?)?|compared (?:to|with)|prior (?:stud(?:y|ies)|exams?|imaging)"
        r"|previous (?:stud(?:y|ies)|exams?|imaging)",
    ),
    (
        Section.FINDINGS,
        r"findings?|report|description|result|reading|what (?:we|is|was) (?:see|seen)"
        r"|results? of (?:the )?exam(?:ination)?|levels?|alignment|marrow|cord"
        r"|canal",
    ),
    (Section.IMPRESSION, r"impressions?|conclusions?|opinion|interpretation"),
    (
        Section.PROCEDURE,
        r"procedures?(?: performed| in detail| details?| note)?|operations?(?: performed)?"
        r"|description of procedure|details of procedure"
        r"|(?:title|name) of (?:operation|procedure)|operative (?:procedure|note|findings)|anesthesia"
        r"|complications?|exam type|study|examination performed",
    ),
)
ALONE = (
    r"allergies / intolerances|allergies|(?:active |current |home )?medication list|medications"
    r"|current medications|active medications?"
    r"|home medications"
    r"|meds|exam|examination|physical exam(?:ination)?|imaging|plan|assessment(?: and plan| & plan|/plan)?"
    r"|impression|findings|technique"
    r"|comparison|indication|reason(?: for exam)?|history|hpi|pmh|past medical history|past history"
    r"|family history|social history|subjective"
    r"|objective|review of systems|ros|diagnos[ei]s|chief complaint|problems|problem list|recommendations?"
    r"|patient instructions"
    r"|medication reconciliation|what you (?:take|react to|are allergic to)|why you came in|rx list|intolerances"
    r"|what we (?:found|saw|did)|what (?:comes|happens) next|adverse drug reactions|summary of stay"
    r"|principal (?:problem|diagnosis)|assessment / orders|appointments requested|care plan|next steps"
    r"|discharge instructions|return precautions|assessment plan|clinical history|vitals(?: / exam)?"
)
"""Headings that may stand without a colon."""
