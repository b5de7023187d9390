"""`faxpipe watch`: the daemon in the foreground, and where faxes go."""

from __future__ import annotations

import argparse
import shutil
import sys

from faxpipe.cli.main import DEFAULT_CONFIG
from faxpipe.cli.terminal import complain
from faxpipe.config import Config
from faxpipe.daemon import run_daemon

NEEDS_CONFIG = True
EXAMPLES = """  faxpipe watch
  faxpipe --config /srv/faxpipe/config.toml watch
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The configuration says it all."""


def run(args: argparse.Namespace, config: Config) -> int:
    """Run until SIGTERM or Ctrl-C."""
    program = "faxpipe" if shutil.which("faxpipe") else sys.argv[0]
    named = "" if args.config == DEFAULT_CONFIG else f" --config {args.config}"
    complain(f"faxes go into {config.paths.inbox}")
    complain(f"look at the queue with: {program}{named} queue")
    complain("stop with Ctrl-C; nothing is lost")
    return run_daemon(config)
