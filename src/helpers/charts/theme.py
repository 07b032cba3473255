"""How every chart looks: one theme, one canvas, colours with fixed roles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

from helpers.charts.svg import INK
from helpers.translation import spoken
from helpers.wording import minus

# Readable on white and on a dark page (3:1 at least on both), apart for the colour-blind.
COLOURS = {
    "export": "#0072b2",
    "import": "#a8701a",
    "surplus": "#0a8a68",
    "deficit": "#d1492e",
    "highlight": "#c0407f",
    "context": "#7f868d",
}
FAMILIES = {  # Hangul is added where it is spoken, so that English does not read so large a font
    "en": {"Ktrade Sans": ("Ktrade-Regular.otf", "Ktrade-SemiBold.otf")},
    "ko": {"Ktrade Sans KR": ("Ktrade-KR-Regular.otf", "Ktrade-KR-SemiBold.otf")},
}
WIDTH = 4.5  # inches, so that the smallest text is still 11 pixels on a phone 360 pixels wide
SMALL, PLAIN = 11.2, 12.0
GRID = 0.22  # opacity of the grid lines


@contextmanager
def theme() -> Iterator[None]:
    """Draw in the style of the house while it lasts; works as a decorator too.

    Examples
    --------
    >>> with theme():
    ...     print(matplotlib.rcParams["font.family"])
    ['Ktrade Sans']
    """
    families = [*FAMILIES["en"], *(FAMILIES["ko"] if spoken() == "ko" else ())]
    for family in families:
        _register(family)
    settings: dict[Any, Any] = {
        "font.family": families,
        "font.size": SMALL,
        "text.color": INK,
        "text.parse_math": False,
        "axes.labelcolor": INK,
        "axes.edgecolor": INK,
        "axes.facecolor": "none",
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "axes.axisbelow": True,
        "axes.unicode_minus": True,
        "figure.facecolor": "none",
        "grid.color": INK,
        "grid.alpha": GRID,
        "grid.linewidth": 0.7,
        "lines.linewidth": 2.2,
        "lines.solid_capstyle": "round",
        "xtick.color": INK,
        "ytick.color": INK,
        "xtick.labelsize": SMALL,
        "ytick.labelsize": SMALL,
        "xtick.major.size": 3.5,
        "ytick.major.size": 0,
        "svg.fonttype": "path",
        "hatch.linewidth": 0.8,
    }
    with matplotlib.rc_context(settings):
        yield


def canvas(
    height: float = 3.4,
    left: float = 0.5,
    right: float = 0.2,
    top: float = 0.25,
    bottom: float = 0.35,
    panels: int = 1,
    gap: float = 0.35,
) -> tuple[Figure, list[Axes]]:
    """Open a figure of the house's width with panels side by side.

    Parameters
    ----------
    height, left, right, top, bottom, gap : float
        Inches: of the figure, of its margins, and between panels.
    panels : int
        Number of panels.
    """
    fig = Figure(figsize=(WIDTH, height))
    width = (WIDTH - left - right - gap * (panels - 1)) / panels
    axes = [
        fig.add_axes(
            (
                (left + i * (width + gap)) / WIDTH,
                bottom / height,
                width / WIDTH,
                (height - top - bottom) / height,
            )
        )
        for i in range(panels)
    ]
    if spoken() == "ko":
        for axis in axes:
            axis.yaxis.set_major_formatter(_tick)
    return fig, axes


def spread(positions: Sequence[float], least: float) -> list[float]:
    """Move labels apart until each is `least` from the next, keeping their order.

    Examples
    --------
    >>> spread([1.0, 1.5, 5.0], least=1.0)
    [0.75, 1.75, 5.0]
    """
    order = np.argsort(positions, kind="stable")
    blocks: list[list[float]] = []  # sum of wished positions less offsets, count
    for i in order:
        blocks.append([positions[i], 1.0])
        while len(blocks) > 1:
            (a, n), (b, m) = blocks[-2], blocks[-1]
            if b / m - a / n >= least * (n + m) / 2:
                break
            blocks[-2:] = [[a + b, n + m]]
    placed: list[float] = []
    for total, n in blocks:
        first = total / n - least * (n - 1) / 2
        placed.extend(first + least * k for k in range(int(n)))
    result = [0.0] * len(placed)
    for i, position in zip(order, placed, strict=True):
        result[int(i)] = float(position)
    return result


def zero_line(axis: Axes, vertical: bool = False) -> None:
    """Draw the line from which bars start."""
    draw = axis.axvline if vertical else axis.axhline
    draw(0, color=INK, linewidth=0.9, zorder=3)


def _tick(value: float, _: object = None) -> str:
    """Write a number beside an axis as it stands in tables, thousands apart and a fall as △."""
    return f"{value + 0.0:,g}".replace("-", minus())


@lru_cache(maxsize=2)
def _register(family: str) -> None:
    fonts = {**FAMILIES["en"], **FAMILIES["ko"]}
    for name in fonts[family]:
        with as_file(files("helpers.charts").joinpath("fonts", name)) as path:
            fontManager.addfont(path)
