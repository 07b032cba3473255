"""A finding: one thing worth saying about a month, as values without words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import pandas as pd


@dataclass(frozen=True)
class Extreme:
    """How far back a value has no equal.

    Attributes
    ----------
    side : str
        "high" or "low".
    scope : str
        "all": of the whole history; "month": of the same month of all years; "since": of the time
        since `since`.
    since : pandas.Period
        The last period that was at least as high (low); for "all" and "month" the first period of
        the history.
    periods : int
        Comparable periods passed: months, or years where the scope is "month".
    origin : bool
        Whether the history reaches back to the beginning of the statistics.
    """

    side: Literal["high", "low"]
    scope: Literal["all", "month", "since"]
    since: pd.Period
    periods: int
    origin: bool = False


@dataclass(frozen=True)
class Run:
    """Months in a row, ending with the one asked, in which a rate or balance had the same sign.

    Attributes
    ----------
    up : bool
        Growth or a surplus; otherwise a fall or a deficit.
    months : int
        Length of the run.
    before : int
        Length of the run of the other sign that it ended, where this is its first month; else 0.
    strong : int
        How many of the last months rose by ten per cent or more.
    """

    up: bool
    months: int
    before: int = 0
    strong: int = 0


@dataclass(frozen=True)
class Finding:
    """One thing that is so in a month.

    Attributes
    ----------
    kind : str
        Section and key of its text, as "exports.growth".
    series : str
        The series it is about, as "exports.total".
    period : pandas.Period
        The period it is about.
    numbers : mapping
        Numbers, periods, codes, extremes and runs by the name that its text uses. A kind has the
        same names in every month; what cannot be said is None.
    comparison : pandas.Period, optional
        The period compared with.
    evidence : str
        Address of the table that shows the numbers.
    later : bool
        Whether a number was first published after the date asked for.
    rarity : int
        Comparable periods that a look back passes before it finds the like; 0 for a plain reading.
    weight : float
        Share of the series in its total, from 0 to 1.

    Examples
    --------
    >>> month = pd.Period("2023-12", "M")
    >>> finding = Finding("exports.growth", "exports.total", month, {}, rarity=17)
    >>> finding.section, finding.key, round(finding.importance, 1)
    ('exports', 'growth', 4.2)
    """

    kind: str
    series: str
    period: pd.Period
    numbers: Mapping[str, Any]
    comparison: pd.Period | None = None
    evidence: str = field(default="", compare=False)
    later: bool = False
    rarity: int = 0
    weight: float = 1.0

    @property
    def section(self) -> str:
        """The file of texts."""
        return self.kind.split(".")[0]

    @property
    def key(self) -> str:
        """The text in that file."""
        return self.kind.split(".")[1]

    @property
    def importance(self) -> float:
        """Surprise in bits, times the square root of the weight.

        Going back twice as far counts one more; the root keeps many small series, of which some
        are always at a record, from crowding out the totals.
        """
        return math.log2(1 + self.rarity) * math.sqrt(min(max(self.weight, 0.0), 1.0))

    def without(self, *names: str) -> Finding:
        """Return the finding with some of its numbers left unsaid."""
        return replace(self, numbers={**self.numbers, **dict.fromkeys(names)})


def thinned(findings: list[Finding]) -> list[Finding]:
    """Return findings of a paragraph with at most one extreme, the most important kept.

    Examples
    --------
    >>> month = pd.Period("2023-12", "M")
    >>> high = Extreme("high", "since", pd.Period("2022-07", "M"), 17)
    >>> one = Finding("exports.level", "exports.total", month, {"extreme": high})
    >>> high = Extreme("high", "since", pd.Period("2022-12", "M"), 12)
    >>> other = Finding("exports.per_day", "exports.total", month, {"extreme": high})
    >>> [each.numbers["extreme"] is None for each in thinned([other, one])]
    [True, False]
    """
    marks = {
        place: math.log2(1 + value.periods) * math.sqrt(finding.weight)
        for place, finding in enumerate(findings)
        if isinstance(value := finding.numbers.get("extreme"), Extreme)
    }
    kept = max(marks, key=marks.__getitem__, default=None)
    return [
        finding.without("extreme") if place in marks and place != kept else finding
        for place, finding in enumerate(findings)
    ]
