"""Sentences of a release: month, date, totals, daily average, 13 months of growth."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from helpers.sources import names
from helpers.sources.documents import Document, Paragraph
from helpers.sources.units import signed

N = r"([△▲+-]? ?\d[\d,]{0,14}(?:\. ?\d{1,8})?)"
MONEY = rf"{N} ?(억|백만) ?(?:달러|불)"
ON_YEAR = r"(?:전년 ?동[월기] ?(?:대비|比) ?[,:]? ?)?"
VERB = r"(증가|감소|상승|하락)"
AS = rf"(?: ?\([^()\d]{{1,20}}\))?(?: ?[은는이도]| ?액[은도]?)?[ :]{{0,3}}{ON_YEAR}"
# How a sentence gives an amount and its growth: pattern, and the groups of amount, scale, growth
# and verb.
AMOUNTS = (
    (rf"{AS}{MONEY} ?\( ?{ON_YEAR}{N} ?% ?\)", (1, 2, 3, 0)),
    (rf"{AS}{MONEY}(?:으?로)? ?,? ?{ON_YEAR}{N} ?% ?{VERB}", (1, 2, 3, 4)),
    (rf"{AS}{N} ?% ?{VERB}(?:한|하여|하며)? ?{MONEY}", (3, 4, 1, 2)),
    (rf"{AS}\(? ?{MONEY}", (1, 2, 0, 0)),
)
TITLE = re.compile(
    r"((?:19|20)\d\d) ?년 ?(?:(?:연간|상반기|하반기) ?(?:및|·|,) ?)?(1[0-2]|[1-9]) ?월"
    r"(?: ?및 ?(?:연간|상반기|하반기))? ?수출입 ?동향"
)
OTHER_RELEASES = re.compile(r"정보통신|ICT|자동차 ?산업")
DATE = re.compile(r"((?:19|20)\d\d) ?[.년-] ?(1[0-2]|0?[1-9]) ?[.월-] ?([0-3]?\d)(?: ?일|\b)")
RATED = r"\(’?[\d.]{1,8}\) ?[△▲+-]? ?\d{1,4}(?:\.\d{1,4})?"
SERIES = re.compile(
    rf"수출 ?증[감가][률율] ?\(?%?\)? ?:? ?((?:{RATED} ?%? ?(?:→|⇒|➝|->) ?){{4,40}}{RATED})"
)
POINT = re.compile(r"\((?:’(\d\d)[.])?(1[0-2]|0?[1-9])\) ?([△▲+-]? ?\d{1,4}(?:\.\d{1,4})?)")
NOT_THE_MONTH = re.compile(
    r"(연간|누계|상반기|하반기|분기|\d{4} ?년|’\d\d ?년|일평균|평균|~ ?\d{1,2} ?[월일])"
    r"[ 은는의]{0,3}$"
)
BALANCE = re.compile(
    rf"(?:무역)?수지{AS}(?:(흑자|적자) ?)?{MONEY}(?:[^,.·◈➊➋]{{0,20}}?(흑자|적자))?"
)
DAYS = re.compile(r"조업 ?일수(?:는|가)?[ :(]{0,3}(\d\d(?:\.\d)?) ?일")
VOLUME = re.compile(rf"수출 ?물량{AS}{N} ?(백만|만|천) ?톤(?: ?\( ?{ON_YEAR}{N} ?% ?\))?")
VALUED = re.compile(rf"\( ?{MONEY} ?, ?{ON_YEAR}{N} ?%")
FLOW = {"수출": "exports", "수입": "imports"}
DAYS_A_MONTH = (15, 27)


@dataclass(frozen=True)
class Saying:
    """A number of a subject in a sentence, with its unit as written."""

    flow: str
    code: str
    measure: str
    value: Decimal
    unit: str
    place: str


def passages(document: Document) -> list[tuple[str, str]]:
    """Return the running text of each page or section: its lines, and cells with sentences.

    Examples
    --------
    >>> passages(Document("PDF", (Paragraph("수출입", "page 1"), Paragraph("동향 ", "page 1"))))
    [('page 1', '수출입 동향')]
    """
    texts: dict[str, list[str]] = {}
    for block in document.blocks:
        at = block.at.split(",")[0]
        if isinstance(block, Paragraph):
            texts.setdefault(at, []).append(block.text)
        else:
            sentences = [text for text in block.texts if len(text) > 25 or block.is_frame]
            texts.setdefault(at, []).extend(sentences)
    return [(at, names.tidy(" ".join(lines))) for at, lines in texts.items()]


def title_month(text: str) -> pd.Period | None:
    """Read the month of a release from its title.

    Examples
    --------
    >>> title_month("2026년 6월 및 상반기 수출입 동향")
    Period('2026-06', 'M')
    >>> title_month("2023년 연간 및 12월 수출입 동향")
    Period('2023-12', 'M')
    >>> title_month("2026년 6월 정보통신산업(ICT) 수출입 동향") is None
    True
    """
    match = TITLE.search(names.tidy(text))
    return pd.Period(year=int(match[1]), month=int(match[2]), freq="M") if match else None


def release_day(text: str, month: pd.Period) -> dt.date | None:
    """Find the date of a release: the first one named of the 45 days after its month.

    Examples
    --------
    >>> release_day("등록 2023. 12. 29. 배포 2024. 1. 1.(월)", pd.Period("2023-12", "M"))
    datetime.date(2024, 1, 1)
    """
    end = month.end_time.date()
    for year, number, day in DATE.findall(names.tidy(text)):
        try:
            date = dt.date(int(year), int(number), int(day))
        except ValueError:
            continue  # a day that does not exist is no date
        if end < date <= end + dt.timedelta(days=45):
            return date
    return None


def growth_series(text: str, month: pd.Period) -> dict[pd.Period, Decimal] | None:
    """Read the growth of exports in the last months, as "(’19.10)△15.0→(11)△14.5→...".

    Returns
    -------
    dict or None
        Per cent by month; None where there is no such line. A line that does not end with the
        month, or skips one, is given as an empty dict.

    Examples
    --------
    >>> line = "* 수출 증감률(%) : (’23.8)△8.3→(9)△4.4→(10)5.1→(11)7.8→(12)5.1"
    >>> series = growth_series(line, pd.Period("2023-12", "M"))
    >>> str(series[pd.Period("2023-08", "M")]), len(series)
    ('-8.3', 5)
    """
    line = SERIES.search(names.tidy(text))
    if line is None:
        return None
    points = POINT.findall(line[1])
    months = [month - back for back in range(len(points) - 1, -1, -1)]
    for (year, number, _), at in zip(points, months, strict=True):
        if int(number) != at.month or (year and 2000 + int(year) != at.year):
            return {}
    return {at: signed(rate) for (_, _, rate), at in zip(points, months, strict=True)}


def sayings(text: str, at: str) -> Iterator[Saying]:
    """Return the numbers of totals, daily average, items and markets in a passage.

    Examples
    --------
    >>> for said in sayings("수출 576.6억 달러(5.1%), 반도체(110.3억 달러, +21.8%)", "page 1"):
    ...     print(said.flow, said.code, said.measure, said.value, said.unit)
    exports total value 576.6 억달러
    exports total yoy_pct 5.1 %
    exports semiconductors value 110.3 억달러
    exports semiconductors yoy_pct 21.8 %
    """
    yield from _totals(text, at)
    yield from _daily(text, at)
    yield from _named(text, at)


def _totals(text: str, at: str) -> Iterator[Saying]:
    """Read exports where the word means the total, and imports and balance after them."""
    for start in _subjects(r"수출", text):
        sentence = text[start : start + 260]
        exports = list(_amounts("exports", "수출", sentence, at))
        bought = re.search(r"[,·및 ]\s?(수입)", sentence)
        yield from exports
        if exports and bought:
            rest = sentence[bought.start(1) :]
            yield from _amounts("imports", "수입", rest, at)
            balance = re.search(r"(?:무역)?수지", rest)
            yield from _balance(rest[balance.start() :], at) if balance else ()


def _subjects(word: str, text: str) -> Iterator[int]:
    """Find a word for the month's total: not "반도체 수출", not "연간 수출"."""
    for match in re.finditer(word, text):
        before = text[max(0, match.start() - 24) : match.start()].rstrip()
        alone = not before or re.search(r"(?:[^가-힣A-Za-z0-9]|월|월의|총괄|기준)$", before)
        if alone and not NOT_THE_MONTH.search(before):
            yield match.start()


def _amounts(
    flow: str, word: str, sentence: str, at: str, measures: tuple[str, str] = ("value", "yoy_pct")
) -> Iterator[Saying]:
    """Read amount and growth of the total where a sentence begins with a word for it."""
    matches = ((re.match(word + pattern, sentence), groups) for pattern, groups in AMOUNTS)
    match, groups = next((pair for pair in matches if pair[0]), (None, ()))
    if match is None:
        return
    amount, scale, rate, verb = (match[group] if group else None for group in groups)
    yield Saying(flow, "total", measures[0], _n(str(amount)), f"{scale}달러", at)
    if rate is not None:
        growth = _n(rate)
        if verb is not None:
            growth = abs(growth) * (-1 if verb in ("감소", "하락") else 1)
        yield Saying(flow, "total", measures[1], growth, "%", at)


def _balance(sentence: str, at: str) -> Iterator[Saying]:
    match = BALANCE.match(sentence)
    if match:
        value, side = _n(match[2]), match[1] or match[4]
        loss = side == "적자" or (side is None and value < 0)
        amount = abs(value) * (-1 if loss else 1)
        yield Saying("balance", "total", "value", amount, f"{match[3]}달러", at)


def _daily(text: str, at: str) -> Iterator[Saying]:
    average = r"일평균 ?수출"
    for match in re.finditer(average, text):
        if not NOT_THE_MONTH.search(text[max(0, match.start() - 24) : match.start()].rstrip()):
            sentence = text[match.start() : match.start() + 120]
            measures = ("daily_avg", "daily_avg_yoy_pct")
            yield from _amounts("exports", average, sentence, at, measures)
    for match in DAYS.finditer(text):
        if DAYS_A_MONTH[0] <= float(match[1]) <= DAYS_A_MONTH[1]:
            yield Saying("none", "total", "working_days", Decimal(match[1]), "일", at)
    for match in VOLUME.finditer(text):
        yield Saying("exports", "total", "volume", _n(match[1]), f"{match[2]}톤", at)
        if match[3]:
            yield Saying("exports", "total", "volume_yoy_pct", _n(match[3]), "%", at)


def _named(text: str, at: str) -> Iterator[Saying]:
    """Find "반도체(110.3억 달러, +21.8%)": an item, market or fuel with value and growth."""
    seen, flow = 0, ""  # the flow whose word is the last before the name
    for match in VALUED.finditer(text):
        for side in re.finditer(r"수출(?!입)|수입", text[seen : match.start()]):
            flow = FLOW[side[0]]
        words = re.split(r"[^가-힣A-Za-z對 ]", text[max(seen, match.start() - 40) : match.start()])
        named = words[-1].split()
        seen = match.start()
        code = names.code_of("".join(named[-2:])) or (
            names.code_of(named[-1]) if len(named) == 1 else None
        )
        if code is None or code == "total":
            continue
        yield Saying(flow, code, "value", _n(match[1]), f"{match[2]}달러", at)
        yield Saying(flow, code, "yoy_pct", _n(match[3]), "%", at)


def _n(text: str) -> Decimal:
    return signed(text.replace(". ", "."))
