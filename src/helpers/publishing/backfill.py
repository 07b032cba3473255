"""Many months in one go: what fails is collected, what stands is left, and it can be broken off."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from helpers.errors import KtradeError
from helpers.publishing.kernels import kill_all

UNCHANGED, MADE, FAILED = "unchanged", "made", "failed"


@dataclass(frozen=True)
class Outcome:
    """What became of a month: made, unchanged, or the error that stopped it."""

    month: str
    seconds: float
    said: str
    error: KtradeError | None = None


def backfill(
    months: Iterable[str],
    make: Callable[[str], str],
    workers: int,
    tell: Callable[[Outcome, float], None],
    stop: Callable[[], None] = kill_all,
) -> list[Outcome]:
    """Make the reports of many months, some at a time.

    Parameters
    ----------
    months : iterable of str
        YYYY-MM; the last are made first, as they are wanted most.
    make : callable
        Makes the report of one month and says whether it was `MADE` or `UNCHANGED`.
    workers : int
        How many months are made at the same time.
    tell : callable
        Called with every outcome and the seconds still to go.
    stop : callable
        Called again and again when the run is broken off, until nothing runs any more.

    Returns
    -------
    list of Outcome
        In the order of the months. An error of one month leaves the others alone.
    """
    waiting = sorted(months, reverse=True)
    total, began = len(waiting), time.monotonic()
    outcomes: list[Outcome] = []
    running: set[Future[Outcome]] = set()
    with ThreadPoolExecutor(workers) as pool:
        try:
            while waiting or running:
                while waiting and len(running) < workers:
                    running.add(pool.submit(_outcome, waiting.pop(0), make))
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    outcomes.append(future.result())
                    tell(outcomes[-1], _still(outcomes, total, time.monotonic() - began))
        except BaseException:
            while not all(future.done() for future in running):
                stop()  # also what starts only now
                time.sleep(0.05)
            raise
    return sorted(outcomes, key=lambda outcome: outcome.month)


def _outcome(month: str, make: Callable[[str], str]) -> Outcome:
    began = time.monotonic()
    try:
        said = make(month)
    except KtradeError as error:
        return Outcome(month, time.monotonic() - began, FAILED, error)
    return Outcome(month, time.monotonic() - began, said)


def _still(outcomes: list[Outcome], total: int, passed: float) -> float:
    """Expect of the months to come what those that were made took; the others take no time."""
    made = sum(outcome.said != UNCHANGED for outcome in outcomes)
    return passed / made * (total - len(outcomes)) if made else 0.0
