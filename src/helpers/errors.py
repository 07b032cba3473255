"""Errors a person can act on: what is wrong, which value was found, what is allowed.

Every error of the package is a `KtradeError`, so the command line catches one class and ends with
its `exit_code`: 2 bad input, 3 a report refused by its gate or observations refused, 4 a
notebook that failed, 5 a place that cannot be written, 6 a live source without an answer. The
templates of the messages are at the foot of the file. The classes are dataclasses, so that an
error keeps its parts and survives the way between two processes.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

if TYPE_CHECKING:  # errors are raised, and places found, before anything slow is imported
    import pandas as pd


class KtradeError(Exception):
    """Base of all errors of the package; raised as one of its subclasses."""

    exit_code: ClassVar[int] = 2

    def __reduce__(self) -> tuple[Any, ...]:
        if not hasattr(self, "__dataclass_fields__"):
            return super().__reduce__()  # type: ignore[return-value]
        return type(self), tuple(getattr(self, field.name) for field in fields(self))  # type: ignore[arg-type]


@dataclass(eq=False)
class MonthError(KtradeError):
    """A text that is not a month, or a month outside the calendar of the package."""

    value: object
    problem: str = "is not a month"
    allowed: str = "write YYYY-MM with MM from 01 to 12, for example 2023-12"

    def __str__(self) -> str:
        return f"month {_show(self.value)} {self.problem}: {self.allowed}"


@dataclass(eq=False)
class DateError(KtradeError):
    """A text that is not a date."""

    value: object
    problem: str = "is not a date"
    allowed: str = "write YYYY-MM-DD with a day of that month, for example 2024-01-01"

    def __str__(self) -> str:
        return f"date {_show(self.value)} {self.problem}: {self.allowed}"


@dataclass(eq=False)
class ClockError(KtradeError):
    """A text or moment that does not say when, and where on earth."""

    value: str

    def __str__(self) -> str:
        return f"time {_show(self.value)} is not a moment with a time zone: {CLOCK}"


@dataclass(eq=False)
class CoverageError(KtradeError):
    """A month without observations in the store."""

    month: pd.Period
    first: pd.Period
    last: pd.Period
    what: str = "exports.total"

    def __str__(self) -> str:
        span = f"{self.what} runs from {self.first} to {self.last}"
        return f"month {self.month} is not available: {span}"


@dataclass(eq=False)
class AsOfError(KtradeError):
    """A date on which nothing of the month was known yet."""

    as_of: dt.date
    month: pd.Period
    first: dt.date

    def __str__(self) -> str:
        return AS_OF.format(as_of=self.as_of, month=self.month, first=self.first)


class Problem(NamedTuple):
    """One fault in a data file: where, what was found, what is allowed."""

    file: str
    row: int | None  # line of the file, the header being line 1; None for the file as a whole
    column: str | None
    value: object
    allowed: str


@dataclass(eq=False)
class DataError(KtradeError):
    """Faults in the data files, all of them collected before the error is raised."""

    problems: list[Problem]

    def __str__(self) -> str:
        shown = [_problem(Problem(*row)) for row in self.problems[:SHOWN]]
        more = len(self.problems) - len(shown)
        head = f"{len(self.problems)} fault(s) in the data"
        return "\n".join([head, *shown] + ([f"  ... and {more} more"] if more else []))


class Misread(NamedTuple):
    """One fault in an input file: its place, the value read, what is allowed."""

    place: str  # as "page 3, table 2, row 반도체, column 12월"
    value: object
    allowed: str


@dataclass(eq=False)
class IngestError(KtradeError):
    """An input file that cannot be read or contradicts itself; nothing of it is ingested."""

    file: str
    faults: list[Misread]

    @classmethod
    def of(cls, file: str, place: str, value: object, allowed: str) -> IngestError:
        """Make the error of a single fault."""
        return cls(file, [Misread(place, value, allowed)])

    def __str__(self) -> str:
        faults = [Misread(*row) for row in self.faults]
        shown = [f"  {f.place}: found {_show(f.value)}, allowed: {f.allowed}" for f in faults]
        more = len(shown) - SHOWN
        head = f"{self.file} is not ingested, {len(shown)} fault(s)"
        return "\n".join([head, *shown[:SHOWN]] + ([f"  ... and {more} more"] if more > 0 else []))


@dataclass(eq=False)
class ParameterError(KtradeError):
    """A parameter that does not exist (`value` is None) or has a value that is not allowed."""

    name: str
    allowed: Iterable[str]
    value: object = None

    def __str__(self) -> str:
        allowed = list(self.allowed)
        if self.value is None:
            word, head = self.name, f"unknown parameter {_show(self.name)}"
        else:
            word, head = str(self.value), f"parameter {self.name} = {_show(self.value)}"
        return f"{head}: allowed are {', '.join(allowed)}{_hint(nearest(word, allowed))}"


@dataclass(eq=False)
class UnknownNameError(KtradeError):
    """A flow, code, measure or definition that does not exist."""

    what: str
    word: str
    allowed: Sequence[str]

    def __str__(self) -> str:
        head = f"unknown {self.what} {_show(self.word)}"
        if hint := _hint(nearest(self.word, self.allowed)):
            return head + hint
        if len(self.allowed) > SHOWN:
            return (
                f"{head}; trade.search({self.word!r}) looks for it among {len(self.allowed)} names"
            )
        return f"{head}; allowed: {', '.join(self.allowed)}"


@dataclass(eq=False)
class ClaimError(KtradeError):
    """An expression that cannot be read, or claims that cannot be judged."""

    text: str
    problem: str
    position: int | None = None  # counted from 0 in `text`
    suggestion: str | None = None
    allowed: str = ""

    def __str__(self) -> str:
        message = f"{self.problem}{_allowed(self.allowed)}{_hint(self.suggestion)}"
        return f"claim {_show(self.text)}: {message}{_marked(self.text, self.position)}"


class Fault(NamedTuple):
    """One fault in a claims file: where, what is wrong, what is allowed."""

    file: str
    line: int | None  # None for the file as a whole
    claim: str  # its id; empty for the head of the file
    field: str
    problem: str
    allowed: str = ""
    suggestion: str | None = None
    expression: str = ""
    position: int | None = None  # counted from 0 in `expression`

    def __str__(self) -> str:
        line = "" if self.line is None else f"line {self.line}"
        where = ", ".join(filter(None, (self.file, line, self.claim, self.field)))
        message = f"{self.problem}{_allowed(self.allowed)}{_hint(self.suggestion)}"
        return printable(f"{where}: {message}{_marked(self.expression, self.position)}")


@dataclass(eq=False)
class ClaimsFileError(KtradeError):
    """Faults of a claims file, all of them collected before the error is raised."""

    faults: list[Fault]

    def __str__(self) -> str:
        faults = [Fault(*row) for row in self.faults]
        return "\n".join([FAULTS.format(n=len(faults), file=faults[0].file), *map(str, faults)])


@dataclass(eq=False)
class ExtraError(KtradeError):
    """A package that an optional part needs and that is not installed."""

    what: str
    package: str
    extra: str

    def __str__(self) -> str:
        from helpers.extras import install_command

        return EXTRA.format(
            what=self.what, package=self.package, extra=self.extra, how=install_command(self.extra)
        )


@dataclass(eq=False)
class GateError(KtradeError):
    """Checks that stop a report; the last good one stays where it is."""

    failures: list[str]
    exit_code: ClassVar[int] = 3

    def __str__(self) -> str:
        return "\n".join([GATE.format(n=len(self.failures)), *(f"  {f}" for f in self.failures)])


@dataclass(eq=False)
class NotebookError(KtradeError):
    """A cell of a notebook that raised; `cell` counts the cells of the notebook from 1."""

    notebook: str
    cell: int
    source: str
    cause: str
    exit_code: ClassVar[int] = 4

    def __str__(self) -> str:
        return NOTEBOOK.format(
            notebook=self.notebook, cell=self.cell, source=trimmed(self.source), cause=self.cause
        )


@dataclass(eq=False)
class PublishError(KtradeError):
    """A place where reports cannot be written or put."""

    path: str
    problem: str
    exit_code: ClassVar[int] = 5

    def __str__(self) -> str:
        return f"cannot publish to {self.path!r}: {self.problem}"


@dataclass(eq=False)
class ProjectError(KtradeError):
    """A folder or page of a project that is not there, or not one's own to change."""

    path: str
    problem: str
    exit_code: ClassVar[int] = 5

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}"


@dataclass(eq=False)
class IntakeError(KtradeError):
    """Observations that were not ingested, and why; `acceptable` names what may be accepted."""

    objections: list[str]
    acceptable: Sequence[str] = ()
    exit_code: ClassVar[int] = 3

    def __str__(self) -> str:
        names = " ".join(f"--accept {name}" for name in self.acceptable)
        way = ACCEPT.format(names=names) if self.acceptable else NO_ACCEPT
        head = INTAKE.format(n=len(self.objections), way=way)
        more = len(self.objections) - SHOWN
        shown = [f"  {objection}" for objection in self.objections[:SHOWN]]
        return "\n".join([head, *shown] + ([f"  ... and {more} more"] if more > 0 else []))


@dataclass(eq=False)
class StoreError(KtradeError):
    """A store that cannot be written; its content stays as it was."""

    path: str
    problem: str
    exit_code: ClassVar[int] = 5

    def __str__(self) -> str:
        return f"cannot write to {self.path!r}: {self.problem}; the store is as it was"


@dataclass(eq=False)
class SourceError(KtradeError):
    """A live source without an answer; raised as one of its subclasses, never with a key."""

    source: str
    problem: str
    remedy: str
    exit_code: ClassVar[int] = 6

    def __str__(self) -> str:
        return f"source {self.source}: {self.problem}; {self.remedy}"


class SourceQueryError(SourceError):
    """No such query: the source knows no such service, code or period."""


class SourceKeyError(SourceError):
    """A key that is missing, unreadable, unknown to the source or not permitted."""


class NoSourceKeyError(SourceKeyError):
    """No key at all: the source was not set up."""


class SourceQuotaError(SourceError):
    """The calls of a day are used up; more are possible after midnight in Korea."""


class SourceStateError(SourceError):
    """The place that keeps the calls counted and the answers of a cut fetch cannot be written."""


class SourceAnswerError(SourceError):
    """An answer that is not what the source documents: a web page, a broken or huge file."""


@dataclass(eq=False)
class SourceUnavailableError(SourceError):
    """A source that does not answer now, after several tries."""

    wait: float = 0  # seconds that the source asks for before the next try
    narrower: bool = False  # whether a smaller query may succeed


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the one of `words` that begins with `word` or is most like it; None if none is near.

    >>> nearest("mnth", ["month", "as_of", "lang"]), nearest("semi", ["seas", "semiconductors"])
    ('month', 'semiconductors')
    """
    known = list(words)
    longer = [candidate for candidate in known if len(word) > 2 and candidate.startswith(word)]
    return next(iter(longer or difflib.get_close_matches(word, known, n=1)), None)


def printable(text: object) -> str:
    r"""Replace what would steer a terminal; a statement may come from anywhere.

    >>> printable("Exports\x1b[2J rose")
    'Exports�[2J rose'
    """
    return "".join(
        c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in str(text)
    )


def trimmed(source: str, ends: int = 5) -> str:
    r"""Return the first and last lines of a cell's source.

    >>> print(trimmed("a\nb\nc\nd", ends=1))
    a
    ... 2 lines left out ...
    d
    """
    lines = source.strip("\n").splitlines()
    left_out = len(lines) - 2 * ends
    if left_out > 0:
        lines = [*lines[:ends], f"... {left_out} lines left out ...", *lines[-ends:]]
    return "\n".join(lines)


def _show(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:76]}...{text[-1]}"


def _hint(suggestion: str | None) -> str:
    return f"; did you mean {suggestion!r}?" if suggestion else ""


def _allowed(allowed: str) -> str:
    return f"; allowed: {allowed}" if allowed else ""


def _marked(expression: str, position: int | None) -> str:
    if position is None:
        return ""
    line = re.sub(r"\s", " ", expression)  # the mark is below its letter
    return f"\n  {line}\n  {' ' * position}^"


def _problem(p: Problem) -> str:
    row = "" if p.row is None else f", row {p.row}"
    column = "" if p.column is None else f", column {p.column}"
    return f"  {p.file}{row}{column}: found {_show(p.value)}, allowed: {p.allowed}"


SHOWN = 20

AS_OF = """\
nothing of {month} was known on {as_of}: its first release is of {first}; \
ask for that date or a later one"""

CLOCK = "write it as 2024-01-01T10:00:00+09:00"

INTAKE = "{n} objection(s); nothing was ingested; {way}"
ACCEPT = "if they are right: {names} (name=reason, or name:series for one series)"
NO_ACCEPT = "this cannot be accepted"

EXTRA = """\
{what} needs the package {package} (optional part {extra}), which is not installed; \
install it with: {how}"""

FAULTS = "{n} fault(s) in {file}"

GATE = "{n} check(s) stop the report; the last good one is untouched"

NOTEBOOK = """\
notebook {notebook}, cell {cell} failed
------------------
{source}
------------------
{cause}"""
