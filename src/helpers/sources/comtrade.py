"""Korea's trade as reported to the United Nations (Comtrade): totals and single countries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import pandas as pd

from helpers.errors import SourceAnswerError, SourceQueryError
from helpers.sources import Fetched
from helpers.sources.entries import Row, absent, askable, frame, millions, status_on
from helpers.sources.http import Client, Manners
from helpers.sources.keys import find
from helpers.sources.partners import COUNTRIES
from helpers.sources.state import Answer

NAME = "comtrade"
BASE_URL = "https://comtradeapi.un.org/"
KEY_VARIABLE = "KTRADE_COMTRADE_KEY"
PREVIEW, FULL = "public/v1/preview/C/M/HS", "data/v1/get/C/M/HS"
MANNERS = Manners(gap=1.0, daily=500)  # the free tier's calls a day; kept to without a key too
PREVIEW_ROWS = 500  # an answer of so many may have been cut
KOREA, WORLD = "410", "0"
FLOWS = {"X": "exports", "M": "imports"}
# what selects totals over partner's partner, customs procedure and way of transport
TOTALS_ONLY = {"partner2Code": "0", "customsCode": "C00", "motCode": "0"}
PARTNERS = {WORLD: "total"} | {str(number): code for code, (_, _, number) in COUNTRIES.items()}
ARRIVES = 365  # days within which a month that is not there may still come

Found = dict[tuple[str, str], tuple[Decimal | None, dt.date]]


def fetch(
    months: Sequence[pd.Period], *, now: dt.datetime, state_dir: Path, base_url: str = ""
) -> Fetched:
    """Bring exports and imports, in total and by country, a month a call.

    Without a key the public preview answers, which is enough for this. See
    `helpers.sources.fetch`.
    """
    key = find(NAME, KEY_VARIABLE)
    client = Client(NAME, base_url or BASE_URL, now, state_dir, MANNERS, key)
    ended, missing = askable(months, client.day, NAME)
    secret = {"subscription-key": key.reveal()} if key else None
    path = FULL if key else PREVIEW
    rows: list[Row] = []
    for month in ended:
        query = {
            "reporterCode": KOREA, "period": f"{month:%Y%m}", "partnerCode": ",".join(PARTNERS),
            "cmdCode": "TOTAL", "flowCode": ",".join(FLOWS), **TOTALS_ONLY,
        }  # fmt: skip
        found = client.get(path, query, _reader(client, month), service="calls", secret=secret)
        if not found:
            due = month.end_time.date() + dt.timedelta(days=ARRIVES)
            missing.append(absent(month, client.day, NAME, due))
            continue
        for partner, code in PARTNERS.items():
            for flow, name in FLOWS.items():
                value, day = found.get((partner, flow), (None, client.day))
                if value is None:
                    missing.append(f"{NAME} {name} {code} {month}: empty by fact (no figure)")
                    continue
                rows.append(_row(month, name, code, value, day, f"{path} {month} {flow} {partner}"))
    client.finish()
    return Fetched(frame(rows), tuple(missing))


def _reader(client: Client, month: pd.Period) -> Callable[[Answer], Found]:
    def read(answer: Answer) -> Found:
        held = client.json(answer)
        error = held.get("error") or held.get("message") if isinstance(held, dict) else None
        if answer.status not in (400, 404):
            client.refuse_status(answer)
        if error or answer.status != 200:
            said = f"no such query: {str(error)[:200]}"
            raise client.error(SourceQueryError, said, "change the query")
        rows = held.get("data") if isinstance(held, dict) else None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise client.error(SourceAnswerError, "no list called data", "expected rows")
        if len(rows) >= PREVIEW_ROWS and client.key is None:
            raise client.error(SourceAnswerError, f"{len(rows)} rows came", "some may be cut off")
        if isinstance(held, dict) and held.get("count", len(rows)) != len(rows):
            raise client.unavailable(f"{len(rows)} rows came of {held['count']}")
        found: Found = {}
        for row in rows:
            at, value = _checked(client, month, row)
            if at in found:
                raise client.error(SourceAnswerError, f"{at} came twice", "expected one row")
            found[at] = (value, answer.day)
        return found

    return read


def _checked(
    client: Client, month: pd.Period, row: dict[str, object]
) -> tuple[tuple[str, str], Decimal | None]:
    """Read a row, which has to be one of those that were asked for."""
    asked = {
        "reporterCode": [KOREA],
        "period": [f"{month:%Y%m}"],
        "cmdCode": ["TOTAL"],
        "flowCode": list(FLOWS),
        "partnerCode": list(PARTNERS),
        **{name: [code] for name, code in TOTALS_ONLY.items()},
    }
    for name, allowed in asked.items():
        if str(row.get(name)) not in allowed:
            raise client.error(
                SourceAnswerError, f"{name} is {row.get(name)!r}", f"expected {', '.join(allowed)}"
            )
    value = row.get("primaryValue")
    if value is not None and (
        isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 0
    ):
        raise client.error(
            SourceAnswerError, f"primaryValue is {str(value)[:40]}", "expected 0 or more dollars"
        )
    number = None if value is None else Decimal(value)
    return (str(row["partnerCode"]), str(row["flowCode"])), number


def _row(
    month: pd.Period, flow: str, code: str, value: Decimal, day: dt.date, place: str
) -> Row:  # fmt: skip
    return {
        "period": str(month), "flow": flow, "breakdown": "total" if code == "total" else "region",
        "code": code, "measure": "value", "value": millions(value), "unit": "usd_million",
        "basis": NAME, "status": status_on(month, day), "published": str(day),
        "source": "https://comtradeapi.un.org (reporter 410)",
        "note": f"UN Comtrade, retrieved {day}", "place": place,
    }  # fmt: skip
