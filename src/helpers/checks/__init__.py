"""Checks: do the figures agree with each other and with what was printed."""

from helpers.checks.comparing import RULES, Comparison, compare
from helpers.checks.known import Known, explain, no_longer, read_known
from helpers.checks.month import Check, compared, reconcile

__all__ = [
    "RULES",
    "Check",
    "Comparison",
    "Known",
    "compare",
    "compared",
    "explain",
    "no_longer",
    "read_known",
    "reconcile",
]
