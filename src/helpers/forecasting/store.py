"""Cache of forecasts by fingerprint of the values, code and library versions behind them.

The key of a forecast is a fingerprint of all it depends on, so a kept one can be incomplete but
never stale: a changed value, line of code or library gives another key.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable
from functools import lru_cache
from importlib import metadata
from importlib.resources import files
from pathlib import Path

import pandas as pd

from helpers import places
from helpers.scratch import write_whole

LIBRARIES = ("holidays", "numpy", "pandas", "scipy", "statsmodels")
CODE = (
    "months.py",
    "holiday_overrides.csv",
    "metrics/growth.py",
    "metrics/alignment.py",
    "metrics/ordinals.py",
)


class ForecastStore:
    """Lists of numbers kept in one file of the data's cache, by key.

    Parameters
    ----------
    data_dir : Path, optional
        The data folder; see `places.cache_dir`. A folder that cannot be written is no fault:
        the forecasts are made again next time. Left out: kept in memory only.
    what : str
        What is kept, the first part of the file's name.
    """

    def __init__(self, data_dir: Path | None = None, what: str = "forecasts") -> None:
        self.path = data_dir and places.cache_dir(data_dir) / f"{what}-{code_key()}.json"
        self.entries = self._read()
        self.more = False

    def get(self, key: str) -> list[float] | None:
        """Return what is kept under a key, None when nothing is."""
        return self.entries.get(key)

    def put(self, key: str, numbers: list[float]) -> None:
        """Add numbers under a key; `save` writes them."""
        self.entries[key], self.more = numbers, True

    def remember(self, key: str, make: Callable[[], list[float]]) -> list[float]:
        """Return the numbers of a key; where there are none, make and write them."""
        kept = self.get(key)
        if kept is None:
            kept = make()
            self.put(key, kept)
            self.save()
        return kept

    def save(self) -> None:
        """Add the new entries to the file; the files of older code are deleted."""
        if not self.more or self.path is None:
            return
        with contextlib.suppress(OSError):
            self.entries = self._read() | self.entries  # others may have written meanwhile
            write_whole(self.path, json.dumps(self.entries).encode())
            for other in self.path.parent.glob(f"{self.path.name.split('-')[0]}-*.json"):
                if not other.name.endswith(f"-{code_key()}.json"):
                    other.unlink(missing_ok=True)
        self.more = False

    def _read(self) -> dict[str, list[float]]:
        """Read the file; one that is not there, or cut short by a full disk, is as good as none."""
        with contextlib.suppress(OSError, ValueError):
            if self.path:
                return dict(json.loads(self.path.read_text(encoding="utf-8")))
        return {}


def series_key(*series: pd.Series) -> str:
    """Return the fingerprint of some series by month.

    Examples
    --------
    >>> x = pd.Series([1.0, 2.0], pd.period_range("2023-11", periods=2, freq="M"))
    >>> series_key(x) == series_key(x.copy()), series_key(x) == series_key(x * 2)
    (True, False)
    """
    digest = hashlib.sha256()
    for values in series:
        months = pd.PeriodIndex(values.index)
        digest.update(repr((str(months[:1]), len(values))).encode())
        digest.update(months.asi8.tobytes())
        digest.update(values.to_numpy(dtype=float).tobytes())
    return digest.hexdigest()[:32]


@lru_cache(maxsize=1)
def code_key() -> str:
    """Return the fingerprint of the code that makes forecasts and of the libraries it uses."""
    digest = hashlib.sha256()
    for library in LIBRARIES:
        digest.update(f"{library} {metadata.version(library)}\n".encode())
    room = (f"forecasting/{file.name}" for file in files("helpers.forecasting").iterdir())
    for name in (*CODE, *sorted(path for path in room if path.endswith(".py"))):
        digest.update(name.encode() + files("helpers").joinpath(name).read_bytes())
    return digest.hexdigest()[:16]
