"""`faxpipe config`: what is in force, after the file and the environment."""

from __future__ import annotations

import argparse

from faxpipe.cli.terminal import clean
from faxpipe.config import Config, config_toml

NEEDS_CONFIG = False
EXAMPLES = """  faxpipe config                    # what is in force, every key explained
  faxpipe config --check            # only says whether the file is good
  faxpipe config --defaults         # a fresh configuration file
  FAXPIPE_WORKER_WORKERS=1 faxpipe config
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--path", action="store_true", help="print which file is read")
    which.add_argument("--defaults", action="store_true", help="print a fresh configuration file")
    which.add_argument("--check", action="store_true", help="check the file and print nothing but the outcome")


def run(args: argparse.Namespace, config: Config) -> int:
    file = clean(str(args.config)) if args.config else "none, the defaults hold"
    if args.path:
        print(file)
    elif args.check:
        print(f"good: {file}")
    else:
        print(config_toml(Config() if args.defaults else config), end="")
    return 0
