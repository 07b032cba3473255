"""The whole store: do its numbers agree, and is every row of its sources accounted for."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers import catalogue, observations, places
from helpers.checks.comparing import AGREES, DIFFERS, EXPLAINED, OPEN, RULES, Comparison, compare
from helpers.checks.known import FILE, explain, no_longer, read_known
from helpers.checks.month import Check
from helpers.errors import DataError, Problem
from helpers.intake_log import read_log, sealed
from helpers.loading import load

COUNTS = ("carried", "left_out", "source_rows")
SAID = ("period", "flow", "breakdown", "code", "measure", "value", "unit", "source")
WHOLES = (("exports", "items_20"), ("exports", "markets_9"), ("imports", "markets_9"),
          ("imports", "fuels"))  # fmt: skip
FREQ = {"M": "M", "Q": "Q-DEC", "Y": "Y-DEC"}


@dataclass(frozen=True)
class Audit:
    """Result of checking a store.

    Attributes
    ----------
    comparisons : list of Comparison
        Every reported number, those that differ for a known cause with it.
    checks : list of Check
        What must hold of the store as a whole.
    """

    comparisons: list[Comparison]
    checks: list[Check]

    @property
    def sound(self) -> bool:
        """Whether nothing differs without a cause and every check passed."""
        differ = any(row.outcome == DIFFERS for row in self.comparisons)
        return not differ and all(check.passed for check in self.checks)

    def counts(self) -> pd.DataFrame:
        """Count by rule the numbers reported, compared, agreeing, explained and differing."""
        counts = Counter((row.rule, row.outcome) for row in self.comparisons)
        rows = {
            rule: {
                "reported": sum(counts[rule, o] for o in (AGREES, EXPLAINED, DIFFERS, OPEN)),
                "compared": sum(counts[rule, o] for o in (AGREES, EXPLAINED, DIFFERS)),
                "agree": counts[rule, AGREES],
                "explained": counts[rule, EXPLAINED],
                "differ": counts[rule, DIFFERS],
            }
            for rule in RULES
        }
        return pd.DataFrame.from_dict(rows, orient="index")


def audit(data_dir: str | Path | None = None) -> Audit:
    """Check a whole store.

    Raises
    ------
    DataError
        When rows are faulty or occur twice, with file, row and what is allowed.

    Examples
    --------
    >>> audit().sound
    True
    """
    folder = places.find_data_dir(data_dir)
    store = observations.read(folder)
    known = read_known(folder)
    comparisons = explain(compare(store), known)
    stale = [f"{FILE}, row {k.row}: {k.period} {k.code}" for k in no_longer(comparisons, known)]
    return Audit(
        comparisons,
        [
            Check("Every row is well-formed and stands once", True, f"{len(store):,} rows"),
            _dates(store),
            *_parts(store, folder),
            Check(
                "Every known difference still occurs",
                not stale,
                "; ".join(stale) or f"{len(known)} known",
            ),
            *_ledger(folder),
            _intakes(folder),
        ],
    )


def _dates(store: pd.DataFrame) -> Check:
    """Look for observations dated before their period ended; days are counted beforehand."""
    dated = store[
        store["freq"].isin(list(FREQ)) & store["status"].ne("forecast")
        & store["measure"].ne("working_days")
    ]  # fmt: skip
    ends = {
        (freq, ordinal): str(pd.Period(ordinal=int(ordinal), freq=FREQ[freq]).end_time.date())
        for freq, ordinal in set(zip(dated["freq"], dated["ordinal"], strict=True))
    }
    early = [
        f"{flow}.{code} {period} of {published}"
        for flow, code, period, published, key in zip(
            dated["flow"], dated["code"], dated["period"], dated["published"],
            zip(dated["freq"], dated["ordinal"], strict=True), strict=True,
        )
        if published < ends[key]
    ]  # fmt: skip
    name = "No observation is dated before its period ended"
    return Check(name, not early, _listed(early) or f"{len(dated):,} observations")


def _parts(store: pd.DataFrame, folder: Path) -> list[Check]:
    """Compare sums of parts, and every part of every vintage, with the total."""
    months = store.loc[
        store["code"].eq("total") & store["flow"].eq("exports") & store["measure"].eq("value")
        & store["freq"].eq("M") & store["basis"].eq("customs"), "ordinal",
    ]  # fmt: skip
    trade = load(pd.Period(ordinal=int(months.max()), freq="M"), None, folder)
    over, counted = [], 0
    for flow, group in WHOLES:
        sums = trade.wide(flow, catalogue.group(group, folder)).sum(axis=1, min_count=1).dropna()
        total = trade.series(flow, "total").reindex(sums.index).dropna()
        counted += len(total)
        above = total.index[sums[total.index] > total]
        over += [f"{flow} of {group} in {month}" for month in above]
    largest = {
        flow: trade.series(flow, "total").rename_axis("period") for flow in ("exports", "imports")
    }
    values = store[
        store["measure"].eq("value") & store["freq"].eq("M") & store["flow"].isin(list(largest))
        & store["breakdown"].isin(["item", "region", "energy"]) & store["basis"].ne("us_customs")
    ]  # fmt: skip
    single = [
        f"{row.flow}.{row.code} {row.period} of {row.published}"
        for row in values.itertuples()
        if row.value > largest[str(row.flow)].get(pd.Period(str(row.period), "M"), float("inf"))
    ]
    return [
        Check(
            "Items, markets and fuels do not exceed their total",
            not over,
            _listed(over) or f"{counted:,} sums",
        ),
        Check(
            "No single part of any vintage exceeds its total",
            not single,
            _listed(single) or f"{len(values):,} numbers",
        ),
    ]


def _ledger(folder: Path) -> list[Check]:
    """Account for every row of the files that the store began with."""
    names = (
        "Every source row is carried or left out for a reason",
        "The rows say what they said in their source",
    )
    if not (folder / "ledger.csv").exists():
        return [Check(name, True, "no ledger: nothing to account for") for name in names]
    left_out = _rows(folder / "left_out.csv", "file", "reason", *SAID)
    lost, changed = [], []
    for entry in _rows(folder / "ledger.csv", "file", *COUNTS, "digest"):
        file = entry["file"]
        carried = _rows(folder / "observations" / f"{file}.csv")
        left = [row for row in left_out if row["file"] == file]
        counts = (len(carried), len(left), len(carried) + len(left))
        expected = tuple(entry[column] for column in COUNTS)
        if tuple(map(str, counts)) != expected or not all(row["reason"] for row in left):
            lost.append(f"{file}: {counts} carried, left out and in all; ledger: {expected}")
        lines = sorted("\x1f".join(row[name] for name in SAID) for row in carried + left)
        if hashlib.sha256("\n".join(lines).encode()).hexdigest() != entry["digest"]:
            changed.append(file)
    return [
        Check(names[0], not lost, _listed(lost) or f"{len(left_out):,} left out"),
        Check(names[1], not changed, _listed(changed) or "every fingerprint is that of the ledger"),
    ]


def _intakes(folder: Path) -> Check:
    """Compare the files that came later with the log of intakes."""
    faults = sealed(folder)
    logged = {intake.file for intake in read_log(folder)}
    first = {f"{entry['file']}.csv" for entry in _rows(folder / "ledger.csv", "file")}
    every = {path.name for path in (folder / "observations").glob("*.csv")}
    others = sorted(every - logged - first) if first else []
    summary = f"{len(logged)} intakes" + (f", not by intake: {_listed(others)}" if others else "")
    return Check("Every intake is what it was", not faults, _listed(faults) or summary)


def _rows(path: Path, *columns: str) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    missing = [column for column in columns if rows and column not in rows[0]]
    if missing:
        raise DataError([Problem(path.name, 1, "columns", ",".join(rows[0]), ",".join(columns))])
    return rows


def _listed(items: list[str]) -> str:
    more = f" and {len(items) - SHOWN} more" if len(items) > SHOWN else ""
    return "; ".join(items[:SHOWN]) + more


SHOWN = 5
