"""`faxpipe review`: the review page in the foreground."""

from __future__ import annotations

import argparse

from faxpipe.cli.terminal import complain
from faxpipe.config import Config
from faxpipe.errors import UsageError
from faxpipe.review import serve
from faxpipe.review.house import utc_now

NEEDS_CONFIG = True
EXAMPLES = """  faxpipe review                    # serves until Ctrl-C and says where
  faxpipe review --first-link       # a fresh one-time link for the first account, while there is none
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--first-link", action="store_true", help="print the link for the first account and stop")


def run(args: argparse.Namespace, config: Config) -> int:
    """Serve until SIGTERM or Ctrl-C, or only print the link."""
    if not args.first_link:
        return serve.run_server(config, complain)
    link = serve.first_link(config, serve.url(config.review), utc_now())
    if not link:
        raise UsageError("there is an account already; a lead makes the others on the page Accounts")
    print(link)
    return 0
