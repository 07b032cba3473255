"""The functions of the claims language: one table, each with its meaning and an example.

Every function takes the panel and its arguments, already worked out, and gives a series (`Line`), a
condition by period (`Condition`) or one answer (`Result`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from helpers.claims import answers, groups, printed, records, transforms
from helpers.claims.lines import Condition, Line
from helpers.claims.result import Result


@dataclass(frozen=True)
class Function:
    """One function of the language.

    Attributes
    ----------
    call : callable
        Takes the panel and the arguments.
    takes : tuple of str
        The kind of each argument: series, condition, value (a series or one number), number,
        threshold (a number with its unit), period, word, printed, group, each (worked out for each
        member of the group). A "?" marks those that may be left out.
    meaning, example, answer : str
        What it gives; an expression, and its text for 2023-12 as known on 2024-01-01 ("..." stands
        for the rest).
    each_period : bool
        Whether it may stand where a condition is wanted: it is then asked of every period.
    """

    call: Callable[..., Line | Condition | Result]
    takes: tuple[str, ...]
    meaning: str
    example: str
    answer: str
    each_period: bool = False


FUNCTIONS: dict[str, Function] = {
    "yoy": Function(
        transforms.yoy,
        ("series",),
        "Growth on the year, per cent.",
        "yoy(exports.total)",
        "+5.1% (printed rate)",
    ),
    "mom": Function(
        transforms.mom,
        ("series",),
        "Growth on the period before, per cent; not seasonally adjusted.",
        "mom(exports.total)",
        "+3.4%",
    ),
    "change": Function(
        transforms.change,
        ("series", "number?"),
        "Difference from 12 (or n) periods before.",
        "change(working_days)",
        "−2 days",
    ),
    "quarterly": Function(
        partial(transforms.summed_by, "Q"),
        ("series",),
        "Sum, or printed figure, by quarter.",
        "quarterly(balance.total)",
        "USD 9.84 billion",
    ),
    "half_yearly": Function(
        partial(transforms.summed_by, "2Q"),
        ("series",),
        "Sum by half-year.",
        "half_yearly(exports.total)",
        "USD 325.50 billion",
    ),
    "yearly": Function(
        partial(transforms.summed_by, "Y"),
        ("series",),
        "Sum, or printed figure, by year.",
        "yearly(exports.total)",
        "USD 632.69 billion",
    ),
    "ytd": Function(
        transforms.ytd,
        ("series",),
        "Sum from January on.",
        "ytd(imports.total)",
        "USD 642.67 billion",
    ),
    "first_days": Function(
        transforms.first_days,
        ("series", "number"),
        "The first 10 or 20 days of each month, as the customs service reports them.",
        "first_days(exports.total, 20)",
        "USD 37.87 billion",
    ),
    "moving_sum": Function(
        transforms.moving_sum,
        ("series", "number?"),
        "Sum of the last 12 (or n) months.",
        "moving_sum(exports.total, 3)",
        "USD 168.46 billion",
    ),
    "daily_average": Function(
        transforms.daily_average,
        ("series",),
        "Value per working day of the month, quarter, half-year or year.",
        "daily_average(exports.total)",
        "USD 2.56 billion a day",
    ),
    "share": Function(
        transforms.share,
        ("series", "series?"),
        "Share of the total of the flow (or of another series).",
        "share(exports.usa)",
        "19.6% of the total",
    ),
    "contribution": Function(
        transforms.contribution,
        ("series", "series?"),
        "Contribution to growth, percentage points.",
        "contribution(imports.energy_total)",
        "−5.01 pp",
    ),
    "contribution_to_change": Function(
        transforms.contribution_to_change,
        ("series", "series?"),
        "Share of the change on the year.",
        "contribution_to_change(imports.energy_total)",
        "46.4% of the change",
    ),
    "mainly": Function(
        transforms.mainly,
        ("series", "series?"),
        "Condition: more than half of the change of the total on the year falls to the series.",
        "mainly(imports.energy_total)",
        "46.4% of the change",
    ),
    "accelerated": Function(
        partial(transforms.pace, 1),
        ("series",),
        "Condition: growth on the year is above that of the period before.",
        "accelerated(exports.total)",
        "+5.1% (printed rate) after +7.7% (printed rate)",
    ),
    "slowed": Function(
        partial(transforms.pace, -1),
        ("series",),
        "Condition: growth on the year is below that of the period before.",
        "slowed(exports.total)",
        "+5.1% (printed rate) after +7.7% (printed rate)",
    ),
    "volume": Function(
        transforms.volume,
        ("series",),
        "The series in tonnes; its growth is the printed one.",
        "yoy(volume(exports.total))",
        "+4.7% (printed rate)",
    ),
    "printed": Function(
        transforms.printed,
        ("series", "word"),
        "Another measure of the series as it was printed.",
        'printed(exports.china, "share_pct")',
        "18.8%",
    ),
    "value": Function(
        answers.value,
        ("series|condition", "period?"),
        "The figure of a month, quarter, half or year.",
        'value(exports.total, "2023-Q4")',
        "USD 168.46 billion in 2023-Q4",
    ),
    "streak": Function(
        answers.streak,
        ("condition", "period?"),
        "Periods in a row in which a condition holds.",
        "streak(yoy(exports.total) > 0)",
        "3 months (2023-10 to 2023-12)",
    ),
    "run_length": Function(
        answers.run_length,
        ("condition",),
        "Series: periods in a row, up to each, in which a condition holds.",
        'since(run_length(yoy(exports.total) < 0), "2023-09")',
        "last as high in 2020-01 (14 months), 44 months earlier",
    ),
    "since": Function(
        partial(answers.since, 1, False),
        ("series", "period?"),
        "Last earlier period at least as high.",
        "since(exports.total)",
        "last as high in 2022-07 (USD 60.24 billion), 17 months earlier",
    ),
    "lowest_since": Function(
        partial(answers.since, -1, False),
        ("series", "period?"),
        "Last earlier period at least as low.",
        "lowest_since(imports.total)",
        "last as low in 2023-11 (USD 52.00 billion), 1 month earlier",
    ),
    "highest_in": Function(
        partial(answers.since, 1, True),
        ("series", "period?"),
        "Periods back to the last one at least as high.",
        "highest_in(balance.total)",
        "last as high in 2020-12 (USD 6.69 billion), 36 months earlier",
    ),
    "lowest_in": Function(
        partial(answers.since, -1, True),
        ("series", "period?"),
        "Periods back to the last one at least as low.",
        "lowest_in(exports.china)",
        "last as low in 2023-08 (USD 10.52 billion), 4 months earlier",
    ),
    "first_in": Function(
        answers.first_in,
        ("condition", "period?"),
        "Periods back to the last one in which a condition held that holds now.",
        'first_in(yoy(exports.total) > 0, "2023-10")',
        "first in 13 months: last in 2022-09",
    ),
    "first_since": Function(
        answers.first_since,
        ("condition", "period", "word?"),
        "Whether a condition holds now for the first time since a month: that month had it too"
        ' ("inclusive", as the ministry writes), or none from that month on ("exclusive").',
        'first_since(exports.total >= 57 * usd_billion, "2022-09")',
        "last in 2022-09: USD 57.18 billion (that month included)",
    ),
    "last_time": Function(
        answers.last_time,
        ("condition", "period?"),
        "Last earlier period of a condition.",
        "last_time(balance.total < 0)",
        "last in 2023-05: USD −2.21 billion",
    ),
    "first": Function(
        answers.first,
        ("condition",),
        "First period of all in which a condition holds.",
        "first(exports.total >= 60 * usd_billion)",
        "2021-11: USD 60.33 billion, first since the data start in 1985-01",
    ),
    "first_at_least": Function(
        answers.first_at_least,
        ("series", "threshold"),
        "First period of all with at least a threshold.",
        "first_at_least(exports.usa, 11 * usd_billion)",
        "2023-12: USD 11.29 billion, first since the data start in 2016-01",
    ),
    "first_above": Function(
        answers.first_above,
        ("series", "series|threshold"),
        "First period of all above a series or number.",
        "first_above(exports.total, 60 * usd_billion)",
        "2021-11: USD 60.33 billion, first since the data start in 1985-01",
    ),
    "crossed": Function(
        answers.crossed,
        ("series", "series", "period?"),
        "Whether the first passed the second: above it now, not the period before.",
        "crossed(exports.usa, exports.china)",
        "USA USD 11.29 billion against China USD 10.87 billion in 2023-12; ...",
        each_period=True,
    ),
    "crossings": Function(
        answers.crossings,
        ("series", "series", "period?"),
        "How often two series changed places since the data start, either way.",
        "crossings(exports.usa, exports.china)",
        "changed places at least 2 times since 2001-07, 172 months not held; ...",
    ),
    "record": Function(
        partial(records.record, 1),
        ("series", "word?", "period?"),
        'Whether a value is above all earlier ones: of "all", of the same "month", of the "year".',
        'record(exports.total, "year")',
        "USD 57.66 billion: highest of the year; before it 2023-11 with USD 55.78 billion",
        each_period=True,
    ),
    "record_low": Function(
        partial(records.record, -1),
        ("series", "word?", "period?"),
        "Whether a value is below all earlier ones of the scope, as with record.",
        'record_low(balance.china, "all", "2023-01")',
        "USD −3.93 billion: record low since 2001-01; before it 2022-10 ...",
        each_period=True,
    ),
    "rank_in_history": Function(
        records.rank_in_history,
        ("series", "word?", "period?"),
        'Place of a value among the earlier ones of "all", of the same "month" or the "year", 1 the'
        " highest.",
        'rank_in_history(exports.total, "month")',
        "USD 57.66 billion: rank 2 of 39 for a December since 1985-12",
    ),
    "rank": Function(
        groups.rank,
        ("series", "group", "period?"),
        "Place of a series among a group, 1 the largest.",
        "rank(exports.usa, countries)",
        "rank 1 of 16: USA USD 11.29 billion; not held: France, ...",
    ),
    "largest_contributor": Function(
        groups.largest_contributor,
        ("series", "group", "period?"),
        "Whether a series drove the growth or fall of its total most, among a group.",
        "largest_contributor(exports.semiconductors, items_20)",
        "Semiconductors +3.59 pp of the rise of +5.1% (printed rate); next Ships +2.19 pp",
        each_period=True,
    ),
    "count": Function(
        groups.count,
        ("group", "each", "period?"),
        "Members of a group of which a condition holds; those not available or open leave bounds.",
        "count(items_20, yoy > 0)",
        "10 to 13 of 20: Semiconductors, Automobiles, Petrochemicals, ...",
    ),
    "rising": Function(
        partial(answers.monotone, 1),
        ("series", "period", "period"),
        "Whether each is above the one before.",
        'rising(exports.semiconductors, "2023-Q1", "2023-Q4")',
        "USD 20.56 billion in 2023-Q1, USD 22.65 billion in 2023-Q2, ...",
    ),
    "falling": Function(
        partial(answers.monotone, -1),
        ("series", "period", "period"),
        "Whether each is below the one before.",
        'falling(exports.total, "2023-10", "2023-12")',
        "USD 55.03 billion in 2023-10, USD 55.78 billion in 2023-11, USD 57.66 billion in 2023-12",
    ),
    "says": Function(
        printed.says,
        ("value", "printed", "word"),
        "Whether a value is printed so, rounded or truncated; else names a slip that explains it.",
        'says(balance.total, 44.8, "usd_billion")',
        "USD 4.48 billion: 44.8 is too large by a factor of ten",
    ),
    "agrees": Function(
        printed.agrees,
        ("value", "value"),
        "Whether two figures are equal within the rounding of the printed ones behind them.",
        'agrees(exports.total / working_days, printed(exports.total, "daily_avg"))',
        "USD 2.56 billion against USD 2.56 billion: equal within the rounding of the figures",
    ),
    "forecast": Function(
        printed.forecast,
        ("word", "word"),
        "The newest vintage of a forecast or other statistic.",
        'forecast("imf_kr_cpi_inflation_forecast", "2024")',
        "2.4% (Article IV report, 2023-11-17); before it 2.3% (World Economic Outlook, 2023-10-10)",
    ),
}
