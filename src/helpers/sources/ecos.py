"""Monthly figures of the Bank of Korea (ECOS): trade totals, trade indices, prices."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pandas as pd

from helpers.errors import (
    SourceAnswerError,
    SourceError,
    SourceKeyError,
    SourceQueryError,
)
from helpers.sources import Fetched
from helpers.sources.entries import BLANK, Row, absent, askable, frame, millions, spans, status_on
from helpers.sources.http import Client, Manners
from helpers.sources.keys import require
from helpers.sources.state import Answer

NAME = "ecos"
BASE_URL = "https://ecos.bok.or.kr/api/"
KEY_VARIABLE = "KTRADE_ECOS_KEY"
MOST_ROWS = 10_000  # of one call; a series of months stays far below
MANNERS = Manners(gap=0.6)  # 300 calls in 180 seconds
THOUSANDS = "천불"
INDEX = "2020=100"
KEY_PLACE = "{key}"


class Series(NamedTuple):
    """A series: its table and items there, the unit it must have there, and what it is here."""

    table: str
    items: tuple[str, ...]
    unit: str
    flow: str
    breakdown: str
    code: str
    measure: str
    basis: str
    held_unit: str


SERIES = (
    Series("901Y118", ("T002",), THOUSANDS, "exports", "total", "total", "value", "customs",
           "usd_million"),
    Series("901Y118", ("T004",), THOUSANDS, "imports", "total", "total", "value", "customs",
           "usd_million"),
    Series("403Y001", ("*AA",), INDEX, "exports", "other", "export_value_index", "index", "bok",
           INDEX),
    Series("403Y002", ("*AA",), INDEX, "exports", "other", "export_volume_index", "index", "bok",
           INDEX),
    Series("403Y005", ("A",), INDEX, "none", "other", "terms_of_trade_net_barter", "index", "bok",
           INDEX),
    Series("401Y015", ("*AA", "W"), INDEX, "imports", "other", "import_price_index_won", "index",
           "bok", INDEX),
    Series("901Y009", ("0",), INDEX, "none", "macro", "kr_cpi_index_2020", "value", "macro",
           f"index {INDEX}"),
)  # fmt: skip
REFUSED: dict[str, tuple[type[SourceError], str]] = {
    "INFO-100": (SourceKeyError, f"check the key in {KEY_VARIABLE}"),
    "ERROR-100": (SourceQueryError, "a required value is missing"),
    "ERROR-101": (SourceQueryError, "the date does not fit the cycle"),
    "ERROR-200": (SourceQueryError, "the type of file is wrong"),
    "ERROR-300": (SourceQueryError, "the range of rows is missing"),
    "ERROR-301": (SourceQueryError, "the range of rows is no number"),
    "ERROR-601": (SourceAnswerError, "the service has a fault of its own"),
}
EMPTY = "INFO-200"
UNCLEAR = "; or the table or item is no more, which the source does not tell apart"
BLOCKED = "ERROR-602"
BLOCKED_FOR = 180.0  # seconds


def fetch(
    months: Sequence[pd.Period], *, now: dt.datetime, state_dir: Path, base_url: str = ""
) -> Fetched:
    """Bring the series of `SERIES`; see `helpers.sources.fetch`."""
    key = require(NAME, KEY_VARIABLE)
    client = Client(NAME, base_url or BASE_URL, now, state_dir, MANNERS, key)
    ended, missing = askable(months, client.day, NAME)
    rows: list[Row] = []
    for series in SERIES:
        found: dict[pd.Period, tuple[str, dt.date]] = {}
        for span in spans(ended, 600):
            found |= _ask(client, series, span)
        for month in ended:
            if month not in found:
                said = absent(month, client.day, f"{NAME} {series.flow} {series.code}")
                missing.append(said if found else f"{said}{UNCLEAR}")
            elif not found[month][0]:
                missing.append(
                    f"{NAME} {series.code} {month}: empty by fact (the source has a blank)"
                )
            else:
                rows.append(_row(series, month, *found[month]))
    client.finish()
    return Fetched(frame(rows), tuple(missing))


def _ask(
    client: Client, series: Series, span: tuple[pd.Period, pd.Period]
) -> dict[pd.Period, tuple[str, dt.date]]:
    key = client.key
    assert key is not None
    first, last = (f"{month:%Y%m}" for month in span)
    parts = ["StatisticSearch", KEY_PLACE, "json", "kr", "1", str(MOST_ROWS)]
    path = "/".join([*parts, series.table, "M", first, last, *series.items])
    return client.get(
        path,
        {},
        _reader(client, series, span),
        service="StatisticSearch",
        secret_path=lambda text: text.replace(KEY_PLACE, quote(key.reveal(), safe="")),
    )


def _reader(
    client: Client, series: Series, span: tuple[pd.Period, pd.Period]
) -> Callable[[Answer], dict[pd.Period, tuple[str, dt.date]]]:
    def read(answer: Answer) -> dict[pd.Period, tuple[str, dt.date]]:
        held = client.json(answer)
        if isinstance(held, dict) and isinstance(held.get("RESULT"), dict):
            _refuse(client, str(held["RESULT"].get("CODE")), str(held["RESULT"].get("MESSAGE")))
            return {}
        client.refuse_status(answer)
        try:
            body = held["StatisticSearch"]  # type: ignore[index]
            rows, count = list(body["row"]), int(body["list_total_count"])
            texts = [
                {k: "" if v is None else str(v).strip() for k, v in row.items()} for row in rows
            ]
        except (KeyError, TypeError, ValueError, AttributeError):
            raise client.error(
                SourceAnswerError, "no StatisticSearch with rows", "expected both"
            ) from None
        if len(rows) != count:
            raise client.unavailable(f"{len(rows)} rows came of {count}")
        found: dict[pd.Period, tuple[str, dt.date]] = {}
        for row in texts:
            month, value = _checked(client, series, row)
            if not span[0] <= month <= span[1]:
                raise client.error(SourceAnswerError, f"{month} came unasked", "expected the span")
            if month in found:
                raise client.error(SourceAnswerError, f"{month} came twice", "expected one row")
            found[month] = (value, answer.day)
        return found

    return read


def _checked(client: Client, series: Series, row: Row) -> tuple[pd.Period, str]:
    """Read a row, which has to be of the series, the unit and the cycle that were asked for."""
    expected = {"STAT_CODE": series.table, "UNIT_NAME": series.unit}
    expected |= {f"ITEM_CODE{i}": item for i, item in enumerate(series.items, 1)}
    for name, allowed in expected.items():
        if row.get(name) != allowed:
            raise client.error(
                SourceAnswerError, f"{name} is {row.get(name)!r}", f"expected {allowed!r}"
            )
    time, value = row.get("TIME", ""), row.get("DATA_VALUE", "")
    value = "" if value in BLANK else value
    if not re.fullmatch(r"\d{4}(0[1-9]|1[0-2])", time):
        raise client.error(SourceAnswerError, f"TIME is {time!r}", "expected as 202312")
    if value and not re.fullmatch(r"\d{1,15}(\.\d{1,9})?", value):
        raise client.error(SourceAnswerError, f"DATA_VALUE is {value[:40]!r}", "expected a number")
    return pd.Period(f"{time[:4]}-{time[4:]}", "M"), value


def _refuse(client: Client, code: str, said: str) -> None:
    """Raise what a code means; only "no data" is none."""
    if code == EMPTY:
        return
    if code in REFUSED:
        kind, remedy = REFUSED[code]
        raise client.error(kind, f"{code} {said}", remedy)
    wait = BLOCKED_FOR if code == BLOCKED else 0
    raise client.unavailable(f"{code} {said}", wait=wait)


def _row(series: Series, month: pd.Period, value: str, day: dt.date) -> Row:
    thousands = series.unit == THOUSANDS
    place = "/".join((series.table, *series.items))
    vintage = f"; vintage=ecos-{day:%Y-%m}" if series.basis == "macro" else ""
    return {
        "period": str(month), "flow": series.flow, "breakdown": series.breakdown,
        "code": series.code, "measure": series.measure,
        "value": millions(Decimal(value), 1000) if thousands else value,
        "unit": series.held_unit, "basis": series.basis, "status": status_on(month, day),
        "published": str(day), "source": f"https://ecos.bok.or.kr ({place})",
        "note": f"BOK ECOS {place}, retrieved {day}{vintage}", "place": f"{place} {month}",
    }  # fmt: skip
