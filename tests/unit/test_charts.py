"""Every chart: live, with its words, its texts apart, in any month and both languages."""

import io
import warnings
from collections.abc import Callable
from itertools import combinations

import pandas as pd
import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from helpers import charts, frames
from helpers.charts.chart import Chart
from helpers.charts.svg import short_path
from helpers.loading import Panel, load
from helpers.translation import speaking

MONTHS = [("2020-04", ""), ("2023-12", "2024-01-01"), ("2026-09", "")]
CHARTS: dict[str, Callable[[Panel], object]] = {
    "level": lambda trade: charts.level(frames.level(trade)),
    "forecast": lambda trade: charts.forecast(frames.forecast(trade)),
    "forecast of imports": lambda trade: charts.forecast(frames.forecast(trade, "imports")),
    "flash": lambda trade: charts.flash(frames.flash(trade)),
    "past": lambda trade: charts.past(frames.past(trade)),
    "errors": lambda trade: charts.errors(frames.errors(trade)),
    "trend": lambda trade: charts.trend(frames.trend(trade)),
    "institutions": lambda trade: charts.institutions(frames.institutions(trade)),
    "inflation": lambda trade: charts.inflation(frames.inflation(trade)),
    "partners": lambda trade: charts.partners(frames.partners(trade)),
    "market slope": lambda trade: charts.market_slope(frames.partners(trade)),
    "balance by partner": lambda trade: charts.partner_balance(frames.partners(trade)),
    "contributions": lambda trade: charts.contributions(frames.contributions(trade)),
    "USA and China": lambda trade: charts.usa_china(frames.usa_china(trade)),
    "market shares": lambda trade: charts.market_shares(frames.market_shares(trade)),
    "balances by year": lambda trade: charts.partner_balances(frames.partner_balances(trade)),
    "revision": lambda trade: charts.revision(frames.growth_steps(trade)),
    "revision of imports": lambda trade: charts.revision(frames.growth_steps(trade, "imports")),
    "level of imports": lambda trade: charts.level(frames.level(trade, "imports")),
    "growth": lambda trade: charts.growth(frames.level(trade)),
    "this_year": lambda trade: charts.this_year(frames.this_year(trade)),
    "price_volume": lambda trade: charts.price_volume(frames.price_volume(trade)),
    "memory": lambda trade: charts.price_volume(frames.memory(trade)),
    "long_view": lambda trade: charts.long_view(frames.long_view(trade)),
    "movers": lambda trade: charts.movers(frames.largest(frames.items(trade))),
    "items_by_growth": lambda trade: charts.items_by_growth(
        frames.having(frames.items(trade), "growth")
    ),
    "without": lambda trade: charts.without(frames.without(trade)),
    "chip_share": lambda trade: charts.chip_share(frames.shares(trade)),
    "quarters": lambda trade: charts.quarters(frames.quarters(trade)),
    "energy": lambda trade: charts.energy(
        frames.having(frames.energy(trade), "contribution", "energy_total")
    ),
    "fuels": lambda trade: charts.fuels(frames.fuels(trade)),
    "balance": lambda trade: charts.balance(frames.balance(trade)),
    "balance_parts": lambda trade: charts.balance_parts(frames.balance_parts(trade)),
    "balance_quarters": lambda trade: charts.balance_quarters(frames.balance_quarters(trade)),
}
OVERLAP = 1.5  # pixels of a hundred an inch: what the eye does not see


@pytest.fixture(scope="module", params=MONTHS, ids=lambda each: "@".join(filter(None, each)))
def trade(request: pytest.FixtureRequest) -> Panel:
    return load(*request.param)


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_has_its_words_and_its_texts_keep_apart(name: str, lang: str, trade: Panel) -> None:
    with speaking(lang), warnings.catch_warnings():
        warnings.simplefilter("error")  # a missing glyph is a warning
        chart = CHARTS[name](trade)
        if not isinstance(chart, Chart):
            assert chart.sentence  # type: ignore[attr-defined]
            return
        assert len(chart.title.split()) <= 14 and len(chart.alt) > 40 and len(chart.data)
        assert "nan" not in f"{chart.title} {chart.subtitle} {chart.alt}".lower().split()
        with charts.theme():
            places = written(chart.figure)
        assert collisions(places) == []
        page = chart.figure.bbox
        outside = [t for t, box in places if box.x1 > page.x1 + 1 or box.x0 < page.x0 - 1]
        assert outside == []


@pytest.mark.parametrize("name", ["without", "price_volume", "growth", "this_year"])
def test_the_labels_of_a_deep_fall_in_january_keep_apart(name: str) -> None:
    chart = CHARTS[name](load("2009-01"))
    assert isinstance(chart, Chart)
    with charts.theme():
        assert collisions(written(chart.figure)) == []


def test_no_number_of_a_waterfall_stands_on_the_line_of_zero() -> None:
    chart = CHARTS["balance_parts"](load("2026-09"))
    assert isinstance(chart, Chart)
    with charts.theme():
        zero = chart.axes[0].transData.transform((0, 0))[0]
        places = {text: box for text, box in written(chart.figure) if text[0] in "+−"}
    assert len(places) == 5
    assert [text for text, box in places.items() if box.x0 < zero < box.x1] == []


@pytest.mark.parametrize("name", CHARTS)
def test_what_is_changed_in_a_figure_is_in_the_picture(name: str) -> None:
    chart = CHARTS[name](load("2023-12"))
    assert isinstance(chart, Chart)
    before = chart.svg
    chart.axes[0].axhline(float(chart.axes[0].get_ylim()[1]), color="red")
    assert chart.svg != before
    file = io.BytesIO()
    chart.savefig(file, format="png")  # type: ignore[arg-type]
    assert file.getvalue().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "path",
    [
        "M 36.04 154.11 L 284.42 154.11 L 284.4 99.95 z M 1 2 L 1.04 2.04 L 3.26 -0.04 L 3.2 7 z",
        "M 0 3 C 0.8 3 1.56 2.68 2.12 2.12 Q 2.68 1.56 3 0 L 3 0 L -3 0 L -3 -0.26",
        "M 9 9 M 40.04 150.95 L 42.06 145.63 M 50.14 140.32",
    ],
)
def test_a_short_path_goes_through_the_same_places(path: str) -> None:
    pens = []
    for written in (path.replace("M 9 9 ", "").removesuffix(" M 50.14 140.32"), short_path(path)):
        pens.append(RecordingPen())
        parse_path(written, pens[-1])
    steps = [[step for step, _ in pen.value] for pen in pens]
    places = [[n for _, points in pen.value for point in points for n in point] for pen in pens]
    assert steps[0] == steps[1] and places[0] == pytest.approx(places[1], abs=0.0501)


@pytest.mark.parametrize("name", CHARTS)
def test_the_places_pointed_at_lie_within_the_picture(name: str) -> None:
    chart = CHARTS[name](load("2023-12"))
    assert isinstance(chart, Chart)
    wide, high = chart.figure.get_size_inches() * 72
    for spot in chart.spots:
        assert min(spot.left, spot.top) >= -0.1 and spot.width > 0 and spot.height > 0
        assert spot.left + spot.width <= wide + 0.1 and spot.top + spot.height <= high + 0.1


def test_a_chart_says_the_value_of_the_place_pointed_at() -> None:
    trade = load("2023-12", "2024-01-01")
    for name, text in (
        ("level", "Dec 2023: 57.66"),
        ("growth", "Dec 2023: Exports +5.1%, Per working day +14.5%"),
        ("balance", "Dec 2023: +4.48"),
    ):
        chart = CHARTS[name](trade)
        assert isinstance(chart, Chart)
        assert text in [spot.text for spot in chart.spots]


def test_a_collision_is_seen() -> None:
    with charts.theme():
        fig, (axis,) = charts.canvas()
        axis.text(0.5, 0.5, "one on the other")
        axis.text(0.5, 0.52, "is not readable")
        assert ("one on the other", "is not readable") in collisions(written(fig))


def written(fig: Figure) -> list[tuple[str, Bbox]]:
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


@pytest.mark.parametrize(
    ("month", "as_of", "spans", "words"),
    [
        ("2026-09", "", [("2017-10", "2020-05")], "October 2017 to May 2020."),
        # the trough of May 2020 was dated on 2 March 2023
        ("2023-01", "2023-03-01", [("2013-02", "2013-03")], "September 2011 to March 2013."),
        ("2018-12", "2019-02-01", [("2009-01", "2009-02"), ("2011-09", "2013-03")], "March 2013."),
        ("2018-12", "", [("2009-01", "2009-02"), ("2011-09", "2013-03"), ("2017-10", "2018-12")],
         "October 2017 onwards."),
        ("2005-12", "", [], ""),
    ],
)  # fmt: skip
def test_the_level_shades_the_contractions_known_by_then(
    month: str, as_of: str, spans: list[tuple[str, str]], words: str
) -> None:
    chart = charts.level(frames.level(load(month, as_of)))
    (axis,), first = chart.axes, pd.Period(month, "M") - 119
    low = max(axis.get_xlim()[0], first.ordinal - 0.5)
    shaded = [(max(p.get_x(), low) + 0.5, p.get_x() + p.get_width() - 0.5) for p in axis.patches]
    assert shaded == [tuple(pd.Period(turn, "M").ordinal for turn in span) for span in spans]
    assert any(note.endswith(words) for note in chart.notes) if words else not chart.notes


def test_the_strip_shows_what_is_available() -> None:
    trade = load("2023-12", as_of="2024-01-01")
    shown = charts.strip(frames.totals(trade)).figures
    assert {each.name: (each.value, each.beside) for each in shown} == {
        "Exports": ("57.66", "+5.1% on a year earlier"),
        "Per working day": ("2.56", "+14.5% on a year earlier"),
        "Imports": ("53.18", "−10.8% on a year earlier"),
        "Balance": ("+4.48", "after −4.77 a year earlier"),
    }
    assert all("aria-label" in each.trend for each in shown)
    with speaking("ko"):
        korean = charts.strip(frames.totals(trade)).figures
    assert [(each.value, each.beside) for each in korean][::3] == [
        ("576.6", "전년 동월 대비 +5.1%"),
        ("+44.8", "전년 동월은 △47.7"),
    ]
