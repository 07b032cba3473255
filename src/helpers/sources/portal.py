"""Answers of the public data portal (data.go.kr): two layers of errors, then rows of XML."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree
from defusedxml.common import DTDForbidden

from helpers.errors import SourceAnswerError, SourceQueryError, SourceUnavailableError
from helpers.sources.entries import Row, Span, read_whole
from helpers.sources.http import Client, Manners
from helpers.sources.keys import require
from helpers.sources.services import errors_of
from helpers.sources.state import Answer

BASE_URL = "https://apis.data.go.kr/1220000/"
KEY_VARIABLE = "KTRADE_DATA_GO_KR_KEY"
# codes of the gateway that are final; "03" means no data, every other one is worth another try
REFUSED = errors_of("portal")
SUMMARY = ("총계", "합계")  # the year of a row that repeats the sum of the others
SUMMED = ("expDlr", "impDlr", "expWgt", "impWgt", "expCnt", "impCnt")
EMPTY, TIMED_OUT = "03", "05"
DAILY = 10_000  # calls a day that the portal lists for each of the newer trade services

T = TypeVar("T")


def client(name: str, daily: int, now: dt.datetime, state_dir: Path, base_url: str) -> Client:
    """Return the client of a source of the portal; it needs the portal's key."""
    key = require(name, KEY_VARIABLE)
    return Client(name, base_url or BASE_URL, now, state_dir, Manners(0.2, daily), key)


def ask(
    asking: Client,
    path: str,
    span: Span,
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
    halves = ((first, middle), (middle + 1, last))
    return [part for half in halves for part in ask(asking, path, half, read, params)]


def rows(asking: Client, answer: Answer) -> list[Row]:
    """Read the rows of an answer: its root first, then its code, never the HTTP status alone.

    Returns
    -------
    list of dict
        Field to text, without blanks around it; identical rows are there once.

    Raises
    ------
    SourceError
        For every fault that either layer reports, and for what is no answer at all.
    """
    asking.refuse_page(answer)
    if answer.body.lstrip().startswith(b"{"):
        _refuse_json(asking, answer)
    root = _parse(asking, answer)
    kind = str(root.tag).rpartition("}")[2]

    def text(tag: str) -> str:
        return (root.findtext(f".//{tag}") or "").strip()

    if kind == "OpenAPI_ServiceResponse":
        message = f"{text('errMsg')} {text('returnAuthMsg')}"
        _refuse(asking, text("returnReasonCode") or "99", message)
        return []
    code = text("resultCode")
    if kind != "response" or not code:
        asking.refuse_status(answer)
        raise asking.error(SourceAnswerError, f"the root is {kind!r}", "expected <response>")
    if code == "99":  # every fault of the agency has this code
        problem = f"no such query: {text('resultMsg')}"
        raise asking.error(SourceQueryError, problem, "change the query")
    if code not in ("00", "0"):
        _refuse(asking, code, text("resultMsg"))
        return []
    asking.refuse_status(answer)
    items = [{f.tag: (f.text or "").strip() for f in item} for item in root.iter("item")]
    count = text("totalCount")
    if count.isdecimal() and int(count) > len(items):
        raise asking.unavailable(f"{len(items)} rows came of {count}")
    return list({tuple(sorted(row.items())): row for row in items}.values())


def without_sums(asking: Client, rows: Iterable[Row]) -> list[Row]:
    """Return the rows without the one of sums, which they have to add up to.

    Raises
    ------
    SourceUnavailableError
        When they do not: the answer was cut.
    """
    sums: list[Row] = []
    parts: list[Row] = []
    for row in rows:
        (sums if row.get("year") in SUMMARY else parts).append(row)
    for field, total in itertools.product(SUMMED, sums):
        read = (read_whole(asking, row, field, needed=False) for row in parts)
        numbers = [number for number in read if number is not None]
        expected = read_whole(asking, total, field, needed=False)
        whole = len(numbers) == len(parts) and expected is not None
        if whole and sum(numbers) != expected:
            problem = f"{field} adds up to {sum(numbers)}, not {expected}: rows are missing"
            raise asking.unavailable(problem, narrower=True)
    return parts


def _refuse(asking: Client, code: str, message: str) -> None:
    """Raise what a code of the gateway means; only "no data" is no error."""
    if code in REFUSED:
        kind, remedy = REFUSED[code]
        raise asking.error(kind, f"code {code} {message.strip()}", remedy)
    if code != EMPTY:
        raise asking.unavailable(f"code {code} {message.strip()}", narrower=code == TIMED_OUT)


def _refuse_json(asking: Client, answer: Answer) -> None:
    """Raise for JSON, which is only ever an error here."""
    content: Any = asking.json(answer)
    while isinstance(content, dict) and len(content) == 1:
        content = next(iter(content.values()))
    content = content if isinstance(content, dict) else {}
    code, message = content.get("returnReasonCode", "99"), content.get("errMsg", "JSON came")
    _refuse(asking, str(code), str(message))
    raise asking.error(SourceAnswerError, "JSON came", "expected XML")


def _parse(asking: Client, answer: Answer) -> Any:
    """Return the root of an answer of XML, without document type, entities or network."""
    if not answer.body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        asking.refuse_status(answer)
        asking.expect(not answer.body.strip(), "the answer is no XML", "<response>")
        raise asking.unavailable("the answer is empty")
    try:
        return ElementTree.fromstring(answer.body, forbid_dtd=True)
    except DTDForbidden:
        problem = "the answer declares a DTD"
    except (ParseError, ValueError, LookupError) as error:
        asking.refuse_status(answer)
        problem = f"the answer is cut or no XML ({str(error)[:80]})"
        raise asking.unavailable(problem, narrower=True) from None
    raise asking.error(SourceAnswerError, problem, "none is expected")
