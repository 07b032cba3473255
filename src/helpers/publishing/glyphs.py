"""One outline for each letter of a page: the drawings on it share what each brings of its own."""

from __future__ import annotations

import re

OUTLINE = re.compile(r'<path id="([^"]+)" ([^>]*?) ?/>')
NO_OUTLINES = "<defs></defs>"
REFERENCE = re.compile(r'<use href="#([^"]+)"')


def shared(page: str) -> str:
    """Let equal outlines of all drawings on a page stand once, under short names.

    A drawing alone is complete; side by side they bring the same letters again and again, a third
    of a page.

    Examples
    --------
    >>> letter = '<defs><path id="{0}-1" d="M0 0L3 5" /></defs><use href="#{0}-1" x="2" />'
    >>> shared(letter.format("level") + letter.format("growth"))
    '<defs><path id="g0" d="M0 0L3 5"/></defs><use href="#g0" x="2" /><use href="#g0" x="2" />'
    """
    new: dict[str, str] = {}  # the new name of an outline by what it draws
    names: dict[str, str] = {}  # and by its old name

    def keep(found: re.Match[str]) -> str:
        old, drawn = found.groups()
        first = drawn not in new
        names[old] = new.setdefault(drawn, f"g{len(new)}")
        return f'<path id="{names[old]}" {drawn}/>' if first else ""

    page = OUTLINE.sub(keep, page).replace(NO_OUTLINES, "")
    return REFERENCE.sub(lambda found: f'<use href="#{names.get(found[1], found[1])}"', page)
