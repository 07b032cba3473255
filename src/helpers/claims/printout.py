"""Verdicts as a person or a program reads them outside a report."""

from __future__ import annotations

import json
import textwrap

import pandas as pd

from helpers.claims.verdicts import VERDICTS

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
    ...        "reading": "+5.1%.", "supports": ()}
    >>> print(verdicts_as_text(pd.DataFrame([row])))
    holds              1  Exports rose
                       +5.1%.
    <BLANKLINE>
    1 statement: 1 holds
    """
    indent = " " * (max(map(len, VERDICTS)) + 2)
    blocks = []
    for claim in judged.to_dict("records"):
        lines = [str(claim["reading"]), *map(str, claim["supports"])]
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
        facts = [
            {
                "series": fact.series, "measure": fact.measure, "period": str(fact.period),
                "value": fact.value, "unit": fact.unit, "basis": fact.basis, "status": fact.status,
                "published": fact.published, "source": fact.source, "stand_in": fact.stand_in,
            }
            for fact in claim["evidence"]
        ]  # fmt: skip
        rows.append(
            {name: claim[name] for name in PLAIN}
            | {"as_of": str(claim["as_of"]), "evidence": facts}
        )
    return json.dumps(rows, indent=1, ensure_ascii=False)


def summary(judged: pd.DataFrame) -> str:
    """Count the verdicts in one line."""
    counts = judged["verdict"].value_counts()
    shares = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS if verdict in counts)
    many = "statement" if len(judged) == 1 else "statements"
    return f"{len(judged)} {many}: {shares}"


PLAIN = ("id", "statement", "check", "verdict", "reading", "now", "reading_now", "stand_in")
