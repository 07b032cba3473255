"""Functions of the language that look at the members of a group side by side."""

from __future__ import annotations

import pandas as pd

from helpers.claims import answers, transforms
from helpers.claims.lines import Condition, Line
from helpers.claims.rates_and_sums import aggregated, growth
from helpers.claims.reckoning import comparison
from helpers.claims.result import Result, distinct
from helpers.loading import Panel
from helpers.translation import phrase


def rank(trade: Panel, line: Line, group: list[Line], at: pd.Period | None = None) -> Result:
    """Return the place of a series among a group, 1 the largest; missing members leave bounds."""
    end = answers.end_of(trade, line, at)
    now = line.at(end)
    if now.value is None:
        return now
    members = [_over(trade, member, line.frequency) for member in group]
    others = [member for member in members if member.ref is None or not _same(member, line)]
    results = [(member, comparison(member, ">", line).at(end), member.at(end)) for member in others]
    larger = [(member, own) for member, above, own in results if above.value is True]
    missing = [member.name for member, above, own in results if own.value is None]
    open_ = [m.name for m, above, own in results if own.value is not None and above.value is None]
    shown = [f"{member.name} {own.text}" for member, own in larger]
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
        later=now.later or any(own.later for _, _, own in results),
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
    results = [(name, c.at(at or answers.latest(trade, c.frequency))) for name, c in group]
    yes = [name for name, result in results if result.value is True]
    unsettled = [(name, result) for name, result in results if result.value is None]
    missing = [name for name, result in unsettled if not result.evidence]
    open_ = [name for name, result in unsettled if result.evidence]
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
        evidence=distinct(observation for _, result in results for observation in result.evidence),
        later=any(result.later for _, result in results),
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
    for result in (now, whole):
        if result.value is None:
            return result
    sign = 1 if float(whole.value) >= 0 else -1  # type: ignore[arg-type]
    others = [member for member in group if member.ref is None or not _same(member, line)]
    lines = [(member, transforms.contribution(trade, member)) for member in others]
    results = [(member, part.at(end), part) for member, part in lines]
    known = [(sign * float(f.value), member, f) for member, f, _ in results if f.value is not None]  # type: ignore[arg-type]
    missing = [member.name for member, result, _ in results if result.value is None]
    known.sort(key=lambda entry: -entry[0])
    symbol = ">" if sign > 0 else "<"
    above = {member.name: comparison(part, symbol, own).at(end).value for member, f, part in results
             if f.value is not None}  # fmt: skip
    larger = [entry for entry in known if above[entry[1].name] is True]
    open_ = [entry[1].name for entry in known if above[entry[1].name] is None]
    text = phrase(
        "part_of_rise" if sign > 0 else "part_of_fall",
        name=line.name, value=now.text, total=whole.text,
    )  # fmt: skip
    if larger:
        others_ = ", ".join(f"{member.name} {result.text}" for _, member, result in larger)
        text += phrase("larger", names=others_)
    elif known:
        text += phrase("next", name=known[0][1].name, value=known[0][2].text)
    reason = _reason(missing, open_)
    return Result(
        value=False if larger else (None if missing or open_ else True),
        period=end,
        reason="" if larger else reason,
        evidence=distinct(now.evidence + tuple(f for _, _, k in known for f in k.evidence)),
        later=now.later or any(result.later for _, _, result in known),
        text=f"{text}; {reason}" if reason else text,
        subject=line.name,
    )


def _reason(missing: list[str], open_: list[str]) -> str:
    reasons = [phrase("names_not_available", names=", ".join(missing))] if missing else []
    reasons += [phrase("open", reading=", ".join(open_))] if open_ else []
    return "; ".join(reasons)
