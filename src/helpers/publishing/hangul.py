"""The Hangul of a Korean page as a font of its own, so that it can be read where there is none."""

from __future__ import annotations

import base64
import io
import re
from importlib.resources import as_file, files

FONT = "Ktrade-KR-Regular.otf"
FAMILY = "Ktrade Hangul"
PICTURE = re.compile(r"<svg.*?</svg>", re.DOTALL)  # letters of charts are drawn, not written


def with_font(page: str) -> str:
    """Put the syllables that a page writes into its style sheet, some 25 KB of them.

    Parameters
    ----------
    page : str
        A whole page with one style sheet; without Hangul it comes back as it is.

    Examples
    --------
    >>> with_font("<style></style><p>Exports</p>")
    '<style></style><p>Exports</p>'
    >>> page = with_font("<style></style><p>수출</p>")
    >>> page.startswith('<style>@font-face { font-family: "Ktrade Hangul"')
    True
    """
    syllables = {letter for letter in PICTURE.sub("", page) if "가" <= letter <= "힣"}
    if not syllables:
        return page
    code = base64.b64encode(_font(syllables)).decode()
    face = (
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: 400; unicode-range: U+AC00-D7A3;'
        " font-display: block;"  # never given up: a system without Hangul would draw boxes
        f' src: url(data:font/woff;base64,{code}) format("woff"); }}\n'
    )
    return page.replace("<style>", f"<style>{face}", 1)


def _font(syllables: set[str]) -> bytes:
    """Cut the font of the charts down to some syllables; the same ones give the same bytes."""
    from fontTools import subset

    options = subset.Options(flavor="woff", layout_features=[], name_IDs=[], hinting=False)
    with as_file(files("helpers.charts").joinpath("fonts", FONT)) as path:
        font = subset.load_font(path, options)
    cut = subset.Subsetter(options)
    cut.populate(text="".join(sorted(syllables)))
    cut.subset(font)
    file = io.BytesIO()
    subset.save_font(font, file, options)
    return file.getvalue()
