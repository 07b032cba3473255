"""Sources: live services, releases and exports as rows of observations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SOURCES", "Fetched", "fetch"]

SOURCES = ("kcs", "flash", "ecos", "comtrade", "imf")


@dataclass(frozen=True, eq=False)
class Fetched:
    """Answer of a source.

    Attributes
    ----------
    rows : pandas.DataFrame
        Text: the columns of `observations.COLUMNS`, and `place`, the query behind the number.
    missing : tuple of str
        What was asked for and did not come, each a sentence on whether it is not published
        yet or not reported. A query that does not exist is an error instead.
    """

    rows: pd.DataFrame
    missing: tuple[str, ...] = field(default=())


def fetch(
    name: str,
    months: Sequence[pd.Period],
    *,
    now: dt.datetime,
    state_dir: Path,
    base_url: str = "",
) -> Fetched:
    """Ask a live source for the observations of months.

    An interrupted fetch is resumed when it is made again within a day; a number is
    dated by the day on which it was answered. One fetch of a source at a time may use a
    `state_dir`.

    Parameters
    ----------
    name : str
        One of `SOURCES`.
    months : sequence of pandas.Period
        The months wanted, in any order.
    now : datetime.datetime
        The moment of the fetch, with a time zone: it dates the numbers, sets their status and
        decides what cannot be published yet.
    state_dir : Path
        Where the quota used and the answers of an unfinished fetch are kept; never a key.
    base_url : str, optional
        Another address of the same service; by default its own.

    Returns
    -------
    Fetched

    Raises
    ------
    ParameterError
        When there is no such source, or `now` has no time zone.
    SourceError
        One of its subclasses: no such query, a key that is missing or refused, a quota used up, an
        answer that cannot be read, a source that does not answer.

    Notes
    -----
    The sources are described in docs/sources.md.
    """
    from helpers.errors import ParameterError

    if name not in SOURCES:
        raise ParameterError("source", SOURCES, name)
    module = import_module(f"helpers.sources.{name}")
    fetched: Fetched = module.fetch(months, now=now, state_dir=Path(state_dir), base_url=base_url)
    return fetched
