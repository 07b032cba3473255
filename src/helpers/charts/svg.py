"""The SVG of a figure, made small, safe beside others on a page, and fit for light and dark."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Sequence
from xml.etree import ElementTree

import matplotlib
from matplotlib.figure import Figure

from helpers.charts.hover import Spot

INK = "#010203"  # drawn in this colour, shown in the colour of the text around the figure
SVG = "http://www.w3.org/2000/svg"
XLINK = "{http://www.w3.org/1999/xlink}href"
NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
SHIFT = re.compile(r"translate\(([-\d.]+) 0\)")
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
        "stroke-linejoin": "round",
        "stroke-linecap": "butt",
    }
    ElementTree.register_namespace("", SVG)
    text = ElementTree.tostring(root, encoding="unicode")
    text = re.sub(r">\s+<", "><", text).strip()
    if not spots:
        return text
    said = "".join(spot.svg() for spot in spots)
    return text.removesuffix("</svg>") + f'<g fill="none" pointer-events="all">{said}</g></svg>'


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
    found: dict[str, str] = {}
    for key, value in element.attrib.items():
        if key == "style":
            for part in value.split(";"):
                if part.strip():
                    name, setting = part.split(":", 1)
                    found[name.strip()] = setting.strip()
        elif key == "id":
            if value in names:
                found["id"] = names[value]
        elif key == XLINK:
            found["href"] = f"#{names[value.removeprefix('#')]}"
        else:
            found[key] = value
    if element.tag == f"{{{SVG}}}use" and (shift := SHIFT.fullmatch(found.get("transform", ""))):
        found = {"href": found["href"], "x": shift[1]}  # shorter, and there are hundreds
    return {key: _value(key, value, names) for key, value in found.items()}


def _value(key: str, value: str, names: dict[str, str]) -> str:
    value = REFERENCE.sub(lambda m: f"url(#{names[m[1]]})", value)
    if key in ("aria-label", "href", "id"):
        return value
    if key == "d":
        value = re.sub(r"\s*([MLCQZz])\s*", r"\1", value).strip()
    decimals = 6 if key == "transform" and "scale" in value else 2
    value = NUMBER.sub(lambda m: _short(float(m[0]), decimals), value)
    return "currentColor" if value == INK else value


def _short(number: float, decimals: int) -> str:
    return f"{round(number, decimals) + 0.0:.{decimals}f}".rstrip("0").rstrip(".")


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
