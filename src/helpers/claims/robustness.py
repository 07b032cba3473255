"""Whether an answer would survive an ordinary revision of the month's observations.

First releases are revised. An answer is robust when the data still decide it, the same way, once
every observation of the month may be off by the usual size of a revision of its series
(`helpers.revisions.ordinary`, `helpers.loading.Panel.revisable`). Balances and shares follow from
their parts. Final values are not revised any more.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from helpers import revisions
from helpers.claims.language import ask
from helpers.claims.result import Result, written
from helpers.loading import LEVELS, RATES, Observation, Panel
from helpers.tidy import kept
from helpers.translation import phrase, speaking
from helpers.wording import pct

NOT_REVISED = {"working_days"}


@dataclass(frozen=True)
class Robustness:
    """Whether an answer withstands an ordinary revision, and what would turn it.

    Attributes
    ----------
    robust : bool or None
        False where an ordinary revision may change the answer; None where there is no answer to
        change, or the usual size of the revisions is not known.
    series : str
        The series that may turn it alone, such as `exports.usa`; where none does, the one with the
        largest revisions. Empty where the answer is robust.
    percent : float or None
        The size of the revision that turns it, in per cent of the series.
    """

    robust: bool | None
    series: str = ""
    percent: float | None = None


def robust(trade: Panel, expression: str, bare: str = "release") -> bool | None:
    """Return whether the answer to an expression survives an ordinary revision.

    See `robustness`, which also says what would turn it.

    Examples
    --------
    >>> from helpers.loading import load
    >>> trade = load("2023-12", as_of="2024-01-01")
    >>> robust(trade, "balance.total > 0"), robust(trade, "exports.total >= 57.65 * usd_billion")
    (True, False)
    >>> robust(load("2023-12"), "exports.total >= 57.57 * usd_billion")  # final values
    True
    """
    return robustness(trade, expression, bare).robust


def robustness(trade: Panel, expression: str, bare: str = "release") -> Robustness:
    """Ask again on a panel whose month may be revised, and compare the answers.

    Parameters
    ----------
    trade : Panel
        The series up to a month as known on a date; those of that month may be revised.
    expression : str
        Of the claims language. A number counts as changed when it may be written differently.
    bare : {"release", "panel"}
        As for `ask`.

    Raises
    ------
    ClaimError
        As `ask` does.

    Examples
    --------
    >>> from helpers.loading import load
    >>> trade = load("2023-12", as_of="2024-01-01")
    >>> robustness(trade, "exports.total >= 57.65 * usd_billion").series
    'exports.total'
    """
    with speaking("en"):  # whether a number is written differently is no matter of language
        answer = ask(trade, expression, bare)
        if (answer.value is None and not answer.never) or not answer.evidence:
            return Robustness(None)
        open_ = [
            observation for observation in answer.evidence if _may_move(observation, trade.month)
        ]
        series = {pair for observation in open_ for pair in _series(observation)}
        sized = {
            pair
            for observation in open_
            if observation.measure in LEVELS | RATES
            for pair in _series(observation)
        }
        sizes = {
            pair: size for pair in sized if (size := revisions.ordinary(trade, *pair)) is not None
        }
        if sizes and not _same(answer, ask(_revisable(trade), expression, bare)):
            ranked = sorted(sizes.items(), key=lambda entry: -entry[1])
            alone = ranked if len(ranked) > 1 else []
            turned = (one for one in alone if not _same(answer, ask(
                _revisable(trade, one[0]), expression, bare)))  # fmt: skip
            (flow, code), percent = next(turned, ranked[0])
            return Robustness(False, f"{flow}.{code}", percent)
        return Robustness(True if set(sizes) == series else None)


def could_turn(percent: float) -> str:
    """Write that a revision of a usual size would change the answer.

    Examples
    --------
    >>> could_turn(0.87)
    'An ordinary revision (0.9%) could turn this.'
    """
    return phrase("could_turn", percent=pct(percent, sign=False))


def _may_move(observation: Observation, month: pd.Period) -> bool:
    """Return whether an observation ends with the panel's month and may be revised."""
    of_month = observation.period.asfreq("M", "end") == month
    return of_month and observation.status != "final" and observation.measure not in NOT_REVISED


def _series(observation: Observation) -> list[tuple[str, str]]:
    """Return the series of an observation; a balance is revised with both of its sides."""
    flows = ("exports", "imports") if observation.flow == "balance" else (observation.flow,)
    return [(flow, observation.code) for flow in flows]


@kept
def _revisable(trade: Panel, series: tuple[str, str] | None = None) -> Panel:
    """Return the panel whose month, or one series of it, may be revised; once for all questions."""

    def size(flow: str, code: str) -> float | None:
        return revisions.ordinary(trade, flow, code) if series in (None, (flow, code)) else None

    return trade.revisable(size)


def _same(answer: Result, revised: Result) -> bool:
    """Return whether an answer stays: a yes, a count or a period itself, a number as written."""
    if isinstance(answer.value, float) and isinstance(revised.value, float):
        texts = {written(float(bound), answer.unit) for bound in revised.bounds}
        return len(texts) == 1
    now = (revised.value, revised.at_least, revised.never)
    return (answer.value, answer.at_least, answer.never) == now
