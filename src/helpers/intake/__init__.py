"""Ingestion: what new observations would change, the objections to them, and how they are added."""

from helpers.intake.appending import append, recover
from helpers.intake.candidate import candidate
from helpers.intake.difference import Changes, compare
from helpers.intake.objections import NAMES, Objection, objections, require
from helpers.intake.preview import Preview, consider, ingest, preview, take_in
from helpers.intake.printout import difference_as_text, files_as_text
from helpers.intake_log import LOG, Intake, read_log, sealed

__all__ = [
    "LOG", "NAMES", "Changes", "Intake", "Objection", "Preview", "append", "candidate",
    "compare", "consider", "difference_as_text", "files_as_text", "ingest", "objections", "preview",
    "read_log", "recover", "require", "sealed", "take_in",
]  # fmt: skip
