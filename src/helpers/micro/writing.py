"""Lines by month into Parquet: one file a flow and year, replaced whole or not at all."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.errors import DataError, DetailError, Problem
from helpers.micro.rows import LINE, checked
from helpers.places import find_data_dir

FOLDER = "micro"
FLOWS = {"exports": ("export_usd", "export_kg"), "imports": ("import_usd", "import_kg")}
FILE = "rows.parquet"
COLUMNS = [*LINE, "usd", "kg", "fault", "retrieved"]
SHORT = "hs6"  # the first six digits as a number: groups and joins on it take half the time
LEAST = 0.5  # a month that comes back with fewer of its lines is taken for a part of one


@dataclass(frozen=True)
class Written:
    """What became of lines that were written."""

    files: list[Path]
    months: list[str]
    lines: int  # by flow: a line with exports and imports counts twice
    quarantined: int  # of these, set aside for their codes


def folder_of(data_dir: str | Path | None = None) -> Path:
    """Give the folder of the detail, whether it is there or not."""
    return find_data_dir(data_dir) / FOLDER


def file_of(folder: Path, flow: str, year: int) -> Path:
    """Give the file of a flow and year; `flow=` and `year=` are read as columns (hive layout)."""
    return folder / f"flow={flow}" / f"year={year}" / FILE


def write(
    lines: pd.DataFrame,
    data_dir: str | Path | None = None,
    retrieved: dt.date | None = None,
    fewer: bool = False,
) -> Written:
    """Write lines by month into `data/micro/`; the months given replace those held.

    Hand over whole months: all items and countries of each. The file of a flow and year is made
    anew beside the old one, with the months that were not given carried over, and takes its place
    in one rename; all files are finished before the first is put in place. A flow of a line with
    neither dollars nor kilograms is not written. A line whose HS code is not of ten digits, or
    whose country is not a code of two, is quarantined: it is kept in the file with its fault, is
    counted, and no question reads it. Nothing is padded or guessed.

    Parameters
    ----------
    lines : pandas.DataFrame
        month (YYYY-MM or pandas.Period), hs10 (text), partner, export_usd, export_kg, import_usd,
        import_kg, as `read_answers` gives them; a missing figure is kept as missing.
    data_dir : str or Path, optional
        The data folder instead of `data/`.
    retrieved : datetime.date, optional
        The day of the retrieval, kept with each line; today if left out.
    fewer : bool
        Take a month with less than half of the lines it has now; else it is refused.

    Returns
    -------
    Written

    Raises
    ------
    DataError
        When the lines are faulty, or a month lost more than half of its lines; nothing is written.
    DetailError
        When the folder cannot be written or another run is writing; the old files stand.

    Examples
    --------
    >>> import tempfile
    >>> from helpers.micro.rows import FIGURES
    >>> good, bad = ("8542321010", "US", 9, 2, 3, 1), ("854232", "US", 9, 1, 0, 0)
    >>> made_up = pd.DataFrame([("2023-12", *good), ("2023-12", *bad)], columns=[*LINE, *FIGURES])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for needed in ("observations", "catalogue"):
    ...         (Path(folder) / needed).mkdir()
    ...     written = write(made_up, folder)
    >>> written.months, written.lines, written.quarantined
    (['2023-12'], 3, 1)
    """
    folder = folder_of(data_dir)
    found = checked(lines)
    if found.empty:
        raise DataError([Problem("lines to write", None, None, "no line", "at least one")])
    found["retrieved"] = pd.Timestamp(retrieved or dt.date.today())
    months = found["month"].drop_duplicates().sort_values()
    with _locked(folder):
        made: dict[Path, pd.DataFrame] = {}
        for flow in FLOWS:
            new = _of_flow(found, flow)
            for year in months.dt.year.unique().tolist():
                path = file_of(folder, flow, year)
                made[path] = _joined(path, new[new["month"].dt.year == year], months, flow, fewer)
        finished = [path for path, rows in made.items() if len(rows) or path.exists()]
        _replace({path: made[path] for path in finished})
    written = [_of_flow(found, flow) for flow in FLOWS]
    return Written(
        finished,
        [str(month) for month in months.dt.to_period("M")],
        sum(map(len, written)),
        sum(int(rows["fault"].notna().sum()) for rows in written),
    )


def _of_flow(lines: pd.DataFrame, flow: str) -> pd.DataFrame:
    """Keep the lines of a flow: nothing declared is no line, a missing figure is one."""
    usd, kg = FLOWS[flow]
    none = ((lines[usd] == 0) & (lines[kg] == 0)).fillna(False)
    return lines[~none].rename(columns={usd: "usd", kg: "kg"})[COLUMNS]


def _joined(
    path: Path, new: pd.DataFrame, months: pd.Series, flow: str, fewer: bool
) -> pd.DataFrame:
    """Put new months in the place of those held, and keep the others."""
    if path.exists():
        old = _read(path)
        replaced = old["month"].isin(months)
        if not fewer:
            _refuse_parts(old.loc[replaced, "month"], new["month"], flow)
        new = pd.concat([old[~replaced], new], ignore_index=True) if not replaced.all() else new
    return new.sort_values(LINE, ignore_index=True)


def _refuse_parts(held: pd.Series, given: pd.Series, flow: str) -> None:
    before = held.value_counts()
    now = given.value_counts().reindex(before.index).fillna(0)
    lost = before.index[now < LEAST * before].sort_values()
    if len(lost):
        allowed = "whole months, or fewer=True where so many lines are gone"
        raise DataError(
            [
                Problem(
                    f"{flow} of {month:%Y-%m}",
                    None,
                    None,
                    f"{int(now[month])} lines where {before[month]} are held",
                    allowed,
                )
                for month in lost
            ]
        )


def _read(path: Path) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(path).read(COLUMNS)
    except (OSError, pa.ArrowException, KeyError) as error:
        raise DetailError(
            f"{path.parent.parent.name} {path.parent.name}",
            f"its file cannot be read ({error})",
            "remove the file and write the whole year again",
        ) from error
    whole = {pa.int64(): pd.Int64Dtype()}
    held = table.to_pandas(date_as_object=False, types_mapper=whole.get)
    dates = {"month": "datetime64[s]", "retrieved": "datetime64[s]"}
    return pd.DataFrame(held.astype({**dict.fromkeys(CODES, "str"), **dates}))


def _replace(made: dict[Path, pd.DataFrame]) -> None:
    """Finish every file beside the one it replaces, then put them in place one by one."""
    try:
        for path, rows in made.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            _make(_making(path), rows)
        for path in made:
            _making(path).replace(path)
            _sync(path.parent)
    except OSError as error:
        raise _unwritable(path.parent, error) from error
    finally:
        for path in made:
            _making(path).unlink(missing_ok=True)


def _make(path: Path, rows: pd.DataFrame) -> None:
    """Write a file with one group of rows a month, so that a question skips the other months."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    code = pa.dictionary(pa.int32(), pa.string())
    types = [pa.date32(), code, code, pa.int64(), pa.int64(), code, pa.date32(), pa.int32()]
    schema = pa.schema(list(zip([*COLUMNS, SHORT], types, strict=True)))
    with path.open("wb") as handle:
        with pq.ParquetWriter(handle, schema, **LAYOUT) as writer:
            for _, month in rows.groupby("month", sort=True):
                writer.write_table(_table(month, schema), row_group_size=len(month))
        handle.flush()
        os.fsync(handle.fileno())


def _table(rows: pd.DataFrame, schema: Any) -> Any:
    import pyarrow as pa

    arrays = []
    short = pd.to_numeric(rows["hs10"].where(rows["fault"].isna()).str[:6]).astype("Int32")
    rows = rows.assign(**{SHORT: short})
    for name in schema.names:
        column = rows[name].astype("category") if name in CODES else rows[name]
        arrays.append(pa.array(column, from_pandas=True).cast(schema.field(name).type))
    return pa.Table.from_arrays(arrays, schema=schema)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other writers out; readers need no lock, as files are replaced whole."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("w")
    except OSError as error:
        raise _unwritable(folder, error) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DetailError(
                str(folder), "another run is writing", "wait for it to end"
            ) from error
        yield


def _making(path: Path) -> Path:
    return path.with_name(f".{path.name}.making")


def _sync(folder: Path) -> None:
    """Have the rename itself on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unwritable(folder: Path, error: OSError) -> DetailError:
    problem = f"cannot be written ({(error.strerror or str(error)).lower()})"
    return DetailError(str(folder), problem, "the files held stand as they were")


CODES = ("hs10", "partner", "fault")
# Figures hardly repeat: as differences they are read in half the time that a dictionary takes.
LAYOUT = {
    "compression": "zstd",
    "use_dictionary": [*LINE, "fault", "retrieved", SHORT],
    "column_encoding": {"usd": "DELTA_BINARY_PACKED", "kg": "DELTA_BINARY_PACKED"},
}
