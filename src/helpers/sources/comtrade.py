"""Korea's trade as reported to the United Nations (Comtrade): totals and single countries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.errors import SourceQueryError
from helpers.sources import Fetched
from helpers.sources.entries import Collection, why_absent
from helpers.sources.http import Client, Manners
from helpers.sources.keys import find
from helpers.sources.services import COUNTRIES
from helpers.sources.state import Answer

NAME = "comtrade"
BASE_URL = "https://comtradeapi.un.org/"
KEY_VARIABLE = "KTRADE_COMTRADE_KEY"
PREVIEW, FULL = "public/v1/preview/C/M/HS", "data/v1/get/C/M/HS"
MANNERS = Manners(gap=1.0, daily=500)  # the free tier's calls a day; also without a key
PREVIEW_ROWS = 500  # an answer of so many may have been cut
FLOWS = {"X": "exports", "M": "imports"}
PARTNERS = {"0": "total"} | {str(number): code for code, (_, _, number) in COUNTRIES.items()}
# the last three select totals over partner's partner, customs procedure and way of transport
ASKED = {
    "reporterCode": "410", "cmdCode": "TOTAL", "partner2Code": "0", "customsCode": "C00",
    "motCode": "0",
}  # fmt: skip
ARRIVES = 365  # days within which a missing month may still come

Amounts = dict[tuple[str, str], tuple[Decimal | None, dt.date]]


def fetch(
    months: Sequence[pd.Period], *, now: dt.datetime, state_dir: Path, base_url: str = ""
) -> Fetched:
    """Fetch exports and imports, in total and by country, a month a call.

    Without a key the public preview answers, which is enough for this. See
    `helpers.sources.fetch`.
    """
    key = find(NAME, KEY_VARIABLE)
    client = Client(NAME, base_url or BASE_URL, now, state_dir, MANNERS, key)
    secret, path = ({"subscription-key": key.reveal()}, FULL) if key else (None, PREVIEW)
    collection = Collection(NAME)
    ended = collection.ended(months, client.day)
    for month in ended:
        query = {
            **ASKED, "period": f"{month:%Y%m}", "partnerCode": ",".join(PARTNERS),
            "flowCode": ",".join(FLOWS),
        }  # fmt: skip
        amounts = client.get(path, query, _reader(client, month), service="calls", secret=secret)
        if not amounts:
            due = month.end_time.date() + dt.timedelta(days=ARRIVES)
            collection.miss(str(month), why_absent(client.day, due))
            continue
        for partner, code in PARTNERS.items():
            for letter, flow in FLOWS.items():
                value, day = amounts.get((partner, letter), (None, client.day))
                collection.add(
                    month, flow, code, value, day,
                    basis=NAME, url="https://comtradeapi.un.org (reporter 410)",
                    note=f"UN Comtrade, retrieved {day}",
                    place=f"{path} {month} {letter} {partner}",
                )  # fmt: skip
    client.state.finish()
    return collection.fetched()


def _reader(client: Client, month: pd.Period) -> Callable[[Answer], Amounts]:
    asked = {name: [code] for name, code in ASKED.items()}
    asked |= {"period": [f"{month:%Y%m}"], "flowCode": [*FLOWS], "partnerCode": [*PARTNERS]}

    def read(answer: Answer) -> Amounts:
        content: Any = client.json(answer)
        content = content if isinstance(content, dict) else {}
        if answer.status not in (400, 404):
            client.refuse_status(answer)
        problem = content.get("error") or content.get("message")
        if problem or answer.status != 200:
            problem = f"no such query: {str(problem)[:200]}"
            raise client.error(SourceQueryError, problem, "change the query")
        rows = content.get("data")
        listed = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
        client.expect(listed, "no list called data", "rows")
        whole = client.key or len(rows) < PREVIEW_ROWS
        client.expect(whole, f"{len(rows)} rows came", "fewer: some may be cut off")
        if content.get("count", len(rows)) != len(rows):
            raise client.unavailable(f"{len(rows)} rows came of {content['count']}")
        amounts: Amounts = {}
        for row in rows:
            for name, allowed in asked.items():
                right = str(row.get(name)) in allowed
                client.expect(right, f"{name} is {row.get(name)!r}", ", ".join(allowed))
            value = row.get("primaryValue")
            good = isinstance(value, int | Decimal) and not isinstance(value, bool) and value >= 0
            problem = f"primaryValue is {str(value)[:40]}"
            client.expect(value is None or good, problem, "0 or more dollars")
            at = (str(row["partnerCode"]), str(row["flowCode"]))
            client.expect(at not in amounts, f"{at} came twice", "one row")
            amounts[at] = (None if value is None else Decimal(value), answer.day)
        return amounts

    return read
