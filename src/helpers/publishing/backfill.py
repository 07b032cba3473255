"""Reports of many months in one run: a month that fails leaves the others alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from helpers.errors import KtradeError

UNCHANGED, MADE, FAILED = "unchanged", "made", "failed"


@dataclass(frozen=True)
class Outcome:
    """Result of one month: made, unchanged, or the error that stopped it."""

    month: str
    seconds: float
    result: str
    error: KtradeError | None = None


def backfill(
    months: Iterable[str],
    make: Callable[[str], str],
    workers: int,
    tell: Callable[[Outcome, float], None],
) -> list[Outcome]:
    """Make the reports of many months, some at a time.

    Parameters
    ----------
    months : iterable of str
        YYYY-MM; the last are made first, as they are wanted most.
    make : callable
        Makes the report of one month and returns `MADE` or `UNCHANGED`.
    workers : int
        How many months are under way at the same time.
    tell : callable
        Called with every outcome and the seconds still to go.

    Returns
    -------
    list of Outcome
        In the order of the months.
    """
    waiting = sorted(months, reverse=True)
    began, outcomes = time.monotonic(), []
    pool = ThreadPoolExecutor(workers)
    try:
        for future in as_completed([pool.submit(_outcome, month, make) for month in waiting]):
            outcomes.append(future.result())
            count = sum(outcome.result != UNCHANGED for outcome in outcomes)
            left = len(waiting) - len(outcomes)
            tell(outcomes[-1], (time.monotonic() - began) / count * left if count else 0.0)
    finally:  # what is under way ends with its processes, which are the caller's to end
        pool.shutdown(wait=False, cancel_futures=True)
    return sorted(outcomes, key=lambda outcome: outcome.month)


def _outcome(month: str, make: Callable[[str], str]) -> Outcome:
    began = time.monotonic()
    try:
        result = make(month)
    except KtradeError as error:
        return Outcome(month, time.monotonic() - began, FAILED, error)
    return Outcome(month, time.monotonic() - began, result)
