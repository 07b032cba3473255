"""A claims file from reading to verdicts: what `ktrade claims` shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers.claims.claims_file import ClaimsFile, read_claims
from helpers.claims.verdicts import plain_verdict, verdicts_and_faults
from helpers.errors import AsOfError, ClaimsFileError, CoverageError, Fault
from helpers.loading import load

ALL_HOLD, SOME_DO_NOT, FAULTY = 0, 1, 2


@dataclass(frozen=True)
class Judged:
    """The verdicts on a claims file, and its faults.

    Attributes
    ----------
    read : ClaimsFile or None
        The file; None where its head cannot be read.
    verdicts : pandas.DataFrame
        The good claims, as `judge` returns them.
    faults : list of Fault
        Those of the others, in the order of the file.
    """

    read: ClaimsFile | None
    verdicts: pd.DataFrame
    faults: list[Fault]

    @property
    def exit_code(self) -> int:
        """0 where every statement holds, 1 where some do not, 2 where there are faults."""
        if self.faults:
            return FAULTY
        holds = self.verdicts["verdict"].map(plain_verdict).eq("holds")
        return ALL_HOLD if holds.all() else SOME_DO_NOT


def judge_file(
    path: str | Path, as_of: str | dt.date | None = None, data_dir: str | Path | None = None
) -> Judged:
    """Judge the good claims of a file, and collect the faults of the others.

    Parameters
    ----------
    path : str or Path
        The claims file.
    as_of : str or datetime.date, optional
        The later data are taken as known on that day; else as known now.
    data_dir : str or Path, optional
        The data folder.

    Examples
    --------
    >>> from helpers.claims import claims_path
    >>> result = judge_file(claims_path("2023-12"))
    >>> len(result.verdicts), result.faults, result.exit_code
    (67, [], 1)
    """
    try:
        read = read_claims(path)
    except ClaimsFileError as error:
        return Judged(None, pd.DataFrame(), error.faults)
    try:
        trade = load(read.month, as_of or None, data_dir or None)
    except (AsOfError, CoverageError) as error:
        if isinstance(error, AsOfError) and as_of:
            raise
        fault = Fault(*read.places["month"], str(error))
        return Judged(read, pd.DataFrame(), sorted([*read.faults, fault], key=_line))
    return Judged(read, *verdicts_and_faults(read, trade))


def _line(fault: Fault) -> int:
    return fault.line or 0
