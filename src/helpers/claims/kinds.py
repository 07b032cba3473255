"""The kinds of statement that texts about monthly trade make, and what decides each.

One table: `KINDS`. A claims file names the kind of each claim by these names.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of statement.

    Attributes
    ----------
    number : int
        Its place in the list of the sixteen kinds; context and forecast share the last one.
    functions : tuple of str
        The functions of the language that decide it; none where trade figures cannot.
    meaning : str
        How it is decided, in a sentence or two.
    example, answer : str
        A yes or no about December 2023, and what is read from it as known on 2024-01-01 ("..."
        stands for the rest).
    holds : bool or None
        Whether the example holds.
    """

    number: int
    functions: tuple[str, ...]
    meaning: str
    example: str
    answer: str
    holds: bool | None = True


KINDS: dict[str, Kind] = {
    "value": Kind(
        1,
        ("says", "value"),
        "A figure as printed. Rounding and truncation are both accepted, and which it is is said; a"
        " slip that explains another number is named: a factor of ten (억 dollars are USD 100"
        " million), a hundred or a thousand, the sign, swapped digits, a lost first digit.",
        'says(exports.total, 57.6, "usd_billion")',
        "USD 57.66 billion (truncated to 57.6)",
    ),
    "growth": Kind(
        2,
        ("yoy", "mom", "says"),
        "Growth on the year: the reported rate of the day, else computed from the vintages in"
        " force, and which it is is said. On the month before is another measure.",
        'says(yoy(exports.total), 5.1, "pct")',
        "+5.1% (printed rate)",
    ),
    "streak": Kind(
        3,
        ("streak",),
        "The periods in a row up to the one asked in which a condition holds, exactly so many; at"
        " least so many where an earlier period is not held.",
        "streak(balance.total > 0) == 7",
        "7 months (2023-06 to 2023-12)",
    ),
    "first_in": Kind(
        4,
        ("first_in", "last_time"),
        "Periods back to the last one with the property: first in 13 months means 12 months"
        " without it in between.",
        'first_in(yoy(exports.total) > 0, "2023-10") == 13',
        "first in 13 months: last in 2022-09",
    ),
    "since": Kind(
        5,
        ("since", "highest_in", "lowest_since", "lowest_in"),
        "The latest earlier period at least as high (or as low), or the count of periods back to"
        " it.",
        'since(balance.total) == "2020-12"',
        "last as high in 2020-12 (USD 6.69 billion), 36 months earlier",
    ),
    "record": Kind(
        6,
        ("record", "record_low"),
        'Above all earlier values of the scope: of all, of the same "month" of all years, of the'
        ' "year" so far, of sums from January on (`record(ytd(...), "month")`), of full years'
        " (`record(yearly(...))`). The scope is said, and another one that"
        " holds.",
        'record(exports.total, "year")',
        "USD 57.66 billion: highest of the year; before it 2023-11 with USD 55.78 billion",
    ),
    "threshold": Kind(
        7,
        ("first_at_least", "first_above", "first"),
        "The first period of all with at least a value, since the start of the data.",
        'first_at_least(exports.usa, 11 * usd_billion) == "2023-12"',
        "2023-12: USD 11.29 billion, first since the data start in 2016-01",
    ),
    "rank": Kind(
        8,
        ("rank", "crossed", "crossings"),
        "The place among a fixed list, month and year kept apart, and series that change places:"
        " either way, with the arguments in the other order.",
        "crossed(exports.usa, exports.china)",
        "USA USD 11.29 billion against China USD 10.87 billion in 2023-12; ...",
    ),
    "share": Kind(
        9,
        ("share", "contribution", "contribution_to_change", "mainly", "largest_contributor"),
        "Shares and their differences from unrounded values, contributions to growth. What is"
        ' "mainly due" to a part has more than half of the change; the largest driver'
        " may have less.",
        "mainly(imports.energy_total)",
        "46.4% of the change",
        False,
    ),
    "daily": Kind(
        10,
        ("daily_average", "working_days"),
        "Value per working day, half days counted, and the working days themselves.",
        'says(yoy(daily_average(exports.total)), 14.5, "pct")',
        "+14.5% (printed rate)",
    ),
    "volume": Kind(
        11,
        ("volume",),
        "Tonnes, a series of its own; a value in dollars says nothing of it.",
        'says(yoy(volume(exports.total)), 4.7, "pct")',
        "+4.7% (printed rate)",
    ),
    "count": Kind(
        12,
        ("count",),
        "How many of a fixed list; members that are not available, or open, leave bounds.",
        "count(items_15, yoy > 0) >= 8",
        "8 to 10 of 15: Semiconductors, Automobiles, ...",
    ),
    "quarterly": Kind(
        13,
        ("quarterly", "half_yearly", "yearly", "ytd", "moving_sum", "value"),
        "Quarters, halves and years as sums of months, or as printed where that is the firmer"
        " figure.",
        'value(balance.total, "2023-Q1") < 0 and value(balance.total, "2023-Q4") > 0',
        "USD −22.69 billion in 2023-Q1; USD 9.84 billion in 2023-Q4",
    ),
    "direction": Kind(
        14,
        ("yoy", "rising", "falling", "accelerated", "slowed"),
        "The sign of growth, a rise or fall through every period named, growth faster or slower"
        " than in the period before.",
        'rising(balance.total, "2023-Q1", "2023-Q4")',
        "USD −22.69 billion in 2023-Q1, USD −3.81 billion in 2023-Q2, ...",
    ),
    "identity": Kind(
        15,
        ("agrees",),
        "Figures that follow from one another, within the rounding of what is printed: exports less"
        " imports, parts and total, the base implied by a value and its growth, share times total,"
        " value by working days.",
        "agrees(imports.energy_total + imports.non_energy, imports.total)",
        "USD 53.18 billion against USD 53.18 billion",
    ),
    "context": Kind(
        16,
        (),
        "Other countries, policy, causes: not decided by trade figures. `check` is null, with the"
        " reason, where nothing in it is.",
        "first_in(exports.usa > exports.china) >= 240",
        "first in at least 96 months: 2015-12 and earlier are not held",
        None,
    ),
    "forecast": Kind(
        16,
        ("forecast",),
        "What others expect: the newest vintage known, beside the claim, but no verdict.",
        'forecast("imf_kr_cpi_inflation_forecast", "2024") == 2.4',
        "2.4% (Article IV report, 2023-11-17); ...",
    ),
}
