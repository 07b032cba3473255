"""The store: one tidy table of observations, its schema, its vintages.

`data/observations/*.csv` hold the observations as text and are only ever appended to. `read`
checks every row and returns one typed table; the checked table is cached in `data/cache/` under
the hash of its sources, so that each state of the data is checked once.
"""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from helpers import catalogue, places
from helpers.errors import DataError, Problem
from helpers.scratch import write_whole

COLUMNS = (
    "period", "flow", "breakdown", "code", "measure", "value",
    "unit", "basis", "status", "published", "source", "note",
)  # fmt: skip
FLOWS = ("exports", "imports", "balance", "none")
STATUSES = ("flash", "preliminary", "confirmed", "final", "forecast", "unknown")
SERIES = ["flow", "breakdown", "code", "measure", "basis"]
KEY = [*SERIES, "period", "status", "published", "source"]
YEAR = r"(?:19|20)[0-9]{2}"
DATE = rf"{YEAR}-[0-9]{{2}}-[0-9]{{2}}"
PERIOD = rf"{YEAR}(?:-Q[1-4]|-(?:0[1-9]|1[0-2])(?:-D10|-D20)?)?|{DATE}"
NUMBER = r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?"
LINE = r"[^\x00-\x1f\x7f]*"  # text that stays on its line
# what a note says of the digits: "reported to USD 10 million", "rounded to 0.1bn", "whole pct"
STATED_PRECISION = (
    r"(?:rounded|reported|printed) to (?:(?:USD )?(?P<number>\d+(?:\.\d+)?) ?(?:USD )?"
    r"(?P<unit>million|m|bn)\b|(?P<whole>whole (?:points|pct)))"
)
FORMAT = "9"  # of the cached table; raise it when `_typed` changes
TEXTS = " texts"  # the different texts of a column, in the cached table


def read(data_dir: str | Path | None = None) -> pd.DataFrame:
    """Read and check the whole store.

    Returns
    -------
    pandas.DataFrame
        One row an observation, with the columns of `COLUMNS`, `value` a float, plus `freq`
        (Y, Q, M, D10, D20 or D), `ordinal` (the number of the period within its frequency),
        `precision` (the unit of the last digit printed), `newer` and `digest` (a hash of the row).
        Rows of one observation are in the order of publication; `newer` is False where a
        later row only repeats the one before in coarser digits and so adds no vintage. For quick
        selection there are `series` and `figure` (numbers), `ends` and `date` (the last day of the
        period and the day of publication, as days since 1970) and `forecast`.

    Raises
    ------
    DataError
        With file, row, column, value and what is allowed, for every fault.

    Examples
    --------
    >>> store = read()
    >>> first = store[store["period"].eq("2023-12") & store["published"].eq("2024-01-01")]
    >>> first.loc[first["code"].eq("usa") & first["measure"].eq("value"), "value"].tolist()
    [11290.0]
    """
    folder = places.find_data_dir(data_dir)
    return checked(folder, content_hash(folder))


def content_hash(data_dir: str | Path | None = None) -> str:
    """Return the SHA-256 of every file of observations, catalogue and claims, names included.

    Examples
    --------
    >>> len(content_hash())
    64
    """
    folder = places.find_data_dir(data_dir)
    return places.hash_of(places.data_files(folder), folder)


def problems(rows: pd.DataFrame, data_dir: str | Path | None = None) -> list[Problem]:
    """List every fault in rows of text, before they become observations.

    Parameters
    ----------
    rows : pandas.DataFrame
        The columns of `COLUMNS` as text, plus `file` and `row` (its line in the file).
    data_dir : str or Path, optional
        Folder of the catalogue with the codes, bases, measures and units.

    Returns
    -------
    list of Problem
        Empty when the rows are good.
    """
    return _column_faults(rows, data_dir) or [
        *_measure_faults(rows, data_dir),
        *_repeated(rows),
    ]


def beside_held(rows: pd.DataFrame, data_dir: str | Path | None = None) -> pd.DataFrame:
    """Put good rows among the available vintages of the same observations.

    Parameters
    ----------
    rows : pandas.DataFrame
        The columns of `COLUMNS` as text, without faults; further columns come along.
    data_dir : str or Path, optional
        The data folder.

    Returns
    -------
    pandas.DataFrame
        The rows and the available vintages of their observations, those of one in the order in
        which they became known; as `read` gives them up to `newer`. `held` is True for rows of the
        store, `at` is the place of the others in `rows`.

    Examples
    --------
    >>> december = read().query("code == 'total' and flow == 'exports' and period == '2023-12'")
    >>> row = december[december["measure"].eq("value")].tail(1)[list(COLUMNS)]
    >>> row = row.assign(value="57573.2", published="2030-01-15").astype(str)
    >>> beside_held(row).tail(1)[["value", "newer", "held"]].values.tolist()
    [[57573.2, False, False]]
    """
    folder = places.find_data_dir(data_dir)
    store = checked(folder, content_hash(folder))
    given = _parsed(rows.reset_index(drop=True)).assign(held=False, at=range(len(rows)))
    same = pd.MultiIndex.from_frame(store[[*SERIES, "period"]]).isin(
        pd.MultiIndex.from_frame(given[[*SERIES, "period"]])
    )
    vintages = store.loc[same, [*COLUMNS, "precision", "freq", "ordinal"]].assign(held=True, at=-1)
    return _ordered(pd.concat([vintages, given], ignore_index=True))


def with_rows(rows: pd.DataFrame, data_dir: str | Path | None = None) -> pd.DataFrame:
    """Return the whole store with good rows in their places, as `read` gives it up to `newer`.

    Examples
    --------
    >>> row = read().tail(1)[list(COLUMNS)].assign(published="2030-01-01", value="1.25")
    >>> len(with_rows(row.astype(str))) - len(read())
    1
    """
    folder = places.find_data_dir(data_dir)
    store = checked(folder, content_hash(folder))[[*COLUMNS, "precision", "freq", "ordinal"]]
    return _ordered(pd.concat([store, _parsed(rows[list(COLUMNS)])], ignore_index=True))


def with_periods(rows: pd.DataFrame) -> pd.DataFrame:
    """Add to rows `freq`, `ordinal` and `ends` of their periods, as `read` gives them.

    Examples
    --------
    >>> with_periods(pd.DataFrame({"period": ["2023-12", "2023-12-D10"]}))["freq"].tolist()
    ['M', 'D10']
    """
    freq, ordinal = (rows["period"].map(of) for of in (_freq, _ordinal))
    ends = _ends(freq, ordinal.astype("int64"))
    return rows.assign(freq=freq, ordinal=ordinal.astype("int64"), ends=ends)


@lru_cache(maxsize=4)
def checked(folder: Path, content: str) -> pd.DataFrame:
    """Return the store of a folder whose content has this hash, checked and typed."""
    cached = places.cache_dir(folder) / f"observations-{FORMAT}-{content[:32]}.npz"
    if cached.exists():
        return _kept(cached)
    rows = _rows(folder)
    faults = problems(rows, folder)
    if faults:
        raise DataError(faults)
    store = _typed(rows)
    _keep(store, cached)
    return store


def _files(folder: Path) -> list[Path]:
    return sorted((folder / "observations").glob("*.csv"))


def _rows(folder: Path) -> pd.DataFrame:
    parts = []
    for path in _files(folder):
        label = f"observations/{path.name}"
        try:
            part = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
        except (OSError, ValueError) as error:
            raise DataError([Problem(label, None, None, str(error), "a CSV in UTF-8")]) from error
        if tuple(part.columns) != COLUMNS:
            odd = sorted(set(part.columns) ^ set(COLUMNS)) or list(part.columns)
            raise DataError([Problem(label, 1, "columns", ",".join(odd), ",".join(COLUMNS))])
        parts.append(part.assign(file=label, row=range(2, len(part) + 2)))
    if not parts:
        raise DataError([Problem("observations", None, None, "no file", "at least one CSV")])
    return pd.concat(parts, ignore_index=True)


def _column_faults(rows: pd.DataFrame, data_dir: str | Path | None) -> list[Problem]:
    import pandera.pandas as pa  # imports slowly, and only a changed store needs it

    codes = catalogue.table("codes", data_dir)
    one_of = {
        "flow": FLOWS,
        "breakdown": sorted(set(codes["breakdown"])),
        "code": list(codes["code"]),
        "measure": sorted(set(catalogue.table("measures", data_dir)["measure"])),
        "basis": list(catalogue.table("bases", data_dir)["basis"]),
        "status": STATUSES,
    }
    pattern = {
        "value": NUMBER,
        "source": rf"(?=\S){LINE}",
        "unit": rf"(?=.){LINE}",
        "note": LINE,
    }
    allowed = {
        **{column: _listed(values) for column, values in one_of.items()},
        "period": "YYYY, YYYY-Qn, YYYY-MM, YYYY-MM-D10, YYYY-MM-D20 or YYYY-MM-DD",
        "value": "a plain decimal number such as 57660 or -17.6",
        "published": "a date YYYY-MM-DD",
        "source": "where the number was read",
        "unit": "a unit",
        "note": "one line of text",
    }
    columns = {
        **{c: pa.Column(str, pa.Check.isin(list(v))) for c, v in one_of.items()},
        **{c: pa.Column(str, pa.Check.str_matches(rf"(?:{p})\Z")) for c, p in pattern.items()},
        "period": pa.Column(str, pa.Check(_is_period)),
        "published": pa.Column(str, pa.Check(_is_date)),
    }
    try:
        pa.DataFrameSchema(columns).validate(rows[list(COLUMNS)], lazy=True)
    except pa.errors.SchemaErrors as faults:
        cases = faults.failure_cases.dropna(subset=["index"]).sort_values("index", kind="stable")
        return [
            _fault(rows, index, column, allowed[column])
            for index, column in zip(cases["index"], cases["column"], strict=True)
        ]
    return []


def _is_period(text: pd.Series) -> pd.Series:
    """Return which texts name a period; one of the form of a day must be a day of the calendar."""
    return text.str.fullmatch(PERIOD) & (text.str.fullmatch(DATE).eq(False) | _is_date(text))


def _is_date(text: pd.Series) -> pd.Series:
    read = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    return text.str.fullmatch(DATE) & read.notna()


def _fault(rows: Any, index: Any, column: str, allowed: str) -> Problem:
    row = rows.loc[index]
    return Problem(row["file"], int(row["row"]), column, row[column], allowed)


def _listed(values: Sequence[str]) -> str:
    return ", ".join(values) if len(values) <= 12 else f"one of {len(values)} in the catalogue"


def _measure_faults(rows: pd.DataFrame, data_dir: str | Path | None) -> list[Problem]:
    """Find codes of another breakdown, wrong units and values out of range."""
    codes, measures = catalogue.table("codes", data_dir), catalogue.table("measures", data_dir)
    kind = rows["code"].map(codes.set_index("code")["breakdown"])
    # a part of an item, or an item by country, may be under "other"
    strange = kind.ne(rows["breakdown"]) & ~(kind.eq("item") & rows["breakdown"].eq("other"))
    faults = [_fault(rows, i, "breakdown", str(kind[i])) for i in rows.index[strange]]
    keys = ["breakdown", "flow", "measure"]
    units = measures.groupby(keys)["unit"].agg(tuple)
    limits: Any = measures.set_index([*keys, "unit"])
    value = rows["value"].astype(float)
    months = rows["period"].map(_months)
    cells: dict[Any, Any] = dict(rows.groupby([*keys, "unit"], sort=False).indices)
    for cell, part in cells.items():
        if cell not in limits.index:
            known = units.get(cell[:3])
            column, allowed = ("unit", ", ".join(known)) if known else ("measure", NO_MEASURE)
            faults += [_fault(rows, i, column, allowed) for i in rows.index[part]]
            continue
        limit = limits.loc[cell]
        monthly = limit["sums"] == "yes"
        low, high = float(limit["low"]), float(limit["high"])
        times = months.iloc[part] if monthly else pd.Series(1, index=rows.index[part])
        out = ~value.iloc[part].between(low * times, high * times)
        allowed = f"{low:g} to {high:g} {cell[3]}{' a month' if monthly else ''}"
        faults += [_fault(rows, i, "value", allowed) for i in out.index[out]]
    return faults


def _repeated(rows: pd.DataFrame) -> list[Problem]:
    again = rows.assign(figure=rows["flow"] + "." + rows["code"] + " " + rows["measure"])
    return [_fault(again, i, "figure", ONCE) for i in rows.index[rows.duplicated(KEY)]]


def _months(period: str) -> int:
    return 12 if len(period) == 4 else 3 if "Q" in period else 1


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    store = _ordered(_parsed(rows[list(COLUMNS)]))
    store["digest"] = _digest(store)
    store["series"] = store.groupby([*SERIES[:1], *SERIES[2:], "freq"], sort=False).ngroup()
    store["figure"] = store.groupby([*SERIES, "period"], sort=False).ngroup()
    store["ends"] = _ends(store["freq"], store["ordinal"])
    store["date"] = (
        pd.to_datetime(store["published"]).to_numpy().astype("datetime64[D]").astype(int)
    )
    store["forecast"] = store["status"].eq("forecast")
    return store


def _parsed(rows: pd.DataFrame) -> pd.DataFrame:
    """Turn values into numbers, with their precision and period."""
    store = rows.copy()
    store["precision"] = _precision(store["value"], store["note"], store["unit"])
    store["value"] = store["value"].astype(float)
    store["freq"] = store["period"].map(_freq)
    store["ordinal"] = store["period"].map(_ordinal)
    return store


def _ordered(store: pd.DataFrame) -> pd.DataFrame:
    """Sort the rows of an observation as they became known, and mark those that count."""
    store = store.copy()
    order = {"unknown": 0, "forecast": 1, "flash": 1, "preliminary": 2, "confirmed": 3, "final": 4}
    store["dated"] = store["status"].ne("unknown")
    store["rank"] = store["status"].map(order)
    store = store.sort_values(
        [*SERIES, "freq", "ordinal", "dated", "published", "rank", "precision", "source"],
        ascending=[True] * 9 + [True, False, True],
        kind="stable",
        ignore_index=True,
    )
    store["newer"] = _newer(store)
    return store.drop(columns=["dated", "rank"])


def _precision(value: pd.Series, note: pd.Series, unit: pd.Series) -> pd.Series:
    """Return the unit of the last digit printed: from the note where it says so, else the text.

    Zeros at the end of an amount may be rounding; those of a rate of 20 per cent are not.
    """
    parts = note.str.extract(STATED_PRECISION)
    million = parts["unit"].map({"million": 1, "m": 1, "bn": 1000}).astype(float)
    stated = parts["number"].astype(float) * million
    stated = stated.where(parts["whole"].isna(), 1.0)
    decimals = value.str.extract(r"\.(\d+)$")[0].str.len()
    zeros = value.str.extract(r"(0*)$")[0].str.len().clip(upper=2).mask(unit.eq("pct"), 0)
    digits = 10.0 ** zeros.where(decimals.isna(), -decimals)
    return stated.where(stated.notna(), digits)


def _newer(store: pd.DataFrame) -> pd.Series:
    """Return which rows change what was known; those of one observation are together, oldest first.

    An undated row comes before the dated ones without having been known before them, so the first
    dated one is news even where it repeats it.
    """
    dated = store["dated"].to_numpy()
    figure = store.groupby([*SERIES, "period"], sort=False).ngroup().to_numpy()
    value, precision = store["value"].to_numpy(), store["precision"].to_numpy()
    newer = [True] * len(store)
    for i in range(1, len(store)):
        if figure[i] == figure[i - 1]:
            last = i - 1
            while not newer[last]:
                last -= 1
            repeats = abs(value[i] - value[last]) <= precision[i] / 2 + 1e-9
            known = dated[last] or not dated[i]
            newer[i] = not (known and repeats and precision[i] >= precision[last])
    return pd.Series(newer, index=store.index)


def _ends(freq: pd.Series, ordinal: pd.Series) -> Any:
    """Return the last day of each period as days since 1970."""
    months = {"M": 1, "Q": 3, "Y": 12, "D10": 1, "D20": 1, "D": 1}
    length = freq.map(months).to_numpy()
    number = ordinal.to_numpy()
    days = freq.map({"D10": 10, "D20": 20}).to_numpy(dtype=float)
    start, after = (
        (at * length).astype("datetime64[M]").astype("datetime64[D]").astype(int)
        for at in (number, number + 1)
    )
    ends = np.where(np.isnan(days), after - 1, start + np.nan_to_num(days).astype(int) - 1)
    return np.where(freq.eq("D").to_numpy(), number, ends)


def _digest(store: pd.DataFrame) -> list[int]:
    """Hash every row with all that is derived from it."""
    texts = store.astype(str).agg("\0".join, axis=1)
    hashes = (hashlib.blake2b(text.encode(), digest_size=8).digest() for text in texts)
    return [int.from_bytes(digest, "little", signed=True) for digest in hashes]


def _freq(period: str) -> str:
    tail = period[5:]
    if not tail:
        return "Y"
    if tail[0] == "Q":
        return "Q"
    return "M" if len(tail) == 2 else tail[3:] if tail[3] == "D" else "D"


def _ordinal(period: str) -> int:
    freq = _freq(period)
    if freq == "D":
        return pd.Period(period, "D").ordinal
    return pd.Period(period[:7], "M" if freq in ("D10", "D20") else freq).ordinal


def _keep(store: pd.DataFrame, cached: Path) -> None:
    """Write the checked table to the cache; a folder that cannot be written costs only time.

    A column of texts is kept as its different texts and their numbers, the others as they are.
    """
    arrays: dict[str, Any] = {}
    for name, column in store.items():
        if column.dtype == "str":
            codes, texts = pd.factorize(column)
            arrays |= {f"{name}{TEXTS}": np.array(texts, dtype="U"), str(name): codes}
        else:
            arrays[str(name)] = column.to_numpy()
    try:
        np.savez(content := io.BytesIO(), **arrays)
        write_whole(cached, content.getvalue())
    except OSError as error:
        log.info("the checked store is not kept: %s", error)


def _kept(cached: Path) -> pd.DataFrame:
    with np.load(cached) as archive:
        arrays = {name: archive[name] for name in archive.files}
    texts = {
        name.removesuffix(TEXTS): pd.Series(arrays.pop(name).astype(object), dtype="str")
        for name in [name for name in arrays if name.endswith(TEXTS)]
    }
    columns = {
        name: texts[name].array.take(values) if name in texts else values
        for name, values in arrays.items()
    }
    return pd.DataFrame(columns)


log = logging.getLogger(__name__)

NO_MEASURE = "a measure that catalogue/measures.csv lists for this breakdown and flow"
ONCE = "one row for an observation, status, date and source"
