"""The door of the command line: which command, which configuration, which exit code.

A command's module is imported only when it is called, so that `faxpipe queue` needs neither OpenCV nor spaCy.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Protocol

from faxpipe import __version__
from faxpipe.cli.terminal import complain
from faxpipe.config import Config, load_config
from faxpipe.errors import ConfigError, FaxpipeError

DEFAULT_CONFIG = Path("faxpipe-data/config.toml")
CONFIG_VARIABLE = "FAXPIPE_CONFIG"

EXIT_CODES = """exit codes:
  0    done
  1    an error of faxpipe itself
  2    wrong usage or configuration
  3    a program, a data file or a folder right is missing (`faxpipe doctor` says which)
  4    at least one fax could not be read
  5    OCR failed or ran out of time on at least one fax
  6    the database refused
  130  interrupted
"""

COMMANDS = {
    "process": "read faxes now and print what they say; touches no queue",
    "init": "make the data folder: inbox, archive, quarantine and config.toml",
    "run": "run everything: the daemon, and the review page beside it",
    "watch": "run the daemon alone: every fax that arrives in the inbox is read and queued",
    "review": "serve the review page alone, in which staff clear the queue",
    "corrections": "write out what staff verified, as faxes with their truth, for evaluation",
    "queue": "show what waits for people, most urgent first",
    "reprocess": "read faxes of the queue again, after a rule or an engine has changed",
    "prepare": "derive the networks that this machine reads fastest with (the set-up calls it)",
    "doctor": "check programs, data, folder rights, disk, database and daemon",
    "config": "print the configuration in force, every key explained",
    "lab": "make sample faxes and score readings (extra [lab])",
}


class Command(Protocol):
    """What a command's module holds. `NEEDS_CONFIG`: it makes no sense without a data folder."""

    NEEDS_CONFIG: bool
    EXAMPLES: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's options."""

    def run(self, args: argparse.Namespace, config: Config) -> int:
        """Do it; the exit code."""


def command(name: str) -> Command:
    """The module of the command `name`."""
    module: Command = import_module(f"faxpipe.cli.{name}")
    return module


def build_parser(names: Sequence[str]) -> argparse.ArgumentParser:
    """The parser; only the commands in `names` get their options."""
    parser = argparse.ArgumentParser(
        prog="faxpipe",
        description="Reads a medical practice's incoming fax referrals and says what is missing.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"faxpipe {__version__}")
    _add_config(parser, default=None)
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        chosen = command(name) if name in names else None
        sub = subparsers.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog=f"examples:\n{chosen.EXAMPLES}" if chosen else None,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        _add_config(sub, default=argparse.SUPPRESS)
        if chosen:
            chosen.add_arguments(sub)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. Errors go to stderr as one line that says what to do next."""
    words = sys.argv[1:] if argv is None else list(argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that knows no umlaut must not stop a listing
            stream.reconfigure(errors="replace")
    try:
        code = _call(build_parser([word for word in words if word in COMMANDS]).parse_args(words))
        sys.stdout.flush()
        return code
    except SystemExit as stop:  # argparse has said what is wrong
        return stop.code if isinstance(stop.code, int) else 2
    except FaxpipeError as error:
        complain(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `faxpipe queue | head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def find_config(given: str | None) -> Path | None:
    """The configuration file: `--config`, else FAXPIPE_CONFIG, else faxpipe-data/ here; None where none is."""
    named = given or os.environ.get(CONFIG_VARIABLE)
    if named:
        return Path(named)
    return DEFAULT_CONFIG if DEFAULT_CONFIG.is_file() else None


def _call(args: argparse.Namespace) -> int:
    chosen = command(args.command)
    args.config = find_config(args.config)
    if chosen.NEEDS_CONFIG and args.config is None:
        raise ConfigError(
            f"there is no {DEFAULT_CONFIG} here; go to the folder that holds it, name it with --config FILE, "
            "or make one with `faxpipe init`"
        )
    try:
        config = load_config(args.config)
    except ConfigError as error:
        raise ConfigError(f"{args.config or 'environment'}: {error}") from None
    return chosen.run(args, config)


def _add_config(parser: argparse.ArgumentParser, default: str | None) -> None:
    parser.add_argument(
        "--config",
        metavar="FILE",
        default=default,
        help=f"configuration (otherwise ${CONFIG_VARIABLE}, otherwise ./{DEFAULT_CONFIG})",
    )
