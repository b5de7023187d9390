"""inbox PDF -> *pages*: upright images of square pixels, and the marks on them that are not words.

`render` (and `tiff`) open a fax within limits and hand out its raw pages one at a time, `clean` makes each
upright, square and straight, `orient` turns, `blank` tells blank paper, `marks` measures tick boxes, rings and
ruling lines, `lift` takes off the paper what hinders reading, `inks` finds what reading left unexplained,
`legibility` says how much was surely read. Reading itself is ocr's work.
"""

from faxpipe.pages.blank import is_blank
from faxpipe.pages.clean import PageImage, clean
from faxpipe.pages.fit import fit
from faxpipe.pages.gather import gather
from faxpipe.pages.inks import find_inks
from faxpipe.pages.legibility import legibility
from faxpipe.pages.lift import leftover, lift
from faxpipe.pages.marks import find_shapes
from faxpipe.pages.raw import RawPage
from faxpipe.pages.render import FaxFile, open_pdf

__all__ = [
    "FaxFile",
    "PageImage",
    "RawPage",
    "clean",
    "find_inks",
    "find_shapes",
    "fit",
    "gather",
    "is_blank",
    "leftover",
    "legibility",
    "lift",
    "open_pdf",
]
