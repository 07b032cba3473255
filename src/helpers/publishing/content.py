"""Content of a page: the title, blocks, code and headings of an executed notebook."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import mistune
from nbformat import NotebookNode

from helpers.errors import NotebookError
from helpers.publishing.notebooks import INJECTED, TAG, Literal
from helpers.texts.filters import cell_text

MISSING = re.compile(r'<p class="missing" id="(?P<id>[^"]*)">(?P<sentence>[^<]*)</p>')
HEADLINE = re.compile(r"<h1>(.*?)</h1>")
EXPLORE = "explore"  # tag of a cell whose output is for the notebook and not for the page
PRIORITY = ("text/html", "text/markdown", "image/svg+xml", "image/png", "text/plain")


@dataclass(frozen=True)
class Block:
    """One cell as a reader meets it: prose or outputs as HTML, and the code that made them."""

    html: str
    code: str = ""


@dataclass(frozen=True)
class Heading:
    """One heading of the notebook's Markdown."""

    level: int
    text: str
    id: str


@dataclass(frozen=True)
class Content:
    """A page without its frame.

    Attributes
    ----------
    title : str
        The heading of level 1, or the headline that a cell computes.
    lead : Block
        The rest of the first cell.
    blocks : tuple of Block
        The other cells, in the order of the notebook.
    opening : tuple of str
        Code before the first heading of level 2 that shows nothing: parameters and set-up.
    contents : tuple of Heading
        The headings of level 2.
    """

    title: str
    lead: Block
    blocks: tuple[Block, ...]
    opening: tuple[str, ...]
    contents: tuple[Heading, ...]


class Headings(mistune.HTMLRenderer):
    """Markdown as HTML: raw HTML escaped, the title left out, every other heading with an id."""

    def __init__(self) -> None:
        super().__init__(escape=True)
        self.headings: list[Heading] = []

    def heading(self, text: str, level: int, **attrs: object) -> str:
        """Note a heading and give it an id that no earlier one has."""
        words = html.unescape(re.sub(r"<[^>]*>", "", text))
        same = sum(slug(words) == slug(other.text) for other in self.headings)
        self.headings.append(Heading(level, words, slug(words) + (f"-{same + 1}" if same else "")))
        return "" if level == 1 else f'<h{level} id="{self.headings[-1].id}">{text}</h{level}>\n'


def read_content(notebook: NotebookNode, name: str, shown: Mapping[str, Literal]) -> Content:
    """Take an executed notebook apart.

    Parameters
    ----------
    notebook : NotebookNode
        As papermill leaves it: the cell of parameters is followed by one with those injected.
    name : str
        Of the report, for errors.
    shown : mapping
        Parameters that may be shown on the page; they replace the code of the two parameter cells.

    Raises
    ------
    NotebookError
        When the notebook does not begin with its one heading of level 1.
    """
    renderer = Headings()
    markdown = mistune.create_markdown(renderer=renderer, plugins=["table"])
    blocks: list[Block] = []
    opening: list[str] = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            blocks.append(
                Block(str(markdown(cell_text(name, cell.get("id", ""), cell.source))).strip())
            )
        elif cell.cell_type == "code":
            outputs = [] if EXPLORE in cell.metadata.get("tags", []) else cell.outputs
            block = Block("\n".join(filter(None, map(as_html, outputs))), _code(cell, shown))
            if block.html or any(heading.level == 2 for heading in renderer.headings):
                blocks.append(block)
            elif block.code:
                opening.append(block.code)
    headlines = [match[1] for block in blocks if (match := HEADLINE.search(block.html))]
    blocks = [Block(HEADLINE.sub("", block.html), block.code) for block in blocks]
    titles = [heading for heading in renderer.headings if heading.level == 1]
    if len(titles) != 1 or renderer.headings[0] != titles[0] or not blocks:
        raise NotebookError(name, 1, notebook.cells[0].source if notebook.cells else "", ONE_TITLE)
    contents = tuple(heading for heading in renderer.headings if heading.level == 2)
    title = html.unescape(headlines[0]) if headlines else titles[0].text
    return Content(title, blocks[0], _once(blocks[1:]), tuple(opening), contents)


def _once(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Show one note where several charts and tables in a row lack the same data.

    The code of the others is folded under the one sentence, and their ids stay for links to them.
    """
    kept: list[Block] = []
    previous = ""
    for block in blocks:
        match = MISSING.fullmatch(block.html)
        if match and match["sentence"] == previous:
            first = kept.pop()
            code = "\n".join((first.code, block.code))
            kept.append(Block(f'<span id="{match["id"]}"></span>{first.html}', code))
        else:
            kept.append(block)
        previous = match["sentence"] if match else ""
    return tuple(kept)


def as_html(output: NotebookNode) -> str:
    """Return one output as HTML: a fragment as it is, a picture with its alt text, text escaped.

    Markdown is rendered, markup within it escaped.

    Warnings and errors give nothing: the gate refuses a notebook that has any. A picture without
    an `alt` in its metadata comes without the attribute, and the gate refuses the page.

    Examples
    --------
    >>> from nbformat.v4 import new_output
    >>> as_html(new_output("display_data", {"text/plain": "a < b"}))
    '<pre class="text">a &lt; b</pre>'
    >>> as_html(new_output("display_data", {"text/markdown": "*a* < b"}))
    '<p><em>a</em> &lt; b</p>'
    """
    if output.output_type == "stream":
        return _preformatted(output.text) if output.name == "stdout" else ""
    if output.output_type == "error":
        return ""
    kind = next((kind for kind in PRIORITY if kind in output.data), "")
    match kind:
        case "text/html":
            return str(output.data[kind]).strip()
        case "text/markdown":
            return str(mistune.create_markdown()(output.data[kind])).strip()
        case "text/plain":
            return _preformatted(output.data[kind])
        case "image/svg+xml":
            return _picture(kind, base64.b64encode(output.data[kind].encode()).decode(), output)
        case "image/png":
            return _picture(kind, "".join(output.data[kind].split()), output)
    return ""


def slug(text: str) -> str:
    """Make an id from a heading.

    Examples
    --------
    >>> slug("How fast, working days aside?")
    'how-fast-working-days-aside'
    """
    return re.sub(r"[^\w]+", "-", text.lower()).strip("-") or "section"


def _code(cell: NotebookNode, shown: Mapping[str, Literal]) -> str:
    """Return the source of a cell; of the parameters those injected, and only what may be shown."""
    tags = cell.metadata.get("tags", [])
    if INJECTED in tags:
        return "\n".join(f"{name} = {value!r}" for name, value in shown.items())
    return "" if TAG in tags else str(cell.source).strip()


def _preformatted(text: str) -> str:
    return f'<pre class="text">{html.escape(text.rstrip(), quote=False)}</pre>'


def _picture(kind: str, base64_text: str, output: NotebookNode) -> str:
    metadata = output.get("metadata", {})
    alt = metadata.get("alt") or metadata.get(kind, {}).get("alt")
    alt = f' alt="{html.escape(alt)}"' if alt else ""
    return f'<figure class="picture"><img src="data:{kind};base64,{base64_text}"{alt}></figure>'


ONE_TITLE = "the first Markdown cell has to begin with the notebook's only heading of level 1"
