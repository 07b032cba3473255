"""What was printed follows from the values, for every month and over the whole store."""

from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest

from helpers import observations
from helpers.checks import compare, compared, explain, no_longer, read_known, reconcile
from helpers.checks.comparing import AGREES, DIFFERS, EXPLAINED, OPEN
from helpers.loading import load
from helpers.places import find_data_dir

DATA = find_data_dir()
MONTHS = pd.period_range("2001-01", "2026-07", freq="M")


@pytest.fixture(scope="module")
def made():
    return explain(compare(observations.read(DATA)), read_known(DATA))


@pytest.mark.parametrize("year", sorted({month.year for month in MONTHS}))
def test_every_month_reconciles(year):
    for month in MONTHS[MONTHS.year == year]:
        failed = [check for check in reconcile(load(month)) if not check.passed]
        assert failed == [], month


def test_no_printed_figure_differs_without_a_cause(made):
    assert [each for each in made if each.outcome == DIFFERS] == []
    assert all(each.why for each in made if each.outcome in (EXPLAINED, OPEN))


def test_as_many_are_compared_as_are_held(made):
    counts = Counter((each.rule, each.outcome) for each in made)
    # what can be compared; a rule that compares fewer than these has lost its way to the values
    assert counts["growth", AGREES] >= 502
    assert counts["balance", AGREES] >= 1650
    assert counts["daily average", AGREES] >= 48
    assert counts["daily growth", AGREES] >= 117
    assert counts["working days", AGREES] == 145 and counts["working days", OPEN] == 0
    assert counts["sum of months", AGREES] >= 294
    assert counts["share", AGREES] >= 3
    assert counts["unit value", AGREES] >= 21
    assert counts["other source", AGREES] >= 143


def test_known_differences_still_occur(made):
    known = read_known(DATA)
    assert no_longer(made, known) == []
    assert no_longer([], known) == known != []


SPOILT = [  # measure, flow, code, period, published, a wrong figure, the rules that must notice
    ("yoy_pct", "exports", "total", "2023-12", "2024-01-01", 5.2, {"growth", "daily growth"}),
    ("daily_avg", "exports", "total", "2023-12", "2024-01-01", 2640, {"daily average"}),
    ("daily_avg_yoy_pct", "exports", "total", "2023-12", "2024-01-01", 14.7, {"daily growth"}),
    ("working_days", "none", "total", "2023-12", "2024-01-01", 23, {"working days"}),
    ("value", "balance", "total", "2023-12", "2024-01-01", 4540, {"balance"}),
    ("share_pct", "exports", "china", "2023-12", "2024-01-01", 19.0, {"share"}),
    ("unit_value", "imports", "crude_oil", "2024-01", "2025-10-31", 82.70, {"unit value"}),
]


@pytest.mark.parametrize("spoilt", SPOILT, ids=lambda each: each[0])
def test_a_wrong_printed_figure_is_found(spoilt):
    measure, flow, code, period, published, wrong, rules = spoilt
    store = observations.read(DATA).copy()
    row = (
        store["measure"].eq(measure) & store["flow"].eq(flow) & store["code"].eq(code)
        & store["period"].eq(period) & store["published"].eq(published)
    )  # fmt: skip
    assert row.any()
    store.loc[row, "value"] = wrong
    found = {each.rule for each in compare(store, {period}) if each.outcome == DIFFERS}
    assert found and found <= rules


def test_a_difference_stops_the_report(monkeypatch):
    trade = load("2023-12")
    wrong = [replace(e, outcome=DIFFERS) for e in compared(trade) if e.outcome == AGREES][:1]
    monkeypatch.setattr("helpers.checks.month.compared", lambda trade: wrong)
    failed = [check.name for check in reconcile(trade) if not check.passed]
    assert failed == ["reported numbers"]
