"""What must hold of a release before any of its figures is taken.

Every figure is taken as the interval that its printed digits allow; two agree when their intervals
meet. Against figures that were held before, as much is allowed as revisions have explained so far.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import catalogue, observations
from helpers.errors import IngestError, Misread
from helpers.months import working_days
from helpers.sources.figures import Figure, Found, far, impossible
from helpers.sources.result import Check

# How far the last held vintage of a monthly value lies from its first, beyond rounding: of 162
# totals 99 in 100 within 2.8 per cent, of 75 by market within 4.2.
REVISED = {"total": Decimal("0.03")}
REVISED_PARTS = Decimal("0.05")
# The 15 items were 70 to 85 per cent of exports since 2020, the nine markets 80 to 87.
SHARES = {"items": Decimal("0.55"), "markets": Decimal("0.60")}
SAME_AGAIN = 5  # so many values equal to those of the month before are no chance

Span = tuple[Decimal, Decimal]


class Gathered:
    """A release's figures to look up, and what is found against them."""

    def __init__(self, found: Found, name: str, data_dir: Path, complete: bool) -> None:
        self.found, self.name, self.data_dir, self.complete = found, name, data_dir, complete
        self.by_key = {f.key: f for f in found.figures}
        self.faults: list[Misread] = list(found.faults)
        self.checks: list[Check] = []
        self.warnings: list[str] = []
        self.held = held_values(data_dir, found)

    def get(self, flow: str, code: str, measure: str = "value", back: int = 0) -> Figure | None:
        """Give a figure of the month, or of a month before it."""
        return self.by_key.get((flow, code, measure, self.found.month - back))

    def of_month(self, measure: str, breakdown: str | None = None) -> list[Figure]:
        """List the figures of one measure of the month."""
        return [
            f for f in self.found.figures
            if f.month == self.found.month and f.measure == measure
            and breakdown in (None, f.breakdown)
        ]  # fmt: skip

    def basis(self, figure: Figure) -> str:
        """Name the basis a figure is stored under."""
        if figure.breakdown == "item":
            return self.found.basis
        if figure.breakdown == "energy":
            return "ministry"
        markets = catalogue.group("countries", self.data_dir)
        plain = figure.breakdown == "total" or figure.code in markets
        return "customs" if plain else "ministry_group"

    def known(self, figure: Figure, month: pd.Period) -> Decimal | None:
        """Give what was held of the same series for a month; None if nothing was."""
        return self.held.get((figure.flow, figure.code, self.basis(figure), str(month)))

    def note(self, name: str, compared: int, detail: str = "") -> None:
        """Note that a check was made of so many figures, or could not be."""
        outcome = "holds" if compared else "not compared"
        said = detail or (f"{compared} figure(s)" if compared else "what it needs is not there")
        self.checks.append(Check(name, outcome, said))

    def fault(self, place: str, found: object, allowed: str) -> None:
        """Note a fault."""
        self.faults.append(Misread(place, str(found), allowed))


def check(
    found: Found, name: str, data_dir: Path, complete: bool = True
) -> tuple[list[Check], list[str]]:
    """Make every check; give those made and what is unusual.

    Parameters
    ----------
    complete : bool
        Whether totals, all items and all markets must be there.

    Raises
    ------
    IngestError
        With every fault found.
    """
    g = Gathered(found, name, data_dir, complete)
    for make in (
        *([_complete] if complete else []), _possible, _size, _balance, _growth_in_tables,
        _growth_on_held, _days, _sums, _energy, _series, _other_months, _same_again,
    ):  # fmt: skip
        make(g)
    if g.faults:
        raise IngestError(name, g.faults)
    return g.checks, g.warnings


def _complete(g: Gathered) -> None:
    """Demand totals with growth, all items of one list, and the nine markets."""
    for flow in ("exports", "imports"):
        for measure in ("value", "yoy_pct"):
            if g.get(flow, "total", measure) is None:
                g.fault("the release", f"no {measure} of {flow}", "totals with their growth")
    number = 20 if g.found.basis == "mti2026" else 15
    for kind, group in ((f"{number} items", f"items_{number}"), ("nine markets", "markets_9")):
        codes = catalogue.group(group, g.data_dir)
        missing = [code for code in codes if g.get("exports", code) is None]
        blank = [code for code in missing if ("exports", code) in g.found.blank]
        absent = [catalogue.name(c, "ko", g.data_dir) for c in missing if c not in blank]
        if absent:
            where = f"the tables of {kind}"
            g.fault(where, f"without {', '.join(absent)}", f"exports of all {kind}, with a unit")
        if blank:
            named = ", ".join(catalogue.name(code, data_dir=g.data_dir) for code in blank)
            g.warnings.append(f"no value is printed for exports of {named}")
        g.note(f"all {kind}", len(codes) - len(missing))


def _possible(g: Gathered) -> None:
    for f in g.found.figures:
        allowed = impossible(f)
        if allowed is not None:
            g.fault(f.place, f"{f.value:f} for {f.measure} of {f.flow} of {f.code}", allowed)


def _size(g: Gathered) -> None:
    """Hold every value against that held for the month before, else for the year before."""
    compared = 0
    for f in g.of_month("value"):
        held = g.known(f, g.found.month - 1) or g.known(f, g.found.month - 12)
        if held is None or f.flow == "balance":
            continue
        compared += 1
        if far(f.value, held):
            allowed = f"something like the {held:f} USD million held: is the unit as printed?"
            g.fault(f.place, f"{f.value:f} USD million", allowed)
    g.note("the size of the values held before", compared)


def _balance(g: Gathered) -> None:
    printed, sold, bought = (g.get(f, "total") for f in ("balance", "exports", "imports"))
    if printed is None or sold is None or bought is None:
        g.note("balance = exports - imports", 0)
        return
    low, high = sold.span[0] - bought.span[1], sold.span[1] - bought.span[0]
    if not _meet(printed.span, (low, high)):
        found = f"a balance of {printed.value:f}"
        allowed = f"{sold.value - bought.value:f} USD million, exports minus imports"
        g.fault(printed.place, found, allowed)
    g.note("balance = exports - imports", 1)


def _growth_in_tables(g: Gathered) -> None:
    """Compute growth again from the two values of the same release."""
    compared = 0
    for value in g.of_month("value"):
        before, rate = (
            g.get(value.flow, value.code, measure, back)
            for measure, back in (("value", 12), ("yoy_pct", 0))
        )
        if before is None or before.span[0] <= 0 or value.flow == "balance":
            continue
        if rate is None:
            if g.complete:
                allowed = "growth beside the values of both years: is a column shifted?"
                g.fault(value.place, f"no growth of {value.flow} of {value.code}", allowed)
            continue
        compared += 1
        growth = _growth(value.span, before.span)
        if not _meet(growth, rate.span):
            allowed = f"{growth[0]:.1f} to {growth[1]:.1f} per cent, from the values printed"
            g.fault(rate.place, f"growth of {rate.value:f}", allowed)
    g.note("growth = value over that of a year before, both printed", compared)


def _growth_on_held(g: Gathered) -> None:
    """Compute growth again from the value held for the year before, as revised by then."""
    compared = 0
    for value in g.of_month("value"):
        rate = g.get(value.flow, value.code, "yoy_pct")
        held = g.known(value, g.found.month - 12)
        if rate is None or held is None or held <= 0 or value.flow == "balance":
            continue
        compared += 1
        growth = _growth(value.span, (held, held))
        if _meet(growth, rate.span):
            continue
        implied = value.value / (1 + rate.value / 100) if rate.value > -100 else Decimal(0)
        off = abs(implied / held - 1)
        said = f"growth of {rate.value:f} per cent, {growth[0]:.1f} to {growth[1]:.1f} on the value"
        if off > _revised(value):
            g.fault(rate.place, said, f"a year-before value near the {held:f} that is held")
        else:
            g.warnings.append(f"{rate.place}: {said} held for the year before")
    g.note("growth = value over that held for the year before", compared)


def _days(g: Gathered) -> None:
    days, sold = g.get("none", "total", "working_days"), g.get("exports", "total")
    average = g.get("exports", "total", "daily_avg")
    if days is not None and days.value != Decimal(str(working_days(g.found.month))):
        g.warnings.append(
            f"{days.place}: {days.value:f} working days, {working_days(g.found.month):g} by rule"
        )
    if days is None or sold is None or average is None or days.value <= 0:
        g.note("daily average = exports over working days", 0)
        return
    low, high = (end / days.value for end in sold.span)
    if not _meet(average.span, (low, high)):
        allowed = f"{low:.0f} to {high:.0f} USD million, exports over {days.value:f} days"
        g.fault(average.place, f"a daily average of {average.value:f}", allowed)
    g.note("daily average = exports over working days", 1)


def _sums(g: Gathered) -> None:
    """Hold the sums of items and of markets against the total."""
    total = g.get("exports", "total")
    number = 20 if g.found.basis == "mti2026" else 15
    for kind, group in (("items", f"items_{number}"), ("markets", "markets_9")):
        parts = [g.get("exports", code) for code in catalogue.group(group, g.data_dir)]
        held = [part for part in parts if part is not None]
        if total is None or len(held) < len(parts):
            g.note(f"sum of the {kind} below the total", 0)
            continue
        share = sum(part.value for part in held) / total.value
        if not SHARES[kind] <= share < 1:
            allowed = f"{SHARES[kind]:.0%} to 100% of exports: is the unit as printed?"
            g.fault(held[0].place, f"the {kind} make {share:.1%} of exports", allowed)
        g.note(f"sum of the {kind} below the total", len(held))


def _energy(g: Gathered) -> None:
    for parts, whole, name in (
        (("crude_oil", "gas", "coal"), "energy_total", "energy = crude oil + gas + coal"),
        (("energy_total", "non_energy"), "total", "imports = energy + non-energy"),
    ):
        printed = g.get("imports", whole)
        held = [part for code in parts if (part := g.get("imports", code)) is not None]
        if printed is None or len(held) < len(parts):
            g.note(name, 0)
            continue
        low, high = (sum((part.span[end] for part in held), Decimal(0)) for end in (0, 1))
        if not _meet(printed.span, (low, high)):
            found = f"{whole} of {printed.value:f}"
            g.fault(printed.place, found, f"{low:f} to {high:f} USD million, its parts")
        g.note(name, len(held))


def _series(g: Gathered) -> None:
    """Hold the line of 13 months against the growth printed and that of the values held."""
    name = "13 months of growth"
    if g.found.growth is None:
        g.note(name, 0)
        return
    allowed = f"consecutive months that end with {g.found.month}"
    if not g.found.growth:
        g.fault(f"the line of {name}", "another month, or one left out", allowed)
        return
    printed = g.get("exports", "total", "yoy_pct")
    last = g.found.growth[g.found.month]
    if printed is not None and printed.value != last:
        g.fault(f"the line of {name}", f"{last} at its end", f"{printed.value:f}, as elsewhere")
    for month, rate in g.found.growth.items():
        values = [
            g.held.get(("exports", "total", "customs", str(at))) for at in (month, month - 12)
        ]
        if month == g.found.month or None in values:
            continue
        grown = Decimal(values[0] or 0) / Decimal(values[1] or 1)
        if abs((1 + rate / 100) / grown - 1) > 2 * REVISED["total"]:
            found = f"{rate} per cent for {month}"
            g.fault(f"the line of {name}", found, f"about {(grown - 1) * 100:.1f}, as held")
    g.note(name, len(g.found.growth))


def _other_months(g: Gathered) -> None:
    """Hold the other months that the tables print against what is held of them."""
    compared = 0
    for f in g.found.figures:
        held = g.known(f, f.month) if f.measure == "value" and f.month != g.found.month else None
        if held is None or held <= 0 or f.flow == "balance":
            continue
        compared += 1
        low, high = f.span
        nearest = min(max(held, low), high)
        if abs(nearest / held - 1) > _revised(f):
            found = f"{f.value:f} for {f.month}"
            g.fault(f.place, found, f"about {held:f} USD million, as held: is a column shifted?")
    g.note("values of earlier months as held", compared)


def _same_again(g: Gathered) -> None:
    """Refuse the figures of the month before under the name of the month."""
    pairs = list(_before(g))
    same = sum(f.value == held for f, held in pairs)
    if same >= SAME_AGAIN and same * 2 > len(pairs):
        found = f"{same} of {len(pairs)} values as of {g.found.month - 1}"
        g.fault("the release", found, f"figures of {g.found.month}")
    g.note("not the figures of the month before", len(pairs))


def _before(g: Gathered) -> Iterator[tuple[Figure, Decimal]]:
    for figure in g.of_month("value"):
        printed = g.get(figure.flow, figure.code, back=1)
        held = printed.value if printed else g.known(figure, g.found.month - 1)
        if held is not None:
            yield figure, held


def held_values(data_dir: Path, found: Found) -> dict[tuple[str, str, str, str], Decimal]:
    """Give the values of the two years before that were in force on the day of a release."""
    store = observations.read(data_dir)
    first = (found.month - 26).ordinal
    rows: Any = store[
        store["measure"].eq("value") & store["freq"].eq("M") & store["newer"]
        & store["published"].le(str(found.published)) & store["ordinal"].ge(first)
    ]  # fmt: skip
    return {
        (r.flow, r.code, r.basis, r.period): Decimal(str(r.value))
        for r in rows.itertuples(index=False)
    }


def _growth(value: Span, before: Span) -> Span:
    return (value[0] / before[1] - 1) * 100, (value[1] / before[0] - 1) * 100


def _meet(one: Span, other: Span) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _revised(figure: Figure) -> Decimal:
    return REVISED.get(figure.breakdown, REVISED_PARTS)
