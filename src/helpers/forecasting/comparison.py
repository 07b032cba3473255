"""Whether one forecast is better than another by more than chance: Diebold and Mariano's test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from helpers.forecasting.combined import COMBINED
from helpers.forecasting.evaluation import ORIGINS, judged
from helpers.forecasting.models import BASELINES

Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Tested:
    """Outcome of a test of equal accuracy.

    Attributes
    ----------
    statistic : float
        With the small-sample correction; below zero where the first forecast is the better one.
    p : float
        Two-sided, of t with n - 1 degrees of freedom.
    plain : bool
        True where the variance over overlapping forecasts came out negative, so that the variance
        without their correlation stands in.
    """

    statistic: float
    p: float
    plain: bool


def diebold_mariano(difference: Array, horizon: int) -> Tested:
    """Test whether the mean difference of two losses is zero.

    DM = mean d / sqrt((g0 + 2 sum over k < h of gk) / n), corrected by
    sqrt((n + 1 - 2h + h(h - 1)/n) / n) (Diebold and Mariano 1995; Harvey, Leybourne and Newbold
    1997).

    Parameters
    ----------
    difference : numpy.ndarray
        Loss of the first less loss of the second forecast, by origin, none missing.
    horizon : int
        Months ahead.

    Returns
    -------
    Tested
        NaN with fewer than 2 cases, no spread, or fewer cases than horizons.

    Examples
    --------
    >>> d = np.array([0.5, 0.6, 0.3, 0.4, -0.1, -0.2, 0.2, 0.3, 0.5, 0.1, 0.2, 0.4])
    >>> found = diebold_mariano(d, 2)
    >>> round(found.statistic, 6), round(found.p, 6)
    (2.694018, 0.020879)
    """
    from scipy.stats import t

    n = len(difference)
    if n < 2 or n <= horizon:
        return Tested(float("nan"), float("nan"), False)
    centred = difference - difference.mean()
    gammas = [float(centred[k:] @ centred[: n - k]) / n for k in range(horizon)]
    variance = gammas[0] + 2 * sum(gammas[1:])
    plain = variance <= 0
    variance = gammas[0] if plain else variance
    if variance <= 0:
        return Tested(float("nan"), float("nan"), plain)
    correction = np.sqrt((n + 1 - 2 * horizon + horizon * (horizon - 1) / n) / n)
    statistic = float(difference.mean() / np.sqrt(variance / n) * correction)
    return Tested(statistic, float(2 * t.sf(abs(statistic), n - 1)), plain)


def against_baselines(evaluation: pd.DataFrame, origins: int = ORIGINS) -> pd.DataFrame:
    """Test the combination against every baseline at every horizon, by the scaled absolute error.

    Returns
    -------
    pandas.DataFrame
        By (baseline, horizon): ratio (MASE of the combination by that of the baseline, below 1
        where the combination is better), statistic, p and plain as in `Tested`.
    """
    rows = judged(evaluation, origins)
    loss = (rows["error"].abs() / rows["scale"]).rename("loss")
    wide = pd.concat([rows[["model", "horizon", "origin"]], loss], axis=1).pivot(
        index=["horizon", "origin"], columns="model", values="loss"
    )
    found = {}
    for step, losses in wide.groupby(level="horizon"):
        for name in BASELINES:
            ours, theirs = losses[COMBINED].to_numpy(), losses[name].to_numpy()
            test = diebold_mariano(ours - theirs, int(str(step)))
            found[name, step] = {
                "ratio": float(ours.mean() / theirs.mean()),
                "statistic": test.statistic,
                "p": test.p,
                "plain": test.plain,
            }
    table = pd.DataFrame.from_dict(found, orient="index")
    if len(table):
        table.index = pd.MultiIndex.from_tuples(table.index, names=["baseline", "horizon"])
    return table
