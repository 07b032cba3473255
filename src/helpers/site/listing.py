"""The index of months: a headline each, the pages that were made, and a search in their text."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from helpers.places import REPORTS, named_pages, page_of

PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
# The only script of the site: without it every month is listed, and nothing is searched.
SCRIPT = """\
const box = document.getElementById("words"), count = document.getElementById("count");
const texts = JSON.parse(document.getElementById("texts").textContent);
const rows = [...document.querySelectorAll("#months tbody tr")];
for (const row of rows) row.words = (row.textContent + " " + (texts[row.id] || "")).toLowerCase();
function search() {
  const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let matches = 0;
  for (const row of rows) {
    row.hidden = !words.every((word) => row.words.includes(word));
    matches += !row.hidden;
  }
  count.textContent = words.length ? matches : "";
}
box.addEventListener("input", search);
document.getElementById("search").hidden = false;
search();
"""


class Month(NamedTuple):
    """A month of the index.

    `pages` holds, by name of a report, the languages it was made in with their addresses below the
    root of the site; `text` is that of the brief, to be searched.
    """

    month: Any
    row: Any
    headline: str
    pages: dict[str, dict[str, str]]
    text: str


def rows(
    every: list[dict[str, Any]],
    folder: Path,
    editions: dict[str, dict[str, str]],
    lang: str,
    headline: Callable[[Any], str],
    names: Iterable[str],
) -> list[Month]:
    """List the months, the newest first.

    Parameters
    ----------
    every : list of dict
        `month` and `row` (the headline numbers) of each.
    folder : Path
        Of the site; the reports were copied into it.
    editions : dict
        Folders of reports by month and language.
    lang : str
        The headline is the first sentence of the brief in this language, where it was made, else
        that of `headline`.
    names : iterable of str
        Of the reports.
    """
    listed = []
    for shown in every[::-1]:
        folders = editions.get(str(shown["month"]), {})
        pages = {
            name: {
                other: f"{place}/{page_of(name)}"
                for other, place in folders.items()
                if (folder / place / page_of(name)).is_file()
            }
            for name in names
        }
        paragraphs = _paragraphs(folder / folders[lang] / "index.html") if lang in folders else []
        first = paragraphs[0] if paragraphs else headline(shown["row"])
        listed.append(Month(shown["month"], shown["row"], first, pages, " ".join(paragraphs)))
    return listed


def names(folder: Path, reports: Iterable[str]) -> list[str]:
    """Return the reports that there are pages of, the known ones first."""
    further = {page.stem for report in reports for page in (folder / report).glob("*.html")}
    return list(named_pages({*REPORTS, *further} - {"index"}))


def as_script(listed: list[Month]) -> str:
    r"""Return the texts by month as JSON that is safe in a page.

    Examples
    --------
    >>> as_script([Month("2023-12", None, "", {}, "</script>")])
    '{"m2023-12": "<\\/script>"}'
    """
    texts = {f"m{row.month}": row.text for row in listed if row.text}
    return json.dumps(texts, ensure_ascii=False).replace("</", "<\\/")


def hash_of(script: str) -> str:
    """Return the hash of a script as a content security policy names it."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _paragraphs(page: Path) -> list[str]:
    """List the paragraphs of a brief below its first heading, without their links."""
    if not page.is_file():
        return []
    body = page.read_text("utf-8").partition("<h2")[2]
    plain = (html.unescape(re.sub(r"<[^>]+>", "", text)) for text in PARAGRAPH.findall(body))
    return [text for text in (" ".join(paragraph.split()) for paragraph in plain) if len(text) > 30]
