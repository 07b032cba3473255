"""What must hold of an export before any of its figures is taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pandas as pd

from helpers import observations
from helpers.errors import IngestError, Misread
from helpers.sources.figures import Figure, far, impossible
from helpers.sources.result import Check

DOCUMENTED = "천달러"  # what K-stat, the customs portal and its English export print in
# A later vintage may differ from what is held; another definition of an item differs more.
NEAR, LOOSELY = Decimal("0.05"), Decimal("0.5")
BACK = 25  # months to look back for a value to compare with


@dataclass
class Gathering:
    """What comes of the sheets of a file."""

    name: str
    data_dir: Path
    items: str  # the basis of its items by name
    figures: list[Figure] = field(default_factory=list)
    bases: dict[str, str] = field(default_factory=dict)
    faults: list[Misread] = field(default_factory=list)
    left_out: dict[str, list[str]] = field(default_factory=dict)
    unit_said: bool = True
    sums: int = 0


def check(g: Gathering, day: dt.date) -> list[Check]:
    """Hold the figures against each other and against what is held.

    Raises
    ------
    IngestError
        With every fault found.
    """
    if not g.figures and not g.faults:
        g.faults.append(Misread("the sheets", "no figure of the catalogue", "at least one"))
    late = next((f for f in g.figures if f.month.end_time.date() >= day), None)
    if late is not None:
        allowed = f"months that ended before {day}, the date of publication"
        g.faults.append(Misread(late.place, str(late.month), allowed))
    for f in g.figures:
        possible = impossible(f)
        if possible is not None:
            g.faults.append(Misread(f.place, f"{f.value:f}", possible))
    by_key = _by_key(g)
    balances, grown = _balances(g, by_key), _growth(g, by_key)
    compared, sized = _hold_against_store(g)
    if not g.unit_said and not compared + sized:
        allowed = f"a unit in a header or above it, or held figures that bear out {DOCUMENTED}"
        g.faults.append(Misread("the unit of the sums", "none", allowed))
    if g.faults:
        raise IngestError(g.name, g.faults)
    return [
        Check(name, "holds" if n else "not compared", f"{n} figure(s)")
        for name, n in (
            ("balance = exports - imports", balances),
            ("growth = value over that of a year before, both in the file", grown),
            ("the rows add up to their total", g.sums),
            ("as held before, but for revisions", compared),
            ("the size of the values held before", sized),
        )
    ]


def _by_key(g: Gathering) -> dict[tuple[str, str, str, pd.Period], Figure]:
    """Give the figures by what they are of; two of one kind are a fault."""
    by_key: dict[tuple[str, str, str, pd.Period], Figure] = {}
    for f in g.figures:
        if by_key.setdefault(f.key, f) is not f:
            g.faults.append(Misread(f.place, f"{f.value:f}", f"one row; see {by_key[f.key].place}"))
    return by_key


def _balances(g: Gathering, by_key: dict[tuple[str, str, str, pd.Period], Figure]) -> int:
    """Hold every balance against its exports and imports; give how many."""
    compared = 0
    for f in g.figures:
        sold, bought = (
            by_key.get((flow, f.code, f.measure, f.month)) for flow in ("exports", "imports")
        )
        if f.flow != "balance" or sold is None or bought is None:
            continue
        compared += 1
        if abs(sold.value - bought.value - f.value) > 2 * f.step:
            allowed = f"{sold.value - bought.value:f}, exports minus imports"
            g.faults.append(Misread(f.place, f"a balance of {f.value:f}", allowed))
    return compared


def _growth(g: Gathering, by_key: dict[tuple[str, str, str, pd.Period], Figure]) -> int:
    """Compute growth again where the file holds both values; give how many."""
    compared = 0
    for f in g.figures:
        value, before = (
            by_key.get((f.flow, f.code, "value", month)) for month in (f.month, f.month - 12)
        )
        if f.measure != "yoy_pct" or value is None or before is None or before.value <= 0:
            continue
        compared += 1
        growth = (value.value / before.value - 1) * 100
        if abs(growth - f.value) > f.step:
            allowed = f"{growth:.2f}, from the values of the file"
            g.faults.append(Misread(f.place, f"growth of {f.value:f}", allowed))
    return compared


def _hold_against_store(g: Gathering) -> tuple[int, int]:
    """Hold values against those held of the same month, else of the last month held before it.

    Returns
    -------
    tuple
        How many were held against their own month, and how many against an earlier one.
    """
    store = observations.read(g.data_dir)
    rows = store[store["measure"].eq("value") & store["freq"].eq("M") & store["newer"]]
    keys = zip(rows["flow"], rows["code"], rows["basis"], rows["period"], strict=True)
    held = dict(zip(keys, rows["value"], strict=True))
    own = earlier = 0
    for f in g.figures:
        if f.measure != "value" or f.flow == "balance":
            continue
        known = next(_known(f, g, held), None)
        if known is None:
            continue
        month, value, near = known
        own, earlier = own + (month == f.month), earlier + (month != f.month)
        off = (
            abs(f.value - value) > near * value + f.step
            if month == f.month
            else far(f.value, value)
        )
        if off:
            allowed = f"about {value:f} USD million, as held for {month}: is the unit as printed?"
            g.faults.append(Misread(f.place, f"{f.value:f} for {f.month}", allowed))
    return own, earlier


def _known(
    f: Figure, g: Gathering, held: dict[tuple[str, str, str, str], float]
) -> Iterator[tuple[pd.Period, Decimal, Decimal]]:
    """Give values held of a series, its own month first, its own definition before one like it."""
    basis = g.bases.get(f.code, "customs")
    for month in (f.month - back for back in range(BACK)):
        for other, near in ((basis, NEAR), ("mti2026_panel", LOOSELY), ("classic", LOOSELY)):
            value = held.get((f.flow, f.code, other, str(month)))
            if value is not None and value > 0:
                yield month, Decimal(str(value)), near
