"""Verdicts beside the researched ones: how often the two agree, and in which way they do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from helpers.claims.verdicts import plain_verdict

AGREEMENTS = {
    "agree": "the verdicts are the same, or both deny the statement",
    "accused": "the suite denies what the sources confirm",
    "passed": "the suite confirms what the sources deny",
    "open": "the suite cannot decide what the sources do",
    "not_compared": "nothing was researched, or the sources decide nothing",
}
DENIED = ("does not hold", "misstated")


def agreement(verdict: str, researched: str | None) -> str:
    """Return how a verdict agrees with the researched one: a key of `AGREEMENTS`.

    Examples
    --------
    >>> agreement("holds", "true"), agreement("misstated", "false")
    ('agree', 'agree')
    >>> agreement("misstated", "true"), agreement("holds", "misstated")
    ('accused', 'passed')
    >>> agreement("cannot be decided", "false"), agreement("holds", "sources conflict")
    ('open', 'not_compared')
    """
    verdict = plain_verdict(verdict)
    if verdict == "cannot be decided":
        if researched == "not checkable":
            return "agree"
        return "open" if researched in ("true", "false", "misstated") else "not_compared"
    if researched == "true":
        return "agree" if verdict == "holds" else "accused"
    if researched in ("false", "misstated"):
        return "agree" if verdict in DENIED else "passed"
    return "not_compared"


def tally(claims: Iterable[Mapping[Any, Any]]) -> dict[str, int]:
    """Count the claims under each agreement.

    Examples
    --------
    >>> tally([{"verdict": "holds", "researched": "true"}])
    {'agree': 1, 'accused': 0, 'passed': 0, 'open': 0, 'not_compared': 0}
    """
    counts = Counter(agreement(claim["verdict"], claim["researched"]) for claim in claims)
    return {name: counts[name] for name in AGREEMENTS}
