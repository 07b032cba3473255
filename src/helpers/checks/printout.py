"""The audit of a store as text and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict

from helpers.checks.comparing import DIFFERS, EXPLAINED, OPEN, Comparison
from helpers.checks.store import Audit
from helpers.translation import labels


def audit_as_text(audit: Audit) -> str:
    """Write counts by rule, what differs with its cause, and the checks of the store."""
    counts, names = audit.counts(), labels("rules")
    head = f"{'reported numbers':<27}" + "".join(f"{column:>11}" for column in counts.columns)
    lines = [head]
    for rule, row in zip(counts.index, counts.to_numpy().tolist(), strict=True):
        lines.append(f"{names[str(rule)]:<27}" + "".join(f"{number:>11,}" for number in row))
    for outcome, heading in ((DIFFERS, "Differ without a known cause"), (EXPLAINED, "Explained")):
        differing = [row for row in audit.comparisons if row.outcome == outcome]
        if differing:
            lines += ["", heading, *(line for row in differing for line in _difference(row))]
    lines += ["", "Not compared, because", *_reasons(audit.comparisons)]
    lines += ["", "The store"]
    lines += [f"{'passed' if c.passed else 'FAILED'}  {c.name}: {c.detail}" for c in audit.checks]
    return "\n".join(lines)


def audit_as_json(audit: Audit) -> str:
    """Write the same as JSON, and why numbers were not compared, by cause."""
    counts = audit.counts().to_dict("index")
    not_compared = _open(audit.comparisons)
    return json.dumps(
        {
            "sound": audit.sound,
            "rules": {str(rule): row for rule, row in counts.items()},
            "differences": [
                asdict(row) for row in audit.comparisons if row.outcome in (DIFFERS, EXPLAINED)
            ],
            "not_compared": [
                {"rule": rule, "why": why, "figures": count}
                for (rule, why), count in not_compared.items()
            ],
            "checks": [asdict(check) for check in audit.checks],
        },
        ensure_ascii=False,
        indent=1,
    )


def _open(comparisons: Iterable[Comparison]) -> Counter[tuple[str, str]]:
    """Count what was not compared, by rule and cause."""
    return Counter((e.rule, e.why.split(";")[0]) for e in comparisons if e.outcome == OPEN)


def _reasons(comparisons: list[Comparison]) -> list[str]:
    names = labels("rules")
    counts = _open(comparisons)
    lines = [f"{count:>6,}  {names[rule]}: {why}" for (rule, why), count in counts.items()]
    other = [row.why for row in comparisons if row.outcome == OPEN and "; on the one of" in row.why]
    agree = sum(why.endswith("it agrees") for why in other)
    note = f"        ({agree:,} of {len(other):,} with another vintage agree on that one)"
    return [*lines, *([note] if other else [])]


def _difference(row: Comparison) -> list[str]:
    """Write what was reported and computed, where, and why they differ."""
    assert row.computed is not None
    where = f"{row.period}  {row.flow}.{row.code} {row.measure}"
    numbers = f"{row.printed:g} reported {row.published}, {row.computed:.6g} computed"
    cause = [f"  {row.cause}"] if row.cause else []
    return [f"{where}: {numbers}", *cause, f"  {row.source}"]
