"""The ministry's main items as HS headings: approximate, and not for every item."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pandas as pd

from helpers import catalogue
from helpers.months import FIRST, LAST

OTHER = "other"  # lines that belong to none of the items
NO_SUM = "approximate: HS headings, not the ministry's own list"


def headings(data_dir: str | Path | None = None) -> pd.DataFrame:
    """Give the HS headings of the items, each with the months in which it counts.

    Returns
    -------
    pandas.DataFrame
        prefix, item (`other` where a prefix belongs to none), first, last (first days of months).

    Examples
    --------
    >>> headings().query("item == 'semiconductors'")["prefix"].tolist()
    ['8541', '8542']
    """
    table = catalogue.table("hs_items", data_dir)
    first = table["first"].replace("", str(FIRST)) + "-01"
    last = table["last"].replace("", str(LAST)) + "-01"
    return pd.DataFrame(
        {
            "prefix": table["prefix"],
            "item": table["item"].replace("", OTHER),
            "first": pd.to_datetime(first),
            "last": pd.to_datetime(last),
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


def items_of(codes: Iterable[str], data_dir: str | Path | None = None) -> pd.DataFrame:
    """Tell which item each code belongs to, and from when to when.

    The longest prefix in force counts: 8471 is a computer although 84 is general machinery.

    Parameters
    ----------
    codes : iterable of str
        HS codes of ten digits.

    Returns
    -------
    pandas.DataFrame
        hs10, item, first, last: one row a code and stretch of months in which its item stays.

    Examples
    --------
    >>> items_of(["9013801000", "8471300000", "9999000000"])["item"].tolist()
    ['computers', 'displays', 'other', 'other']
    """
    table = headings(data_dir)
    names = pd.Series(sorted(set(codes)), dtype="str")
    starts = sorted({*table["first"], *(table["last"] + pd.offsets.MonthBegin())})
    pieces = []
    for first, after in pairwise(starts):
        inside = table[(table["first"] <= first) & (table["last"] >= first)]
        item = pd.Series(OTHER, names.index, dtype="str")
        for length, of_length in inside.groupby(inside["prefix"].str.len()):
            named = of_length.set_index("prefix")["item"]
            item = names.str[: int(str(length))].map(named).fillna(item)
        last = after - pd.offsets.MonthBegin()
        pieces.append(pd.DataFrame({"hs10": names, "item": item, "first": first, "last": last}))
    every = pd.concat(pieces).sort_values(["hs10", "first"], ignore_index=True)
    run = (every[["hs10", "item"]] != every[["hs10", "item"]].shift()).any(axis=1).cumsum()
    found = every.groupby(run).agg(
        {"hs10": "first", "item": "first", "first": "min", "last": "max"}
    )
    return found.reset_index(drop=True)
