"""Numbers typed from a release: one question after the other, each answer checked at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers import catalogue
from helpers.errors import IngestError, Misread
from helpers.months import parse_date, parse_month, release_date, working_days
from helpers.places import find_data_dir
from helpers.sources import rules
from helpers.sources.labels import Label
from helpers.sources.observation import Contents, NewObservation, frame, make
from helpers.sources.release import bases
from helpers.sources.units import fitting, number, units

TWENTY_ITEMS_FROM = pd.Period("2026-06", "M")  # the first releases of the 2026 list
BACK = "<"
FLOWS = {"exports": "수출", "imports": "수입", "balance": "무역수지", "none": "조업일수"}
IN_UNIT = {"억 달러": Decimal(100)}  # of the unit of the store


class Asked(NamedTuple):
    """A number to be typed, with the unit in which the release states it."""

    flow: str
    code: str
    measure: str
    unit: str


TOTALS = [
    Asked("exports", "total", "value", "억 달러"),
    Asked("exports", "total", "yoy_pct", "%"),
    Asked("imports", "total", "value", "억 달러"),
    Asked("imports", "total", "yoy_pct", "%"),
    Asked("balance", "total", "value", "억 달러"),
    Asked("none", "total", "working_days", "일"),
    Asked("exports", "total", "daily_avg", "억 달러"),
    Asked("exports", "total", "daily_avg_yoy_pct", "%"),
]
# The ten numbers of a release morning, in the order in which the release states them.
HEADLINES = [
    *TOTALS,
    Asked("exports", "semiconductors", "value", "억 달러"),
    Asked("exports", "semiconductors", "yoy_pct", "%"),
]


def wanted(month: pd.Period, data_dir: str | Path | None = None) -> list[Asked]:
    """Return all numbers of a release that can be typed: totals, items, markets and energy.

    Examples
    --------
    >>> asked = wanted(pd.Period("2023-12", "M"))
    >>> len(asked), asked[0]
    (66, Asked(flow='exports', code='total', measure='value', unit='억 달러'))
    """
    items = catalogue.group("items_15" if _basis(month) == "classic" else "items_20", data_dir)
    exports = [*items, *catalogue.group("markets_9", data_dir)]
    parts = [("exports", code) for code in exports]
    parts += [("imports", code) for code in catalogue.group("energy", data_dir)]
    volumes = [
        Asked("exports", "total", "volume", "만 톤"),
        Asked("exports", "total", "volume_yoy_pct", "%"),
    ]
    return [*TOTALS, *volumes] + [
        Asked(flow, code, measure, unit)
        for flow, code in parts
        for measure, unit in (("value", "억 달러"), ("yoy_pct", "%"))
    ]


@dataclass
class Typing:
    """The numbers of a release that are asked for, and the answers so far.

    Attributes
    ----------
    month : pandas.Period
        The month of the release.
    data_dir : Path
        The data folder that the answers are checked against.
    questions : list of Asked
        In the order in which they are asked.
    answers : dict
        The observation by place among the questions.
    """

    month: pd.Period
    data_dir: Path
    questions: list[Asked]
    answers: dict[int, NewObservation] = field(default_factory=dict)

    def ask(self, prompt: Callable[[str], str]) -> None:
        """Ask every question; `prompt` is given a question and returns the answer, as `input` does.

        Each question shows the value of the year before, or what follows from the answers so far.
        An answer that is no number, or contradicts those before, is asked for again with the
        reason. A blank answer leaves the number out, "<" goes back to the one before. An answer
        with tabs between the numbers answers as many questions.
        """
        pending: list[str] = []  # answers of a line with tabs that are still to be checked
        kept: list[str] = []  # those after one that is asked for again
        at, reason = 0, ""
        while at < len(self.questions):
            if not pending:
                answer = prompt(f"{reason}{at + 1}/{len(self.questions)} {self.question(at)}")
                pending, kept, reason = [*answer.split("\t"), *kept], [], ""
            text = pending.pop(0).strip()
            self.answers.pop(at, None)
            if text == BACK:
                at = max(0, at - 1)
                self.answers.pop(at, None)
            elif not text:
                at += 1
            else:
                checked = self._checked(at, text)
                if isinstance(checked, NewObservation):
                    self.answers[at] = checked
                    at += 1
                else:
                    reason = f"found {checked.value}, allowed: {checked.allowed}\n"
                    pending, kept = [], pending

    def question(self, at: int) -> str:
        """Return a question, with what follows from the answers so far or the year before.

        Examples
        --------
        >>> typing = typing_of("2023-12")
        >>> typing.question(0)
        '수출 전체 (exports total value), 억 달러; 2022-12: 548.5: '
        """
        asked = self.questions[at]
        name = catalogue.name(asked.code, "ko", self.data_dir)
        beside, computed = "", self._computed(asked)
        before = self._year_before.get((asked.flow, asked.code))
        if computed is not None:
            beside = f"; computed {_in_unit(computed, asked.unit)}"
        elif before is not None and asked.measure == "value":
            beside = f"; {self.month - 12}: {_in_unit(before, asked.unit)}"
        series = f"{asked.flow} {asked.code} {asked.measure}"
        return f"{FLOWS[asked.flow]} {name} ({series}), {asked.unit}{beside}: "

    def rows(self, source: str, published: str | dt.date | None = None) -> pd.DataFrame:
        """Return the answers as rows of the store, published on the day of the release by default.

        Raises
        ------
        IngestError
            When the date is not after the month.
        """
        day = release_date(self.month) if published is None else parse_date(published)
        if day <= self.month.end_time.date():
            allowed = f"a date after the end of {self.month}"
            raise IngestError.of(source, "the date of publication", str(day), allowed)
        given = _contents(self.month, self.data_dir, list(self.answers.values()))
        rows = frame(given.observations, lambda _: "preliminary", str(day), source, given.bases)
        rows["note"] = [f"{note}; typed by hand".removeprefix("; ") for note in rows["note"]]
        return rows

    def _checked(self, at: int, text: str) -> NewObservation | Misread:
        """Return a typed number, or what is wrong with it beside the answers so far."""
        asked, place, value = self.questions[at], f"question {at + 1}", number(text)
        if value is None:
            return Misread(place, text, "a number, as 576.6 or △10.8, or nothing")
        kind = catalogue.breakdown(asked.code, self.data_dir)
        unit_names = tuple(units(f"({asked.unit})"))
        label = Label(asked.code, kind, asked.flow, frozenset({asked.measure}), units=unit_names)
        observation = make(label, self.month, value, place, self.data_dir)
        if not isinstance(observation, NewObservation) or not fitting(unit_names, observation.unit):
            return Misread(f"{place}, unit", asked.unit, "a unit of the release, as 억 달러, %, 일")
        contents = _contents(self.month, self.data_dir, [*self.answers.values(), observation])
        try:
            rules.check(contents, "", self.data_dir, complete=False)
        except IngestError as error:
            return Misread(*error.faults[0])
        return observation

    def _computed(self, asked: Asked) -> Decimal | None:
        """Return what follows from the answers so far, in the unit of the store."""
        days, days_before = (
            Decimal(str(working_days(month))) for month in (self.month, self.month - 12)
        )
        exports, imports = (self._answer(flow, "total", "value") for flow in ("exports", "imports"))
        if asked.measure == "working_days":
            return days
        if asked.flow == "balance":
            return None if exports is None or imports is None else exports - imports
        if asked.measure == "daily_avg":
            return None if exports is None else exports / days
        if asked.measure == "daily_avg_yoy_pct":
            rate = self._answer("exports", "total", "yoy_pct")
            return None if rate is None else (100 + rate) * days_before / days - 100
        value = self._answer(asked.flow, asked.code, "value")
        before = self._year_before.get((asked.flow, asked.code))
        if asked.measure == "yoy_pct" and value is not None and before:
            return (value / before - 1) * 100
        return None

    def _answer(self, *series: str) -> Decimal | None:
        answers = (f.value for f in self.answers.values() if f.key[:3] == series)
        return next(answers, None)

    @cached_property
    def _year_before(self) -> dict[tuple[str, str], Decimal]:
        """Values of the store a year before, by flow and code."""
        contents = _contents(self.month, self.data_dir)
        return {
            (flow, code): Decimal(str(value))
            for (flow, code, basis, period), value in rules.stored(self.data_dir, contents).items()
            if period == str(self.month - 12)
            and basis
            == contents.bases.get(
                code, contents.bases.get(catalogue.breakdown(code, self.data_dir))
            )
        }


def typing_of(
    month: str | pd.Period, data_dir: str | Path | None = None, every: bool = False
) -> Typing:
    r"""Return the questions of a month: its ten headline numbers, or every one of `wanted`.

    Examples
    --------
    >>> typing = typing_of("2023-12")
    >>> answers = iter(["576.6\t5.1"])
    >>> typing.ask(lambda question: next(answers, ""))
    >>> typing.rows("typed.csv")["value"].tolist()
    ['57660', '5.1']
    """
    period, folder = parse_month(month), find_data_dir(data_dir)
    return Typing(period, folder, wanted(period, folder) if every else [*HEADLINES])


def _in_unit(value: Decimal, unit: str) -> str:
    return f"{value / IN_UNIT.get(unit, Decimal(1)):.1f}"


def _contents(
    month: pd.Period, data_dir: Path, given: list[NewObservation] | None = None
) -> Contents:
    basis = _basis(month)
    return Contents(month, release_date(month), basis, given or [], bases(basis, data_dir))


def _basis(month: pd.Period) -> str:
    return "mti2026" if month >= TWENTY_ITEMS_FROM else "classic"
