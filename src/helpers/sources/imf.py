"""Korea's goods trade by country as published by the International Monetary Fund (SDMX, IMTS)."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pandas as pd

from helpers.errors import SourceAnswerError, SourceQueryError
from helpers.sources import Fetched
from helpers.sources.entries import Collection, read_month, why_absent
from helpers.sources.http import Client, Manners
from helpers.sources.services import COUNTRIES
from helpers.sources.state import Answer

NAME = "imf"
BASE_URL = "https://api.imf.org/external/sdmx/3.0/"
FLOW_PATH = "data/dataflow/IMF.STA/IMTS/1.0.0"
DIMENSIONS = ("COUNTRY", "INDICATOR", "COUNTERPART_COUNTRY", "FREQUENCY")
COLUMNS = {*DIMENSIONS, "TIME_PERIOD", "OBS_VALUE"}
INDICATORS = {"exports": "XG_FOB_USD", "imports": "MG_CIF_USD"}
CSV = "application/vnd.sdmx.data+csv"
MANNERS = Manners(gap=1.5)
OVERLOADED = re.compile(rb"Rejected|Bandwidth")
MONTH = re.compile(r"(\d{4})-M?(0[1-9]|1[0-2])")
# powers of ten by the code or name of a scale
SCALES = {
    "": 0, "0": 0, "units": 0, "3": 3, "thousands": 3, "6": 6, "millions": 6, "9": 9, "billions": 9
}  # fmt: skip
MOST = 10**12  # dollars; a value of a month beyond it was scaled twice
ARRIVES = 365  # days within which a missing month may still come

Values = dict[pd.Period, tuple[Decimal, dt.date]]


def fetch(
    months: Sequence[pd.Period], *, now: dt.datetime, state_dir: Path, base_url: str = ""
) -> Fetched:
    """Fetch exports FOB and imports CIF by country, a series a call; no key is needed.

    See `helpers.sources.fetch`.
    """
    client = Client(NAME, base_url or BASE_URL, now, state_dir, MANNERS)
    collection = Collection(NAME)
    ended = collection.ended(months, client.day)
    for code, (_, iso3, _) in COUNTRIES.items() if ended else ():
        for flow, indicator in INDICATORS.items():
            key = f"KOR.{indicator}.{iso3}.M"
            path = f"{FLOW_PATH}/{key}"
            values = client.get(path, {}, _reader(client, key), headers={"Accept": CSV})
            for month in ended:  # the service sends every month, whatever is asked for
                if month not in values:
                    due = month.end_time.date() + dt.timedelta(days=ARRIVES)
                    collection.miss(f"{flow} {code} {month}", why_absent(client.day, due))
                    continue
                value, day = values[month]
                collection.add(
                    month, flow, code, value, day, basis=NAME,
                    url=f"https://api.imf.org (IMTS {key})", note=f"IMF IMTS, retrieved {day}",
                    place=f"{path} {month}",
                )  # fmt: skip
    client.state.finish()
    return collection.fetched()


def _reader(client: Client, key: str) -> Callable[[Answer], Values]:
    def read(answer: Answer) -> Values:
        if OVERLOADED.search(answer.body[:4096]) and b"<" in answer.body[:16]:
            raise client.unavailable("the service is overloaded")
        client.refuse_page(answer)
        if answer.status in (400, 404):
            problem = f"no such query: {answer.body[:200].decode('utf-8', 'replace')}"
            raise client.error(SourceQueryError, problem, "change the query")
        client.refuse_status(answer)
        sized = {"content-length", "transfer-encoding"} & {name.lower() for name in answer.headers}
        if not answer.body.strip() or not (answer.body.endswith(b"\n") or sized):
            raise client.unavailable("the answer is cut")  # without a size, the last newline tells
        values: Values = {}
        for row in _rows(client, answer.body):
            for name, code in zip(DIMENSIONS, key.split("."), strict=True):
                client.expect(row[name] == code, f"{name} is {row[name]!r}", code)
            month = read_month(client, "TIME_PERIOD", row["TIME_PERIOD"], MONTH)
            client.expect(month not in values, f"{month} came twice", "one row")
            if row["OBS_VALUE"] not in ("", "NaN"):
                values[month] = (_dollars(client, row), answer.day)
        return values

    return read


def _rows(client: Client, body: bytes) -> list[dict[str, str]]:
    """Read SDMX-CSV, 1.0 or 2.0: codes without their names, as text by column."""
    try:
        lines = csv.reader(body.decode("utf-8-sig").splitlines(), strict=True)
        head = [name.partition(":")[0].strip() for name in next(lines, [])]
        rows = [dict(zip(head, line, strict=True)) for line in lines if line]
    except (ValueError, csv.Error) as error:
        problem = f"no SDMX-CSV ({type(error).__name__})"
        raise client.error(SourceAnswerError, problem, "expected a row a number") from None
    lacking = ", ".join(sorted(COLUMNS - set(head)))
    client.expect(not lacking, f"no column {lacking}", "SDMX-CSV")
    return [{name: text.partition(":")[0].strip() for name, text in row.items()} for row in rows]


def _dollars(client: Client, row: dict[str, str]) -> Decimal:
    """Read a value in the unit that its scale names; no scale means dollars."""
    text, scale = row["OBS_VALUE"], row.get("SCALE", row.get("UNIT_MULT", ""))
    known = scale.lower() in SCALES
    client.expect(known, f"SCALE is {scale[:40]!r}", ", ".join(filter(None, SCALES)))
    try:
        value = Decimal(text).scaleb(SCALES[scale.lower()])
    except InvalidOperation:
        value = Decimal(-1)
    good = value.is_finite() and 0 <= value <= MOST
    problem = f"OBS_VALUE is {text[:40]!r}, SCALE {scale!r}"
    client.expect(good, problem, f"0 to {MOST:,} dollars a month")
    return value
