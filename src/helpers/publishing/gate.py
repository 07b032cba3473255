"""The checks that a page must pass before it replaces the last good one."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pandas as pd
from nbformat import NotebookNode

from helpers.checks import Check
from helpers.publishing.notebooks import INJECTED
from helpers.translation import LANGUAGES, speaking
from helpers.wording import month_name

LARGEST = 300_000  # bytes
OUTSIDE = re.compile(r"(?i)^\s*(?:[a-z][a-z0-9+.-]*:|//)")
LOADING = ("src", "srcset", "poster", "data", "href", "xlink:href", "action", "formaction")
FORBIDDEN = ("script", "iframe", "object", "embed", "base", "link", "form", "frame")
VOID = ("meta", "img", "br", "hr", "input", "col", "wbr", "source", "area", "track")
SOURCE = re.compile(r"(?i)https?://|mailto:|data:text/csv[;,]")
STYLE_URL = re.compile(r"(?i)@import|url\(\s*['\"]?(?!data:|#)")
LETTER = r"[^\W가-힣]"  # of a Latin word; Korean units and particles follow without a space
NOT_A_NUMBER = re.compile(
    rf"(?<!{LETTER})(?<![/.-])(?:nan|NaN|NaT|<NA>|[-−+△]?inf)(?!{LETTER})(?!-)"
    r"|(?:^|(?<=[=(:+−△-]))\s*None\s*(?:$|(?=[%),;]))"
    r"|None(?=\s(?:\d|per cent|pp\b|percentage|billion|million|USD|months?\b))"
    r"|None(?=\s?[가-힣])"
)
FOLDER = re.compile(
    r"(?<![\w.~)\]}-])/(?:home|root|tmp|var|usr|opt|mnt|Users|private)/[\w.]"
    r"|(?<![A-Za-z])[A-Za-z]:\\\w"
    r"|\bobject at 0x[0-9a-f]+|/ipykernel_\d"
)
SIGNS = ("/", "\\", " at 0x")  # without one of these a text is no path, and need not be searched


@dataclass
class Seen:
    """What the checks need to know of a page, gathered in one reading."""

    size: int
    month: pd.Period
    private: Sequence[str] = ()
    lang: str = ""
    title: str = ""
    headings: list[int] = field(default_factory=list)
    ids: Counter[str] = field(default_factory=Counter)
    texts: list[str] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    active: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)


def check_page(page: str, month: pd.Period, private: Sequence[str] = ()) -> list[Check]:
    """Check one finished page.

    Parameters
    ----------
    page : str
        The HTML.
    month : pandas.Period
        The month asked for.
    private : sequence of str
        Folders of this machine that must not appear on the page, see `private_folders`.

    Returns
    -------
    list of Check
        One for each of `RULES`, in that order.
    """
    reader = _Reader(Seen(len(page.encode()), month, private))
    reader.feed(page)
    reader.close()
    faults = {name: list(rule(reader.seen)) for name, rule in RULES.items()}
    return [Check(name, not problems, _listed(problems)) for name, problems in faults.items()]


def check_run(notebook: NotebookNode) -> Check:
    """Check that no cell wrote an error or a warning.

    A warning counts: it means something the notebook's author did not expect.
    """
    lines = [
        f"cell {number}: {_first_line(output)}"
        for number, cell in enumerate(_cells_as_filed(notebook), 1)
        for output in cell.get("outputs", [])
        if output.output_type == "error" or output.get("name") == "stderr"
    ]
    return Check(QUIET, not lines, "; ".join(lines) or "no cell wrote an error or a warning")


def failures(checks: dict[str, list[Check]]) -> list[str]:
    """Return every failed check with the page or group it belongs to."""
    return [
        f"{group}: {check.name}: {check.detail}"
        for group, group_checks in checks.items()
        for check in group_checks
        if not check.passed
    ]


def table(checks: dict[str, list[Check]]) -> str:
    """Show the gate as text, one line a check; a check every page passed takes one line.

    Examples
    --------
    >>> print(table({"figures": [Check("Balance", True, "4.5 billion")],
    ...              "a.html": [Check("No script", True, "0")]}))
    passed  figures  Balance: 4.5 billion
    passed  pages    No script
    >>> print(table({"figures": [Check("Fuels", True, "no numbers to compare", tested=False)]}))
    absent  figures  Fuels: no numbers to compare
    """
    pages = {group: listed for group, listed in checks.items() if group.endswith(".html")}
    rows = [(group, c) for group, listed in checks.items() if group not in pages for c in listed]
    for name in dict.fromkeys(check.name for listed in pages.values() for check in listed):
        rows += [
            (page, check)
            for page, listed in pages.items()
            for check in listed
            if check.name == name and not check.passed
        ] or [("pages", Check(name, True, ""))]
    lines = (f"{_word(check)}  {group:<7}  {check.name}: {check.detail}" for group, check in rows)
    return "\n".join(line.removesuffix(": ") for line in lines)


def private_folders(*more: Path) -> list[str]:
    """List the folders whose paths must not appear on a page: this Python, home, here, and more."""
    folders = {Path(sys.prefix), Path(sys.base_prefix), Path.home(), Path.cwd(), *more}
    return sorted(str(f.resolve()) for f in folders if len(f.resolve().parts) > 1)


class _Reader(HTMLParser):
    """Gathers the content of a page; text of code, scripts and styles is not read as prose."""

    def __init__(self, seen: Seen) -> None:
        super().__init__(convert_charrefs=True)
        self.seen = seen
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element and its attributes."""
        given = {name: value or "" for name, value in attrs}
        seen = self.seen
        if tag == "html":
            seen.lang = given.get("lang", "")
        if re.fullmatch(r"h[1-6]", tag):
            seen.headings.append(int(tag[1]))
        if "id" in given:
            seen.ids[given["id"]] += 1
        if tag in FORBIDDEN:
            seen.active.append(f"<{tag}>")
        seen.active += [f"{name} on <{tag}>" for name in given if name.startswith("on")]
        if tag in ("img", "svg") or given.get("role") == "img":
            self._picture(tag, given)
        if tag == "a":
            seen.links.append(given.get("href", ""))
        seen.loads += [given[name] for name in LOADING if name in given and tag != "a"]
        seen.styles.append(given.get("style", ""))
        seen.texts += [given[name] for name in ("alt", "aria-label", "title") if name in given]
        seen.attributes += [v for v in given.values() if not re.match(r"(https?|data):", v)]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that is closed at once."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and those left open inside it."""
        if tag in self.open:
            while self.open.pop() != tag:
                continue

    def handle_data(self, data: str) -> None:
        """Note a piece of text."""
        if "title" in self.open and "svg" not in self.open:
            self.seen.title += data
        if "style" in self.open:
            self.seen.styles.append(data)
        elif "pre" in self.open and "details" in self.open:
            self.seen.attributes.append(data)  # code: no prose, yet no path may appear in it
        elif data.strip():
            self.seen.texts.append(data.strip())

    def _picture(self, tag: str, given: dict[str, str]) -> None:
        if "svg" in self.open or given.get("aria-hidden") == "true":
            return
        name = given.get("alt") if tag == "img" else given.get("aria-label")
        if not (name or "").strip() or (tag == "svg" and given.get("role") != "img"):
            self.seen.unnamed.append(f"<{tag}> {given.get('id', '')}".strip())


def _title(seen: Seen) -> Iterator[str]:
    if seen.lang not in LANGUAGES:
        yield f"the language is {seen.lang!r}, not {' or '.join(LANGUAGES)}"
        return
    with speaking(seen.lang):
        if month_name(seen.month) not in seen.title:
            yield f"title is “{seen.title.strip()}”"


def _headings(seen: Seen) -> Iterator[str]:
    for before, level in pairwise(seen.headings):
        if level > before + 1:
            yield f"h{level} follows h{before}"
    if seen.headings[:1] != [1] or seen.headings.count(1) != 1:
        yield f"h1 occurs {seen.headings.count(1)} times or not first"


def _urls(seen: Seen) -> Iterator[str]:
    yield from (url for url in seen.loads if not re.match(r"(?i)data:(?!text/html)|#", url))
    yield from (url for url in seen.links if OUTSIDE.match(url) and not SOURCE.match(url))
    yield from filter(STYLE_URL.search, seen.styles)


def _paths(seen: Seen) -> Iterator[str]:
    named = [re.compile(rf"(?<![\w/.]){re.escape(folder)}(?![\w.-])") for folder in seen.private]
    for text in dict.fromkeys([*seen.texts, *seen.attributes, *seen.styles]):
        if any(sign in text for sign in SIGNS) and any(p.search(text) for p in (FOLDER, *named)):
            yield text


def _listed(faults: list[str]) -> str:
    shown = [text if len(text) <= SHOWN else f"{text[:SHOWN]}…" for text in faults[:MOST]]
    more = f" and {len(faults) - MOST} more" if len(faults) > MOST else ""
    return "; ".join(shown) + more if faults else "none found"


def _cells_as_filed(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the cells of the notebook's file: all but the one papermill adds."""
    return [cell for cell in notebook.cells if INJECTED not in cell.metadata.get("tags", [])]


def _first_line(output: dict[str, str]) -> str:
    text = output.get("text") or f"{output.get('ename')}: {output.get('evalue')}"
    return next(iter(text.strip().splitlines()), "")


def _word(check: Check) -> str:
    """Return the first word of a line; a check without numbers to test is neither."""
    return "FAILED" if not check.passed else "passed" if check.tested else "absent"


SHOWN, MOST = 120, 5
QUIET = "No cell wrote an error or a warning"
RULES: dict[str, Callable[[Seen], Iterable[str]]] = {
    "The title names the month asked": _title,
    "Headings are in order below one title": _headings,
    "Every picture has a text alternative": lambda seen: seen.unnamed,
    "No number is missing where one is shown": lambda seen: filter(NOT_A_NUMBER.search, seen.texts),
    "Nothing is loaded from outside; only source links leave the page": _urls,
    "No script": lambda seen: seen.active,
    "Every id is unique": lambda seen: [name for name, count in seen.ids.items() if count > 1],
    "No path of the machine that made it": _paths,
    "At most 300 KB": lambda seen: [f"{seen.size / 1000:.0f} KB"] * (seen.size > LARGEST),
}
