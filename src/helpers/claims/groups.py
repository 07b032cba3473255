"""Functions of the language that look at the members of a group side by side."""

from __future__ import annotations

import pandas as pd

from helpers.claims import answers, transforms
from helpers.claims.lines import Condition, Line
from helpers.claims.result import Result, distinct
from helpers.loading import Panel
from helpers.translation import tr


def rank(trade: Panel, line: Line, group: list[Line], at: pd.Period | None = None) -> Result:
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
    text = tr(
        "rank {rank} of {held}: {name} {value}",
        rank=1 + len(larger), held=1 + len(known), name=line.name, value=now.text,
    )  # fmt: skip
    if shown:
        text += tr(", above it {}", "; ".join(shown))
    reason = _not_held(missing)
    return Result(
        value=1 + len(larger),
        unit="rank",
        period=end,
        at_least=bool(missing),
        most=1.0 + len(larger) + len(missing),
        reason=reason,
        evidence=distinct(now.evidence + tuple(f for _, k in known for f in k.evidence)),
        stand_in=now.stand_in or any(found.stand_in for _, found in known),
        text=f"{text}; {reason}" if reason else text,
    )


def count(trade: Panel, group: list[tuple[str, Condition]], at: pd.Period | None = None) -> Result:
    """Count the members of a group of which a condition holds; missing ones leave bounds."""
    founds = [(name, each.at(at or answers.latest(trade, each.frequency))) for name, each in group]
    yes = [name for name, found in founds if found.value is True]
    missing = [name for name, found in founds if found.value is None]
    text = tr("{n} of {all}", n=len(yes), all=len(founds))
    if missing:
        most = len(yes) + len(missing)
        text = tr("{n} to {most} of {all}", n=len(yes), most=most, all=len(founds))
    text += f": {', '.join(yes)}" if yes else ""
    reason = _not_held(missing)
    return Result(
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


def largest_contributor(
    trade: Panel, line: Line, group: list[Line], at: pd.Period | None = None
) -> Result:
    """Tell whether a series drove the total of its flow most, among a group.

    Its contribution to the growth of the total on the year is compared with those of the others, in
    the direction in which the total moved: the largest rise where it rose, the largest fall where
    it fell. Members that are not held leave a "yes" open.
    """
    own = transforms.contribution(trade, line)
    end = answers.end_of(trade, own, at)
    now, whole = own.at(end), transforms.yoy(trade, transforms.total_of(trade, line)).at(end)
    for each in (now, whole):
        if each.value is None:
            return each
    sign = 1 if float(whole.value) >= 0 else -1  # type: ignore[arg-type]
    others = [each for each in group if each.ref is None or each.ref != line.ref]
    founds = [(each, transforms.contribution(trade, each).at(end)) for each in others]
    known = [(sign * float(f.value), each, f) for each, f in founds if f.value is not None]  # type: ignore[arg-type]
    missing = [each.name for each, found in founds if found.value is None]
    known.sort(key=lambda entry: -entry[0])
    larger = [entry for entry in known if entry[0] > sign * float(now.value)]  # type: ignore[arg-type]
    said = {"name": line.name, "value": now.text, "total": whole.text}
    text = (
        tr("{name} {value} of the rise of {total}", **said)
        if sign > 0
        else tr("{name} {value} of the fall of {total}", **said)
    )
    if larger:
        others_ = ", ".join(f"{each.name} {found.text}" for _, each, found in larger)
        text += tr("; larger: {}", others_)
    elif known:
        text += tr("; next {} {}", known[0][1].name, known[0][2].text)
    reason = _not_held(missing)
    return Result(
        value=False if larger else (None if missing else True),
        period=end,
        reason="" if larger else reason,
        evidence=distinct(now.evidence + tuple(f for _, _, k in known for f in k.evidence)),
        stand_in=now.stand_in or any(found.stand_in for _, _, found in known),
        text=f"{text}; {reason}" if reason else text,
        subject=line.name,
    )


def _not_held(names: list[str]) -> str:
    return tr("not held: {}", ", ".join(names)) if names else ""
