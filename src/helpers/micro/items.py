"""The ministry's main items as HS headings: approximate, and not for every item."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pandas as pd

from helpers import catalogue
from helpers.errors import DataError, Problem
from helpers.months import FIRST, LAST

FILE = "catalogue/hs_items.csv"
OTHER = "other"  # lines that belong to none of the items
NO_SUM = "approximate: HS headings, not the ministry's own list"


def headings(data_dir: str | Path | None = None) -> pd.DataFrame:
    """Give the HS headings of the items, each with the months in which it counts.

    Returns
    -------
    pandas.DataFrame
        prefix, item (`other` where a prefix belongs to none), first, last (months).

    Raises
    ------
    DataError
        When a prefix is not of two, four or six digits.

    Examples
    --------
    >>> headings().query("item == 'semiconductors'")["prefix"].tolist()
    ['8541', '8542']
    """
    table = catalogue.table("hs_items", data_dir)
    wrong = table.index[~table["prefix"].str.fullmatch("([0-9]{2}){1,3}")]
    if len(wrong):
        allowed = "two, four or six digits"
        raise DataError(
            [Problem(FILE, i + 2, "prefix", table.at[i, "prefix"], allowed) for i in wrong.tolist()]
        )
    return pd.DataFrame(
        {
            "prefix": table["prefix"],
            "item": table["item"].replace("", OTHER),
            "first": pd.PeriodIndex(table["first"].replace("", str(FIRST)), freq="M"),
            "last": pd.PeriodIndex(table["last"].replace("", str(LAST)), freq="M"),
        }
    )


def mapped(data_dir: str | Path | None = None) -> list[str]:
    """List those of the 20 items that have HS headings, in the order of the catalogue.

    Examples
    --------
    >>> len(mapped())
    19
    """
    held = set(headings(data_dir)["item"])
    return [item for item in catalogue.group("items_20", data_dir) if item in held]


def not_mapped(data_dir: str | Path | None = None) -> list[str]:
    """List those of the 20 items that no HS headings are known for; their lines count as other.

    Examples
    --------
    >>> not_mapped()
    ['consumer_goods']
    """
    held = set(headings(data_dir)["item"])
    return [item for item in catalogue.group("items_20", data_dir) if item not in held]


def items_of(
    codes: Iterable[str], month: pd.Period, data_dir: str | Path | None = None
) -> pd.Series:
    """Tell which item each code belongs to in a month.

    The longest prefix in force counts: 8471 is a computer although 84 is general machinery.

    Parameters
    ----------
    codes : iterable of str
        HS codes of six digits or more.
    month : pandas.Period
        The month.

    Returns
    -------
    pandas.Series
        Item by code, `other` for those of none.

    Examples
    --------
    >>> items_of(["901380", "847130"], pd.Period("2021-12", "M")).to_dict()
    {'847130': 'computers', '901380': 'displays'}
    >>> items_of(["901380"], pd.Period("2022-01", "M")).to_dict()
    {'901380': 'other'}
    """
    table = headings(data_dir)
    inside = table[(table["first"] <= month) & (table["last"] >= month)]
    names = pd.Series(sorted(set(codes)), dtype="str")
    item = pd.Series(OTHER, names.index, dtype="str")
    for length, of_length in inside.groupby(inside["prefix"].str.len()):
        named = of_length.set_index("prefix")["item"]
        item = names.str[: int(str(length))].map(named).fillna(item)
    return item.set_axis(pd.Index(names, name="code"))


def stretches(
    first: pd.Period, last: pd.Period, data_dir: str | Path | None = None
) -> list[tuple[pd.Period, pd.Period]]:
    """Split a span of months where the headings of the items change.

    Examples
    --------
    >>> spans = stretches(pd.Period("2021-11", "M"), pd.Period("2022-03", "M"))
    >>> [f"{a}..{b}" for a, b in spans]
    ['2021-11..2021-12', '2022-01..2022-03']
    """
    table = headings(data_dir)
    starts = {first, *table["first"], *(table["last"] + 1)}
    inside = sorted(month for month in starts if first <= month <= last)
    return [(a, b - 1) for a, b in pairwise([*inside, last + 1])]
