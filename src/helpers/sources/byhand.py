"""Figures typed by hand from a release: a form to fill in, or one question after the other."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pandas as pd

from helpers import catalogue
from helpers.errors import DateError, IngestError, KtradeError, Misread
from helpers.months import parse_date, parse_month, release_date
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
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((MARK, str(period)))
    writer.writerow(("published", str(release_date(period))))
    writer.writerow(COLUMNS)
    for each in wanted(period, data_dir):
        name = catalogue.name(each.code, "ko", data_dir)
        writer.writerow((each.flow, each.code, each.measure, each.unit, "", name))
    return out.getvalue()


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


def ask(
    month: str | pd.Period,
    prompt: Callable[[str], str] = input,
    data_dir: str | Path | None = None,
) -> Iterator[Observation]:
    """Ask for a month's headline numbers one by one, in the units of the release.

    Each question shows the value held for the year before, and once a value is typed its growth.
    An answer that is no number, or contradicts those before, is asked for again with the reason.
    A blank answer leaves the number out; "<" goes back to the one before. Pass the observations to
    `answered` for rows.

    Parameters
    ----------
    prompt : callable
        Given a question, it gives the answer, as `input` does.

    Yields
    ------
    Observation
        When the last question is answered: every observation that was given, in their order.

    Examples
    --------
    >>> answers = iter(["576.6", "5.1"])
    >>> given = ask("2023-12", lambda question: next(answers, ""))
    >>> [str(observation.value) for observation in given]
    ['5.766E+4', '5.1']
    """
    period, folder = parse_month(month), find_data_dir(data_dir)
    questions, held = wanted(period, folder), _held(period, folder)
    given: dict[int, Observation] = {}
    at, said = 0, ""
    while at < len(questions):
        asked = questions[at]
        before = held.get((asked.flow, asked.code))
        text = prompt(f"{said}{question(asked, period, before, folder)}").strip()
        said = ""
        if text == BACK:
            at = max(0, at - 1)
            given.pop(at, None)
        elif not text:
            given.pop(at, None)
            at += 1
        else:
            place = f"question {at + 1}"
            others = [observation for index, observation in given.items() if index != at]
            made = _observation(asked, period, text, place, folder)
            fault = made if isinstance(made, Misread) else _fault(others, made, period, folder)
            if fault is None and isinstance(made, Observation):
                given[at] = made
                said = _growth(made, period, before)
                at += 1
            elif fault is not None:
                said = f"found {fault.found}, allowed: {fault.allowed}\n"
    yield from (given[index] for index in sorted(given))


def answered(
    given: list[Observation],
    month: str | pd.Period,
    published: str | dt.date | None = None,
    data_dir: str | Path | None = None,
) -> Read:
    """Return the observations that were typed as checked rows.

    Raises
    ------
    IngestError
        When there is none, or the numbers do not hold together.

    Examples
    --------
    >>> answers = iter(["576.6", "5.1"])
    >>> given = list(ask("2023-12", lambda question: next(answers, "")))
    >>> answered(given, "2023-12").rows["value"].tolist()
    ['57660', '5.1']
    """
    period, folder = parse_month(month), find_data_dir(data_dir)
    day = release_date(period) if published is None else parse_date(published)
    contents = _contents(period, day, folder, list(given))
    return _checked(contents, f"the release of {period}, typed by hand", "typed by hand", folder)


def question(
    asked: Asked, month: pd.Period, before: Decimal | None, data_dir: Path | None = None
) -> str:
    """Word the question for a number, with what is held of the year before in USD million.

    Examples
    --------
    >>> asked = Asked("exports", "total", "value", "억 달러")
    >>> question(asked, pd.Period("2023-12", "M"), Decimal("54990"))
    '전체 (exports total value), 억 달러; 2022-12: 549.9: '
    """
    name = catalogue.name(asked.code, "ko", data_dir)
    shown = ""
    if before is not None and asked.measure == "value":
        shown = f"; {month - 12}: {before / 100:.1f}"
    return f"{name} ({asked.flow} {asked.code} {asked.measure}), {asked.unit}{shown}: "


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


def _fault(
    others: list[Observation], made: Observation, month: pd.Period, data_dir: Path
) -> Misread | None:
    """Return what is wrong of a number beside those typed before it."""
    contents = _contents(month, release_date(month), data_dir, [*others, made])
    try:
        rules.check(contents, "", data_dir, complete=False)
    except IngestError as error:
        return Misread(*error.faults[0])
    return None


def _checked(contents: Contents, name: str, kind: str, data_dir: Path) -> Read:
    checks, warnings = rules.check(contents, name, data_dir, complete=False)
    if not contents.observations:
        raise IngestError.of(name, "the numbers", "none", "at least one")
    day = str(contents.published)
    rows = frame(contents.observations, lambda _: "preliminary", day, name, contents.bases)
    rows["note"] = [f"{note}; typed by hand".removeprefix("; ") for note in rows["note"]]
    return Read(name, kind, str(contents.month), str(contents.published), rows, checks, warnings)


def _growth(observation: Observation, month: pd.Period, before: Decimal | None) -> str:
    if before is None or before <= 0 or observation.measure != "value":
        return ""
    return f"{(observation.value / before - 1) * 100:+.1f} % on {month - 12}\n"


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
