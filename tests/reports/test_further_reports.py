"""A notebook that is put beside the others is a report like them."""

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers.loading import load
from helpers.publishing.notebooks import read_notebook

ROOT = Path(__file__).parents[2]

MEMORY = """\
trade = load(month, as_of, data_dir)
print(trade.series("exports", "semiconductors").tail(1).round(1).to_dict())
"""


def write(path, *sources: str, title: str = "# Memory chips & prices") -> None:
    cells = [
        new_markdown_cell(title, id="title"),
        new_code_cell('month: str = "2023-12"\nas_of: str = ""\ndata_dir: str = ""'),
        *map(new_code_cell, sources),
    ]
    cells[1].metadata["tags"] = ["parameters"]
    nbformat.write(new_notebook(cells=cells), path)


def test_a_further_notebook_becomes_a_page_that_the_others_link(
    ktrade, tmp_path, write_notebook
) -> None:
    notebooks = write_notebook("exports", "month")
    call = ("report", "2023-12", "--notebooks", notebooks)
    assert ktrade(*call).returncode == 0
    out = tmp_path / "out" / "2023-12"
    write(notebooks / "memory.ipynb", "from helpers.loading import load\n" + MEMORY)
    (notebooks / "_draft.ipynb").write_text("not finished")
    run = ktrade(*call)
    assert run.returncode == 0, run.stderr
    page = (out / "memory.html").read_text("utf-8")
    assert "<h1>Memory chips &amp; prices</h1>" in page and "2023-12" in page
    for other in ("index.html", "exports.html", "about.html", "memory.html"):
        text = (out / other).read_text("utf-8")
        link = re.search('<a href="memory.html"[^>]*>(.*?)</a>', text)
        assert link and link[1] == "Memory chips &amp; prices"
        links = re.findall('<li><a href="([a-z]+.html)"', text)[:7]
        assert links == [
            *("index.html", "exports.html", "imports.html", "regions.html", "outlook.html"),
            *("about.html", "memory.html"),
        ]
    code = re.sub("<[^>]*>", "", (out / "about.html").read_text("utf-8"))
    assert "semiconductors" in code, "the page about the numbers shows the code of all"
    assert "memory.html" in json.loads((out / "manifest.json").read_text())["gate"]
    assert "nothing has changed" in ktrade(*call).stderr
    korean = ktrade(*call, "--lang", "ko")
    assert korean.returncode == 0, korean.stderr
    page = (tmp_path / "out" / "2023-12.ko" / "index.html").read_text("utf-8")
    assert ">수출</a>" in page and ">Memory chips &amp; prices</a>" in page


@pytest.mark.parametrize(("month", "lang"), [("2008-12", "ko"), ("2026-09", "en")])
def test_the_example_is_a_report_of_one_more_file(ktrade, tmp_path, month, lang) -> None:
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    shutil.copy(ROOT / "examples" / "memory.ipynb", notebooks)
    run = ktrade("report", month, "--notebooks", notebooks, "--lang", lang)
    assert run.returncode == 0, run.stderr
    out = tmp_path / "out" / (month if lang == "en" else f"{month}.{lang}")
    page = (out / "index.html").read_text("utf-8")
    trade = load(month)
    for code in ("dram_hs", "nand_flash_hs"):
        growth = trade.series("exports", code).dropna().pct_change(12).iloc[-1]
        assert f"{growth * 100:+.1f} per cent" in page
    assert 'id="fig-memory-kinds"' in page and 'id="fig-memory"' in page


def test_another_heading_is_another_link_on_every_page(ktrade, tmp_path, write_notebook) -> None:
    notebooks = write_notebook("exports", "month")
    write(notebooks / "memory.ipynb", "1")
    call = ("report", "2023-12", "--notebooks", notebooks)
    assert ktrade(*call).returncode == 0
    write(notebooks / "memory.ipynb", "1", title="# Memory")
    run = ktrade(*call)
    assert run.stderr.count("ran ") == 7
    assert ">Memory</a>" in (tmp_path / "out" / "2023-12" / "index.html").read_text("utf-8")


def test_any_set_of_notebooks_is_enough(ktrade, tmp_path) -> None:
    (tmp_path / "mine").mkdir()
    write(tmp_path / "mine" / "memory.ipynb", "month")
    run = ktrade("report", "2023-12", "--notebooks", tmp_path / "mine")
    assert run.returncode == 0, run.stderr
    folder = tmp_path / "out" / "2023-12"
    assert {path.name for path in folder.iterdir()} == {"index.html", "manifest.json"}
    assert "about.html" not in (folder / "index.html").read_text("utf-8")


def test_new_writes_a_report_that_runs(ktrade, tmp_path, write_notebook) -> None:
    notebooks = write_notebook("exports", "month")
    run = ktrade("new", "big-markets", "--notebooks", notebooks)
    assert run.returncode == 0 and "ktrade report" in run.stdout
    assert read_notebook(notebooks, "big-markets").heading == "Big markets"
    report = ktrade("report", "2023-12", "--notebooks", notebooks)
    assert report.returncode == 0, report.stderr
    page = (tmp_path / "out" / "2023-12" / "big-markets.html").read_text("utf-8")
    assert "<svg" in page and re.search(r"USA [+-]\d+\.\d per cent", page)
    lines = read_notebook(notebooks, "big-markets").code.splitlines()
    assert len([line for line in lines if line]) <= 20
    again = ktrade("new", "big-markets", "--notebooks", notebooks)
    assert again.returncode == 5 and "exists already" in again.stderr
    assert ktrade("new", "Big Markets", "--notebooks", notebooks).returncode == 2
    assert ktrade("new", "index", "--notebooks", notebooks).returncode == 2
