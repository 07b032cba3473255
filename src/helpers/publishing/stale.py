"""Which reports are no longer what they would be if they were made now."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from helpers.publishing import cache
from helpers.publishing.asking import asker


def stale(months: Iterable[str], data_dir: Path, notebooks: Path, out: Path) -> list[str]:
    """Pick the months with a page that is missing or has an input that changed.

    A figure of the data is an input of the pages that read it, and of no other.

    Parameters
    ----------
    months : iterable of str
        YYYY-MM.
    data_dir, notebooks, out : Path
        The folders of the data, the notebooks and the reports.
    """
    every = cache.inputs({"month": "", "as_of": "", "lang": "en"}, data_dir, notebooks)
    ask = asker(data_dir)
    found = []
    for month in months:
        inputs, target = cache.for_month(every, month), out / month
        record = cache.read_record(target)
        if cache.unchanged(target, inputs, record):
            continue
        if any(cache.reasons(target, inputs, record, ask).values()):
            found.append(month)
    return found
