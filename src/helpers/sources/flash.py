"""The customs service's flash (data.go.kr): the first 10 and 20 days, and the month on the 1st."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers import catalogue
from helpers.months import confirmed_date, parse_month, release_date
from helpers.sources import Fetched, entries, portal
from helpers.sources.http import Client
from helpers.sources.services import TABLES
from helpers.sources.state import Answer

NAME = "flash"
LONGEST = 120  # months of one query
DAILY = 1_000  # calls a day that the portal lists for the older services
LATE = dt.timedelta(days=4)  # a flash due on a holiday comes on the next working day
WINDOW = re.compile(r"01~(10|20|28|29|30|31)")
FIELD = "itemUsdAmt{:02d}"
UNCODED = "-"  # a column whose class has no code in the store


class Service(NamedTuple):
    """One of the four services: its path, its flow and what its columns mean by their place."""

    path: str
    flow: str
    columns: str


SERVICES = [Service(**row) for row in TABLES["flash"]]
Windows = dict[tuple[pd.Period, str], tuple[list[int | None], dt.date]]


def fetch(
    months: Sequence[pd.Period], *, now: dt.datetime, state_dir: Path, base_url: str = ""
) -> Fetched:
    """Fetch the first 10 and 20 days of months, of total, items and countries.

    Million US dollars, summed from the 1st of the month. A full month is fetched until it is
    confirmed, as preliminary: later it would displace firmer numbers. See `helpers.sources.fetch`.
    """
    client = portal.client(NAME, DAILY, now, state_dir, base_url)
    collection = entries.Collection(NAME)
    wanted = sorted({parse_month(month) for month in months})
    begun = [month for month in wanted if month.start_time.date() < client.day]
    for month in wanted[len(begun) :]:
        collection.miss(str(month), "not published yet (the month has not begun)")
    totals: dict[tuple[str, str], int | None] = {}
    for service in SERVICES:
        windows: Windows = {}
        for span in entries.spans(begun, LONGEST):
            for part in portal.ask(client, service.path, span, _reader(client, span)):
                windows |= part
        due = [window for month in begun for window in _due(month, client.day)]
        for month, window, period in due:
            if (month, window) not in windows:
                what = f"{service.path.split('/')[0]} {period}"
                late = month.start_time.date() + dt.timedelta(days=int(window[3:]))
                collection.miss(what, entries.why_absent(client.day - LATE, late))
                continue
            amounts, day = windows[month, window]
            same = totals.setdefault((service.flow, period), amounts[0]) == amounts[0]
            problem = f"{period}: the {service.flow} by item and by country differ in total"
            client.expect(same, problem, "the same")
            _add(collection, service, period, amounts, day)
    client.state.finish()
    fetched = collection.fetched()
    # both services of a flow include its total
    rows = fetched.rows.drop_duplicates(["period", "flow", "code"], ignore_index=True)
    return Fetched(rows, fetched.missing)


def _due(month: pd.Period, day: dt.date) -> list[tuple[pd.Period, str, str]]:
    """Return month, window and period of what can be wanted of a month on a day."""
    due = [(month, f"01~{days}", f"{month}-D{days}") for days in (10, 20)]
    if release_date(month) <= day < confirmed_date(month):
        due.append((month, f"01~{month.days_in_month}", str(month)))
    return due


def _reader(client: Client, span: entries.Span) -> Callable[[Answer], Windows]:
    def read(answer: Answer) -> Windows:
        windows: Windows = {}
        for row in portal.rows(client, answer):
            text, window = row.get("priodMon", ""), row.get("priodDt", "")
            month = entries.read_month(
                client, "priodMon (period)", text, entries.COMPACT_MONTH, span
            )
            last = calendar.monthrange(month.year, month.month)[1]
            good = WINDOW.fullmatch(window) and int(window[3:]) in (10, 20, last)
            same_year = row.get("priodYear", text[:4]) == text[:4]
            problem = f"period {text!r} {window[:40]!r}"
            client.expect(good and same_year, problem, "one as 202312 and 01~10")
            at = (month, window)
            client.expect(at not in windows, f"two rows differ for {month} {window}", "one")
            amounts = [
                entries.read_whole(client, row, FIELD.format(column)) for column in range(11)
            ]
            parts = sum(amount or 0 for amount in amounts[1:])
            fits = amounts[0] is None or parts <= amounts[0]
            client.expect(fits, f"the parts add up to {parts} of {amounts[0]}", "less")
            windows[at] = (amounts, answer.day)
        return windows

    return read


def _add(
    collection: entries.Collection,
    service: Service,
    period: str,
    amounts: list[int | None],
    day: dt.date,
) -> None:
    full = "-D" not in period
    for column, (code, amount) in enumerate(zip(service.columns.split(), amounts, strict=True)):
        if code == UNCODED:
            continue
        collection.add(
            period, service.flow, code, amount, day, per_million=1000,
            basis=_basis(code) if full else "flash", status="preliminary" if full else "flash",
            url=f"https://apis.data.go.kr/1220000/{service.path}",
            note=f"customs flash API, retrieved {day}",
            place=f"{service.path} {period} {FIELD.format(column)}",
        )  # fmt: skip


def _basis(code: str) -> str:
    """Return the basis of a full month: the classes of items are the customs service's own."""
    if catalogue.breakdown(code) in ("item", "energy"):
        return "customs_item"
    return "customs_group" if code == "eu" else "customs"
