"""The store as it would be with new rows in it: a copy that passes for a data folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from helpers.intake_log import as_csv
from helpers.places import NO_DATA, find_data_dir
from helpers.scratch import scratch

NAME = "candidate.csv"
CACHE = "cache"  # of checked stores, by their content: shared


@contextmanager
def candidate(rows: pd.DataFrame, data_dir: str | Path | None = None) -> Iterator[Path]:
    """Open a temporary copy of the data folder with the rows added.

    Parameters
    ----------
    rows : pandas.DataFrame
        The columns of `observations.COLUMNS` as text; others are left out.
    data_dir : str or Path, optional
        The data folder; nothing of it is written but its cache.

    Examples
    --------
    >>> from helpers import observations
    >>> row = observations.read().tail(1)[list(observations.COLUMNS)].astype(str)
    >>> with candidate(row.assign(published="2030-01-01", value="1.25")) as folder:
    ...     len(observations.read(folder)) - len(observations.read())
    1
    """
    real = find_data_dir(data_dir).resolve()
    with scratch() as root:
        folder = root / real.name
        shutil.copytree(real, folder, ignore=shutil.ignore_patterns(*NO_DATA, ".*"))
        if (real / CACHE).is_dir():
            (folder / CACHE).symlink_to(real / CACHE)
        if len(rows):
            (folder / "observations" / NAME).write_text(as_csv(rows), "utf-8", newline="")
        yield folder
