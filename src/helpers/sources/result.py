"""What comes of reading a file of figures: rows with their places, and what was checked."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class Check:
    """A check that was made of a file's figures: `outcome` is "holds" or "not compared"."""

    name: str
    outcome: str
    detail: str = ""


@dataclass(frozen=True, eq=False)
class Read:
    """What was read of a file. It is only made when every check holds.

    Attributes
    ----------
    file : str
        The name of the file, without its folder.
    kind : str
        "release (PDF)", "release (HWPX)", "K-stat (xlsx)", "customs export (CSV)" and so on.
    month : str or None
        The month of a release, YYYY-MM; None for an export of many months.
    published : str
        The date the figures became known, YYYY-MM-DD.
    rows : pandas.DataFrame
        Text: the columns of `observations.COLUMNS`, and `place`, where the figure stands.
    checks : list of Check
        What was checked, and what could not be.
    warnings : list of str
        What was left out, and what is unusual but explained.
    """

    file: str
    kind: str
    month: str | None
    published: str
    rows: pd.DataFrame
    checks: list[Check] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
