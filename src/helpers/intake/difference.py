"""What new rows would change: observations that are new, revised by how much, or available."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from helpers import observations
from helpers.errors import DataError
from helpers.observations import COLUMNS, KEY, SERIES

NEW, REVISED, UNCHANGED, CONTRARY = "new", "revised", "unchanged", "contrary"
CHANGES = (NEW, REVISED, UNCHANGED, CONTRARY)


@dataclass(frozen=True, eq=False)
class Changes:
    """New rows compared with the store.

    Attributes
    ----------
    rows : pandas.DataFrame
        The rows in their order: text columns of `observations.COLUMNS`, `file` and `place` (where
        the number was read, empty when unknown), `change` (one of `CHANGES`), and for what
        was known already `before` and `before_published` (the vintage known on the day of the
        row), `revision` (in the row's own unit), `revision_pct` (of `before`; NaN where that is
        nothing, and for rates) and `rounding` (how much of a revision the rounding of both may
        be). "contrary" is a row whose series, period, status, date and source
        are available with another value.
    """

    rows: pd.DataFrame

    def of(self, change: str) -> pd.DataFrame:
        """Return the rows of one kind of change."""
        return self.rows[self.rows["change"].eq(change)]

    @property
    def added(self) -> pd.DataFrame:
        """The new and the revised rows."""
        return self.rows[self.rows["change"].isin([NEW, REVISED])]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each change that occurs or is usual."""
        counts = self.rows["change"].value_counts()
        usual = (NEW, REVISED, UNCHANGED)
        return {c: int(counts.get(c, 0)) for c in CHANGES if c in usual or c in counts.index}

    @property
    def months(self) -> list[str]:
        """The periods, YYYY-MM or as written, of which something is added."""
        return sorted(set(self.added["period"]))

    def __str__(self) -> str:
        return ", ".join(f"{count} {change}" for change, count in self.counts.items())


def compare(rows: pd.DataFrame, data_dir: str | Path | None = None) -> Changes:
    """Compare new rows with the store.

    A row is compared with the vintage known on its own day, so that a release read late takes
    its place among the vintages. One that only repeats that vintage, also in coarser digits, is
    unchanged, and so is one whose value is available with the same day and status; one that is the
    first dated vintage of its number is new, whatever the undated ones.

    Parameters
    ----------
    rows : pandas.DataFrame
        The columns of `observations.COLUMNS` as text, optionally `place` and `file`.
    data_dir : str or Path, optional
        The data folder.

    Raises
    ------
    DataError
        When a row is no observation: with every fault, named by its place.

    Examples
    --------
    >>> store = observations.read()
    >>> row = store.query("code == 'total' and flow == 'exports' and period == '2023-12'")
    >>> row = row[row["measure"].eq("value")].tail(1)[list(COLUMNS)].astype(str)
    >>> print(compare(row.assign(value="57600.0", published="2030-01-15")))
    0 new, 1 revised, 0 unchanged
    """
    rows = rows.reset_index(drop=True)
    file, place = (
        rows[name] if name in rows else pd.Series("", index=rows.index, dtype=str)
        for name in ("file", "place")
    )
    _require_good(rows, place, data_dir)
    known = observations.beside_held(rows[list(COLUMNS)], data_dir)
    changes = _changes(known).reindex(rows.index)
    return Changes(rows[list(COLUMNS)].assign(file=file, place=place).join(changes))


def _require_good(rows: pd.DataFrame, place: pd.Series, data_dir: str | Path | None) -> None:
    numbered = rows.assign(file="new rows", row=range(len(rows)))
    faults = observations.problems(numbered, data_dir)
    if faults:
        raise DataError(
            [
                fault._replace(
                    file=str(place[fault.row]) or "new rows",
                    row=fault.row + 1,
                    value=f"{fault.value} ({_figure(rows.loc[fault.row])})",
                )
                if fault.row is not None
                else fault
                for fault in faults
            ]
        )


def _figure(row: Any) -> str:
    return f"{row['flow']}.{row['code']} {row['measure']} {row['period']}"


def _changes(known: pd.DataFrame) -> pd.DataFrame:
    """Return the change of each new row, by its place among the rows given."""
    dated = known["status"].ne("unknown")
    figure = known.groupby([*SERIES, "period"], sort=False).ngroup()
    counts = known["newer"].to_numpy(dtype=bool)
    # what was known before each row: the last vintage of the same number that counts
    group = figure.where(dated, -1 - figure)  # undated vintages were known before nobody
    vintages = known.loc[counts, ["value", "published", "precision"]].reindex(known.index)
    last = vintages.groupby(group).ffill()
    before, day, precision = (last[column].groupby(group).shift() for column in last)
    first = before.isna()
    change = np.select([~counts, first.to_numpy(dtype=bool)], [UNCHANGED, NEW], REVISED)
    changes = pd.DataFrame({"change": change, "before": before, "before_published": day})
    changes["before"] = changes["before"].where(changes["change"].ne(NEW))
    changes["revision"] = known["value"] - changes["before"]
    changes["rounding"] = (known["precision"] + precision) / 2
    share = 100 * changes["revision"] / changes["before"].abs().where(changes["before"].ne(0))
    rate = known["unit"].isin(RATES)
    changes["revision_pct"] = share.where(~rate)
    changes.loc[_repeated(known), "change"] = UNCHANGED
    changes.loc[_contrary(known), "change"] = CONTRARY
    changes["at"] = known["at"]
    return changes[~known["held"]].set_index("at")


def _repeated(known: pd.DataFrame) -> pd.Series:
    """Find new rows whose value the same release is recorded to have stated."""
    release = known[[*SERIES, "period", "status", "published"]]
    release = release.assign(value=known["value"].round(6))
    keys = pd.MultiIndex.from_frame(release)
    return ~known["held"] & keys.isin(keys[known["held"]])


def _contrary(known: pd.DataFrame) -> pd.Series:
    """Find new rows whose source is recorded to have stated another value on that day."""
    stored = known[known["held"]].set_index(KEY)["value"]
    value = pd.Series(stored.reindex(pd.MultiIndex.from_frame(known[KEY])).array, index=known.index)
    return ~known["held"] & value.sub(known["value"]).abs().gt(1e-9)


RATES = ("pct", "pp")
