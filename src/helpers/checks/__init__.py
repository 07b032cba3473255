"""Checks: do the numbers agree with each other and with the reported ones."""

from helpers.checks.comparing import RULES, Comparison, compare
from helpers.checks.known import Known, explain, no_longer, read_known
from helpers.checks.month import Check, Detail, compared, reconcile
from helpers.checks.printout import audit_as_json, audit_as_text
from helpers.checks.store import Audit, audit

__all__ = [
    "RULES",
    "Audit",
    "Check",
    "Comparison",
    "Detail",
    "Known",
    "audit",
    "audit_as_json",
    "audit_as_text",
    "compare",
    "compared",
    "explain",
    "no_longer",
    "read_known",
    "reconcile",
]
