"""Put the questions that a notebook has asked to the data again, to see whether answers changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import pandas as pd

from helpers import observations, reads
from helpers.checks import compared, reconcile
from helpers.errors import KtradeError
from helpers.loading import Panel, load
from helpers.reads import Question, Reads


def asker(data_dir: Path) -> Callable[[Question], str]:
    """Give a function that answers a noted question with the hash of today's answer.

    Examples
    --------
    >>> from helpers.places import find_data_dir
    >>> question = ("facts", "2023-12", "", "exports", "total", "value", "", "M")
    >>> with reads.collected() as noted:
    ...     _ = load("2023-12").facts("exports", "total")
    >>> asker(find_data_dir())(question) == noted[question]
    True
    """
    noted: Reads = {}

    @cache
    def panel(month: str, as_of: str) -> Panel:
        return load(month, as_of, data_dir)

    def ask(question: Question) -> str:
        if question not in noted:
            with reads.collected() as found, suppress(KtradeError):
                _put(question, panel, data_dir)
            noted.update(found)
        return noted.get(question, "")

    return ask


def _put(question: Question, panel: Callable[[str, str], Panel], data_dir: Path) -> None:
    kind, *rest = question
    match kind:
        case "load":
            load(rest[0], rest[1], data_dir)
        case "facts":
            month, as_of, flow, code, measure, basis, freq = rest
            panel(month, as_of).facts(flow, code, measure, basis or None, freq)
        case "fact":
            month, as_of, flow, code, measure, basis, period = rest
            panel(month, as_of).fact(flow, code, pd.Period(period), measure, basis or None)
        case "vintages":
            month, as_of, flow, code, measure, basis, *other = rest
            panel(month, as_of).all_vintages(flow, code, measure, basis or None, *other)
        case "flash":
            panel(rest[0], rest[1]).flash(rest[2], int(rest[3]), rest[4])
        case "since":
            panel(rest[0], rest[1]).since(pd.Period(rest[2], "M"))
        case "compared":
            compared(panel(rest[0], rest[1]))
        case "reconciled":
            reconcile(panel(rest[0], rest[1]))
        case "macro":
            panel(rest[0], rest[1]).macro(rest[2])
        case "gaps":
            _ = panel(rest[0], rest[1]).gaps
        case "coverage":
            panel(rest[0], rest[1]).coverage(*rest[2:-1], basis=rest[-1] or None)
        case "file":
            reads.note_file(data_dir / rest[0], data_dir)
        case "store":
            observations.read(data_dir)
