"""Result of reading an input file: rows with their places, what was checked and left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

LEFT_OUT = ("place", "text", "why")


def left_out_frame(rows: Iterable[tuple[str, str, str]] = ()) -> pd.DataFrame:
    """Return numbers that are left out as a table of text: place, text, why."""
    return pd.DataFrame(list(rows), columns=list(LEFT_OUT), dtype=str)


@dataclass(frozen=True)
class FileCheck:
    """A check of a file's numbers: `outcome` is "holds" or "not compared"."""

    name: str
    outcome: str
    detail: str = ""


@dataclass(frozen=True, eq=False)
class Read:
    """Result of reading a file that passed every check.

    Attributes
    ----------
    file : str
        The name of the file, without its folder.
    kind : str
        "release (PDF)", "release (HWPX)", "K-stat (xlsx)", "customs export (CSV)" and so on.
    month : str or None
        The month of a release, YYYY-MM; None for an export of many months.
    published : str
        The date on which the observations became known, YYYY-MM-DD.
    rows : pandas.DataFrame
        Text: the columns of `observations.COLUMNS`, and `place`, that of the number.
    checks : list of FileCheck
        What was checked, and what could not be.
    warnings : list of str
        What was left out, and what is unusual but explained.
    numbers : int
        Cells with a number in the tables of the file.
    left_out : pandas.DataFrame
        The numbers of the tables that became no row: `place`, `text` as written, and `why`.
        Rows and numbers left out add up to `numbers`.
    """

    file: str
    kind: str
    month: str | None
    published: str
    rows: pd.DataFrame
    checks: list[FileCheck] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    numbers: int = 0
    left_out: pd.DataFrame = field(default_factory=left_out_frame)
