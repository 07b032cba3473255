"""The panel as plain pandas objects: tidy and wide frames, search by name, files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import wraps
from html import escape
from inspect import signature
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

import pandas as pd

from helpers import catalogue
from helpers.errors import ExtraError, UnknownNameError, nearest
from helpers.store import Arrays
from helpers.translation import spoken

Rest = ParamSpec("Rest")
Result = TypeVar("Result")
SomeTrade = TypeVar("SomeTrade", bound="Trade")

FLOWS = ("exports", "imports", "balance", "none")
GROUPS = {
    "items": "items_20", "items_15": "items_15", "markets": "markets_9", "countries": "countries",
    "energy": "energy", "fuels": "fuels",
}  # fmt: skip
COLUMNS = [
    "period", "date", "flow", "code", "name", "value", "unit", "basis", "status", "published",
    "later",
]  # fmt: skip
PARTS = (
    *(("exports", "items_20"), ("exports", "markets_9"), ("imports", "markets_9")),
    ("imports", "fuels"),
)
SHEET = 31  # letters that the name of a sheet may have


class Trade(Protocol):
    """What the modules below the panel need of it, see `helpers.loading.Panel`."""

    @property
    def month(self) -> pd.Period: ...  # noqa: D102
    @property
    def as_of(self) -> dt.date | None: ...  # noqa: D102
    @property
    def data_dir(self) -> Path: ...  # noqa: D102
    @property
    def worked_out(self) -> dict[Any, Any]: ...  # noqa: D102
    @property
    def status_label(self) -> str: ...  # noqa: D102
    @property
    def gaps(self) -> pd.DataFrame: ...  # noqa: D102
    def observation(self, flow: str, code: str, /) -> Any: ...  # noqa: D102
    def observations(  # noqa: D102
        self, flow: str, code: str, measure: str = ..., basis: str | None = ..., freq: str = ..., /
    ) -> pd.DataFrame: ...
    def arrays(  # noqa: D102
        self, flow: str, code: str, measure: str = ..., basis: str | None = ..., freq: str = ..., /
    ) -> Arrays: ...
    def vintage_arrays(  # noqa: D102
        self, flow: str, code: str, measure: str = ..., basis: str | None = ..., freq: str = ..., /
    ) -> Arrays: ...
    def all_vintages(  # noqa: D102
        self, flow: str, code: str, measure: str = ..., basis: str | None = ..., freq: str = ..., /
    ) -> pd.DataFrame: ...
    def flash(self, flow: str, days: int, measure: str = ..., /) -> pd.DataFrame: ...  # noqa: D102
    def series(self, flow: str, code: str, /) -> pd.Series: ...  # noqa: D102
    def wide(self, flow: str, by: str = ...) -> pd.DataFrame: ...  # noqa: D102
    def known(self) -> pd.DataFrame: ...  # noqa: D102
    def available(self) -> pd.DataFrame: ...  # noqa: D102
    def coverage_table(self) -> pd.DataFrame: ...  # noqa: D102


def kept(
    function: Callable[Concatenate[SomeTrade, Rest], Result],
) -> Callable[Concatenate[SomeTrade, Rest], Result]:
    """Keep what a function returns with the panel it is called on, and return it from then on.

    By the function, its other arguments and the language; gone with the panel.
    """
    given = signature(function)

    @wraps(function)
    def once(trade: SomeTrade, /, *args: Rest.args, **options: Rest.kwargs) -> Result:
        call = given.bind(trade, *args, **options)
        call.apply_defaults()
        key = (function, spoken(), *list(call.arguments.values())[1:])
        if key not in trade.worked_out:
            trade.worked_out[key] = function(trade, *args, **options)
        result: Result = trade.worked_out[key]
        return result

    return once


def frame(
    trade: Trade, flow: str, by: str | Sequence[str], measure: str, basis: str | None, freq: str
) -> pd.DataFrame:
    """Return several series one below the other, see `Panel.frame`."""
    parts = []
    for code in chosen(trade, by):
        checked(trade, flow, code, measure, basis)
        observations = trade.observations(flow, code, measure, basis, freq)
        index = pd.PeriodIndex(observations.index)
        parts.append(
            observations.assign(
                period=index,
                date=index.to_timestamp(),
                flow=flow,
                code=code,
                name=catalogue.name(code, data_dir=trade.data_dir),
            )[COLUMNS]
        )
    rows = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    rows.attrs = {
        "month": str(trade.month),
        "as_of": "" if trade.as_of is None else str(trade.as_of),
        "measure": measure,
        "unit": ", ".join(rows["unit"].unique()),
        "basis": {str(code): str(part["basis"].iloc[-1]) for code, part in rows.groupby("code")},
    }
    return rows


def wide(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a tidy frame with a column for each code, every period from first to last.

    Examples
    --------
    >>> from helpers.loading import load
    >>> wide(load("2023-12").frame("imports", by="fuels")).columns.tolist()
    ['crude_oil', 'gas', 'coal']
    """
    if rows.empty:
        return pd.DataFrame()
    table = rows.pivot(index="period", columns="code", values="value")
    index = pd.PeriodIndex(table.index)
    every = pd.period_range(index.min(), index.max(), freq=index.freq, name="period")
    order = list(dict.fromkeys(rows["code"]))
    table = table.reindex(every)[order].rename_axis(columns=None)
    table.attrs = rows.attrs
    return table


def chosen(trade: Trade, by: str | Sequence[str]) -> list[str]:
    """Return the codes of a group, of one code or of several.

    Raises
    ------
    UnknownNameError
        For a name that is neither a group nor a code, with the nearest right one.

    Examples
    --------
    >>> from helpers.loading import load
    >>> chosen(load("2023-12"), "fuels"), chosen(load("2023-12"), "usa")
    (['crude_oil', 'gas', 'coal'], ['usa'])
    """
    codes = catalogue.codes(trade.data_dir)
    if not isinstance(by, str):
        return [_known("code", code, codes) for code in by]
    if by in GROUPS or by in catalogue.groups(trade.data_dir):
        return catalogue.group(GROUPS.get(by, by), trade.data_dir)
    return [_known("by", by, [*GROUPS, *codes])]


def checked(trade: Trade, flow: str, code: str, measure: str, basis: str | None) -> None:
    """Raise an UnknownNameError where a name is none, with the nearest right one.

    Examples
    --------
    >>> from helpers.loading import load
    >>> checked(load("2023-12"), "export", "total", "value", None)
    Traceback (most recent call last):
    helpers.errors.UnknownNameError: unknown flow 'export'; did you mean 'exports'?
    """
    _known("flow", flow, FLOWS)
    _known("code", code, catalogue.codes(trade.data_dir))
    _known("measure", measure, catalogue.table("measures", trade.data_dir)["measure"])
    if basis is not None:
        _known("definition", basis, [*catalogue.bases(trade.data_dir), "printed"])


def search(trade: Trade, text: str) -> pd.DataFrame:
    """Return the codes whose name or code has a text in it, see `Panel.search`."""
    codes = catalogue.table("codes", trade.data_dir).set_index("code")
    names = codes[["name_en", "name_ko", "definition"]].assign(code=codes.index)
    hits = names.apply(lambda column: column.str.contains(text, case=False, regex=False))
    near: pd.DataFrame = codes.loc[
        hits.any(axis=1), ["breakdown", "name_en", "name_ko", "groups", "definition"]
    ]
    return near if len(near) else codes.loc[_nearest(codes, text)][list(near.columns)]


def coverage(trade: Trade) -> pd.DataFrame:
    """Return what is available of each series, see `Panel.coverage_table`."""
    rows = trade.available()
    rows = rows[rows["freq"].eq("M")]
    by = rows.groupby(["flow", "code", "measure", "basis"], sort=False)
    table: pd.DataFrame = by.agg(
        first=("ordinal", "min"),
        last=("ordinal", "max"),
        months=("ordinal", "nunique"),
        later=("later", "sum"),
    ).reset_index()
    table["missing"] = table["last"] - table["first"] + 1 - table["months"]
    for end in ("first", "last"):
        table[end] = pd.PeriodIndex.from_ordinals(table[end], freq="M")  # type: ignore[attr-defined]
    return table


def gaps(trade: Trade) -> pd.DataFrame:
    """Return which parts of the month are available, see `Panel.gaps`."""
    rows = []
    for flow, group in PARTS:
        observations = {
            code: trade.observation(flow, code) for code in catalogue.group(group, trade.data_dir)
        }
        absent = [code for code, observation in observations.items() if observation is None]
        late = [
            code for code, observation in observations.items() if observation and observation.later
        ]
        rows.append(
            (f"{flow}.{group}", len(observations) - len(absent), len(observations), absent, late)
        )
    return pd.DataFrame(rows, columns=["group", "available", "of", "absent", "late"])


def summary(trade: Trade) -> str:
    """Return what a panel has of its month, as HTML for a notebook."""
    rows = []
    for flow in ("exports", "imports"):
        observation = trade.observation(flow, "total")
        value = "not available" if observation is None else f"USD {observation.value:,.0f} million"
        rows.append((f"{flow}.total", value, ""))
    for group, available, of, absent, _ in trade.gaps.astype(object).to_numpy():
        missing = f"not available: {', '.join(absent)}" if absent else ""
        rows.append((group, f"{available} of {of}", missing))
    lines = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(some)}</td><td>{escape(absent)}</td></tr>"
        for name, some, absent in rows
    )
    known = "now" if trade.as_of is None else f"on {trade.as_of}"
    return (
        f"<p><strong>{escape(trade.status_label)}</strong> · as known {known}</p>"
        f"<table>{lines}</table>"
    )


def to_excel(trade: Trade, path: str | Path) -> Path:
    """Write the monthly values as a workbook, see `Panel.to_excel`."""
    groups = [("exports", "items"), *((flow, "countries") for flow in ("exports", "imports"))]
    sheets = {
        "totals": pd.concat(
            {flow: trade.series(flow, "total") for flow in ("exports", "imports", "balance")},
            axis=1,
        ),
        **{f"{flow} by {group}"[:SHEET]: trade.wide(flow, by=group) for flow, group in groups},
        "imports of energy": trade.wide("imports", by="energy"),
        "coverage": trade.coverage_table().set_index("flow"),
    }
    try:
        with pd.ExcelWriter(path, engine="openpyxl") as book:
            for name, table in sheets.items():
                plain = table.map(lambda cell: str(cell) if isinstance(cell, pd.Period) else cell)
                index = plain.index
                shown = index.astype(str) if isinstance(index, pd.PeriodIndex) else index
                plain.set_index(shown).to_excel(book, sheet_name=name)
    except ModuleNotFoundError as error:
        raise ExtraError("to_excel", str(error.name), "lab") from error
    return Path(path)


def to_parquet(trade: Trade, path: str | Path) -> Path:
    """Write every observation known as Parquet, see `Panel.to_parquet`."""
    try:
        trade.known().drop(columns=["ordinal"]).to_parquet(path, index=False)
    except ImportError as error:
        raise ExtraError("to_parquet", "pyarrow", "lab") from error
    return Path(path)


def _known(what: str, word: str, words: Sequence[str] | pd.Series) -> str:
    if word in set(words):
        return word
    raise UnknownNameError(what, word, list(dict.fromkeys(words)))


def _nearest(codes: pd.DataFrame, text: str) -> list[str]:
    names = {name.lower(): str(code) for code, name in codes["name_en"].items()}
    word = nearest(text.lower(), [*names, *codes.index])
    return [] if word is None else [names.get(word, word)]
