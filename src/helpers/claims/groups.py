"""Functions of the language that look at the members of a group side by side."""

from __future__ import annotations

import pandas as pd

from helpers.claims import answers
from helpers.claims.finding import Finding, distinct
from helpers.claims.lines import Condition, Line
from helpers.loading import Panel


def rank(trade: Panel, line: Line, group: list[Line], at: pd.Period | None = None) -> Finding:
    """Give the place of a series among a group, 1 for the largest; missing members leave bounds."""
    end = answers.end_of(trade, line, at)
    now = line.at(end)
    if now.value is None:
        return now
    own = float(now.value)  # type: ignore[arg-type]
    others = [each for each in group if each.ref is None or each.ref != line.ref]
    founds = [(each, answers.value(trade, each, end)) for each in others]
    known = [(each, found) for each, found in founds if found.value is not None]
    missing = [each.name for each, found in founds if found.value is None]
    larger = [each for each in known if float(each[1].value) > own]  # type: ignore[arg-type]
    shown = [f"{each.name} {found.text}" for each, found in larger]
    text = f"rank {1 + len(larger)} of {1 + len(known)}: {line.name} {now.text}"
    if shown:
        text += f", above it {'; '.join(shown)}"
    if missing:
        text += f"; not held: {', '.join(missing)}"
    return Finding(
        value=1 + len(larger),
        unit="rank",
        period=end,
        at_least=bool(missing),
        most=1.0 + len(larger) + len(missing),
        reason=f"not held: {', '.join(missing)}" if missing else "",
        evidence=distinct(now.evidence + tuple(f for _, k in known for f in k.evidence)),
        stand_in=now.stand_in or any(found.stand_in for _, found in known),
        text=text,
    )


def count(trade: Panel, group: list[tuple[str, Condition]], at: pd.Period | None = None) -> Finding:
    """Count the members of a group of which a condition holds; missing ones leave bounds."""
    founds = [(name, each.at(at or answers.latest(trade, each.frequency))) for name, each in group]
    yes = [name for name, found in founds if found.value is True]
    missing = [name for name, found in founds if found.value is None]
    text = f"{len(yes)} of {len(founds)}"
    if missing:
        text = f"{len(yes)} to {len(yes) + len(missing)} of {len(founds)}"
    text += f": {', '.join(yes)}" if yes else ""
    reason = f"not held: {', '.join(missing)}" if missing else ""
    return Finding(
        value=len(yes),
        unit=f"of {len(founds)}",
        period=at or trade.month,
        at_least=bool(missing),
        most=float(len(yes) + len(missing)),
        reason=reason,
        evidence=distinct(fact for _, found in founds for fact in found.evidence),
        stand_in=any(found.stand_in for _, found in founds),
        text=f"{text}; {reason}" if reason else text,
    )
