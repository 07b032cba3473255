"""Every month's figures agree with what was printed, on the vintage of the day and today's."""

import pandas as pd
import pytest

from helpers.checks import reconcile
from helpers.loading import load

MONTHS = pd.period_range("2001-01", "2026-07", freq="M")


@pytest.mark.parametrize("year", sorted({month.year for month in MONTHS}))
def test_every_month_reconciles(year):
    for month in MONTHS[MONTHS.year == year]:
        failed = [check for check in reconcile(load(month)) if not check.passed]
        assert failed == [], month


def test_printed_growth_is_compared_where_its_values_are_held():
    compared = {"exports": 0, "imports": 0}
    for month in pd.period_range("2022-01", "2026-07", freq="M"):
        for check in reconcile(load(month)):
            for flow in compared:
                if check.name == f"Printed growth of {flow} follows from the values":
                    compared[flow] += "computed" in check.detail
    assert compared["exports"] >= 40 and compared["imports"] >= 40


def test_a_wrong_printed_rate_is_found(monkeypatch):
    trade = load("2023-12")
    facts = trade.facts("exports", "total", "yoy_pct").copy()
    facts.loc[[pd.Period("2023-12", "M")], "value"] = 15.1
    trade._made[("exports", "total", "yoy_pct", None, "M")] = facts
    failed = [check.name for check in reconcile(trade) if not check.passed]
    assert failed == ["Printed growth of exports follows from the values"]
