"""Questions to the lines held: sums by month, code and partner, through DuckDB."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from helpers.errors import DetailError, ExtraError, ParameterError
from helpers.micro.items import NO_SUM, OTHER, items_of, mapped, not_mapped, stretches
from helpers.micro.writing import FILE, FLOWS, folder_of
from helpers.months import parse_month, parse_months

if TYPE_CHECKING:  # DuckDB is an extra, and takes its time to import
    import duckdb

LEVELS = ("hs10", "hs6", "hs4", "hs2", "item")
PARTNER = "partner"
ALL = "total"  # the code of what is not split by code, and the partner of all partners
MEMORY = "512MB"  # what a question may take before it uses the disk
REVISIONS = ("2007-01", "2012-01", "2017-01", "2022-01")  # months from which HS codes changed
COLUMNS = ["month", "code", "partner", "value", "weight", "unit_value"]

Months = str | pd.Period | Iterable[str | pd.Period]


def micro(
    flow: str,
    months: Months,
    by: str | Sequence[str] = ("item",),
    codes: Iterable[str] = (),
    partners: Iterable[str] = (),
    data_dir: str | Path | None = None,
    memory: str = MEMORY,
) -> pd.DataFrame:
    """Sum the detail held by month, code and partner.

    Parameters
    ----------
    flow : str
        exports (FOB) or imports (CIF).
    months : str, pandas.Period, or several of them
        A month (2023-12), a range (2023-01..2023-12), or months one by one.
    by : str or sequence of str
        One level of code at most (hs10, hs6, hs4, hs2, or item, the ministry's items by HS
        headings, approximate), and partner; nothing of both gives the totals.
    codes : iterable of str
        Only these: HS codes or their beginnings of 2 to 10 digits, and items.
    partners : iterable of str
        Only these: codes of two capitals or digits, as the customs service writes them.
    data_dir : str or Path, optional
        The data folder instead of `data/`.
    memory : str
        What DuckDB may take before it works on the disk; the frame handed out comes on top.

    Returns
    -------
    pandas.DataFrame
        month (Period), code, partner (`total` where not asked for), value (USD million), weight
        (tonnes), unit_value (USD per kilogram: price, quality and mix together), in this order.
        A sum is NaN where one of its lines lacks the figure; a unit value also where nothing was
        weighed. No row: nothing was declared, or the month is not held. In `.attrs`: flow, units,
        `missing` (months asked and not held), `breaks` (months inside from which HS codes changed:
        finer levels than hs2 must not be joined over them), `quarantined` (lines left out for
        their codes), `retrieved` (first and last day), and for items `basis` and `not_mapped`.

    Raises
    ------
    ParameterError, MonthError
        When an argument is not allowed.
    DetailError
        When no detail of these months is held, DuckDB is not installed, a file cannot be read, or
        the memory does not suffice.

    Examples
    --------
    >>> micro("exports", "2023-12", by="chapter")
    Traceback (most recent call last):
    helpers.errors.ParameterError: parameter by = 'chapter': allowed are hs10, hs6, hs4, hs2, ...
    """
    level, split = _split(by)
    asked = asked_months(months)
    prefixes, items = _codes(codes, data_dir)
    places = _partners(partners)
    files = _files(flow, data_dir)
    needs_items = level == "item" or bool(items)
    with _duckdb(memory, flow) as db:
        info = _attributes(db, files, flow, asked)
        inside = _of_years(files, asked)
        lines = "read_parquet($files)"
        if needs_items:
            lines = _with_items(db, inside, asked, data_dir)
        chosen, given = _chosen(asked, prefixes, items, places)
        given |= {"names": _names(data_dir)} if needs_items else {}
        frame = db.execute(_query(lines, level, split, chosen), {"files": inside, **given}).df()
    frame["month"] = frame["month"].dt.to_period("M")
    frame = frame.astype({"code": "str", "partner": "str"})
    if needs_items:
        info |= {"basis": NO_SUM, "not_mapped": not_mapped(data_dir)}
    frame.attrs.update(info)
    return frame[COLUMNS]


def held(flow: str, data_dir: str | Path | None = None) -> pd.DataFrame:
    """List the months held of a flow.

    Returns
    -------
    pandas.DataFrame
        By month: lines, quarantined (lines set aside), retrieved (the last day).

    Raises
    ------
    ParameterError
        When the flow is neither exports nor imports.
    DetailError
        As `micro`.
    """
    files = _files(flow, data_dir)
    with _duckdb(MEMORY, flow) as db:
        return _held(db, files).drop(columns="first_retrieved")


def quarantined(flow: str, data_dir: str | Path | None = None) -> pd.DataFrame:
    """List the lines that no question reads, with what is wrong with their codes.

    Returns
    -------
    pandas.DataFrame
        month, hs10, partner (as they came), usd, kg, fault.

    Raises
    ------
    ParameterError, DetailError
        As `held`.
    """
    files = _files(flow, data_dir)
    query = """
        SELECT month, hs10, partner, usd, kg, fault FROM read_parquet($files)
        WHERE fault IS NOT NULL ORDER BY ALL"""
    with _duckdb(MEMORY, flow) as db:
        found = db.execute(query, {"files": files}).df()
    found["month"] = found["month"].dt.to_period("M")
    return found


def asked_months(months: Months) -> pd.PeriodIndex:
    """Give the months asked for, in order, each once.

    Examples
    --------
    >>> list(asked_months(["2024-01", "2023-11..2023-12"]).strftime("%Y-%m"))
    ['2023-11', '2023-12', '2024-01']
    """
    several = [months] if isinstance(months, str | pd.Period) else list(months)
    found: set[pd.Period] = set()
    for each in several:
        texts = [each] if isinstance(each, pd.Period) else parse_months(each)
        found.update(parse_month(text) for text in texts)
    if not found:
        raise ParameterError("months", ["a month, a range of months, or several"], "none")
    return pd.PeriodIndex(sorted(found), freq="M")


def breaks_between(months: pd.PeriodIndex) -> list[str]:
    """List the months, after the first and up to the last, from which HS codes changed.

    Examples
    --------
    >>> breaks_between(pd.period_range("2021-12", "2022-02", freq="M"))
    ['2022-01']
    """
    return [text for text in REVISIONS if months.min() < pd.Period(text, "M") <= months.max()]


def _split(by: str | Sequence[str]) -> tuple[str | None, bool]:
    wanted = [by] if isinstance(by, str) else list(by)
    for name in wanted:
        if name not in (*LEVELS, PARTNER):
            raise ParameterError("by", [*LEVELS, PARTNER], name)
    levels = [name for name in wanted if name != PARTNER]
    if len(levels) > 1 or len(set(wanted)) < len(wanted):
        raise ParameterError("by", [f"one of {', '.join(LEVELS)}", PARTNER], ", ".join(wanted))
    return (levels[0] if levels else None), PARTNER in wanted


def _codes(codes: Iterable[str], data_dir: str | Path | None) -> tuple[list[str], list[str]]:
    asked = [codes] if isinstance(codes, str) else list(codes)
    prefixes = [c for c in asked if c.isascii() and c.isdigit() and len(c) in range(2, 11, 2)]
    items = [c for c in asked if c not in prefixes]
    known = mapped(data_dir) if items else []
    for item in items:
        if item not in known:
            raise ParameterError("codes", ["HS digits (2, 4, 6, 8 or 10)", *known], item)
    return prefixes, items


def _partners(partners: Iterable[str]) -> list[str]:
    asked = [partners] if isinstance(partners, str) else list(partners)
    for each in asked:
        if not (len(each) == 2 and each.isascii() and each.isalnum() and each == each.upper()):
            raise ParameterError("partners", ["codes of two capitals or digits, as US"], each)
    return asked


def _files(flow: str, data_dir: str | Path | None) -> list[str]:
    if flow not in FLOWS:
        raise ParameterError("flow", FLOWS, flow)
    folder = folder_of(data_dir)
    found = sorted(str(path) for path in folder.glob(f"flow={flow}/year=*/{FILE}"))
    if not found:
        raise DetailError(flow, "none is held", BRING.format(folder=folder))
    return found


def _of_years(files: list[str], months: pd.PeriodIndex) -> list[str]:
    years = {f"year={month.year}" for month in months}
    return [path for path in files if Path(path).parent.name in years]


@contextmanager
def _duckdb(memory: str, flow: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in memory that fetches nothing and spills into a folder of its own."""
    try:
        import duckdb
    except ModuleNotFoundError as error:
        raise ExtraError("detail by item", "duckdb", "micro") from error
    with tempfile.TemporaryDirectory() as spill:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "temp_directory": spill,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        try:
            with duckdb.connect(":memory:", config=settings) as db:
                db.execute("SET enable_progress_bar = false")
                yield db
        except duckdb.OutOfMemoryException as error:
            raise DetailError(flow, f"{memory} of memory do not suffice", MORE) from error
        except duckdb.Error as error:
            raise DetailError(flow, f"cannot be read ({_first_line(error)})", REPAIR) from error


def _held(db: duckdb.DuckDBPyConnection, files: list[str]) -> pd.DataFrame:
    """Read from the foot of each file what its groups of rows hold: each is one month."""
    query = """
        SELECT any_value(stats_min_value) FILTER (path_in_schema = 'month')::DATE AS month,
            any_value(stats_max_value) FILTER (path_in_schema = 'month')::DATE AS last,
            any_value(num_values - stats_null_count) FILTER (path_in_schema = 'fault')
                AS quarantined,
            any_value(row_group_num_rows) - quarantined AS lines,
            any_value(stats_min_value) FILTER (path_in_schema = 'retrieved')::DATE
                AS first_retrieved,
            any_value(stats_max_value) FILTER (path_in_schema = 'retrieved')::DATE AS retrieved
        FROM parquet_metadata($files) GROUP BY file_name, row_group_id ORDER BY month"""
    found = db.execute(query, {"files": files}).df()
    if found.isna().any(axis=None) or (found["month"] != found.pop("last")).any():
        raise DetailError("a file", "was not written by helpers.micro.write", REPAIR)
    found.index = pd.PeriodIndex(found.pop("month"), freq="M", name="month")
    return found[["lines", "quarantined", "first_retrieved", "retrieved"]]


def _attributes(
    db: duckdb.DuckDBPyConnection, files: list[str], flow: str, asked: pd.PeriodIndex
) -> dict[str, Any]:
    """Say what the answer rests on.

    Raises
    ------
    DetailError
        When none of the months is held.
    """
    every = _held(db, files)
    inside = every[every.index.isin(asked)]
    if inside.empty:
        span = f"{every.index[0]} to {every.index[-1]}"
        problem = f"no month from {asked[0]} to {asked[-1]} is held, only months from {span}"
        raise DetailError(flow, problem, BRING.format(folder=Path(files[0]).parents[2]))
    return {
        "flow": flow,
        "units": {"value": "USD million", "weight": "tonnes", "unit_value": "USD per kilogram"},
        "missing": [str(month) for month in asked[~asked.isin(inside.index)]],
        "breaks": breaks_between(asked),
        "quarantined": int(inside["quarantined"].sum()),
        "retrieved": (
            f"{inside['first_retrieved'].min():%Y-%m-%d}",
            f"{inside['retrieved'].max():%Y-%m-%d}",
        ),
    }


def _with_items(
    db: duckdb.DuckDBPyConnection,
    files: list[str],
    asked: pd.PeriodIndex,
    data_dir: str | Path | None,
) -> str:
    """Make tables of the items of the codes that occur, and write where to read lines with items.

    One table for each stretch of months with the same headings, so that a code stands there once;
    items are numbers until they are summed.
    """
    query = "SELECT DISTINCT hs6 FROM read_parquet($files) WHERE fault IS NULL"
    number = {name: i for i, name in enumerate(_names(data_dir), 1)}
    codes = [f"{code:06}" for (code,) in db.execute(query, {"files": files}).fetchall()]
    parts = []
    for i, (first, last) in enumerate(stretches(asked[0], asked[-1], data_dir)):
        items = items_of(codes, first, data_dir)
        numbers = {"hs6": items.index.astype("int32"), "item": items.map(number)}
        db.register(f"mapping_{i}", pd.DataFrame(numbers).astype("int32"))
        db.execute(f"CREATE TEMP TABLE items_{i} AS SELECT * FROM mapping_{i}")
        span = f"month BETWEEN DATE '{first}-01' AND DATE '{last}-01'"
        parts.append(f"SELECT * FROM read_parquet($files) JOIN items_{i} USING (hs6) WHERE {span}")
    return f"({' UNION ALL '.join(parts)})"


def _names(data_dir: str | Path | None) -> list[str]:
    return [*mapped(data_dir), OTHER]


def _query(lines: str, level: str | None, split: bool, chosen: list[str]) -> str:
    """Write the question; what a person gave goes in as a parameter, never as text."""
    code, name = CODE[level]
    return f"""
        SELECT month, {name} AS code, place AS partner,
            usd / 1e6 AS value, kg / 1e3 AS weight, usd / nullif(kg, 0) AS unit_value
        FROM (
            SELECT month, {code} AS code, {"partner" if split else f"'{ALL}'"} AS place,
                CASE WHEN count(usd) = count(*) THEN sum(usd) END AS usd,
                CASE WHEN count(kg) = count(*) THEN sum(kg) END AS kg
            FROM {lines}
            WHERE fault IS NULL AND month BETWEEN $first AND $last
                {"".join(f" AND {each}" for each in chosen)}
            GROUP BY ALL
        ) ORDER BY month, code, partner"""


def _chosen(
    asked: pd.PeriodIndex, prefixes: list[str], items: list[str], places: list[str]
) -> tuple[list[str], dict[str, Any]]:
    """Give the conditions of a question and their parameters."""
    days = [month.to_timestamp().date() for month in asked]
    chosen: list[str] = []
    given: dict[str, Any] = {"first": days[0], "last": days[-1]}
    if len(asked) <= (asked[-1] - asked[0]).n:
        chosen.append("month IN (SELECT unnest($months))")
        given["months"] = days
    of_codes = []
    if prefixes:
        of_codes.append("list_bool_or([starts_with(hs10, p) FOR p IN $prefixes])")
        given["prefixes"] = prefixes
    if items:
        of_codes.append("list_extract($names, item) IN (SELECT unnest($items))")
        given["items"] = items
    if of_codes:
        chosen.append(f"({' OR '.join(of_codes)})")
    if places:
        chosen.append("partner IN (SELECT unnest($partners))")
        given["partners"] = places
    return chosen, given


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


# How a level is grouped, and how the groups are written: codes are texts of fixed length.
CODE = {
    None: (f"'{ALL}'", "code"),
    "item": ("item", "list_extract($names, code)"),
    "hs10": ("hs10", "code"),
    "hs6": ("hs6", "printf('%06d', code)"),
    "hs4": ("hs6 // 100", "printf('%04d', code)"),
    "hs2": ("hs6 // 10000", "printf('%02d', code)"),
}
BRING = (
    "bring it in with helpers.micro.write(lines): the lines are the answers of the customs "
    "service for items by country (nitemtrade), read with helpers.micro.read_answers, and go to "
    "{folder}"
)
MORE = "give more (memory='2GB'), ask for fewer months or a coarser level"
REPAIR = "remove the file that is named and write its year again"
