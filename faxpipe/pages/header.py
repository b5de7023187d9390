"""Where the fax machine's own line (TTI) ends at the top of a page, from pixels alone.

It is printed upright whichever way the sheet was fed, so whoever asks which way up the text stands leaves it out.
"""

from __future__ import annotations

import numpy as np

from faxpipe.pages.clean import HEADER_SHARE, PageImage
from faxpipe.pages.shapes import ink_of

LINE_IN_MIN, LINE_IN_MAX = 0.05, 0.25
WIDTH_IN_MIN = 1.5
GAP_IN = 0.03
BORDER_SHARE = 0.4  # of the strip: a column so black is the border of a small sheet
INKED_SHARE_MIN = 0.006  # of a row: more than specks


def header_rows(image: PageImage) -> int:
    """Rows from the top of the page as it was sent (not turned) to below the machine's line; 0 without one."""
    height, width = image.pixels.shape
    ink = ink_of(image.pixels[: round(2 * HEADER_SHARE * height)])
    margin = round(0.1 * image.dpi)
    ink[:, ink.mean(axis=0) > BORDER_SHARE] = 0
    printed = ink[:, margin : width - margin].mean(axis=1) > INKED_SHARE_MIN
    rows = np.flatnonzero(printed)
    if not len(rows) or rows[0] > HEADER_SHARE * height:
        return 0
    breaks = np.flatnonzero(np.diff(rows) > max(2, round(GAP_IN * image.dpi)))
    last = int(rows[breaks[0]]) if len(breaks) else int(rows[-1])
    first = int(rows[0])
    tall = last - first + 1
    if not LINE_IN_MIN * image.dpi <= tall <= LINE_IN_MAX * image.dpi or last > 1.5 * HEADER_SHARE * height:
        return 0
    columns = np.flatnonzero(ink[first : last + 1, margin : width - margin].any(axis=0))
    return last + 1 if columns[-1] - columns[0] >= WIDTH_IN_MIN * image.dpi else 0
