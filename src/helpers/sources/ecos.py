"""Monthly series of the Bank of Korea (ECOS): trade totals, trade indices, prices."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pandas as pd

from helpers.errors import SourceAnswerError
from helpers.months import confirmed_date
from helpers.sources import Fetched, entries
from helpers.sources.http import Client, Manners
from helpers.sources.keys import require
from helpers.sources.services import TABLES, errors_of
from helpers.sources.state import Answer

NAME = "ecos"
BASE_URL = "https://ecos.bok.or.kr/api/"
KEY_VARIABLE = "KTRADE_ECOS_KEY"
MANNERS = Manners(gap=0.6)  # 300 calls in 180 seconds
LONGEST = 600  # months of one query
THOUSANDS, INDEX = "천불", "2020=100"
KEY_PLACE = "{key}"
NUMBER = re.compile(r"\d{1,15}(\.\d{1,9})?")


class EcosSeries(NamedTuple):
    """A series: its table, items and unit at the source, and what it is in the store."""

    table: str
    items: tuple[str, ...]
    unit: str
    flow: str
    code: str
    basis: str


SERIES = [EcosSeries(row[0], tuple(row[1]), *row[2:]) for row in TABLES["ecos"]]
# measure and unit in the store, by basis
STORED = {
    "customs": ("value", "usd_million"),
    "bok": ("index", INDEX),
    "macro": ("value", f"index {INDEX}"),
}
REFUSED = errors_of(NAME)  # with HTTP status 200; a code that is not here is a passing fault
EMPTY = "INFO-200"
UNCLEAR = "; or the table or item no longer exists, which the source does not tell apart"
BLOCKED, BLOCKED_FOR = "ERROR-602", 180.0  # seconds

Values = dict[pd.Period, tuple[str, dt.date]]


def fetch(
    months: Sequence[pd.Period], *, now: dt.datetime, state_dir: Path, base_url: str = ""
) -> Fetched:
    """Fetch the series of `SERIES`; see `helpers.sources.fetch`."""
    key = require(NAME, KEY_VARIABLE)
    client = Client(NAME, base_url or BASE_URL, now, state_dir, MANNERS, key)
    collection = entries.Collection(NAME)
    ended = collection.ended(months, client.day)
    for series in SERIES:
        place = "/".join((series.table, *series.items))
        values: Values = {}
        for first, last in entries.spans(ended, LONGEST):
            head = f"StatisticSearch/{KEY_PLACE}/json/kr/1/10000/{series.table}/M"
            path = "/".join((head, f"{first:%Y%m}", f"{last:%Y%m}", *series.items))
            values |= client.get(
                path, {}, _reader(client, series, (first, last)), service="StatisticSearch",
                secret_path=path.replace(KEY_PLACE, quote(key.reveal(), safe="")),
            )  # fmt: skip
        measure, unit = STORED[series.basis]
        for month in ended:
            if month not in values:
                why = entries.why_absent(client.day, confirmed_date(month))
                what = f"{series.flow} {series.code} {month}"
                collection.miss(what, why if values else f"{why}{UNCLEAR}")
                continue
            text, day = values[month]
            value = Decimal(text) if text and series.unit == THOUSANDS else text or None
            vintage = f"; vintage=ecos-{day:%Y-%m}" if series.basis == "macro" else ""
            collection.add(
                month, series.flow, series.code, value, day, measure=measure, unit=unit,
                per_million=1000, basis=series.basis, url=f"https://ecos.bok.or.kr ({place})",
                note=f"BOK ECOS {place}, retrieved {day}{vintage}", place=f"{place} {month}",
            )  # fmt: skip
    client.state.finish()
    return collection.fetched()


def _reader(client: Client, series: EcosSeries, span: entries.Span) -> Callable[[Answer], Values]:
    asked = {"STAT_CODE": series.table, "UNIT_NAME": series.unit}
    asked |= {f"ITEM_CODE{i}": item for i, item in enumerate(series.items, 1)}

    def read(answer: Answer) -> Values:
        content: Any = client.json(answer)
        result = content.get("RESULT") if isinstance(content, dict) else None
        if isinstance(result, dict):
            _refuse(client, str(result.get("CODE")), str(result.get("MESSAGE")))
            return {}
        client.refuse_status(answer)
        try:
            body = content["StatisticSearch"]
            rows, count = [dict(row) for row in body["row"]], int(body["list_total_count"])
        except (KeyError, TypeError, ValueError):
            problem = "no StatisticSearch with rows"
            raise client.error(SourceAnswerError, problem, "expected both") from None
        if len(rows) != count:
            raise client.unavailable(f"{len(rows)} rows came of {count}")
        values: Values = {}
        for row in rows:
            texts = {k: "" if v is None else str(v).strip() for k, v in row.items()}
            for name, allowed in asked.items():
                right = texts.get(name) == allowed
                client.expect(right, f"{name} is {texts.get(name)!r}", repr(allowed))
            time, value = texts.get("TIME", ""), texts.get("DATA_VALUE", "")
            month = entries.read_month(client, "TIME", time, entries.COMPACT_MONTH, span)
            client.expect(month not in values, f"{month} came twice", "one row")
            good = value in entries.BLANK or NUMBER.fullmatch(value)
            client.expect(good, f"DATA_VALUE is {value[:40]!r}", "a number")
            values[month] = ("" if value in entries.BLANK else value, answer.day)
        return values

    return read


def _refuse(client: Client, code: str, message: str) -> None:
    """Raise what a code means; only "no data" is no error."""
    if code in REFUSED:
        kind, remedy = REFUSED[code]
        raise client.error(kind, f"{code} {message}", remedy)
    if code != EMPTY:
        wait = BLOCKED_FOR if code == BLOCKED else 0
        raise client.unavailable(f"{code} {message}", wait=wait)
