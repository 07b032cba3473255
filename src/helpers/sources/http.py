"""The one way to ask a live source: politely, within its quota, and so that nothing is lost.

An answer is read and checked before it counts, and kept until the whole fetch is done: a fetch that
was cut goes on where it stopped. No key reaches a log, an exception or a file.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
from collections.abc import Callable, Mapping
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
from helpers.sources.keys import Key, Redaction
from helpers.sources.state import Answer, State

TRIES = 4
LONGEST_WAIT = 60.0  # seconds; a source that asks for more is left alone for now
TIMEOUT = (10.0, 60.0)  # seconds to connect, and between two pieces of an answer
WHOLE = 300.0  # seconds for a whole answer
LARGEST = 128 * 2**20  # bytes; the largest answer known is about 30 MB
PIECE = 2**16
CUT = (
    requests.Timeout,
    urllib3.exceptions.TimeoutError,
    urllib3.exceptions.ProtocolError,
)  # what a smaller answer may be spared
LOGGERS = ("urllib3.connectionpool", "urllib3.util.retry", "requests")

# tests stand in for these two, so that no back-off is ever waited for
pause: Callable[[float], None] = time.sleep
clock: Callable[[], float] = time.monotonic

T = TypeVar("T")


@dataclass(frozen=True)
class Manners:
    """How a source wants to be asked.

    Attributes
    ----------
    gap : float
        Seconds between two requests.
    daily : int or None
        Requests a Korean day for each service; None where the source states no limit.
    """

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
        Where the quota used and the answers of an unfinished fetch are kept.
    manners : Manners
        How the source wants to be asked.
    key : Key or None
        The key, if the source needs one.
    """

    source: str
    base_url: str
    now: dt.datetime
    state_dir: Path
    manners: Manners
    key: Key | None = None
    _session: requests.Session = field(default_factory=requests.Session, repr=False)
    _asked: float | None = None
    state: State = field(init=False)

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ParameterError("now", ["a moment with a time zone"], self.now)
        parts = urlsplit(self.base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ParameterError("base_url", ["an address that begins with https://"], "(hidden)")
        self.base_url = self.base_url.rstrip("/") + "/"
        self._session.headers["User-Agent"] = "korea-trade-reports (monthly figures)"
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
        secret_path: Callable[[str], str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> T:
        """Ask, read the answer and keep it; an answer kept from a cut fetch is read again instead.

        Parameters
        ----------
        path, params : str, mapping
            The query without the key; it names the kept answer.
        read : callable
            Reads an `Answer`; raises a `SourceError` where it is none. A
            `SourceUnavailableError` is tried again, every other error stands.
        service : str, optional
            What the quota counts; the path if empty.
        secret : mapping, optional
            The parameters that carry the key.
        secret_path : callable, optional
            Puts the key into the path, where the source wants it there.
        headers : mapping, optional
            Further headers.

        Raises
        ------
        SourceError
            One of its subclasses, see `helpers.errors`.
        """
        query = (self.base_url, path)
        held = self.state.kept(query, params)
        if held is not None:
            return read(held)
        address = self.base_url + (secret_path(path) if secret_path else path)
        everything = {**params, **(secret or {})}

        def once() -> tuple[Answer, T]:
            self.state.count(service or path)
            answer = self._ask(address, everything, headers or {})
            return answer, read(answer)

        tries = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(TRIES),
            retry=tenacity.retry_if_exception(
                lambda error: (
                    isinstance(error, SourceUnavailableError) and error.wait <= LONGEST_WAIT
                )
            ),
            wait=_wait,
            sleep=lambda seconds: pause(seconds),
            reraise=True,
        )
        try:
            answer, found = tries(once)
        except SourceQuotaError:
            self.state.exhaust(service or path)
            raise
        self.state.keep(query, params, answer)
        return found

    def finish(self) -> None:
        """Drop the kept answers: the fetch is whole, and the next one asks anew."""
        self.state.finish()

    def error(self, kind: type[SourceError], problem: str, remedy: str) -> SourceError:
        """Make an error of this source, without the key whatever the source said."""
        clean = self.key.scrub if self.key else str
        return kind(self.source, clean(problem), clean(remedy))

    def unavailable(
        self, problem: str, *, wait: float = 0, narrower: bool = False
    ) -> SourceUnavailableError:
        """Make the error of a source that does not answer now."""
        said = self.key.scrub(problem) if self.key else problem
        return SourceUnavailableError(self.source, said, "try again later", wait, narrower)

    def refuse_status(self, answer: Answer) -> None:
        """Raise what a status of HTTP alone says; return where it says nothing against.

        Raises
        ------
        SourceError
            For every status but 200.
        """
        status = answer.status
        if status == 200:
            return
        if status == 429 or status >= 500:
            wait = _seconds(answer.headers.get("Retry-After", ""))
            raise self.unavailable(f"HTTP status {status}", wait=wait, narrower=status >= 500)
        if status in (401, 403):
            raise self.error(SourceKeyError, f"HTTP status {status}", "check the key")
        if status in (400, 404):
            raise self.error(SourceQueryError, f"HTTP status {status}", "no such query")
        raise self.error(SourceAnswerError, f"HTTP status {status}", "expected status 200")

    def refuse_page(self, answer: Answer) -> None:
        """Raise where the answer is a web page, whatever its status.

        Raises
        ------
        SourceError
            With the status where that says more.
        """
        start = answer.body[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
        if start.startswith((b"<!doctype html", b"<html")) or b"<html" in start[:512]:
            self.refuse_status(answer)
            raise self.error(
                SourceAnswerError,
                "a web page came instead of figures",
                "the source may refuse this address or be under repair: look at it in a browser",
            )

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
            pass
        self.refuse_status(answer)
        raise self.unavailable("the answer broke off or is no JSON", narrower=True)

    def _ask(self, address: str, params: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        if self._asked is not None and (left := self._asked + self.manners.gap - clock()) > 0:
            pause(left)
        self._asked = clock()
        redactions = [Redaction(self.key)] if self.key else []
        for name in LOGGERS:
            for each in redactions:
                logging.getLogger(name).addFilter(each)
        failure = None
        try:
            return self._receive(address, params, headers)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            failure = error.__class__  # not the error: its text holds the address and so the key
        finally:
            for name in LOGGERS:
                for each in redactions:
                    logging.getLogger(name).removeFilter(each)
        # raised here and not above, so that the error with the address is not its context
        cut = issubclass(failure, CUT)
        raise self.unavailable(f"the connection failed ({failure.__name__})", narrower=cut)

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
                    raise self.error(
                        SourceAnswerError,
                        f"the answer is larger than {LARGEST // 2**20} MB",
                        "ask for fewer months",
                    )
                if clock() - began > WHOLE:
                    raise self.unavailable(
                        f"the answer took longer than {WHOLE:g} seconds", narrower=True
                    )
            whole, told = bytes(body), dict(response.headers)
            if self.key:
                whole = self.key.scrub_bytes(whole)
                told = {name: self.key.scrub(value) for name, value in told.items()}
            return Answer(response.status_code, told, whole, self.day)


def _wait(state: tenacity.RetryCallState) -> float:
    """Wait as long as the source asks, else 1, 2, 4 ... seconds."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, SourceUnavailableError) else 0.0
    return max(asked, float(2 ** (state.attempt_number - 1)))


def _seconds(text: str) -> float:
    """Read Retry-After: seconds; a date or nothing counts as not said."""
    return float(text) if text.strip().isdigit() else 0.0
