"""docs/ingesting.md: its bounds are those of the code."""

from pathlib import Path

import pytest

from helpers.sources import documents, pdf, rules, workbooks

PAGE = (Path(__file__).parents[2] / "docs" / "ingesting.md").read_text(encoding="utf-8")
BOUNDS = {
    "a file": [documents.FILE_BYTES],
    "an old workbook (.xls)": [workbooks.XLS_BYTES],
    "a PDF": [pdf.PAGES, documents.PDF_SECONDS, pdf.MEMORY],
    "an archive": [documents.MEMBERS, documents.MEMBER_BYTES, documents.ALL_BYTES, documents.RATIO],
    "a section of HWPX": [
        documents.SECTION_BYTES, documents.PARAGRAPHS, documents.TABLES, documents.ROWS,
        documents.COLUMNS,
    ],
    "a sheet": [workbooks.ROWS, workbooks.COLUMNS, workbooks.CELLS],
}  # fmt: skip


@pytest.mark.parametrize("what", BOUNDS)
def test_bounds_are_those_of_the_code(what):
    [line] = [line for line in PAGE.splitlines() if line.startswith(f"| {what} |")]
    said = [
        int(word.replace(",", "")) for word in line.replace(", ", " ").split() if word[0].isdigit()
    ]
    assert said == BOUNDS[what]


def test_the_size_that_is_another_unit():
    assert rules.FAR == 8 and "eight times more or less" in PAGE
