"""The headline numbers of every month at once, as known now or on a date, for the archive."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

from helpers import metrics, store
from helpers.observations import SERIES

FIRST = "2001-01"  # the oldest month of the archive
SHOWN = [
    "period", *SERIES, "value", "unit", "status", "published", "source", "note",
]  # fmt: skip
UNITS = {
    "exports": "USD million",
    "exports_yoy": "per cent",
    "imports": "USD million",
    "imports_yoy": "per cent",
    "balance": "USD million",
}


def headlines(data_dir: Path, as_of: dt.date | None = None) -> pd.DataFrame:
    """Return exports, imports, balance and growth of all months, computed from the values.

    Parameters
    ----------
    data_dir : Path
        The data folder.
    as_of : datetime.date, optional
        Only what was known on that day; a base of growth first published later is used, as
        in `helpers.loading`. Left out: the newest vintages.

    Returns
    -------
    pandas.DataFrame
        By month: `exports`, `imports`, `balance` = exports - imports (USD million), `exports_yoy`
        and `imports_yoy` (per cent on the same month a year earlier), `status` and `published` of
        the exports. NaN where a part is missing. Only months whose exports were known.

    Examples
    --------
    >>> from helpers.places import find_data_dir
    >>> headlines(find_data_dir(), dt.date(2024, 1, 1)).loc["2023-12", "exports"].item()
    57660.0
    """
    data = store.read(data_dir)
    rows = data.frame
    total = (rows["code"].eq("total") & rows["measure"].eq("value")).to_numpy()
    monthly = (rows["freq"].eq("M") & rows["basis"].eq("customs")).to_numpy()
    in_force, later = data.in_force(np.asarray(total & monthly & ~data.forecasts), as_of)
    chosen = rows[in_force].assign(later=later[in_force])
    chosen.index = pd.PeriodIndex(chosen["period"], freq="M", name="month")
    exports, imports = (chosen[chosen["flow"].eq(flow)] for flow in ("exports", "imports"))
    table = pd.DataFrame({"exports": exports["value"], "imports": imports["value"]})
    table["balance"] = table["exports"] - table["imports"]
    for flow in ("exports", "imports"):
        table[f"{flow}_yoy"] = metrics.year_on_year(table[flow])
    table[["status", "published"]] = exports[["status", "published"]]
    known = exports.index[~exports["later"]]
    return table.loc[table.index.isin(known) & (table.index >= pd.Period(FIRST, "M"))].sort_index()


def vintages(data_dir: Path) -> pd.DataFrame:
    """List the dates on which a total of a month was published or revised.

    Returns
    -------
    pandas.DataFrame
        `month` (text) and `published` (text), in order, each pair once.
    """
    rows = store.read(data_dir).frame
    chosen = rows[
        rows["code"].eq("total") & rows["measure"].eq("value") & rows["basis"].eq("customs")
        & rows["freq"].eq("M") & rows["flow"].isin(["exports", "imports"]) & rows["newer"]
        & rows["period"].ge(FIRST) & rows["published"].ne("") & ~rows["forecast"]
    ]  # fmt: skip
    pairs = chosen[["period", "published"]].drop_duplicates()
    return pairs.rename(columns={"period": "month"}).sort_values(["month", "published"])


def observations(data_dir: Path) -> pd.DataFrame:
    """Return the newest vintage of every monthly observation of the archive, as text and floats.

    Returns
    -------
    pandas.DataFrame
        The columns of `SHOWN`, by month; forecasts and flash releases left out.
    """
    data = store.read(data_dir)
    monthly = (data.frame["freq"].eq("M") & data.frame["period"].ge(FIRST)).to_numpy()
    in_force, _ = data.in_force(np.asarray(monthly & ~data.forecasts), None)
    return data.frame.loc[in_force, SHOWN].sort_values(["period", *SERIES]).reset_index(drop=True)
