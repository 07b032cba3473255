"""First releases: what the package computes on the day of a release against what was printed.

For every month whose release of the first of the next month is held: growth of exports and
imports, the balance, the daily average and its growth. Two figures agree when the printed digits of
one allow what the printed digits of the others give; no tolerance is chosen. The printed side is
read from the files anew, the computed side is `load(month, as_of=day of the release)`.
"""

import csv
import re
from collections import Counter, defaultdict

import pandas as pd
import pytest

from helpers import metrics
from helpers.loading import load
from helpers.months import release_date, working_days_of
from helpers.places import find_data_dir

OBSERVATIONS = find_data_dir() / "observations"
GROWTH, DAILY = "yoy_pct", "daily_avg_yoy_pct"
# Of each kind: months, figures printed for them (by some months more than one source), agreeing.
COUNTS = {
    ("exports", GROWTH): (76, 77, 74),
    ("imports", GROWTH): (75, 99, 94),
    ("balance", "value"): (72, 76, 76),
    ("exports", "daily_avg"): (37, 37, 37),
    ("exports", DAILY): (35, 35, 33),
}
# The rest. In all of them the release took the base as revised by then, between its first release
# and the closing, and that vintage is not available: the closing is either dated later, or to the
# very day of the release by the rule for closings without a date.
REST = {
    ("exports", GROWTH): ["2025-01", "2026-01", "2026-02"],
    ("imports", GROWTH): ["2022-01", "2023-01", "2026-01"],
    ("exports", DAILY): ["2026-01", "2026-02"],
}
CUT = (("imports", GROWTH), "2026-05")  # second-hand: 20.86 given as 20.8, cut off, not rounded


def half_digit(text, note):
    """Give half a unit of the last digit printed, which the note may name."""
    said = re.search(r"(?:rounded|printed) to (?:USD )?(\d+) (?:USD )?million", note)
    if said:
        return int(said[1]) / 2
    if "." in text:
        return 0.5 / 10 ** len(text.partition(".")[2])
    return 10 ** min(2, len(text) - len(text.rstrip("0"))) / 2


@pytest.fixture(scope="module")
def printed():
    """Give the figures printed on the day of the release by month and kind, with half a digit."""
    found = defaultdict(list)
    for path in sorted(OBSERVATIONS.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                kind = (row["flow"], row["measure"])
                of_total = (row["code"], row["basis"]) == ("total", "customs")
                if kind not in COUNTS or not of_total or len(row["period"]) != 7:
                    continue
                month = pd.Period(row["period"], "M")
                if row["status"] == "preliminary" and row["published"] == str(release_date(month)):
                    half = half_digit(row["value"], row["note"])
                    found[kind, month].append((float(row["value"]), half))
    return found


@pytest.fixture(scope="module")
def panels(printed):
    """Give each month as it was known on the day of its release."""
    return {month: load(month, release_date(month)) for month in {month for _, month in printed}}


def computed(trade, kind):
    """Give the value that the package computes, and the lowest and highest its digits allow."""
    flow, measure = kind
    month = trade.month
    if measure == "value":
        observations = trade.observations("balance", "total").loc[month]
        return observations["value"], observations["precision"] / 2
    observations = trade.observations(flow, "total")
    assert not observations.loc[month, "later"]
    made = []
    for side in (0, -0.5, 0.5):  # the month up and its base down, and the other way round
        series = observations["value"].copy()
        series[month] += side * observations.loc[month, "precision"]
        if month - 12 in series.index:
            series[month - 12] -= side * observations.loc[month - 12, "precision"]
        days = working_days_of(series.index)
        made.append(
            {
                GROWTH: metrics.year_on_year,
                "daily_avg": lambda s: metrics.daily_average(s, days),  # noqa: B023
                DAILY: lambda s: metrics.daily_average_growth(s, days),  # noqa: B023
            }[measure](series)[month]
        )
    return made[0], max(abs(made[0] - each) for each in made[1:])


def test_every_month_with_a_first_release(printed, panels):
    figures, agreeing, rest = Counter(), Counter(), defaultdict(set)
    for (kind, month), said in printed.items():
        value, width = computed(panels[month], kind)
        for number, half in said:
            figures[kind] += 1
            if abs(number - value) <= half + width + 1e-9:
                agreeing[kind] += 1
            else:
                rest[kind].add(str(month))
    months = Counter(kind for kind, _ in printed)
    assert {kind: (months[kind], figures[kind], agreeing[kind]) for kind in months} == COUNTS
    rest[CUT[0]].remove(CUT[1])
    assert {kind: sorted(held) for kind, held in rest.items()} == REST


@pytest.mark.parametrize(
    ("kind", "month"), [(kind, month) for kind, held in REST.items() for month in held]
)
def test_the_rest_was_printed_on_a_base_revised_in_between(printed, panels, kind, month):
    month = pd.Period(month, "M")
    trade, flow = panels[month], kind[0]
    base = trade.observation(flow, "total", month - 12)
    # its year was not closed before the day of the release
    assert base.status == "preliminary" or base.published == str(release_date(month))
    vintages = load(month).vintages(flow, "total", month - 12)
    closed = vintages[vintages["status"].eq("final")]
    assert len(closed) and (closed["published"] >= str(release_date(month))).all()
    ((rate, half),) = set(printed[(flow, GROWTH), month])
    now = trade.observation(flow, "total")
    implied = [
        (now.value + side * now.precision / 2) / (1 + (rate - side * half) / 100)
        for side in (-1, 1)
    ]
    values = vintages["value"]
    assert implied[0] <= values.max() and values.min() <= implied[1]
    # and it is farther from the base in force than its digits allow
    assert not implied[0] <= base.value <= implied[1]


def test_the_balance_is_printed_with_its_sign(printed, panels):
    for (kind, month), said in printed.items():
        if kind == ("balance", "value"):
            value, _ = computed(panels[month], kind)
            assert all(number * value > 0 for number, _ in said), month
