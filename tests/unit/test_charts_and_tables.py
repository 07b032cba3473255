"""Every chart and table: complete, accessible, the same bytes each time, for any month."""

import io
import re
from collections.abc import Callable
from urllib.parse import unquote

import lxml.html
import matplotlib.figure
import pandas as pd
import pytest

from helpers import breakdowns, catalogue, charts, frames, tables
from helpers.breakdowns import cell
from helpers.charts.svg import INK
from helpers.charts.theme import COLOURS, spread
from helpers.checks import reconcile
from helpers.display import Missing, not_held
from helpers.errors import ParameterError
from helpers.loading import Panel, load

MONTHS = [
    *(("1988-01", None), ("2001-01", None), ("2020-04", None), ("2023-12", None)),
    *(("2026-03", None), ("2026-07", None), ("2023-12", "2024-01-01"), ("2016-05", "2024-01-01")),
]
CHARTS = [
    *(charts.level, charts.growth, charts.item_contributions, charts.items_ranked),
    *(charts.items_small, charts.items_heatmap),
    *(charts.quarterly_items, charts.energy_contributions, charts.energy_history),
    *(charts.balance, charts.balance_quarterly, charts.partners, charts.usa_china),
    *(charts.usa_china_long, charts.shares),
    charts.revision,
]
TABLES = [
    *(tables.headline, tables.items, tables.items_classic, tables.energy, tables.balance),
    *(tables.partners, tables.thresholds, tables.crossings, tables.concentration, tables.about),
    *(tables.partners_to_date, tables.printed_before),
    *(tables.reconciled, tables.revision_sizes),
]
Shown = charts.Chart | tables.Table | Missing


def everything(trade: Panel) -> list[Shown]:
    """All charts and tables of a month."""
    made = [make(trade) for make in (*CHARTS, *TABLES, tables.revisions)]
    return [
        *made,
        tables.headline(trade, "imports"),
        tables.checks(reconcile(trade)),
    ]


def parsed(shown: Shown) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(shown._repr_html_(), create_parent="div")


@pytest.fixture(scope="module")
def december() -> Panel:
    return load("2023-12", as_of="2024-01-01")


@pytest.mark.parametrize(("month", "as_of"), MONTHS)
def test_any_month_gives_a_picture_or_a_sentence(month: str, as_of: str | None) -> None:
    found = everything(load(month, as_of))
    page = lxml.html.fromstring("<main>" + "".join(f._repr_html_() for f in found) + "</main>")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    references = {r.removeprefix("#") for r in page.xpath("//svg//@href")}
    assert references <= set(ids)
    for shown in found:
        text = shown._repr_html_()
        assert "nan" not in parsed(shown).text_content().lower().split()
        assert "<script" not in text and "style=" not in text
        if isinstance(shown, Missing):
            assert "not held" in shown.sentence or "did not change places" in shown.sentence
        else:
            assert len(shown.data), shown.slug


@pytest.mark.parametrize("make", [*CHARTS, *TABLES])
def test_the_first_month_held_is_no_exception(make: Callable[[Panel], Shown]) -> None:
    assert make(load("1985-01"))._repr_html_()


def test_charts_carry_all_their_words(december: Panel) -> None:
    for make in CHARTS:
        chart = make(december)
        assert isinstance(chart, charts.Chart), make
        figure = parsed(chart)[0]
        (svg,) = figure.findall("svg")
        assert figure.get("id") == f"fig-{chart.slug}"
        assert svg.get("role") == "img" and len(svg.get("aria-label")) > 40
        assert svg.get("viewbox") and not svg.get("width")
        assert all(i.startswith(f"{chart.slug}-") for i in svg.xpath(".//@id"))
        assert chart.unit in figure.find_class("subtitle")[0].text_content()
        assert "Source: " in figure.find_class("source")[0].text_content()
        assert INK not in chart.svg and "currentColor" in chart.svg
        assert len(chart.title) < 100


def test_the_numbers_behind_can_be_read_back(december: Panel) -> None:
    for make in (charts.balance, tables.items):
        shown = make(december)
        assert not isinstance(shown, Missing)
        (link,) = parsed(shown).find_class("data")
        head, code = link.get("href").split(",", 1)
        assert head == "data:text/csv;charset=utf-8"
        read = pd.read_csv(io.StringIO(unquote(code)))
        assert len(read) == len(shown.data)


def test_tables_are_tables(december: Panel) -> None:
    for make in TABLES:
        table = make(december)
        assert isinstance(table, tables.Table), make
        figure = parsed(table)[0]
        assert figure.get("id") == f"tab-{table.slug}"
        assert figure.find(".//caption") is not None
        headers = figure.findall(".//thead//th")
        assert headers and all(th.get("scope") == "col" for th in headers)
        for row in figure.findall(".//tbody/tr"):
            assert row[0].tag == "th" and row[0].get("scope") == "row"
            assert len(row) == len(headers)
        region = figure.find_class("scroll")[0]
        assert region.get("tabindex") == "0" and region.get("aria-label")


@pytest.mark.parametrize("make", [charts.item_contributions, tables.items])
def test_the_same_bytes_twice(make: Callable[[Panel], Shown], december: Panel) -> None:
    assert make(december)._repr_html_() == make(december)._repr_html_()


@pytest.mark.parametrize("lacking", ["title", "subtitle", "source", "alt", "unit"])
def test_finish_refuses_a_chart_without_its_words(lacking: str) -> None:
    words = dict.fromkeys(["title", "subtitle", "source", "alt", "slug", "unit"], "said")
    words[lacking] = " "
    with pytest.raises(ParameterError, match=lacking):
        charts.finish(matplotlib.figure.Figure(), data=pd.DataFrame(), **words)


@charts.theme()
def test_a_glyph_that_the_font_lacks_is_an_error() -> None:
    fig, (axis,) = charts.canvas()
    axis.set_title("☃")
    words = dict.fromkeys(["title", "subtitle", "source", "alt", "slug", "unit"], "said")
    with pytest.raises(UserWarning, match="Glyph"):
        charts.finish(fig, data=pd.DataFrame(), **words)


def test_text_from_data_is_escaped() -> None:
    table = tables.tabulate(
        "x", "<b>t</b>", "s & s", [tables.Column("<i>")],
        [tables.Row(("<script>alert(1)</script>",))], "<u>", pd.DataFrame(),
        notes=["<p>"], sources=['https://example.org/"><script>'],
    )  # fmt: skip
    html = table._repr_html_()
    assert not re.search(r"<(script|b|i|u)>", html)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_claims_show_statement_reading_verdict_and_evidence() -> None:
    fact = load("2023-12", as_of="2024-01-01").fact("exports", "total")
    judged = pd.DataFrame(
        [
            {
                "id": "1", "statement": "Exports < 1", "verdict": "misstated", "now": "holds",
                "reading": "USD 57.66 billion.", "evidence": (fact,), "supports": ("a & b",),
            }
        ]
    )  # fmt: skip
    table = tables.claims(judged)
    assert isinstance(table, tables.Table)
    cells = [cell.text_content() for cell in parsed(table).find(".//tbody/tr")]
    assert cells[0] == "Exports < 1"
    assert cells[1] == "misstatedon revised data: holds"
    assert cells[2].startswith("USD 57.66 billion.a & b")
    assert cells[2].endswith("Exports 2023-12: 57,660 USD million, published 2024-01-01")
    assert "Evidence: 1 figure" in cells[2]
    assert isinstance(tables.claims(judged.iloc[:0]), Missing)


def test_a_missing_cell_says_so() -> None:
    table = tables.tabulate(
        "x", "t", "s", [tables.Column("a"), tables.Column("b")],
        [tables.Row(("r", "not held"))], "s", pd.DataFrame(),
    )  # fmt: skip
    (gap,) = parsed(table).find_class("missing")
    assert gap.get("aria-label") == "not held"


def test_a_row_needs_a_cell_for_each_column() -> None:
    with pytest.raises(ValueError, match="1 cells: 2 are needed"):
        tables.tabulate(
            "x", "t", "s", [tables.Column("a"), tables.Column("b")], [tables.Row(("r",))], "s",
            pd.DataFrame(),
        )  # fmt: skip


@pytest.mark.parametrize("month", ["2022-01", "2023-12", "2024-02", "2026-07"])
def test_parts_and_other_add_up_to_the_total(month: str) -> None:
    trade = load(month)
    for rows in (breakdowns.items(trade), breakdowns.markets(trade)):
        parts = rows.drop("total")
        assert parts["value"].sum() == pytest.approx(cell(rows, "total", "value"))
        assert parts["share"].sum() == pytest.approx(100)
        if rows["growth"].notna().all():
            growth = cell(rows, "total", "growth")
            assert parts["contribution"].sum() == pytest.approx(growth)


def test_energy_and_the_rest_add_up(december: Panel) -> None:
    rows = breakdowns.energy(december)
    total = sum(cell(rows, code, "contribution") for code in ("energy_total", "non_energy"))
    assert total == pytest.approx(cell(rows, "total", "growth"))
    assert round(100 * cell(rows, "energy_total", "contribution") / total) == 46


def test_the_first_release_of_december_2023(december: Panel) -> None:
    headline = {row.cells[0]: row.cells[-1] for row in tables.headline(december).rows}
    assert headline["Value"] == "57.66"
    assert headline["Growth on the year"] == "+5.1"
    assert headline["Working days"] == "22.5"
    assert headline["Difference on the year"] == "−2.0"
    assert headline["Growth of the daily average"] == "+14.5"
    assert headline["Run of growth"] == "third rise"
    assert headline["Highest or lowest since"] == "largest since July 2022, 17 months before"
    assert (
        headline["Highest or lowest since, daily growth"]
        == "highest since June 2022, 18 months before"
    )
    assert charts.balance(december).title == "Seventh surplus in a row, the largest in 36 months"
    assert charts.energy_contributions(december).title.startswith("Energy made up 46% of the fall")


def test_the_first_deficit_is_not_called_the_largest() -> None:
    assert charts.balance(load("2020-04")).title == "First deficit in 99 months"
    assert charts.balance(load("2023-06")).title == "Surplus, the largest in 19 months"


def test_after_a_fall_the_headline_says_since_when_it_is_the_lowest() -> None:
    rows = {row.cells[0]: row.cells[-1] for row in tables.headline(load("2020-04")).rows}
    assert rows["Highest or lowest since"] == "smallest since February 2016, 50 months before"
    assert rows["Highest or lowest since, daily growth"].startswith("lowest since August 2009")
    fallen = load("2023-12").series("exports", "total")
    last = pd.Period("2020-04", "M")
    assert fallen["2016-02"] < fallen[last] < fallen["2016-03":"2020-03"].min()


def test_printed_growth_stands_under_the_vintage_that_printed_it() -> None:
    rows = {row.cells[0]: row.cells for row in tables.headline(load("2023-12")).rows}
    assert rows["Growth as printed"][-2:] == ("+5.1", "not held")


def test_sums_of_a_year_on_the_day_of_the_release_are_those_printed(december: Panel) -> None:
    table = tables.balance(december)
    assert isinstance(table, tables.Table)
    rows = table.data.set_index("period")
    assert rows.loc["2023", ["exports", "imports"]].tolist() == [632690.0, 642670.0]
    assert rows.at["2023", "balance"] == pytest.approx(-9970.0)  # as stated


def test_a_quarter_with_a_month_not_held_keeps_its_place(cut_store) -> None:
    """Imports of March 2026 came on 2026-09-01."""
    trade = load("2026-07", None, cut_store("2026-08-20"))
    table, chart = tables.balance(trade), charts.balance_quarterly(trade)
    assert isinstance(table, tables.Table) and isinstance(chart, charts.Chart)
    assert table.rows[1].cells[0] == "Q1 2026" and table.rows[1].cells[3:6] == ("not held",) * 3
    assert chart.data["value"].isna().tolist() == [False] * (len(chart.data) - 2) + [True, False]


def test_the_title_of_the_revisions_tells_a_figure_of_the_table() -> None:
    table = tables.revision_sizes(load("2026-07"), "exports")
    assert isinstance(table, tables.Table)
    assert f"revised by {table.rows[0].cells[4]}% on average" in table.title


@pytest.mark.parametrize(("month", "name"), [("2025-06", "The EU "), ("2025-10", "Latin America ")])
def test_a_market_keeps_its_capitals_at_the_head_of_a_title(month: str, name: str) -> None:
    chart = charts.partners(load(month))
    assert isinstance(chart, charts.Chart)
    assert chart.title.startswith(name)


def test_first_release_stands_beside_the_revised_figures() -> None:
    table = tables.headline(load("2023-12"))
    assert [column.header for column in table.columns[2:]] == [
        "First release, 2024-01-01",
        "As published 2024-02-01",
    ]
    assert table.rows[0].cells[2:] == ("57.66", "57.57")


def test_figures_of_later_stand_marked(december: Panel) -> None:
    table = tables.show(frames.items(december), tables.ITEMS, name="items", total="total")
    assert "†" in table.rows[0].cells[0]
    assert any(note.startswith("† Not known in this form on 2024-01-01") for note in table.notes)


def test_what_is_missing_is_named() -> None:
    trade = load("2009-01")
    assert isinstance(charts.item_contributions(trade), Missing)
    assert not_held("Weather", trade, "exports.none") == "Weather: not held for January 2009."
    january = load("2024-01")
    assert not_held("Fuels", january, "imports.energy_total") == (
        "Fuels: not held for January 2024. Held are January 2021 to December 2023, with gaps."
    )


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("role", COLOURS)
def test_colours_are_seen_on_light_and_dark_pages(role: str) -> None:
    own = luminance(COLOURS[role]) + 0.05
    assert (luminance("#ffffff") + 0.05) / own >= 3
    assert own / (luminance("#16181d") + 0.05) >= 3


def test_labels_keep_their_order_and_distance() -> None:
    placed = spread([3.0, 3.1, 2.9, 10.0], 1.0)
    assert sorted(range(4), key=placed.__getitem__) == [2, 0, 1, 3]
    gaps = pd.Series(sorted(placed)).diff().dropna()
    assert (gaps >= 1.0 - 1e-9).all()


def test_a_chart_says_the_value_of_the_place_pointed_at(december: Panel) -> None:
    for make, said in (
        (charts.level, "Dec 2023: 57.66"),
        (charts.growth, "Dec 2023: exports +5.1%, per working day +14.5%"),
        (charts.balance, "Dec 2023: +4.48"),
        (charts.usa_china, "Dec 2023: USA 11.29, China 10.87"),
        (charts.usa_china_long, "2022: USA 109.77, China 155.79"),
    ):
        chart = make(december)
        assert isinstance(chart, charts.Chart)
        titles = [title.text for title in parsed(chart).iter("title")]
        assert said in titles, titles[-2:]
        assert len(titles) == len(set(titles))


def test_the_places_pointed_at_lie_within_the_picture(december: Panel) -> None:
    for make in CHARTS:
        chart = make(december)
        assert isinstance(chart, charts.Chart)
        svg = parsed(chart).find(".//svg")
        _, _, width, height = map(float, svg.get("viewbox").split())
        for spot in svg.xpath(".//rect[title]"):
            x, y, across, down = (float(spot.get(key)) for key in ("x", "y", "width", "height"))
            assert min(x, y) >= -0.1 and across > 0 and down > 0, chart.slug
            assert x + across <= width + 0.1 and y + down <= height + 0.1, chart.slug


def test_the_place_of_a_month_is_where_its_line_is(december: Panel) -> None:
    chart = charts.level(frames.level(december))
    assert isinstance(chart, charts.Chart)
    svg = parsed(chart).find(".//svg")
    (last,) = [rect for rect in svg.xpath(".//rect[title]") if rect[0].text.startswith("Dec 2023")]
    (first,) = [rect for rect in svg.xpath(".//rect[title]") if rect[0].text.startswith("Jan 2014")]
    lines = [path.get("d") for path in svg.iter("path") if (path.get("d") or "").count("L") > 100]
    assert len(lines) == 1
    points = [list(map(float, point.split())) for point in lines[0].strip("M").split("L")]
    for rect, (x, _) in ((first, points[0]), (last, points[-1])):
        left = float(rect.get("x"))
        assert left <= x <= left + float(rect.get("width"))


def test_the_strip_has_the_figures_that_are_held(december: Panel, cut_store) -> None:
    said = {each.name: (each.value, each.beside) for each in charts.strip(december).figures}
    assert said["Exports"] == ("57.66", "+5.1% on the year")
    assert said["Imports"] == ("53.18", "−10.8% on the year")
    assert said["Balance"] == ("+4.48", "after −4.77 a year before")
    assert list(said) == ["Exports", "Per working day", "Imports", "Balance"]
    page = parsed(charts.strip(december))
    assert [dt.text for dt in page.iter("dt")] == list(said)
    assert all(svg.get("aria-label") for svg in page.iter("svg"))
    without_imports = charts.strip(load("2026-03", None, cut_store("2026-08-20")))
    assert [each.name for each in without_imports.figures] == ["Exports", "Per working day"]


def test_a_star_stands_where_the_record_is() -> None:
    def stars(make: Callable[[Panel], Shown], month: str) -> list[tuple[float, float]]:
        """Places of the stars that a chart draws."""
        found: list[tuple[float, float]] = []
        with pytest.MonkeyPatch.context() as patch:
            for module in (charts.exports, charts.items_over_time):
                patch.setattr(module, "star", lambda _, x, y, **k: found.append((x, y)))
            make(load(month))
        return found

    exports = load("2023-12").series("exports", "total")
    assert stars(charts.level, "2023-12") == [(exports.idxmax().ordinal, exports.max() / 1000)]
    highest = load("2026-06").series("exports", "total")
    assert highest.idxmax() == highest.index[-1]
    assert stars(charts.level, "2026-06") == [(highest.index[-1].ordinal, highest.max() / 1000)]
    assert stars(charts.level, "2026-07")[0][0] == highest.index[-1].ordinal
    frame = load("2023-12").wide("exports", catalogue.group("items_20", None))
    best = frame.idxmax()
    assert len(stars(charts.items_small, "2023-12")) == len(best)
    recent = best[best > pd.Period("2023-03", "M")]
    months = [int(x) for x, _ in stars(charts.items_heatmap, "2023-12")]
    assert sorted(months) == sorted(m.ordinal - pd.Period("2023-04", "M").ordinal for m in recent)


def test_the_star_is_explained_where_it_stands_and_only_there(december: Panel) -> None:
    for make in (charts.level, charts.items_small, charts.items_heatmap):
        chart = make(december)
        assert isinstance(chart, charts.Chart)
        assert sum(note.startswith("Star: the highest") for note in chart.notes) == 1
    early = charts.level(frames.level(load("1985-01")))
    assert isinstance(early, charts.Chart)
    assert not any("Star" in note for note in early.notes)


def test_partners_of_the_year_are_the_sums_of_their_months() -> None:
    trade = load("2023-12")
    table = tables.partners_to_date(trade)
    assert isinstance(table, tables.Table) and table.title == "Trade by partner in 2023"
    rows = table.data
    for code in ("usa", "china"):
        months = trade.series("exports", code)[lambda s: s.index.year == 2023]
        assert len(months) == 12 and months.sum() == pytest.approx(rows.at[code, "value"])
    parts = rows["value"].drop("total")
    assert parts.sum() == pytest.approx(rows.at["total", "value"])
    assert rows["contribution"].drop("total").sum() == pytest.approx(rows.at["total", "growth"])


def test_partners_of_the_year_are_as_printed_where_the_months_are_not_yet_known() -> None:
    table = tables.partners_to_date(load("2023-12", as_of="2024-01-01"))
    assert isinstance(table, tables.Table)
    assert table.data.loc[["usa", "china", "total"], "value"].tolist() == [
        115_720.0, 124_840.0, 632_690.0,
    ]  # fmt: skip


def test_what_was_printed_of_a_year_stands_beside_its_december() -> None:
    for month, there in (("2023-12", True), ("2023-11", False)):
        table = tables.items_classic(load(month))
        assert isinstance(table, tables.Table)
        assert ("Printed year, USD billion" in [c.header for c in table.columns]) is there


def test_partners_to_date_in_january_are_those_of_the_year_before() -> None:
    table = tables.partners_to_date(load("2024-01"))
    assert isinstance(table, tables.Table) and table.title == "Trade by partner in 2023"
    table = tables.partners_to_date(load("2026-07"))
    assert isinstance(table, tables.Table) and "January to July 2026" in table.title


def test_what_two_months_held_cannot_tell_is_not_told() -> None:
    trade = load("2009-01")  # exports to the USA are held for two single months
    changes, first = tables.crossings(trade), tables.thresholds(trade)
    assert isinstance(changes, tables.Table) and set(changes.data["by"]) == {"year"}
    assert isinstance(first, tables.Table)
    assert first.rows[0].cells[1] == "in no month held"


def test_a_check_without_figures_is_not_called_passed() -> None:
    table = tables.checks(reconcile(load("2009-01")))
    said = [row.cells[1] for row in table.rows]
    assert sum("passed" in each for each in said) == 6
    assert sum("not tested" in each for each in said) == 2
    assert table.subtitle == "6 of 6 passed, 2 without figures to test"


def test_halves_of_a_year_add_up_to_it() -> None:
    table = tables.balance(load("2023-12"))
    assert isinstance(table, tables.Table)
    rows = table.data.set_index("period")
    for flow in ("exports", "imports", "balance"):
        halves = rows.loc[["First half of 2023", "Second half of 2023"], flow]
        assert halves.sum() == pytest.approx(rows.at["2023", flow], abs=0.1)  # balances as stated
    earlier = tables.balance(load("2023-11"))
    assert isinstance(earlier, tables.Table) and len(earlier.rows) == 6


def test_months_printed_before_the_run_are_told_with_their_measure() -> None:
    table = tables.printed_before(load("2023-12"))
    assert isinstance(table, tables.Table)
    assert table.rows[0].cells == ("June 2003", "Share, %", "17.9", "16.7")
    assert len(table.rows) == len(table.data)
