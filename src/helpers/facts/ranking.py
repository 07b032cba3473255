"""Which statements of a month come first.

A statement is worth as much as it surprises, and more where what it is about is large:

    score = log2(1 + periods) x sqrt(weight)

`periods` counts the comparable periods that a look back passes before it finds the like: 17 months
for the highest exports in 17 months, 31 years for the first annual deficit in 31 years, at least 96
months for a record of all 96 held, 38 Decembers for a record for a December. The logarithm is the
surprise in bits: going back twice as far counts one more. (In months it is the `rarity`.) A state
that goes on (a run, a level kept) is as old as it is long, and counts up to 12 periods.

`weight` is the share of the series in its total in the month: 1 for the totals, 0.2 for exports to
the USA, both shares together where one market passes another. Of many small series some are always
at a record; the square root keeps them from crowding out the totals without silencing them.

Plain readings (a value, a rate, a count) pass no period and come last, the largest first. Ties go
by topic, kind and expression, so that the order never depends on the order of rows. Statements that
say the same in other words are folded first, see `fold`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from helpers.facts.kinds import LONG
from helpers.facts.statement import Statement


def score(periods: int, weight: float, lasting: bool = False) -> float:
    """Say how remarkable a statement is; it grows with the periods passed and with weight.

    Parameters
    ----------
    periods : int
        Comparable periods that a look back passes before it finds the like.
    weight : float
        Share of the series in its total, from 0 to 1.
    lasting : bool
        A state that goes on counts up to 12 periods.

    Examples
    --------
    >>> round(score(17, 1.0), 1), round(score(96, 0.2), 1), round(score(31, 0.2), 1)
    (4.2, 3.0, 2.2)
    """
    counted = min(periods, LONG) if lasting else periods
    return math.log2(1 + counted) * math.sqrt(weight)


def worth(statement: Statement) -> float:
    """Give the score of a statement."""
    return score(statement.periods, statement.weight, statement.lasting)


def ranked(statements: Iterable[Statement]) -> list[Statement]:
    """Put the most remarkable first."""
    return sorted(
        statements,
        key=lambda s: (-round(worth(s), 9), -s.weight, s.topic, s.kind, s.expression),
    )


def fold(statements: Iterable[Statement]) -> list[Statement]:
    """Keep of each family and idea what says most.

    A family is one flow and code: its month, quarter and year, and for the two items that are held
    longer on a customs line that line as well. Of statements of one idea about periods of one
    length the highest score stays; one about a longer period stays too where it reaches further
    back than those about shorter ones. A run of rises of ten per cent or more stands for the run of
    rises that is as long.
    """
    kept: dict[tuple[str, str], list[Statement]] = {}
    for each in sorted(statements, key=lambda s: (_length(s), -worth(s), s.expression)):
        same = kept.setdefault((each.family, each.idea), [])
        if all(_length(each) > _length(one) and each.rarity > one.rarity for one in same):
            same.append(each)
    strong = {(s.series, s.periods) for s in _about(kept, "strong run")}
    return [
        each
        for group in kept.values()
        for each in group
        if each.idea != "run" or (each.series, each.periods) not in strong
    ]


def _about(kept: dict[tuple[str, str], list[Statement]], idea: str) -> list[Statement]:
    """Give the statements of one idea."""
    return [each for (_, about), group in kept.items() for each in group if about == idea]


def _length(statement: Statement) -> int:
    """Give the length of the periods a statement is about: month, quarter or year."""
    names = [name for name in ("quarterly(", "yearly(") if statement.series.startswith(name)]
    return ["quarterly(", "yearly("].index(names[0]) + 1 if names else 0
