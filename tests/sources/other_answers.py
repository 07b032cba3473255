"""Answers of the flash, ECOS, Comtrade and the IMF, after their documented forms.

The figures are those the store holds for 2023; flash amounts by item and country are made up as
shares of the total that is held.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import cache
from urllib.parse import unquote

import pandas as pd
import portal_answers as portal
from server import Reply

from helpers import observations
from helpers.sources import ecos, flash
from helpers.sources.services import COUNTRIES

ECOS_KEY = "CANARY9F3C77ECOSKEY0"
COMTRADE_KEY = "canary-9f3c-comtrade"
NAMES = {country[1]: code for code, country in COUNTRIES.items()}
NUMBERS = {str(country[2]): code for code, country in COUNTRIES.items()} | {"0": "total"}


@cache
def newest() -> dict[tuple[str, str, str, str], str]:
    """Held text of figures: (period, flow, code, basis)."""
    store = observations.read()
    wanted = store[
        store["basis"].isin(["customs", "bok", "macro", "flash"])
        & store["measure"].isin(["value", "index"])
        & store["status"].isin(["final", "unknown", "flash"])
        & ~store["note"].str.contains("inverted")
    ]
    ordered = wanted.sort_values("precision", ascending=False, kind="stable")
    return {
        (row.period, row.flow, row.code, row.basis): repr(row.value) for row in ordered.itertuples()
    }


def thousands(period: str, flow: str, basis: str = "customs", code: str = "total") -> int | None:
    text = newest().get((period, flow, code, basis))
    return None if text is None else int(Decimal(text) * 1000)


def flash_row(month: str, window: str, amounts: list[int]) -> str:
    columns = {flash.FIELD.format(i): f"{amount:>20,}" for i, amount in enumerate(amounts)}
    year, number = month.split("-")
    return portal.item(priodYear=year, priodMon=year + number, priodDt=window, **columns)


def flash_amounts(total: int) -> list[int]:
    """The held total, and made-up parts: a twentieth each, a little more from column to column."""
    return [total, *(total // 20 + column for column in range(1, 11))]


def flash_answering(path: str, query: dict[str, str]) -> Reply:
    service = next((each for each in flash.SERVICES if path.endswith(each.path)), None)
    if query.get("serviceKey") != portal.KEY:
        return portal.NOT_REGISTERED
    if service is None:
        return portal.NO_SERVICE
    months = pd.period_range(query["strtYymm"], query["endYymm"], freq="M")
    if len(months) > 120:
        return portal.agency("조회기간은 10년이내 기간만 가능합니다.")
    rows = []
    for month in map(str, months):
        for days in ("10", "20"):
            total = thousands(f"{month}-D{days}", service.flow, "flash")
            if total is not None:
                rows.append(flash_row(month, f"01~{days}", flash_amounts(total)))
        total = thousands(month, service.flow)
        if total is not None:
            days = pd.Period(month).days_in_month
            rows.append(flash_row(month, f"01~{days}", flash_amounts(total)))
    return portal.answer(rows)


def ecos_error(code: str, said: str = "made up") -> Reply:
    body = {"RESULT": {"CODE": code, "MESSAGE": said}}
    return Reply(json.dumps(body).encode(), type="application/json")


def ecos_row(series: ecos.EcosSeries, month: str, value: str) -> dict[str, object]:
    items = {f"ITEM_CODE{i}": None for i in range(1, 5)}
    items |= {f"ITEM_CODE{i}": code for i, code in enumerate(series.items, 1)}
    return {
        "STAT_CODE": series.table, "STAT_NAME": "made up", **items, "UNIT_NAME": series.unit,
        "WGT": None, "TIME": month.replace("-", ""), "DATA_VALUE": value,
    }  # fmt: skip


def ecos_rows(rows: list[dict[str, object]], count: int | None = None) -> Reply:
    body = {"list_total_count": len(rows) if count is None else count, "row": rows}
    return Reply(json.dumps({"StatisticSearch": body}, ensure_ascii=False).encode())


def ecos_held(series: ecos.EcosSeries, month: str) -> str | None:
    if series.unit == ecos.THOUSANDS:
        amount = thousands(month, series.flow)
        return None if amount is None else str(amount)
    return newest().get((month, series.flow, series.code, series.basis))


def ecos_answering(path: str, _: dict[str, str]) -> Reply:
    parts = [unquote(part) for part in path.removeprefix("/api/").split("/")]
    service, key, kind, _, first, last, table, cycle, start, end, *items = parts
    if key != ECOS_KEY:
        return ecos_error("INFO-100", "인증키가 유효하지 않습니다.")
    if kind != "json":
        return ecos_error("ERROR-200")
    if not (first.isdigit() and last.isdigit()):
        return ecos_error("ERROR-301")
    if cycle != "M" or len(start) != 6:
        return ecos_error("ERROR-101")
    series = next((s for s in ecos.SERIES if (s.table, s.items) == (table, tuple(items))), None)
    if service != "StatisticSearch" or series is None:
        return ecos_error("INFO-200", "해당하는 데이터가 없습니다.")
    values = {str(m): ecos_held(series, str(m)) for m in pd.period_range(start, end, freq="M")}
    rows = [ecos_row(series, month, value) for month, value in values.items() if value]
    return ecos_rows(rows) if rows else ecos_error("INFO-200", "해당하는 데이터가 없습니다.")


def comtrade_rows(period: str, partners: list[str], flows: list[str]) -> list[dict[str, object]]:
    month = f"{period[:4]}-{period[4:]}"
    rows = []
    for number in partners:
        for flow in flows:
            name = {"X": "exports", "M": "imports"}[flow]
            amount = portal.dollars(month, name, NUMBERS[number])
            if amount is not None:
                rows.append(
                    {
                        "typeCode": "C", "freqCode": "M", "period": period, "reporterCode": 410,
                        "flowCode": flow, "partnerCode": int(number), "partner2Code": 0,
                        "cmdCode": "TOTAL", "customsCode": "C00", "motCode": 0,
                        "primaryValue": amount + 0.0,
                    }
                )  # fmt: skip
    return rows


def comtrade(rows: list[dict[str, object]], error: str = "", status: int = 200) -> Reply:
    body = {"elapsedTime": "0.1 secs", "count": len(rows), "data": rows, "error": error}
    return Reply(json.dumps(body).encode(), status)


def comtrade_answering(path: str, query: dict[str, str]) -> Reply:
    if path == "/data/v1/get/C/M/HS":
        if query.get("subscription-key") != COMTRADE_KEY:
            return Reply(b'{"statusCode": 401, "message": "Access denied"}', 401)
    elif path != "/public/v1/preview/C/M/HS":
        return Reply(b'{"statusCode": 404, "message": "Resource not found"}', 404)
    partners, flows = query["partnerCode"].split(","), query["flowCode"].split(",")
    return comtrade(comtrade_rows(query["period"], partners, flows))


HEAD = "STRUCTURE,STRUCTURE_ID,ACTION,COUNTRY,INDICATOR,COUNTERPART_COUNTRY,FREQUENCY,TIME_PERIOD"


def imf_line(key: str, period: str, value: object, scale: str = "0") -> str:
    return f"dataflow,IMF.STA:IMTS(1.0.0),I,{key.replace('.', ',')},{period},{value},{scale}\n"


def imf(lines: list[str]) -> Reply:
    text = f"{HEAD},OBS_VALUE,SCALE\n{''.join(lines)}"
    return Reply(text.encode(), type="application/vnd.sdmx.data+csv")


def imf_answering(path: str, _: dict[str, str]) -> Reply:
    """Every month of the series, whatever is asked for."""
    key = re.fullmatch(r".*/IMF\.STA/IMTS/1\.0\.0/(KOR\.(X|M)G_\w+_USD\.([A-Z]{3})\.M)", path)
    if not key or key[3] not in NAMES:
        return Reply(b'{"message": "no such key", "code": "BadRequest"}', 400)
    flow = "exports" if key[2] == "X" else "imports"
    held = {month: portal.dollars(month, flow, NAMES[key[3]]) for month in portal.YEAR}
    return imf(
        [
            imf_line(key[1], month.replace("-", "-M"), value)
            for month, value in held.items()
            if value is not None
        ]
    )
