"""A release read from PDF and HWPX gives the figures that are held; a faulty one is refused."""

import copy
from decimal import Decimal
from pathlib import Path

import made_releases
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import catalogue, observations
from helpers.errors import IngestError
from helpers.places import find_data_dir
from helpers.sources import release, release_text
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
    """Return a copy in which the table under a heading is edited."""
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
    assert (
        exports.loc[exports["measure"].eq("value"), "note"].item() == "reported to USD 10 million"
    )


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
    said = faults(made_releases.build(december.month, 15))
    assert "a year-before value near" in said and "exports over 22.5 days" in said


def test_a_new_title_alone_is_refused(december):
    made = december.swapped("2023년 연간 및 12월", "2024년 1월").swapped(
        "2024. 1. 1.", "2024. 2. 1."
    )
    assert "found" in faults(made)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("44.8", "48.8", "exports minus imports"),
        ("무역수지 44.8억", "무역수지 48.8억", "as read at"),
        ("수출 576.6억", "수출 567.6억", "as read at"),
        ("일평균 수출 25.6억", "일평균 수출 28.8억", "exports over"),
        ("→(12)5.1", "→(12)1.5", "as elsewhere"),
        ("→(11)", "→(10)", "consecutive months"),
        ("반도체", "반도세", "without 반도체"),
        ("2023년 연간 및 12월 수출입 동향", "2023년 12월 자동차산업 동향", "수출입 동향"),
        ("배포 일시 2024. 1. 1.", "배포 일시 2023. 1. 1.", "the date given by --published"),
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


# As releases are really worded and laid out


def printed_table():
    """Return heading and rows of the ministry's table of items of August 2024, as printed."""
    path = Path(__file__).parent / "originals" / "motie_2024-08_items_pymupdf.txt"
    heading, *lines = path.read_text("utf-8").splitlines()
    return heading, [line.split("|") for line in lines if line.strip()]


@pytest.fixture(scope="module")
def august():
    """Return a release of August 2024 with that table, and the words of a release of 2020."""
    layout = made_releases.build(pd.Period("2024-08", "M"), 15)
    heading, rows = printed_table()
    at = layout.find("참고 2")
    layout.parts[at - 2 : at + 1] = [heading, [[(text, 1, 1) for text in row] for row in rows]]
    codes = {
        catalogue.name(code, "ko"): code for code in catalogue.group("items_15")
    } | {"무선통신": "wireless_devices", "전 체": None}  # fmt: skip
    for names, values, rates, _ in (rows[:4], rows[4:]):
        for name, value, rate in zip(names[1:], values[1:], rates[1:], strict=True):
            code = codes[name]
            if code:
                number = Decimal(rate.replace("△", "-"))
                layout.expected["exports", code, "value"] = f"{Decimal(value) * 100:.0f}"
                layout.expected["exports", code, "yoy_pct"] = f"{number:f}"
    return layout


def as_in_2020(layout):
    """Return a copy whose box is worded as those of 2020 were."""
    made = copy.deepcopy(layout)
    value = {key: Decimal(text) / 100 for key, text in layout.expected.items()}
    at = next(
        i for i, part in enumerate(made.parts) if "(총괄)" in str(part) or "（총괄）" in str(part)
    )
    sold, bought, left = (
        value[flow, "total", "value"] for flow in ("exports", "imports", "balance")
    )
    up, down = (value[flow, "total", "yoy_pct"] * 100 for flow in ("exports", "imports"))
    signs = {rate: f"{'△' if rate < 0 else '+'}{abs(rate):.1f}" for rate in (up, down)}
    made.parts[at] = (
        f"◈ (총괄) {layout.month.month}월 수출 {sold:.1f}억달러(전년동기대비, {signs[up]}%), 수입 "
        f"{bought:.1f}억달러(전년동기대비, {signs[down]}%),"
    )
    made.parts.insert(at + 1, f"무역수지는 {left:.1f}억달러로 15개월 연속 흑자 기록")
    return made


def test_a_table_in_two_bands_is_read_whole(august):
    assert by_key(read(august).rows) == august.expected
    assert set(read(august).rows.query("breakdown == 'item'")["basis"]) == {"classic"}


@pytest.mark.parametrize("kind", WRITERS)
def test_a_release_worded_as_in_2020_is_read_whole(august, kind, tmp_path):
    layout = as_in_2020(august)
    found = read_file(WRITERS[kind](layout, tmp_path / f"release.{kind}"))
    assert by_key(found.rows) == layout.expected
    assert found.numbers > len(found.left_out) > 0


def test_every_number_of_the_tables_is_accounted_for(december, july):
    for layout in (december, july):
        found = read(layout)
        of_tables = found.rows["place"].str.contains("table").sum()
        assert found.numbers == of_tables + len(found.left_out)
        assert found.left_out["why"].str.len().gt(0).all()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("수출은 348.6억 달러로 전년동기대비 23.7% 감소", ("exports", "348.6", "-23.7")),
        ("5월 수출(통관기준)은 전년동월대비 23.7% 감소한 348.6억불", ("exports", "348.6", "-23.7")),
        ("10월 수출 449.8억달러(전년동기대비, △3.6%)", ("exports", "449.8", "-3.6")),
        ("(총괄) 10월 수출 449.8억달러(△3.6%)", ("exports", "449.8", "-3.6")),
    ],
)
def test_a_sentence_gives_value_and_growth(text, said):
    flow, value, rate = said
    found = {(s.flow, s.measure): s.value for s in release_text.sayings(text, "page 1")}
    assert found[flow, "value"] == Decimal(value) and found[flow, "yoy_pct"] == Decimal(rate)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("무역수지는 59.8억달러로 6개월 연속 흑자 기록", "59.8"),
        ("무역수지는 59.8억달러로 6개월 연속 적자 기록", "-59.8"),
        ("무역수지 적자 9.5억 달러", "-9.5"),
        ("무역수지 △9.5억 달러", "-9.5"),
    ],
)
def test_the_side_of_a_balance_is_read(text, value):
    said = release_text.sayings(f"수출 1.0억 달러(1.0%), 수입 1.0억 달러(1.0%), {text}", "page 1")
    assert [s.value for s in said if s.flow == "balance"] == [Decimal(value)]


def test_a_table_under_the_title_of_an_item_or_market_is_of_that_alone(december):
    """Series of one item, exports of one market by item, and totals in them, are no totals."""
    made = copy.deepcopy(december)
    at = made.find("참고 3") - 2
    months = [[("구분", 1, 1), ("’23.11월", 1, 1), ("’23.12월", 1, 1)]]
    chips, down = (december.expected["exports", "semiconductors", m] for m in ("value", "yoy_pct"))
    by_item = [[("품목", 1, 1), ("수출액", 1, 1)], [("반도체", 1, 1), ("35.0", 1, 1)],
               [("전체", 1, 1), ("108.7", 1, 1)]]  # fmt: skip
    made.parts[at:at] = [
        "반도체 수출 추이", "(단위 : 억 달러, %)",
        [*months, [("수출액", 1, 1), ("95.0", 1, 1), (f"{Decimal(chips) / 100}", 1, 1)],
         [("증감률", 1, 1), ("12.9", 1, 1), (down, 1, 1)]],
        "중국 수출", "(단위 : 억 달러)", by_item,
    ]  # fmt: skip
    found = read(made)
    assert by_key(found.rows) == december.expected
    why = set(found.left_out["why"])
    assert {"an item by country", "a total under the title of a part"} <= why


def test_a_bullet_further_up_is_no_title(december):
    made = copy.deepcopy(december)
    for heading in ("참고 2", "참고 3"):
        at = next(i for i, part in enumerate(made.parts) if str(part).startswith(heading))
        made.parts.insert(at, "ㅇ 자동차 수출")
    assert by_key(read(made).rows) == december.expected
