"""`faxpipe lab ...`: the workbench's own commands, there when the extra [lab] is installed."""

from __future__ import annotations

import argparse

from faxpipe.config import Config
from faxpipe.errors import ToolMissingError

NEEDS_CONFIG = False
EXAMPLES = """  faxpipe lab make more --count 200 --seed 7       # draw invented faxes, each with its truth
  faxpipe lab evaluate samples                     # score what faxpipe reads against the truths
  faxpipe lab bench ocr --pages 4                  # ways of reading pages: speed, cost and correctness
  faxpipe lab soak --pages 500                     # does a reading process's memory grow?
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    try:
        from faxpipe.lab.cli import add_parsers  # noqa: PLC0415 - the extra may be missing
    except ImportError as error:
        raise ToolMissingError(
            f"the lab needs the package {error.name}; install it with: .venv/bin/pip install -e '.[lab]'"
        ) from None
    add_parsers(parser.add_subparsers(dest="lab_command", metavar="COMMAND", required=True))


def run(args: argparse.Namespace, config: Config) -> int:
    """Hand over to the workbench, which reads its own options."""
    return int(args.run(args))
