"""Previews as text for a person who has to decide."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from helpers.intake.difference import CONTRARY, NEW, REVISED, Difference


def rows_as_text(difference: Difference) -> str:
    """Show every row with the place it came from and what it changes.

    Examples
    --------
    >>> row = {"period": "2023-12", "flow": "exports", "code": "total", "measure": "value",
    ...        "value": "57660", "unit": "usd_million", "published": "2024-01-01",
    ...        "basis": "customs", "status": "preliminary", "place": "page 1", "change": "new",
    ...        "before": float("nan"), "revision": float("nan"), "revision_pct": float("nan")}
    >>> print(rows_as_text(Difference(pd.DataFrame([row]))))
    period   figure               value  unit         basis    status       place   change
    2023-12  exports.total value  57660  usd_million  customs  preliminary  page 1  new
    """
    rows = difference.rows
    table = pd.DataFrame(
        {
            "period": rows["period"],
            "figure": _figures(rows),
            "value": rows["value"],
            "unit": rows["unit"],
            "basis": rows["basis"],
            "status": rows["status"],
            "place": rows["place"].where(rows["place"].ne(""), "-"),
            "change": [_change(row) for row in rows.to_dict("records")],
        }
    )
    return _aligned(table)


def files_as_text(files: pd.DataFrame, reasons: pd.Series) -> str:
    """Return the counts by file as a table, and below it what is left out and why.

    Parameters
    ----------
    files, reasons : pandas.DataFrame, pandas.Series
        Of a `Preview`.

    Examples
    --------
    >>> files = pd.DataFrame([{"file": "a.xls", "numbers": 3, "new": 2, "left out": 1}])
    >>> index = pd.MultiIndex.from_tuples([("a.xls", "weights")])
    >>> print(files_as_text(files, pd.Series([1], index)))
    file   numbers  new  left out
    a.xls  3        2    1
    left out of a.xls: 1 weights
    """
    lines = [_aligned(files)]
    left_out: dict[str, list[str]] = {}
    for (file, why), count in dict(reasons).items():
        left_out.setdefault(file, []).append(f"{count} {why}")
    lines += [f"left out of {file}: {', '.join(said)}" for file, said in left_out.items()]
    return "\n".join(lines)


def difference_as_text(difference: Difference, shown: int = 40) -> str:
    """Show what is new and what is revised by how much, the rest as counts.

    Parameters
    ----------
    difference : Difference
        From `compare`.
    shown : int
        Rows of a kind that are shown; the others are counted.
    """
    parts = []
    for change in (REVISED, CONTRARY, NEW):
        rows = difference.of(change)
        if rows.empty:
            continue
        lines = [
            f"  {row['period']}  {figure}  {row['value']} {row['unit']}{_revision(row)}"
            for row, figure in zip(
                rows.head(shown).to_dict("records"), _figures(rows), strict=False
            )
        ]
        more = [f"  ... and {len(rows) - shown} more"] if len(rows) > shown else []
        parts += [f"{len(rows)} {change}:", *lines, *more]
    return "\n".join([*parts, str(difference)])


def _figures(rows: pd.DataFrame) -> pd.Series:
    return rows["flow"] + "." + rows["code"] + " " + rows["measure"]


def _change(row: dict[Hashable, Any]) -> str:
    return f"{row['change']}{_revision(row)}"


def _revision(row: dict[Hashable, Any]) -> str:
    if row["change"] != REVISED:
        return ""
    said = f", {float(str(row['revision'])):+,.10g} on {float(str(row['before'])):,.10g}"
    share = float(str(row["revision_pct"]))
    return said if share != share else f"{said} ({share:+.2f} %)"


def _aligned(table: pd.DataFrame) -> str:
    cells = [list(table.columns), *table.astype(str).to_numpy().tolist()]
    widths = [max(len(row[i]) for row in cells) for i in range(len(table.columns))]
    lines = ("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in cells)
    return "\n".join(line.rstrip() for line in lines)
