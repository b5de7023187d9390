"""Telephone and fax numbers of the North American plan: NXX-NXX-XXXX.

Place in the sentence: words -> **fields**, kind "phone". Ten digits without any separator are reported with
the note "bare": they may as well be an NPI or a member ID, and only the label can tell. A local number of
seven digits right behind a whole one has its area code ("603-555-0142 / 555-0143"); any other is no value, for
nobody outside the town can call it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

import phonenumbers

from faxpipe.fields.kinds.found import DIGIT_LIKE, Found, bounded, fold_digits, real_digits
from faxpipe.fields.kinds.npi import npi_valid
from faxpipe.referral import Check

_D = f"[{DIGIT_LIKE}]"
_GAP = r"[\s.\-\u2010-\u2015_~/:,*\u00b7']{0,3}"
_PHONE = re.compile(
    rf"(?<![0-9])(?<![0-9][\-.])(?P<lead>(?:\+?1|(?<![A-Za-z])[Il|])[\s.\-\u2010-\u2015]{{0,2}}(?=[(\[{{2-9]))?"
    rf"(?P<open>[(\[{{]\s?)?(?P<area>{_D}{{3}})(?P<close>\s?[)\]}}])?"
    rf"(?P<gap1>{_GAP})(?P<exchange>{_D}{{3}})(?P<gap2>{_GAP})(?P<line>{_D}{{4}})"
    r"(?![0-9A-Za-z]{0,1}[0-9])(?![\-.]\d)"
    r"(?P<extension>\s{0,2}(?:[xX]|[Ee][Xx][Tt]\.?|[Ee]xtension)\s{0,2}\d{1,6}(?!\d))?",
)
_ONE_AND_SLASH = re.compile(r"(?<=\b\d\d)V(?=[/.\- ]?\d{3}[\-. /]\d{4}(?!\d))")
""" "35V800-3624": the last digit of the area code and the slash behind it, read as one letter"""
_DIGITS_MIN = 7
_NOBODY = "2345678"
"""A subscriber number that is possible in every area, to ask about the area code alone."""


@lru_cache(maxsize=1_000)
def find_phones(text: str) -> tuple[Found, ...]:
    """Every telephone number in `text`, as NXX-NXX-XXXX.

    `passed`: shape and area code of the plan; `plain` with the note "area_code" where the shape is right and
    nobody has been given that area; `failed`: a number that cannot be dialled, such as 123-911-0000.
    """
    text = bounded(text)
    told = _ONE_AND_SLASH.sub("1", text) if "V" in text else text
    found = [phone for match in _PHONE.finditer(told) if (phone := _read(match, told)) is not None]
    found = [one for phone in found for one in (phone, *_local(phone, told))]
    return tuple(
        replace(phone, repaired=phone.repaired or text[phone.start : phone.end] != told[phone.start : phone.end])
        for phone in found
    )


_LOCAL = re.compile(
    r"\s?(?:[/,;&|]|\b(?:and|or)\b)?\s?(?:(?:tele)?fax|facsimile|fx|f)?[\s.:#]{0,3}"
    r"(?<!\d)(?P<exchange>[2-9]\d{2})[-.\s](?P<line>\d{4})(?![\d-])",
    re.IGNORECASE,
)


def _local(phone: Found, text: str) -> tuple[Found, ...]:
    """The number of seven digits right behind a whole one, in the same area."""
    local = _LOCAL.match(text, phone.end)
    if local is None or phone.check is Check.FAILED or not text[phone.end : local.start("exchange")].strip():
        return ()
    area = str(phone.value)[:3]
    check, _ = _judge(area, local["exchange"])
    value = f"{area}-{local['exchange']}-{local['line']}"
    return (Found(value, local.start("exchange"), local.end(), check, note="local"),)


def normal_phone(text: str) -> str | None:
    """The first number of `text` that can be dialled, in normal form; None where there is none."""
    for phone in find_phones(text):
        if phone.check is not Check.FAILED:
            return str(phone.value)
    return None


def _read(match: re.Match[str], text: str) -> Found | None:
    parts = (match["area"], match["exchange"], match["line"])
    raw = "".join(parts)
    start = match.start("lead") if match["lead"] else match.start("open") if match["open"] else match.start("area")
    if real_digits(raw) < _DIGITS_MIN or _inside_word(text, start, match["area"]):
        return None
    area, exchange, line = (fold_digits(part) for part in parts)
    separated = bool(match["gap2"]) and bool(match["gap1"] or match["close"])
    bare = not (match["gap1"] or match["gap2"] or match["open"] or match["close"])
    value = f"{area}-{exchange}-{line}"
    check, note = _judge(area, exchange)
    if check is Check.FAILED and not separated:
        return None
    if bare and npi_valid(area + exchange + line):
        return None
    return Found(value, start, match.end(), check, fold_digits(raw) != raw, "bare" if bare else note)


def _inside_word(text: str, start: int, area: str) -> bool:
    """Whether letters run into the number, so that a look-alike may be a letter of a word."""
    return start > 0 and text[start - 1].isalpha() and not ("0" <= area[0] <= "9")


def _judge(area: str, exchange: str) -> tuple[Check, str]:
    for code in (area, exchange):
        if code[0] in "01" or code[1:] == "11":
            return Check.FAILED, "not_dialable"
    if phonenumbers.is_valid_number(phonenumbers.PhoneNumber(1, int(area + _NOBODY))):
        return Check.PASSED, ""
    return Check.PLAIN, "area_code"
