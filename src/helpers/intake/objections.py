"""Objections: what in new observations a person has to look at before they are ingested."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from helpers import catalogue, observations
from helpers.checks import Comparison, compare, explain, read_known
from helpers.checks.comparing import AGREES, DIFFERS
from helpers.errors import IntakeError, ParameterError
from helpers.intake.difference import CONTRARY, RATES, REVISED, Changes
from helpers.places import find_data_dir

KINDS = (  # of revisions, each wider than the one before
    ["freq", "flow", "code", "measure", "basis"],
    ["freq", "flow", "breakdown", "measure", "basis"],
    ["freq", "breakdown", "measure"],
    ["breakdown", "measure"],
    ["measure"],
)
SERIES = ["flow", "breakdown", "code", "measure", "freq"]
FEW = 30  # fewer revisions of a kind do not tell how large they are
UNBROKEN = 12  # months without a gap that make a series one in which a gap is news
SAME_AGAIN = 3  # values as of the month before that are no coincidence
GROUPS = (
    ("exports", "items_20"), ("exports", "markets_9"),
    ("imports", "markets_9"), ("imports", "fuels"),
)  # fmt: skip

NAMES = {  # of objections, with what each says and whether a person may accept it
    "large-revision": ("a revision larger than any before", True),
    "gap": ("a month is left out", True),
    "definition": ("a definition that the series never had", True),
    "unit": ("another unit than before", True),
    "month-before": ("the values of the month before under the name of the next", True),
    "part": ("parts exceed their total", True),
    "reported": ("a reported number does not follow from the values of its release", True),
    "date": ("a date that cannot be", False),
    "contradiction": ("another value from the same source on the same day", False),
}


class Objection(NamedTuple):
    """One reason to stop: its name in `NAMES`, the series, and the numbers behind it."""

    name: str
    series: str
    detail: str

    @property
    def acceptable(self) -> bool:
        """Whether a person may accept it."""
        return NAMES[self.name][1]

    def __str__(self) -> str:
        series = f" {self.series}" if self.series else ""
        return f"{self.name}{series}: {NAMES[self.name][0]}: {self.detail}"


def objections(
    difference: Changes, data_dir: str | Path | None = None, today: dt.date | None = None
) -> list[Objection]:
    """Return the objections to ingesting the new and revised rows of a difference.

    - `large-revision`: larger than any available one of the same series; where fewer than thirty
      of those are available, of a wider kind up to all of the measure. In per cent of the vintage
      before; for rates and balances in their own unit. Rounding is no revision, nor is a balance
      that equals the exports less the imports then known;
    - `part`: a part, or the parts of a group in one release, above every vintage of their total;
    - `reported`: a reported rate, average, balance or share that no longer follows from the values
      of its release, and did before; a balance is compared with the exports and imports then known;
    - `gap`: a month left out between the available months and a new one, in a series without a
      gap in its last twelve months;
    - `definition`: one under which the series was never available, although the same month (or,
      for a new month, the month before) is available under another;
    - `unit`: another than that of the same series and definition;
    - `month-before`: the values of the month before under the name of the next;
    - `date` and `contradiction`, never to be accepted: a number dated before its period ended or
      after today, and one that its own source is recorded to have given otherwise on that day.

    Parameters
    ----------
    difference : Changes
        From `compare`.
    data_dir : str or Path, optional
        The data folder it was compared with.
    today : datetime.date, optional
        The day in Korea; left out: no date is too late.
    """
    folder = find_data_dir(data_dir)
    store = observations.read(folder)
    added = observations.with_periods(difference.added)
    after = compare(observations.with_rows(added, folder)) if len(added) else []
    return [
        *_contradictions(difference),
        *_dates(added, today),
        *_large_revisions(difference, store, after),
        *_gaps(added, store),
        *_definitions(added, store),
        *_units(added, store),
        *_month_before(added, store),
        *_parts(added, store, folder),
        *_reported(after, store, folder),
    ]


def require(raised: list[Objection], accept: Collection[str] = ()) -> None:
    """Refuse observations with objections, other than those accepted by name.

    Parameters
    ----------
    raised : list of Objection
        From `objections`.
    accept : collection of str
        Names of `NAMES`, or `NAME:SERIES` for one series alone ("large-revision:exports.ships");
        either may be followed by "=" and a reason for the log.

    Raises
    ------
    ParameterError
        When a name is none, or can never be accepted.
    IntakeError
        With the objections that are not accepted.
    """
    accepted = {accepted_name(text) for text in accept}
    standing = [
        o for o in raised if not o.acceptable or not accepted & {o.name, f"{o.name}:{o.series}"}
    ]
    if standing:
        names = list(dict.fromkeys(o.name for o in standing if o.acceptable))
        final = any(not o.acceptable for o in standing)
        raise IntakeError(list(map(str, standing)), () if final else tuple(names))


def accepted_name(text: str) -> str:
    """Return an accepted name without its reason.

    Raises
    ------
    ParameterError
        When there is no such objection, or it can never be accepted.

    Examples
    --------
    >>> accepted_name("gap:imports.malaysia = begins anew in 2026")
    'gap:imports.malaysia'
    """
    name = text.partition("=")[0].strip()
    kind = name.partition(":")[0]
    if kind not in NAMES or not NAMES[kind][1]:
        allowed = [key for key, (_, may_be) in NAMES.items() if may_be]
        raise ParameterError("accept", allowed, text)
    return name


def _contradictions(difference: Changes) -> Iterator[Objection]:
    for row in _rows(difference.of(CONTRARY)):
        detail = (
            f"{_number(row)} of {row.published} is available with another value than {row.value}"
        )
        yield Objection("contradiction", _series(row), detail)


def _dates(added: pd.DataFrame, today: dt.date | None) -> Iterator[Objection]:
    ends = (np.datetime64("1970-01-01") + added["ends"].to_numpy()).astype(str)
    for row, end in zip(_rows(added), ends, strict=True):
        ahead = (
            row.status == "forecast" or row.measure == "working_days" or row.breakdown == "macro"
        )
        dated = f"{_number(row)} is dated {row.published}"
        if row.published < end and not ahead:
            yield Objection("date", _series(row), f"{dated}, before {end}")
        if today is not None and row.published > str(today):
            yield Objection("date", _series(row), f"{dated}, in the future")


def _large_revisions(
    difference: Changes, store: pd.DataFrame, after: list[Comparison]
) -> Iterator[Objection]:
    follows = {
        (balance.period, balance.code, balance.basis, balance.published, balance.source)
        for balance in after
        if balance.rule == "balance" and balance.outcome == AGREES
    }
    revised = observations.with_periods(difference.of(REVISED))
    if revised.empty:
        return
    seen = _revisions(store)
    sizes_of: dict[str, list[tuple[float, str, str]]] = {}
    for row in _rows(revised):
        key = (row.period, row.code, row.basis, row.published, row.source)
        if row.flow == "balance" and key in follows:
            continue
        absolute = row.unit in RATES or row.flow == "balance"
        beyond = max(abs(row.revision) - row.rounding, 0.0)
        size = beyond if absolute else 100 * beyond / abs(row.before) if row.before else np.inf
        alike = _of_a_kind(seen, row)
        largest = float(alike["points" if absolute else "share"].max()) if len(alike) else 0.0
        if beyond > 0 and size > largest + 1e-9:
            unit = row.unit if absolute else "per cent"
            detail = (
                f"{_number(row)} from {row.before:g} ({row.before_published}) to {row.value}"
                f" ({row.published}): {size:.2f} {unit} beyond rounding"
            )
            before = f"so far at most {largest:.2f} in {len(alike)} revisions"
            sizes_of.setdefault(_series(row), []).append((size, detail, before))
    for series, sizes in sizes_of.items():
        _, detail, before = max(sizes)
        more = f"; {len(sizes) - 1} smaller" if len(sizes) > 1 else ""
        yield Objection("large-revision", series, f"{detail}, {before}{more}")


def _revisions(store: pd.DataFrame) -> pd.DataFrame:
    """Return the size of every available revision: in its unit and in per cent."""
    dated = store[store["newer"] & ~store["status"].isin(["unknown", "forecast"])]
    last = dated.groupby("figure")[["value", "precision"]].shift()
    rounding = (dated["precision"] + last["precision"]) / 2
    points = dated["value"].sub(last["value"]).abs().sub(rounding).clip(lower=0)
    share = 100 * points / last["value"].abs().where(last["value"].ne(0))
    columns = list(dict.fromkeys(column for kind in KINDS for column in kind))
    return dated[columns].assign(points=points, share=share)[last["value"].notna()]


def _of_a_kind(seen: pd.DataFrame, row: Any) -> pd.DataFrame:
    """Return the revisions of the narrowest kind with enough of them; balances stay apart."""
    seen = seen[seen["flow"].eq("balance").eq(row.flow == "balance")]
    for kind in KINDS:
        alike = seen[seen[kind].eq([getattr(row, column) for column in kind]).all(axis=1)]
        if len(alike) >= FEW:
            break
    return alike


def _gaps(added: pd.DataFrame, store: pd.DataFrame) -> Iterator[Objection]:
    # a balance follows from exports and imports, whose gaps count
    sides = added["measure"].eq("value") & added["flow"].ne("balance")
    monthly = added[added["freq"].eq("M") & sides]
    keys = [*SERIES, "basis"]
    available = store[store["freq"].eq("M") & store["measure"].eq("value")]
    months: Any = {key: set(series) for key, series in available.groupby(keys)["ordinal"]}
    for key, new in monthly.groupby(keys)["ordinal"]:
        before = months.get(key)
        if before is None or not set(range(max(before) - UNBROKEN + 1, max(before) + 1)) <= before:
            continue
        missing = sorted(set(range(max(before) + 1, max(new) + 1)) - set(new))
        if missing:
            left = ", ".join(str(pd.Period(ordinal=month, freq="M")) for month in missing)
            detail = f"{left} ({key[5]}), but later months are there"
            yield Objection("gap", f"{key[0]}.{key[2]}", detail)


def _definitions(added: pd.DataFrame, store: pd.DataFrame) -> Iterator[Objection]:
    """Find definitions that are new to a series whose same month has another one."""
    places: dict[Any, Any] = dict(store.groupby(SERIES, sort=False).indices)
    new: Any = added.groupby([*SERIES, "basis"], sort=False)
    for key, rows in new:
        available = store.iloc[places.get(key[:-1], [])]
        if key[-1] in set(available["basis"]):
            continue
        row = rows.iloc[0]
        same = available[available["ordinal"].eq(row["ordinal"])]
        if same.empty:
            earlier = available[available["ordinal"].lt(row["ordinal"])]
            same = earlier[earlier["ordinal"].eq(earlier["ordinal"].max())]
        if len(same):
            bases = ", ".join(sorted(set(same["basis"])))
            detail = (
                f"{_number(row)} is {key[-1]}; {same['period'].iloc[0]} is available as {bases}"
            )
            yield Objection("definition", _series(row), detail)


def _units(added: pd.DataFrame, store: pd.DataFrame) -> Iterator[Objection]:
    keys = [*SERIES, "basis"]
    units: Any = store.groupby(keys)["unit"].agg(lambda column: sorted(set(column)))
    for key, rows in added.groupby([*keys, "unit"], sort=False):
        known = units.get(key[:-1])
        if known is not None and key[-1] not in known:
            detail = f"{_number(rows.iloc[0])} is in {key[-1]}, so far {', '.join(known)}"
            yield Objection("unit", _series(rows.iloc[0]), detail)


def _month_before(added: pd.DataFrame, store: pd.DataFrame) -> Iterator[Objection]:
    """Find months whose values are those of the month before, new or available."""
    columns = ["flow", "code", "measure", "basis", "ordinal"]
    new = added[
        added["measure"].eq("value") & added["breakdown"].ne("macro") & added["freq"].eq("M")
    ]
    new = new.assign(value=new["value"].astype(float))
    available = pd.concat([store[store["freq"].eq("M") & store["newer"]], new])
    values = available.groupby(columns)["value"].last()
    for month, rows in new.groupby("ordinal"):
        before = pd.MultiIndex.from_frame(rows[columns].assign(ordinal=rows["ordinal"] - 1))
        pairs = pd.DataFrame({"now": rows["value"].to_numpy(), "before": values.reindex(before)})
        pairs = pairs.dropna()
        same = int(pairs["now"].eq(pairs["before"]).sum())
        if same >= SAME_AGAIN and 2 * same > len(pairs):
            period = pd.Period(ordinal=int(str(month)), freq="M")
            detail = f"{same} of {len(pairs)} values of {period} are those of {period - 1}"
            yield Objection("month-before", "", detail)


def _parts(added: pd.DataFrame, store: pd.DataFrame, folder: Path) -> Iterator[Objection]:
    """Find parts above every vintage of their total, each alone and as a group of one release."""
    values = added[added["measure"].eq("value") & added["flow"].isin(["exports", "imports"])]
    values = values.assign(value=values["value"].astype(float))
    keys = ["flow", "period"]
    columns = [*keys, "value"]
    totals = pd.concat([store, values])
    totals = totals[totals["code"].eq("total") & totals["measure"].eq("value")][columns]
    largest = totals.groupby(keys)["value"].max().rename("total")
    parts = values[
        values["breakdown"].isin(["item", "region", "energy"]) & values["basis"].ne("us_customs")
    ].join(largest, on=keys)
    for row in _rows(parts[parts["value"].gt(parts["total"])]):
        detail = f"{_number(row)} is {row.value:g}, total {row.flow} are {row.total:g}"
        yield Objection("part", _series(row), detail)
    for flow, group in GROUPS:
        release = parts[parts["flow"].eq(flow) & parts["code"].isin(catalogue.group(group, folder))]
        release = release.drop_duplicates(["code", "period", "basis", "published"])
        one: Any = release.groupby(["period", "basis", "published"], sort=False)
        sums = one.agg(value=("value", "sum"), total=("total", "max"), count=("code", "size"))
        for (period, basis, published), row in sums[sums["value"].gt(sums["total"])].iterrows():
            detail = (
                f"{int(row['count'])} of {group} ({basis}, {published}) are {row['value']:g} in"
                f" {period}, total {flow} {row['total']:g}"
            )
            yield Objection("part", f"{flow}.{group}", detail)


def _reported(after: list[Comparison], store: pd.DataFrame, folder: Path) -> Iterator[Objection]:
    """Find reported numbers that follow from the values without the rows and not with them."""
    if not after:
        return
    known = read_known(folder)
    before = set(map(_identity, filter(_differs, explain(compare(store), known))))
    for row in filter(_differs, explain(after, known)):
        if _identity(row) not in before:
            detail = (
                f"{row.measure} {row.period} is {row.printed:g} ({row.published}),"
                f" {row.computed:.6g} follows"
            )
            yield Objection("reported", f"{row.flow}.{row.code}", detail)


def _differs(row: Comparison) -> bool:
    return row.outcome == DIFFERS


def _identity(row: Comparison) -> tuple[object, ...]:
    number = (row.rule, row.period, row.flow, row.code, row.measure, row.basis)
    return (*number, row.published, row.source, row.printed)


def _rows(rows: pd.DataFrame) -> Iterator[Any]:
    return iter(rows.itertuples(index=False))


def _series(row: Any) -> str:
    return f"{row.flow}.{row.code}"


def _number(row: Any) -> str:
    where = ", ".join(filter(None, (row.file, row.place)))
    return f"{row.measure} {row.period}" + (f" ({where})" if where else "")
