"""A release read from PDF and HWPX gives the figures that are held; a faulty one is refused."""

import copy
from decimal import Decimal

import made_releases
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import observations
from helpers.errors import IngestError
from helpers.places import find_data_dir
from helpers.sources import release
from helpers.sources.files import read_file

WRITERS = {"hwpx": made_releases.to_hwpx, "pdf": made_releases.to_pdf}
KEY = ["flow", "code", "measure"]


def by_key(rows):
    return dict(zip(map(tuple, rows[KEY].to_numpy()), rows["value"], strict=True))


def read(layout, month=None, published=None):
    document = made_releases.to_document(layout)
    return release.read(document, "made-up.hwpx", month, published, find_data_dir())


def faults(layout, **how):
    with pytest.raises(IngestError) as caught:
        read(layout, **how)
    return str(caught.value)


def edited(layout, heading, edit):
    """Give a copy in which the table under a heading is edited."""
    made = copy.deepcopy(layout)
    at = made.find(heading)
    made.parts[at] = edit(made.parts[at])
    return made


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("which", ["december", "july"])
def test_every_figure_laid_out_is_read(which, kind, request, tmp_path):
    layout = request.getfixturevalue(which)
    path = WRITERS[kind](layout, tmp_path / f"release.{kind}")
    found = read_file(path)
    assert by_key(found.rows) == layout.expected
    assert found.month == str(layout.month)
    assert set(found.rows["period"]) == {found.month}
    assert found.rows["place"].str.contains("page|section").all()
    assert {check.outcome for check in found.checks} <= {"holds", "not compared"}


@pytest.mark.parametrize("which", ["december", "july"])
def test_figures_read_are_those_of_the_first_release_held(which, request):
    layout = request.getfixturevalue(which)
    found = read(layout)
    store = observations.read()
    basis = dict(zip(map(tuple, found.rows[KEY].to_numpy()), found.rows["basis"], strict=True))
    first = store[
        store["period"].eq(str(layout.month))
        & store["published"].eq(found.published)
        & store["status"].eq("preliminary")
    ]
    compared = 0
    values = by_key(found.rows)
    for row in first.itertuples():
        key = (row.flow, row.code, row.measure)
        if basis.get(key) == row.basis:
            compared += 1
            assert abs(float(values[key]) - row.value) <= row.precision / 2 + 5, key
    assert compared >= 15


def test_rows_say_what_the_store_asks(december):
    rows = read(december).rows
    made = rows.assign(file="made-up.hwpx", row=range(1, len(rows) + 1))
    assert observations.problems(made) == []
    exports = rows[rows["code"].eq("total") & rows["flow"].eq("exports")]
    assert exports.loc[exports["measure"].eq("value"), "note"].item() == "printed to USD 10 million"


def test_order_of_tables_and_marks_do_not_matter(december):
    turned = copy.deepcopy(december)
    at = next(i for i, p in enumerate(turned.parts) if str(p).startswith("참고 3"))
    last = next(i for i, p in enumerate(turned.parts) if str(p).startswith("참고 4"))
    turned.parts[at:] = turned.parts[last:] + turned.parts[at:last]
    dressed = turned.swapped("(단위 : 억 달러, %)", "（단위：억불，％）").swapped("△", "▲")
    assert by_key(read(dressed).rows) == december.expected


def test_another_unit_is_read_as_printed(december):
    def to_million(rows):
        return [rows[0]] + [
            [name, (f"{Decimal(value) * 100:,.0f}", *spans), growth]
            for name, (value, *spans), growth in rows[1:]
        ]

    made = edited(december, "참고 3", to_million)
    made.parts[made.find("참고 3") - 1] = "(단위 : 백만 달러, %)"
    assert by_key(read(made).rows) == december.expected


# Faults: each must be refused, with the reason.


def test_shifted_columns_are_refused(december):
    def heads_turned(rows):
        head = rows[0]
        return [[*head[:-2], head[-1], head[-2]], *rows[1:]]

    assert "is a column shifted?" in faults(edited(december, "참고 2", heads_turned))


def test_a_row_shifted_by_a_column_is_refused(december):
    def shifted(rows):
        semiconductors = next(i for i, row in enumerate(rows) if row[0][0] == "반도체")
        name, what, old, new = rows[semiconductors]
        rows[semiconductors] = [name, what, new, old]
        return rows

    assert "growth of" in faults(edited(december, "참고 2", shifted))


@pytest.mark.parametrize("unit", ["백만 달러", "천 달러", "십억 달러"])
@pytest.mark.parametrize("heading", ["참고 1", "참고 2", "참고 3", "참고 4"])
def test_another_unit_than_the_figures_are_in_is_refused(december, heading, unit):
    made = copy.deepcopy(december)
    at = made.find(heading) - 1
    made.parts[at] = made.parts[at].replace("억 달러", unit)
    assert unit in made.parts[at]
    assert "found" in faults(made)


def test_a_unit_left_out_is_refused(december):
    made = copy.deepcopy(december)
    made.parts[made.find("참고 2") - 1] = "※ 잠정치"
    assert "one unit for sums of money" in faults(made)


def test_a_negative_value_is_refused(december):
    shown = next(row for row in december.parts[december.find("참고 3")] if row[0][0] == "미국")[1][
        0
    ]
    made = edited(
        december,
        "참고 3",
        lambda rows: [[(f"△{t}" if t == shown else t, *s) for t, *s in row] for row in rows],
    )
    assert "not negative" in faults(made)


def test_the_release_of_another_month_is_refused(december):
    said = faults(december, month=pd.Period("2024-01", "M"))
    assert "the month 2023-12" in said and "the month 2024-01" in said


def test_figures_of_the_month_before_under_a_new_title_are_refused(december, monkeypatch):
    held = made_releases.figure

    def a_month_late(flow, code, measure, month, **how):
        late = month == december.month and measure in ("value", "yoy_pct")
        return held(flow, code, measure, month - int(late), **how)

    monkeypatch.setattr(made_releases, "figure", a_month_late)
    late = made_releases.build(december.month, 15)
    assert "values as of 2023-11" in faults(late)


def test_a_new_title_alone_is_refused(december):
    made = december.swapped("2023년 연간 및 12월", "2024년 1월").swapped(
        "2024. 1. 1.", "2024. 2. 1."
    )
    assert "found" in faults(made)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("44.8", "48.8", "exports minus imports"),
        ("무역수지 44.8억", "무역수지 48.8억", "as printed at"),
        ("수출 576.6억", "수출 567.6억", "as printed at"),
        ("일평균 수출 25.6억", "일평균 수출 28.8억", "exports over"),
        ("→(12)5.1", "→(12)1.5", "as elsewhere"),
        ("→(11)", "→(10)", "consecutive months"),
        ("반도체", "반도세", "without 반도체"),
        ("2023년 연간 및 12월 수출입 동향", "2023년 12월 자동차산업 동향", "수출입 동향"),
        ("배포 일시 2024. 1. 1.", "배포 일시 2023. 1. 1.", "the date given along"),
        ("흑자", "적자", "found"),
    ],
)
def test_a_single_wrong_text_is_refused(december, old, new, reason):
    assert reason in faults(december.swapped(old, new))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_wrong_digit_in_a_total_or_item_never_passes_unseen(december, data):
    """Change one value of the items by a tenth or more: value and growth no longer agree."""
    at = december.find("참고 2")
    rows = [i for i, row in enumerate(december.parts[at]) if i and len(row) == 4]
    index = data.draw(st.sampled_from(rows))
    factor = data.draw(st.sampled_from(["0.1", "0.9", "1.1", "10", "100"]))
    name, what, old, new = december.parts[at][index]
    wrong = (Decimal(new[0].replace(",", "")) * Decimal(factor)).quantize(Decimal("0.1"))
    made = copy.deepcopy(december)
    made.parts[at][index] = [name, what, old, (made_releases.printed(wrong), *new[1:])]
    assert "growth of" in faults(made)


def test_nothing_is_printed_where_a_scan_has_no_text(tmp_path):
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.rect(10, 10, 100, 100)
    path = tmp_path / "scan.pdf"
    pdf.output(str(path))
    with pytest.raises(IngestError, match="text"):
        read_file(path)
