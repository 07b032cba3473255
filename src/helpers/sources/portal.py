"""Answers of the public data portal (data.go.kr): two layers of errors, then rows of XML."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import pandas as pd
from lxml import etree  # type: ignore[import-untyped]

from helpers.errors import (
    SourceAnswerError,
    SourceError,
    SourceKeyError,
    SourceQueryError,
    SourceQuotaError,
    SourceUnavailableError,
)
from helpers.sources.entries import Row
from helpers.sources.http import Client, Manners
from helpers.sources.keys import require
from helpers.sources.state import Answer

BASE_URL = "https://apis.data.go.kr/1220000/"
KEY_VARIABLE = "KTRADE_DATA_GO_KR_KEY"
MOST_ROWS = 2_000_000

# code of the gateway: what it means for the caller
REFUSED: dict[str, tuple[type[SourceError], str]] = {
    "10": (SourceQueryError, "change the query"),
    "11": (SourceQueryError, "a required parameter is missing"),
    "12": (SourceQueryError, "no such service"),
    "20": (SourceKeyError, f"check the key in {KEY_VARIABLE}"),
    "21": (SourceKeyError, "the key is suspended for now"),
    "22": (SourceQuotaError, "go on after midnight in Korea; what was answered is kept"),
    "29": (SourceKeyError, "this address is blocked"),
    "30": (
        SourceKeyError,
        "check the key, and that it was applied for with this very service; callers outside Korea"
        " are refused with the same code",
    ),
    "31": (SourceKeyError, "the key has expired: renew it at data.go.kr"),
    "32": (SourceKeyError, "this address is not registered for the key"),
    "33": (SourceKeyError, "the call is not signed"),
}
PASSING = ("01", "02", "04", "05", "23")  # worth another try
EMPTY = "03"
DAILY = 10_000  # calls a day that the portal lists for each of the newer trade services

T = TypeVar("T")


def client(name: str, daily: int, now: dt.datetime, state_dir: Path, base_url: str) -> Client:
    """Make the client of a source of the portal; it needs the portal's key."""
    key = require(name, KEY_VARIABLE)
    return Client(name, base_url or BASE_URL, now, state_dir, Manners(0.2, daily), key)


def ask(
    asking: Client,
    path: str,
    span: tuple[pd.Period, pd.Period],
    read: Callable[[Answer], T],
    params: Mapping[str, str] | None = None,
) -> list[T]:
    """Ask for a span of months; in halves where the service cannot answer it whole.

    Returns
    -------
    list
        What `read` makes of each answer, in the order of the months.
    """
    first, last = span
    assert asking.key is not None
    query = {**(params or {}), "strtYymm": f"{first:%Y%m}", "endYymm": f"{last:%Y%m}"}
    try:
        return [asking.get(path, query, read, secret={"serviceKey": asking.key.reveal()})]
    except SourceUnavailableError as error:
        if not error.narrower or first == last:
            raise
    middle = first + (last - first).n // 2
    return [
        *ask(asking, path, (first, middle), read, params),
        *ask(asking, path, (middle + 1, last), read, params),
    ]


def rows(asking: Client, answer: Answer) -> list[Row]:
    """Read the rows of an answer: the root first, then the code, never the HTTP status alone.

    Returns
    -------
    list of dict
        Field to text, without blanks around it; rows that came twice alike are there once.

    Raises
    ------
    SourceError
        For every fault that either layer reports, and for what is no answer at all.
    """
    asking.refuse_page(answer)
    if answer.body.lstrip().startswith(b"{"):
        _refuse_json(asking, answer)
    root, header, found = _parse(asking, answer)
    if root == "OpenAPI_ServiceResponse":
        code = header.get("returnReasonCode", "99")
        _refuse(asking, code, f"{header.get('errMsg', '')} {header.get('returnAuthMsg', '')}")
        return []
    if root != "response" or "resultCode" not in header:
        asking.refuse_status(answer)
        raise asking.error(SourceAnswerError, f"the root is {root!r}", "expected <response>")
    code, said = header["resultCode"], header.get("resultMsg", "")
    if code == "99":  # every fault of the agency has this code
        raise asking.error(SourceQueryError, f"no such query: {said}", "change the query")
    if code not in ("00", "0"):
        _refuse(asking, code, said)
        return []
    asking.refuse_status(answer)
    count = header.get("totalCount", "")
    if count.isdigit() and int(count) > len(found):
        raise asking.unavailable(f"{len(found)} rows came of {count}")
    return list({tuple(sorted(row.items())): row for row in found}.values())


def _refuse(asking: Client, code: str, said: str) -> None:
    """Raise what a code of the gateway means; only "no data" is none."""
    if code == EMPTY:
        return
    if code in REFUSED:
        kind, remedy = REFUSED[code]
        raise asking.error(kind, f"code {code} {said.strip()}", remedy)
    raise asking.unavailable(f"code {code} {said.strip()}", narrower=code == "05")


def _refuse_json(asking: Client, answer: Answer) -> None:
    """Raise for JSON, which is only ever an error here."""
    try:
        held = json.loads(answer.body)
    except ValueError:
        raise asking.unavailable("the answer broke off", narrower=True) from None
    while isinstance(held, dict) and len(held) == 1:
        held = next(iter(held.values()))
    held = held if isinstance(held, dict) else {}
    _refuse(asking, str(held.get("returnReasonCode", "99")), str(held.get("errMsg", "JSON came")))
    raise asking.error(SourceAnswerError, "JSON came", "expected XML")


def _parse(asking: Client, answer: Answer) -> tuple[str, Row, list[Row]]:
    """Read root, single fields and items, an item at a time, without any entity or network."""
    if not answer.body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        asking.refuse_status(answer)
        if answer.body.strip():
            raise asking.error(SourceAnswerError, "the answer is no XML", "expected <response>")
        raise asking.unavailable("the answer is empty")
    root, header, found = "", {}, []
    steps = etree.iterparse(
        BytesIO(answer.body),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for event, element in steps:
            if not root:
                root = str(element.tag).rpartition("}")[2]
                if element.getroottree().docinfo.doctype:
                    raise asking.error(
                        SourceAnswerError, "the answer declares a DTD", "none is expected"
                    )
            if event == "start" or not isinstance(element.tag, str):
                continue
            parent = element.getparent()
            if element.tag == "item":
                found.append({str(field.tag): (field.text or "").strip() for field in element})
                element.clear()
                if parent is not None:
                    parent.remove(element)
                if len(found) > MOST_ROWS:
                    raise asking.error(SourceAnswerError, "too many rows", "ask for fewer months")
            elif not len(element) and (parent is None or parent.tag != "item"):
                header[element.tag] = (element.text or "").strip()
    except etree.XMLSyntaxError as error:
        asking.refuse_status(answer)
        problem = f"the answer broke off or is no XML ({error.msg or 'no element'})"
        raise asking.unavailable(problem, narrower=True) from None
    return root, header, found
