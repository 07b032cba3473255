"""No sentence of a page is denied by the claims language, or open in it.

Every finding about trade is written as expressions, with the numbers that its sentence prints, and
asked of the panel that it was found on: on the day of the release and now. What the language has no
series for is left out: forecasts and how far they were off, the price index, the prices that follow
from value and index or weight, and the notes at the foot of a page.
"""

from collections.abc import Iterator

import pandas as pd
import pytest

from helpers.breakdowns import items, markets
from helpers.claims import ask_panel
from helpers.findings import Extreme, Finding, Run, every, headline
from helpers.loading import Panel, load
from helpers.metrics import rounded
from helpers.months import release_date

MONTHS = [str(month) for month in pd.period_range("2020-09", "2026-08", freq="M")[::3]]
TOTAL = "exports.total"


def says(series: str, value: float, unit: str = "usd_billion", decimals: int = 1) -> str:
    if unit == "usd_billion" and abs(value) < 1000:
        unit, decimals = "usd_million", 0
    scaled = value / 1000 if unit == "usd_billion" else value
    return f'says({series}, {rounded(scaled, decimals):.{decimals}f}, "{unit}")'


def rate(series: str, value: float | None, decimals: int = 1) -> Iterator[str]:
    """Write a growth rate as a sentence prints it, and its direction."""
    if value is not None:
        decimals = 1 if abs(value) < 1 else decimals
        yield says(f"yoy({series})", value, "pct", decimals)
        if rounded(value):
            yield f"yoy({series}) {'>' if value > 0 else '<'} 0"


def extreme(series: str, found: Extreme | None) -> Iterator[str]:
    if found is None:
        return
    record, since = ("record", "since") if found.side == "high" else ("record_low", "lowest_since")
    if found.scope == "since":
        yield f'{since}({series}) == "{found.since}"'
    else:
        yield f'{record}({series}, "{found.scope}")'


def run(condition: str, other: str, found: Run | None, month: pd.Period) -> Iterator[str]:
    if found is not None:
        yield f"streak({condition}) == {found.months}"
        if found.before:
            yield f'streak({other}, "{month - 1}") == {found.before}'


def growth_run(series: str, found: Run | None, month: pd.Period) -> Iterator[str]:
    rates = [f"yoy({series}) {sign} 0" for sign in "><"]
    yield from run(*(rates if found and found.up else rates[::-1]), found, month)
    if found is not None and found.up and found.strong > 1:
        yield f"streak(yoy({series}) >= 10) == {found.strong}"


def sign_run(found: Run | None, month: pd.Period) -> Iterator[str]:
    signs = [f"balance.total {sign} 0" for sign in "><"]
    yield from run(*(signs if found and found.up else signs[::-1]), found, month)


def counted(trade: Panel, conditions: list[str], true: int) -> Iterator[str]:
    """Write each of some conditions, and the contrary of those that are not true."""
    answers = {condition: ask_panel(trade, condition).value for condition in conditions}
    assert list(answers.values()).count(True) == true
    for condition, answer in answers.items():
        yield condition if answer else f"not {condition}"


def expressions(trade: Panel, finding: Finding) -> Iterator[str]:
    """Write what the sentence of a finding states in the claims language."""
    f, month, series = finding.numbers, finding.period, finding.series
    match finding.kind:
        case "exports.level" | "imports.level":
            yield says(series, f["value"])
            yield from rate(series, f["growth"])
            yield from extreme(series, f["extreme"])
        case "exports.run":
            yield from growth_run(series, f["run"], month)
        case "exports.per_day":
            yield from rate(f"daily_average({series})", f["growth"])
            yield says("working_days", f["days"], "days")
            yield says("change(working_days)", f["change"], "days")
            yield from extreme(f"yoy(daily_average({series}))", f["extreme"])
        case "exports.volume":
            yield from rate(f"volume({series})", f["volume"])
            price = f"(100 + yoy({series})) / (100 + yoy(volume({series}))) * 100 - 100"
            yield says(price, f["price"], "", 1)
        case "exports.indices":
            volume = f'printed({series}, "index")'
            yield says(f'value(yoy({volume}), "{month}")', f["volume"], "pct")
        case "exports.to_date" | "exports.year" | "imports.to_date" | "imports.year":
            yield says(f"ytd({series})", f["value"])
            yield from rate(f"ytd({series})", f["growth"])
        case "balance.to_date" | "balance.year":
            yield says("ytd(balance.total)", f["value"])
            yield f"ytd(balance.total) {'>' if f['value'] > 0 else '<'} 0"
            if f["before"] is not None:
                yield says(f'value(ytd(balance.total), "{month - 12}")', f["before"])
        case "products.driver":
            part = f"exports.{f['code']}"
            yield says(f"contribution_to_change({part})", f["share"], "pct", 0)
            yield f"contribution_to_change({part}) > {100 if f['share'] > 100 else 50}"
            yield from rate(f"({TOTAL} - {part})", f["without"])
        case "products.movers" | "markets.movers":
            rows = items(trade) if finding.section == "products" else markets(trade)
            rows = rows.drop(["other", "total"]).dropna(subset="contribution")
            assert f["of"] == len(rows)
            if f["rose"] is not None:
                rose = [f"(yoy(exports.{code}) > 0)" for code in rows.index]
                yield from counted(trade, rose, f["rose"])
            for code, points in [*f["up"], *f["down"]]:
                yield says(f"contribution(exports.{code})", points, "pp")
            for code, points in f["fell"]:
                decimals = 2 if abs(points) < 0.1 else 1
                yield says(f"contribution(exports.{code})", points, "pp", decimals)
        case "products.item":
            yield says(series, f["value"])
            yield from rate(series, f["growth"])
            if f["run"] and f["run"].months > 2:
                yield from growth_run(series, f["run"], month)
        case "products.memory":
            asked = f'value(yoy(volume({series})), "{month}")'
            yield says(asked, f["weight"], "pct")
        case "markets.market":
            yield says(series, f["value"])
            yield from rate(series, f["growth"])
            yield says(f"share({series})", f["share"], "pct")
            yield from extreme(series, f["extreme"])
        case "markets.order":
            ahead, behind = f"exports.{f['ahead']}", f"exports.{f['behind']}"
            yield f"streak({ahead} > {behind}) == {f['months']}"
            yield says(f"{ahead} - {behind}", f["gap"])
            if f["months"] == 1 and f["last"] is not None:
                yield f'last_time({ahead} > {behind}) == "{f["last"]}"'
        case "markets.runs":
            for side, sign in (("up", ">"), ("down", "<")):
                for codes, months in f[side]:
                    for code in codes:
                        yield f"streak(yoy(exports.{code}) {sign} 0) == {months}"
        case "imports.energy":
            yield says(series, f["value"])
            yield from rate(series, f["growth"])
            available = trade.observation("imports", "non_energy", measure="yoy_pct")
            rest = "imports.non_energy" if available else f"(imports.total - {series})"
            yield from rate(rest, f["rest"])
        case "balance.level":
            yield says(series, f["value"])
            yield f"{series} {'>' if f['value'] > 0 else '<'} 0"
            if f["before"] is not None:
                yield says(f'value({series}, "{month - 12}")', f["before"])
                if f["value"] * f["before"] > 0:
                    wider = f["value"] > f["before"]
                    yield f"change({series}) {'>' if wider else '<'} 0"
            yield from extreme(series, f["extreme"])
        case "balance.run":
            yield from sign_run(f["run"], month)
        case "balance.both":
            both = f"yoy({TOTAL}) > 0 and balance.total > 0"
            yield f"streak({both}) == {f['months']}"
            yield f'last_time({both}, "{f["start"]}") == "{f["last"]}"'
        case "headline.carried" | "headline.alone":
            part = f"contribution_to_change(exports.{f['code']})"
            yield f"{part} > {50 if finding.key == 'carried' else 100}"
            yield from rate(TOTAL, f["growth"], 0)
        case "headline.turn":
            yield from growth_run(TOTAL, f["run"], month)
            yield from rate(TOTAL, f["growth"], 0)
        case "headline.balance_turn":
            yield from sign_run(f["run"], month)
        case "headline.pace":
            yield from extreme(f"yoy({TOTAL})", f["extreme"])
            yield from rate(TOTAL, f["growth"], 0)
        case "headline.record":
            yield f"record({TOTAL})"
        case "headline.record_for_month":
            yield f'record({TOTAL}, "month")'
        case "headline.since":
            yield from extreme(TOTAL, f["extreme"])
        case "headline.run":
            yield from growth_run(TOTAL, f["run"], month)
            yield from rate(TOTAL, f["growth"], 0)
        case "headline.deficit":
            yield "balance.total < 0 and yoy(imports.total) > yoy(exports.total)"
        case "headline.surplus":
            yield "balance.total > 0 and yoy(exports.total) > yoy(imports.total)"
        case "headline.plain":
            yield from rate(TOTAL, f["growth"])
        case "headline.value":
            yield says(TOTAL, f["value"])
        case kind:
            raise AssertionError(f"no expression for {kind}")


def denied(trade: Panel) -> list[tuple[str, str, object, str]]:
    """Return what the language does not confirm of the findings of a panel."""
    wrong = []
    for finding in [*every(trade, forecasts=False), headline(trade)]:
        for expression in expressions(trade, finding):
            found = ask_panel(trade, expression)
            if found.value is not True:
                wrong.append((finding.kind, expression, found.value, found.reason or found.text))
    return wrong


@pytest.mark.parametrize("month", MONTHS)
def test_every_finding_holds_on_the_day_of_the_release(month: str) -> None:
    assert denied(load(month, release_date(pd.Period(month, "M")))) == []


@pytest.mark.parametrize("month", MONTHS)
def test_every_finding_holds_now(month: str) -> None:
    assert denied(load(month)) == []
