"""What is not held of a month, or held only as a stand-in, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import pandas as pd

from helpers import catalogue
from helpers.translation import later, tr
from helpers.wording import joined, month_name

EARLIER = 24  # months before in which a missing total is named: growth and runs rest on them
FEW = 6  # more missing months than these are counted instead of named


class Held(Protocol):
    """A figure as far as it matters here."""

    @property
    def stand_in(self) -> bool:
        """Whether it was published after the date asked for."""


def named(
    month: pd.Period,
    fact: Callable[[str, str], Held | None],
    totals: Mapping[str, pd.PeriodIndex],
    data_dir: Path | None,
) -> list[str]:
    """Name what is missing of a month.

    Parameters
    ----------
    month : pandas.Period
        The month.
    fact : callable
        Gives the figure of a flow and code in the month, None where none is held.
    totals : mapping
        The months held of total exports and imports, by flow.
    data_dir : Path
        The data folder, for names.
    """
    when = month_name(month)
    said = []
    if fact("imports", "total") is None:
        said.append(tr("Imports are not held for {month}.", month=when))
    said += [
        sentence for flow, held in totals.items() if (sentence := _months_before(flow, month, held))
    ]
    for flow, group, *sentences in GROUPS:
        codes = catalogue.group(group, data_dir)
        figures = {code: fact(flow, code) for code in codes}
        missing = [code for code, figure in figures.items() if figure is None]
        replaced = [code for code, figure in figures.items() if figure and figure.stand_in]
        if group == "fuels" and missing and fact(flow, "energy_total"):
            said.append(_in_sum_only(missing, len(codes), when, data_dir))
            continue
        counted = [code for code in missing if _counted_otherwise(fact, flow, code)]
        if len(missing) < len(codes):
            missing = [code for code in missing if code not in counted]
            said += [_otherwise(flow, counted, when, data_dir)] if counted else []
        for found, (every, some) in zip((missing, replaced), sentences, strict=True):
            if len(found) == len(codes):
                said.append(tr(every, month=when))
            elif found:
                said.append(tr(some, names=_names(found, data_dir), month=when))
    if fact("imports", "energy_total") is None:
        said.append(tr("Energy imports are not held for {month}.", month=when))
    return said


def _months_before(flow: str, month: pd.Period, held: pd.PeriodIndex) -> str:
    """Name the months without a total that figures of this month would rest on."""
    every = pd.period_range(month - EARLIER, month - 1, freq="M")
    gone = [each for each in every if len(held) and held.min() < each and each not in held]
    if not gone:
        return ""
    if len(gone) > FEW:
        span = {"count": len(gone), "months": EARLIER, "month": month_name(month)}
        if flow == "exports":
            return tr("Exports are not held for {count} of {months} months before {month}.", **span)
        return tr("Imports are not held for {count} of {months} months before {month}.", **span)
    names = joined([month_name(each) for each in gone])
    if flow == "exports":
        return tr("Exports are not held for {month}.", month=names)
    return tr("Imports are not held for {month}.", month=names)


def _in_sum_only(missing: list[str], fuels: int, month: str, data_dir: Path | None) -> str:
    if len(missing) == fuels:
        return tr("Of energy imports only the sum is held for {month}.", month=month)
    names = _names(missing, data_dir)
    return tr(
        "Imports of {names} are held only in the sum of energy for {month}.",
        names=names,
        month=month,
    )


def _counted_otherwise(fact: Callable[[str, str], Held | None], flow: str, code: str) -> bool:
    return code in catalogue.PROXIES and fact(flow, catalogue.PROXIES[code]) is not None


def _otherwise(flow: str, codes: list[str], month: str, data_dir: Path | None) -> str:
    """Say that a sum of countries stands in where the ministry's own group is not held."""
    said = {"names": _names(codes, data_dir), "month": month}
    if flow == "exports":
        return tr(
            "Exports to {names} as the ministry counts them are not held for {month}; a sum of"
            " countries of another extent (§) stands in.",
            **said,
        )
    return tr(
        "Imports from {names} as the ministry counts them are not held for {month}; a sum of"
        " countries of another extent (§) stands in.",
        **said,
    )


def _names(codes: list[str], data_dir: Path | None) -> str:
    return joined([catalogue.inside(code, data_dir) for code in codes])


# What may be missing, or held only as published later: all of a group, or some of it.
GROUPS = (
    (
        "exports",
        "items_20",
        (
            later("The 20 main items are not held for {month}."),
            later("Exports of {names} are not held for {month}."),
        ),
        (
            later("The 20 main items are held only as published later for {month}."),
            later("Exports of {names} are held only as published later for {month}."),
        ),
    ),
    (
        "exports",
        "markets_9",
        (
            later("Exports by market are not held for {month}."),
            later("Exports to {names} are not held for {month}."),
        ),
        (
            later("Exports by market are held only as published later for {month}."),
            later("Exports to {names} are held only as published later for {month}."),
        ),
    ),
    (
        "imports",
        "markets_9",
        (
            later("Imports by market are not held for {month}."),
            later("Imports from {names} are not held for {month}."),
        ),
        (
            later("Imports by market are held only as published later for {month}."),
            later("Imports from {names} are held only as published later for {month}."),
        ),
    ),
    (
        "imports",
        "fuels",
        (
            later("Imports of crude oil, gas and coal are not held for {month}."),
            later("Imports of {names} are not held for {month}."),
        ),
        (
            later(
                "Imports of crude oil, gas and coal are held only as published later for {month}."
            ),
            later("Imports of {names} are held only as published later for {month}."),
        ),
    ),
)
