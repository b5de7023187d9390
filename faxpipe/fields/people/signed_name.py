"""When a typed name signs: where it is said to have.

Place in the sentence: words -> **fields**, for `signatures`. A name alone in print beside "Signature" may be who
is to sign, dated or not; "Signed by A. Fox, MD on 3/4/2026 at 13:02" is what a program prints once somebody has.
"""

from __future__ import annotations

import re

from faxpipe.fields.kinds.names import find_person


def says_signed(line: str, written: str) -> bool:
    """Whether `written`, a name beside a signature's label on this line, is the name of one who has signed."""
    at = line.find(written.split("\n", maxsplit=1)[0])
    if at < 0 or find_person(written) is None:
        return False
    return SAID_SIGNED.search(line[:at]) is not None or ELECTRONIC.search(line[at:]) is not None


def stamped(line: str) -> str:
    """Who signed, and what follows, on a line that a program printed then, which says where it was done or at what
    minute ("Signed in the chart by A. Fox, MD"); "" elsewhere."""
    done = DONE.search(line)
    if (
        done is None
        or NOT_YET.search(line[: done.start()])
        or len(line[: done.start()].split()) > WORDS_BEFORE_MAX
    ):
        return ""
    behind = line[done.end() :]
    if PROGRAM.match(behind) is None and MINUTE.search(behind) is None:
        return ""
    return WHO.sub("", MINUTE.sub(" ", PROGRAM.sub("", behind, count=1), count=1), count=1)


WORDS_BEFORE_MAX = 3
DONE = re.compile(r"\b(?:e-?|co-?)?(?:signed|authenticated|attested)\b(?: off\b)?", re.IGNORECASE)
NOT_YET = re.compile(r"\b(?:not|never|be|un|being|if|when|once|until|has to|needs?|and)\b", re.IGNORECASE)
PROGRAM = re.compile(
    r"\W{0,2}(?:in|via|through|within|using|with|from) (?:(?:the|our|my|her|his) )?(?:[\w.'-]{2,15} ){0,2}"
    r"(?:charts?|e-?[hm]rs?|e-?charts?|records?|portal|system|software|computer|application|app|platform|epic"
    r"|cerner|athena\w*|e\w*clinicalworks|allscripts|nextgen|meditech|practice fusion)\b",
    re.IGNORECASE,
)
WHO = re.compile(r"^\W*(?:by\b)?\W*", re.IGNORECASE)
MINUTE = re.compile(
    r"(?:\b\d{1,4}\s?[/.-]\s?(?:\d{1,2}|[a-z]{3,9})\s?[/.-]\s?\d{2,4}"
    r"|\b[a-z]{3,9}\.? \d{1,2},? \d{4}|\d [a-z]{3,9}\.? \d{4})"
    r",?\s(?:- )?(?:at |@ ?)?[012]?\d\s?:?\s?[0-5]\d\b",
    re.IGNORECASE,
)
"""A day with the time of it."""
SAID_SIGNED = re.compile(r"\be?-?signed\b(?:\s(?:by|off))?\W*$", re.IGNORECASE)
ELECTRONIC = re.compile(r"[(\[]\s?(?:electronic(?:ally)?|e-?sig\w*)\b", re.IGNORECASE)
