"""Arrays reckoned with one by one: value, unit, bounds, rounding, and what is handed on."""

import math

import pandas as pd
import pytest

from helpers.claims import ask
from helpers.claims.printed import Printed, reading
from helpers.claims.rates_and_sums import _span
from helpers.claims.reckoning import reckoned
from helpers.claims.result import Result, unknown
from helpers.loading import load

DECEMBER = pd.Period("2023-12", "M")


def figure(value: float, unit: str = "", error: float = 0.0, subject: str = "") -> Result:
    return Result(value, unit=unit, period=DECEMBER, error=error, subject=subject)


@pytest.mark.parametrize(
    ("a", "symbol", "b", "value", "unit", "text"),
    [
        (figure(57660, "usd_million"), "-", figure(53180, "usd_million"), 4480, "usd_million",
         "USD 4.48 billion"),
        (figure(57660, "usd_million"), "+", figure(53180, "usd_million"), 110840, "usd_million",
         "USD 110.84 billion"),
        (figure(5.1, "pct"), "-", figure(-10.8, "pct"), 15.9, "pp", "+15.90 pp"),
        (figure(5.1, "pct"), "+", figure(-10.8, "pct"), -5.7, "pct", "−5.7%"),
        (figure(57660, "usd_million"), "/", figure(2, ""), 28830, "usd_million",
         "USD 28.83 billion"),
        (figure(57660, "usd_million"), "/", figure(28830, "usd_million"), 2, "", "2"),
        (figure(2, ""), "*", figure(3.5, "pct"), 7, "pct", "+7.0%"),
        (figure(1.5, ""), "*", figure(3, ""), 4.5, "", "4.5"),
        (figure(1, ""), "-", figure(2.5, "pp"), -1.5, "pp", "−1.50 pp"),
    ],
)  # fmt: skip
def test_two_figures_are_reckoned_with(a, symbol, b, value, unit, text) -> None:
    found = reckoned(a, symbol, b)
    assert found.value == pytest.approx(value)
    assert (found.unit, found.period) == (unit, DECEMBER)
    assert found.text.removeprefix("+") == text.removeprefix("+")


def test_the_period_of_either_figure_is_that_of_the_answer() -> None:
    later = Result(1.0, period=DECEMBER + 1)
    assert reckoned(Result(2.0), "+", later).period == DECEMBER + 1
    assert reckoned(figure(2.0), "+", later).period == DECEMBER
    assert reckoned(Result(2.0), "+", Result(1.0)).period is None


def test_what_is_open_stays_open_with_its_reason() -> None:
    gone = unknown("2023-11 is not available")
    assert reckoned(gone, "+", figure(1.0)).reason == "2023-11 is not available"
    assert reckoned(figure(1.0), "+", gone).value is None
    least = Result(3, at_least=True, reason="the data begin in 2022-01")
    for order in ((least, figure(1.0)), (figure(1.0), least)):
        found = reckoned(order[0], "-", order[1])
        assert (found.value, found.reason) == (None, "the data begin in 2022-01")
    nothing = reckoned(figure(1.0), "/", figure(0.0))
    assert (nothing.value, nothing.reason) == (None, "division by zero")
    assert reckoned(figure(0.0), "*", figure(0.0)).value == 0


def test_rounding_is_carried_on() -> None:
    a, b = figure(57660, error=5), figure(22.5, error=0.25)
    for symbol in "+-":
        assert reckoned(a, symbol, b).error == pytest.approx(5.25)
    assert reckoned(a, "*", b).error == pytest.approx(22.5 * 5 + 57660 * 0.25)
    low, high = 57655 / 22.75, 57665 / 22.25
    found = reckoned(a, "/", b)
    assert found.error == pytest.approx((high - low) / 2)
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.low < found.value < found.high
    negative = reckoned(figure(-4.0, error=0.5), "*", figure(-2.0, error=0.25))
    assert (negative.low, negative.high) == pytest.approx((3.5 * 1.75, 4.5 * 2.25))


def test_what_revisions_widen_is_handed_on() -> None:
    wide = Result(100.0, period=DECEMBER, error=0.5, low=90.0, high=110.0)
    found = reckoned(wide, "-", figure(20.0, error=0.5))
    assert (found.low, found.high) == pytest.approx((69.5, 90.5))
    assert found.error == pytest.approx(1.0)  # of the printed digits alone
    through_zero = reckoned(wide, "/", Result(1.0, low=-1.0, high=3.0))
    assert (through_zero.low, through_zero.high) == (-math.inf, math.inf)


def test_the_subject_is_that_of_both_or_of_none() -> None:
    one, other = figure(1.0, subject="exports"), figure(2.0, subject="imports")
    assert reckoned(one, "+", one).subject == "exports"
    assert reckoned(one, "+", other).subject == ""


@pytest.mark.parametrize(
    ("exact", "value", "decimals", "error", "how"),
    [
        (57.66, 57.7, 1, 0.0, "rounded"),
        (57.66, 57.6, 1, 0.0, "truncated"),
        (57.66, 57.5, 1, 0.0, ""),
        (-10.84, -10.8, 1, 0.0, "rounded"),
        (-10.86, -10.8, 1, 0.0, "truncated"),
        (0.05, 0.1, 1, 0.0, "rounded"),
        (14.44, 14.5, 1, 0.0, ""),
        (14.44, 14.5, 1, 0.01, "within the rounding of the numbers"),
        (14.56, 14.5, 1, 0.01, "truncated"),
        (14.41, 14.5, 1, 0.045, "within the rounding of the numbers"),
        (14.66, 14.5, 1, 0.11, ""),  # printed more coarsely than said: open, see `within`
        (14.67, 14.5, 1, 0.11, ""),
        (112.0, 110.0, -1, 0.0, "rounded"),
        (119.0, 110.0, -1, 0.0, "truncated"),
    ],
)
def test_how_a_printed_number_agrees(exact, value, decimals, error, how) -> None:
    assert reading(exact, Printed(value, decimals), error) == how


@pytest.mark.parametrize(
    ("expression", "value", "text"),
    [
        ("value(exports.total) - imports.total", 4480, "USD 4.48 billion"),
        ("exports.total - value(imports.total)", 4480, "USD 4.48 billion"),
        ("exports.total / value(imports.total)", 57660 / 53180, "1.08"),
        ("value(imports.total) / exports.total", 53180 / 57660, "0.92"),
        ("exports.total > value(imports.total)", True, "USD 57.66 billion"),
        ("value(imports.total) < exports.total", True, "USD 57.66 billion"),
    ],
)
def test_a_series_and_a_figure_rest_on_both(expression, value, text) -> None:
    found = ask(load("2023-12", as_of="2024-01-01"), expression)
    assert found.value == pytest.approx(value)
    assert found.text == text
    assert {(each.flow, each.value) for each in found.evidence} == {
        ("exports", 57660.0), ("imports", 53180.0),
    }  # fmt: skip
    if value == 4480:
        assert (
            found.error == pytest.approx(10.0) and found.subject == ""
        )  # five on each side, about two things


def test_a_figure_known_only_later_makes_what_rests_on_it_stand_in() -> None:
    then = load("2023-12", as_of="2024-01-01")
    figure = 'value(exports.total, "2022-03")'
    later = ask(then, figure).later
    assert ask(then, f"exports.total > {figure}").later == later
    assert ask(then, f"exports.total - {figure}").later == later
    panel = "exports.semiconductors@mti2026_panel"
    assert ask(then, f"value({panel})").later
    assert ask(then, f"exports.total > value({panel})").later
    assert ask(then, f"exports.total / value({panel})").later


@pytest.mark.parametrize(
    ("month", "expression", "text"),
    [
        ("2024-04", 'record(exports.total, "month")', "no record for an April"),
        ("2024-01", 'record(exports.total, "month")', "no record for a January"),
        ("2023-05", 'record(exports.total, "month")', "no record for a May"),
        ("2024-01", 'record(ytd(exports.total), "month")', "no record for January;"),
        ("2024-03", 'record(ytd(exports.total), "month")', "for January to March"),
    ],
)
def test_a_record_names_what_it_is_of(month, expression, text) -> None:
    assert text in ask(load(month), expression).text


def test_a_record_is_proven_since_the_last_gap() -> None:
    assert "record since 2023-09;" in ask(load("2026-09"), "record(exports.taiwan)").text


def test_half_years_begin_in_january_and_july() -> None:
    halves = _span(pd.period_range("2023-01", periods=12, freq="M"), "2Q")
    assert [str(half) for half in halves] == ["2023Q1"] * 6 + ["2023Q3"] * 6


def test_a_sum_from_january_that_a_release_states_counts_where_no_month_is_newer():
    trade = load("2026-09", as_of="2026-10-01")
    stated = trade.observation("balance", "total", measure="cumulative_value")
    answer = ask(trade, 'value(balance.total, "2026-01..2026-09")')
    assert answer.evidence == (stated,) and answer.value == stated.value
    months = trade.series("balance", "total")["2026-01":]
    assert abs(answer.value - months.sum()) < stated.precision * 3
    before = ask(load("2026-08", as_of="2026-09-01"), "ytd(balance.total)")
    assert all(observation.measure == "value" for observation in before.evidence)
