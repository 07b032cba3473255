"""Statements as a person or a program reads them outside a report."""

from __future__ import annotations

import json
import textwrap

from helpers.claims.printout import WIDTH, evidence
from helpers.facts.kinds import KINDS
from helpers.facts.ranking import worth
from helpers.facts.statement import Statement

HEAD = "rank months  statement; below it its proof, and whether an ordinary revision leaves it"
ROBUST = {True: "robust", False: "not robust", None: ""}


def facts_as_text(found: list[Statement]) -> str:
    """Write one block a statement: rank, rarity in months, sentence; then whether it is robust.

    A "+" after the months says that they are at least so many.
    """
    blocks = []
    for rank, each in enumerate(found, start=1):
        months = f"{each.rarity}{'+' if each.at_least else ''}" if each.rarity else "-"
        head = f"{rank:>4}  {months:>5}  "
        told = textwrap.fill(
            each.sentence, WIDTH, initial_indent=head, subsequent_indent=" " * len(head)
        )
        tail = "  ".join(word for word in (each.expression, ROBUST[each.robust]) if word)
        blocks.append(f"{told}\n{' ' * len(head)}{tail}")
    return "\n".join(
        ["rank months  statement; its proof, and how an ordinary revision leaves it", *blocks]
    )


def facts_as_json(found: list[Statement]) -> str:
    """Write the statements as a JSON list, each with the figures that decide it."""
    rows = [
        {
            "rank": rank,
            "sentence": each.sentence,
            "expression": each.expression,
            "kind": each.kind,
            "topic": each.topic,
            "series": each.series,
            "rarity": each.rarity,
            "at_least": each.at_least,
            "weight": round(each.weight, 6),
            "score": round(worth(each), 6),
            "robust": each.robust,
            "stand_in": each.stand_in,
            "reading": each.finding.text,
            "evidence": evidence(each.finding.evidence),
        }
        for rank, each in enumerate(found, start=1)
    ]
    return json.dumps(rows, indent=1, ensure_ascii=False)


def kinds_as_table() -> str:
    """Write the kinds as the table that docs/facts.md shows."""
    rows = [
        f"| `{name}` | {kind.idea} | {kind.meaning}{' (goes on)' if kind.lasting else ''} |"
        f" `{kind.example}` |"
        for name, kind in KINDS.items()
    ]
    return "\n".join(["| kind | idea | says | example |", "| --- | --- | --- | --- |", *rows])
