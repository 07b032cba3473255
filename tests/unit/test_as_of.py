"""As known on a date: nothing published later is handed out without being marked as a stand-in."""

import itertools

import pandas as pd
import pytest

from helpers import catalogue, frames, observations, revisions
from helpers.checks import compared, reconcile
from helpers.claims import ask
from helpers.loading import load
from helpers.months import release_date

DATES = [
    *(("2023-12", "2024-01-01"), ("2023-12", "2024-01-15"), ("2023-12", "2024-02-15")),
    *(("2023-11", "2023-12-01"), ("2022-03", "2022-06-01"), ("2020-04", "2024-01-01")),
    *(("2001-07", "2001-08-15"), ("2026-06", "2026-07-01"), ("2026-07", "2026-08-15")),
]


@pytest.fixture(scope="module", params=DATES, ids=lambda each: "@".join(each))
def trade(request):
    return load(*request.param)


@pytest.fixture(scope="module")
def series():
    """Give every series of trade that the store holds."""
    store = observations.read()
    store = store[store["breakdown"].ne("macro")]
    return sorted(set(store[["flow", "code", "measure", "basis", "freq"]].itertuples(index=False)))


def test_every_figure_of_a_later_date_is_marked(trade, series):
    day, seen = str(trade.as_of), 0
    for flow, code, measure, basis, freq in series:
        observations = trade.observations(flow, code, measure, basis, freq)
        if observations.empty:  # the series begins after the month
            continue
        assert (observations["published"].gt(day) == observations["later"]).all(), (
            flow,
            code,
            measure,
        )
        seen += len(observations)
    assert seen > 1500


def test_a_balance_is_a_stand_in_when_one_side_is(trade):
    for code in ("total", *catalogue.group("markets_9")):
        observations = trade.observations("balance", code)
        if observations.empty:
            continue
        assert (observations["published"].gt(str(trade.as_of)) == observations["later"]).all()
        for period, observation in observations.iterrows():
            sides = trade.sides(code, period)
            assert observation["later"] == any(side.later for side in sides)
            assert observation["published"] == max(side.published for side in sides)
            both = sum(side.doubt for side in sides)
            assert 0 <= observation["doubt"] <= both * (1 + 1e-9) and (
                observation["doubt"] > 0
            ) == (both > 0)
            value = sides[0].value - sides[1].value if len(sides) == 2 else sides[0].value
            assert observation["value"] == value


def test_sides_of_a_balance_are_of_one_vintage_wherever_one_has_both(trade):
    for code in ("total", "china"):
        days = {
            flow: trade.all_vintages(flow, code).query("status != 'unknown'").groupby("period")
            for flow in ("exports", "imports")
        }
        known = {
            flow: {period: set(rows["published"]) for period, rows in groups}
            for flow, groups in days.items()
        }
        for period in trade.observations("balance", code).index:
            sides = trade.sides(code, period)
            if len(sides) == 1 or any(side.later for side in sides):
                continue
            common = known["exports"].get(period, set()) & known["imports"].get(period, set())
            if common:
                assert {side.published for side in sides} == {max(common)}, period


def test_vintages_statistics_and_comparisons_end_with_the_date(trade):
    day = str(trade.as_of)
    for flow, code in itertools.product(("exports", "imports"), ("total", "usa", "china")):
        assert trade.all_vintages(flow, code)["published"].le(day).all()
        assert revisions.first_and_latest(trade, flow, code)["latest_published"].le(day).all()
        assert revisions.first_releases(trade, flow, code)["published"].le(day).all()
    assert trade.since(trade.month - 23)["published"].le(day).all()
    for code in ("kr_cpi_yoy", "imf_kr_cpi_inflation_forecast", "kita_exports_forecast"):
        assert trade.macro(code)["published"].le(day).all()
    assert all(each.published <= day for each in compared(trade))
    assert all(check.passed for check in reconcile(trade))


QUESTIONS = [
    *("exports.total", "yoy(exports.total)", "streak(yoy(exports.total) > 0)"),
    *("highest_in(balance.total)", "record(exports.total)", "share(exports.usa)"),
    *("exports.usa > exports.china", "yoy(imports.total)", "quarterly(exports.total)"),
    *("yoy(exports.semiconductors)", "highest_in(yoy(daily_average(exports.total)))"),
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_that_rests_on_later_figures_says_so(trade, question):
    found = ask(trade, question)
    late = [
        observation for observation in found.evidence if observation.published > str(trade.as_of)
    ]
    assert all(observation.later for observation in late)
    assert found.later or not late


def test_no_frame_about_the_numbers_shows_a_later_vintage(trade):
    for frame in (frames.then_and_now(trade), frames.growth_steps(trade)):
        days = frame.filter(like="published").stack().dropna()
        assert all(day <= str(trade.as_of) for day in days)


def test_on_the_day_of_the_release_there_is_nothing_revised_yet():
    trade = load("2023-12", "2024-01-01")
    assert frames.then_and_now(trade).attrs["nothing"]
    assert len(frames.revision_sizes(trade))
    assert pd.Period("2023-12") not in revisions.first_and_latest(trade, "exports", "total").index


def test_the_day_before_the_release_nothing_is_known():
    with pytest.raises(Exception, match="first release is of 2024-01-01"):
        load(
            "2023-12",
            release_date(pd.Period("2023-12", "M")) - pd.Timedelta(days=1).to_pytimedelta(),
        )
