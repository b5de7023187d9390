"""The command line over inbox PDF -> pages -> words -> packets -> fields -> verdict -> queue -> review.

One module a command. `main` finds the configuration, calls the command and turns errors into one line and an
exit code; the commands print, and decide nothing about a fax.
"""

from faxpipe.cli.commands import main

__all__ = ["main"]
