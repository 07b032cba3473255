"""Files of a live source: the calls of a Korean day, and the answers of an unfinished fetch.

No key is ever in them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from helpers.errors import SourceQuotaError, SourceStateError

KOREA = ZoneInfo("Asia/Seoul")
KEEP = dt.timedelta(hours=24)  # how long an interrupted fetch can be resumed
KEPT_HEADERS = ("content-type", "content-length", "transfer-encoding")


@dataclass(frozen=True)
class Answer:
    """Answer of a source: HTTP status, headers, bytes without the key, and the Korean day."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    day: dt.date


@dataclass(frozen=True)
class State:
    """The files of one source in one folder, at one moment.

    Attributes
    ----------
    source : str
        Its short name, part of the names of the files.
    folder : Path
        Made when it is not there.
    now : datetime.datetime
        The moment, with its time zone.
    daily : int or None
        Calls a Korean day for each service; None where there is no limit.
    """

    source: str
    folder: Path
    now: dt.datetime
    daily: int | None

    @property
    def day(self) -> dt.date:
        """The day in Korea."""
        return self.now.astimezone(KOREA).date()

    def count(self, service: str) -> None:
        """Count a call before it is made: a call that fails has been one all the same.

        Raises
        ------
        SourceQuotaError
            When the calls of the day are used up.
        SourceStateError
            When the count cannot be written.
        """
        used = self._used()
        if self.daily is not None and used.get(service, 0) >= self.daily:
            problem = f"the {self.daily} calls of {self.day} to {service} are used up"
            remedy = "continue after midnight in Korea; the answers so far are kept"
            raise SourceQuotaError(self.source, problem, remedy)
        self._write_used(used | {service: used.get(service, 0) + 1})

    def exhaust(self, service: str) -> None:
        """Record that the source itself refuses further calls today."""
        if self.daily is not None:
            self._write_used(self._used() | {service: self.daily})

    def keep(self, query: str, answer: Answer) -> None:
        """Keep an answer until the fetch is complete."""
        head = {
            "asked": self.now.isoformat(),
            "status": answer.status,
            "headers": {k: v for k, v in answer.headers.items() if k.lower() in KEPT_HEADERS},
            "sha256": hashlib.sha256(answer.body).hexdigest(),
        }
        self._write(self._path(query), json.dumps(head).encode() + b"\n" + answer.body)

    def kept(self, query: str) -> Answer | None:
        """Return a kept answer; None where it is damaged or older than a day."""
        head, _, body = (self._read(self._path(query)) or b"").partition(b"\n")
        if not head:
            return None
        try:
            about: Any = json.loads(head)
            asked = dt.datetime.fromisoformat(about["asked"])
            answer = Answer(int(about["status"]), dict(about["headers"]), body, self._day_of(asked))
            fresh = dt.timedelta(0) <= self.now - asked <= KEEP
            if about["sha256"] != hashlib.sha256(body).hexdigest():
                raise ValueError("its bytes have changed")
        except (ValueError, KeyError, TypeError) as error:
            log.warning("a kept answer of %s is asked for again: %s", self.source, error)
            return None
        return answer if fresh else None

    def finish(self) -> None:
        """Drop the kept answers of a complete fetch."""
        shutil.rmtree(self._answers, ignore_errors=True)

    @property
    def _answers(self) -> Path:
        return self.folder / f"answers-{self.source}"

    @property
    def _quota(self) -> Path:
        return self.folder / f"quota-{self.source}.json"

    @staticmethod
    def _day_of(moment: dt.datetime) -> dt.date:
        return moment.astimezone(KOREA).date()

    def _path(self, query: str) -> Path:
        return self._answers / f"{hashlib.sha256(query.encode()).hexdigest()[:32]}.answer"

    def _used(self) -> dict[str, int]:
        content = self._read(self._quota)
        try:
            kept: Any = json.loads(content or b"{}")
            used = {str(k): int(v) for k, v in kept.get("used", {}).items()}
        except (ValueError, TypeError, AttributeError) as error:
            log.warning("%s cannot be read (%s), counting anew", self._quota.name, error)
            return {}
        return used if kept.get("day") == str(self.day) else {}

    def _write_used(self, used: Mapping[str, int]) -> None:
        self._write(self._quota, json.dumps({"day": str(self.day), "used": used}).encode())

    def _read(self, path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._fault(path, "read", error) from error

    def _write(self, path: Path, content: bytes) -> None:
        """Write a file whole or not at all."""
        new = path.with_suffix(f"{path.suffix}.{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(content)
            new.replace(path)
        except OSError as error:
            raise self._fault(path, "written", error) from error

    def _fault(self, path: Path, done: str, error: OSError) -> SourceStateError:
        problem = f"{path} cannot be {done} ({error.strerror})"
        return SourceStateError(self.source, problem, "choose a folder on a disk with room")


log = logging.getLogger(__name__)
