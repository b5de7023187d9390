"""The *inbox* of the sentence: files that are finished become rows, and only then leave the folder."""

from faxpipe.intake.accept import Acceptor, Outcome
from faxpipe.intake.watch import Intake

__all__ = ["Acceptor", "Intake", "Outcome"]
