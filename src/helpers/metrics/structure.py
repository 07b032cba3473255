"""Parts of a total: shares, contributions, balance and concentration."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pandas as pd

from helpers.metrics.alignment import Table, before, ordered, per_year, periods

ROUNDING = 1e-6  # parts may exceed their total by this fraction: values are rounded one by one


def share(part: Table, total: pd.Series) -> Table:
    """Part of the total: 100 x_i / X, per cent.

    Parameters
    ----------
    part : pandas.Series or pandas.DataFrame
        Values of one part, or of several as columns, by period.
    total : pandas.Series
        Values of the total in the same unit. The parts need not cover it.

    Returns
    -------
    pandas.Series or pandas.DataFrame
        On the periods of `part`; NaN where a value is missing or the total is not above zero.

    Examples
    --------
    >>> month = pd.PeriodIndex(["2023-12"], freq="M")
    >>> share(pd.Series([11.0], month), pd.Series([55.0], month)).tolist()
    [20.0]
    """
    part = ordered(part)
    whole = ordered(total).reindex(part.index)
    return _as(100 * part.div(whole.where(whole > 0), axis=0), part, "pct")


def contribution(part: Table, total: pd.Series) -> Table:
    """Contribution of a part to the growth of the total on the year.

    100 (x_i(t) - x_i(t-12)) / X(t-12), percentage points; t-4 for quarters, t-1 for years. The
    contributions of parts that cover the total add up to its growth (see `with_other`).

    Parameters
    ----------
    part : pandas.Series or pandas.DataFrame
        Values of one part, or of several as columns, by period.
    total : pandas.Series
        Values of the total in the same unit.

    Returns
    -------
    pandas.Series or pandas.DataFrame
        On the periods of `part`; NaN where one of the values is missing or the earlier total is
        not above zero. A part that grew from nothing has a contribution, though no growth rate.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2022-12", "2023-12"], freq="M")
    >>> parts = pd.DataFrame({"a": [100.0, 130], "b": [60.0, 54], "c": [40.0, 41]}, index=months)
    >>> contribution(parts, parts.sum(axis=1)).loc["2023-12"].tolist()
    [15.0, -3.0, 0.5]
    """
    part = ordered(part)
    steps = per_year(periods(part))
    base = ordered(total).reindex(part.index - steps).set_axis(part.index)
    change = part - before(part, steps)
    return _as(100 * change.div(base.where(base > 0), axis=0), part, "pp")


def contribution_to_change(part: Table, total: pd.Series, least_growth: float = 1.0) -> Table:
    """Part of the change of the total on the year that falls to `part`: 100 dx_i / dX, per cent.

    Unstable when the total hardly changes, so NaN where its growth is below `least_growth` per
    cent in size; NaN as in `contribution` besides.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2022-12", "2023-12"], freq="M")
    >>> energy, imports = pd.Series([50.0, 44.0], months), pd.Series([200.0, 188.0], months)
    >>> contribution_to_change(energy, imports).tolist()
    [nan, 50.0]
    """
    growth = contribution(total, total).reindex(ordered(part).index)
    ratio = contribution(part, total).div(growth.where(growth.abs() >= least_growth), axis=0)
    return _as(100 * ratio, part, "pct")


def with_other(parts: pd.DataFrame, total: pd.Series, name: str = "other") -> pd.DataFrame:
    """Add the rest of the total as a column, so that the parts add up to it.

    The rest is NaN where the total or one of the parts is missing.

    Examples
    --------
    >>> month = pd.PeriodIndex(["2023-12"], freq="M")
    >>> parts = pd.DataFrame({"a": [3.0], "b": [2.0]}, index=month)
    >>> with_other(parts, pd.Series([10.0], month))["other"].tolist()
    [5.0]
    """
    parts = ordered(parts)
    rest = ordered(total).reindex(parts.index) - parts.sum(axis=1, skipna=False)
    return parts.assign(**{name: rest})


def normalised_balance(x: pd.Series, m: pd.Series) -> pd.Series:
    """Trade balance relative to trade: (X - M) / (X + M), a number from -1 to 1.

    NaN where exports or imports are missing, or both are zero.

    Examples
    --------
    >>> month = pd.PeriodIndex(["2023-12"], freq="M")
    >>> normalised_balance(pd.Series([60.0], month), pd.Series([40.0], month)).tolist()
    [0.2]
    """
    x = ordered(x)
    m = ordered(m).reindex(x.index)
    trade = x + m
    return _as((x - m) / trade.where(trade > 0), x, "ratio")


@dataclass(frozen=True)
class Concentration:
    """How concentrated a total is on its parts; shares taken as fractions."""

    hhi: float  # sum of squared shares, 1/n to 1; times 10,000 on the usual scale
    normalised: float  # 0 for equal shares, 1 for a single part; NaN with incomplete coverage
    effective: float  # number of equal parts that would give the same index
    lower: float  # bounds of the index when the parts do not cover the total:
    upper: float  # the rest spread over countless parts, and the rest as one part

    @property
    def points(self) -> float:
        """The index on the usual scale, 0 to 10,000."""
        return 10_000 * self.hhi


def hhi(values: pd.Series, total: float | None = None) -> Concentration:
    """Herfindahl-Hirschman index of concentration.

    H = sum s_i^2; normalised (H - 1/n) / (1 - 1/n); effective number 1/H.

    Parameters
    ----------
    values : pandas.Series
        Values of the n parts, none negative, in any unit.
    total : float, optional
        The whole when the parts do not cover it: shares are then taken in it, H is the lower bound,
        the upper one adds the square of the rest, and the normalised index is not defined.

    Returns
    -------
    Concentration
        All NaN where the whole is zero, or where a part is missing and no total is given. With a
        total a missing part belongs to the rest.

    Raises
    ------
    ValueError
        When a part is negative or the parts exceed the total.

    Examples
    --------
    >>> c = hhi(pd.Series([130.0, 54.0, 41.0]))
    >>> round(c.hhi, 6), round(c.points, 1), round(c.normalised, 6), round(c.effective, 5)
    (0.424632, 4246.3, 0.136948, 2.35498)
    """
    if (values < 0).any():
        raise ValueError(f"parts below zero: {', '.join(map(str, values.index[values < 0]))}")
    known = values.dropna()
    if total is None:
        whole = float(known.sum()) if len(known) == len(values) else float("nan")
    else:
        whole = float(total)
    if not whole > 0:
        return Concentration(*[float("nan")] * 5)
    shares = known / whole
    rest = 1 - float(shares.sum())
    if rest < -ROUNDING:
        raise ValueError(f"parts of {known.sum():g} exceed the total of {whole:g}")
    lower = float((shares**2).sum())
    n = len(shares)
    covered = abs(rest) <= ROUNDING and n > 1
    return Concentration(
        hhi=lower,
        normalised=(lower - 1 / n) / (1 - 1 / n) if covered else float("nan"),
        effective=1 / lower if lower > 0 else float("nan"),
        lower=lower,
        upper=lower + max(rest, 0.0) ** 2,
    )


def concentration(values: pd.DataFrame, total: pd.Series | None = None) -> pd.DataFrame:
    """Concentration of every period of a frame; see `hhi`.

    Parameters
    ----------
    values : pandas.DataFrame
        Period by part.
    total : pandas.Series, optional
        The whole by period, when the parts do not cover it; a period without one comes out NaN.

    Returns
    -------
    pandas.DataFrame
        Period by hhi, normalised, effective, lower, upper.

    Examples
    --------
    >>> frame = pd.DataFrame({"a": [1.0], "b": [1.0]}, index=pd.PeriodIndex(["2023-12"], freq="M"))
    >>> concentration(frame)["effective"].tolist()
    [2.0]
    """
    values = ordered(values)
    wholes = None if total is None else ordered(total).reindex(values.index)
    rows = [
        asdict(hhi(row, None if wholes is None else float(wholes.iloc[i])))
        for i, (_, row) in enumerate(values.iterrows())
    ]
    columns = list(Concentration.__dataclass_fields__)
    return pd.DataFrame(rows, index=values.index, columns=columns, dtype=float)


def _as(result: Table, source: Table, unit: str) -> Table:
    result.attrs = {**source.attrs, "unit": unit}
    return result
