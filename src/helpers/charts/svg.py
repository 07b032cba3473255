"""The SVG of a figure, made small, safe beside others on a page, and fit for light and dark."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from xml.etree import ElementTree

import matplotlib
from matplotlib.figure import Figure

from helpers.charts.hover import Spot

INK = "#010203"  # drawn in this colour, shown in the colour of the text around the figure
SVG = "http://www.w3.org/2000/svg"
XLINK = "{http://www.w3.org/1999/xlink}href"
NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
STEP = re.compile(r"([MLQCz])([^A-Za-z]*)")
IDLE = re.compile(r"M[^A-Za-z]*(?=M|$)")  # a place from which no line is drawn
SHIFT = re.compile(r"translate\(([-\d.]+) 0\)")
SCALE = re.compile(r"scale\(([\d.]+)\)")
REFERENCE = re.compile(r"url\(#([^)]+)\)")


def to_svg(fig: Figure, slug: str, alt: str, spots: Sequence[Spot] = ()) -> str:
    """Draw a figure as an SVG element: same bytes every time, ids of its own, no fixed size.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        Whatever is drawn in `INK` comes out as `currentColor`.
    slug : str
        Prefix of the ids.
    alt : str
        The text for those who do not see the figure.
    spots : sequence of Spot
        What is said where the pointer rests.

    Raises
    ------
    UserWarning
        When a text needs a glyph that the fonts do not hold.
    """
    buffer = io.StringIO()
    with warnings.catch_warnings(), matplotlib.rc_context({"svg.hashsalt": slug}):
        warnings.filterwarnings("error", message="Glyph .* missing")
        fig.savefig(buffer, format="svg", metadata={"Date": None}, transparent=True)
    root = ElementTree.fromstring(buffer.getvalue())
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{SVG}}}metadata", f"{{{SVG}}}style") or _cannot_be_seen(child):
                parent.remove(child)
    names = _new_ids(root, slug)
    for element in root.iter():
        element.attrib = _attributes(element, names)
    _unwrap(root)
    box = root.attrib["viewBox"]
    root.attrib = {
        "viewBox": box,
        "preserveAspectRatio": "xMinYMin",  # on paper a tall one is held to half a page
        "role": "img",
        "aria-label": alt,
        "fill": "currentColor",
        "stroke-linejoin": "round",
        "stroke-linecap": "butt",
    }
    ElementTree.register_namespace("", SVG)
    text = ElementTree.tostring(root, encoding="unicode")
    text = re.sub(r">\s+<", "><", text.replace(" />", "/>")).strip()
    if not spots:
        return text
    strips = "".join(spot.svg() for spot in spots)
    return text.removesuffix("</svg>") + f'<g fill="none" pointer-events="all">{strips}</g></svg>'


def _cannot_be_seen(element: ElementTree.Element) -> bool:
    """Return a shape that is neither filled nor drawn, as the ground of a figure is here."""
    return element.tag == f"{{{SVG}}}path" and element.get("style") == "fill: none"


def _new_ids(root: ElementTree.Element, slug: str) -> dict[str, str]:
    """Return new names to the ids that something refers to; the others are not needed."""
    used = set()
    for element in root.iter():
        for key, value in element.attrib.items():
            if key == XLINK:
                used.add(value.removeprefix("#"))
            used.update(REFERENCE.findall(value))
    present = [e.attrib["id"] for e in root.iter() if e.attrib.get("id") in used]
    return {old: f"{slug}-{i}" for i, old in enumerate(dict.fromkeys(present))}


def _attributes(element: ElementTree.Element, names: dict[str, str]) -> dict[str, str]:
    """Rewrite the attributes: styles as attributes of their own, short numbers, new ids, ink."""
    attrs: dict[str, str] = {}
    for key, value in element.attrib.items():
        if key == "style":
            for part in value.split(";"):
                if part.strip():
                    name, setting = part.split(":", 1)
                    attrs[name.strip()] = setting.strip()
        elif key == "id":
            if value in names:
                attrs["id"] = names[value]
        elif key == XLINK:
            attrs["href"] = f"#{names[value.removeprefix('#')]}"
        else:
            attrs[key] = value
    if element.tag == f"{{{SVG}}}use" and (shift := SHIFT.fullmatch(attrs.get("transform", ""))):
        attrs = {"href": attrs["href"], "x": f"{float(shift[1]):.0f}"}  # of a letter, in 1/100 em
    scale = SCALE.fullmatch(attrs.get("transform", "")) if "d" in attrs else None
    if scale:  # a letter, drawn in 1/64 of 1/100 em
        del attrs["transform"]
    if "d" in attrs:
        attrs["d"] = short_path(attrs["d"], float(scale[1]) if scale else 1)
    if attrs.get("fill") == INK:
        del attrs["fill"]  # as the whole picture
    return {key: _value(key, value, names) for key, value in attrs.items()}


def _value(key: str, value: str, names: dict[str, str]) -> str:
    value = REFERENCE.sub(lambda m: f"url(#{names[m[1]]})", value)
    if key in ("aria-label", "href", "id", "d"):
        return value
    value = NUMBER.sub(lambda m: _short(float(m[0])), value)
    return "currentColor" if value == INK else value


def short_path(path: str, scale: float = 1) -> str:
    """Write an outline in tenths of a point, each place from the one before.

    Parameters
    ----------
    path : str
        Steps M, L, Q, C and z with places from the corner, as matplotlib writes them.
    scale : float
        Of the places.

    Examples
    --------
    >>> short_path("M 36 154.11 L 284.42 154.11 L 284.4 99.95 z")
    'M36 154.1h248.4v-54.1z'
    """
    steps: list[tuple[str, list[int]]] = []
    pen = start = (0, 0)
    for letter, numbers in STEP.findall(IDLE.sub("", path)):
        places = [round(float(number) * scale * 10) for number in numbers.split()]
        away = [place - pen[i % 2] for i, place in enumerate(places)]
        pen = (places[-2], places[-1]) if places else start
        if letter == "M":
            start = pen
            steps.append((letter, places))
        elif letter == "L" and 0 in away:
            steps.append(("v", away[1:]) if away[1] else ("h", away[:1]))
        else:
            steps.append((letter.lower(), away))
    text = ""
    for letter, same in groupby(steps, key=itemgetter(0)):  # a letter holds until the next
        text += letter + " ".join(_short(place / 10) for _, places in same for place in places)
    return text.replace(" -", "-")


@lru_cache(maxsize=10_000)
def _short(number: float) -> str:
    """Write a number to a tenth, one below 1 to a thousandth, without idle zeros."""
    text = f"{number:.{1 if abs(number) >= 1 else 3}f}".rstrip("0").rstrip(".")
    return re.sub(r"^(-?)0(?=\.)|^-0$", r"\1", text) or "0"


def _unwrap(element: ElementTree.Element) -> None:
    """Put the children of groups without attributes in the place of the group."""
    children: list[ElementTree.Element] = []
    for child in element:
        _unwrap(child)
        if child.tag == f"{{{SVG}}}g" and not child.attrib:
            children.extend(child)
        else:
            children.append(child)
    for child in list(element):
        element.remove(child)
    element.extend(children)
