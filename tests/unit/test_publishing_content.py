"""What of a notebook reaches the page, and what never does."""

from importlib.resources import files

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.display import Missing
from helpers.errors import NotebookError
from helpers.publishing.content import Content, as_html, read_content

SHOWN = {"month": "2023-12", "as_of": "2024-01-01"}


def shown(html: str, kind: str = "text/html", **metadata: object) -> NotebookNode:
    """An output of a cell."""
    return new_output("display_data", {kind: html, "text/plain": "<Thing>"}, metadata=metadata)


def make_content(*cells: NotebookNode, title: str = "# Exports\n\nWhat was sold.") -> Content:
    return read_content(new_notebook(cells=[new_markdown_cell(title), *cells]), "exports", SHOWN)


def test_the_title_leaves_the_text_and_the_lead_stays() -> None:
    content = make_content()
    assert content.title == "Exports"
    assert content.lead.html == "<p>What was sold.</p>"


@pytest.mark.parametrize("title", ["No title", "## Exports", "# One\n\n# Two", "## A\n\n# B"])
def test_a_notebook_begins_with_its_one_title(title: str) -> None:
    with pytest.raises(NotebookError, match="heading of level 1"):
        make_content(title=title)


def test_headings_get_ids_of_their_own_and_fill_the_contents() -> None:
    content = make_content(
        new_markdown_cell("## Growth & *trend*\n\n### Detail"), new_markdown_cell("## Growth trend")
    )
    assert [(h.id, h.text) for h in content.contents] == [
        ("growth-trend", "Growth & trend"),
        ("growth-trend-2", "Growth trend"),
    ]
    assert '<h2 id="growth-trend">Growth &amp; <em>trend</em></h2>' in content.blocks[0].html


def test_html_in_markdown_is_escaped() -> None:
    content = make_content(new_markdown_cell("Sold <script>alert(1)</script> [x](javascript:y)"))
    assert "<script" not in content.blocks[0].html
    assert "javascript:" not in content.blocks[0].html


def test_code_before_the_first_section_is_kept_apart_and_shows_public_parameters_only() -> None:
    content = make_content(
        new_code_cell('data_dir: str = ""', metadata={"tags": ["parameters"]}),
        new_code_cell('data_dir = "/a/b"', metadata={"tags": ["injected-parameters"]}),
        new_code_cell("import helpers"),
        new_markdown_cell("## Level"),
        new_code_cell("level(trade)", outputs=[shown("<p>57.66</p>")]),
    )
    assert content.opening == ("month = '2023-12'\nas_of = '2024-01-01'", "import helpers")
    assert [(b.html, b.code) for b in content.blocks[1:]] == [("<p>57.66</p>", "level(trade)")]


def test_fragments_stay_as_they_are_and_text_is_escaped() -> None:
    assert as_html(shown("<figure>&amp;</figure>")) == "<figure>&amp;</figure>"
    assert as_html(new_output("stream", text="a < b\n")) == '<pre class="text">a &lt; b</pre>'


def test_pictures_carry_their_alternative() -> None:
    png = as_html(shown("aGk=\n", "image/png", alt='Exports "rose"'))
    assert 'src="data:image/png;base64,aGk="' in png and 'alt="Exports &quot;rose&quot;"' in png
    assert "data:image/svg+xml;base64,PHN2Zy8+" in as_html(shown("<svg/>", "image/svg+xml"))
    assert "alt=" not in as_html(shown("<svg/>", "image/svg+xml"))


def test_warnings_errors_and_unknown_kinds_show_nothing() -> None:
    error = new_output("error", ename="E", evalue="x", traceback=["line 1"])
    warning = new_output("stream", name="stderr", text="careful")
    strange = new_output("display_data", {"application/x-other": "?"})
    assert [as_html(each) for each in (error, warning, strange)] == ["", "", ""]


def test_a_headline_that_a_cell_computes_becomes_the_title() -> None:
    content = make_content(
        new_code_cell("headline", outputs=[shown("<h1>Chips &amp; cars rise</h1>")]),
        new_markdown_cell("## Level"),
    )
    assert content.title == "Chips & cars rise"
    assert not any("<h1" in block.html for block in content.blocks)


def test_the_template_loads_nothing_and_runs_nothing() -> None:
    template = files("helpers.publishing") / "template"
    text = (template / "page.html.j2").read_text("utf-8") + (template / "page.css").read_text()
    assert "default-src 'none'" in text
    body = text.partition("<meta name")[2]
    assert [word for word in ("<script", "<link", "@import", "url(", "http") if word in body] == []


def test_the_same_gap_is_said_once_and_every_id_stays() -> None:
    gaps = [Missing(f"fig-{n}", "Items: not available.") for n in range(3)]
    told = [*gaps, Missing("tab-other", "Fuels: not available."), gaps[0]]
    cells = [new_code_cell(f"draw({n})", outputs=[shown(gap._repr_html_())])
             for n, gap in enumerate(told)]  # fmt: skip
    blocks = make_content(new_markdown_cell("## Section"), *cells).blocks[1:]
    assert [block.html.count("Items: not available.") for block in blocks] == [1, 0, 1]
    assert blocks[0].code == "draw(0)\ndraw(1)\ndraw(2)"
    assert [f'id="fig-{n}"' in blocks[0].html for n in range(3)] == [True] * 3
