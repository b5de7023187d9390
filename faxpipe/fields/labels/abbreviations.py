"""Captions whose words are cut short, as old systems print them: "REF PROV", "TEL HM", "PT ADDR", "MBR NBR".

Place in the sentence: words -> **fields**, under `book`. A label of the table and a caption on paper that come to
the same short words ask for the same. The trap: a short word by itself says too little ("REF", "CONT", "REL"), so
only captions of two words and more are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

SHORT_FORMS: Mapping[str, str] = {
    "patient": "pt pat ptnt patients patient's",
    "provider": "prov prvdr provdr providers",
    "physician": "phys physn phy physicians",
    "referring": "ref refg refr rfg",
    "order": "ordering ordered ord ordg",
    "request": "requesting requested req reqg rqst reqd",
    "attending": "att attnd atndg",
    "telephone": "tel tele teleph phone phon ph phn tph",
    "number": "no num nbr nmbr numb #",
    "date": "dt dte",
    "name": "nm nme",
    "address": "addr adr addrs",
    "insurance": "ins insur insr insce",
    "company": "co comp cmpny",
    "member": "mbr memb mem mbrs",
    "policy": "pol plcy",
    "group": "grp gp",
    "subscriber": "subscr subs subsc sbscr",
    "identification": "id ident idno",
    "certificate": "cert certif",
    "authorization": "auth authn",
    "primary": "prim pri prmry",
    "secondary": "sec scndry secy",
    "carrier": "carr car",
    "medications": "meds medicatns",
    "allergies": "allg allgs alrg alrgs algs alg",
    "diagnosis": "dx diag dgn diagn",
    "procedure": "proc procd",
    "service": "svc serv srvc",
    "signature": "sig sgn sgntr",
    "home": "hm hme",
    "cell": "cl cel",
    "mobile": "mob mbl",
    "work": "wk wrk",
    "emergency": "emerg emer emg emrg emergcy",
    "contact": "cont cntct cntc ctc",
    "facility": "fac facil fclty",
    "office": "off ofc ofce offc",
    "practice": "prac pract",
    "employer": "empl emplr empr",
    "pharmacy": "pharm phcy phrm",
    "responsible": "resp rspns",
    "party": "pty prty",
    "guarantor": "guar grntr",
    "account": "acct acc",
    "injury": "inj injry",
    "accident": "accid acdt",
    "relationship": "rel relat reln reltn",
}
"""A word as it is compared, and what it stands for: how it is cut short on forms and printouts, and its other
endings."""
_WHOLE = {short: whole for whole, shorts in SHORT_FORMS.items() for short in shorts.split()}
_TELEPHONE, _NUMBER = "telephone", "number"


def written_out(caption: str) -> str:
    """A normalised caption with its words whole; of two words with a telephone, the telephone last: "tel hm"."""
    words = [_WHOLE.get(word, word) for word in caption.split()]
    if len(words) == 2 and words[0] == _TELEPHONE and words[1] != _NUMBER:
        words.reverse()
    return " ".join(words)


def by_whole_words(labels: Iterable[str]) -> dict[str, str]:
    """A label by what it comes to written out, for labels of two words and more: the longest of those that come to
    the same."""
    alike: dict[str, list[str]] = {}
    for label in labels:
        if " " in label:
            alike.setdefault(written_out(label), []).append(label)
    return {whole: max(same, key=len) for whole, same in alike.items()}
