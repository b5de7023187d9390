"""Procedure codes: CPT (five digits, or four and T) and HCPCS level II (a letter and four digits).

Place in the sentence: words -> **fields**, kind "cpt". Five digits are also a ZIP code, an account, a page
code, so elsewhere than behind a word for procedures only codes that a pain or spine practice orders are
taken. The code set itself is licensed by the AMA and not here: outside that list the check is `plain`.
"""

from __future__ import annotations

import re

from faxpipe.fields.kinds.found import DIGIT_LIKE, Found, bounded, fold_digits, real_digits
from faxpipe.referral import Check

_D = f"[{DIGIT_LIKE}]"
_CODE = re.compile(
    rf"(?<![A-Za-z0-9$#])(?<!\d[\-.,/])(?P<code>{_D}{{5}}|0\d{{3}}T|[A-V]\d{{4}})(?![A-Za-z0-9]|-\d{{3}}|"
    rf"[/.]\d)(?P<modifier>\s?-\s?(?:[A-Z][A-Z0-9]|\d{{2}})(?![0-9A-Za-z]))?"
)
_STATE_ZIP = re.compile(
    r"\b(?:[A-Z]{2}|[Nn]\.?\s?[Hh]\.?|Mass\.?|New Hampshire|Massachusetts|Maine|Vermont)[\s,]{1,3}$"
)
_CUE = re.compile(r"\b(?:cpt|hcpcs|procedures?|proc|codes?|px|service|billing|units?)\b", re.IGNORECASE)
_CUE_REACH = 60
_KNOWN = re.compile(
    r"2251[0-5]|2252[67]|20(?:526|55[0-3]|56[01]|60[046]|61[01])|27096|6229[0-9]|6232[0-7]|6226[3-9]|"
    r"6227[0-3]|6228[0-7]|6235[0-9]|6236[0-9]|6237[0-9]|"
    r"6238[07]|636(?:50|55|6[0-4]|85|88)|6299[79]|644[0-9][0-9]|645[0-7][0-9]|646(?:1[0-7]|2[0-9]|3[0-69]|"
    r"4[0-9]|8[01])|7208[0-4]|7204[02]|7205[02]|"
    r"72(?:070|072|074|100|110|114|120|12[5-9]|13[0-3]|14[1-9]|15[678]|19[2-7]|020|275|295|285)|7700[23]|"
    r"7708[0156]|783(?:00|05|06|15|20)|7880[34]|"
    r"992(?:0[2-5]|1[1-5]|4[1-5])|95(?:88[567]|90[7-9]|91[0-3]|86[0134])|971(?:10|12|16|40|61|62|63)|97530|"
    r"0(?:200|201|213|214|215|216|217|218|228|229|230|231|274|275|627|628|629|630|656|657)T|"
    r"S2(?:348|360)|J(?:1030|1040|3301|0702|1100|1885|2001|0897|3489|3111|0585)|G(?:0260|0438|0439)|L(?:0[46]\d\d)"
)


def find_cpts(text: str) -> tuple[Found, ...]:
    """Every procedure code in `text` without its modifier: `passed` one of pain and spine care, else `plain`."""
    text = bounded(text)
    codes = [match for match in _CODE.finditer(text)]
    alone = not re.sub(r"[\s,;/&+()x\d\-]|and|CPT|HCPCS|[A-V](?=\d{4})|(?<=\d{3})T", "", text)
    found = []
    for match in codes:
        one = _read(match, text, alone)
        if one is not None:
            found.append(one)
    return tuple(found)


def _read(match: re.Match[str], text: str, alone: bool) -> Found | None:
    raw = match["code"]
    code = fold_digits(raw) if raw[0].isdigit() and not raw.endswith("T") else raw
    if not code[:-1].isalnum() or (len(raw) == 5 and code.isdigit() and real_digits(raw) < 4):
        return None
    before = text[max(0, match.start() - _CUE_REACH) : match.start()]
    if _STATE_ZIP.search(before):
        return None
    known = _KNOWN.fullmatch(code) is not None
    cued = _CUE.search(before) is not None
    if not known and not alone and not cued:
        return None
    if not known and not code[0].isdigit() and not cued:
        return None
    return Found(code, match.start("code"), match.end("code"), Check.PASSED if known else Check.PLAIN, code != raw)
