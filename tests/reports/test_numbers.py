"""The numbers that a page shows are those of the files that it hands out."""

import io
import os
import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from urllib.parse import unquote

import lxml.html
import pandas as pd
import pytest

PAGES = ("index", "exports", "imports", "regions", "outlook")
NUMBER = re.compile(r"[+−]?\d[\d,]*(?:\.\d+)?")
EXACT = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
# By table and header: the column of the file behind it, and the unit it is shown in.
BILLION = Decimal(1000)
GROWTH = "Growth on a year earlier, %"
PARTNERS: dict[str, tuple[str, Decimal | int]] = {
    "Exports": ("exports", BILLION),
    GROWTH: ("exports_growth", 1),
    "Share, %": ("share", 1),
    "Contribution, pp": ("contribution", 1),
    "Imports": ("imports", BILLION),
    "Balance": ("balance", BILLION),
}
HEADLINE: dict[str, tuple[str, Decimal | int]] = {
    "USD billion": ("value", BILLION),
    GROWTH: ("growth", 1),
    "Working days": ("working_days", 1),
    "Per working day, USD billion": ("daily_average", BILLION),
    "Growth per working day, %": ("daily_average_growth", 1),
}
PARTS: dict[str, tuple[str, Decimal | int]] = {
    "USD billion": ("value", BILLION),
    GROWTH: ("growth", 1),
    "Share, %": ("share", 1),
    "Contribution, pp": ("contribution", 1),
}
COLUMNS: dict[str, dict[str, tuple[str, Decimal | int]]] = {
    "tab-headline-exports": HEADLINE,
    "tab-headline-imports": HEADLINE,
    "tab-items": PARTS,
    "tab-energy": PARTS,
    "tab-partners": PARTNERS,
    "tab-countries": PARTNERS,
    "tab-balance": {
        "Exports": ("exports", BILLION),
        "Imports": ("imports", BILLION),
        "Balance": ("balance", BILLION),
        "A year earlier": ("balance_before", BILLION),
    },
}
UNITS = (BILLION, 1)  # files are in USD million and per cent; charts write billions


def file_of(figure: lxml.html.HtmlElement) -> pd.DataFrame:
    """The file behind a figure, as text."""
    (link,) = figure.find_class("data")
    text = unquote(link.get("href").split(",", 1)[1])
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


def rounds_to(shown: str, exact: str, unit: Decimal | int) -> bool:
    """Whether a figure of the file, halves away from zero, is written as shown.

    The file gives ten digits, so a figure may lie on either side of a half.
    """
    written = Decimal(shown.replace("−", "-").replace(",", "").replace("+", ""))
    value = Decimal(exact) / unit
    near = abs(value) * Decimal("1e-9")
    step = Decimal(1).scaleb(int(written.as_tuple().exponent))
    return any(
        each.quantize(step, ROUND_HALF_UP) == written
        for each in (value, value + near, value - near)
    )


def check_tables(page: lxml.html.HtmlElement, faults: list[str], counted: Counter[str]) -> None:
    """Hold each column that is told of above against the file, row by row."""
    for name, columns in COLUMNS.items():
        for figure in page.xpath(f"//figure[@id='{name}']"):
            behind = file_of(figure)
            headers = [th.text_content() for th in figure.findall(".//thead//th")]
            rows = figure.findall(".//tbody/tr")
            assert len(rows) == len(behind), f"{name}: {len(rows)} rows, {len(behind)} in the file"
            for row, exact in zip(rows, behind.to_dict("records"), strict=True):
                for header, (column, unit) in columns.items():
                    shown = row[headers.index(header)].text_content()
                    found = NUMBER.search(shown)
                    if (found is None) != (exact[column] == ""):
                        faults.append(f"{name}, {row[0].text_content()}, {header}: {shown!r}")
                    elif found and not rounds_to(found[0], exact[column], unit):
                        faults.append(f"{name}, {header}: {shown} but {exact[column]}")
                    counted["cells"] += found is not None


def check_charts(page: lxml.html.HtmlElement, faults: list[str], counted: Counter[str]) -> None:
    """Hold every value said by a place of a chart against all figures of the file behind it."""
    for figure in page.xpath("//figure[contains(@class, 'chart')][.//*[local-name()='title']]"):
        behind = file_of(figure)
        known = [v for column in behind for v in behind[column] if EXACT.fullmatch(v)]
        for title in figure.xpath(".//*[local-name()='title']"):
            said = re.sub(
                r"\b[A-Z]\w\w \d{4}|\bQ\d \d{4}|^\d+( ahead)?:|\b80 in 100", "", title.text
            )
            for found in re.findall(r"(?<![\w.-])[+−]?\d[\d,]*\.\d+", said):
                counted["places"] += 1
                if not any(rounds_to(found, value, unit) for value in known for unit in UNITS):
                    faults.append(f"{figure.get('id')}: {title.text}")


def check_report(folder: Path) -> tuple[list[str], Counter[str]]:
    """Hold the five pages of a report against their files."""
    faults: list[str] = []
    counted: Counter[str] = Counter()
    for name in PAGES:
        page = lxml.html.fromstring((folder / f"{name}.html").read_text("utf-8"))
        check_tables(page, faults, counted)
        check_charts(page, faults, counted)
    return faults, counted


def test_a_number_that_differs_is_seen() -> None:
    assert rounds_to("11.03", "11028.657", BILLION) and rounds_to("−0.02", "-22.977", BILLION)
    assert not rounds_to("11.02", "11028.657", BILLION) and not rounds_to("2", "1.4", 1)
    assert rounds_to("5.1", "5.049999999999", 1)  # a half, were it written in full


@pytest.mark.parametrize("which", ["report_dir", "first_release_dir"])
def test_shown_numbers_are_those_of_the_files(which: str, request: pytest.FixtureRequest) -> None:
    faults, counted = check_report(request.getfixturevalue(which))
    assert not faults
    assert counted["cells"] > 150 and counted["places"] > 500, counted


@pytest.mark.skipif("KTRADE_REPORTS" not in os.environ, reason="KTRADE_REPORTS names no folder")
def test_shown_numbers_of_many_reports() -> None:
    folders = sorted(
        path.parent for path in Path(os.environ["KTRADE_REPORTS"]).glob("*/index.html")
    )
    found = {folder.name: check_report(folder) for folder in folders}
    print(len(folders), sum((counted for _, counted in found.values()), Counter()))
    assert not {name: faults for name, (faults, _) in found.items() if faults}
