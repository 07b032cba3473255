"""What was found in a store, as a person or a program reads it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict

from helpers.checks.comparing import DIFFERS, EXPLAINED, OPEN, Comparison
from helpers.checks.store import Audit
from helpers.translation import labels


def audit_as_text(found: Audit) -> str:
    """Write counts by rule, what differs with its cause, and the checks of the store."""
    counts, names = found.counts(), labels("rules")
    head = f"{'reported numbers':<27}" + "".join(f"{each:>11}" for each in counts.columns)
    lines = [head]
    for rule, row in zip(counts.index, counts.to_numpy().tolist(), strict=True):
        lines.append(f"{names[str(rule)]:<27}" + "".join(f"{each:>11,}" for each in row))
    for outcome, heading in ((DIFFERS, "Differ without a known cause"), (EXPLAINED, "Explained")):
        differing = [each for each in found.comparisons if each.outcome == outcome]
        if differing:
            lines += ["", heading, *(line for each in differing for line in _told(each))]
    lines += ["", "Not compared, because", *_reasons(found.comparisons)]
    lines += ["", "The store"]
    lines += [f"{'passed' if c.passed else 'FAILED'}  {c.name}: {c.detail}" for c in found.checks]
    return "\n".join(lines)


def audit_as_json(found: Audit) -> str:
    """Write the same as JSON, and why figures were not compared, by cause."""
    counts = found.counts().to_dict("index")
    not_compared = _open(found.comparisons)
    return json.dumps(
        {
            "sound": found.sound,
            "rules": {str(rule): row for rule, row in counts.items()},
            "differences": [
                asdict(each) for each in found.comparisons if each.outcome in (DIFFERS, EXPLAINED)
            ],
            "not_compared": [
                {"rule": rule, "why": why, "figures": count}
                for (rule, why), count in not_compared.items()
            ],
            "checks": [asdict(check) for check in found.checks],
        },
        ensure_ascii=False,
        indent=1,
    )


def _open(made: Iterable[Comparison]) -> Counter[tuple[str, str]]:
    """Count what was not compared, by rule and cause."""
    return Counter((e.rule, e.why.split(";")[0]) for e in made if e.outcome == OPEN)


def _reasons(made: list[Comparison]) -> list[str]:
    names = labels("rules")
    lines = [f"{count:>6,}  {names[rule]}: {why}" for (rule, why), count in _open(made).items()]
    other = [each.why for each in made if each.outcome == OPEN and "; on the one of" in each.why]
    agree = sum(why.endswith("it agrees") for why in other)
    note = f"        ({agree:,} of {len(other):,} with another vintage agree on that one)"
    return [*lines, *([note] if other else [])]


def _told(made: Comparison) -> list[str]:
    """Write what was reported and computed, where, and why they differ."""
    assert made.computed is not None
    where = f"{made.period}  {made.flow}.{made.code} {made.measure}"
    said = f"{made.printed:g} reported {made.published}, {made.computed:.6g} computed"
    cause = [f"  {made.cause}"] if made.cause else []
    return [f"{where}: {said}", *cause, f"  {made.source}"]
