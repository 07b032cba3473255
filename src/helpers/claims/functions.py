"""The functions of the claims language: what each calls and takes.

Every function takes the panel and its arguments, already worked out, and returns a series (`Line`),
a condition by period (`Condition`) or one answer (`Result`). `reference.yaml` has the meaning of
each, with an example.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from helpers.claims import answers, groups, printed, records, transforms
from helpers.claims.lines import Condition, Line
from helpers.claims.rates_and_sums import growth
from helpers.claims.reference import described
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
    each_period : bool
        Whether it is also a condition: it is then asked of every period.
    meaning, example, answer : str
        What it gives; an expression, and its text for 2023-12 as known on 2024-01-01 ("..." is
        the rest).
    """

    call: Callable[..., Line | Condition | Result]
    takes: tuple[str, ...]
    each_period: bool
    meaning: str
    example: str
    answer: str


CALLS: dict[str, tuple[Callable[..., Line | Condition | Result], str]] = {
    "yoy": (growth, "series"),
    "mom": (partial(growth, steps=1), "series"),
    "change": (transforms.change, "series, number?"),
    "quarterly": (partial(transforms.summed_by, "Q"), "series"),
    "half_yearly": (partial(transforms.summed_by, "2Q"), "series"),
    "yearly": (partial(transforms.summed_by, "Y"), "series"),
    "ytd": (transforms.ytd, "series"),
    "first_days": (transforms.first_days, "series, number"),
    "moving_sum": (transforms.moving_sum, "series, number?"),
    "daily_average": (transforms.daily_average, "series"),
    "share": (transforms.share, "series, series?"),
    "contribution": (transforms.contribution, "series, series?"),
    "contribution_to_change": (transforms.contribution_to_change, "series, series?"),
    "mainly": (transforms.mainly, "series, series?"),
    "accelerated": (partial(transforms.pace, 1), "series"),
    "slowed": (partial(transforms.pace, -1), "series"),
    "volume": (transforms.volume, "series"),
    "printed": (transforms.printed, "series, word"),
    "value": (answers.value, "series|condition, period?"),
    "streak": (answers.streak, "condition, period?"),
    "run_length": (answers.run_length, "condition"),
    "since": (partial(answers.since, 1, False), "series, period?"),
    "lowest_since": (partial(answers.since, -1, False), "series, period?"),
    "highest_in": (partial(answers.since, 1, True), "series, period?"),
    "lowest_in": (partial(answers.since, -1, True), "series, period?"),
    "first_in": (answers.first_in, "condition, period?"),
    "first_since": (answers.first_since, "condition, period, word?"),
    "last_time": (answers.last_time, "condition, period?"),
    "first": (answers.first, "condition"),
    "first_at_least": (partial(answers.first_where, ">="), "series, threshold"),
    "first_above": (partial(answers.first_where, ">"), "series, series|threshold"),
    "crossed": (answers.crossed, "series, series, period?"),
    "crossings": (answers.crossings, "series, series, period?"),
    "record": (partial(records.record, 1), "series, word?, period?"),
    "record_low": (partial(records.record, -1), "series, word?, period?"),
    "rank_in_history": (records.rank_in_history, "series, word?, period?"),
    "rank": (groups.rank, "series, group, period?"),
    "largest_contributor": (groups.largest_contributor, "series, group, period?"),
    "count": (groups.count, "group, each, period?"),
    "rising": (partial(answers.monotone, 1), "series, period, period"),
    "falling": (partial(answers.monotone, -1), "series, period, period"),
    "says": (printed.says, "value, printed, word"),
    "agrees": (printed.agrees, "value, value"),
    "forecast": (printed.forecast, "word, word"),
}
EACH_PERIOD = ("crossed", "record", "record_low", "largest_contributor")
FUNCTIONS = {
    name: Function(
        call, tuple(takes.split(", ")), name in EACH_PERIOD, **described("functions")[name]
    )
    for name, (call, takes) in CALLS.items()
}
