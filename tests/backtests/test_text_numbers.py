"""Every number of the sentences, worked out again from the observations in plain Python.

Twenty-four months; no rule of `helpers.findings` and no function of `helpers.metrics` takes part.
A number that this test does not know is a fault. Of the outlook, forecasts are those of the
forecasting room, everything told of them is worked out here; what a simulation yields is left out.
The languages share the numbers: they write the same findings, with the same fields.
"""

import datetime as dt
import math
from collections.abc import Callable, Iterator

import pandas as pd
import pytest

from helpers import catalogue
from helpers.findings import Extreme, Finding, Run
from helpers.findings.story import SECTIONS, every, sections
from helpers.forecasters import annual_exports
from helpers.forecasting import COMBINED, nowcast, outlook, second_opinion
from helpers.loading import Panel, load
from helpers.months import release_date, working_days, working_days_to
from helpers.revisions import first_and_latest

MONTHS = (
    "1987-06", "1995-11", "1998-01", "2001-12", "2004-05", "2009-01", "2011-07", "2015-01",
    "2018-09", "2020-04", "2021-12", "2022-03", "2022-10", "2023-02", "2023-06", "2023-10",
    "2023-12", "2023-12@2024-01-01", "2024-01@2024-02-01", "2024-06", "2024-12", "2025-03",
    "2026-05", "2026-07",
)  # fmt: skip
SHOWN, OTHERS = 3, 2  # parts named as movers, and those that went the other way
SIMULATED = {"outlook.chance": {"value", "low", "high", "chance", "round", "chance_round"}}
NAMES = {"code", "ahead", "behind", "flow", "item", "whole_year", "side", "moved"}  # no numbers


class Known:
    """Values of a month's panel by series and month."""

    def __init__(self, trade: Panel) -> None:
        self.trade, self.month = trade, trade.month
        self.rows: dict[tuple[str, str], dict[int, float]] = {}

    def series(self, name: str, measure: str = "value") -> dict[int, float]:
        if (name, measure) not in self.rows:
            held = self.trade.observations(*name.split("."), measure)
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

    def so_far(self, name: str, back: int = 0) -> set[float]:
        """The sum of the year's months; nothing where one is missing."""
        months = [self.at(name, back + n) for n in range(self.month.month)]
        return set() if None in months else {sum(months)}

    def year(self, name: str, back: int = 0, measure: str = "value") -> set[float]:
        """The year, or what is cumulated of it, in any vintage reported."""
        year = (self.month - back).asfreq("Y")
        rows = self.trade.known()
        flow, code = name.split(".")
        rows = rows[rows["flow"].eq(flow) & rows["code"].eq(code) & rows["measure"].eq(measure)]
        told = rows.loc[rows["period"].eq(str(year)), "value"] if self.month.month == 12 else []
        if flow == "balance":
            pairs = [self.year(f"{each}.{code}", back) for each in ("exports", "imports")]
            return {*told, *(x - y for x in pairs[0] for y in pairs[1])}
        return set(told)


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


def markets(known: Known) -> list[str]:
    """Codes of the nine markets; the proxy of one that is not available now and a year before."""
    return [
        catalogue.PROXIES.get(code, code)
        if None in (known.at(f"exports.{code}"), known.at(f"exports.{code}", 12))
        else code
        for code in catalogue.group("markets_9")
    ]


def rising_in_surplus(known: Known, month: int) -> bool:
    rate, surplus = known.growth("exports.total", month), known.series("balance.total").get(month)
    return rate is not None and rate >= 0.05 and surplus is not None and surplus > 0


def latest_run(month: int, holds: Callable[[int], bool], first: int) -> tuple[int, int | None]:
    """Months in a row to this one for which a condition holds, and the last such month before."""
    start = month
    while start >= first and holds(start):
        start -= 1
    earlier = (m for m in range(start, first - 1, -1) if holds(m))
    return month - start, next(earlier, None)


def moved(known: Known, finding: Finding, codes: list[str]) -> Iterator[tuple[str, object]]:
    points = parts(known, codes)
    rates = {code: known.rates(f"exports.{code}") - {None} for code in points}
    fell = [code for code, many in rates.items() if min(many) <= -0.05]
    yield "of", len(points)
    if finding.numbers["rose"] is not None:  # none is open
        yield "rose", {sum(side(many) >= 0.05 for many in rates.values()) for side in (min, max)}
    falling = known.growth("exports.total") < 0
    largest, *_, least = points.values()
    up = [pair for pair in points.items() if pair[1] >= max(0.05, largest / 10)]
    down = [pair for pair in points.items() if pair[1] <= min(-0.05, least / 10)][::-1]
    yield from (("falling", falling), ("up", up[: OTHERS if falling else SHOWN]))
    shown = down[: SHOWN if falling else OTHERS]
    yield "down", [] if finding.numbers["fell"] else {str(shown), "[]"}
    named = [pair for pair in points.items() if pair[0] in fell]
    yield "fell", {str(named if len(named) <= SHOWN else []), "[]"}


def expected(known: Known, finding: Finding) -> Iterator[tuple[str, object]]:
    """The numbers of a finding by name."""
    section, key, name = finding.section, finding.key, finding.series
    total, month = "exports.total", known.month.ordinal
    if key in ("level", "item", "market", "energy"):
        yield "value", known.at(name)
        yield "growth", known.rates(name)
        yield "before", known.at(name, 12)
    if key == "market":
        yield "share", 100 * known.at(name) / known.at(total)
    if key == "per_day":
        days = [working_days(known.month - back) for back in (0, 12)]
        daily = [known.at(name, back) / n for back, n in zip((0, 12), days, strict=True)]
        yield from (("days", days[0]), ("change", days[0] - days[1]))
        average = 100 * (daily[0] / daily[1] - 1)
        yield "growth", {average} | known.rates(name, "daily_avg_yoy_pct")
    if key in ("to_date", "year") and section != "outlook":
        now, before = (known.so_far(name, back) | known.year(name, back) for back in (0, 12))
        yield from (("value", now), ("before", before))
        rates = {100 * (x / y - 1) for x in now for y in before if y}
        yield "growth", rates | known.year(name, 0, "yoy_pct")
    if key == "volume":
        observation = known.trade.observation("exports", "total", measure="volume_yoy_pct")
        yield "volume", observation.value
        yield (
            "price",
            {100 * ((100 + x) / (100 + observation.value) - 1) for x in known.rates(name)},
        )
    if key in ("indices", "memory"):
        yield "month", finding.period
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
        item, all_items = ([known.at(each, back) for back in (0, 12)] for each in (name, total))
        yield "growth", known.rates(total)
        yield "share", 100 * (item[0] - item[1]) / (all_items[0] - all_items[1])
        yield "without", 100 * ((all_items[0] - item[0]) / (all_items[1] - item[1]) - 1)
    if key == "movers":
        items = catalogue.group("items_20")
        yield from moved(known, finding, items if section == "products" else markets(known))
    if key == "runs":
        for side in ("up", "down"):
            yield (
                side,
                [
                    (codes, streak(known, f"exports.{codes[0]}", side == "up"))
                    for codes, months in finding.numbers[side]
                    if len({streak(known, f"exports.{code}", side == "up") for code in codes}) == 1
                ],
            )
    if key == "energy":
        pairs = [[known.at(each, n) for n in (0, 12)] for each in ("imports.total", name)]
        reported = known.trade.observation("imports", "non_energy", measure="yoy_pct")
        if reported is not None:  # the ministry's own rate is quoted
            yield "rest", reported.value
        elif None not in (*pairs[0], *pairs[1]):
            now, before = (total - part for total, part in zip(*pairs, strict=True))
            yield "rest", 100 * (now / before - 1)
    if key == "both":
        first = min(known.series("balance.total"))
        months, last = latest_run(month, lambda m: rising_in_surplus(known, m), first)
        yield from (("months", months), ("start", known.month - months + 1))
        yield "last", None if last is None else pd.Period(ordinal=last, freq="M")
    if key == "order":
        pair = [f"exports.{finding.numbers[side]}" for side in ("ahead", "behind")]
        ahead, behind = map(known.series, pair)
        start = month
        while start - 1 in ahead and start - 1 in behind:
            start -= 1
        months, last = latest_run(month, lambda m: ahead.get(m, 0) > behind.get(m, math.inf), start)
        yield from (("months", months), ("gap", ahead[month] - behind[month]))
        yield "start", pd.Period(ordinal=start, freq="M")
        yield "last", None if last is None else pd.Period(ordinal=last, freq="M")
    if section == "outlook":
        yield from expected_ahead(known, finding)


def expected_ahead(known: Known, finding: Finding) -> Iterator[tuple[str, object]]:
    """The numbers of a finding of the outlook, from forecasts and outcomes."""
    key, trade, told = finding.key, known.trade, finding.numbers
    flow = told.get("flow", "exports")
    made = outlook(trade, flow)
    path = dict(zip(made.path["period"], made.path["forecast"], strict=True))
    rows = made.evaluation
    rows = rows[rows["model"].eq(COMBINED) & rows["horizon"].eq(1)].set_index("period")
    year = known.month.asfreq("Y")
    sums, passed = sum(known.so_far("exports.total")), None
    for month, value in path.items():
        if month.year == year.year:
            sums += value
            passed = passed or (month if sums >= 1e6 else None)
    day = str(trade.as_of or release_date(known.month))
    others = annual_exports(trade)
    others = others[others["published"].le(day)]
    newest = {
        of: dict(zip(last["code"], last["value"], strict=True))
        for of, last in others.groupby("period")
        .apply(lambda rows: rows.drop_duplicates("code", keep="last"))
        .groupby("period")
    }
    if key == "next_month":
        first = made.path.iloc[0]
        yield from (("month", known.month + 1), ("exports", first["forecast"]))
        yield from (("low", first["low80"]), ("high", first["high80"]))
        yield "imports", outlook(trade, "imports").path["forecast"].iloc[0]
    if key in ("year", "passing"):
        yield from (("value", sums), ("threshold", 1e6), ("passed", passed))
        yield "highest", others.loc[others["period"].eq(str(year)), "value"].max()
    if key == "last":
        row = rows.loc[known.month]
        yield from (("forecast", row["forecast"]), ("actual", row["actual"]))
        yield "error", 100 * (row["actual"] / row["forecast"] - 1)
    if key == "error":
        past = rows.dropna(subset=["actual"]).tail(told["months"])
        yield "error", 100 * (past["forecast"] / past["actual"] - 1).abs().mean()
        yield "months", len(past)
    if key == "coverage":
        yield from (("inside", made.coverage(0.8, 1).inside), ("of", made.coverage(0.8, 1).n))
    if key in ("nowcast", "change", "run_of_errors"):
        day20 = nowcast(trade, flow, 20)
        errors = 100 * (day20["actual"] / day20["nowcast"] - 1).dropna()
    if key == "nowcast":
        row = day20.loc[finding.period]
        yield from (("days", 20), ("month", finding.period), ("value", row["nowcast"]))
        yield from (("date", dt.date.fromisoformat(row["known"])), ("actual", row["actual"]))
    if key == "run_of_errors":
        run = errors[::-1]
        run = run[(run.gt(0) == run.gt(0).iloc[0]).cummin()]
        yield from (("count", len(run)), ("mean", run.mean()))
        yield from (("first", run.index[-1]), ("last", run.index[0]))
    if key == "change":
        row = day20.loc[finding.period]
        yield from (("month", finding.period), ("first_days", 20), ("forecast", row["forecast"]))
        yield "percent", 100 * (row["nowcast"] / row["forecast"] - 1)
        yield "carried", 100 * (row["nowcast"] - row["bridged"]) / row["forecast"]
        yield "growth", trade.flash(flow, 20, "yoy_pct")["value"][finding.period]
        before, days = working_days_to(pd.PeriodIndex([finding.period - 12, finding.period]), 20)
        yield from (("days", days), ("days_before", before))
        if told["item"]:
            rate = trade.flash(flow, 20, "yoy_pct", told["item"])["value"][finding.period]
            pair = [known.series(f"{flow}.{code}") for code in (told["item"], "total")]
            then = [values[finding.period.ordinal - 12] for values in pair]
            yield "points", rate * then[0] / then[1]
    if key == "skill":
        yield "months", made.skilful
    if key == "institutions":
        yield "year", pd.Period(others["period"].max(), "Y")
        yield "forecasts", list(newest[str(told["year"])].items())
    if key == "disagreement":
        of = {code: x for code, x in newest[str(year)].items() if not code.endswith("_target")}
        yield from (("year", year), ("low", min(of.values())), ("high", max(of.values())))
        yield from (("low_by", min(of, key=of.get)), ("high_by", max(of, key=of.get)))
    if key in ("apart", "consensus"):
        ahead = second_opinion(trade).ahead
        first = sums if key == "consensus" else ahead["first"][finding.period]
        yield from (("month", finding.period), ("year", year), ("first", first))
        moves = (ahead["forecast"] - ahead["first"]).to_dict()
        within = [x for m, x in moves.items() if m.year == year.year]
        yield "second", first + (sum(within) if key == "consensus" else moves[finding.period])
        of = [x for code, x in newest.get(str(year), {}).items() if not code.endswith("_target")]
        yield "consensus", sum(of) / len(of) if of else None
    if key == "inflation":
        rates = trade.macro("kr_cpi_yoy").sort_values(["period", "published"])
        rates = rates[rates["period"].eq(str(told["month"]))]
        yield from (("rate", rates["value"].iloc[-1]), ("target", 2.0))
        yield "month", pd.Period(rates["period"].iloc[-1], "M")
    if key == "first_release":
        yield "month", known.month
        yield "flows", [
            each for each in ("exports", "imports")
            if trade.observation(each, "total").status == "preliminary"
        ]  # fmt: skip
    if key == "revised":
        pairs = first_and_latest(trade, "exports", "total")
        pairs = pairs[pairs.index > known.month - 36]
        yield "mean", (100 * (pairs["latest"] / pairs["first"] - 1)).mean()
        yield "years", 3
    if key == "chance":
        values = known.series("exports.total")
        if told["whole_year"]:
            months = range(min(values) - min(values) % 12, max(values) - max(values) % 12, 12)
            values = {m // 12: sum(values.get(m + n, 0) for n in range(12)) for m in months}
        best = max(values, key=values.get)
        yield "of", year if told["whole_year"] else known.month + 1
        yield "record_in", pd.Period(ordinal=best, freq="Y" if told["whole_year"] else "M")


def faults(known: Known, finding: Finding) -> list[str]:
    values, wrong = dict(expected(known, finding)), []
    for name, told in finding.numbers.items():
        if isinstance(told, Run):
            length = streak(known, finding.series, told.up)
            if length != told.months:
                wrong.append(f"{finding.kind} {name}: {told.months} months but {length}")
        elif isinstance(told, Extreme):
            if finding.key != "per_day":
                wrong += extreme_faults(known, finding, told)
        elif told is None or name in NAMES | SIMULATED.get(finding.kind, set()):
            continue
        elif name not in values:
            wrong.append(f"{finding.kind} {name}: {told}, not known here")
        elif not any(same(told, each) for each in alternatives(values[name])):
            wrong.append(f"{finding.kind} {name}: {told} but {values[name]}")
    return wrong


def alternatives(value: object) -> set[object] | list[object]:
    return value if isinstance(value, set) else [value]


def same(told: object, value: object) -> bool:
    if isinstance(told, list):
        return str(told) == str(value)
    if isinstance(told, int | float) and isinstance(value, int | float):
        return math.isclose(told, value, rel_tol=1e-9, abs_tol=1e-9)
    return told == value


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
    told = every(trade) + [
        each for section in sections(trade, *SECTIONS).values() for each in section
    ]
    known = Known(trade)
    assert [fault for finding in told for fault in faults(known, finding)] == []
    assert len(told) > 5


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
