"""What the customs service answers on items by country, as a table of lines by month."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from helpers.errors import DataError, MonthError, Problem
from helpers.months import parse_month

LINE = ["month", "hs10", "partner"]
FIGURES = ["export_usd", "export_kg", "import_usd", "import_kg"]
FIELDS = {
    "year": "month",
    "statCd": "partner",
    "expDlr": "export_usd",
    "expWgt": "export_kg",
    "impDlr": "import_usd",
    "impWgt": "import_kg",
}
HS_FIELDS = ("hsCd", "hsCode")
MONTH = re.compile(r"\d{4}\.(0[1-9]|1[0-2])")
SUMMARY = ("총계", "합계")
BLANK = ("", "-")
SHOWN = 20


def read_answers(rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Turn the rows of the service for items by country (nitemtrade) into lines by month.

    The summary row is left out wherever it stands. A blank or "-" is a missing figure, not zero.
    Codes stay as they came: what is wrong with one is found when the lines are written.

    Parameters
    ----------
    rows : iterable of mapping
        Field to text, as in the answer: year (2023.12), statCd, hsCd (or hsCode), expDlr, expWgt,
        impDlr, impWgt and, if there, balPayments, which has to be the difference of the dollars.

    Returns
    -------
    pandas.DataFrame
        month (YYYY-MM), hs10, partner, export_usd, export_kg, import_usd, import_kg (whole US
        dollars and kilograms); exports FOB, imports CIF.

    Raises
    ------
    DataError
        When a field is missing, a period is neither a month nor the summary, a number cannot be
        read, or a balance does not fit: all of them together, by row counted from 1.

    Notes
    -----
    Korea Customs Service, data.go.kr 15100475.

    Examples
    --------
    >>> made_up = {"year": "2023.12", "statCd": "US", "hsCd": "8542321010", "expDlr": "1,000",
    ...            "expWgt": "25", "impDlr": "300", "impWgt": "4", "balPayments": "700"}
    >>> lines = read_answers([made_up, {**made_up, "year": "총계", "statCd": "-", "hsCd": "-"}])
    >>> lines.drop(columns="month").values.tolist()
    [['8542321010', 'US', 1000, 25, 300, 4]]
    """
    raw = pd.DataFrame([{k: "" if v is None else str(v) for k, v in row.items()} for row in rows])
    if raw.empty:
        return pd.DataFrame(columns=[*LINE, *FIGURES])
    raw = raw.fillna("")
    hs = next((name for name in HS_FIELDS if name in raw), HS_FIELDS[0])
    missing = [name for name in (*FIELDS, hs) if name not in raw]
    if missing:
        allowed = f"the fields {', '.join((*FIELDS, hs))}"
        raise DataError([Problem(ANSWER, None, name, None, allowed) for name in missing])
    raw.index += 1
    period = raw["year"].str.strip()
    raw = raw[~period.isin(SUMMARY)]
    problems = [
        Problem(ANSWER, row, "year", text, "a month as 2023.12, or 총계")
        for row, text in zip(raw.index.tolist(), raw["year"], strict=True)
        if not MONTH.fullmatch(text.strip())
    ]
    lines = pd.DataFrame(index=raw.index)
    lines["month"] = raw["year"].str.strip().str.replace(".", "-")
    lines["hs10"], lines["partner"] = raw[hs].str.strip(), raw["statCd"].str.strip()
    for field in ("expDlr", "expWgt", "impDlr", "impWgt"):
        lines[FIELDS[field]] = _numbers(raw[field], field, problems)
    if "balPayments" in raw:
        balance = _numbers(raw["balPayments"], "balPayments", problems)
        wrong = (lines["export_usd"] - lines["import_usd"] != balance).fillna(False)
        problems += [
            Problem(ANSWER, int(row), "balPayments", balance[row], "expDlr less impDlr")
            for row in wrong.index[wrong]
        ]
    if problems:
        raise DataError(sorted(problems, key=lambda problem: problem.row or 0))
    return lines.reset_index(drop=True)


def checked(lines: pd.DataFrame) -> pd.DataFrame:
    """Give lines with months as first days, figures as whole numbers and the faults of their codes.

    Returns
    -------
    pandas.DataFrame
        The columns of `read_answers`, month as datetime64, and `fault`: why a line is quarantined,
        missing where nothing is wrong with its codes.

    Raises
    ------
    DataError
        When a column is missing, a month is none, a figure is negative or not whole, or a line
        stands there twice.
    """
    missing = [name for name in (*LINE, *FIGURES) if name not in lines]
    if missing:
        allowed = f"the columns {', '.join((*LINE, *FIGURES))}"
        raise DataError([Problem(ROWS, None, name, None, allowed) for name in missing])
    found = lines[[*LINE, *FIGURES]].reset_index(drop=True)
    problems: list[Problem] = []
    found["month"] = _months(found["month"], problems)
    for name in ("hs10", "partner"):
        found[name] = found[name].astype("str").fillna("")
    for name in FIGURES:
        found[name] = _whole(found[name], name, problems)
    twice = found.duplicated(LINE)
    problems += [
        Problem(ROWS, row + 1, None, " ".join([f"{month:%Y-%m}", *codes]), "each line once")
        for row, month, *codes in found.loc[twice, LINE].head(SHOWN).itertuples(name=None)
    ]
    if problems:
        raise DataError(problems)
    found["fault"] = _faults(found)
    return found


def _numbers(texts: pd.Series, field: str, problems: list[Problem]) -> pd.Series:
    """Read whole numbers with or without commas; blanks are missing."""
    plain = texts.str.strip().str.replace(",", "")
    blank = plain.isin(BLANK)
    wrong = ~blank & ~plain.str.fullmatch(r"-?[0-9]{1,18}")
    problems += [
        Problem(ANSWER, int(row), field, texts[row], "a whole number") for row in wrong.index[wrong]
    ]
    return plain.mask(blank | wrong).astype("Int64")


def _months(given: pd.Series, problems: list[Problem]) -> pd.Series:
    read: dict[object, pd.Timestamp] = {}
    for value in given.unique():
        try:
            read[value] = parse_month(value).to_timestamp()
        except MonthError as error:
            row = int(given.isin([value]).argmax()) + 1
            problems.append(Problem(ROWS, row, "month", value, error.allowed))
    return given.map(read).astype("datetime64[s]")


def _whole(given: pd.Series, name: str, problems: list[Problem]) -> pd.Series:
    numbers = pd.to_numeric(given, errors="coerce")
    wrong = (numbers.isna() & given.notna()) | (numbers < 0) | (numbers % 1 != 0) & numbers.notna()
    wrong = wrong.fillna(False).astype(bool)
    problems += [
        Problem(ROWS, row + 1, name, value, "a whole number of 0 or more, or missing")
        for row, value in given[wrong].head(SHOWN).to_frame().itertuples(name=None)
    ]
    return numbers.mask(wrong).astype("Int64")


def _faults(lines: pd.DataFrame) -> pd.Series:
    """Name what is wrong with the codes of each line, if anything."""
    digits = lines["hs10"].str.fullmatch(r"[0-9]+")
    ten = digits & (lines["hs10"].str.len() == 10)
    place = lines["partner"].str.fullmatch(r"[A-Z0-9]{2}")
    lengths = "an HS code of " + lines["hs10"].str.len().astype(str) + " digits"
    fault = pd.Series(np.select([~digits, ~ten], ["no HS code", lengths], ""), lines.index)
    fault = fault.mask((fault == "") & ~place, "no code of a country")
    return fault.mask(fault == "").astype("str")


ANSWER = "answer of nitemtrade"
ROWS = "lines to write"
