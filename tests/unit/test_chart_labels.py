"""No two texts of a chart lie on each other, and none leaves the picture."""

import os
import sys
from itertools import combinations

import matplotlib.figure
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from helpers import charts
from helpers.loading import load
from helpers.translation import LANGUAGES, speaking

# A few in every run; KTRADE_LABEL_MONTHS=2021-08..2026-07 looks at all of a span.
MONTHS = [("2020-04", "en"), ("2022-08", "en"), ("2026-07", "en"), ("2026-07", "ko")]
if span := os.environ.get("KTRADE_LABEL_MONTHS"):
    months = pd.period_range(*span.split(".."), freq="M").astype(str)
    MONTHS = [(month, lang) for month in months for lang in LANGUAGES]
OVERLAP = 1.5  # pixels of a hundred an inch: what the eye does not see
CHARTS = [
    getattr(charts, name)
    for name in charts.__all__
    if name.islower()
    and name not in ("canvas", "finish", "strip", "theme")
    and getattr(charts, name).__module__ != "helpers.charts.outlook"
]


def written(fig: matplotlib.figure.Figure) -> list[tuple[str, Bbox]]:
    """Every text that can be seen, with its place."""
    renderer = FigureCanvasAgg(fig).get_renderer()
    fig.draw_without_rendering()
    idle = {
        id(label)
        for axes in fig.axes
        for axis in (axes.xaxis, axes.yaxis)
        for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]
        if not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
        for label in (tick.label1, tick.label2)
    }  # ticks beyond the limits of their axis are not drawn
    texts = [
        text
        for text in fig.findobj(Text)
        if text.get_visible() and text.get_text().strip() and id(text) not in idle
    ]
    shown = [t for t in texts if t.axes is None or t.axes.get_visible()]
    places = [(t.get_text(), t.get_window_extent(renderer)) for t in shown]
    return [(text, box) for text, box in places if box.width > 0]


def collisions(places: list[tuple[str, Bbox]]) -> list[tuple[str, str]]:
    """Pairs of texts that overlap in both directions."""
    return [
        (one, other)
        for (one, a), (other, b) in combinations(places, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > OVERLAP
        and min(a.y1, b.y1) - max(a.y0, b.y0) > OVERLAP
    ]


@pytest.mark.parametrize(("month", "lang"), MONTHS)
def test_texts_of_a_chart_keep_apart(
    month: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    trade, found, looked = load(month), {}, []

    def look(fig: matplotlib.figure.Figure, slug: str, alt: str, spots: object) -> str:
        places = written(fig)
        looked.append(slug)
        outside = [t for t, box in places if box.x1 > fig.bbox.x1 + 6 or box.x0 < fig.bbox.x0 - 6]
        if faults := [*collisions(places), *outside]:
            found[slug] = faults
        return "<svg></svg>"

    monkeypatch.setattr(
        sys.modules["helpers.charts.theme"], "to_svg", look
    )  # the name is a function
    with speaking(lang):
        for chart in CHARTS:
            chart(trade)
    assert len(looked) >= 8, looked
    assert not found


@charts.theme()
def test_a_collision_is_seen() -> None:
    fig, (axis,) = charts.canvas()
    axis.text(0.5, 0.5, "one on the other")
    axis.text(0.5, 0.52, "is not readable")
    assert collisions(written(fig)) == [("one on the other", "is not readable")]
