"""Monthly figures of the Korea Customs Service (data.go.kr): totals, countries, items."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers.errors import SourceAnswerError
from helpers.sources import Fetched, portal
from helpers.sources.entries import (
    Row,
    absent,
    askable,
    frame,
    millions,
    spans,
    status_on,
    whole,
)
from helpers.sources.http import Client
from helpers.sources.names import HS_LINES
from helpers.sources.partners import COUNTRIES, GROUPS
from helpers.sources.state import Answer

NAME = "kcs"
LONGEST = 12  # months of one query
TOTALS = "Newtrade/getNewtradeList"
ITEMS = "Itemtrade/getItemtradeList"
COUNTRY = "nationtrade/getNationtradeList"
DATASETS = {TOTALS: "15102108", ITEMS: "15101609", COUNTRY: "15101612"}
MONTH = re.compile(r"\d{4}\.(0[1-9]|1[0-2])")
SUMMARY = ("총계", "합계")
SUMMED = ("expDlr", "impDlr", "expWgt", "impWgt", "expCnt", "impCnt")
WITH_WEIGHT = ("semiconductors_hs", "memory_semiconductors_hs", "dram_hs", "nand_flash_hs")
HEADINGS = ("8542", "8703")

NO_ROW = "empty by fact (no row in the month's answer)"


class Amounts(NamedTuple):
    """What goes with a month and a code, in whole dollars and kilograms; None where blank."""

    day: dt.date
    exports: int | None
    imports: int | None
    kilograms: int | None = None


def fetch(
    months: Sequence[pd.Period], *, now: dt.datetime, state_dir: Path, base_url: str = ""
) -> Fetched:
    """Bring totals, single countries, groups of countries and five lines of the HS.

    Exports FOB and imports CIF in million US dollars, their balance, and tonnes for the chips; see
    `helpers.sources.fetch`.
    """
    client = portal.client(NAME, portal.DAILY, now, state_dir, base_url)
    ended, missing = askable(months, client.day, NAME)
    rows: list[Row] = []
    for span in spans(ended, LONGEST):
        wanted = [month for month in ended if span[0] <= month <= span[1]]
        for part in (_totals, _countries, _lines):
            part(client, span, wanted, rows, missing)
    client.finish()
    return Fetched(frame(rows), tuple(missing))


def _totals(
    client: Client, span: tuple[pd.Period, pd.Period], wanted: list[pd.Period],
    rows: list[Row], missing: list[str],
) -> None:  # fmt: skip
    held = {
        _month(row): _amounts(client, row, day)
        for row, day in _ask(client, TOTALS, span, ("year",))
    }
    for month in wanted:
        if month not in held:
            missing.append(absent(month, client.day, f"{NAME} totals"))
            continue
        entry = ("total", "total", "customs", "")
        _write(rows, missing, month, held[month], entry, _source(TOTALS), f"{TOTALS} {month}")


def _countries(
    client: Client, span: tuple[pd.Period, pd.Period], wanted: list[pd.Period],
    rows: list[Row], missing: list[str],
) -> None:  # fmt: skip
    held: dict[pd.Period, dict[str, Amounts]] = {}
    for row, day in _ask(client, COUNTRY, span, ("year", "statCd")):
        held.setdefault(_month(row), {})[row["statCd"]] = _amounts(client, row, day)
    for month in wanted:
        if month not in held:
            missing.append(absent(month, client.day, f"{NAME} countries"))
            continue
        place = f"{COUNTRY} {month}"
        for code, (iso, _, _) in COUNTRIES.items():
            if iso not in held[month]:
                missing.append(f"{NAME} {code} {month}: {NO_ROW}")
                continue
            entry = ("region", code, "customs", "")
            at = f"{place} {iso}"
            _write(rows, missing, month, held[month][iso], entry, _source(COUNTRY), at)
        for code, (basis, members, said) in GROUPS.items():
            parts = [held[month][iso] for iso in members.split() if iso in held[month]]
            if not parts:
                missing.append(f"{NAME} {code} {month}: {NO_ROW}")
                continue
            entry = ("region", code, basis, f"; sum of {said}")
            at = f"{place} {members.replace(' ', '+')}"
            _write(rows, missing, month, _sum(parts), entry, _source(COUNTRY), at)


def _lines(
    client: Client, span: tuple[pd.Period, pd.Period], wanted: list[pd.Period],
    rows: list[Row], missing: list[str],
) -> None:  # fmt: skip
    held: dict[pd.Period, dict[str, Amounts]] = {}
    for heading in HEADINGS:
        found = _ask(client, ITEMS, span, ("year", "hsCode", "hsCd"), {"hsSgn": heading})
        for row, day in found:
            code = row.get("hsCode") or row.get("hsCd", "")
            held.setdefault(_month(row), {})[code] = _amounts(client, row, day)
    for month in wanted:
        if month not in held:
            missing.append(absent(month, client.day, f"{NAME} items"))
            continue
        lines, odd = _sound(held[month])
        missing += [f"{NAME} HS {code} {month}: left out (not a code of 10 digits)" for code in odd]
        _refuse_levels(client, month, lines)
        for code, prefix in HS_LINES.items():
            parts = [amounts for line, amounts in lines.items() if line.startswith(prefix)]
            if not parts:
                above = [line for line in lines if prefix.startswith(line)]
                why = f"not told apart (the answer holds HS {above[0]} only)" if above else NO_ROW
                missing.append(f"{NAME} {code} {month}: {why}")
                continue
            total = _sum(parts)._replace(imports=None)
            entry = ("item", code, "hs", f"; sum of HS {prefix}")
            place = f"{ITEMS} {month} {prefix}"
            _write(rows, missing, month, total, entry, _source(ITEMS), place, ("exports",))
            if code in WITH_WEIGHT and total.kilograms is not None:
                tonnes = millions(total.kilograms, 1000)
                volume = {**rows[-1], "measure": "volume", "unit": "tonne", "value": tonnes}
                rows.append(volume)


def _ask(
    client: Client, path: str, span: tuple[pd.Period, pd.Period], key: tuple[str, ...],
    params: dict[str, str] | None = None,
) -> Iterable[tuple[Row, dt.date]]:  # fmt: skip
    read = _reader(client, span, key)
    for rows, day in portal.ask(client, path, span, read, params):
        for row in rows:
            yield row, day


def _reader(
    client: Client, span: tuple[pd.Period, pd.Period], key: tuple[str, ...]
) -> Callable[[Answer], tuple[list[Row], dt.date]]:
    """Make the reader of one query, which leaves the summary row out and checks against it."""

    def read(answer: Answer) -> tuple[list[Row], dt.date]:
        rows = portal.rows(client, answer)
        summary = [row for row in rows if row.get("year") in SUMMARY]
        kept = [row for row in rows if row.get("year") not in SUMMARY]
        for row in kept:
            year = row.get("year", "")
            if not MONTH.fullmatch(year):
                raise client.error(SourceAnswerError, f"year {year!r}", "expected as 2023.12")
            if not span[0] <= _month(row) <= span[1]:
                raise client.error(
                    SourceAnswerError, f"{year} came unasked", f"asked {span[0]} to {span[1]}"
                )
            for field in ("expDlr", "impDlr"):
                _number(client, row, field)
            if "statCd" in key and not row.get("statCd"):
                raise client.error(
                    SourceAnswerError, "the field statCd is missing", "expected in a row"
                )
        if len({tuple(row.get(name) for name in key) for row in kept}) < len(kept):
            raise client.error(
                SourceAnswerError, "two rows differ for one month and code", "expected one each"
            )
        for total in summary:
            _compare(client, kept, total)
        return kept, answer.day

    return read


def _compare(client: Client, rows: list[Row], total: Row) -> None:
    """Compare rows with the summary row, their sum: fewer would be an answer that was cut."""
    for field in SUMMED:
        if field not in total:
            continue
        numbers = [_number(client, row, field) for row in rows]
        said = _number(client, total, field)
        if said is None or None in numbers:
            continue
        found = sum(number for number in numbers if number is not None)
        if found != said:
            raise client.unavailable(
                f"{field} adds up to {found} and not to {said}, so rows are missing",
                narrower=True,
            )


def _number(client: Client, row: Row, field: str) -> int | None:
    if field not in row:
        raise client.error(SourceAnswerError, f"the field {field} is missing", "expected in a row")
    try:
        number = whole(row[field])
    except ValueError as error:
        raise client.error(SourceAnswerError, f"{field}: {error}", "expected as 1000") from None
    if number is not None and number < 0:
        raise client.error(SourceAnswerError, f"{field} is {number}", "expected 0 or more")
    return number


def _amounts(client: Client, row: Row, day: dt.date) -> Amounts:
    exports, imports = _number(client, row, "expDlr"), _number(client, row, "impDlr")
    weight = _number(client, row, "expWgt") if "expWgt" in row else None
    try:
        balance = whole(row.get("balPayments"))
    except ValueError as error:
        raise client.error(SourceAnswerError, f"balPayments: {error}", "expected 700") from None
    if None not in (exports, imports, balance):
        assert exports is not None and imports is not None
        if exports - imports != balance:
            raise client.error(
                SourceAnswerError,
                f"balPayments is {balance}, exports less imports {exports - imports}",
                "expected the same",
            )
    return Amounts(day, exports, imports, weight)


def _sum(parts: list[Amounts]) -> Amounts:
    """Add up; one that is blank leaves the sum blank."""

    def total(numbers: list[int | None]) -> int | None:
        return None if None in numbers else sum(number or 0 for number in numbers)

    return Amounts(
        max(part.day for part in parts),
        total([part.exports for part in parts]),
        total([part.imports for part in parts]),
        total([part.kilograms for part in parts]),
    )


def _write(
    rows: list[Row],
    missing: list[str],
    month: pd.Period,
    amounts: Amounts,
    entry: tuple[str, str, str, str],
    source: str,
    place: str,
    flows: tuple[str, ...] = ("exports", "imports", "balance"),
) -> None:
    """Add a row for each flow; a blank is named as missing."""
    breakdown, code, basis, note = entry
    exports, imports = amounts.exports, amounts.imports
    balance = None if exports is None or imports is None else exports - imports
    values = {"exports": exports, "imports": imports, "balance": balance}
    for flow in flows:
        value = values[flow]
        if value is None:
            missing.append(f"{NAME} {flow} {code} {month}: empty by fact (the source has a blank)")
            continue
        rows.append(
            {
                "period": str(month), "flow": flow, "breakdown": breakdown, "code": code,
                "measure": "value", "value": millions(value), "unit": "usd_million",
                "basis": basis, "status": status_on(month, amounts.day),
                "published": str(amounts.day), "source": source,
                "note": f"customs API, retrieved {amounts.day}{note}", "place": place,
            }
        )  # fmt: skip


def _sound(lines: dict[str, Amounts]) -> tuple[dict[str, Amounts], list[str]]:
    """Part ten-digit lines and the headings asked for from codes that are neither."""
    good = {code for code in lines if re.fullmatch(r"\d{10}", code) or code in HEADINGS}
    return {code: lines[code] for code in lines if code in good}, sorted(set(lines) - good)


def _refuse_levels(client: Client, month: pd.Period, lines: dict[str, Amounts]) -> None:
    """Refuse a heading beside its own lines: they would be counted twice."""
    ordered = sorted(lines)
    for code, after in itertools.pairwise(ordered):
        if after.startswith(code):
            raise client.error(
                SourceAnswerError, f"{month}: {code} and {after}", "expected one level of codes"
            )


def _month(row: Row) -> pd.Period:
    return pd.Period(row["year"].replace(".", "-"), "M")


def _source(path: str) -> str:
    return f"https://www.data.go.kr/data/{DATASETS[path]}/openapi.do ({path})"
