"""Intake: what new figures would change, what speaks against them, and how they are added."""

from helpers.intake.appending import append, recover
from helpers.intake.candidate import candidate
from helpers.intake.difference import Difference, compare
from helpers.intake.objections import Objection, objections, require
from helpers.intake.printout import difference_as_text, rows_as_text
from helpers.intake.taking import Considered, consider, take_in
from helpers.intake_log import LOG, Intake, read_log, sealed

__all__ = [
    "LOG",
    "Considered",
    "Difference",
    "Intake",
    "Objection",
    "append",
    "candidate",
    "compare",
    "consider",
    "difference_as_text",
    "objections",
    "read_log",
    "recover",
    "require",
    "rows_as_text",
    "sealed",
    "take_in",
]
