"""The rules that a file must pass before any number of it is ingested.

Every number is taken as the interval that its printed digits allow; two agree when their intervals
meet. Against values of the store, as much is allowed as revisions have explained so far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pandas as pd

from helpers import catalogue, observations
from helpers.errors import IngestError, Misread
from helpers.months import DAYS_FROM, working_days
from helpers.sources.observation import Contents, NewObservation, impossible, written
from helpers.sources.result import FileCheck

# How far the last vintage of a monthly value lies from its first, beyond rounding: of 162 totals
# 99 in 100 within 2.8 per cent, of 75 by market within 4.2.
REVISED = {"total": Decimal("0.03")}
REVISED_PARTS = Decimal("0.05")
LOOSELY = Decimal("0.5")  # items under another definition
FEW = Decimal("0.01")  # of the values of an export, revised by more than is usual
LIKE = ("mti2026_panel", "classic")  # definitions of items that are alike enough to tell a unit
# How many times more or less a value of a billion dollars ever was within a year: the total 1.9, a
# country 4.4 (Russia in 2022). A mistaken unit is wrong by ten or more.
MOVED = {"total": 2, "region": 5}
FAR, LARGE, BILLION = 8, 100, 1000  # times; USD million
BACK = {"M": 25, "Q-DEC": 8, "Y-DEC": 2}  # periods to look back for a value to compare with
YEAR = {"M": 12, "Q-DEC": 4, "Y-DEC": 1}
# The 15 items were 70 to 85 per cent of exports since 2020, the nine markets 80 to 87.
SHARES = {"items": Decimal("0.55"), "markets": Decimal("0.60")}
DAYS_OFF = 1  # all 66 published counts are those of the rule
NOT_COMPARED = ("not compared", "what it needs is not there")

Span = tuple[Decimal, Decimal]


class Evidence:
    """The numbers of a file, those of the store, and the faults."""

    def __init__(self, contents: Contents, name: str, data_dir: Path, complete: bool) -> None:
        self.contents, self.name, self.data_dir, self.complete = contents, name, data_dir, complete
        self.month = contents.month
        self.by_key: dict[tuple[str, str, str, pd.Period], NewObservation] = {}
        self.faults: list[Misread] = list(contents.faults)
        self.checks: list[FileCheck] = []
        self.warnings: list[str] = []
        self.stored = stored(data_dir, contents)
        for observation in contents.observations:
            first = self.by_key.setdefault(observation.key, observation)
            if first is not observation:
                self.fault(
                    observation.place, f"{observation.value:f}", f"one row; see {first.place}"
                )

    def get(
        self, flow: str, code: str, measure: str = "value", back: int = 0
    ) -> NewObservation | None:
        """Return a number of the release's month, or of a month before it."""
        return self.by_key.get((flow, code, measure, self.month - back)) if self.month else None

    def of_month(self, measure: str) -> list[NewObservation]:
        """List the numbers of one measure: of a release's month, of all periods of an export."""
        return [
            f for f in self.contents.observations
            if f.measure == measure and self.month in (None, f.period)
        ]  # fmt: skip

    def known(
        self, observation: NewObservation, period: pd.Period
    ) -> tuple[Decimal, Decimal] | None:
        """Return the value the store has of a series and how far the file may be from it."""
        bases = self.contents.bases
        own = bases.get(observation.code, bases.get(observation.breakdown, ""))
        near = REVISED.get(observation.breakdown, REVISED_PARTS)
        others = LIKE if self.month is None and observation.breakdown == "item" else ()
        for basis, off in ((own, near), *((other, LOOSELY) for other in others)):
            value = self.stored.get((observation.flow, observation.code, basis, written(period)))
            if value is not None and value > 0:
                return Decimal(str(value)), off
        return None

    def stored_value(self, observation: NewObservation, back: int) -> Decimal | None:
        """Return the value the store has of a series some periods before; None if none."""
        known = self.known(observation, observation.period - back)
        return known[0] if known else None

    def note(self, name: str, compared: int) -> None:
        """Note that a check was made of so many numbers, or could not be."""
        outcome = ("holds", f"{compared} number(s)") if compared else NOT_COMPARED
        self.checks.append(FileCheck(name, *outcome))

    def fault(self, place: str, value: object, allowed: str) -> None:
        """Note a fault."""
        self.faults.append(Misread(place, str(value), allowed))


def check(
    contents: Contents, name: str, data_dir: Path, complete: bool = True
) -> tuple[list[FileCheck], list[str]]:
    """Apply every rule; return the checks made and what is unusual.

    Parameters
    ----------
    complete : bool
        Whether a release must have totals, all items and all markets.

    Raises
    ------
    IngestError
        With every fault found.
    """
    evidence = Evidence(contents, name, data_dir, complete)
    for rule in (*RULES, *(RELEASE_RULES if contents.month else EXPORT_RULES)):
        rule(evidence)
    if evidence.faults:
        raise IngestError(name, evidence.faults)
    return evidence.checks, evidence.warnings


# Rules for every file


def _possible(e: Evidence) -> None:
    for f in e.contents.observations:
        allowed = impossible(f)
        if allowed is not None:
            e.fault(f.place, f"{f.value:f} for {f.measure} of {f.flow} of {f.code}", allowed)


def _balance(e: Evidence) -> None:
    """Compute every balance again from its exports and imports."""
    compared = 0
    for f in e.contents.observations:
        sold, bought = (
            e.by_key.get((flow, f.code, f.measure, f.period)) for flow in ("exports", "imports")
        )
        if f.flow != "balance" or sold is None or bought is None:
            continue
        compared += 1
        span = sold.span[0] - bought.span[1], sold.span[1] - bought.span[0]
        if not _meet(f.span, span):
            allowed = f"{sold.value - bought.value:f} USD million, exports minus imports"
            e.fault(f.place, f"a balance of {f.value:f}", allowed)
    e.note("balance = exports - imports", compared)


def _growth_in_file(e: Evidence) -> None:
    """Compute growth again from the two values of the same file."""
    compared = 0
    for value in e.of_month("value"):
        series, year = (value.flow, value.code), YEAR[value.period.freqstr]
        before = e.by_key.get((*series, "value", value.period - year))
        rate = e.by_key.get((*series, "yoy_pct", value.period))
        if before is None or before.span[0] <= 0 or value.flow == "balance":
            continue
        if rate is None:
            if e.complete and e.month:
                allowed = "growth beside the values of both years: is a column shifted?"
                e.fault(value.place, f"no growth of {value.flow} of {value.code}", allowed)
            continue
        compared += 1
        growth = _growth(value.span, before.span)
        slack = Decimal(0) if e.month else rate.step / 2  # some exports cut instead of rounding
        if not _meet((growth[0] - slack, growth[1] + slack), rate.span):
            allowed = f"{growth[0]:.1f} to {growth[1]:.1f} per cent, from the values of the file"
            e.fault(rate.place, f"growth of {rate.value:f}", allowed)
    e.note("growth = value over that of a year before, both in the file", compared)


def _as_in_store(e: Evidence) -> None:
    """Compare values with the store's of the same period, else of the last period before it.

    A single value of an export may have been revised by more than is usual; many may not.
    """
    off: list[
        tuple[NewObservation, Decimal, Decimal]
    ] = []  # with the value of the store, and how far
    same = earlier = 0
    unnamed = set(e.contents.unnamed)
    for f in e.contents.observations:
        if f.measure != "value" or f.flow == "balance":
            continue
        known = e.known(f, f.period) if f.period != e.month else None
        if known is None:
            earlier += _sized(e, f)
            continue
        same += 1
        unnamed.discard(f.place)
        value, near = known
        far_off = abs(min(max(value, f.span[0]), f.span[1]) / value - 1)
        if far_off > near:
            off.append((f, value, far_off))
    few = e.month is None and len(off) <= same * FEW
    for f, value, far_off in off:
        reading = f"{f.value:f} for {written(f.period)}"
        if few and far_off <= LOOSELY:
            e.warnings.append(f"{f.place}: {reading}, {value:f} in the store")
        else:
            allowed = f"about {value:f} USD million, as the store has it: {SHIFTED}"
            e.fault(f.place, reading, allowed)
    e.note("values as in the store, but for revisions", same)
    e.note("the size of the last values of the store", earlier)
    if not e.contents.unit_named and not same + earlier:
        allowed = "a unit in a head or above it, or values of the store that bear out 천달러"
        e.fault("the unit of the sums", "none", allowed)
    if e.contents.unnamed and len(unnamed) == len(set(e.contents.unnamed)):
        allowed = "a title, condition or column that says of what the numbers are, as 수출입 총괄"
        e.fault(e.contents.unnamed[0], "no subject", allowed)


def _sized(e: Evidence, f: NewObservation) -> bool:
    """Compare the size of a value with the last of the store before it; False if there is none."""
    back = next((b for b in range(1, BACK[f.period.freqstr]) if e.stored_value(f, b)), None)
    before = e.stored_value(f, back) if back else None
    if back is None or before is None:
        return False
    near = back <= YEAR[f.period.freqstr] and before >= BILLION
    most = MOVED.get(f.breakdown, FAR) if near else FAR
    if before >= LARGE and not before / most <= f.value <= before * most:
        allowed = f"something like the {before:f} of {written(f.period - back)}: {SHIFTED}"
        e.fault(f.place, f"{f.value:f} USD million for {written(f.period)}", allowed)
    return True


def _growth_on_store(e: Evidence) -> None:
    """Compute growth again from the store's value of the year before, as revised by then."""
    compared = 0
    for value in e.of_month("value"):
        rate = e.by_key.get((value.flow, value.code, "yoy_pct", value.period))
        known = e.known(value, value.period - YEAR[value.period.freqstr])
        if rate is None or known is None or value.flow == "balance":
            continue
        compared += 1
        before, near = known
        growth = _growth(value.span, (before, before))
        if _meet(growth, rate.span):
            continue
        implied = value.value / (1 + rate.value / 100) if rate.value > -100 else Decimal(0)
        reading = (
            f"growth of {rate.value:f} per cent, {growth[0]:.1f} to {growth[1]:.1f} on the value"
        )
        if abs(implied / before - 1) > near:
            e.fault(
                rate.place, reading, f"a year-before value near {before:f}, as the store has it"
            )
        elif e.month:
            e.warnings.append(f"{rate.place}: {reading} of the store for the year before")
    e.note("growth = value over the store's of the year before", compared)


def _working_days(e: Evidence) -> None:
    """Count the working days again by the rule of the calendar."""
    counted = [f for f in e.of_month("working_days") if f.period >= DAYS_FROM]
    for f in counted:
        by_rule = Decimal(str(working_days(f.period)))
        if abs(f.value - by_rule) > DAYS_OFF or f.value * 2 % 1:
            allowed = f"about {by_rule:f} by the calendar, in halves"
            e.fault(f.place, f"{f.value:f} working days", allowed)
        elif f.value != by_rule:
            e.warnings.append(f"{f.place}: {f.value:f} working days, {by_rule:f} by rule")
    e.note("working days by the rule of the calendar", len(counted))


# Rules for releases


def _complete(e: Evidence) -> None:
    """Demand totals with growth, all items of one list, and the nine markets."""
    if not e.complete:
        return
    for flow in ("exports", "imports"):
        for measure in ("value", "yoy_pct"):
            if e.get(flow, "total", measure) is None:
                e.fault("the release", f"no {measure} of {flow}", "totals with their growth")
    for kind, codes in _lists(e):
        missing = [code for code in codes if e.get("exports", code) is None]
        blank = [code for code in missing if ("exports", code) in e.contents.blank]
        absent = [catalogue.name(c, "ko", e.data_dir) for c in missing if c not in blank]
        if absent:
            where = f"the tables of {kind}"
            e.fault(where, f"without {', '.join(absent)}", f"exports of all {kind}, with a unit")
        if blank:
            named = ", ".join(catalogue.name(code, data_dir=e.data_dir) for code in blank)
            e.warnings.append(f"no value is reported for exports of {named}")
        e.note(f"all {kind}", len(codes) - len(missing))


def _lists(e: Evidence) -> Iterator[tuple[str, list[str]]]:
    number = 20 if e.contents.basis == "mti2026" else 15
    yield f"{number} items", list(catalogue.group(f"items_{number}", e.data_dir))
    yield "nine markets", list(catalogue.group("markets_9", e.data_dir))


def _daily_average(e: Evidence) -> None:
    days, sold = e.get("none", "total", "working_days"), e.get("exports", "total")
    average = e.get("exports", "total", "daily_avg")
    known = days is not None and sold is not None and average is not None
    if days and sold and average and days.value > 0:
        low, high = (end / days.value for end in sold.span)
        if not _meet(average.span, (low, high)):
            allowed = f"{low:.0f} to {high:.0f} USD million, exports over {days.value:f} days"
            e.fault(average.place, f"a daily average of {average.value:f}", allowed)
    e.note("daily average = exports over working days", int(known))


def _sums_of_parts(e: Evidence) -> None:
    """Compare the sums of items and of markets with the total."""
    total = e.get("exports", "total")
    for kind, codes in _lists(e):
        short = kind.split()[-1]
        present = [part for code in codes if (part := e.get("exports", code)) is not None]
        if total is None or total.value <= 0 or len(present) < len(codes):
            e.note(f"sum of the {short} below the total", 0)
            continue
        share = sum(part.value for part in present) / total.value
        if not SHARES[short] <= share < 1:
            allowed = f"{SHARES[short]:.0%} to 100% of exports: is the unit as reported?"
            e.fault(present[0].place, f"the {short} make {share:.1%} of exports", allowed)
        e.note(f"sum of the {short} below the total", len(present))


def _energy(e: Evidence) -> None:
    for parts, whole, name in (
        (("crude_oil", "gas", "coal"), "energy_total", "energy = crude oil + gas + coal"),
        (("energy_total", "non_energy"), "total", "imports = energy + non-energy"),
    ):
        reported = e.get("imports", whole)
        present = [part for code in parts if (part := e.get("imports", code)) is not None]
        if reported is None or len(present) < len(parts):
            e.note(name, 0)
            continue
        low, high = (sum((part.span[end] for part in present), Decimal(0)) for end in (0, 1))
        if not _meet(reported.span, (low, high)):
            reading = f"{whole} of {reported.value:f}"
            e.fault(reported.place, reading, f"{low:f} to {high:f} USD million, its parts")
        e.note(name, len(present))


def _series(e: Evidence) -> None:
    """Compare the line of 13 months with the reported growth and that of the store's values."""
    name, series = "13 months of growth", e.contents.growth
    if series is None or e.month is None:
        e.note(name, 0)
        return
    if not series:
        allowed = f"consecutive months that end with {e.month}"
        e.fault(f"the line of {name}", "another month, or one left out", allowed)
        return
    reported = e.get("exports", "total", "yoy_pct")
    last = series[e.month]
    if reported is not None and reported.value != last:
        e.fault(f"the line of {name}", f"{last} at its end", f"{reported.value:f}, as elsewhere")
    for month, rate in series.items():
        value, before = (
            e.stored.get(("exports", "total", "customs", str(at))) for at in (month, month - 12)
        )
        if month == e.month or not value or not before:
            continue
        grown = Decimal(str(value / before))
        if abs((1 + rate / 100) / grown - 1) > 2 * REVISED["total"]:
            reading = f"{rate} per cent for {month}"
            e.fault(f"the line of {name}", reading, f"about {(grown - 1) * 100:.1f}, on the store")
    e.note(name, len(series))


# Rules for exports


def _over(e: Evidence) -> None:
    """Refuse months that had not ended when the file was made."""
    day = e.contents.published
    first = {f.period: f for f in reversed(e.contents.observations)}
    late = next((f for period, f in first.items() if period.end_time.date() >= day), None)
    if late is not None:
        allowed = f"months that ended before {day}, the date of publication"
        e.fault(late.place, str(late.period), allowed)


def _rows_add_up(e: Evidence) -> None:
    """Compare rows of totals with the sum of the others: a file cut short does not add up."""
    for place, reported, count, total in e.contents.sums:
        if abs(total - reported) > max(Decimal(count), abs(reported) / 100000):
            allowed = f"{total:f}, the sum of the {count} rows: is the file whole?"
            e.fault(place, f"{reported:f}", allowed)
    e.note("the rows add up to their total", len(e.contents.sums))


Rule = Callable[[Evidence], None]
RULES: tuple[Rule, ...] = (
    _possible,
    _balance,
    _growth_in_file,
    _growth_on_store,
    _working_days,
    _as_in_store,
)
RELEASE_RULES: tuple[Rule, ...] = (
    _complete, _daily_average, _sums_of_parts, _energy, _series,
)  # fmt: skip
EXPORT_RULES: tuple[Rule, ...] = (_over, _rows_add_up)
SHIFTED = "is a column shifted, or the unit another?"


def stored(data_dir: Path, contents: Contents) -> dict[tuple[str, str, str, str], float]:
    """Return the values of the store: for a release, those known on its day.

    Returns
    -------
    dict
        By flow, code, basis and period as written.
    """
    store = observations.read(data_dir)
    wanted = store["measure"].eq("value") & store["newer"] & store["freq"].isin(["M", "Q", "Y"])
    if contents.month is not None:
        first = (contents.month - 26).ordinal
        wanted &= store["published"].le(str(contents.published)) & store["ordinal"].ge(first)
        wanted &= store["freq"].eq("M")
    rows = store[wanted]
    keys = zip(rows["flow"], rows["code"], rows["basis"], rows["period"], strict=True)
    return dict(zip(keys, rows["value"], strict=True))


def _growth(value: Span, before: Span) -> Span:
    return (value[0] / before[1] - 1) * 100, (value[1] / before[0] - 1) * 100


def _meet(one: Span, other: Span) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
