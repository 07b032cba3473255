"""Intervals: how far a published number leaves the true one open.

Two things widen an observation: the digits it was printed to, and, where the vintage that was
current on the date asked is not available, an ordinary revision between that vintage and the one
used instead. The size of an ordinary revision is measured on the store's own vintages: the 95th
percentile by family of series and by stage, kept in `catalogue/revision_widths.csv`. How far two
definitions of one series differ is kept in `catalogue/definition_widths.csv`. Both tables are
written anew by `python -m helpers.intervals`, from what was published up to a date they name.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from helpers import catalogue
from helpers.places import find_data_dir

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

STAGES = ("first", "confirmed", "final")  # the 1st, the 15th, the annual closing on 1 February
QUANTILE = 0.95
FEW = 6  # observations below which a family takes the width of the nearest one
FEW_MONTHS = 6  # months in common below which two definitions are compared over all codes
LEVELS = {"value", "daily_avg", "volume"}
RATES = {"yoy_pct", "daily_avg_yoy_pct", "volume_yoy_pct", "share_pct"}
LEAST = {"level": 10.0, "rate": 0.1}  # one printed digit: USD 10 million, a tenth of a point


def stages(ends: Numbers, days: Numbers) -> Numbers:
    """Return the stage that a period had reached on a day: the place in `STAGES`.

    Parameters
    ----------
    ends : array of int
        Last days of the periods, as days since 1970.
    days : array of int
        The days asked, as days since 1970.

    Examples
    --------
    >>> day = lambda text: np.array([text], "datetime64[D]").astype(int)
    >>> [int(stages(day("2023-12-31"), day(d))[0]) for d in ("2024-01-01", "2024-01-15",
    ...  "2024-02-01")]
    [0, 1, 2]
    """
    years = ends.astype("datetime64[D]").astype("datetime64[Y]")
    closing = (years + 1).astype("datetime64[D]").astype(np.int64) + 31
    return (days >= ends + 15).astype(np.int64) + (days >= closing)


@dataclass(frozen=True)
class Width:
    """Size of an ordinary revision of a family of series between two stages.

    Attributes
    ----------
    size : float
        Per cent of a level, percentage points of a rate.
    n : int
        Revisions it was measured on.
    family : str
        Flow and breakdown of those revisions, as "exports region"; another than the one asked
        where that has too few.
    """

    size: float
    n: int
    family: str


def width(
    flow: str, breakdown: str, kind: str, start: str, end: str, data_dir: str | Path | None = None
) -> Width:
    """Return the ordinary revision of a family of series from one stage to another.

    Parameters
    ----------
    flow, breakdown : str
        As in the store; that of a balance is in per cent of the mean of exports and imports.
    kind : {"level", "rate"}
        Values and averages, or growth rates and shares.
    start, end : str
        Two of `STAGES`, the earlier first. A stage that is the same has no revision.

    Examples
    --------
    >>> revision = width("exports", "total", "level", "first", "final")
    >>> 0.3 < revision.size < 2, revision.family
    (True, 'exports total')
    """
    return _widths(find_data_dir(data_dir))[flow, breakdown, kind, start, end]


def doubts(
    values: Floats,
    series: tuple[str, str, str],
    known: tuple[Numbers, Numbers, Numbers],
    data_dir: Path,
) -> Floats:
    """Return the half-widths that ordinary revisions add to observations, in their unit.

    Parameters
    ----------
    values : array of float
        The observations used; for a balance the mean of exports and imports.
    series : tuple of str
        Flow, code and measure.
    known : tuple of arrays of int
        Last day of each period, day of publication of the vintage used, and the day asked.
    data_dir : Path
        The data folder.

    Returns
    -------
    array of float
        0 where the vintage used is of the stage that was current on the day asked, and for
        measures that are not revised.
    """
    flow, code, measure = series
    kind = "level" if measure in LEVELS else "rate" if measure in RATES else ""
    if not kind or flow not in ("exports", "imports", "balance"):
        return np.zeros(len(values))
    ends, published, asked = known
    used, current = stages(ends, published), stages(ends, np.broadcast_to(asked, ends.shape))
    sizes = _matrix(flow, catalogue.breakdown(code, data_dir), kind, data_dir)[
        np.minimum(used, current), np.maximum(used, current)
    ]
    of = np.abs(values) / 100 if kind == "level" else np.maximum(1, 1 + values / 100)
    apart = (used != current) | (published > asked)
    least = LEAST[kind] if measure != "volume" else 0.0
    return np.where(apart, np.maximum(sizes * of, least), 0.0)


@lru_cache(maxsize=64)
def _matrix(flow: str, breakdown: str, kind: str, folder: Path) -> Floats:
    """Return the widths by start and end as an array."""
    table = _widths(folder)
    return np.array(
        [[table[flow, breakdown, kind, a, b].size for b in STAGES] for a in STAGES], dtype=float
    )


class _Widths(dict[tuple[str, ...], Width]):
    """The table, with the nearest family in the place of one that has too few observations."""

    def __missing__(self, key: tuple[str, ...]) -> Width:
        flow, breakdown, kind, start, end = key
        if start == end:
            return Width(0.0, 0, f"{flow} {breakdown}")
        other = {"exports": "imports", "imports": "exports"}.get(flow, flow)
        nearest = [
            (f, b, kind, *pair)
            for pair in ((start, end), ("first", "final"))
            for f, b in ((flow, breakdown), (other, breakdown), (flow, "total"), (other, "total"))
        ]
        none = Width(0.0, 0, "none measured")
        self[key] = next((self[family] for family in nearest if family in self), none)
        return self[key]


@lru_cache(maxsize=4)
def _widths(folder: Path) -> _Widths:
    table = catalogue.table("revision_widths", folder)
    return _Widths(
        {
            tuple(row[name] for name in ("flow", "breakdown", "kind", "start", "end")): Width(
                float(row["width"]), int(row["n"]), f"{row['flow']} {row['breakdown']}"
            )
            for row in table.to_dict("records")
            if int(row["n"]) >= FEW
        }
    )


@dataclass(frozen=True)
class Difference:
    """How far a series on the wanted definition may be from the one used.

    Attributes
    ----------
    low, high : float
        Bounds of wanted / used, for values.
    growth : float
        95th percentile of the difference of growth rates, percentage points.
    n : int
        Months in common.
    """

    low: float
    high: float
    growth: float
    n: int


def difference(
    flow: str, code: str, wanted: str, used: str, data_dir: str | Path | None = None
) -> Difference | None:
    """Return how far two definitions of a series differ; None where it was never measured.

    Examples
    --------
    >>> ratio = difference("exports", "semiconductors", "classic", "mti2026_panel")
    >>> 0.95 < ratio.low < 1 < ratio.high < 1.05
    True
    """
    table = _differences(find_data_dir(data_dir))
    own = table.get((flow, code, wanted, used))
    if own is not None and own.n >= FEW_MONTHS:
        return own
    return table.get((flow, "", wanted, used))


@lru_cache(maxsize=4)
def _differences(folder: Path) -> dict[tuple[str, ...], Difference]:
    return {
        tuple(row[name] for name in ("flow", "code", "wanted", "used")): Difference(
            float(row["low"]), float(row["high"]), float(row["growth"]), int(row["n"])
        )
        for row in catalogue.table("definition_widths", folder).to_dict("records")
    }


# ------------------------------------------------------------ the tables, made from the store


def revision_widths(store: pd.DataFrame, until: str) -> pd.DataFrame:
    """Measure ordinary revisions: the 95th percentile by family and stage.

    A level counts by its newest vintage of each stage, on one definition, as 100 * |later /
    earlier - 1|; a balance of exports and imports of one stage as the change in per cent of the
    mean of both. A reported growth rate counts against the growth computed from the final values.

    Parameters
    ----------
    store : pandas.DataFrame
        As `observations.read` returns it.
    until : str
        Only what was published up to this date counts.

    Returns
    -------
    pandas.DataFrame
        Columns flow, breakdown, kind, start, end, width, n, until.
    """
    rows = _dated_months(store, until)
    levels = rows[rows["measure"].eq("value") & rows["newer"] & rows["flow"].ne("balance")]
    by_stage = levels.groupby([*OF_SERIES, "ordinal", "stage"])["value"].last().unstack("stage")
    parts = []
    for a, b in ((0, 1), (0, 2), (1, 2)):
        both = by_stage[[a, b]].dropna()
        size = 100 * (both[b] / both[a].where(both[a] > 0) - 1).abs()
        parts.append(_quantiles(size.dropna(), "level", a, b))
        sides = [both.xs(flow) for flow in ("exports", "imports")]
        change = (sides[0] - sides[1]).dropna()
        change = (change[b] - change[a]) / (sides[0][a] + sides[1][a])
        size = pd.concat({"balance": 200 * change.abs().dropna()}, names=["flow"])
        parts.append(_quantiles(size, "level", a, b))
    final = by_stage[2].rename("final").reset_index()
    base = final.assign(ordinal=final["ordinal"] + 12).rename(columns={"final": "base"})
    computed = final.merge(base, on=[*OF_SERIES, "ordinal"])
    computed["computed"] = 100 * (computed["final"] / computed["base"] - 1)
    reported = rows[rows["measure"].eq("yoy_pct") & rows["stage"].eq(0) & rows["precision"].le(0.1)]
    reported = (
        reported.groupby([*OF_SERIES, "ordinal"])["value"].last().rename("rate").reset_index()
    )
    rates = reported.merge(computed, on=[*OF_SERIES, "ordinal"]).set_index([*OF_SERIES, "ordinal"])
    scale = (1 + rates["computed"] / 100).clip(lower=1)
    parts.append(_quantiles(((rates["rate"] - rates["computed"]) / scale).abs(), "rate", 0, 2))
    return pd.concat(parts, ignore_index=True).assign(until=until)


def definition_widths(store: pd.DataFrame, until: str) -> pd.DataFrame:
    """Measure how far the definitions of one series differ, in the order of `bases.csv`.

    Returns
    -------
    pandas.DataFrame
        Columns flow, code (empty: all codes together), wanted, used, low, high (5th and 95th
        percentile of wanted / used), growth (95th percentile of the difference of growth rates,
        percentage points), n (months in common), until.
    """
    rows = _dated_months(store, until)
    rows = rows[rows["newer"] & rows["flow"].isin(["exports", "imports"])]
    keys = ["flow", "code", "basis", "ordinal"]
    values = rows[rows["measure"].eq("value")].groupby(keys)["value"].last()
    printed = rows[rows["measure"].eq("yoy_pct") & rows["precision"].le(0.1)]
    rates = printed.groupby(keys)["value"].last()
    base = values.reset_index().assign(ordinal=lambda f: f["ordinal"] + 12).set_index(keys)
    grown = 100 * (values / base["value"].where(base["value"] > 0) - 1)
    growth = rates.combine_first(grown.dropna())
    widths: list[dict[str, Any]] = []
    for wanted, used in _pairs():
        both = _beside(values, wanted, used)
        ratio = both["wanted"] / both["used"].where(both["used"] > 0)
        both = _beside(growth, wanted, used)
        apart = (both["wanted"] - both["used"]).abs()
        for flow in sorted({key[0] for key in ratio.index}):
            of_flow = ratio[[key[0] == flow for key in ratio.index]]
            by_code: dict[str, pd.Series] = {"": of_flow}
            by_code |= {str(code): ratios for code, ratios in of_flow.groupby("code")}
            for code, ratios in by_code.items():
                other = apart[[k[0] == flow and code in ("", k[1]) for k in apart.index]]
                if len(other) < FEW_MONTHS:
                    other = apart
                low, high = float(ratios.quantile(1 - QUANTILE)), float(ratios.quantile(QUANTILE))
                wide = float(np.quantile(other.to_numpy(), QUANTILE))
                widths.append(
                    {
                        "flow": flow, "code": code, "wanted": wanted, "used": used,
                        "low": round(min(low, 1.0), 4), "high": round(max(high, 1.0), 4),
                        "growth": round(wide, 2), "n": len(ratios),
                    }
                )  # fmt: skip
    columns = catalogue.FILES["definition_widths"]
    return pd.DataFrame(widths).assign(until=until)[list(columns)]


def _pairs() -> list[tuple[str, str]]:
    """List the pairs of definitions of one kind of code, the one that is wanted first."""
    rows = [row for row in catalogue.table("bases").to_dict("records") if row["rank"]]
    return [
        (str(a["basis"]), str(b["basis"]))
        for a in rows
        for b in rows
        if a["breakdown"] == b["breakdown"] and int(a["rank"]) < int(b["rank"])
    ]


OF_SERIES = ["flow", "breakdown", "code", "basis"]


def _dated_months(store: pd.DataFrame, until: str) -> pd.DataFrame:
    rows = store[store["freq"].eq("M") & store["published"].le(until)]
    rows = rows[~rows["status"].isin(["unknown", "forecast", "flash"])]
    when = stages(rows["ends"].to_numpy(), rows["date"].to_numpy())
    return rows.assign(stage=when)


def _quantiles(sizes: pd.Series, kind: str, start: int, end: int) -> pd.DataFrame:
    groups = sizes.dropna().groupby(["flow", "breakdown"])
    widths = pd.DataFrame({"width": groups.quantile(QUANTILE).round(3), "n": groups.size()})
    widths = widths.reset_index()
    widths = widths[widths["flow"].isin(["exports", "imports", "balance"])]
    widths = widths.assign(kind=kind, start=STAGES[start], end=STAGES[end])
    return widths[["flow", "breakdown", "kind", "start", "end", "width", "n"]]


def _beside(values: pd.Series, wanted: str, used: str) -> pd.DataFrame:
    sides = {
        name: values.xs(basis, level="basis") if basis in values.index.levels[2] else values[:0]  # type: ignore[attr-defined]
        for name, basis in (("wanted", wanted), ("used", used))
    }
    if not all(len(side) for side in sides.values()):
        return pd.DataFrame(columns=["wanted", "used"], dtype=float)
    return pd.concat(sides, axis=1, join="inner").dropna()


def main(until: str) -> None:
    """Write both tables anew from the store, of what was published up to a date."""
    from helpers import observations  # only the writing of the tables needs it

    folder = find_data_dir()
    store = observations.read(folder)
    for name, table in (
        ("revision_widths", revision_widths(store, until)),
        ("definition_widths", definition_widths(store, until)),
    ):
        table.to_csv(folder / "catalogue" / f"{name}.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main(sys.argv[1])
