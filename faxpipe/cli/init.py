"""`faxpipe init`: the data folder, ready for the daemon. Only its owner can look inside."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from faxpipe.cli.commands import DEFAULT_CONFIG
from faxpipe.cli.terminal import clean
from faxpipe.config import Config, config_toml
from faxpipe.errors import ConfigError

NEEDS_CONFIG = False
EXAMPLES = """  faxpipe init                      # makes ./faxpipe-data
  faxpipe init /srv/faxpipe         # then: faxpipe --config /srv/faxpipe/config.toml watch
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=DEFAULT_CONFIG.parent,
        metavar="FOLDER",
        help="where to make it (default: %(default)s)",
    )


def run(args: argparse.Namespace, config: Config) -> int:
    """Make the folders and a configuration with every key explained; an existing one is left as it is."""
    folder: Path = args.folder
    target = folder / DEFAULT_CONFIG.name
    fresh = Config()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in (fresh.paths.inbox, fresh.paths.archive, fresh.paths.quarantine):
            (folder / path).mkdir(mode=0o700, exist_ok=True)
        with target.open("x", encoding="utf-8") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(config_toml(fresh))
    except FileExistsError:
        print(f"{clean(str(target))} is there already; nothing changed")
        return 0
    except OSError as error:
        raise ConfigError(f"cannot make {folder}: {error.strerror}; choose a folder you may write to") from None
    print(f"made {clean(str(folder))}: inbox, archive, quarantine, {target.name}")
    return 0
