"""Bounds: how low and how high the numbers behind published ones may be.

Row 0 follows from the printed digits alone. Row 1 is at least as wide: it includes ordinary
revisions where a later vintage is used, and what another definition may differ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

# Half a digit is taken a hair shorter, so that the intervals of 5.0 and 5.1 do not touch.
HAIR = 1 - 1e-9


@dataclass(frozen=True, eq=False)
class Bounds:
    """Lowest and highest numbers by row (printed digits; with revisions) and by period."""

    low: Floats
    high: Floats

    def at(self, places: npt.NDArray[np.int64]) -> Bounds:
        """Return the bounds at some places."""
        return Bounds(self.low[:, places], self.high[:, places])

    def scaled(self, low: float, high: float) -> Bounds:
        """Return bounds whose second row has the first one times every factor from low to high."""
        corners = np.stack([side[0] * f for side in (self.low, self.high) for f in (low, high)])
        return self.hull(corners.min(axis=0), corners.max(axis=0))

    def hull(self, low: Floats, high: Floats) -> Bounds:
        """Return bounds whose second row reaches at least from low to high."""
        return Bounds(
            np.stack([self.low[0], np.minimum(self.low[1], low)]),
            np.stack([self.high[0], np.maximum(self.high[1], high)]),
        )

    @property
    def digits(self) -> Floats:
        """Half the width that the printed digits leave."""
        return np.asarray((self.high[0] - self.low[0]) / 2, dtype=np.float64)


def around(values: Floats, digits: Floats | float, doubts: Floats | float = 0.0) -> Bounds:
    """Return bounds of values with half a printed digit and an ordinary revision on both sides.

    Examples
    --------
    >>> bounds = around(np.array([57660.0]), 5.0, 100.0)
    >>> bounds.low.round(3).ravel().tolist(), bounds.high.round(3).ravel().tolist()
    ([57655.0, 57555.0], [57665.0, 57765.0])
    """
    half = np.stack([values * 0 + digits, values * 0 + digits + doubts]) * HAIR
    return Bounds(values - half, values + half)


def between(low: float, high: float) -> Bounds:
    """Return the bounds of one number."""
    return Bounds(np.full((2, 1), low), np.full((2, 1), high))


def joined(x: Bounds, symbol: str, y: Bounds) -> Bounds:
    """Return the bounds of a sum, difference, product or quotient.

    A quotient by numbers that may be zero has no bounds.

    Examples
    --------
    >>> a, b = around(np.array([10.0]), 1.0), around(np.array([4.0]), 1.0)
    >>> joined(a, "-", b).low.round(6)[0].tolist(), joined(a, "/", b).high.round(3)[0].tolist()
    ([4.0], [3.667])
    """
    if symbol == "+":
        return Bounds(x.low + y.low, x.high + y.high)
    if symbol == "-":
        return Bounds(x.low - y.high, x.high - y.low)
    with np.errstate(divide="ignore", invalid="ignore"):
        sides = [(a, b) for a in (x.low, x.high) for b in (y.low, y.high)]
        corners = np.stack([a * b if symbol == "*" else a / b for a, b in sides])
    low, high = corners.min(axis=0), corners.max(axis=0)
    if symbol == "/":
        through_zero = (y.low <= 0) & (y.high >= 0)
        low, high = np.where(through_zero, -np.inf, low), np.where(through_zero, np.inf, high)
    return Bounds(low, high)


def compared(x: Bounds, symbol: str, y: Bounds) -> tuple[Mask, Mask]:
    """Return where a comparison is certainly true and where it is certainly false.

    Decided on the second row, so for all numbers inside the bounds alike; elsewhere it is open.

    Examples
    --------
    >>> a, b = around(np.array([5.0, 5.2]), 0.05), around(np.array([5.1, 5.2]), 0.05)
    >>> [mask.tolist() for mask in compared(a, "<", b)]
    [[True, False], [False, False]]
    """
    if symbol in (">", ">="):
        return compared(y, "<" if symbol == ">" else "<=", x)
    (low, high), (least, most) = (x.low[1], x.high[1]), (y.low[1], y.high[1])
    if symbol == "<":
        return high < least, low >= most
    if symbol == "<=":
        return high <= least, low > most
    apart = (high < least) | (low > most)
    same = (low == high) & (low == least) & (low == most)
    return (same, apart) if symbol == "==" else (apart, same)
