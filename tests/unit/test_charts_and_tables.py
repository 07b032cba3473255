"""What charts and tables share: their words, colours, escaping, and gaps that say so."""

import re

import lxml.html
import matplotlib.figure
import pandas as pd
import pytest

from helpers import charts, tables
from helpers.charts.theme import COLOURS, spread
from helpers.display import Missing
from helpers.errors import ParameterError
from helpers.loading import Panel, load
from helpers.tables.table import Column

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
        _ = charts.finish(fig, data=pd.DataFrame(), **words).svg


def test_text_from_data_is_escaped() -> None:
    table = tables.tabulate(
        "x", "<b>t</b>", "s & s", [Column("<i>")],
        [tables.Row(("<script>alert(1)</script>",))], "<u>", pd.DataFrame(),
        notes=["<p>"], sources=['https://example.org/"><script>'],
    )  # fmt: skip
    html = table._repr_html_()
    assert not re.search(r"<(script|b|i|u)>", html)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_missing_cell_says_so() -> None:
    table = tables.tabulate(
        "x", "t", "s", [Column("a"), Column("b")],
        [tables.Row(("r", "not held"))], "s", pd.DataFrame(),
    )  # fmt: skip
    (gap,) = parsed(table).find_class("missing")
    assert gap.get("aria-label") == "not held"


def test_a_row_needs_a_cell_for_each_column() -> None:
    with pytest.raises(ValueError, match="1 cells: 2 are needed"):
        tables.tabulate(
            "x", "t", "s", [Column("a"), Column("b")], [tables.Row(("r",))], "s",
            pd.DataFrame(),
        )  # fmt: skip


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
