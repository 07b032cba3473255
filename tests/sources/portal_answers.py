"""Answers of the public data portal, after its documented form, from figures of the store.

Countries and customs lines the store does not hold, and what is left of a group or heading after
the held ones, are made up: they only have to add up.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import cache, lru_cache
from xml.sax.saxutils import escape

import pandas as pd
from server import Reply

from helpers import observations
from helpers.sources.services import COUNTRIES, GROUPS

KEY = "canary+KEY/9f3c=="  # has the signs that an address must write otherwise
MADE_UP = 1_000_000  # dollars or kilograms, where the store holds nothing
YEAR = [str(month) for month in pd.period_range("2023-01", "2023-12", freq="M")]
SPAN = "시작과 종료의 조회기간은 1년이내 기간만 가능합니다."
ORDER = "종료년월이 시작년월보다 크거나 같아야 합니다."
FORM = "시작년월 형식이 맞지 않습니다."
NEEDED = "필수 요청변수가 누락되었습니다."
COUNTRY = "존재하지 않는 국가코드입니다."
LENGTH = "품목코드는 2,4,6,10 자리로 입력해야 합니다."


@lru_cache(maxsize=1)
def held() -> dict[tuple[str, str, str, str], Decimal]:
    """Final figures of 2023 as held: (month, flow, code, measure) to millions or tonnes."""
    store = observations.read()
    wanted = store[
        store["period"].isin(YEAR)
        & store["status"].eq("final")
        & store["basis"].isin(["customs", "country_sum", "proxy", "hs"])
        & store["measure"].isin(["value", "volume"])
        & store["flow"].isin(["exports", "imports"])
        & ~store["breakdown"].eq("other")
    ].sort_values("precision", kind="stable")
    first = wanted.drop_duplicates(["period", "flow", "code", "measure"])
    return {
        (row.period, row.flow, row.code, row.measure): Decimal(repr(row.value))
        for row in first.itertuples()
    }


def dollars(month: str, flow: str, code: str, measure: str = "value") -> int | None:
    value = held().get((month, flow, code, measure))
    if value is None:
        return None
    number = value * (1000 if measure == "volume" else 10**6)
    assert number == int(number)
    return int(number)


@cache
def countries(month: str) -> dict[str, tuple[int, int]]:
    """Exports and imports by country; each group adds up to what is held of it."""
    both = {}
    for code, (iso, _, _) in COUNTRIES.items():
        pair = [dollars(month, flow, code) for flow in ("exports", "imports")]
        both[iso] = tuple(MADE_UP if number is None else number for number in pair)
    for code, (_, members, _) in GROUPS.items():
        parts = members.split()
        rest = next(iso for iso in parts if iso not in both)
        both[rest] = tuple(
            dollars(month, flow, code) - sum(both[iso][i] for iso in parts if iso in both)
            for i, flow in enumerate(("exports", "imports"))
        )
        assert min(both[rest]) > 0
    return both | {"GS": (MADE_UP, 0)}


@cache
def lines(month: str) -> dict[str, tuple[int, int]]:
    """Exports in dollars and kilograms by ten-digit line, adding up to what is held."""

    def pair(code: str) -> tuple[int, int]:
        return (
            dollars(month, "exports", code),
            dollars(month, "exports", code, "volume") or MADE_UP,
        )

    chips, memory, dram, nand = (
        pair(f"{name}_hs")
        for name in ("semiconductors", "memory_semiconductors", "dram", "nand_flash")
    )
    rest = tuple(m - d - n for m, d, n in zip(memory, dram, nand, strict=True))
    other = tuple(c - m for c, m in zip(chips, memory, strict=True))
    return {
        "8542310000": other,
        "8542321010": dram,
        "8542321030": nand,
        "8542329000": rest,
        "8703230000": pair("automobiles_hs"),
    }


def item(**fields: object) -> str:
    inner = "".join(f"<{k}>{escape(str(v))}</{k}>" for k, v in sorted(fields.items()))
    return f"<item>{inner}</item>"


def answer(items: list[str], code: str = "00", said: str = "정상서비스.") -> Reply:
    body = f"<items>{''.join(items)}</items>" if items else "<items/>"
    return Reply(
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<response><header>'
        f"<resultCode>{code}</resultCode><resultMsg>{said}</resultMsg></header>"
        f"<body>{body}</body></response>".encode()
    )


def agency(said: str) -> Reply:
    """A fault of the agency: HTTP 200, code 99, no body."""
    return Reply(
        "<response><header><resultCode>99</resultCode>"
        f"<resultMsg>{said}</resultMsg></header></response>".encode()
    )


def gateway(code: str, said: str, status: int) -> Reply:
    """A fault of the portal's gateway."""
    return Reply(
        f"<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>{said}</errMsg>"
        f"<returnAuthMsg>에러</returnAuthMsg><returnReasonCode>{code}</returnReasonCode>"
        "</cmmMsgHeader></OpenAPI_ServiceResponse>".encode(),
        status,
    )


QUOTA = gateway("22", "LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR", 429)
FAST = gateway("23", "LIMITED_NUMBER_OF_SERVICE_REQUESTS_PER_SECOND_EXCEEDS_ERROR", 429)
NOT_REGISTERED = gateway("30", "SERVICE_KEY_IS_NOT_REGISTERED_ERROR", 403)
NO_SERVICE = gateway("12", "NO_OPENAPI_SERVICE_ERROR", 400)
NO_KEY = gateway("20", "SERVICE_KEY_IS_NULL", 401)
JSON_ERROR = Reply(
    b'{"OpenAPI_ServiceResponse":{"cmmMsgHeader":{"errMsg":"HTTP_ERROR","returnReasonCode":"04"}}}',
    type="application/json",
)


def summed(rows: list[dict[str, object]], first: bool = False) -> list[str]:
    """Write rows and the row of their sum, which comes first or last."""
    total: dict[str, object] = defaultdict(int)
    for row in rows:
        for name, value in row.items():
            total[name] = total[name] + value if isinstance(value, int) else "-"
    total["year"] = "총계"
    written, sum_row = [item(**row) for row in rows], item(**total)
    return ([sum_row, *written] if first else [*written, sum_row]) if rows else []


def amounts(month: str, exports: int, imports: int) -> dict[str, object]:
    year = month.replace("-", ".")
    return {"year": year, "expDlr": exports, "impDlr": imports, "balPayments": exports - imports}


def totals(months: list[str], _: dict[str, str]) -> list[dict[str, object]]:
    return [
        {
            **amounts(m, *(dollars(m, flow, "total") for flow in ("exports", "imports"))),
            "expCnt": 10,
            "impCnt": 20,
        }
        for m in months
    ]


def by_country(months: list[str], query: dict[str, str]) -> list[dict[str, object]]:
    return [
        {
            **amounts(m, *pair),
            "statCd": iso,
            "statCdCntnKor1": "남조지아 & 남샌드위치 군도" if iso == "GS" else iso,
        }
        for m in months
        for iso, pair in countries(m).items()
        if query.get("cntyCd", iso) == iso
    ]


def by_item(months: list[str], query: dict[str, str]) -> list[dict[str, object]]:
    return [
        {**amounts(m, usd, 0), "expWgt": kg, "impWgt": 0, "hsCode": code, "statKor": "품목"}
        for m in months
        for code, (usd, kg) in lines(m).items()
        if code.startswith(query.get("hsSgn", ""))
    ]


SERVICES = {
    "Newtrade/getNewtradeList": totals,
    "nationtrade/getNationtradeList": by_country,
    "Itemtrade/getItemtradeList": by_item,
}


def answering(path: str, query: dict[str, str]) -> Reply:
    """Answer as the portal does: the gateway first, then the agency; paging is ignored."""
    service = path.removeprefix("/1220000/")
    if "serviceKey" not in query:
        return NO_KEY
    if query["serviceKey"] != KEY:
        return NOT_REGISTERED
    if "_type" in query:
        return JSON_ERROR
    if service not in SERVICES:
        right = {name.lower() for name in SERVICES}
        return Reply(b"Unexpected errors", 500) if service.lower() in right else NO_SERVICE
    first, last = query.get("strtYymm", ""), query.get("endYymm", "")
    if not first or not last:
        return agency(NEEDED)
    if not (first.isdigit() and len(first) == 6 and 1 <= int(first[4:]) <= 12):
        return agency(FORM)
    months = [str(m) for m in pd.period_range(first, last, freq="M")]
    if not months:
        return agency(ORDER)
    if len(months) > 12:
        return agency(SPAN)
    if len(query.get("hsSgn", "00")) not in (2, 4, 6, 10):
        return agency(LENGTH)
    if not query.get("cntyCd", "US").isupper():
        return agency(COUNTRY)
    rows = SERVICES[service]([m for m in months if m in YEAR], query)
    return answer(summed(rows, first=service.startswith("nation")))
