"""Ingestion: what new observations would change, the objections to them, and how they are added."""

from helpers.intake.appending import append, recover
from helpers.intake.candidate import candidate
from helpers.intake.difference import Difference, compare
from helpers.intake.objections import NAMES, Objection, objections, require
from helpers.intake.preview import Preview, ingest, preview, source_of
from helpers.intake.printout import (
    difference_as_text,
    files_as_text,
    rows_as_text,
)
from helpers.intake.taking import Considered, consider, take_in
from helpers.intake_log import LOG, Intake, read_log, sealed

__all__ = [
    "LOG",
    "NAMES",
    "Considered",
    "Difference",
    "Intake",
    "Objection",
    "Preview",
    "append",
    "candidate",
    "compare",
    "consider",
    "difference_as_text",
    "files_as_text",
    "ingest",
    "objections",
    "preview",
    "read_log",
    "recover",
    "require",
    "rows_as_text",
    "sealed",
    "source_of",
    "take_in",
]
