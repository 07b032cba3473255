"""A chart: a live matplotlib figure with its words and the frame it shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, cast

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers import texts
from helpers.charts.hover import Spot
from helpers.charts.svg import to_svg
from helpers.charts.theme import PLAIN, SMALL, theme
from helpers.display import Missing, data_link, dated, escape, require

WIDEST = "34rem"  # on a screen; a phone takes less
Options = ParamSpec("Options")


@dataclass(frozen=True, eq=False)
class Chart:
    """A figure that can still be changed, its words, and the numbers behind it.

    It is drawn when it is shown: what was changed in `figure` or `axes` before is in the picture.

    Attributes
    ----------
    slug : str
        Name of the chart on its page.
    figure : matplotlib.figure.Figure
        Drawn under `theme`.
    data : pandas.DataFrame
        The frame shown, to be downloaded.
    title, subtitle, alt : str
        The finding; measure, unit and period; the message for those who do not see the figure.
    source : str
        Organisation, definition and status.
    notes : tuple of str
        Footnotes.
    spots : tuple of Spot
        The values said where the pointer rests.

    Examples
    --------
    >>> from helpers import charts, frames, load
    >>> chart = charts.level(frames.level(load("2023-12")))
    >>> float(chart.axes[0].set_ylim(bottom=0)[0])
    0.0
    >>> chart.entitled("My own title").title
    'My own title'
    """

    slug: str
    figure: Figure
    data: pd.DataFrame
    title: str
    subtitle: str
    alt: str
    source: str
    notes: tuple[str, ...] = ()
    spots: tuple[Spot, ...] = ()

    @property
    def axes(self) -> list[Axes]:
        """The axes of the figure."""
        return list(self.figure.axes)

    @property
    def svg(self) -> str:
        """The figure as an SVG element, drawn now."""
        with theme():
            return to_svg(self.figure, self.slug, self.alt, self.spots)

    def entitled(self, title: str) -> Chart:
        """Return the chart with another title."""
        return replace(self, title=title)

    def savefig(self, path: str | Path, **options: Any) -> None:
        """Save the figure with title, subtitle and source as a file: PNG, SVG, PDF and so on.

        Parameters
        ----------
        path : str or Path
            Its ending says the format.
        **options
            As `matplotlib.figure.Figure.savefig` takes them, for example dpi.
        """
        with theme():
            box: dict[str, Any] = {"ha": "left", "wrap": False}
            height = self.figure.get_figheight()
            texts = [
                self.figure.text(0, 1 + 0.34 / height, self.title, weight=600, size=PLAIN, **box),
                self.figure.text(0, 1 + 0.12 / height, self.subtitle, size=SMALL, **box),
                self.figure.text(0, -0.2 / height, self.source, size=SMALL * 0.8, **box),
            ]
            chosen: dict[str, Any] = {
                "bbox_inches": "tight",
                "facecolor": "white",
                "dpi": 160,
            } | options
            try:
                self.figure.savefig(path, **chosen)
            finally:
                for text in texts:
                    text.remove()

    def _repr_html_(self) -> str:
        notes = "".join(f'<p class="note">{escape(note)}</p>' for note in self.notes)
        return (
            f'<figure class="chart" id="fig-{escape(self.slug)}" style="max-width:{WIDEST}">'
            f'<figcaption><p class="title"><strong>{escape(self.title)}</strong></p>'
            f'<p class="subtitle">{escape(self.subtitle)}</p></figcaption>'
            f"{self.svg}{notes}"
            f'<p class="source">{dated(self.source)} '
            f"{data_link(self.data, f'fig-{self.slug}')}</p></figure>"
        )


def drawing(
    draw: Callable[Concatenate[pd.DataFrame, Options], Chart],
) -> Callable[Concatenate[pd.DataFrame, Options], Chart | Missing]:
    """Draw in the style of the house, and say what is missing where the frame is empty."""

    @wraps(draw)
    def drawn(
        frame: pd.DataFrame, *args: Options.args, **options: Options.kwargs
    ) -> Chart | Missing:
        if frame.empty:
            # a page may show one for exports and one for imports
            name = frame.attrs.get("slug") or draw.__name__.replace("_", "-")
            name = "-".join(filter(None, (frame.attrs.get("flow", ""), name)))
            return Missing(f"fig-{name}", texts.missing(frame))
        with theme():
            return draw(frame, *args, **options)

    return cast("Callable[Concatenate[pd.DataFrame, Options], Chart | Missing]", drawn)


def described(
    name: str,
    frame: pd.DataFrame,
    figure: Figure,
    spots: Sequence[Spot] = (),
    slug: str = "",
    **fields: Any,
) -> Chart:
    """Return a figure as a chart, with its words in the language spoken.

    Parameters
    ----------
    name : str
        The macro of `texts/*/charts.j2` with title, subtitle, alt text and notes.
    frame : pandas.DataFrame
        The frame shown; its `.attrs` are fields of the texts too.
    figure : matplotlib.figure.Figure
        Drawn under `theme`.
    spots : sequence of Spot
        The values said where the pointer rests, as `helpers.charts.hover` gives them.
    slug : str
        Name of the chart on its page where `name` is not unique there.
    **fields : Any
        Numbers, periods and codes that the texts use.

    Raises
    ------
    ParameterError
        When one of the texts is empty.
    """
    attrs: Any = frame.attrs
    words = texts.words(f"charts.{name}", **attrs, **fields)
    require(title=words.title, subtitle=words.subtitle, alt=words.alt)
    return Chart(
        slug or name.replace("_", "-"),
        figure,
        frame,
        words.title,
        words.subtitle,
        words.alt,
        texts.source(frame),
        (*words.notes, *texts.later(frame, marked=False)),
        tuple(spots),
    )
