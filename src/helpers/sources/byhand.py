"""Numbers typed by hand from a release: a form to fill in, or one question after the other."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import pandas as pd

from helpers import catalogue
from helpers.errors import DateError, IngestError, KtradeError, Misread
from helpers.months import parse_date, parse_month, release_date, working_days
from helpers.places import find_data_dir
from helpers.sources import documents, rules, units
from helpers.sources.labels import Label
from helpers.sources.observation import Contents, Observation, frame, make
from helpers.sources.release import bases
from helpers.sources.result import Read
from helpers.sources.units import fitting, number
from helpers.sources.workbooks import decoded

MARK = "ktrade form"
COLUMNS = ("flow", "code", "measure", "unit", "value", "name")
TWENTY_ITEMS_FROM = pd.Period("2026-06", "M")  # the first releases of the 2026 list
BACK = "<"
TOTALS = (
    ("exports", "total", "value", "억 달러"),
    ("exports", "total", "yoy_pct", "%"),
    ("imports", "total", "value", "억 달러"),
    ("imports", "total", "yoy_pct", "%"),
    ("balance", "total", "value", "억 달러"),
    ("none", "total", "working_days", "일"),
    ("exports", "total", "daily_avg", "억 달러"),
    ("exports", "total", "daily_avg_yoy_pct", "%"),
    ("exports", "total", "volume", "만 톤"),
    ("exports", "total", "volume_yoy_pct", "%"),
)


# The ten numbers of a release morning, in the order in which the release states them.
HEADLINES = (
    *TOTALS[:8],
    ("exports", "semiconductors", "value", "억 달러"),
    ("exports", "semiconductors", "yoy_pct", "%"),
)
FLOWS = {"exports": "수출", "imports": "수입", "balance": "무역수지", "none": "조업일수"}
IN_UNIT = {"억 달러": Decimal(100)}  # of the store's unit


@dataclass(frozen=True)
class Asked:
    """An observation to be filled in, with the unit in which the release prints it."""

    flow: str
    code: str
    measure: str
    unit: str


def wanted(month: pd.Period, data_dir: str | Path | None = None) -> list[Asked]:
    """List the headline numbers of a release: totals, items, markets and energy.

    Examples
    --------
    >>> asked = wanted(pd.Period("2023-12", "M"))
    >>> len(asked), asked[0]
    (66, Asked(flow='exports', code='total', measure='value', unit='억 달러'))
    """
    items = catalogue.group(f"items_{_items(month)}", data_dir)
    exported = [*items, *catalogue.group("markets_9", data_dir)]
    energy = [*catalogue.group("energy", data_dir)]
    parts = [("exports", code) for code in exported] + [("imports", code) for code in energy]
    return [Asked(*each) for each in TOTALS] + [
        Asked(flow, code, measure, unit)
        for flow, code in parts
        for measure, unit in (("value", "억 달러"), ("yoy_pct", "%"))
    ]


def template(month: str | pd.Period, data_dir: str | Path | None = None) -> str:
    r"""Return a form for a month's headline numbers as CSV; what stays blank is not taken.

    Units may be changed to others a release prints: 백만 달러, 천 달러, 천 톤.

    Raises
    ------
    MonthError
        When the text is no month.

    Examples
    --------
    >>> print("\n".join(template("2023-12").splitlines()[:4]))
    ktrade form,2023-12
    published,2024-01-01
    flow,code,measure,unit,value,name
    exports,total,value,억 달러,,전체
    """
    period = parse_month(month)
    out = io.StringIO()
    _write_form(out, period, release_date(period), {}, data_dir)
    return out.getvalue()


def _write_form(
    out: io.StringIO,
    month: pd.Period,
    published: dt.date,
    answers: Mapping[tuple[str, str, str], str],
    data_dir: str | Path | None,
) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((MARK, str(month)))
    writer.writerow(("published", str(published)))
    writer.writerow(COLUMNS)
    for each in wanted(month, data_dir):
        name = catalogue.name(each.code, "ko", data_dir)
        text = answers.get((each.flow, each.code, each.measure), "")
        writer.writerow((each.flow, each.code, each.measure, each.unit, text, name))


def is_form(content: bytes) -> bool:
    """Return whether a text is such a form.

    Examples
    --------
    >>> is_form(template("2023-12").encode("utf-8-sig"))
    True
    """
    return content.removeprefix(b"\xef\xbb\xbf").lstrip(b' "').startswith(MARK.encode())


def read_template(path: str | Path, data_dir: str | Path | None = None) -> Read:
    """Read a form that was filled in.

    Raises
    ------
    IngestError
        When it is no form, nothing is filled in, a cell cannot be read, or the numbers do not hold
        together.
    """
    path = Path(path)
    content = documents.read_bytes(path)
    if not is_form(content):
        raise IngestError.of(path.name, "the first line", content[:20], f"{MARK},YYYY-MM")
    return read_form(content, path.name, None, None, find_data_dir(data_dir))


def read_form(
    content: bytes,
    name: str,
    month: pd.Period | None,
    published: dt.date | None,
    data_dir: Path,
) -> Read:
    """Read the text of a form; `month` and `published` as in `files.read_file`."""
    try:
        lines = list(csv.reader(io.StringIO(decoded(content, name)), strict=True))
    except csv.Error as error:
        raise IngestError.of(name, "the form", str(error), "well-formed CSV") from error
    of_month, day = _head(lines, name, month, published)
    contents = _contents(of_month, day, data_dir)
    known = {(a.flow, a.code, a.measure) for a in wanted(of_month, data_dir)}
    for index, line in enumerate(lines[3:], 4):
        cells = [text.strip() for text in line] + [""] * len(COLUMNS)
        flow, code, measure, unit, text = cells[:5]
        if not any(cells) or not text:
            continue
        place = f"row {index}"
        if (flow, code, measure) not in known:
            allowed = "a row of the form, its first three cells unchanged"
            contents.faults.append(Misread(place, f"{flow},{code},{measure}", allowed))
            continue
        made = _observation(Asked(flow, code, measure, unit), of_month, text, place, data_dir)
        if isinstance(made, Misread):
            contents.faults.append(made)
        else:
            contents.observations.append(made)
    return _checked(contents, name, "form (CSV)", data_dir)


@dataclass
class Typing:
    """A form that is filled in by answering questions.

    Attributes
    ----------
    month : pandas.Period
        The month of the release.
    data_dir : Path
        The data folder that the answers are checked against.
    questions : list of Asked
        In the order in which they are asked.
    answers : dict
        By place among the questions: the text that was typed and its number.
    """

    month: pd.Period
    data_dir: Path
    questions: list[Asked]
    answers: dict[int, tuple[str, Observation]] = field(default_factory=dict)

    def ask(self, prompt: Callable[[str], str]) -> None:
        """Ask every question; `prompt` is given a question and returns the answer, as `input` does.

        Each question shows the value of the year before, or what follows from the answers so far.
        An answer that is no number, or contradicts those before, is asked for again with the
        reason. A blank answer leaves the number out, "<" goes back to the one before. An answer
        with tabs between the numbers answers as many questions.
        """
        pending: list[str] = []  # answers of a line with tabs that are still to be taken
        kept: list[str] = []  # those after one that is asked for again
        at, said = 0, ""
        while at < len(self.questions):
            if not pending:
                answer = prompt(f"{said}{at + 1}/{len(self.questions)} {self.question(at)}")
                pending, kept, said = [*answer.split("\t"), *kept], [], ""
            text = pending.pop(0).strip()
            self.answers.pop(at, None)
            if text == BACK:
                at = max(0, at - 1)
                self.answers.pop(at, None)
            elif not text:
                at += 1
            else:
                made = _observation(
                    self.questions[at], self.month, text, f"question {at + 1}", self.data_dir
                )
                fault = made if isinstance(made, Misread) else self._fault(made)
                if isinstance(made, Observation) and fault is None:
                    self.answers[at] = text, made
                    at += 1
                elif fault is not None:
                    said = f"found {fault.found}, allowed: {fault.allowed}\n"
                    pending, kept = [], pending

    def question(self, at: int) -> str:
        """Word a question, with what follows from the answers so far or the year before.

        Examples
        --------
        >>> typing = typing_of("2023-12")
        >>> typing.question(0)
        '수출 전체 (exports total value), 억 달러; 2022-12: 548.5: '
        """
        asked = self.questions[at]
        name = catalogue.name(asked.code, "ko", self.data_dir)
        named = f"{FLOWS[asked.flow]} {name} ({asked.flow} {asked.code} {asked.measure})"
        return f"{named}, {asked.unit}{self._beside(asked)}: "

    def form(self, published: str | dt.date | None = None) -> str:
        """Return the answers as a form, as `template` lays it out."""
        day = release_date(self.month) if published is None else parse_date(published)
        rows = {
            (asked.flow, asked.code, asked.measure): self.answers[at][0]
            for at, asked in enumerate(self.questions)
            if at in self.answers
        }
        out = io.StringIO()
        _write_form(out, self.month, day, rows, self.data_dir)
        return out.getvalue()

    def _beside(self, asked: Asked) -> str:
        follows = self._follows(asked)
        if follows is not None:
            return f"; computed {_in_unit(follows, asked.unit)}"
        before = self._year_before.get((asked.flow, asked.code))
        if before is None or asked.measure != "value":
            return ""
        return f"; {self.month - 12}: {_in_unit(before, asked.unit)}"

    def _follows(self, asked: Asked) -> Decimal | None:
        """Return what follows from the answers before, in the unit of the store."""
        days, days_before = (
            Decimal(str(working_days(month))) for month in (self.month, self.month - 12)
        )
        exports, imports = (self._typed(flow, "total", "value") for flow in ("exports", "imports"))
        if asked.measure == "working_days":
            return days
        if asked.flow == "balance":
            return None if exports is None or imports is None else exports - imports
        if asked.measure == "daily_avg":
            return None if exports is None else exports / days
        if asked.measure == "daily_avg_yoy_pct":
            rate = self._typed("exports", "total", "yoy_pct")
            return None if rate is None else (100 + rate) * days_before / days - 100
        value = self._typed(asked.flow, asked.code, "value")
        before = self._year_before.get((asked.flow, asked.code))
        if asked.measure == "yoy_pct" and value is not None and before:
            return (value / before - 1) * 100
        return None

    def _typed(self, *key: str) -> Decimal | None:
        for _, figure in self.answers.values():
            if (figure.flow, figure.code, figure.measure) == key:
                return figure.value
        return None

    def _fault(self, made: Observation) -> Misread | None:
        """Return what is wrong of a number beside the answers before; None if nothing."""
        given = [observation for _, observation in self.answers.values()]
        contents = _contents(self.month, release_date(self.month), self.data_dir, [*given, made])
        try:
            rules.check(contents, "", self.data_dir, complete=False)
        except IngestError as error:
            return Misread(*error.faults[0])
        return None

    @cached_property
    def _year_before(self) -> dict[tuple[str, str], Decimal]:
        return _held(self.month, self.data_dir)


def typing_of(
    month: str | pd.Period, data_dir: str | Path | None = None, every: bool = False
) -> Typing:
    r"""Return an empty form to be typed: the ten headline numbers, or every one of `wanted`.

    Examples
    --------
    >>> typing = typing_of("2023-12")
    >>> answers = iter(["576.6\t5.1"])
    >>> typing.ask(lambda question: next(answers, ""))
    >>> [text for text, _ in typing.answers.values()]
    ['576.6', '5.1']
    """
    period, folder = parse_month(month), find_data_dir(data_dir)
    headlines = [Asked(*each) for each in HEADLINES]
    return Typing(period, folder, wanted(period, folder) if every else headlines)


def _in_unit(value: Decimal, unit: str) -> str:
    return f"{value / IN_UNIT.get(unit, Decimal(1)):.1f}"


def _head(
    lines: list[list[str]], name: str, month: pd.Period | None, published: dt.date | None
) -> tuple[pd.Period, dt.date]:
    try:
        of_month = parse_month(lines[0][1].strip())
        printed = lines[1][1].strip()
        day = published or (parse_date(printed) if printed else release_date(of_month))
        if lines[1][0] != "published" or tuple(t.strip() for t in lines[2]) != COLUMNS:
            raise DateError(",".join(lines[1]))
    except (IndexError, KtradeError) as error:
        allowed = f"{MARK},YYYY-MM, then published,YYYY-MM-DD, then {','.join(COLUMNS)}"
        raise IngestError.of(name, "the first three lines", str(error), allowed) from error
    if month is not None and month != of_month:
        raise IngestError.of(name, "row 1", f"the month {of_month}", f"the month {month}")
    if day <= of_month.end_time.date():
        raise IngestError.of(name, "row 2", str(day), f"a date after the end of {of_month}")
    return of_month, day


def _observation(
    asked: Asked, month: pd.Period, text: str, place: str, data_dir: Path
) -> Observation | Misread:
    value = number(text)
    if value is None:
        return Misread(place, text, "a number, as 576.6 or △10.8, or nothing")
    label = Label(
        asked.code, catalogue.breakdown(asked.code, data_dir), asked.flow,
        frozenset({asked.measure}), units=tuple(units.units(f"({asked.unit})")),
    )  # fmt: skip
    made = make(label, month, value, place, data_dir)
    if isinstance(made, Observation) and fitting(label.units, made.unit):
        return made
    return Misread(f"{place}, unit", asked.unit, "a unit of the release, as 억 달러, 만 톤, %, 일")


def _checked(contents: Contents, name: str, kind: str, data_dir: Path) -> Read:
    checks, warnings = rules.check(contents, name, data_dir, complete=False)
    if not contents.observations:
        raise IngestError.of(name, "the numbers", "none", "at least one")
    day = str(contents.published)
    rows = frame(contents.observations, lambda _: "preliminary", day, name, contents.bases)
    rows["note"] = [f"{note}; typed by hand".removeprefix("; ") for note in rows["note"]]
    return Read(name, kind, str(contents.month), str(contents.published), rows, checks, warnings)


def _held(month: pd.Period, data_dir: Path) -> dict[tuple[str, str], Decimal]:
    """Return the values held of the year before, by flow and code."""
    contents = _contents(month, release_date(month), data_dir)
    held = rules.held_values(data_dir, contents)
    basis = contents.bases
    return {
        (flow, code): Decimal(str(value))
        for (flow, code, name, period), value in held.items()
        if period == str(month - 12)
        and name == basis.get(code, basis.get(catalogue.breakdown(code, data_dir)))
    }


def _contents(
    month: pd.Period, published: dt.date, data_dir: Path, given: list[Observation] | None = None
) -> Contents:
    items = _basis(month)
    return Contents(month, published, items, given or [], bases(items, data_dir))


def _items(month: pd.Period) -> int:
    return 20 if month >= TWENTY_ITEMS_FROM else 15


def _basis(month: pd.Period) -> str:
    return "mti2026" if _items(month) == 20 else "classic"
