"""The marks of a letter, as patterns: its date by itself, its greeting with or without "Dear", its farewell.

Between words and packets; read by `kinds`. `LONE_DATE` and `VOCATIVE` are matched with a line as it is printed,
the others with a segment in capitals, blanks around it (`page_words.plain`).
"""

from __future__ import annotations

import re

LONE_DATE = re.compile(
    r"^(?:[A-Z][a-z]+ \d{1,2},? (?:19|20)\d\d|\d{1,2} [A-Z][a-z]+ (?:19|20)\d\d"
    r"|\d{1,2}[-/]\d{1,2}[-/](?:\d\d|(?:19|20)\d\d))(?:,?\s(?:at\s)?\d{1,2}:\d\d(?:\s?[ap]\.?m)?)?\W*$",
    re.IGNORECASE,
)
VOCATIVE = re.compile(r"(?:Dr\.?|Doctor|Prof\w*\.?)\s(?:[A-Z][\w'\u2019.-]*\s){0,2}[A-Z][\w'\u2019-]+\s?[,:]")
""" "Dr. Fox," by itself on a line greets her."""
GREETING = re.compile(
    r" (?:(?:DEAR|DEER|DCAR|HELLO|HI) (?:DR|DOCTOR|COLLEAGUES?|SIR|MADAM|PROF\w*|BEN\w*|MR|MS|MRS|[A-Z]+)"
    r"|(?:COLLEAGUES?|TO WHOM IT MAY CONCERN|HELLO|HI|GOOD (?:MORNING|AFTERNOON|DAY))(?= $)) "
)
FAREWELL = re.compile(
    r" (?:SINCERELY|YOURS|VERY TRULY|(?:WITH )?(?:KIND|BEST|WARM) (?:\w+ )?(?:REGARDS|WISHES)|REGARDS"
    r"|RESPECTFULLY"
    r"|CORDIALLY|(?:WITH )?(?:MANY )?THANKS|THANK YOU) "
)
