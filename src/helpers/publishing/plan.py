"""Plan of a month: which notebook, with which parameters, becomes which page."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from helpers import places
from helpers.checks import Check
from helpers.errors import KtradeError, ParameterError
from helpers.loading import Panel, load
from helpers.months import release_date
from helpers.publishing.notebooks import Literal, Notebook, converted, read_notebook
from helpers.translation import LANGUAGES, speaking


@dataclass(frozen=True)
class Report:
    """One row of the plan: a notebook, what is injected into it, and the page it becomes."""

    page: str
    notebook: Notebook
    parameters: Mapping[str, Literal]

    @property
    def name(self) -> str:
        """The name that notebook and report share."""
        return self.notebook.name

    def as_filed(self, index: int) -> int:
        """Count a cell as the file does: from 1, and without the one that papermill adds."""
        return index + (0 if index > self.notebook.parameters_cell else 1)


@dataclass(frozen=True)
class Page:
    """A page that was made, with its checks, or the error that stopped it, with its trace."""

    html: str = ""
    checks: tuple[Check, ...] = ()
    seconds: float = 0.0
    error: KtradeError | None = None
    trace: str = ""


@dataclass(frozen=True)
class Plan:
    """Reports of a month, and what their pages have in common.

    Attributes
    ----------
    status : str
        Month, date and status of the data, in the language of the pages.
    observations : str
        Fingerprint of the panel.
    next_release : datetime.date, optional
        When the month after is published, as long as that is to come.
    shown : mapping
        The parameters that may be shown: all but the data folder, a path of one machine.
    target : Path
        The folder of the finished pages, see `helpers.places.folder_name`.
    """

    month: str
    as_of: str
    lang: str
    status: str
    observations: str
    next_release: dt.date | None
    shown: Mapping[str, Literal]
    reports: tuple[Report, ...]
    data_dir: Path
    notebooks: Path
    target: Path

    @property
    def command(self) -> str:
        """The command that makes these pages from the project's own data."""
        given = dict(self.shown)
        words = ["ktrade", "report", str(given.pop("month"))]
        if as_of := given.pop("as_of"):
            words += ["--as-of", str(as_of)]
        if (lang := given.pop("lang")) != "en":
            words += ["--lang", str(lang)]
        return " ".join(words + [f"-p {name} {value}" for name, value in given.items()])


def make_plan(
    month: str,
    as_of: str = "",
    lang: str = "en",
    data_dir: str | Path = "",
    out: str | Path | None = None,
    notebooks: str | Path | None = None,
    extra: Mapping[str, str] | None = None,
) -> Plan:
    """Check everything asked for and lay out the reports of a month.

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
        When no notebooks are found.
    """
    if lang not in LANGUAGES:
        raise ParameterError("lang", LANGUAGES, lang)
    folder = places.find_notebooks(notebooks)
    pages = places.pages(folder)
    by_name = {name: read_notebook(folder, name) for name in pages}
    given: dict[str, Literal] = {"month": month, "as_of": as_of, "lang": lang}
    shown = {**given, **_converted(extra or {}, list(by_name.values()), given)}
    trade = load(month, as_of=as_of, data_dir=data_dir or None)
    every = {**shown, "data_dir": str(trade.data_dir.resolve())}
    reports = tuple(
        Report(pages[name], notebook, {k: v for k, v in every.items() if k in notebook.parameters})
        for name, notebook in by_name.items()
    )
    target = places.find_reports(out, folder) / places.folder_name(trade.month, trade.as_of, lang)
    with speaking(lang):
        status = trade.status_label
    return Plan(
        month, as_of, lang, status, trade.fingerprint, next_release(trade), shown, reports,
        trade.data_dir, folder, target,
    )  # fmt: skip


def next_release(trade: Panel) -> dt.date | None:
    """Return the day on which the month after is published; None where that is past.

    Examples
    --------
    >>> next_release(load("2023-12", as_of="2024-01-01"))
    datetime.date(2024, 2, 1)
    >>> next_release(load("2009-01"))
    """
    day = release_date(trade.month + 1)
    exports = trade.observation("exports", "total")
    known = trade.as_of or (exports and dt.date.fromisoformat(exports.published))
    return day if known and known < day else None


def _converted(
    extra: Mapping[str, str], notebooks: list[Notebook], given: Mapping[str, Literal]
) -> dict[str, Literal]:
    """Convert the further parameters to their types; refuse those that no notebook declares."""
    every = {name: p for notebook in notebooks for name, p in notebook.parameters.items()}
    for name, text in extra.items():
        if name not in every:
            raise ParameterError(name, list(every))
        if name == "data_dir" or text != given.get(name, text):
            option = "MONTH" if name == "month" else "--" + re.sub("_", "-", name)
            raise ParameterError(name, [f"what {option} says, which sets it already"], text)
    return {name: converted(every[name], text) for name, text in extra.items()}
