"""What charts and tables share: their words, colours, escaping, and gaps that say so."""

import re

import lxml.html
import matplotlib.figure
import pandas as pd
import pytest

from helpers import charts, tables
from helpers.charts.theme import COLOURS, spread
from helpers.checks import reconcile
from helpers.display import Missing
from helpers.errors import ParameterError
from helpers.loading import Panel, load
from helpers.translation import speaking

Shown = charts.Chart | tables.Table | Missing


def parsed(shown: Shown) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(shown._repr_html_(), create_parent="div")


@pytest.fixture(scope="module")
def december() -> Panel:
    return load("2023-12", as_of="2024-01-01")


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


def test_the_title_of_the_revisions_tells_a_figure_of_the_table() -> None:
    table = tables.revision_sizes(load("2026-07"), "exports")
    assert isinstance(table, tables.Table)
    assert f"revised by {table.rows[0].cells[4]}% on average" in table.title


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


def test_a_check_without_figures_is_not_called_passed() -> None:
    table = tables.checks(reconcile(load("2009-01")))
    said = [row.cells[1] for row in table.rows]
    assert sum("passed" in each for each in said) == 6
    assert sum("not tested" in each for each in said) == 2
    assert table.subtitle == "6 of 6 passed, 2 without figures to test"


def test_the_strip_in_korean(december: Panel) -> None:
    with speaking("ko"):
        shown = charts.strip(december).figures
    said = {each.name: (each.value, each.unit, each.beside) for each in shown}
    assert said == {
        "수출": ("576.6", "억 달러", "전년 동월 대비 +5.1%"),
        "일평균 수출": ("25.6", "억 달러", "전년 동월 대비 +14.5%"),
        "수입": ("531.8", "억 달러", "전년 동월 대비 △10.8%"),
        "무역수지": ("+44.8", "억 달러", "전년 동월은 △47.7"),
    }
