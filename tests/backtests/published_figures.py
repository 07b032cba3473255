"""The published figures read anew, and what follows from them by plain loops over printed values.

Nothing here uses the package: this is the other side of the back-tests. Months are texts such as
"2023-12"; a date is a text, and NOW lies after every date of the store.
"""

import csv
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parents[2] / "data"
NOW = "9999-12-31"
FIRMNESS = ["unknown", "forecast", "flash", "preliminary", "confirmed", "final"]
# Where no definition is named, the first of these that has the month is meant, else the first.
ORDER = ["customs", "mti2026", "mti2026_panel", "country_sum", "ministry", "classic",
         "ministry_group", "customs_group", "proxy", "customs_item"]  # fmt: skip
ONE_LIST = ["mti2026", "mti2026_panel"]  # the ministry's values, else the panel's
FUELS = ["crude_oil", "gas", "coal"]  # their sum is energy where the ministry printed none
RELEASES = {
    "classic",
    "mti2026",
    "ministry_group",
    "ministry",
}  # reported rates come first on these


class Row(NamedTuple):
    published: str
    firmness: int
    value: Fraction
    half: Fraction  # half a unit of the last digit printed
    source: str


class Figure(NamedTuple):
    value: Fraction
    half: Fraction
    later: bool
    published: str


class Series(NamedTuple):
    flow: str
    code: str
    named_basis: str = ""

    def __str__(self) -> str:
        return f"{self.flow}.{self.code}" + (f"@{self.named_basis}" if self.named_basis else "")


class Run(NamedTuple):
    """A count of months; not closed where a month that is not available ends it."""

    length: int
    closed: bool

    def equals(self, n: int) -> bool | None:
        return self.length == n if self.closed else (False if n < self.length else None)

    def at_least(self, n: int) -> bool | None:
        return self.length >= n if self.closed else (True if n <= self.length else None)


def rows_of(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def members(group: str) -> list[str]:
    return [r["code"] for r in rows_of("catalogue/codes.csv") if group in r["groups"].split()]


@cache
def store() -> dict[tuple[str, ...], list[Row]]:
    """Every vintage of every figure, oldest first; an undated one never displaces a dated one."""
    held: dict[tuple[str, ...], list[Row]] = {}
    for path in sorted((DATA / "observations").glob("*.csv")):
        for r in rows_of(f"observations/{path.name}"):
            key = (r["flow"], r["code"], r["measure"], r["basis"], r["period"])
            row = Row(r["published"], FIRMNESS.index(r["status"]), Fraction(r["value"]),
                      half_digit(r["value"], r["note"], r["unit"]), r["source"])  # fmt: skip
            held.setdefault(key, []).append(row)
    for vintages in held.values():
        vintages.sort(key=lambda r: (r.firmness > 0, r.published, r.firmness, -r.half, r.source))
    return held


def half_digit(text: str, note: str, unit: str) -> Fraction:
    said = re.search(r"(?:rounded|printed) to (?:USD )?([\d.]+) ?(?:USD )?(million|m|bn)\b", note)
    if said:
        return Fraction(said[1]) * (1000 if said[2] == "bn" else 1) / 2
    if re.search("rounded to whole", note):
        return Fraction(1, 2)
    if "." in text:
        return Fraction(1, 2 * 10 ** len(text.partition(".")[2]))
    zeros = 0 if unit == "pct" else len(text) - len(text.rstrip("0"))
    return Fraction(10 ** min(2, zeros), 2)


def back(month: str, steps: int) -> str:
    count = int(month[:4]) * 12 + int(month[5:]) - 1 - steps
    return f"{count // 12}-{count % 12 + 1:02}"


def rounded(value: Fraction, decimals: int) -> Fraction:
    """Half away from zero."""
    scaled = abs(value) * 10**decimals
    whole = int(scaled + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, 10**decimals)


def truncated(value: Fraction, decimals: int) -> Fraction:
    return Fraction(int(value * 10**decimals), 10**decimals)


class Known:
    """What was known on one day of the months up to one."""

    def __init__(self, day: str, month: str) -> None:
        self.day = day
        self.month = month
        self.held: dict[tuple[str, ...], Figure | None] = {}

    def figure(self, *key: str) -> Figure | None:
        """Give flow, code, measure, basis, period in the vintage in force, or a stand-in."""
        if key not in self.held:
            self.held[key] = self._figure(store().get(key, []))
        return self.held[key]

    def _figure(self, vintages: list[Row]) -> Figure | None:
        force = None
        for row in vintages:
            if row.published > self.day:
                continue
            coarser = force and row.half >= force.half
            repeats = coarser and abs(row.value - force.value) <= row.half
            dated = force and (force.firmness > 0 or row.firmness == 0)
            force = force if repeats and dated else row
        if force:
            return Figure(force.value, force.half, False, force.published)
        later = sorted(vintages, key=lambda row: (row.published, -row.firmness, row.half))
        return Figure(later[0].value, later[0].half, True, later[0].published) if later else None

    def basis(self, series: Series, measure: str = "value") -> str:
        """Give the definition named, or else the first one that has the month, or any."""
        flow = "exports" if series.flow == "balance" else series.flow
        key = (flow, series.code, measure)
        order = ORDER[:-1] if flow == "exports" and series.code in members("items_20") else ORDER
        held = [b for b in order if first_month(*key, b) <= self.month]
        if key == ("imports", "energy_total", "value"):
            held += ["customs_item"] * (
                first_month("imports", "gas", "value", "customs_item") <= self.month
            )
        has = [b for b in held if self._has(*key, b)]
        return series.named_basis or next(iter(has or held), "")

    def _has(self, *series: str) -> bool:
        if series == ("imports", "energy_total", "value", "customs_item"):
            return all(self._has("imports", fuel, *series[2:]) for fuel in FUELS)
        return (*series, self.month) in store()

    def printed(self, series: Series, measure: str, month: str) -> Figure | None:
        """Give another measure as a release printed it, by the definition of the values."""
        basis = self.basis(series) or self.basis(series, measure)
        return self.figure(series.flow, series.code, measure, basis, month)

    def level(self, series: Series, period: str) -> Figure | None:
        """Give a value in USD million; a balance is exports minus imports."""
        if series.flow != "balance":
            basis = self.basis(series)
            bases = ONE_LIST if basis in ONE_LIST and not series.named_basis else [basis]
            if (series.code, basis) == ("energy_total", "customs_item"):
                return self.energy(period)
            key = (series.flow, series.code, "value")
            return next(filter(None, (self.figure(*key, b, period) for b in bases)), None)
        sold = self.level(series._replace(flow="exports"), period)
        bought = self.level(series._replace(flow="imports"), period)
        if sold is None or bought is None:
            return self.stated(series, period) if "Q" in period or len(period) == 4 else None
        late = sold.later or bought.later
        stated, day = self.stated(series, period), max(sold.published, bought.published)
        same = stated and stated.published == day and stated.half <= sold.half + bought.half
        if stated and (late or same or stated.published > day):
            return stated
        if not late and sold.published != bought.published:
            sold, bought = self.of_one_day(series, period) or (sold, bought)
        return Figure(
            value=sold.value - bought.value,
            half=sold.half + bought.half,
            later=sold.later or bought.later,
            published=min(sold.published, bought.published),
        )

    def stated(self, series: Series, period: str) -> Figure | None:
        """Give a balance as a release states it, if a dated one was known."""
        key = ("balance", series.code, "value", self.basis(series), period)
        figure = self.figure(*key)
        dated = any(row.firmness > 0 for row in store().get(key, []) if row.published <= self.day)
        return figure if figure and dated and not figure.later else None

    def of_one_day(self, series: Series, period: str) -> tuple[Figure, Figure] | None:
        """Give exports and imports as published on the newest day that both were."""
        days = []
        for flow in ("exports", "imports"):
            key = (flow, series.code, "value", self.basis(series), period)
            rows = [r for r in store().get(key, []) if r.firmness > 0 and r.published <= self.day]
            days.append({r.published: Figure(r.value, r.half, False, r.published) for r in rows})
        common = days[0].keys() & days[1].keys()
        return (days[0][max(common)], days[1][max(common)]) if common else None

    def growth(self, series: Series, month: str, steps: int = 12) -> Figure | None:
        """Give growth as reported on the day, or computed from what was known since."""
        now, base = self.level(series, month), self.level(series, back(month, steps))
        printed = None
        if steps == 12 and series.flow != "balance":
            printed = self.printed(series, "yoy_pct", month)
        return firmer(printed, change(now, base), now, self.basis(series) in RELEASES)

    def energy(self, period: str) -> Figure | None:
        """Add up the fuels of the customs service."""
        fuels = [self.figure("imports", f, "value", "customs_item", period) for f in FUELS]
        if None in fuels:
            return None
        value, half, later, days = zip(*fuels, strict=True)
        return Figure(sum(value), sum(half), any(later), max(days))

    def rose(self, series: Series, sign: int = 1) -> Callable[[str], bool | None]:
        """Tell of a month whether growth as printed to one decimal is above (below) zero."""

        def answer(month: str) -> bool | None:
            rate = self.growth(series, month)
            return None if rate is None else sign * rounded(rate.value, 1) > 0

        return answer

    def above(self, series: Series, threshold: int) -> Callable[[str], bool | None]:
        def answer(month: str) -> bool | None:
            figure = self.level(series, month)
            return None if figure is None else figure.value > threshold

        return answer

    def quarter(self, series: Series, year: int, number: int) -> Figure | None:
        """Sum three months, or take the printed quarter where that is firmer."""
        months = [f"{year}-{3 * number - 2 + i:02}" for i in range(3)]
        return self._sum(series, months, f"{year}-Q{number}")

    def year(self, series: Series, year: int) -> Figure | None:
        return self._sum(series, [f"{year}-{i:02}" for i in range(1, 13)], str(year))

    def _sum(self, series: Series, months: list[str], whole: str) -> Figure | None:
        printed = self.level(series, whole)
        parts = [self.level(series, month) for month in months]
        held = [part for part in parts if part]
        if len(held) < len(parts):
            return printed
        summed = Figure(sum((p.value for p in held), Fraction(0)),
                        sum((p.half for p in held), Fraction(0)),
                        any(p.later for p in held), max(p.published for p in held))  # fmt: skip
        if printed and summed.later and printed.later:
            return printed if printed.published <= summed.published else summed
        if printed and not printed.later:
            firmer = summed.later or printed.published >= summed.published
            return printed if firmer else summed
        return summed


def firmer(
    printed: Figure | None, computed: Figure | None, now: Figure | None, release: bool = False
) -> Figure | None:
    """Choose between a reported rate and a computed one.

    The reported one counts where nothing can be computed, on the definitions of the releases, and
    where the value has not been revised since; not where it is printed without a decimal.
    """
    rate = printed and printed._replace(half=Fraction(0))
    if printed is None or computed is None or now is None:
        return computed or rate
    if printed.half > Fraction(1, 20):
        return computed
    if release or (not printed.later and (computed.later or now.published <= printed.published)):
        return rate
    both_late = printed.later and computed.later
    return rate if both_late and printed.published <= now.published else computed


@cache
def first_month(*figure: str) -> str:
    months = [key[4] for key in store() if key[:4] == figure]
    return min((m for m in months if re.fullmatch(r"\d{4}-\d\d", m)), default=NOW)


def change(now: Figure | None, base: Figure | None) -> Figure | None:
    """Give growth, per cent, and how far the printed digits leave it open."""
    if now is None or base is None or base.value <= 0:
        return None
    rate = 100 * (now.value / base.value - 1)
    width = 100 * (now.half / base.value + now.value * base.half / base.value**2)
    return Figure(rate, width, now.later or base.later, max(now.published, base.published))


def run(condition: Callable[[str], bool | None], month: str) -> Run:
    """Count the months in a row, back from one, in which a condition held."""
    length = 0
    while condition(back(month, length)) is True:
        length += 1
    return Run(length, condition(back(month, length)) is not None)


def reached(known: Known, series: Series, month: str, sign: int = 1) -> Run | None:
    """Count the months back to the last one as high (or low); open where one is not available."""
    now = known.level(series, month)
    if now is None:
        return None
    steps = 1
    while True:
        earlier = known.level(series, back(month, steps))
        if earlier is None:
            return Run(steps, False)
        if sign * earlier.value >= sign * now.value:
            return Run(steps, True)
        steps += 1


def says(figure: Figure | None, said: Fraction, decimals: int, per: int = 1) -> bool | None:
    """Tell whether a value is printed so: rounded, truncated, or as its own rounding allows."""
    if figure is None:
        return None
    value, half, last = figure.value / per, figure.half / per, Fraction(1, 10**decimals)
    while last in (1, 10) and said % (10 * last) == 0 and abs(said) >= 1000 * last:
        last *= 10  # zeros at the end of a large number are rounding
    near = 0 < half < last / 2 and abs(value - said) <= last / 2 + half
    in_steps = {rounded(value / last, 0) * last, truncated(value / last, 0) * last}
    return (
        said in (rounded(value, decimals), truncated(value, decimals)) or said in in_steps or near
    )


def slip(figure: Figure | None, said: Fraction, decimals: int, per: int = 1) -> bool:
    """Tell whether a wrong number is a slip: of ten (to a thousand), of sign, of its digits."""
    if figure is None or not said:
        return False
    value, step = figure.value / per, Fraction(1, 10**decimals)

    def same(other: Fraction) -> bool:
        printed = said in (rounded(other, decimals), truncated(other, decimals))
        return printed or abs(other - said) <= abs(said) / 100 + step / 2

    if same(-value) or miswritten(value, said, decimals):
        return True
    return any(
        same(value * factor) or (same(value / factor) and abs(value / factor) > step)
        for factor in (10, 100, 1000)
    )


def miswritten(value: Fraction, said: Fraction, decimals: int) -> bool:
    """Tell whether two digits side by side are swapped, or the first one of several is lost."""
    wrong = abs(int(said * 10**decimals))
    for printed in (rounded(value, decimals), truncated(value, decimals)):
        right = abs(int(printed * 10**decimals))
        if printed * said <= 0 or right == wrong:
            continue
        long = max(right, wrong) >= 100
        for place in range(len(str(max(right, wrong))) - 1):
            tens, ones = right // 10 ** (place + 1) % 10, right // 10**place % 10
            if long and right + (ones - tens) * 9 * 10**place == wrong:
                return True
        if 10 <= wrong == right % 10 ** (len(str(right)) - 1):
            return True
    return False
