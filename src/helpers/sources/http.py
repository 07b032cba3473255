"""HTTP client of the live sources: polite, within the quota, resumable, no key in its logs.

An answer is read and checked before it counts, and kept until the whole fetch is done, so that an
interrupted fetch is resumed.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import requests
import tenacity
import urllib3

from helpers.errors import (
    ParameterError,
    SourceAnswerError,
    SourceError,
    SourceKeyError,
    SourceQueryError,
    SourceQuotaError,
    SourceUnavailableError,
)
from helpers.sources.keys import Key
from helpers.sources.state import Answer, State

TRIES = 4
LONGEST_WAIT = 60.0  # seconds; a source that asks for more is left alone for now
TIMEOUT = (10.0, 60.0)  # seconds to connect, and between two pieces of an answer
WHOLE = 300.0  # seconds for a whole answer
LARGEST = 128 * 2**20  # bytes; the largest answer known is about 30 MB
PIECE = 2**16
SLOW = (requests.Timeout, urllib3.exceptions.TimeoutError, urllib3.exceptions.ProtocolError)
STATUSES: dict[int, tuple[type[SourceError], str]] = {
    400: (SourceQueryError, "no such query"),
    401: (SourceKeyError, "check the key"),
    403: (SourceKeyError, "check the key"),
    404: (SourceQueryError, "no such query"),
}

# replaced in tests, so that no back-off is ever waited for
pause: Callable[[float], None] = time.sleep
clock: Callable[[], float] = time.monotonic

T = TypeVar("T")


@dataclass(frozen=True)
class Manners:
    """Limits of a source: seconds between two requests, calls a Korean day (None: no limit)."""

    gap: float = 0.2
    daily: int | None = None


@dataclass
class Client:
    """One source at one address, for one fetch.

    Attributes
    ----------
    source : str
        Its short name, for messages and for the files in `state_dir`.
    base_url : str
        The address that every path is joined to.
    now : datetime.datetime
        The moment of the fetch, with its time zone.
    state_dir : Path
        Where the calls of the day and the answers of an unfinished fetch are kept.
    manners : Manners
        Gap between requests and daily limit.
    key : Key or None
        The key, if the source needs one.
    """

    source: str
    base_url: str
    now: dt.datetime
    state_dir: Path
    manners: Manners
    key: Key | None = None
    state: State = field(init=False)
    _session: requests.Session = field(default_factory=requests.Session, repr=False)
    _asked: float = float("-inf")

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ParameterError("now", ["a moment with a time zone"], self.now)
        parts = urlsplit(self.base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ParameterError("base_url", ["an address that begins with https://"], "(hidden)")
        self.base_url = self.base_url.rstrip("/") + "/"
        self._session.headers["User-Agent"] = "korea-trade-reports (monthly trade)"
        self.state = State(self.source, self.state_dir, self.now, self.manners.daily)

    @property
    def day(self) -> dt.date:
        """The day of the fetch in Korea."""
        return self.state.day

    def get(
        self,
        path: str,
        params: Mapping[str, str],
        read: Callable[[Answer], T],
        *,
        service: str = "",
        secret: Mapping[str, str] | None = None,
        secret_path: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> T:
        """Ask, read the answer and keep it; the kept answer of an interrupted fetch is read again.

        Parameters
        ----------
        path, params : str, mapping
            The query without the key; it identifies the kept answer.
        read : callable
            Reads an `Answer`; raises a `SourceError` where it is none. A
            `SourceUnavailableError` is tried again, every other error is final.
        service : str, optional
            What the quota counts; the path if empty.
        secret : mapping, optional
            The parameters that carry the key.
        secret_path : str, optional
            The path with the key in it, where the source wants it there.
        headers : mapping, optional
            Further headers.

        Raises
        ------
        SourceError
            One of its subclasses, see `helpers.errors`.
        """
        query = json.dumps([self.base_url, path, sorted(params.items())])
        kept = self.state.kept(query)
        if kept is not None:
            return read(kept)

        def once() -> tuple[Answer, T]:
            self.state.count(service or path)
            address = self.base_url + (secret_path or path)
            answer = self._ask(address, {**params, **(secret or {})}, headers or {})
            return answer, read(answer)

        tries = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(TRIES),
            retry=tenacity.retry_if_exception(
                lambda e: isinstance(e, SourceUnavailableError) and e.wait <= LONGEST_WAIT
            ),
            wait=_wait,
            sleep=lambda seconds: pause(seconds),
            reraise=True,
        )
        try:
            answer, result = tries(once)
        except SourceQuotaError:
            self.state.exhaust(service or path)
            raise
        self.state.keep(query, answer)
        return result

    def expect(self, good: object, problem: str, expected: str) -> None:
        """Raise `SourceAnswerError` unless something holds of an answer."""
        if not good:
            raise self.error(SourceAnswerError, problem, f"expected {expected}")

    def error(self, kind: type[SourceError], problem: str, remedy: str) -> SourceError:
        """Return an error of this source, without the key whatever the source answered."""
        clean = self.key.scrub if self.key else str
        return kind(self.source, clean(problem), clean(remedy))

    def unavailable(
        self, problem: str, *, wait: float = 0, narrower: bool = False
    ) -> SourceUnavailableError:
        """Return the error of a source that does not answer now."""
        clean = self.key.scrub(problem) if self.key else problem
        return SourceUnavailableError(self.source, clean, "try again later", wait, narrower)

    def refuse_status(self, answer: Answer) -> None:
        """Raise for every HTTP status but 200."""
        status = answer.status
        if status == 200:
            return
        if status == 429 or status >= 500:
            retry = answer.headers.get("Retry-After", "").strip()
            wait = float(retry) if retry.isdigit() else 0.0  # a date counts as none
            raise self.unavailable(f"HTTP status {status}", wait=wait, narrower=status >= 500)
        kind, remedy = STATUSES.get(status, (SourceAnswerError, "expected status 200"))
        raise self.error(kind, f"HTTP status {status}", remedy)

    def refuse_page(self, answer: Answer) -> None:
        """Raise where the answer is a web page; its status goes first where it is more specific."""
        start = answer.body[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
        if start.startswith(b"<!doctype html") or b"<html" in start[:512]:
            self.refuse_status(answer)
            remedy = "the source may block this address or be down: open it in a browser"
            raise self.error(SourceAnswerError, "a web page came instead of data", remedy)

    def json(self, answer: Answer) -> object:
        """Read an answer of JSON; numbers with a point are exact decimals.

        Raises
        ------
        SourceError
            When it is a web page, or no whole JSON.
        """
        self.refuse_page(answer)
        try:
            return json.loads(answer.body, parse_float=Decimal)
        except (ValueError, RecursionError):
            self.refuse_status(answer)
            raise self.unavailable("the answer is cut or no JSON", narrower=True) from None

    def _ask(self, address: str, params: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        if (left := self._asked + self.manners.gap - clock()) > 0:
            pause(left)
        self._asked = clock()
        try:
            with self.key.kept_from_logs() if self.key else nullcontext():
                return self._receive(address, params, headers)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            failure = type(error)  # not the error itself: its text holds the address with the key
        # raised out here, so that the error with the address is not its context
        slow = issubclass(failure, SLOW)
        raise self.unavailable(f"the connection failed ({failure.__name__})", narrower=slow)

    def _receive(
        self, address: str, params: Mapping[str, str], headers: Mapping[str, str]
    ) -> Answer:
        began, body = clock(), bytearray()
        with self._session.get(
            address,
            params=dict(params),
            headers=dict(headers),
            timeout=TIMEOUT,
            stream=True,
            allow_redirects=False,  # a key is never carried to another address
        ) as response:
            # whatever has come, at once: waiting for a whole piece would hide a trickle
            while piece := response.raw.read1(PIECE, decode_content=True):
                body += piece
                if len(body) > LARGEST:
                    problem = f"the answer is larger than {LARGEST // 2**20} MB"
                    raise self.error(SourceAnswerError, problem, "ask for fewer months")
                if clock() - began > WHOLE:
                    problem = f"the answer took longer than {WHOLE:g} seconds"
                    raise self.unavailable(problem, narrower=True)
        clean = self.key.scrub if self.key else str
        content = clean(body.decode("latin-1")).encode("latin-1")  # any bytes, there and back
        response_headers = {name: clean(value) for name, value in response.headers.items()}
        return Answer(response.status_code, response_headers, content, self.day)


def _wait(state: tenacity.RetryCallState) -> float:
    """Return the seconds the source asks for, else 1, 2, 4 ..."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, SourceUnavailableError) else 0.0
    return max(asked, float(2 ** (state.attempt_number - 1)))
