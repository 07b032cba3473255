"""Findings as a person or a program reads them outside a report."""

from __future__ import annotations

import datetime as dt
import json
import textwrap
from dataclasses import asdict, is_dataclass
from typing import Any

import pandas as pd

from helpers.findings.finding import Finding

WIDTH = 100


def findings_as_text(found: list[tuple[Finding, str]]) -> str:
    """Write one block a finding: rank, periods that a look back passes, and its sentence.

    Parameters
    ----------
    found : list of pairs
        Each finding with its sentence.
    """
    lines = ["rank  back  finding"]
    for rank, (finding, sentence) in enumerate(found, start=1):
        head = f"{rank:>4}  {finding.rarity or '-':>4}  "
        lines.append(
            textwrap.fill(sentence, WIDTH, initial_indent=head, subsequent_indent=" " * len(head))
        )
    return "\n".join(lines)


def findings_as_json(found: list[tuple[Finding, str]]) -> str:
    """Write findings as a JSON list, each with its numbers and its sentence."""
    rows = [
        {
            "rank": rank,
            "kind": finding.kind,
            "series": finding.series,
            "period": str(finding.period),
            "comparison": str(finding.comparison) if finding.comparison is not None else None,
            "rarity": finding.rarity,
            "weight": round(finding.weight, 6),
            "importance": round(finding.importance, 6),
            "later": finding.later,
            "sentence": sentence,
            "numbers": {name: _plain(value) for name, value in finding.numbers.items()},
        }
        for rank, (finding, sentence) in enumerate(found, start=1)
    ]
    return json.dumps(rows, indent=1, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, pd.Period | dt.date):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(part) for name, part in asdict(value).items()}
    return value
