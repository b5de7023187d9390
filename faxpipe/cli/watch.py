"""`faxpipe watch`: the daemon in the foreground, and where faxes go."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from faxpipe.cli.commands import DEFAULT_CONFIG
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
    named = "" if args.config == DEFAULT_CONFIG else f" --config {args.config}"
    complain(f"faxes go into {config.paths.inbox}")
    complain(f"look at the queue with: {_program()}{named} queue")
    complain("stop with Ctrl-C; nothing is lost")
    return run_daemon(config)


def _program() -> str:
    """How to call this faxpipe from the current folder."""
    if shutil.which("faxpipe"):
        return "faxpipe"
    script = Path(sys.executable).with_name("faxpipe")
    return str(script.relative_to(Path.cwd()) if script.is_relative_to(Path.cwd()) else script)
