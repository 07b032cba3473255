"""What a source leaves on disk: the calls of a Korean day, and the answers of an unfinished fetch.

Nothing here ever holds a key.
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
from zoneinfo import ZoneInfo

from helpers.errors import SourceQuotaError, SourceStateError

KOREA = ZoneInfo("Asia/Seoul")
KEEP = dt.timedelta(hours=24)  # how long an unfinished fetch can go on where it stopped

KEPT_HEADERS = ("content-type", "content-length", "transfer-encoding")


@dataclass(frozen=True)
class Answer:
    """What a source answered: HTTP status, headers, bytes without the key, and the Korean day."""

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
        Where they stand; made when it is not there.
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
            When the count cannot be kept.
        """
        used = self._used()
        if self.daily is not None and used.get(service, 0) >= self.daily:
            raise SourceQuotaError(
                self.source,
                f"the {self.daily} calls of {self.day} to {service} are used up",
                "go on after midnight in Korea; what was answered is kept",
            )
        self._write_used(used | {service: used.get(service, 0) + 1})

    def exhaust(self, service: str) -> None:
        """Note that the source itself says that the calls of the day are used up."""
        if self.daily is not None:
            self._write_used(self._used() | {service: self.daily})

    def keep(self, query: tuple[str, ...], params: Mapping[str, str], answer: Answer) -> None:
        """Keep an answer until the fetch is whole."""
        about = {
            "query": list(query),
            "params": dict(params),
            "asked": self.now.isoformat(),
            "status": answer.status,
            "headers": {k: v for k, v in answer.headers.items() if k.lower() in KEPT_HEADERS},
            "sha256": hashlib.sha256(answer.body).hexdigest(),
        }
        head = json.dumps(about, ensure_ascii=False).encode()
        self._write(self._kept(query, params), head + b"\n" + answer.body)

    def kept(self, query: tuple[str, ...], params: Mapping[str, str]) -> Answer | None:
        """Give a kept answer; one that is not whole, or older than a day, counts as none."""
        content = self._read(self._kept(query, params))
        if content is None:
            return None
        head, _, body = content.partition(b"\n")
        try:
            about = json.loads(head)
            asked = dt.datetime.fromisoformat(about["asked"])
            headers, status = dict(about["headers"]), int(about["status"])
            if about["sha256"] != hashlib.sha256(body).hexdigest():
                raise ValueError("its bytes have changed")
            age = self.now - asked
        except (ValueError, KeyError, TypeError) as error:
            log.warning("a kept answer of %s is asked for again: %s", self.source, error)
            return None
        if not dt.timedelta(0) <= age <= KEEP:
            return None
        return Answer(status, headers, body, asked.astimezone(KOREA).date())

    def finish(self) -> None:
        """Drop the kept answers: the fetch is whole, and the next one asks anew."""
        shutil.rmtree(self._answers, ignore_errors=True)

    @property
    def _answers(self) -> Path:
        return self.folder / f"answers-{self.source}"

    @property
    def _quota(self) -> Path:
        return self.folder / f"quota-{self.source}.json"

    def _kept(self, query: tuple[str, ...], params: Mapping[str, str]) -> Path:
        text = json.dumps([*query, sorted(params.items())])
        return self._answers / f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.answer"

    def _used(self) -> dict[str, int]:
        content = self._read(self._quota)
        if content is None:
            return {}
        try:
            held = json.loads(content)
            day, used = held["day"], {str(k): int(v) for k, v in held["used"].items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("%s cannot be read (%s), counting anew", self._quota.name, error)
            return {}
        return used if day == str(self.day) else {}

    def _write_used(self, used: Mapping[str, int]) -> None:
        text = json.dumps({"day": str(self.day), "used": dict(used)}, ensure_ascii=False)
        self._write(self._quota, text.encode())

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
        return SourceStateError(
            self.source,
            f"{path} cannot be {done} ({error.strerror})",
            "give the state a folder that can be written, with room on the disk",
        )


log = logging.getLogger(__name__)
