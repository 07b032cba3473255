"""Price and volume of trade from values and weights by line: index numbers and contributions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

TOTAL = "total"  # the one group when no levels are asked


def matched(before: pd.DataFrame, now: pd.DataFrame, factor: float | None = None) -> pd.DataFrame:
    """Pair the lines whose unit values can be compared between two periods.

    A line is paired when value and weight are available and above zero in both periods and, with
    `factor`, when its unit value rose or fell by no more than that factor: unit values of thin
    lines explode.

    Parameters
    ----------
    before, now : pandas.DataFrame
        One row a line (same levels of the index in both, each line once), with the columns `value`
        and `weight` in any units, the same in both.
    factor : float, optional
        The largest change of a unit value that is believed, above 1; 3 is usual.

    Returns
    -------
    pandas.DataFrame
        By line: v0, q0, v1, q1 (values and weights before and now).

    Raises
    ------
    ValueError
        When a line occurs twice, a column is missing, or the factor is not above 1.

    Examples
    --------
    >>> before = pd.DataFrame({"value": [50.0, 80], "weight": [5.0, 0]}, index=["a", "b"])
    >>> now = pd.DataFrame({"value": [90.0, 72], "weight": [6.0, 18]}, index=["a", "b"])
    >>> matched(before, now).loc["a"].tolist(), len(matched(before, now, factor=1.2))
    ([50.0, 5.0, 90.0, 6.0], 0)
    """
    if factor is not None and not factor > 1:
        raise ValueError(f"factor {factor!r}: a number above 1 is allowed")
    first = _checked(before).set_axis(["v0", "q0"], axis=1)
    second = _checked(now).set_axis(["v1", "q1"], axis=1)
    pairs = first.join(second, how="inner").astype(float)
    pairs = pairs[(pairs > 0).all(axis=1)]
    if factor is not None:
        change = pairs["v1"] / pairs["q1"] / (pairs["v0"] / pairs["q0"])
        pairs = pairs[(change <= factor) & (change >= 1 / factor)]
    return pairs


def price_indices(
    before: pd.DataFrame, now: pd.DataFrame, by: Sequence[str] = (), factor: float | None = None
) -> pd.DataFrame:
    """Price and quantity indices of the paired lines, with p = value / weight and q = weight.

    Laspeyres price: sum p1 q0 / sum p0 q0; Paasche price: sum p1 q1 / sum p0 q1; Fisher: the
    root of their product; the quantity indices with p and q exchanged. Fisher price times Fisher
    quantity is the ratio of the values, and so are Laspeyres price times Paasche quantity and
    Paasche price times Laspeyres quantity. Index of unit values: within a line a change of quality
    counts as a change of price, so beware with machinery, ships and electronics.

    Parameters
    ----------
    before, now, factor
        As in `matched`.
    by : sequence of str
        Levels of the index that make the groups; none gives one row, `total`.

    Returns
    -------
    pandas.DataFrame
        By group, as ratios (1 is no change): price_laspeyres, price_paasche, price_fisher,
        quantity_laspeyres, quantity_paasche, quantity_fisher, value_ratio. NaN where no line of the
        group is paired.

    Raises
    ------
    ValueError
        As `matched`, and when there is no such level.

    Notes
    -----
    IMF (2009), Export and Import Price Index Manual.

    Examples
    --------
    >>> before = pd.DataFrame({"value": [50.0, 80], "weight": [5.0, 20]}, index=["a", "b"])
    >>> now = pd.DataFrame({"value": [90.0, 72], "weight": [6.0, 18]}, index=["a", "b"])
    >>> price_indices(before, now)["price_fisher"].round(6).tolist()
    [1.209664]
    """
    groups = _groups(before, now, by)
    return _indices(_sums(matched(before, now, factor), by).reindex(groups))


def price_volume(
    before: pd.DataFrame, now: pd.DataFrame, by: Sequence[str] = (), factor: float | None = None
) -> pd.DataFrame:
    """Growth of a value split into price, volume and the lines that cannot be compared.

    With V the ratio of the values of the paired lines, P and Q the Fisher indices and s the share
    of these lines in the value before: price = 100 s (V - 1) ln P / ln V, volume = 100 s (V - 1)
    ln Q / ln V, unpaired = the change of all other lines in per cent of the value before. The three
    add up to the growth; exchanging the periods turns the signs of ln P and ln Q alone.

    Parameters
    ----------
    before, now, by, factor
        As in `price_indices`.

    Returns
    -------
    pandas.DataFrame
        By group: value_before, value (as given), growth (per cent), price, volume, unpaired
        (percentage points), coverage_before, coverage (per cent of the values that is paired), and
        the columns of `price_indices`. Values are NaN where one of a group's lines has none, and
        with them all that is measured against them; a group without a line before has the value 0
        and no growth.

    Raises
    ------
    ValueError
        As `price_indices`.

    Examples
    --------
    >>> before = pd.DataFrame({"value": [50.0, 80], "weight": [5.0, 20]}, index=["a", "b"])
    >>> now = pd.DataFrame({"value": [90.0, 72], "weight": [6.0, 18]}, index=["a", "b"])
    >>> price_volume(before, now)[["growth", "price", "volume"]].round(2).loc["total"].tolist()
    [24.62, 21.29, 3.32]
    """
    groups = _groups(before, now, by)
    sums = _sums(matched(before, now, factor), by).reindex(groups)
    indices = _indices(sums)
    v0, v1 = _values(before, by, groups), _values(now, by, groups)
    base = v0.where(v0 > 0)
    paired0, paired1 = sums["v0"].fillna(0.0), sums["v1"].fillna(0.0)
    log_value = np.log(indices["value_ratio"])
    scale = 100 * paired0 / base * _growth_over_log(log_value)
    none = paired0 == 0  # nothing is paired: price and volume have no part in the growth
    parts = {
        "value_before": v0,
        "value": v1,
        "growth": 100 * (v1 / base - 1),
        "price": (scale * np.log(indices["price_fisher"])).mask(none & base.notna(), 0.0),
        "volume": (scale * np.log(indices["quantity_fisher"])).mask(none & base.notna(), 0.0),
        "unpaired": 100 * ((v1 - paired1) - (v0 - paired0)) / base,
        "coverage_before": 100 * paired0 / base,
        "coverage": 100 * paired1 / v1.where(v1 > 0),
    }
    return pd.DataFrame(parts, index=groups).join(indices)


def volume_share(quantity_ratio: float, value_ratio: float) -> float:
    """Part of the growth of a value that is volume: 100 ln Q / ln V, per cent.

    NaN where a ratio is not above zero or the value did not change.

    Examples
    --------
    >>> round(volume_share(1.166, 2.667), 2)
    15.66
    """
    if not (quantity_ratio > 0 and value_ratio > 0) or value_ratio == 1:
        return float("nan")
    return float(100 * np.log(quantity_ratio) / np.log(value_ratio))


def _checked(lines: pd.DataFrame) -> pd.DataFrame:
    missing = [name for name in ("value", "weight") if name not in lines]
    if missing:
        raise ValueError(f"columns {', '.join(missing)} are missing: value and weight are needed")
    if not lines.index.is_unique:
        twice = lines.index[lines.index.duplicated()].unique()[:5]
        raise ValueError(f"each line may occur once; twice: {', '.join(map(str, twice))}")
    return lines[["value", "weight"]]


def _by(lines: pd.DataFrame | pd.Series, by: Sequence[str]) -> list[pd.Index]:
    """Return the labels that group the lines."""
    unknown = [name for name in by if name not in lines.index.names]
    if unknown:
        names = ", ".join(str(name) for name in lines.index.names)
        raise ValueError(f"no level {', '.join(unknown)}: the index has {names}")
    if not by:
        return [pd.Index([TOTAL] * len(lines))]
    return [lines.index.get_level_values(name) for name in by]


def _groups(before: pd.DataFrame, now: pd.DataFrame, by: Sequence[str]) -> pd.Index:
    """List the groups of both periods in order; without levels there is always the one."""
    if not by:
        return pd.Index([TOTAL])
    present = [lines.groupby(_by(lines, by)).size().index for lines in (before, now)]
    return present[0].union(present[1]).set_names(list(by))


def _sums(pairs: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Sum values, and values at the prices of the other period, by group."""
    valued = pd.DataFrame(
        {
            "v0": pairs["v0"],
            "v1": pairs["v1"],
            "p1q0": pairs["v1"] / pairs["q1"] * pairs["q0"],
            "p0q1": pairs["v0"] / pairs["q0"] * pairs["q1"],
        }
    )
    return valued.groupby(_by(valued, by)).sum()


def _indices(sums: pd.DataFrame) -> pd.DataFrame:
    indices = {
        "price_laspeyres": sums["p1q0"] / sums["v0"],
        "price_paasche": sums["v1"] / sums["p0q1"],
        "quantity_laspeyres": sums["p0q1"] / sums["v0"],
        "quantity_paasche": sums["v1"] / sums["p1q0"],
        "value_ratio": sums["v1"] / sums["v0"],
    }
    for of in ("price", "quantity"):
        indices[f"{of}_fisher"] = np.sqrt(indices[f"{of}_laspeyres"] * indices[f"{of}_paasche"])
    order = [f"{of}_{kind}" for of in ("price", "quantity") for kind in KINDS]
    return pd.DataFrame(indices)[[*order, "value_ratio"]]


def _values(lines: pd.DataFrame, by: Sequence[str], groups: pd.Index) -> pd.Series:
    """Sum values by group: 0 for a group without lines, NaN where a line has no value."""
    value = lines["value"].astype(float)
    labels = _by(value, by)
    summed = value.groupby(labels).sum().mask(value.isna().groupby(labels).any())
    return summed.reindex(groups).mask(~groups.isin(summed.index), 0.0)


def _growth_over_log(log_ratio: pd.Series) -> pd.Series:
    """Return (V - 1) / ln V, which tends to 1 where the value hardly changes."""
    over = pd.Series(np.expm1(log_ratio), log_ratio.index) / log_ratio.where(log_ratio != 0)
    return over.mask(log_ratio == 0, 1.0)


KINDS = ("laspeyres", "paasche", "fisher")
