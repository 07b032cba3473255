"""Which reports are no longer what they would be if they were made now."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from helpers import places
from helpers.publishing import cache
from helpers.publishing.asking import asker


def stale(names: Iterable[str], data_dir: Path, notebooks: Path, out: Path) -> list[str]:
    """Pick the reports with a page that is missing or has an input that changed.

    A figure of the data is an input of the pages that read it, and of no other.

    Parameters
    ----------
    names : iterable of str
        Of the folders of reports as known now, see `helpers.places.folder_name`.
    data_dir, notebooks, out : Path
        The folders of the data, the notebooks and the reports.
    """
    every = cache.inputs({"month": "", "as_of": "", "lang": "en"}, data_dir, notebooks)
    ask = asker(data_dir)
    found = []
    for name in names:
        month, _, lang = places.read_folder_name(name) or (name, "", "en")
        inputs, target = cache.for_month(every, month, lang=lang), out / name
        record = cache.read_record(target)
        if cache.unchanged(target, inputs, record):
            continue
        if any(cache.reasons(target, inputs, record, ask).values()):
            found.append(name)
    return found
