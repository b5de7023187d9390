"""What the child of `loaded` runs: tesseract's own library, asked through two pipes. Imports nothing of ours.

Says the library's version first. A request is how many pictures, page segmentation mode, dots an inch and a time
limit in seconds, then for each picture its width, height and bytes, one a pixel; the answer is TSV without its
heading. Blocks of the answer have their length before them. Ends with its input, and by itself at the time limit.
"""

from __future__ import annotations

import ctypes
import signal
import struct
import sys

LIBRARY, LANGUAGE = "libtesseract.so.5", b"eng"
LENGTH, REQUEST, PICTURE = struct.Struct("<I"), struct.Struct("<IIII"), struct.Struct("<II")
SIDE_PX_MAX = 32_767
FAILED = 3


def serve() -> int:
    """Answer until the input ends; 0, or 3 where the library or its data are missing."""
    library = _library()
    api = library.TessBaseAPICreate()
    if not api or library.TessBaseAPIInit3(api, None, LANGUAGE):
        return FAILED
    _send(library.TessVersion())
    while head := sys.stdin.buffer.read(REQUEST.size):
        count, psm, dpi, limit_s = REQUEST.unpack(head)
        signal.alarm(limit_s + 1)  # nobody may be left to end it
        library.TessBaseAPIClearAdaptiveClassifier(api)
        library.TessBaseAPISetPageSegMode(api, psm)
        library.TessBaseAPISetVariable(api, b"user_defined_dpi", str(dpi).encode())
        library.TessBaseAPISetVariable(api, b"tessedit_do_invert", b"0")
        _send(b"".join(_read(library, api, number) for number in range(count)))
        signal.alarm(0)
    return 0


def _read(library: ctypes.CDLL, api: int, number: int) -> bytes:
    """TSV of the next picture of the input as page `number`, counted from 0."""
    width, height = PICTURE.unpack(sys.stdin.buffer.read(PICTURE.size))
    if not 0 < width < SIDE_PX_MAX or not 0 < height < SIDE_PX_MAX:
        raise ValueError
    pixels = sys.stdin.buffer.read(width * height)
    library.TessBaseAPISetImage(api, pixels, width, height, 1, width)
    text = library.TessBaseAPIGetTsvText(api, number)
    if not text:
        return b""
    try:
        return bytes(ctypes.string_at(text))
    finally:
        library.TessDeleteText(text)


def _send(block: bytes) -> None:
    sys.stdout.buffer.write(LENGTH.pack(len(block)) + block)
    sys.stdout.buffer.flush()


def _library() -> ctypes.CDLL:
    """Its C interface (tesseract/capi.h), which has been the same since version 4."""
    library = ctypes.CDLL(LIBRARY)
    api, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    for name, result, arguments in (
        ("TessVersion", text, ()),
        ("TessBaseAPICreate", api, ()),
        ("TessBaseAPIInit3", number, (api, text, text)),
        ("TessBaseAPIClearAdaptiveClassifier", None, (api,)),
        ("TessBaseAPISetPageSegMode", None, (api, number)),
        ("TessBaseAPISetVariable", number, (api, text, text)),
        ("TessBaseAPISetImage", None, (api, text, number, number, number, number)),
        ("TessBaseAPIGetTsvText", ctypes.c_void_p, (api, number)),
        ("TessDeleteText", None, (ctypes.c_void_p,)),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


if __name__ == "__main__":
    sys.exit(serve())
