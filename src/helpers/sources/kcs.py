"""Monthly trade by the Korea Customs Service (data.go.kr): totals, countries, customs lines."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers.months import confirmed_date
from helpers.sources import Fetched, entries, portal
from helpers.sources.http import Client
from helpers.sources.names import HS_LINES
from helpers.sources.services import COUNTRIES, GROUPS
from helpers.sources.state import Answer

NAME = "kcs"
LONGEST = 12  # months of one query
TOTALS = "Newtrade/getNewtradeList"
ITEMS = "Itemtrade/getItemtradeList"
COUNTRY = "nationtrade/getNationtradeList"
DATASETS = {TOTALS: "15102108", ITEMS: "15101609", COUNTRY: "15101612"}
CODES = {TOTALS: (), COUNTRY: ("statCd",), ITEMS: ("hsCode", "hsCd")}  # fields of the code
HEADINGS = ("8542", "8703")
MONTH = re.compile(r"(\d{4})\.(0[1-9]|1[0-2])")
NO_ROW = "not reported (no row in the month's answer)"


class Amounts(NamedTuple):
    """Trade of a month and a code in whole dollars and kilograms; None where blank."""

    day: dt.date
    exports: int | None
    imports: int | None
    kilograms: int | None

    @classmethod
    def sum(cls, parts: Sequence[Amounts]) -> Amounts:
        """Return the sum of parts; one that is blank leaves the sum blank."""
        sums = [None if None in c else sum(c) for c in zip(*(p[1:] for p in parts), strict=True)]
        return cls(max(part.day for part in parts), *sums)


Rows = dict[str, Amounts]  # by code at the source, "" for the total
Months = dict[pd.Period, Rows]
# by service: code in the store, the codes it sums at the source, basis and note
SERIES = {
    TOTALS: [("total", "", "customs", "")],
    COUNTRY: [(code, iso, "customs", "") for code, (iso, _, _) in COUNTRIES.items()]
    + [(code, isos, basis, f"; sum of {of}") for code, (basis, isos, of) in GROUPS.items()],
    ITEMS: [(code, hs, "hs", f"; sum of HS {hs}") for code, hs in HS_LINES.items()],
}


def fetch(
    months: Sequence[pd.Period], *, now: dt.datetime, state_dir: Path, base_url: str = ""
) -> Fetched:
    """Fetch totals, single countries, groups of countries and five lines of the HS.

    Exports FOB and imports CIF in million US dollars, their balance, and tonnes for the chips; see
    `helpers.sources.fetch`.
    """
    client = portal.client(NAME, portal.DAILY, now, state_dir, base_url)
    collection = entries.Collection(NAME)
    ended = collection.ended(months, client.day)
    for span in entries.spans(ended, LONGEST):
        for path, what in ((TOTALS, "totals"), (COUNTRY, "countries"), (ITEMS, "items")):
            answered = _ask(client, path, span)
            for month in (month for month in ended if span[0] <= month <= span[1]):
                if month in answered:
                    _add(client, collection, path, month, answered[month])
                else:
                    why = entries.why_absent(client.day, confirmed_date(month))
                    collection.miss(f"{what} {month}", why)
    client.state.finish()
    return collection.fetched()


def _add(
    client: Client, collection: entries.Collection, path: str, month: pd.Period, rows: Rows
) -> None:
    """Add exports, imports and balance of every series; of a customs line exports and tonnes."""
    if path == ITEMS:
        rows = _lines(client, collection, month, rows)
    for code, sums, basis, note in SERIES[path]:
        parts = [rows[one] for one in rows if one.startswith(tuple(sums.split()) or "")]
        if not parts:
            above = [line for line in rows if sums.startswith(line)]
            why = f"not told apart (the answer has HS {above[0]} only)" if above else NO_ROW
            collection.miss(f"{code} {month}", why)
            continue
        day, exports, imports, kilograms = Amounts.sum(parts)
        add = partial(
            collection.add, month, code=code, day=day, basis=basis,
            url=f"https://www.data.go.kr/data/{DATASETS[path]}/openapi.do ({path})",
            note=f"customs API, retrieved {day}{note}",
            place=f"{path} {month} {sums.replace(' ', '+')}".rstrip(),
        )  # fmt: skip
        add(flow="exports", value=exports)
        if path != ITEMS:
            balance = None if exports is None or imports is None else exports - imports
            add(flow="imports", value=imports)
            add(flow="balance", value=balance)
        elif code != "automobiles_hs" and kilograms is not None and exports is not None:
            add(flow="exports", value=kilograms, per_million=1000, measure="volume", unit="tonne")


def _lines(client: Client, collection: entries.Collection, month: pd.Period, rows: Rows) -> Rows:
    """Return ten-digit lines and the headings asked for; a heading beside its lines is refused."""
    lines = sorted(code for code in rows if re.fullmatch(r"\d{10}", code) or code in HEADINGS)
    for code in sorted(set(rows) - set(lines)):
        collection.miss(f"HS {code} {month}", "left out (not a code of 10 digits)")
    for code, after in itertools.pairwise(lines):
        client.expect(not after.startswith(code), f"{month}: {code} and {after}", "one level")
    return {line: rows[line] for line in lines}


def _ask(client: Client, path: str, span: entries.Span) -> Months:
    months: Months = {}
    read = _reader(client, span, path)
    for params in [{"hsSgn": heading} for heading in HEADINGS] if path == ITEMS else [{}]:
        for part in portal.ask(client, path, span, read, params):
            for month, rows in part.items():
                months.setdefault(month, {}).update(rows)
    return months


def _reader(client: Client, span: entries.Span, path: str) -> Callable[[Answer], Months]:
    def read(answer: Answer) -> Months:
        months: Months = {}
        fields = CODES[path]
        for row in portal.without_sums(client, portal.rows(client, answer)):
            month = entries.read_month(client, "year", row.get("year", ""), MONTH, span)
            rows = months.setdefault(month, {})
            code = next(filter(None, map(row.get, fields)), "")
            client.expect(code or not fields, f"the field {' or '.join(fields)} is missing", "it")
            client.expect(code not in rows, f"two rows differ for {month} {code}", "one")
            rows[code] = _amounts(client, row, answer.day)
        return months

    return read


def _amounts(client: Client, row: entries.Row, day: dt.date) -> Amounts:
    exports, imports = (entries.read_whole(client, row, field) for field in ("expDlr", "impDlr"))
    balance = entries.read_whole(client, row, "balPayments", needed=False, signed=True)
    if exports is not None and imports is not None and balance is not None:
        problem = f"balPayments is {balance}, exports less imports {exports - imports}"
        client.expect(balance == exports - imports, problem, "the same")
    return Amounts(day, exports, imports, entries.read_whole(client, row, "expWgt", needed=False))
