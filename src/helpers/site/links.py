"""Look for links of a static site that lead nowhere."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.marks: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.marks.add(value)
            elif (name in ("href", "src") and value) and tag != "base":
                self.links.append(value)


def dead_links(folder: Path) -> list[str]:
    """List the links within the pages of a folder that lead to no file or to no mark on a page.

    Returns
    -------
    list of str
        Page and link, in order. Links to other hosts are not followed.
    """
    read = {page.resolve(): _read(page) for page in sorted(folder.rglob("*.html"))}
    dead = []
    for page, reader in read.items():
        for link in reader.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            to = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            lost = parts.fragment and to in read and unquote(parts.fragment) not in read[to].marks
            if not to.is_file() or lost:
                dead.append(f"{page.relative_to(folder.resolve())}: {link}")
    return dead


def _read(page: Path) -> _Links:
    reader = _Links()
    reader.feed(page.read_text("utf-8"))
    return reader
