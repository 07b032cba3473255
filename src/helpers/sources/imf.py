"""Korea's goods trade by country as the International Monetary Fund holds it (SDMX, IMTS)."""

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
from helpers.sources.entries import Row, absent, askable, frame, millions, status_on
from helpers.sources.http import Client, Manners
from helpers.sources.partners import COUNTRIES
from helpers.sources.state import Answer

NAME = "imf"
BASE_URL = "https://api.imf.org/external/sdmx/3.0/"
FLOW_PATH = "data/dataflow/IMF.STA/IMTS/1.0.0"
DIMENSIONS = ("COUNTRY", "INDICATOR", "COUNTERPART_COUNTRY", "FREQUENCY", "TIME_PERIOD")
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
ARRIVES = 365  # days within which a month that is not there may still come

Found = dict[pd.Period, tuple[Decimal, dt.date]]


def fetch(
    months: Sequence[pd.Period], *, now: dt.datetime, state_dir: Path, base_url: str = ""
) -> Fetched:
    """Bring exports FOB and imports CIF by country, a series a call; no key is needed.

    See `helpers.sources.fetch`.
    """
    client = Client(NAME, base_url or BASE_URL, now, state_dir, MANNERS)
    ended, missing = askable(months, client.day, NAME)
    rows: list[Row] = []
    for code, (_, iso3, _) in COUNTRIES.items() if ended else ():
        for flow, indicator in INDICATORS.items():
            key = f"KOR.{indicator}.{iso3}.M"
            found = client.get(
                f"{FLOW_PATH}/{key}", {}, _reader(client, key), headers={"Accept": CSV}
            )
            for month in ended:  # the service sends every month, whatever is asked for
                if month not in found:
                    due = month.end_time.date() + dt.timedelta(days=ARRIVES)
                    missing.append(absent(month, client.day, f"{NAME} {flow} {code}", due))
                    continue
                rows.append(_row(month, flow, code, *found[month], key))
    client.finish()
    return Fetched(frame(rows), tuple(missing))


def _reader(client: Client, key: str) -> Callable[[Answer], Found]:
    def read(answer: Answer) -> Found:
        if OVERLOADED.search(answer.body[:4096]) and b"<" in answer.body[:16]:
            raise client.unavailable("the service is overloaded")
        client.refuse_page(answer)
        if answer.status in (400, 404):
            said = answer.body[:200].decode("utf-8", "replace")
            raise client.error(SourceQueryError, f"no such query: {said}", "change the query")
        client.refuse_status(answer)
        sized = {"content-length", "transfer-encoding"} & {name.lower() for name in answer.headers}
        whole = answer.body[-1:] == b"\n" or sized  # without either, nothing tells
        if not whole or not answer.body.strip():
            raise client.unavailable("the answer broke off")
        expected = dict(zip(DIMENSIONS, key.split("."), strict=False))
        found: Found = {}
        for dimensions, value, scale in _observations(client, answer.body):
            for name, code in expected.items():
                if dimensions.get(name) != code:
                    raise client.error(
                        SourceAnswerError,
                        f"{name} is {dimensions.get(name)!r}",
                        f"asked for {code}",
                    )
            period = dimensions.get("TIME_PERIOD", "")
            if not (month := MONTH.fullmatch(period)):
                raise client.error(SourceAnswerError, f"period {period!r}", "expected as 2023-M12")
            at = pd.Period(f"{month[1]}-{month[2]}", "M")
            if at in found:
                raise client.error(SourceAnswerError, f"{at} came twice", "expected one row")
            if value in ("", "NaN"):
                continue
            found[at] = (_dollars(client, value, scale), answer.day)
        return found

    return read


def _observations(client: Client, body: bytes) -> list[tuple[dict[str, str], str, str]]:
    """Read SDMX-CSV, 1.0 or 2.0: dimensions, value and scale of each row, as text."""
    wanted = {*DIMENSIONS, "OBS_VALUE"}
    try:
        lines = csv.reader(body.decode("utf-8-sig").splitlines(), strict=True)
        head = [name.partition(":")[0].strip() for name in next(lines, [])]
        rows = [dict(zip(head, line, strict=True)) for line in lines if line]
    except (ValueError, csv.Error) as error:
        raise client.error(
            SourceAnswerError,
            f"no SDMX-CSV ({type(error).__name__})",
            f"expected {', '.join(DIMENSIONS)}, OBS_VALUE",
        ) from None
    if not wanted <= set(head):
        said = f"no column {', '.join(sorted(wanted - set(head)))}"
        raise client.error(SourceAnswerError, said[:200], "expected SDMX-CSV")
    return [
        (
            {name: row[name].partition(":")[0].strip() for name in DIMENSIONS},
            row["OBS_VALUE"].strip(),
            row.get("SCALE", row.get("UNIT_MULT", "")).partition(":")[0].strip(),
        )
        for row in rows
    ]


def _dollars(client: Client, text: str, scale: str) -> Decimal:
    """Read a value in the unit that its scale names; no scale means dollars."""
    power = SCALES.get(scale.lower())
    if power is None:
        allowed = f"expected {', '.join(SCALES)}"
        raise client.error(SourceAnswerError, f"SCALE is {scale[:40]!r}", allowed)
    try:
        value = Decimal(text).scaleb(power)
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or value < 0 or value > MOST:
        raise client.error(
            SourceAnswerError,
            f"OBS_VALUE is {text[:40]!r}, SCALE {scale!r}",
            f"expected 0 to {MOST:,} dollars a month",
        )
    return value


def _row(
    month: pd.Period, flow: str, code: str, value: Decimal, day: dt.date, key: str
) -> Row:  # fmt: skip
    return {
        "period": str(month), "flow": flow, "breakdown": "region", "code": code,
        "measure": "value", "value": millions(value), "unit": "usd_million", "basis": NAME,
        "status": status_on(month, day), "published": str(day),
        "source": f"https://api.imf.org (IMTS {key})", "note": f"IMF IMTS, retrieved {day}",
        "place": f"{FLOW_PATH}/{key} {month}",
    }  # fmt: skip
