"""Labels of a table: subject, measure, unit and period in its heads, rows and lines above."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from helpers import catalogue
from helpers.places import find_data_dir
from helpers.sources import names
from helpers.sources.units import units

LONGEST = 80  # characters; a longer label or heading is a sentence

ROLES, ELSEWHERE, MEASURES, FLOWS = (
    {name: re.compile(pattern) for name, pattern in names.WORDS[table].items()}
    for table in ("roles", "elsewhere", "measures", "flows")
)
RANKS = "a contribution, a rank or a remark"
NEUTRAL = re.compile(names.WORDS["neutral"])
YEAR = r"(?:’|(?=(?:19|20)\d\d))(?P<year>(?:19|20)?\d\d)"
FULL = r"(?P<year>(?:19|20)\d\d)"
MONTH, DIGITS = r"(?P<month>0?[1-9]|1[0-2])", r"(?P<month>0[1-9]|1[0-2])"
TAIL = r"(?:\(?[ep잠정]{0,4}\)?)?"
PERIODS = {
    "’23.12월": re.compile(rf"\(?{YEAR} ?[.년/-] ?{MONTH} ?[.월]?\)?{TAIL}"),
    "2023-12-01": re.compile(rf"{FULL}[-./]{DIGITS}[-./]\d\d(?: [\d:.]{{1,15}})?"),
    "202312": re.compile(FULL + DIGITS),
    "2023M12": re.compile(rf"{FULL}-?M{MONTH}"),
    "23년 12월": re.compile(rf"(?P<year>\d\d)년 ?{MONTH}월"),
    "2023년 4분기": re.compile(rf"{YEAR} ?년?[.-]? ?(?P<quarter>[1-4]) ?(?:분기|/ ?4|Q)"),
    "2023Q4": re.compile(rf"{YEAR} ?년?[.-]? ?Q(?P<quarter>[1-4])"),
    "12월": re.compile(rf"\(?{MONTH} ?월\)?{TAIL}"),
    "4분기": re.compile(r"(?P<quarter>[1-4]) ?분기"),
    "’23년": re.compile(rf"{YEAR} ?년?"),
    "2023년 (연간)": re.compile(rf"{FULL} ?년?(?: ?\([^()]{{1,20}}\))?"),
}
DIGIT = re.compile(r"\d")
DATED_IN = re.compile(rf"{YEAR} ?[.년] ?{MONTH}(?: ?월|(?![\d.]))")
UNSURE = re.compile(r"(?:19|20)\d\d\.\d")  # a spreadsheet makes it of 2023.10 too
TITLE = re.compile(r"(?:수출입?|수입|[수출입]액|총괄|추이|현황|동향|실적|품목|지역|국가|시장)$")


@dataclass(frozen=True)
class Label:
    """The content of labels; None where they are silent.

    Attributes
    ----------
    code, kind : str or None
        The code of the catalogue and its breakdown.
    flow : str or None
        exports, imports, balance, or "both" for 수출입.
    measures : frozenset of str
        Every measure that is named; see `measure`.
    year, month, quarter : int or None
        The parts of the period; see `period`.
    units : tuple of str
        The units, in their order.
    other : str
        Why a number under this label is left out; empty where it is not.
    """

    code: str | None = None
    kind: str | None = None
    flow: str | None = None
    measures: frozenset[str] = frozenset()
    year: int | None = None
    month: int | None = None
    quarter: int | None = None
    units: tuple[str, ...] = ()
    other: str = ""

    def within(self, outer: Label) -> Label:
        """Add the parts of an outer label that this one lacks.

        Two subjects of different kinds, as an item and a country, name a part of a part.

        Examples
        --------
        >>> item, country = Label("ships", "item"), Label("china", "region")
        >>> item.within(country).other, Label("total", "total").within(country).code
        ('an item by country', 'china')
        """
        inner = self if self.code and (self.code != "total" or not outer.code) else outer
        crossed = {self.kind, outer.kind} - {None, "total"}
        return Label(
            inner.code,
            inner.kind,
            self.flow if self.flow not in (None, "both") else outer.flow or self.flow,
            self.measures | outer.measures,
            self.year or outer.year,
            self.month or (None if self.quarter else outer.month),
            self.quarter or (None if self.month else outer.quarter),
            self.units or outer.units,
            self.other or outer.other or ("an item by country" if len(crossed) > 1 else ""),
        )

    @property
    def says(self) -> bool:
        """Whether it is understood and not empty."""
        silent = Label(units=self.units)
        return self not in (silent, Label()) and not self.other

    @property
    def measure(self) -> str | None:
        """The one measure that the labels together mean; "unclear" where they name several."""
        named = self.measures - {"value"} or self.measures
        if "yoy_pct" in named and len(named) == 2:
            return f"{next(iter(named - {'yoy_pct'}))}_yoy_pct"
        return next(iter(named)) if len(named) == 1 else None if not named else "unclear"

    @property
    def period(self) -> pd.Period | None:
        """The month, quarter or year; None without a year."""
        return None if self.year is None else _period(self.year, self.month, self.quarter)


@lru_cache(maxsize=4096)  # a table has thousands of numbers of a few hundred periods
def _period(year: int, month: int | None, quarter: int | None) -> pd.Period:
    if month:
        return pd.Period(year=year, month=month, freq="M")
    return pd.Period(f"{year}Q{quarter}" if quarter else str(year), "Q" if quarter else "Y")


def role(text: str) -> str | None:
    """Return the kind of a column of labels, by its head; None for a column of numbers.

    Examples
    --------
    >>> role("국가명"), role("HS코드"), role("시점"), role("수출 금액") is None
    ('country', 'hs', 'period', True)
    """
    plain = names.squeezed(text)
    return next((name for name, pattern in ROLES.items() if pattern.fullmatch(plain)), None)


def say(text: str, data_dir: Path | None = None) -> Label:
    """Read one label.

    Examples
    --------
    >>> december = say("’23.12월")
    >>> december.year, december.month, say("반도체").code, say("1∼12월").other
    (2023, 12, 'semiconductors', 'a sum of several months')
    >>> say("수출 증감률(%)").flow, say("수출 증감률(%)").measure, say("차량용 반도체").other
    ('exports', 'yoy_pct', 'not in the catalogue')
    """
    return _say(text, find_data_dir(data_dir))


@lru_cache(maxsize=4096)  # long exports repeat their labels
def _say(text: str, folder: Path) -> Label:
    plain = names.tidy(text)
    if not plain:
        return Label()
    if len(plain) > LONGEST:
        return Label(other="not in the catalogue")
    named_units = tuple(units(plain))
    reason = elsewhere(plain)
    if reason:
        return Label(units=named_units, other=reason)
    when = period_of(plain)
    if when is not None:
        return replace(when, units=named_units)
    code = names.code_of(plain, folder)
    if code is not None:
        return _subject(code, folder, units=named_units)
    rest = names.squeezed(plain)
    measures = frozenset(name for name, pattern in MEASURES.items() if pattern.search(rest))
    flow = next((name for name, pattern in FLOWS.items() if pattern.search(rest)), None)
    for pattern in (*MEASURES.values(), *FLOWS.values()):
        rest = pattern.sub("", rest)
    dated = DATED_IN.search(plain) if rest else None
    if dated:
        rest = rest.replace(names.squeezed(dated[0]), "")
    code = names.code_of(rest, folder) if rest else None
    unknown = bool(rest) and code is None and not NEUTRAL.fullmatch(rest)
    label = _subject(code, folder) if code else Label()
    if dated and not unknown:
        label = replace(label, year=_year(dated["year"]), month=int(dated["month"]))
    return replace(
        label,
        flow=flow,
        measures=measures,
        units=named_units,
        other="not in the catalogue" if unknown else "",
    )


def _subject(code: str, folder: Path, **more: tuple[str, ...]) -> Label:
    return Label(code, catalogue.breakdown(code, folder), units=more.get("units", ()))


def period_of(plain: str) -> Label | None:
    """Read a text that is a period and nothing else; None where it is none.

    "2023.1" is none: a spreadsheet makes it of 2023.10 as well as of 2023.1.

    Examples
    --------
    >>> [str(period_of(text).period) for text in ("2023년 12월", "2001.01", "202312", "2025년")]
    ['2023-12', '2001-01', '2023-12', '2025']
    >>> str(period_of("2025년 4분기").period), period_of("2023.1"), period_of("7월").month
    ('2025Q4', None, 7)
    """
    if len(plain) > LONGEST or not DIGIT.search(plain) or UNSURE.fullmatch(plain):
        return None
    match = next(filter(None, (form.fullmatch(plain) for form in PERIODS.values())), None)
    return _when(match) if match else None


def _when(match: re.Match[str]) -> Label:
    """Return the period of a match."""
    parts = match.groupdict()
    year, month, quarter = (parts.get(name) for name in ("year", "month", "quarter"))
    return Label(
        year=_year(year) if year else None,
        month=int(month) if month else None,
        quarter=int(quarter) if quarter else None,
    )


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else (2000 if int(text) < 65 else 1900) + int(text)


def joined(texts: Iterable[str], data_dir: Path | None = None) -> Label:
    """Join the labels of a row or column, given from the outermost to the innermost."""
    label = Label()
    for text in dict.fromkeys(t for t in reversed(list(texts)) if t.strip()):
        label = label.within(say(text, data_dir))
    return label


def dated(labels: Sequence[Label]) -> list[Label]:
    """Date months and quarters without a year by those before them."""
    done = []
    year, last = None, 0
    for label in labels:
        at = label.month or label.quarter or 0
        if at and label.year:
            year, last = label.year, at
        elif at and year:
            year, last = year + (at < last), at
            label = replace(label, year=year)
        done.append(label)
    return done


def heading(lines: Sequence[str], data_dir: Path | None = None) -> Label:
    """Read the lines above a table, the nearest first: subject, flow, unit, month or period.

    The nearest line that names one of these counts. A unit counts where the line is a line of
    units, or alone in brackets; a subject where the nearest of the others is a title.

    Examples
    --------
    >>> label = heading(("(단위 : 억 달러, %)", "12월 9대 지역별 수출"))
    >>> label.flow, label.units
    ('exports', ('억달러', '%'))
    """
    label = Label()
    dated_by = 0
    title = next((line for line in lines if not unit_line(names.tidy(line))), "")
    if TITLE.search(names.squeezed(title)):
        label = _titled(names.tidy(title), label, data_dir)
    for line in lines:
        plain = names.tidy(line)
        bare = plain.replace(" ", "")
        sides = bare.replace("수출입", "")
        flows = [name for name in ("exports", "imports") if FLOWS[name].search(sides)]
        squeezed = names.squeezed(plain)
        growth = re.fullmatch(r"(?!.*(?:액|및)).*증[감가][률율](?:추이|현황)?", squeezed)
        label = replace(
            label,
            flow=label.flow or (flows[0] if len(flows) == 1 else None),
            units=label.units or unit_line(plain),
            measures=label.measures or frozenset({"yoy_pct"} if growth else ()),
        )
        date = DATED_IN.search(plain)
        if date and not dated_by:
            dated_by, when = 1, _when(date)
            label = replace(label, year=when.year, month=when.month, other="")
        elif not dated_by and not label.other:
            year = "another period" if re.search(rf"{YEAR} ?년(?! ?\d)", plain) else ""
            reason = elsewhere(plain) or year
            label = replace(label, other="" if reason == RANKS else reason)
    return label


def _titled(plain: str, label: Label, data_dir: Path | None) -> Label:
    """Add the one item or market that a title names as a word of its own."""
    words = re.split(r"[ ()\[\]·,:『』「」【】]+|(?<=[가-힣])의 ", plain)
    codes = {code for word in words[:12] if (code := names.code_of(word, data_dir))} - {"total"}
    code = codes.pop() if len(codes) == 1 else "total"
    kind = catalogue.breakdown(code, data_dir)
    return replace(label, code=code, kind=kind) if kind in ("item", "region") else label


def elsewhere(line: str) -> str:
    """Return why a label or title makes its numbers other than a month's; empty where it does not.

    Examples
    --------
    >>> elsewhere("2026년 1~7월 수출"), elsewhere("수출금액(백만원)"), elsewhere("2026년 7월 수출")
    ('a sum of several months', 'money of another currency', '')
    """
    plain = names.tidy(line).replace(" ", "").upper()
    return next((reason for reason, pattern in ELSEWHERE.items() if pattern.search(plain)), "")


def unit_line(plain: str) -> tuple[str, ...]:
    """List the units of a line of units; empty for any other line."""
    if "단위" in plain:
        return tuple(units(plain.split("단위", 1)[1]))
    for inside in re.findall(r"\(([^()]{1,40})\)", plain):
        named = units(f"({inside})")
        if named and sum(map(len, named)) >= len(re.sub(r"[ ,·/:]", "", inside)):
            return tuple(named)
    return ()
