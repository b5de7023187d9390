"""The wording by which a sentence denies, dates or passes on a finding, as data for `assertion`.

Place in the sentence: words -> packets -> **fields**. Name -> phrases in the small language of
`prose.phrase_items.compiled`. "pseudo" phrases look like a denial or a history and are none; "end" closes a scope.
"""

from __future__ import annotations

_RELATIVE = (
    "mother|father|sister|brother|aunt|uncle|grandmother|grandfather|grandparent*|cousin|wife|husband|spouse"
    "|son|daughter|parents|mom"
    "|dad|sibling*|niece|nephew|roommate|neighbor|maternal|paternal|mother's|father's|sister's|brother's|wife's"
    "|husband's"
)
_HAVING = (
    "has|had|have|having|with|was|were|is|are|died|suffers|suffered|developed|underwent|broke|fractured"
    "|deceased|who|whose|diagnosed"
    "|:|-|,|(|passed|also|both|all|history|survived"
    "|became|becomes|ended|wound|got|lost|went|needed|required|experienced|woke|could|cannot|couldn't|uses|used"
    "|paralyzed|paralysed|crippled|disabled"
)
_TAKE_ON = (
    "you ?ca|can|could|cannot|will|would|are|do|have ?n't|not ?able|unable ?to ?any"
    " see|take|accept|fit|help|squeeze|reach|schedule|offer|get|admit|treat|advise|need|agree|prefer|recommend"
    "|want|wish|questions|openings|concerns"
)
"""What the one who is asked may or may not do: no condition of the patient."""
ASSERTED = (
    "new|newly|now|acute|current|currently|progressive|worsening|increasing|recent|sudden|significant"
    "|marked|severe|positive"
)

TRIGGERS: dict[str, tuple[str, ...]] = {
    "negation_before": (
        "neither|none ~3 shows|demonstrates|reveals|has|have|is|are",
        "no level|levels|fracture|fractures|vertebra* ~1 shows|demonstrates|reveals|has|have",
        "neg",
        "( -|-) ?)",
        "0|zero episode|episodes|accidents",
        "pertinent|significant|relevant negative|negatives ?: ?include ?including ?are",
        "doubt|doubts",
        "absent :",
        "low|minimal|little|doubtful|doubt ?clinical ?index ?of concern|suspicion|likelihood|probability"
        "|index for|of|that",
        "w/out|wout",
        "none of ?the",
        "no|not|without|w/o|denies|denied|denying|deny|never|nor|neither|non|nothing|none|lack|lacks|lacking|(-)",
        "negative for|of",
        "neg for",
        "free of|from",
        "absence|absent of",
        "ruled out",
        "rules out",
        "rather than",
        "instead of",
        "fails to",
        "failed to",
        "clear of",
        "resolution of",
        "excludes|excluded|excluding",
        "n't",
        "n’t",
        "cannot see|find|detect",
    ),
    "negation_after": (
        "- none",
        "none present|noted|reported|endorsed|elicited",
        "?are|is|was|were not|never an issue|concern|present",
        "denied",
        "?is|are|was|were ?all absent|negative|none|nil",
        "?is|are|was|were|been ruled out",
        "not seen|present|identified|found|noted|appreciated|evident|observed|detected|suspected|demonstrated"
        "|reported|visualized|elicited",
        "unlikely",
        "?is|are possible|conceivable but|though ?very ?felt unlikely",
        ": no|none|negative|neg|denies|denied|absent|nil|n",
        "- no|none|negative|neg|denies|denied|absent",
        "= no|none|negative|neg",
        "resolved",
        "has|have resolved",
        "excluded",
    ),
    "negation_next": ("?is|are|was|were|appears|remains normal|intact|unremarkable|patent|preserved|maintained",),
    "pseudo": (
        "had|needed|wanted|chose|decided to go|return|come|seek|call|present",
        "no|not|without ?any|much|significant increase|change|improvement|relief|benefit|help|response|better"
        "|further|doubt|longer|interval",
        "no more|difference",
        "not only|just|merely|simply|necessarily|improved|improving|better|resolved|settled|settling|tolerated"
        "|responding|responded|helped"
        "|controlled|tolerating|set",
        "not ?been ?yet ruled|excluded",
        "not in remission",
        f"if|unless|whether|should {_TAKE_ON}",
        f"call|phone|contact|notify|ring|page|know ?me|us|our ?office|back ?directly ?today if|unless {_TAKE_ON}",
        "if unable|able|possible|feasible|available ?to ?see|accept|take|help|fit",
        "must|should|needs|need|has|have ?to ?urgently be excluded|ruled ?out",
        "to be excluded|ruled ?out",
        "not ?been able",
        "no ?voluntary control",
        "without control",
        "no|not ?been ~1 relieved|alleviated|helped|better",
        "cannot|can't ?be ?entirely ?completely exclude|excluded",
        "cannot|can't|not ?be rule|ruled out",
        "can not exclude",
        "gram negative",
        "no ?other source|choice",
        "not ?yet healed|treated|addressed|evaluated|explained|certain|sure|clear|known",
        "not a|an candidate|surgical",
        "not tolerate",
        "not present|seen|visible|there|noted|apparent|identified|evident in|on|at ?the|her|his ?a ?an"
        " 19*|20*|prior|previous|earlier|last|initial|old*|comparison",
        "no good|known cause|reason",
        "no sooner",
        "chronic ?low ?lower ?mid ?back ?spine ?spinal pain",
        "lack of improvement|response|relief|control|sensation|feeling|bladder|bowel",
        "never|none before|previously|until|prior",
        "stable for|so ?the now|present|moment|far",
        "stable in|on ?a ?her|his tlso|lso|brace|orthosis|bedrest",
        "not due|related|secondary|explained",
        "no longer able|walk*|stand*|control*|void*|urinate*|feel*",
        "incompletely|partially|partly|poorly|never|not|un|being|slowly healed|healing|resolved",
        "not|n't walk*|stand*|stood|void*|urinate*|feel|control*|hold|empty|move|lift|bear|pass|able|ambulate*",
        "year|years|yr|yrs|month|months|week|weeks|day|days ?- old",
        "past ~1 day|days|week|weeks|month|months|few|several|couple|24|48|night|hours|weekend|fortnight",
        "prior|previous|previously to|healthy|well",
        "s/p|status ?post ?- ?a ?mechanical ?recent ?ground ?level fall|mva|mvc|trauma|injury|accident|slip",
        "hour|hours|day|days|week|weeks|month|months ?- history ?of",
        "history|hx of ?the present*",
        "failed to improve|respond|relieve|help|settle|heal",
        "none of ~4 help*|work*",
    ),
    "end": (
        ";",
        ":|- yes|y|positive|pos|present",
        "but|however|although|though|except|apart|yet|nevertheless|nonetheless|whereas|albeit",
        "aside from",
        "other than",
        ", likely|probably|suspect|suspected|suspicious|concerning|favor",
        "presents|presented|presenting with|for",
        "complains|complaining|complained of",
        "reports|reporting|endorses|endorsing|admits|states|describes|describing",
        "positive for",
        "until ?the|this|last|yesterday",
        "?and now|today has|have|with|reports|shows|he|she",
        "and|,|then he|she|patient|they|pt has|had|is|was|developed|now|reports|notes|lost|cannot|began|started"
        "|does|experienced|describes|takes|took|uses|walks|continues",
        "who|which has|had|have|is|are|was|shows|demonstrates",
        "and has|have|had|is|are|does|developed|now|was|cannot",
        ", has|have|had|now|developed|does",
        "there is|are|was|were|has|have ~1",
        "is|are|was|were present|noted|evident|seen|identified|demonstrated|positive|reported",
        "with ?a new|progressive|worsening|acute|severe|marked",
        "shows|demonstrates|reveals|showing|demonstrating|revealing|showed|revealed|demonstrated",
        "since|because|causing|resulting|who|sustained|sustaining|fell|slipped|developed",
        "+",
    ),
    "history_before": (
        "pre-existing|preexisting",
        "history|hx|h/o of|for|significant|includes|include",
        "h/o",
        "s/p",
        "status post|-",
        "prior|previous|previously|past|remote|remotely|old|healed|longstanding|long-standing|childhood"
        "|formerly|former",
        "chronic|chronically|baseline",
        "treated for",
        "survivor",
        "years ago",
        "year ago",
    ),
    "history_after": (
        "but|and|which|, ?this|it|that|which|these has|have|had|is|are ?since ?now ?completely|fully|all"
        " resolved|cleared|gone",
        "cleared|treated|gone ?up with|after|following|by antibiotic*|treatment|surgery|abx",
        "since|from|after ?a ?his ?her ?early childhood|birth|infancy|polio|youth",
        "in the past",
        "in|into ?complete|full remission",
        "in his|her childhood|youth|teens|twenties|thirties|forties|fifties",
        "many|several|two|three|four|five|ten|over ~1 years ago|prior|earlier",
        "years|decades ago",
        "year ago",
        "last year",
        "resolved",
        "has|have|had since resolved",
        "healed",
        "survivor",
        "at|is|are baseline",
        "?is|are|been chronic|longstanding|stable|unchanged",
        "long ago",
        "of|for many|several ~1 years",
        "in adolescence",
        "cured",
        "?fully|completely|totally recovered|recovery",
        "as ~1 child|boy|girl|kid|teenager",
    ),
    "now": (
        f"{ASSERTED}|worse|worsened|today|yesterday|overnight|tonight",
        "last|this night|morning|evening|week|weekend",
    ),
    "family_before": (
        f"{_RELATIVE} ?'s ~2 {_HAVING}",
        f"grandson|granddaughter|grandchild|dog|cat|puppy ~2 {_HAVING}|peed|pees|wet|wets|soiled",
        "family history|hx|member*",
        "family ?medical history|hx",
        f"family ?: {_RELATIVE}",
        "family h/o",
        f"treated|saw|seen his|her|their|my ?older|younger|elder|late|twin|own {_RELATIVE} for",
        "fhx|fh",
    ),
    "family_own": (
        f"{_RELATIVE}|friend|partner|neighbour|boyfriend|girlfriend|fiance|fiancee|coworker|in-law|law 's|’s",
    ),
    "family_after": (
        f"in|of|by ?his|her|their|a|the|patient|pt ?'s ?older|younger|elder|late|twin|own {_RELATIVE}",
        f"( ?his|her {_RELATIVE}",
    ),
    "reporter": (
        f"{_RELATIVE} ~2 reports|reported|states|stated|says|said|notes|noted|noticed|called|calls|brings"
        f"|brought|thinks|believes|tells|told"
        "|feels|observed|found|accompanies|accompanied|confirms|describes|helps|cares|worries|worried|concerned"
        "|provides|adds",
        f"by|with|from|per|and|to his|her|the|a|their {_RELATIVE}",
        f"from|per|by ?the patient|pt|her|his 's {_RELATIVE}",
        f"from|per|by patient's|pt's {_RELATIVE}",
        f"according to ~1 {_RELATIVE}",
        f"{_RELATIVE} ?'s cell|phone|number|mobile|home",
    ),
    "patient": (
        "the|this|our|my patient|pt",
        "patient|pt|he|she|mr.|mrs.|ms.|miss ~1 has|had|is|was|now|reports|denies|also|herself|himself",
    ),
    "warned_before": (
        "differential|ddx ?diagnosis ?dx ?: ?includes ?include ?included ?of",
        "afraid|fear|fears|scared ?of|about|that",
        "precautions|warnings ~2 given|reviewed|discussed|provided",
        "contraindicated in|for|with|if|when",
        "discussed|reviewed|explained|counseled|taught|covered ~3 red|warning|alarm flag|flags|sign|signs"
        "|symptom|symptoms",
        "red|warning|alarm flag|flags|sign|signs|symptom|symptoms ?: ?, ?incl ?including ?include ?. ?e.g. ?(",
        "if|should|unless|whether|lest",
        "in case|event of",
        "in the event",
        "watch|monitor|monitoring|observe|look|looking|screen|screening|alert for|closely",
        "risk|risks|chance|possibility of|for|include*|such|including|are|were|and",
        "at ?high|increased risk",
        "potential|possible complication*|risk*|side",
        "complications|risks|hazards|dangers",
        "side effects|effect",
        "to|helps|will prevent|avoid",
        "prevention|prophylaxis of|for|against",
        "precautions|warnings|warning|counseled|counselled|educated|instructed|cautioned|warned|advised about"
        "|regarding|on|for|that|of|to|signs",
        "red|danger flag|flags|signs ?and ?symptoms ?of|such",
        "signs ?and ?/ ?or symptoms|sign|symptom of|include|including|such",
        "evaluate|evaluation|eval|assess|check|workup|investigate|concern|query|study for",
        "rule|rules out",
        "r/o|ro|?",
        "to exclude|rule|look",
        "can|could|may|might|would|will ?rarely|seldom|occasionally|sometimes|also|then lead|cause|result|develop"
        "|occur|include|happen|progress",
        "can|could|may|might be ~2 sign|signs|symptom|symptoms|warning|warnings of",
        "do|does|did|have|are|is you|your",
        "you|your develop|experience|notice|have|feel|get|see|lose|legs|bladder|bowel*|symptoms|back|doctor",
        "any new|worsening|increasing|change|changes",
        "development of",
        "call|contact|notify|return|come|report|go|seek|proceed ~6 for|if|with|immediately|emergency|911|er|ed",
        "contraindication* ?to ?include* ?:",
        "criteria|indications|exclusions|inclusion",
    ),
    "warned_after": (
        "should|would|will|must prompt|be|call|return|seek|go|lead|require|report|warrant*|need",
        "ever occur*|develop*|happen*",
        "as ~3 risk|risks|complication|complications",
        "leaflet|handout|brochure|pamphlet",
        "means|dial 911",
        "hang up",
        "develops|occurs|arises .",
        "call|contact|notify|go|return|seek|report|come|present to|us|911|immediately|our|the|your|for|back|in",
        "warrants|requires|require ?an ?immediate|urgent|emergency|prompt",
        "precautions|warnings ?were|was ?reviewed|discussed|given",
        "was|were|are|is discussed|reviewed|explained",
        "yes ~2 no",
        "y ~1 n",
        "?",
    ),
    "form": (
        "check|circle|tick|mark|select all|any|one|which|those|below|if|appropriate",
        "all that apply",
        "please indicate|check|circle|specify",
    ),
    "uncertain": (
        "possible|possibly|probable|probably|suspected|suspect|suspicious|suspicion|likely|questionable"
        "|presumed|apparent|may|might|could",
        "concern|concerning|worrisome|worried for|about|of",
        "consistent|compatible with",
        "cannot|can't|not ?be ?entirely exclude|excluded|rule|ruled ?out",
        "suggestive|suggests|suggesting ?of",
    ),
}
