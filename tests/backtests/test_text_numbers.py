"""Every number of the sentences, worked out again from the observations in plain Python.

Twenty-four months; no rule of `helpers.findings` and no function of `helpers.metrics` takes part.
The languages share the numbers: they write the same findings, with the same fields.
"""

import math
from collections.abc import Iterator

import pandas as pd
import pytest

from helpers import catalogue
from helpers.findings import Extreme, Finding, Run
from helpers.findings.story import every
from helpers.loading import Panel, load
from helpers.months import working_days

MONTHS = (
    "1987-06", "1995-11", "1998-01", "2001-12", "2004-05", "2009-01", "2011-07", "2015-01",
    "2018-09", "2020-04", "2021-12", "2022-03", "2022-10", "2023-02", "2023-06", "2023-10",
    "2023-12", "2023-12@2024-01-01", "2024-01@2024-02-01", "2024-06", "2024-12", "2025-03",
    "2026-05", "2026-07",
)  # fmt: skip
SHOWN = 3  # parts named as movers


class Known:
    """Values of a month's panel by series and month."""

    def __init__(self, trade: Panel) -> None:
        self.trade, self.month = trade, trade.month
        self.rows: dict[tuple[str, str], dict[int, float]] = {}

    def series(self, name: str, measure: str = "value") -> dict[int, float]:
        if (name, measure) not in self.rows:
            held = self.trade.facts(*name.split("."), measure)
            ordinals = [period.ordinal for period in held.index]
            values = dict(zip(ordinals, held["value"].tolist(), strict=True))
            self.rows[name, measure] = values
        return self.rows[name, measure]

    def at(self, name: str, back: int = 0) -> float | None:
        return self.series(name).get(self.month.ordinal - back)

    def growth(self, name: str, month: int | None = None, measure: str = "value") -> float | None:
        at = self.month.ordinal if month is None else month
        now, before = (self.series(name, measure).get(at - back) for back in (0, 12))
        return None if now is None or not before else 100 * (now / before - 1)

    def rates(self, name: str, measure: str = "yoy_pct") -> set[float | None]:
        """Growth as reported in any vintage of the month, and as computed from the values."""
        vintages = self.trade.vintages(*name.split("."), measure=measure)["value"]
        return {self.growth(name), *vintages} if measure == "yoy_pct" else set(vintages)

    def so_far(self, name: str, back: int = 0) -> float | None:
        months = [self.at(name, back + n) for n in range(self.month.month)]
        return None if None in months else sum(months)


def streak(known: Known, name: str, up: bool) -> int:
    """Months in a row that rose or fell by 0.05 per cent or more; of a balance, its sign."""
    length, month = 0, known.month.ordinal
    while True:
        if name.startswith("balance"):
            value = known.series(name).get(month)
            holds = value is not None and (value > 0) is up
        else:
            rate = known.growth(name, month)
            holds = rate is not None and (rate >= 0.05 if up else rate <= -0.05)
        if not holds:
            return length
        length, month = length + 1, month - 1


def parts(known: Known, codes: list[str]) -> dict[str, float]:
    """Contributions to the growth of exports, the largest first."""
    before = known.at("exports.total", 12)
    found = {}
    for code in codes:
        now, then = (known.at(f"exports.{code}", back) for back in (0, 12))
        if now is not None and then is not None and before:
            found[code] = 100 * (now - then) / before
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def expected(known: Known, finding: Finding) -> Iterator[tuple[str, object]]:
    """The numbers of a finding by name, as far as this test knows how to work them out."""
    section, key, name = finding.section, finding.key, finding.series
    if key in ("level", "item", "market"):
        yield "value", known.at(name)
        if section != "balance":
            yield "growth", known.rates(name)
        else:
            yield "before", known.at(name, 12)
    if (
        key == "market"
        and known.trade.fact("exports", name.split(".")[1], measure="share_pct") is None
    ):
        yield "share", 100 * known.at(name) / known.at("exports.total")
    if key == "per_day":
        days = [working_days(known.month - back) for back in (0, 12)]
        daily = [known.at(name, back) / n for back, n in zip((0, 12), days, strict=True)]
        yield from (("days", days[0]), ("change", days[0] - days[1]))
        average = 100 * (daily[0] / daily[1] - 1)
        yield "growth", {average} | known.rates(name, "daily_avg_yoy_pct")
    if key == "to_date":
        yield "value", known.so_far(name)
        yield "before", known.so_far(name, 12)
    if key == "volume":
        fact = known.trade.fact("exports", "total", measure="volume_yoy_pct")
        yield "volume", fact.value
        yield "price", {100 * ((100 + x) / (100 + fact.value) - 1) for x in known.rates(name)}
    if key == "indices":
        value, volume = (
            known.growth(f"exports.export_{kind}_index", finding.period.ordinal, "index")
            for kind in ("value", "volume")
        )
        yield from (("volume", volume), ("price", 100 * ((100 + value) / (100 + volume) - 1)))
    if key == "memory":
        value, weight = (
            known.growth(name, finding.period.ordinal, measure) for measure in ("value", "volume")
        )
        yield from (("weight", weight), ("price", 100 * ((100 + value) / (100 + weight) - 1)))
    if key == "driver":
        item, total = (
            [known.at(each, back) for back in (0, 12)] for each in (name, "exports.total")
        )
        yield "share", 100 * (item[0] - item[1]) / (total[0] - total[1])
        yield "without", 100 * ((total[0] - item[0]) / (total[1] - item[1]) - 1)
    if key == "movers" and section == "products":
        points = parts(known, catalogue.group("items_20"))
        yield "of", len(points)
        if finding.numbers["rose"] is not None:  # none is open
            yield "rose", sum(known.growth(f"exports.{code}") >= 0.05 for code in points)
        yield "up", [pair for pair in points.items() if pair[1] >= 0.05][:SHOWN]
    if key == "energy":
        yield "value", known.at(name)
        pairs = [[known.at(each, n) for n in (0, 12)] for each in ("imports.total", name)]
        reported = known.trade.fact("imports", "non_energy", measure="yoy_pct")
        if reported is not None:  # the ministry's own rate is quoted
            yield "rest", reported.value
        elif None not in (*pairs[0], *pairs[1]):
            now, before = (total - part for total, part in zip(*pairs, strict=True))
            yield "rest", 100 * (now / before - 1)
    if key == "order":
        pair = [f"exports.{finding.numbers[side]}" for side in ("ahead", "behind")]
        ahead, behind = map(known.series, pair)
        last, months = known.month.ordinal, 0
        while ahead.get(last - months, 0) > behind.get(last - months, math.inf):
            months += 1
        yield from (("months", months), ("gap", ahead[last] - behind[last]))


def faults(known: Known, finding: Finding) -> list[str]:
    wrong = []
    for name, value in expected(known, finding):
        told = finding.numbers[name]
        allowed = value if isinstance(value, set) else [value]
        same = any(
            told == each
            if isinstance(each, list) or None in (each, told)
            else math.isclose(told, each, rel_tol=1e-9, abs_tol=1e-9)
            for each in allowed
        )
        if not same:
            wrong.append(f"{finding.kind} {name}: {told} but {value}")
    for name, value in finding.numbers.items():
        if isinstance(value, Run):
            length = streak(known, finding.series, value.up)
            if length != value.months:
                wrong.append(f"{finding.kind} {name}: {value.months} months but {length}")
        if isinstance(value, Extreme) and finding.key != "per_day":
            wrong += extreme_faults(known, finding, value)
    return wrong


def extreme_faults(known: Known, finding: Finding, extreme: Extreme) -> list[str]:
    side = 1 if extreme.side == "high" else -1
    values = {month: side * value for month, value in known.series(finding.series).items()}
    now = values[known.month.ordinal]
    first = extreme.since.ordinal + (extreme.scope == "since")
    step = 12 if extreme.scope == "month" else 1
    within = range(known.month.ordinal - step, first - 1, -step)
    wrong = [month for month in within if values[month] >= now]
    if extreme.scope == "since" and values[extreme.since.ordinal] < now:
        wrong.append(extreme.since.ordinal)
    years = (known.month.ordinal - min(values)) / 12
    return (
        [f"{finding.kind}: {extreme} but {wrong}, {years:.0f} years"] if wrong or years < 10 else []
    )


@pytest.mark.parametrize("asked", MONTHS)
def test_numbers_of_sentences_follow_from_the_observations(asked: str) -> None:
    month, _, as_of = asked.partition("@")
    trade = load(month, as_of)
    found = every(trade, forecasts=False)
    known = Known(trade)
    assert [fault for finding in found for fault in faults(known, finding)] == []
    assert len(found) > 5


def test_a_wrong_number_is_seen() -> None:
    trade = load("2023-12")
    known = Known(trade)
    level = Finding(
        "exports.level", "exports.total", trade.month,
        {"value": known.at("exports.total"), "growth": 5.3,
         "extreme": Extreme("high", "all", pd.Period("1985-01", "M"), 467)},
    )  # fmt: skip
    run = Finding("exports.run", "exports.total", trade.month, {"run": Run(True, 4)})
    assert len(faults(known, level)) == 2
    assert len(faults(known, run)) == 1
