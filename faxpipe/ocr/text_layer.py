"""The text layer of born-digital PDFs: exact words, where they are what the page shows.

A text layer may be invisible, the old OCR of someone else, or say something other than the paper does, so it is
a witness to be checked: `layer_words` gives the plausible visible words of a page, `agreed` compares them with
a reading of the page and takes both or only the reading. What the reading alone saw (a pasted scan) stays.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from faxpipe.document import Box, Word

NAME = "text_layer"
VERSION = str(pdfium.PYPDFIUM_INFO)
WORDS_MIN, CHARACTERS_MAX = 8, 60_000
PLAUSIBLE_SHARE_MIN = 0.97
SURE_READING, AGREEING_SHARE_MIN = 0.8, 0.9
LAYER_CONFIDENCE = 0.99
UNITS = 20_000
_VISIBLE = (
    pdfium_c.FPDF_TEXTRENDERMODE_FILL,
    pdfium_c.FPDF_TEXTRENDERMODE_FILL_STROKE,
    pdfium_c.FPDF_TEXTRENDERMODE_STROKE,
)


def layer_words(path: Path, number: int) -> tuple[Word, ...]:
    """Visible words of page `number` (from 1), boxes as fractions of the page as shown; () where implausible."""
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError:
        return ()
    try:
        words = tuple(_words(document[number - 1]))
    except (pdfium.PdfiumError, IndexError):
        return ()
    finally:
        document.close()
    letters = "".join(word.text for word in words)
    if len(words) < WORDS_MIN or sum(map(_plausible, letters)) < PLAUSIBLE_SHARE_MIN * len(letters):
        return ()
    return words


def agreed(layer: tuple[Word, ...], reading: tuple[Word, ...]) -> tuple[Word, ...] | None:
    """The layer's words and those that only the reading has; None where the layer isn't what the page shows.

    Of the surely read words that stand on the layer's, nine in ten must say the same; and nine in ten of the
    layer's must have been read at all. A single layer word that a sure reading contradicts gives way to it.
    """
    pairs = [(read, _at(read.box, layer)) for read in reading]
    sure = [(read, word) for read, word in pairs if read.confidence >= SURE_READING and word is not None]
    same = sum(_same(read.text, word.text) for read, word in sure)
    if len(sure) < WORDS_MIN or same < AGREEING_SHARE_MIN * len(sure):
        return None
    seen = sum(_at(word.box, reading) is not None for word in layer)
    if seen < AGREEING_SHARE_MIN * len(layer):
        return None
    shown = [word for word in layer if _at(word.box, reading) is not None]
    beside = [read for read, word in pairs if word is None]
    return tuple([*shown, *beside])


def _words(page: pdfium.PdfPage) -> Iterator[Word]:
    """Characters gathered into words: a blank, a line break, or a gap or jump in place ends one."""
    textpage = page.get_textpage()
    try:
        text, box, reach = "", None, 0.0
        for letter, at, (begins, ends) in _letters(page, textpage):
            if text and (at is None or box is None or _apart(box, at, begins - reach)):
                if box is not None:
                    yield Word(text, box, LAYER_CONFIDENCE)
                text, box = "", None
            if at is not None:
                text, box, reach = text + letter, at if box is None else box.union(at), ends
        if text and box is not None:
            yield Word(text, box, LAYER_CONFIDENCE)
    finally:
        textpage.close()


def _letters(
    page: pdfium.PdfPage, textpage: pdfium.PdfTextPage
) -> Iterator[tuple[str, Box | None, tuple[float, float]]]:
    """Each character with the box of its ink and the sides of its place, in type of one width wider than a dot.

    (text, None, (0, 0)) for blanks and for what isn't painted.
    """
    left, bottom, right, top = (ctypes.c_double() for _ in range(4))
    loose = pdfium_c.FS_RECTF()
    for index in range(min(textpage.count_chars(), CHARACTERS_MAX)):
        code = pdfium_c.FPDFText_GetUnicode(textpage, index)
        letter = unicodedata.normalize("NFKC", chr(code)) if 32 < code < 0x110000 else ""
        thing = pdfium_c.FPDFText_GetTextObject(textpage, index)
        painted = bool(thing) and pdfium_c.FPDFTextObj_GetTextRenderMode(thing) in _VISIBLE
        placed = pdfium_c.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
        if not letter.strip() or not painted or not placed:
            yield "", None, (0.0, 0.0)
            continue
        box = _on_page(page, left.value, bottom.value, right.value, top.value)
        sides = box.left, box.right
        if pdfium_c.FPDFText_GetLooseCharBox(textpage, index, loose):
            place = _on_page(page, loose.left, loose.bottom, loose.right, loose.top)
            room = PLACE_MAX * place.height
            sides = (
                min(box.left, max(place.left, box.left - room)),
                max(box.right, min(place.right, box.right + room)),
            )
        yield letter, box, sides


def _on_page(page: pdfium.PdfPage, left: float, bottom: float, right: float, top: float) -> Box:
    """From PDF points to fractions of the page as shown, /Rotate and crop box obeyed."""
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for point in ((left, bottom), (right, top)):
        pdfium_c.FPDF_PageToDevice(page, 0, 0, UNITS, UNITS, 0, *point, x, y)
        corners.append((x.value / UNITS, y.value / UNITS))
    (x0, y0), (x1, y1) = corners
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


PLACE_MAX = 0.5
"""A sign's place reaches at most this far beyond its ink, in heights of the line."""


def _apart(box: Box, at: Box, gap: float) -> bool:
    """Whether a character stands away from the word so far: another line, or more than half a letter's `gap`."""
    tall = max(box.height, at.height)
    if at.top > box.bottom + 0.3 * tall or at.bottom < box.top - 0.3 * tall:
        return True
    return gap > 0.5 * tall or at.right < box.left - 0.5 * tall


def _plausible(letter: str) -> bool:
    return letter.isprintable() and unicodedata.category(letter) not in ("Co", "Cn", "Cc", "So")


def _at(box: Box, words: tuple[Word, ...]) -> Word | None:
    """The word whose box covers the middle of `box`, or whose middle `box` covers."""
    for word in words:
        other = word.box
        if other.contains(box.center_x, box.center_y) or box.contains(other.center_x, other.center_y):
            return word
    return None


def _same(read: str, layer: str) -> bool:
    """Same letters and digits; a word that one side joined or split counts as the same."""
    a, b = ("".join(c for c in text.casefold() if c.isalnum()) for text in (read, layer))
    return not a or not b or a in b or b in a
