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
from helpers.errors import SourceAnswerError
from helpers.months import confirmed_date, parse_month, release_date
from helpers.sources import Fetched, portal
from helpers.sources.entries import Row, frame, millions, spans, whole
from helpers.sources.http import Client
from helpers.sources.state import Answer

NAME = "flash"
LONGEST = 120  # months of one query
DAILY = 1_000  # calls a day that the portal lists for the older services
LATE = dt.timedelta(days=4)  # a flash due on a holiday comes on the next working day
WINDOW = re.compile(r"01~(10|20|28|29|30|31)")
FIELD = "itemUsdAmt{:02d}"
UNCODED = ""  # a column whose class the store has no code for


class Service(NamedTuple):
    """One of the four services: its path, its flow and what its columns mean by their place."""

    path: str
    flow: str
    columns: tuple[str, ...]


# The list as it was checked against the live service in August 2026; see docs/sources.md
SERVICES = (
    Service(
        "prlstMmUtPrviExpAcrs/getPrlstMmUtPrviExpAcrs",
        "exports",
        (
            "total", "semiconductors", "steel", "passenger_cars", "petroleum_products",
            "wireless_devices", "ships", "auto_parts", "computers", UNCODED, "home_appliances",
        ),
    ),
    Service(
        "prlstMmUtPrviImpAcrs/getPrlstMmUtPrviImpAcrs",
        "imports",
        (
            "total", "semiconductors", "crude_oil", UNCODED, "gas", "semiconductor_equipment",
            UNCODED, "petroleum_products", "wireless_devices", "passenger_cars", "coal",
        ),
    ),
    Service(
        "cntyMmUtPrviExpAcrs/getCntyMmUtPrviExpAcrs",
        "exports",
        (
            "total", "china", "usa", "eu", "vietnam", "hong_kong", "japan", "taiwan", "india",
            "singapore", "malaysia",
        ),
    ),
    Service(
        "cntyMmUtPrviImpAcrs/getCntyMmUtPrviImpAcrs",
        "imports",
        (
            "total", "china", "usa", "eu", "japan", "vietnam", "australia", "taiwan", UNCODED,
            "russia", "malaysia",
        ),
    ),
)  # fmt: skip
Found = dict[tuple[pd.Period, str], tuple[list[int | None], dt.date]]


def fetch(
    months: Sequence[pd.Period], *, now: dt.datetime, state_dir: Path, base_url: str = ""
) -> Fetched:
    """Bring the first 10 and 20 days of months, of total, items and countries.

    Million US dollars, summed from the 1st of the month. A full month is brought until it is
    confirmed, as preliminary: later it would displace firmer figures. See `helpers.sources.fetch`.
    """
    client = portal.client(NAME, DAILY, now, state_dir, base_url)
    wanted = sorted({parse_month(month) for month in months})
    begun = [month for month in wanted if month.start_time.date() < client.day]
    rows: list[Row] = []
    missing: list[str] = []
    for month in wanted:
        if month not in begun:
            missing.append(f"{NAME} {month}: not published yet (the month has not begun)")
    totals: dict[tuple[str, pd.Period, str], int | None] = {}
    for service in SERVICES:
        found: Found = {}
        for span in spans(begun, LONGEST):
            for part in portal.ask(client, service.path, span, _reader(client, span)):
                found |= part
        for month in begun:
            for window, period in _windows(month, client.day):
                if (month, window) not in found:
                    missing.append(_absent(service, period, month, window, client.day))
                    continue
                amounts, day = found[month, window]
                key = (service.flow, month, window)
                if totals.setdefault(key, amounts[0]) != amounts[0]:
                    raise client.error(
                        SourceAnswerError,
                        f"{period}: the {service.flow} by item and by country differ in total",
                        "expected the same",
                    )
                _write(rows, missing, service, period, amounts, day)
    client.finish()
    # both services of a flow hold its total
    table = frame(rows).drop_duplicates(["period", "flow", "code"], ignore_index=True)
    return Fetched(table, tuple(missing))


def _windows(month: pd.Period, day: dt.date) -> list[tuple[str, str]]:
    """Give the windows of a month that can be wanted on a day, and their periods."""
    found = [("01~10", f"{month}-D10"), ("01~20", f"{month}-D20")]
    if release_date(month) <= day < confirmed_date(month):
        found.append((f"01~{calendar.monthrange(month.year, month.month)[1]}", str(month)))
    return found


def _absent(
    service: Service, period: str, month: pd.Period, window: str, day: dt.date
) -> str:  # fmt: skip
    due = month.start_time.date() + dt.timedelta(days=int(window[3:]))
    what = f"{NAME} {service.path.split('/')[0]} {period}"
    if day <= due + LATE:
        return f"{what}: not published yet (expected about {due})"
    return f"{what}: empty by fact (the source answered and holds nothing)"


def _reader(client: Client, span: tuple[pd.Period, pd.Period]) -> Callable[[Answer], Found]:
    def read(answer: Answer) -> Found:
        found: Found = {}
        for row in portal.rows(client, answer):
            month, window = _period(client, row)
            if not span[0] <= month <= span[1]:
                raise client.error(SourceAnswerError, f"{month} came unasked", "expected the span")
            if (month, window) in found:
                raise client.error(
                    SourceAnswerError, f"two rows differ for {month} {window}", "expected one"
                )
            found[month, window] = (_amounts(client, row), answer.day)
        return found

    return read


def _period(client: Client, row: Row) -> tuple[pd.Period, str]:
    text, window = row.get("priodMon", ""), row.get("priodDt", "")
    good = re.fullmatch(r"\d{4}(0[1-9]|1[0-2])", text) and WINDOW.fullmatch(window)
    if good and row.get("priodYear", text[:4]) == text[:4]:
        month = pd.Period(f"{text[:4]}-{text[4:]}", "M")
        days = int(window[3:])
        if days <= 20 or days == calendar.monthrange(month.year, month.month)[1]:
            return month, window
    raise client.error(
        SourceAnswerError, f"period {text!r} {window!r}", "expected as 202312 and 01~10"
    )


def _amounts(client: Client, row: Row) -> list[int | None]:
    """Read the eleven columns; the ten parts cannot be more than the total."""
    amounts = []
    for column in range(11):
        name = FIELD.format(column)
        try:
            amount = whole(row[name])
        except KeyError:
            raise client.error(SourceAnswerError, f"no field {name}", "expected 11") from None
        except ValueError as error:
            raise client.error(SourceAnswerError, f"{name}: {error}", "expected 1000") from None
        if amount is not None and amount < 0:
            raise client.error(SourceAnswerError, f"{name} is {amount}", "expected 0 or more")
        amounts.append(amount)
    parts = sum(amount or 0 for amount in amounts[1:])
    if amounts[0] is not None and parts > amounts[0]:
        raise client.error(
            SourceAnswerError, f"the parts add up to {parts} of {amounts[0]}", "expected less"
        )
    return amounts


def _write(
    rows: list[Row],
    missing: list[str],
    service: Service,
    period: str,
    amounts: list[int | None],
    day: dt.date,
) -> None:
    for column, (code, amount) in enumerate(zip(service.columns, amounts, strict=True)):
        if code == UNCODED:
            continue
        if amount is None:
            missing.append(
                f"{NAME} {service.flow} {code} {period}: empty by fact (the source has a blank)"
            )
            continue
        full = "-D" not in period
        rows.append(
            {
                "period": period, "flow": service.flow,
                "breakdown": catalogue.breakdown(code), "code": code, "measure": "value",
                "value": millions(amount, 1000), "unit": "usd_million",
                "basis": _full_basis(code) if full else "flash",
                "status": "preliminary" if full else "flash", "published": str(day),
                "source": f"https://apis.data.go.kr/1220000/{service.path}",
                "note": f"customs flash API, retrieved {day}",
                "place": f"{service.path} {period} {FIELD.format(column)}",
            }
        )  # fmt: skip


def _full_basis(code: str) -> str:
    """Give the basis of a full month: the classes of items are the customs service's own."""
    if catalogue.breakdown(code) in ("item", "energy"):
        return "customs_item"
    return "customs_group" if code == "eu" else "customs"
