"""Verdicts as a person or a program reads them outside a report."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable
from typing import Any

import pandas as pd

from helpers.claims.robustness import could_turn
from helpers.claims.verdicts import VERDICTS
from helpers.loading import Fact
from helpers.wording import is_missing

WIDTH = 100


def verdicts_as_text(judged: pd.DataFrame) -> str:
    """Write one block a claim (verdict, id, statement, reading), and a summary.

    Parameters
    ----------
    judged : pandas.DataFrame
        As `helpers.claims.judge` gives it.

    Examples
    --------
    >>> row = {"id": "1", "statement": "Exports rose", "verdict": "holds", "now": "holds",
    ...        "reading": "+5.1%.", "supports": (), "robust": False, "revision": 0.87}
    >>> print(verdicts_as_text(pd.DataFrame([row])))
    holds              1  Exports rose
                       +5.1%.
                       An ordinary revision (0.9%) could turn this.
    <BLANKLINE>
    1 statement: 1 holds
    """
    indent = " " * (max(map(len, VERDICTS)) + 2)
    blocks = []
    for claim in judged.to_dict("records"):
        lines = [str(claim["reading"]), *map(str, claim["supports"])]
        if claim["robust"] is False:
            lines.append(could_turn(claim["revision"]))
        if claim["now"] != claim["verdict"]:
            lines.append(f"On the later data: {claim['now']}.")
        head = f"{claim['verdict']:<{len(indent)}}{claim['id']}  {claim['statement']}"
        told = [
            textwrap.fill(x, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ")
            for x in lines
            if x
        ]
        blocks.append("\n".join([head, *told]))
    return "\n".join([*blocks, "", summary(judged)])


def verdicts_as_json(judged: pd.DataFrame) -> str:
    """Write the verdicts as a JSON list, each with the figures that decide it."""
    rows = []
    for claim in judged.to_dict("records"):
        rows.append(
            {name: None if is_missing(claim[name]) else claim[name] for name in PLAIN}
            | {"as_of": str(claim["as_of"]), "evidence": evidence(claim["evidence"])}
        )
    return json.dumps(rows, indent=1, ensure_ascii=False)


def evidence(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """Write published figures as rows of plain values."""
    return [
        {
            "series": fact.series, "measure": fact.measure, "period": str(fact.period),
            "value": fact.value, "unit": fact.unit, "basis": fact.basis, "status": fact.status,
            "published": fact.published, "source": fact.source, "stand_in": fact.stand_in,
        }
        for fact in facts
    ]  # fmt: skip


def summary(judged: pd.DataFrame) -> str:
    """Count the verdicts in one line."""
    counts = judged["verdict"].value_counts()
    shares = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS if verdict in counts)
    many = "statement" if len(judged) == 1 else "statements"
    return f"{len(judged)} {many}: {shares}"


PLAIN = (
    "id", "statement", "kind", "check", "verdict", "reading", "stand_in", "robust", "revision",
    "now", "reading_now", "robust_now", "revision_now",
)  # fmt: skip
