"""Known forms of files, and the conditions a line above a table may set; a new form is a row."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from helpers import catalogue
from helpers.sources import names
from helpers.sources.labels import Label, period_of
from helpers.sources.tables import hs_code


@dataclass(frozen=True)
class Form:
    """A kind of file.

    Attributes
    ----------
    name : str
        What a reader is told it is.
    mark : str
        A pattern by which it is known: in the lines above a table, in the names of sheets, or
        among the heads.
    items : str
        The definition (basis) of its items by name.
    by_hs : bool
        Whether a head 품목코드 is over codes of the Harmonised System.
    cut : bool
        Whether it may list the first rows only, above or below the total of all.
    unit : str
        The unit of sums of money where the file names none, if values of the store bear it out.
    """

    name: str
    mark: str
    items: str
    by_hs: bool
    cut: bool
    unit: str = "천달러"


FORMS = [Form(**form) for form in names.WORDS["forms"]]
WHOLE = re.compile(r"총괄|총계|총액|전체|총수출입|TOTAL")  # a title of all goods

HS_CODES = {prefix: code for code, prefix in names.HS_LINES.items()}

ALL: str = names.WORDS["all"]
CONDITIONS: list[tuple[str, str, str]] = [
    (key, whole.replace("{all}", ALL), act) for key, whole, act in names.WORDS["conditions"]
]


def form_of(texts: Iterable[str]) -> Form:
    """Return the form whose mark is in the texts of a file; the last fits any export.

    Examples
    --------
    >>> form_of(["K-stat 무역통계 - 한국무역협회"]).name, form_of(["수출입총괄"]).name
    ('K-stat', 'customs export')
    """
    text = " ".join(texts).upper()
    return next(form for form in FORMS if re.search(form.mark, text))


def parted(lines: Sequence[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """Part the lines above a table into titles, and conditions with key and value.

    Examples
    --------
    >>> parted(["수출입 총괄 (단위: 천불)", "국가 : 이탈리아  ,  수입구분 : 전체"])
    (['수출입 총괄'], [('단위', '천불'), ('국가', '이탈리아'), ('수입구분', '전체')])
    """
    titles: list[str] = []
    pairs: list[tuple[str, str]] = []
    for line in map(names.tidy, lines):
        first = len(pairs)
        for part in [line] if "://" in line else re.split(r",(?! ?0{3})|;|\||/ ", line):
            before, colon, value = part.partition(":")
            title, key = _key(before.strip())
            if colon and key and "://" not in part:
                titles += [title] if title else []
                pairs.append((key, value.strip(" )]")))
            elif len(pairs) > first and part.strip():
                pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]},{part.strip()}")
            else:
                titles.append(part.strip())
    return titles, pairs


def _key(text: str) -> tuple[str, str]:
    """Split the text before a colon into a title and the key, its last word or all of it."""
    whole = re.sub(r"[^가-힣A-Za-z/]", "", text)
    word = re.split(r"[ (\[]", text)[-1]
    for key, title in ((whole, ""), (word, text[: len(text) - len(word)].rstrip(" ([◈○-"))):
        if any(re.fullmatch(row[0], key.upper()) for row in CONDITIONS if key):
            return title, key
    return "", whole


def confined(
    conditions: Sequence[tuple[str, str]],
    kinds: Set[str] = frozenset(),
    data_dir: Path | None = None,
    by_hs: bool = False,
) -> Label:
    """Return what the conditions above a table confine it to.

    A condition that is not understood leaves everything under it out, under its own words. Several
    countries or items leave the subject to the rows where these name it; `kinds` are the breakdowns
    that the rows name; `by_hs`: bare codes of items are those of the Harmonised System.

    Examples
    --------
    >>> confined([("국가", "이탈리아"), ("당월/누계", "당월")]).code
    'italy'
    >>> confined([("기준국가", "미국"), ("상대국가", "중국")]).other
    '기준국가: 미국'
    """
    label = Label()
    for key, value in conditions:
        plain = value.replace(" ", "").upper()
        _, whole, act = next(
            (row for row in CONDITIONS if re.fullmatch(row[0], key.upper())), ("", ALL, "refused")
        )
        if act == "period" and _cuts_a_month(value):
            label = replace(label, other=label.other or f"{key}: {value}")
        elif act == "period":
            label = label.within(_one_period(value))
        elif act == "" or re.fullmatch(whole, plain):
            continue
        elif act == "flow" and plain in ("수출", "수입"):
            label = replace(label, flow={"수출": "exports", "수입": "imports"}[plain])
        elif act == "subject":
            of_rows = "," in value and kinds - {"total"} == {"region" if "국" in key else "item"}
            label = label if of_rows else label.within(_subject(key, value, data_dir, by_hs))
        else:
            label = replace(label, other=label.other or f"{key}: {value}")
    return label


def _subject(key: str, value: str, data_dir: Path | None, by_hs: bool) -> Label:
    """Read the one subject a condition names; several, or an unknown one, are none of the store."""
    of_hs = key.upper().startswith("HS") or (by_hs and key.startswith("품목"))
    hs = hs_code(value.partition(" ")[0]) if of_hs else ""
    bare = re.sub(r"^\[?\d{1,10}\]?[ .-]*|[ (\[]*\d{1,10}[)\]]?$", "", value)
    code = HS_CODES.get(hs) if hs else names.code_of(bare, data_dir)
    if code is None or code == "total":
        return Label(other=f"{key}: {value}")
    return Label(code, catalogue.breakdown(code, data_dir))


def _cuts_a_month(value: str) -> bool:
    """Return whether a period from day to day does not begin and end with a month."""
    days = re.findall(r"((?:19|20)\d\d)[.년/-]? ?([01]\d)[.월/-]? ?([0-3]\d)", value)
    if len(days) != 2 or not 1 <= int(days[1][1]) <= 12:
        return bool(days)
    last = calendar.monthrange(int(days[1][0]), int(days[1][1]))[1]
    return days[0][2] != "01" or int(days[1][2]) != last


def _one_period(value: str) -> Label:
    """Read a condition of one month; a range leaves the periods to the rows."""
    ends = {end.strip() for end in value.split("~") if end.strip()}
    return (period_of(ends.pop()) or Label()) if len(ends) == 1 else Label()
