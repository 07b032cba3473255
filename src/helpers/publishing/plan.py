"""Which notebook, with which parameters, becomes which page: checked before anything runs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pandas as pd

from helpers.errors import ParameterError, PublishError
from helpers.loading import Panel, load
from helpers.months import release_date
from helpers.places import REPORTS, find_notebooks, find_reports, folder_name, page_of
from helpers.publishing.parameters import Literal, Parameter, converted, declared
from helpers.translation import LANGUAGES


@dataclass(frozen=True)
class Report:
    """One row of the plan: a notebook, what is injected into it, and the page it becomes."""

    name: str
    notebook: nbformat.NotebookNode
    parameters: Mapping[str, Literal]
    page: str


@dataclass(frozen=True)
class Plan:
    """A month's reports, their common panel, and the folder they go to.

    Attributes
    ----------
    next_release : datetime.date, optional
        When the month after is published, as long as that is to come.
    shown : mapping
        The parameters that stand on the pages and in the manifest: all but the data folder, which
        is a path of one machine.
    target : Path
        The folder of the finished pages, see `folder_name`.
    """

    trade: Panel
    next_release: dt.date | None
    lang: str
    shown: Mapping[str, Literal]
    reports: tuple[Report, ...]
    notebooks: Path
    target: Path


def make_plan(
    month: str,
    as_of: str = "",
    lang: str = "en",
    data_dir: str | Path = "",
    out: str | Path | None = None,
    notebooks: str | Path | None = None,
    extra: Mapping[str, str] | None = None,
) -> Plan:
    """Check everything asked for and lay out the reports of a month, the brief first.

    Parameters
    ----------
    month, as_of : str
        YYYY-MM, and YYYY-MM-DD or empty for what is known now.
    lang : str
        Language of the pages, one of `helpers.translation.LANGUAGES`.
    data_dir : str or Path
        The data folder; empty for the project's own.
    out : str or Path, optional
        Where the folder of the month goes; left out: see `helpers.places.find_reports`.
    notebooks : str or Path, optional
        The folder of the notebooks; left out: see `helpers.places`.
    extra : mapping of str to str, optional
        Further parameters as text; each goes to the notebooks that declare it.

    Raises
    ------
    MonthError, DateError, CoverageError, AsOfError, DataError
        From `helpers.loading.load`, called once here so that no notebook starts in vain.
    ParameterError
        For a parameter no notebook declares, a value of another type, a language not offered.
    NotebookError
        For a notebook whose parameters cannot be read.
    PublishError
        When the notebooks are not found.
    """
    if lang not in LANGUAGES:
        raise ParameterError("lang", LANGUAGES, lang)
    folder = find_notebooks(notebooks)
    sources = {name: _read(folder, name) for name in REPORTS}
    known = {name: declared(source, name) for name, source in sources.items()}
    given: dict[str, Literal] = {"month": month, "as_of": as_of, "lang": lang}
    more = _converted(extra or {}, known, given)
    trade = load(month, as_of=as_of, data_dir=data_dir or None)
    every = {**given, **more, "data_dir": str(trade.data_dir.resolve())}
    reports = tuple(
        Report(name, source, {k: v for k, v in every.items() if k in known[name]}, page_of(name))
        for name, source in sources.items()
    )
    target = find_reports(out, folder) / folder_name(trade.month, trade.as_of, lang)
    return Plan(trade, next_release(trade), lang, {**given, **more}, reports, folder, target)


def next_release(trade: Panel) -> dt.date | None:
    """Return the day on which the month after is published; None where that is past.

    Examples
    --------
    >>> next_release(load("2023-12", as_of="2024-01-01"))
    datetime.date(2024, 2, 1)
    >>> next_release(load("2009-01"))
    """
    day = release_date(trade.month + 1)
    exports = trade.fact("exports", "total")
    known = trade.as_of or (exports and dt.date.fromisoformat(exports.published))
    return day if known and known < day else None


def table(plan: Plan) -> pd.DataFrame:
    """Show a plan as a table, one row a report."""
    rows = [(r.name, r.page, ", ".join(f"{k}={v!r}" for k, v in r.parameters.items()))
            for r in plan.reports]  # fmt: skip
    return pd.DataFrame(rows, columns=["report", "page", "parameters"])


def _read(folder: Path, name: str) -> nbformat.NotebookNode:
    path = folder / f"{name}.ipynb"
    try:
        notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)
    except nbformat.reader.NotJSONError as error:
        raise PublishError(path.name, "the notebook is not valid JSON") from error
    return notebook


def _converted(
    extra: Mapping[str, str],
    known: Mapping[str, Mapping[str, Parameter]],
    given: Mapping[str, Literal],
) -> dict[str, Literal]:
    """Give the further parameters their types, and refuse those that no notebook declares."""
    every = {name: p for notebook in known.values() for name, p in notebook.items()}
    for name, text in extra.items():
        if name not in every:
            raise ParameterError(name, list(every))
        if name == "data_dir" or text != given.get(name, text):
            option = "MONTH" if name == "month" else "--" + re.sub("_", "-", name)
            raise ParameterError(name, [f"what {option} says, which sets it already"], text)
    return {name: converted(every[name], text) for name, text in extra.items()}
