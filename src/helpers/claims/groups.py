"""Functions of the language that look at the members of a group side by side."""

from __future__ import annotations

import pandas as pd

from helpers.claims import answers, transforms
from helpers.claims.lines import Condition, Line
from helpers.claims.rates_and_sums import aggregated, growth
from helpers.claims.reckoning import judged
from helpers.claims.result import Result, distinct
from helpers.loading import Panel
from helpers.translation import phrase


def rank(trade: Panel, line: Line, group: list[Line], at: pd.Period | None = None) -> Result:
    """Return the place of a series among a group, 1 the largest; missing members leave bounds."""
    end = answers.end_of(trade, line, at)
    now = line.at(end)
    if now.value is None:
        return now
    members = [_over(trade, each, line.frequency) for each in group]
    others = [each for each in members if each.ref is None or not _same(each, line)]
    results = [(each, judged(each, ">", line).at(end), each.at(end)) for each in others]
    larger = [(each, own) for each, above, own in results if above.value is True]
    missing = [each.name for each, above, own in results if own.value is None]
    open_ = [
        each.name for each, above, own in results if own.value is not None and above.value is None
    ]
    shown = [f"{each.name} {own.text}" for each, own in larger]
    text = phrase(
        "rank_in_group",
        rank=1 + len(larger), count=1 + len(results) - len(missing), name=line.name, value=now.text,
    )  # fmt: skip
    if shown:
        text += phrase("above_it", names="; ".join(shown))
    reason = _reason(missing, open_)
    return Result(
        value=1 + len(larger),
        unit="rank",
        period=end,
        at_least=bool(missing or open_),
        most=1.0 + len(larger) + len(missing) + len(open_),
        reason=reason,
        evidence=distinct(now.evidence + tuple(f for _, _, own in results for f in own.evidence)),
        stand_in=now.stand_in or any(own.stand_in for _, _, own in results),
        text=f"{text}; {reason}" if reason else text,
    )


def _over(trade: Panel, line: Line, freq: str) -> Line:
    """Return a monthly line over periods of another length; one that does not add up as it is."""
    return line if line.frequency == freq else aggregated(trade, line, freq) or line


def _same(line: Line, other: Line) -> bool:
    """Return whether two lines are of one series, on whatever definition."""
    a, b = line.ref, other.ref
    return a is not None and b is not None and (a.flow, a.code) == (b.flow, b.code)


def count(trade: Panel, group: list[tuple[str, Condition]], at: pd.Period | None = None) -> Result:
    """Count the members of a group of which a condition holds; missing ones leave bounds."""
    results = [(name, each.at(at or answers.latest(trade, each.frequency))) for name, each in group]
    yes = [name for name, found in results if found.value is True]
    unsettled = [(name, found) for name, found in results if found.value is None]
    missing = [name for name, found in unsettled if not found.evidence]
    open_ = [name for name, found in unsettled if found.evidence]
    text = phrase("some_of", count=len(yes), all=len(results))
    if unsettled:
        most = len(yes) + len(unsettled)
        text = phrase("some_to_most_of", count=len(yes), most=most, all=len(results))
    text += f": {', '.join(yes)}" if yes else ""
    reason = _reason(missing, open_)
    return Result(
        value=len(yes),
        unit=f"of {len(results)}",
        period=at or trade.month,
        at_least=bool(unsettled),
        most=float(len(yes) + len(unsettled)),
        reason=reason,
        evidence=distinct(fact for _, found in results for fact in found.evidence),
        stand_in=any(found.stand_in for _, found in results),
        text=f"{text}; {reason}" if reason else text,
    )


def largest_contributor(
    trade: Panel, line: Line, group: list[Line], at: pd.Period | None = None
) -> Result:
    """Return whether a series drove the total of its flow most, among a group.

    Its contribution to the growth of the total on the year is compared with those of the others, in
    the direction in which the total moved: the largest rise where it rose, the largest fall where
    it fell. Members that are not available leave a "yes" open.
    """
    own = transforms.contribution(trade, line)
    end = answers.end_of(trade, own, at)
    now, whole = own.at(end), growth(trade, transforms.total_of(trade, line)).at(end)
    for each in (now, whole):
        if each.value is None:
            return each
    sign = 1 if float(whole.value) >= 0 else -1  # type: ignore[arg-type]
    others = [each for each in group if each.ref is None or not _same(each, line)]
    lines = [(each, transforms.contribution(trade, each)) for each in others]
    results = [(each, made.at(end), made) for each, made in lines]
    known = [(sign * float(f.value), each, f) for each, f, _ in results if f.value is not None]  # type: ignore[arg-type]
    missing = [each.name for each, found, _ in results if found.value is None]
    known.sort(key=lambda entry: -entry[0])
    symbol = ">" if sign > 0 else "<"
    above = {each.name: judged(made, symbol, own).at(end).value for each, f, made in results
             if f.value is not None}  # fmt: skip
    larger = [entry for entry in known if above[entry[1].name] is True]
    open_ = [entry[1].name for entry in known if above[entry[1].name] is None]
    text = phrase(
        "part_of_rise" if sign > 0 else "part_of_fall",
        name=line.name, value=now.text, total=whole.text,
    )  # fmt: skip
    if larger:
        others_ = ", ".join(f"{each.name} {found.text}" for _, each, found in larger)
        text += phrase("larger", names=others_)
    elif known:
        text += phrase("next", name=known[0][1].name, value=known[0][2].text)
    reason = _reason(missing, open_)
    return Result(
        value=False if larger else (None if missing or open_ else True),
        period=end,
        reason="" if larger else reason,
        evidence=distinct(now.evidence + tuple(f for _, _, k in known for f in k.evidence)),
        stand_in=now.stand_in or any(found.stand_in for _, _, found in known),
        text=f"{text}; {reason}" if reason else text,
        subject=line.name,
    )


def _reason(missing: list[str], open_: list[str]) -> str:
    reasons = [phrase("names_not_available", names=", ".join(missing))] if missing else []
    reasons += [phrase("open", reading=", ".join(open_))] if open_ else []
    return "; ".join(reasons)
