"""Square codes on a page: the reference that our own letter carries, so that its answer finds the referral.

Between pages and words. Reads QR codes only (3 ms a page), and of those only what has the form of a reference of
ours: whatever else a code says is a stranger's text. Reader: ZXing-C++.
"""

from __future__ import annotations

import numpy as np
import zxingcpp

from faxpipe import reference

_QR = zxingcpp.barcode_formats_from_str("QRCode")


def references_on(pixels: np.ndarray) -> tuple[str, ...]:
    """The references in the square codes of a page, each once, in any orientation.

    `pixels`: (height, width) uint8, 255 = white, square pixels.
    """
    found = zxingcpp.read_barcodes(np.ascontiguousarray(pixels), formats=_QR, try_rotate=False, try_invert=False)
    texts = (code.text for code in found)
    inside = (text.removeprefix(reference.PREFIX) for text in texts if text.startswith(reference.PREFIX))
    return tuple(dict.fromkeys(one for one in inside if reference.check(one)))
