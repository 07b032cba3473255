"""The kinds of statement: what each says, and an expression of the claims language that proves one.

How the sentences are made stands in `single` (about one series) and `wholes` (about several).
"""

from __future__ import annotations

from dataclasses import dataclass

LONG = 12  # periods: a state that goes on longer is no longer news


@dataclass(frozen=True)
class Kind:
    """One kind of statement.

    Attributes
    ----------
    idea : str
        What it is about; of the kinds of one idea a series keeps the strongest.
    meaning, example : str
        What it says, and an expression that proves one.
    lasting : bool
        A state that goes on: it counts up to `LONG` periods in the ranking.
    """

    idea: str
    meaning: str
    example: str
    lasting: bool = False


KINDS = {
    "value": Kind("value", "what it came to", 'says(exports.total, 57.66, "usd_billion")'),
    "growth": Kind("growth", "growth on the year", 'says(yoy(exports.total), 5.1, "pct")'),
    "threshold": Kind(
        "height",
        "a round number reached for the first time",
        'first_at_least(exports.usa, 11 * usd_billion) == "2023-12"',
    ),
    "record": Kind("height", "above all earlier values", "record(exports.usa)"),
    "record_for_month": Kind(
        "height",
        "above all earlier values of the same month of the year",
        'record(exports.india, "month")',
    ),
    "high": Kind("height", "highest in N", "highest_in(exports.total) == 17"),
    "low": Kind("height", "lowest in N", "lowest_in(imports.china) == 22"),
    "fast": Kind(
        "pace", "growth highest in N", "highest_in(yoy(daily_average(exports.total))) == 18"
    ),
    "slow": Kind("pace", "growth lowest in N", "lowest_in(yoy(yearly(imports.total))) == 8"),
    "first_turn": Kind(
        "run",
        "first rise, fall, surplus or deficit in N",
        "yearly(balance.china) < 0 and first_in(yearly(balance.china) < 0) == 31",
    ),
    "run": Kind(
        "run",
        "nth rise, fall, surplus or deficit in a row",
        "streak(balance.total > 0) == 7",
        lasting=True,
    ),
    "strong_run": Kind(
        "strong run",
        "growth of ten per cent or more, n times in a row",
        "streak(yoy(exports.usa) >= 10) == 3",
        lasting=True,
    ),
    "above": Kind(
        "level run",
        "at a round number or more, n months in a row",
        "streak(exports.china >= 10 * usd_billion) == 5",
        lasting=True,
    ),
    "large_share": Kind(
        "share",
        "share of the total highest in N",
        "highest_in(share(exports.semiconductors)) == 15",
    ),
    "small_share": Kind(
        "share", "share of the total lowest in N", "lowest_in(share(exports.china)) == 180"
    ),
    "crossing": Kind(
        "order",
        "one market or item passes another, first in N",
        "crossed(exports.usa, exports.china) and first_in(exports.usa > exports.china) >= 96",
    ),
    "ahead": Kind(
        "order",
        "the USA or China the larger market, n months in a row",
        "streak(exports.usa > exports.china) == 1",
        lasting=True,
    ),
    "added": Kind(
        "contribution",
        "the part that added most, or took most away",
        "contribution(exports.semiconductors) > contribution(exports.ships)",
    ),
    "mainly": Kind(
        "cause",
        "more than half of the change of the total",
        "contribution_to_change(exports.semiconductors) > 50",
    ),
    "count": Kind("count", "how many of a group rose", "count(items_20, yoy > 0) >= 10"),
    "both": Kind(
        "both",
        "exports rise with trade in surplus, n times in a row",
        "streak(yoy(exports.total) > 0 and balance.total > 0) == 3",
        lasting=True,
    ),
    "turning": Kind(
        "path",
        "the balance changes its sign within the year",
        'value(balance.total, "2023-Q1") < 0 and value(balance.total, "2023-Q4") > 0',
    ),
    "path": Kind(
        "path",
        "a rise or fall from each quarter of the year to the next",
        'rising(exports.semiconductors, "2023-Q1", "2023-Q4")',
    ),
    "halves": Kind(
        "halves",
        "the second half of the year against the first",
        'value(exports.total, "2023-H2") > value(exports.total, "2023-H1")',
    ),
    "days": Kind(
        "days", "working days, against a year before", 'says(change(working_days), -2, "days")'
    ),
}
