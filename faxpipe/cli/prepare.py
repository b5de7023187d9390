"""`faxpipe prepare`: derive the networks that this machine reads fastest with. The set-up calls it once.

The lab draws the pages on which they are quantised; what is left lies beside the installed packages, or in the
user's cache where that folder is not writable, and is checked by its hash whenever it is loaded.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from faxpipe.config import Config
from faxpipe.errors import ToolMissingError
from faxpipe.ocr.neural import Neural
from faxpipe.ocr.neural.weights import find_weights
from faxpipe.pages.raw import Pixels

NEEDS_CONFIG = False
EXAMPLES = """  faxpipe prepare                   # does nothing where it was done before
  faxpipe prepare --again           # after a new processor or new packages
"""

FAXES, SEED, PAGES_MAX = 12, "networks", 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--again", action="store_true", help="even where prepared networks are there already")
    parser.add_argument("--folder", type=Path, help="where to keep them, for a look at them")


def run(args: argparse.Namespace, config: Config) -> int:
    """Derive the networks; 0 done, 3 where a package is missing."""
    from faxpipe.ocr.neural.prepare import prepare  # noqa: PLC0415 - OpenVINO takes a second to import

    folders = (args.folder,) if args.folder else None
    found = find_weights(folders)
    if found is not None and found.derived and not args.again:
        print(f"prepared already: {found.version}")
        return 0
    weights = prepare(
        list(islice(_pages(config), PAGES_MAX)),
        folder=args.folder,
        say=lambda text: print(text, file=sys.stderr, flush=True),
    )
    print(f"prepared: {weights.version}")
    return 0


def _pages(config: Config) -> Iterator[Pixels]:
    """Pages of invented faxes, straightened as they are for reading."""
    try:
        from faxpipe.lab.corpus import make_fax  # noqa: PLC0415
    except ImportError:
        raise ToolMissingError("the package reportlab is needed to prepare the engine; run: make setup") from None
    from faxpipe.pages import clean, find_shapes, lift, open_pdf  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        path = Path(folder) / "fax.pdf"
        for number in range(FAXES):
            path.write_bytes(make_fax(SEED, number).pdf)
            with open_pdf(path, config.pages) as fax:
                for raw in fax.pages():
                    image = clean(raw, dpi=Neural.dpi, soften=Neural.soften)
                    yield lift(image, find_shapes(image))
