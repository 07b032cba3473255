"""Verdicts as text and as JSON, outside a report."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from helpers.claims.reference import described
from helpers.claims.robustness import could_turn
from helpers.claims.tally import AGREEMENTS, agreement, tally
from helpers.claims.verdicts import VERDICTS, plain_verdict
from helpers.errors import Fault, printable
from helpers.loading import Observation
from helpers.wording import is_missing

WIDTH, NARROWEST = 100, 60
HEAD = ("id", "verdict", "robust", "statement, and what the data say")
ROBUST = {True: "yes", False: "no"}
MANY = {"holds": "hold", "does not hold": "do not hold", "misstated": "are misstated"}


def verdicts_as_text(table: pd.DataFrame, width: int = WIDTH) -> str:
    """Write a table (id, verdict, robust or not, statement and reading), and a summary.

    Parameters
    ----------
    table : pandas.DataFrame
        As `helpers.claims.judge` returns it.
    width : int
        Columns of the terminal; lines are wrapped there, or at 60 where it is narrower.

    Examples
    --------
    >>> row = {"id": "1", "statement": "Exports rose", "verdict": "holds", "now": "holds",
    ...        "reading": "+5.1%.", "supports": (), "robust": False, "revision": 0.87,
    ...        "researched": None}
    >>> print(verdicts_as_text(pd.DataFrame([row]), width=60))
    id  verdict            robust  statement, and what the data
                                   say
    --  -----------------  ------  -----------------------------
    1   holds              no      Exports rose
                                     +5.1%.
                                     An ordinary revision (0.9%)
                                     could turn this.
    <BLANKLINE>
    1 statement: 1 holds; an ordinary revision could turn 1
    """
    claims = table.to_dict("records")
    ids = [printable(claim["id"]) for claim in claims]
    verdicts = [*VERDICTS, *(claim["verdict"] for claim in claims)]
    widths = [max(map(len, [HEAD[0], *ids])), max(map(len, verdicts)), len(HEAD[2])]
    last = max(width, NARROWEST, sum(widths) + 30) - sum(widths) - 6
    lines = [_row(HEAD[:3], widths, textwrap.wrap(HEAD[3], last))]
    lines.append("  ".join("-" * n for n in (*widths, last)))
    for claim, name in zip(claims, ids, strict=True):
        cells = (name, claim["verdict"], ROBUST.get(claim["robust"], "-"))
        texts = textwrap.wrap(printable(claim["statement"]), last)
        for text in _details(claim):
            texts += textwrap.wrap(
                printable(text), last, initial_indent="  ", subsequent_indent="  "
            )
        lines.append(_row(cells, widths, texts))
    return "\n".join([*lines, "", summary(table)])


def _details(claim: dict[Any, Any]) -> list[str]:
    """Write the reading of a statement, its limits, and the further results."""
    texts = [str(claim["reading"])]
    if claim["robust"] is False:
        texts.append(could_turn(claim["revision"]))
    if claim["now"] != claim["verdict"]:
        texts.append(f"On the later data: {claim['now']}. {claim['reading_now']}")
    return [text for text in texts if text] + [f"Beside it: {text}" for text in claim["supports"]]


def _row(cells: tuple[str, ...], widths: list[int], texts: list[str]) -> str:
    """Set the cells of a row beside the lines of its last cell."""
    first = "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True))
    margin = " " * len(first)
    return "\n".join(
        f"{first if i == 0 else margin}  {text}".rstrip() for i, text in enumerate(texts or [""])
    )


def verdicts_as_json(table: pd.DataFrame, faults: Sequence[Fault] = ()) -> str:
    """Write verdicts, faults and the tally as a JSON object; `FIELDS` has its parts.

    Parameters
    ----------
    table : pandas.DataFrame
        As `helpers.claims.judge` returns it.
    faults : sequence of Fault
        Those of the claims without a verdict.
    """
    claims = table.to_dict("records")
    rows = [
        {name: None if is_missing(claim[name]) else claim[name] for name in PLAIN}
        | {
            "said": claim["said"]._asdict() if claim["said"].unit else None,
            "as_of": str(claim["as_of"]),
            "supports": list(claim["supports"]),
            "agreement": agreement(claim["verdict"], claim["researched"]),
            "evidence": evidence(claim["evidence"]),
        }
        for claim in claims
    ]
    whole = {
        "claims": rows,
        "faults": [fault._asdict() for fault in faults],
        "tally": tally(claims),
    }
    return json.dumps(whole, indent=1, ensure_ascii=False)


def evidence(observations: Iterable[Observation]) -> list[dict[str, Any]]:
    """Write observations as rows of plain values."""
    return [
        {name: getattr(row, name) for name in EVIDENCE} | {"period": str(row.period)}
        for row in observations
    ]


def summary(table: pd.DataFrame) -> str:
    """Count the verdicts in one line, and those that a revision could turn or did.

    Where verdicts were researched, a second line counts how often the two agree.
    """
    claims = table.to_dict("records")
    counts = Counter(plain_verdict(claim["verdict"]) for claim in claims)
    shares = ", ".join(
        f"{counts[verdict]} {verdict if counts[verdict] == 1 else MANY.get(verdict, verdict)}"
        for verdict in VERDICTS
        if verdict in counts
    )
    many = "statement" if len(claims) == 1 else "statements"
    fragile = sum(claim["robust"] is False for claim in claims)
    turned = sum(claim["now"] != claim["verdict"] for claim in claims)
    parts = [f"{len(claims)} {many}: {shares}" if claims else f"0 {many}"]
    if fragile:
        parts.append(f"an ordinary revision could turn {fragile}")
    if turned:
        parts.append(f"the later data turn {turned}")
    lines = ["; ".join(parts)]
    if any(claim["researched"] for claim in claims):
        lines.append(_researched(claims))
    return "\n".join(lines)


def _researched(claims: Sequence[dict[Any, Any]]) -> str:
    """Compare the verdicts with the researched ones, and name the claims where they clash."""
    counts = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in tally(claims).items())
    ways = [(printable(c["id"]), agreement(c["verdict"], c["researched"])) for c in claims]
    clashes = [
        f"; {name}: {', '.join(ids)}"
        for name in ("accused", "passed")
        if (ids := [id_ for id_, way in ways if way == name])
    ]
    return f"Beside the researched verdicts: {counts}{''.join(clashes)}"


EVIDENCE = (
    *("series", "measure", "period", "value", "unit", "basis", "status", "published", "source"),
    "later",
)
PLAIN = (
    "id", "statement", "kind", "check", "verdict", "reading", "decided_by", "later", "robust",
    "revision", "now", "reading_now", "robust_now", "revision_now", "researched",
)  # fmt: skip
# The parts of the JSON object.
FIELDS = described("json") | {
    "tally": {key: f"How many claims: {meaning}." for key, meaning in AGREEMENTS.items()}
}
