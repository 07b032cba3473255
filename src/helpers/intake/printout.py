"""Previews as text for a person who has to decide."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from helpers.intake.difference import CHANGES, REVISED, UNCHANGED, Changes

COLUMNS = ["period", "observation", "value", "unit", "basis", "status", "place", "change"]


def difference_as_text(difference: Changes, shown: int = 100) -> str:
    """Return what each row changes as a table, and the counts below it.

    Parameters
    ----------
    difference : Changes
        From `compare`.
    shown : int
        Rows up to which all are shown; of more, the first of each change that is one.

    Examples
    --------
    >>> row = {"period": "2023-12", "flow": "exports", "code": "total", "measure": "value",
    ...        "value": "57660", "unit": "usd_million", "published": "2024-01-01",
    ...        "basis": "customs", "status": "preliminary", "place": "page 1", "change": "new",
    ...        "before": float("nan"), "revision": float("nan"), "revision_pct": float("nan")}
    >>> print(difference_as_text(Changes(pd.DataFrame([row]))))
    period   observation          value  unit         basis    status       place   change
    2023-12  exports.total value  57660  usd_million  customs  preliminary  page 1  new
    1 new, 0 revised, 0 unchanged
    """
    rows = difference.rows
    lines = []
    if len(rows) > shown:
        kinds = [difference.of(change) for change in CHANGES if change != UNCHANGED]
        more = [(len(kind) - shown, kind["change"].iloc[0]) for kind in kinds if len(kind) > shown]
        lines = [f"... and {count} more {change}" for count, change in more]
        rows = pd.concat([kind.head(shown) for kind in kinds])
    table = rows.assign(
        observation=rows["flow"] + "." + rows["code"] + " " + rows["measure"],
        place=rows["place"].where(rows["place"].ne(""), "-"),
        change=[_change(row) for row in rows.to_dict("records")],
    )[COLUMNS]
    return "\n".join([*([_aligned(table)] if len(table) else []), *lines, str(difference)])


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
    left_out: dict[str, list[str]] = {}
    for (file, why), count in dict(reasons).items():
        left_out.setdefault(file, []).append(f"{count} {why}")
    lines = [f"left out of {file}: {', '.join(counts)}" for file, counts in left_out.items()]
    return "\n".join([_aligned(files), *lines])


def _change(row: dict[Hashable, Any]) -> str:
    if row["change"] != REVISED:
        return str(row["change"])
    size = f"{row['change']}, {float(row['revision']):+,.10g} on {float(row['before']):,.10g}"
    share = float(row["revision_pct"])
    return size if share != share else f"{size} ({share:+.2f} %)"


def _aligned(table: pd.DataFrame) -> str:
    cells = [list(table.columns), *table.astype(str).to_numpy().tolist()]
    widths = [max(len(row[i]) for row in cells) for i in range(len(table.columns))]
    lines = ("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in cells)
    return "\n".join(line.rstrip() for line in lines)
