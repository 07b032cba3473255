"""What a release reported is never denied on the day it was published.

Every reported growth rate, average, share, value and balance of a month in the store becomes a
statement, judged on the day of its publication: on the definition it was reported on, and as a text
would say it, without naming one.
"""

from collections import Counter
from functools import cache

import pytest

from helpers import observations
from helpers.claims import ask
from helpers.errors import AsOfError, CoverageError
from helpers.loading import Panel, load

ASKED = {
    "yoy_pct": ("yoy({})", "pct"),
    "daily_avg_yoy_pct": ("yoy(daily_average({}))", "pct"),
    "volume_yoy_pct": ("yoy(volume({}))", "pct"),
    "share_pct": ("share({})", "pct"),
    "value": ("{}", "usd_million"),
}
KINDS = ("total", "region", "item", "energy")
FLOWS = ("exports", "imports", "balance")


@cache
def panel(month: str, day: str) -> Panel | None:
    try:
        return load(month, day)
    except (AsOfError, CoverageError):  # published before the exports of the month
        return None


def statements(measure: str):
    """Give month, day, status and the statement, with and without the definition."""
    rows = observations.read()
    rows = rows[rows["freq"].eq("M") & rows["measure"].eq(measure) & rows["flow"].isin(FLOWS)]
    rows = rows[rows["breakdown"].isin(KINDS) & rows["status"].isin(["preliminary", "confirmed"])]
    form, unit = ASKED[measure]
    for row in rows[rows["unit"].eq(unit)].itertuples():
        decimals = next(d for d in range(4) if row.precision >= 10.0**-d * (1 - 1e-9))
        said = f'{row.value:.{decimals}f}, "{unit}"'
        series = [f"{row.flow}.{row.code}"]
        series += [f"{series[0]}@{row.basis}"] if row.flow != "balance" else []
        for each in series:
            yield row.period, row.published, f"says({form.format(each)}, {said})"


@pytest.mark.parametrize(("measure", "least"), [
    ("yoy_pct", 1800), ("daily_avg_yoy_pct", 70), ("volume_yoy_pct", 30), ("share_pct", 6),
])  # fmt: skip
def test_no_reported_rate_is_denied_on_its_day(measure, least):
    counts, denied = Counter(), []
    for month, day, statement in statements(measure):
        trade = panel(month, day)
        if trade is not None:
            found = ask(trade, statement)
            counts[found.value] += 1
            denied += [(month, day, statement, found.text)] if found.value is False else []
    assert denied == []
    assert counts[True] >= least and counts[None] <= 2 + 0.05 * counts.total()
