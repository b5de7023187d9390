"""pages -> *words* by two small neural networks: one finds lines of text, the other reads them.

The networks are PP-OCRv6 small (PaddleOCR, Apache-2.0) as they come in the installed `rapidocr` wheel; nothing is
downloaded. `weights` derives from them what this machine runs best, `networks` runs it, `detect` finds the lines,
`recognise` reads them letter by letter, `spell` makes words with boxes. The trap: lines are cut out as upright
rectangles, so the page must have been straightened.
"""

import sys

# When OpenVINO is imported it tells its makers, by way of Google Analytics, unless this package can't be found.
sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]

from faxpipe.ocr.neural.engine import Neural, make  # noqa: E402

__all__ = ["Neural", "make"]
