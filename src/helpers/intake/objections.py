"""What speaks against taking figures in: each objection with its numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from helpers import observations
from helpers.checks import reconcile
from helpers.errors import AsOfError, CoverageError, IntakeError
from helpers.intake.candidate import candidate
from helpers.intake.difference import CONTRARY, RATES, REVISED, Difference
from helpers.loading import Panel, load
from helpers.places import find_data_dir

KINDS = (  # each wider than the one before, for where that was hardly ever revised
    ["freq", "flow", "breakdown", "measure", "basis"],
    ["freq", "breakdown", "measure"],
    ["breakdown", "measure"],
)
SERIES = ["flow", "breakdown", "code", "measure", "freq"]
FEW = 6  # revisions below which a kind says nothing about their size
UNBROKEN = 12  # months without a gap that make a series one in which a gap is news
HABIT = 2  # periods held on a basis before another one is a change
SAME_AGAIN = 3  # values as of the month before that are no coincidence


class Objection(NamedTuple):
    """One thing that speaks against figures; a person may accept some of them with a reason."""

    name: str
    detail: str
    acceptable: bool = True

    def __str__(self) -> str:
        return f"{self.name}: {self.detail}"


def objections(
    difference: Difference, data_dir: str | Path | None = None, today: dt.date | None = None
) -> list[Objection]:
    """Say what speaks against taking the new and revised rows of a difference in.

    - a revision larger than any held of its kind: frequency, flow, breakdown, measure and basis;
      where fewer than six of those are held, of a wider kind. In per cent of the vintage before;
      for rates and balances in their own unit. What the rounding of both figures may explain is
      no revision;
    - a part above its total, and every check of `helpers.checks.reconcile` that the store passes
      without the rows and fails with them: sums, balances, printed rates, working days;
    - a month left out between the months held and a new one, in a series that had no gap in its
      last twelve months;
    - a basis or unit other than that of the newest period of the series in the same status, of
      which two periods at least are held;
    - the values of the month before under the name of the next;
    - never to be accepted: a figure dated before its period ended or after today, and one that
      contradicts what its own source is held to have said on the same day.

    Parameters
    ----------
    difference : Difference
        From `compare`.
    data_dir : str or Path, optional
        The data folder it was compared with.
    today : datetime.date, optional
        The day in Korea; left out: no date is too late.

    Returns
    -------
    list of Objection
        Empty when nothing does.
    """
    folder = find_data_dir(data_dir)
    store = observations.read(folder)
    added = difference.added
    return [
        *_contrary(difference),
        *_dates(added, today),
        *_sizes(difference, store),
        *_gaps(added, store),
        *_bases(added, store),
        *_same_again(added, store),
        *_sums(added, folder),
    ]


def require(found: list[Objection], reason: str = "") -> None:
    """Refuse figures that objections speak against, unless a reason accepts them all.

    Raises
    ------
    IntakeError
        With the objections that stand.
    """
    final = [each for each in found if not each.acceptable]
    if final or (found and not reason.strip()):
        raise IntakeError([str(each) for each in found], not final)


def _contrary(difference: Difference) -> Iterator[Objection]:
    for row in _rows(difference.of(CONTRARY)):
        said = f"{_figure(row)} is held of {row.published} from the same source with another value"
        yield Objection("The source contradicts itself", f"{said} than {row.value}", False)


def _dates(added: pd.DataFrame, today: dt.date | None) -> Iterator[Objection]:
    name = "A date that cannot be"
    parsed = observations.with_periods(added)
    ends = (np.datetime64("1970-01-01") + parsed["ends"].to_numpy()).astype(str)
    for row, end in zip(_rows(added), ends, strict=True):
        ahead = (
            row.status == "forecast" or row.measure == "working_days" or row.breakdown == "macro"
        )
        if row.published < end and not ahead:
            yield Objection(name, f"{_figure(row)} is dated {row.published}, before {end}", False)
        if today is not None and row.published > str(today):
            yield Objection(name, f"{_figure(row)} is dated {row.published}, in the future", False)


def _sizes(difference: Difference, store: pd.DataFrame) -> Iterator[Objection]:
    revised = observations.with_periods(difference.of(REVISED))
    if revised.empty:
        return
    seen = _seen(store)
    for row in _rows(revised):
        absolute = row.unit in RATES or row.flow == "balance"
        beyond = max(abs(row.revision) - row.rounding, 0.0)
        size = beyond if absolute else 100 * beyond / abs(row.before) if row.before else np.inf
        alike = _of_a_kind(seen, row)
        largest = float(alike["points" if absolute else "share"].max()) if len(alike) else 0.0
        if beyond > 0 and size > largest + 1e-9:
            unit = row.unit if absolute else "per cent"
            yield Objection(
                "A revision larger than any seen before",
                f"{_figure(row)} from {row.before:g} ({row.before_published}) to {row.value}"
                f" ({row.published}): {size:.2f} {unit} beyond rounding, so far at most"
                f" {largest:.2f} in {len(alike)} revisions",
            )


def _seen(store: pd.DataFrame) -> pd.DataFrame:
    """Give the size of every revision held: in its unit, and in per cent of the vintage before."""
    held = store[store["newer"] & ~store["status"].isin(["unknown", "forecast"])]
    last = held.groupby("figure")[["value", "precision"]].shift()
    rounding = (held["precision"] + last["precision"]) / 2
    points = held["value"].sub(last["value"]).abs().sub(rounding).clip(lower=0)
    share = 100 * points / last["value"].abs().where(last["value"].ne(0))
    seen = held[[*KINDS[0]]].assign(points=points, share=share)
    return seen[last["value"].notna()]


def _of_a_kind(seen: pd.DataFrame, row: Any) -> pd.DataFrame:
    """Pick the revisions of the narrowest kind of which enough are held; balances stay apart."""
    seen = seen[seen["flow"].eq("balance").eq(row.flow == "balance")]
    for kind in KINDS:
        alike = seen[_alike(seen, row, kind)]
        if len(alike) >= FEW:
            break
    return alike


def _alike(rows: pd.DataFrame, row: Any, columns: list[str]) -> pd.Series:
    return rows[columns].eq([getattr(row, column) for column in columns]).all(axis=1)


def _gaps(added: pd.DataFrame, store: pd.DataFrame) -> Iterator[Objection]:
    name = "A month is left out"
    parsed = observations.with_periods(added)
    monthly = parsed[parsed["freq"].eq("M") & parsed["measure"].eq("value")]
    keys = [*SERIES, "basis"]
    held = store[store["freq"].eq("M") & store["measure"].eq("value")]
    months: Any = {key: set(series) for key, series in held.groupby(keys)["ordinal"]}
    for key, new in monthly.groupby(keys)["ordinal"]:
        before = months.get(key)
        if before is None or not set(range(max(before) - UNBROKEN + 1, max(before) + 1)) <= before:
            continue
        missing = set(range(max(before) + 1, max(new) + 1)) - set(new)
        if missing:
            left = ", ".join(str(pd.Period(ordinal=m, freq="M")) for m in sorted(missing))
            yield Objection(name, f"{key[0]}.{key[2]} ({key[5]}) has no {left}, but later months")


def _bases(added: pd.DataFrame, store: pd.DataFrame) -> Iterator[Objection]:
    """Compare basis and unit with those of the newest held period of the series and status."""
    told = set()
    places: dict[Any, Any] = dict(store.groupby(SERIES, sort=False).indices)
    for row in _rows(observations.with_periods(added)):
        held = store.iloc[places.get(tuple(getattr(row, column) for column in SERIES), [])]
        alike = held[held["status"].eq(row.status)]
        alike = held if alike.empty else alike
        if alike["ordinal"].nunique() < HABIT:
            continue
        newest = alike[alike["ordinal"].eq(alike["ordinal"].max())]
        for column in ("basis", "unit"):
            known, found = sorted(set(newest[column])), getattr(row, column)
            key = (row.flow, row.code, row.measure, column, found)
            if found not in known and key not in told:
                told.add(key)
                said = (
                    f"{_figure(row)} is of {column} {found}, in {newest['period'].iloc[-1]} it was"
                )
                yield Objection(f"The {column} changed", f"{said} {', '.join(known)}")


def _same_again(added: pd.DataFrame, store: pd.DataFrame) -> Iterator[Objection]:
    """Find months whose values are those of the month before, both among the rows and held."""
    name = "The figures of the month before"
    columns = ["flow", "code", "measure", "basis", "ordinal"]
    values = added[added["measure"].eq("value") & added["breakdown"].ne("macro")]
    parsed = observations.with_periods(values)
    parsed = parsed[parsed["freq"].eq("M")].assign(value=lambda rows: rows["value"].astype(float))
    known = pd.concat([store[store["freq"].eq("M") & store["newer"]], parsed])
    held = known.groupby(columns)["value"].last()
    months: Any = parsed.groupby("ordinal")
    for month, rows in months:
        before = pd.MultiIndex.from_frame(rows[columns].assign(ordinal=rows["ordinal"] - 1))
        pairs = pd.DataFrame({"now": rows["value"].to_numpy(), "before": held.reindex(before)})
        pairs = pairs.dropna()
        same = int(pairs["now"].eq(pairs["before"]).sum())
        if same >= SAME_AGAIN and 2 * same > len(pairs):
            period = pd.Period(ordinal=int(month), freq="M")
            yield Objection(
                name, f"{same} of {len(pairs)} values of {period} are as in {period - 1}"
            )


def _sums(added: pd.DataFrame, folder: Path) -> Iterator[Objection]:
    """Compare what fails in the months of the rows with and without them."""
    parsed = observations.with_periods(added)
    months = sorted(set(parsed.loc[parsed["freq"].isin(["M", "D10", "D20"]), "ordinal"]))
    if not months:
        return
    with candidate(added, folder) as with_rows:
        for ordinal in months:
            month = pd.Period(ordinal=int(ordinal), freq="M")
            after = _panel(month, with_rows)
            if after is None:
                continue
            yield from _single_parts(added[added["period"].eq(str(month))], after)
            before = _panel(month, folder)
            failing = {c.name for c in reconcile(before) if not c.passed} if before else set()
            for check in reconcile(after):
                if not check.passed and check.name not in failing:
                    yield Objection(f"{check.name}, not so in {month}", check.detail)


def _single_parts(rows: pd.DataFrame, trade: Panel) -> Iterator[Objection]:
    parts = rows[
        rows["measure"].eq("value") & rows["breakdown"].isin(["item", "region", "energy"])
        & rows["flow"].isin(["exports", "imports"]) & rows["basis"].ne("us_customs")
    ]  # fmt: skip
    for row in _rows(parts):
        total = trade.fact(row.flow, "total")
        if total is not None and float(row.value) > total.value:
            said = f"{_figure(row)} is {row.value}, total {row.flow} are {total.value:g}"
            yield Objection("A part exceeds its total", said)


def _panel(month: pd.Period, folder: Path) -> Panel | None:
    """Load a month; None where its total is not held."""
    try:
        return load(month, None, folder)
    except (CoverageError, AsOfError):
        return None


def _rows(rows: pd.DataFrame) -> Iterator[Any]:
    return iter(rows.itertuples(index=False))


def _figure(row: Any) -> str:
    where = f" ({row.place})" if getattr(row, "place", "") else ""
    return f"{row.flow}.{row.code} {row.measure} {row.period}{where}"
