"""What all tables and charts share: escaping, gaps that say so, colours, labels apart."""

import re

import pandas as pd
import pytest

from helpers import charts, tables
from helpers.charts.theme import COLOURS, spread
from helpers.translation import speaking
from helpers.wording import absent


def test_text_from_data_is_escaped() -> None:
    rows = pd.DataFrame({"<i>": ["<script>alert(1)</script>"], "value": [1.0]})
    shown = tables.show(rows, title="<b>t</b>", sources=['https://example.org/"><script>'])
    html = shown._repr_html_()
    assert not re.search(r"<(script|b|i)>", html)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_missing_cell_says_so_in_both_languages() -> None:
    rows = pd.DataFrame({"a": ["r"], "value": [float("nan")]})
    for lang in ("en", "ko"):
        with speaking(lang):
            columns = [tables.Column("a"), tables.Column("value", "usd")]
            assert f'aria-label="{absent()}"' in tables.show(rows, columns, title="t")._repr_html_()


@charts.theme()
def test_a_glyph_that_the_font_lacks_is_an_error() -> None:
    fig, (axis,) = charts.canvas()
    axis.set_title("☃")
    rows = pd.DataFrame({"value": [1.0]})
    chart = charts.Chart("x", fig, rows, "t", "s", "a", "s")
    with pytest.raises(UserWarning, match="Glyph"):
        _ = chart.svg


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
