"""The marks that charts share: axes of months, ranked bars, labels beside lines, a key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from helpers import metrics
from helpers.charts.svg import INK
from helpers.charts.theme import COLOURS, PLAIN, SMALL, WIDTH, canvas, spread, zero_line
from helpers.translation import spoken, tr
from helpers.wording import calendar_month, month_name, moved, number, pct, signed

STEPS = (1, 2, 5, 10, 20)
HANGUL, LATIN = 0.137, 0.08  # inches of a letter at the smaller size


def months_axis(axis: Axes, first: pd.Period, last: pd.Period, room: float = 0.5) -> None:
    """Mark the months on the horizontal axis: years for long spans, half-years for short ones.

    Parameters
    ----------
    axis : matplotlib.axes.Axes
        Drawn over the ordinals of the months.
    first, last : pandas.Period
        Range shown.
    room : float
        Months left free at both ends.
    """
    axis.set_xlim(first.ordinal - room, last.ordinal + room)
    months = pd.period_range(first, last, freq="M")
    if len(months) <= 30:
        ticks = [m for m in months if m.month in (1, 7)]
        labels = [short_month(m, with_year=m.month == 1) for m in ticks]
    else:
        years = [m for m in months if m.month == 1]
        step = next((s for s in STEPS if len(years) / s <= _most_years(axis)), STEPS[-1])
        ticks = [m for m in years if m.year % step == 0]
        labels = [str(m.year) for m in ticks]
    axis.set_xticks([m.ordinal for m in ticks], labels)


def short_month(month: pd.Period, with_year: bool) -> str:
    r"""Write a month below an axis, the year under it where it is wanted.

    Examples
    --------
    >>> short_month(pd.Period("2023-01", "M"), with_year=True)
    'Jan\n2023'
    """
    name = calendar_month(month.month, short=True)
    return f"{name}\n{month.year}" if with_year else name


def short_quarter(quarter: pd.Period) -> str:
    """Write a quarter below an axis, without its year.

    Examples
    --------
    >>> short_quarter(pd.Period("2023Q4", "Q"))
    'Q4'
    """
    return tr("Q{quarter}", quarter=quarter.quarter)


def years_axis(axis: Axes, years: Sequence[int]) -> None:
    """Mark the years on the horizontal axis, as many as have room."""
    span = years[-1] - years[0] + 1
    step = next((s for s in STEPS if span / s <= _most_years(axis)), STEPS[-1])
    axis.set_xticks([y for y in range(years[0], years[-1] + 1) if y % step == 0])


def _most_years(axis: Axes) -> int:
    """Count the years that have room on a horizontal axis, at most seven."""
    return min(7, int(WIDTH * axis.get_position().width / 0.6))


def label(
    axis: Axes,
    x: float,
    y: float,
    text: str,
    right: bool = True,
    bold: bool = False,
    dx: float = 6.0,
    dy: float = 0.0,
) -> None:
    """Write a label beside a point, `dx` and `dy` points away from it."""
    axis.annotate(
        text,
        (x, y),
        xytext=(dx if right else -dx, dy),
        textcoords="offset points",
        ha="left" if right else "right",
        va="center",
        fontsize=SMALL,
        fontweight=600 if bold else 400,
        annotation_clip=False,
    )


def end_labels(axis: Axes, ends: Sequence[tuple[float, float, str, str]], gap: float = 13) -> None:
    """Write the names of lines beside their ends, moved apart where they would overlap.

    Parameters
    ----------
    axis : matplotlib.axes.Axes
        With its limits set.
    ends : sequence of (x, y, colour, text)
        Ends of the lines; x and y in data.
    gap : float
        Least distance of two labels, in points.
    """
    low, high = axis.get_ylim()
    height = axis.get_position().height * axis.figure.get_figheight() * 72  # type: ignore[union-attr]
    per_point = (high - low) / height
    for (x, y, colour, text), at in zip(
        ends, spread([end[1] for end in ends], gap * per_point), strict=True
    ):
        axis.plot([x], [y], "o", color=colour, markersize=6, clip_on=False, zorder=5)
        label(axis, x, y, text, bold=True, dx=8, dy=(at - y) / per_point)


def key(axis: Axes, entries: Sequence[tuple[str, str, str]]) -> None:
    """Say above the panel what the marks are: entries of (mark, colour, text).

    A mark is "bar", "line", "dashed" or "dot".
    """
    styles = {
        "bar": {"marker": "s", "linestyle": "", "markersize": 9},
        "dot": {"marker": "o", "linestyle": "", "markersize": 7},
        "hollow": {"marker": "o", "linestyle": "", "markersize": 7, "markerfacecolor": "none"},
        "line": {"linestyle": "-"},
        "dashed": {"linestyle": (0, (4, 2))},
    }
    handles = [Line2D([], [], color=colour, **styles[mark]) for mark, colour, _ in entries]  # type: ignore[arg-type]
    legend = axis.legend(
        handles,
        [text for _, _, text in entries],
        loc="lower left",
        bbox_to_anchor=(-0.01, 1.0),
        ncols=len(entries),
        frameon=False,
        fontsize=SMALL,
        handlelength=1.4,
        handletextpad=0.5,
        columnspacing=1.4,
        borderaxespad=0.1,
        borderpad=0.1,
    )
    legend.set_zorder(6)


def name_room(names: Iterable[str], english: float) -> float:
    """Give the inches that names left of a panel need: Korean ones are short, and counted out.

    Examples
    --------
    >>> name_room(["Household and consumer goods"], 2.35)
    2.35
    """
    if spoken() == "en":
        return english
    return 0.15 + max(sum(HANGUL if each > "가" else LATIN for each in name) for name in names)


def ranked_bars(
    values: pd.Series, bold: Sequence[str] = (), decimals: int = 2, left: float = 1.75
) -> Figure:
    """Draw signed values as horizontal bars from zero, in the order given, each with its number.

    Parameters
    ----------
    values : pandas.Series
        By the name to be shown.
    bold : sequence of str
        Names to stand out.
    decimals : int
        Of the numbers.
    left : float
        Room for the names, in inches; Korean ones take what they need.
    """
    left = name_room(values.index, left)
    fig, (axis,) = canvas(
        height=0.27 * len(values) + 0.2, left=left, right=0.1, top=0.1, bottom=0.1
    )
    places = np.arange(len(values))[::-1]
    colours = [COLOURS["export"] if v >= 0 else COLOURS["deficit"] for v in values]
    axis.barh(places, values.to_numpy(), height=0.68, color=colours, zorder=2)
    low, high = min(values.min(), 0.0), max(values.max(), 0.0)
    width = high - low or 1.0
    room = 0.9 / (WIDTH - left) * width  # for the numbers, on the sides that have any
    axis.set_xlim(low - (room if low < 0 else 0), high + (room if high > 0 else 0))
    axis.set_ylim(-0.6, len(values) - 0.4)
    axis.grid(False)
    axis.spines["bottom"].set_visible(False)
    axis.set_xticks([])
    axis.set_yticks(places, list(values.index))
    for text in axis.get_yticklabels():
        text.set_fontweight(600 if text.get_text() in bold else 400)
    for place, (name, value) in zip(places, values.items(), strict=True):
        label(axis, value, place, signed(value, decimals), value >= 0, bold=name in bold, dx=4)
    zero_line(axis, vertical=True)
    return fig


def carried(name: str, points: float, total: float) -> str:
    """Say what one part added to the growth of exports, or took off it.

    Examples
    --------
    >>> carried("Semiconductors", 3.614, 5.1)
    'Semiconductors added 3.61 points to exports, which rose 5.1%'
    """
    parts = {
        "name": name,
        "points": number(abs(points)),
        "moved": moved(total),
        "rate": pct(abs(total), sign=False),
    }
    if points >= 0:
        return tr("{name} added {points} points to exports, which {moved} {rate}", **parts)
    return tr("{name} took {points} points off exports, which {moved} {rate}", **parts)


def record_month(values: pd.Series, at: pd.Period) -> pd.Period | None:
    """Give the month that holds the record of all months held up to one; see `metrics.record`.

    Parameters
    ----------
    values : pandas.Series
        All that is held, not only what is drawn; months that are missing do not count.
    at : pandas.Period
        The month asked. Where it equals the earlier record, that one stays the holder.

    Returns
    -------
    pandas.Period or None
        None where the month itself or any earlier one is missing.

    Examples
    --------
    >>> months = pd.period_range("2023-10", periods=3, freq="M")
    >>> record_month(pd.Series([5.0, 9.0, 7.0], months), months[-1])
    Period('2023-11', 'M')
    >>> record_month(pd.Series([5.0, 6.0, 7.0], months), months[-1])
    Period('2023-12', 'M')
    """
    found = metrics.record(values.dropna(), at)
    if found.rank is None or found.previous is None:
        return None
    return at if found.is_record else found.previous[0]


def star(axis: Axes, x: float, y: float, size: float = 13, colour: str = "") -> None:
    """Mark a record: the one thing that a star stands for in every chart."""
    axis.plot(
        [x], [y], "*", color=colour or COLOURS["highlight"], markersize=size, markeredgewidth=0,
        clip_on=False, zorder=6,
    )  # fmt: skip


def star_note(held: Sequence[pd.Series], items: bool = False) -> list[str]:
    """Say what the stars of a chart stand for; an empty list where none was drawn.

    Parameters
    ----------
    held : sequence of pandas.Series
        The whole series of which a record was marked.
    items : bool
        Whether they are exports of items, not of all goods.

    Examples
    --------
    >>> months = pd.period_range("2023-10", periods=3, freq="M")
    >>> star_note([pd.Series([5.0, 9.0, 7.0], months)])
    ['Star: the highest exports of all months held, since October 2023.']
    """
    starts = {values.dropna().index[0] for values in held}
    if not starts:
        return []
    first, last = month_name(min(starts)), month_name(max(starts))
    if not items:
        return [tr("Star: the highest exports of all months held, since {}.", first)]
    if first == last:
        return [tr("Star: the highest exports of an item of all months held, since {}.", first)]
    return [
        tr(
            "Star: the highest exports of an item of all months held, since {first} to {last},"
            " each its own.",
            first=first,
            last=last,
        )
    ]


def panel_title(axis: Axes, text: str) -> None:
    """Write the name of a panel above it."""
    axis.set_title(text, loc="left", fontsize=PLAIN, fontweight=600, color=INK, pad=6)
