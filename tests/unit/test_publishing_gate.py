"""Each check of the gate finds its fault, and passes a sound page."""

import pandas as pd
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from helpers.checks import Check
from helpers.publishing.gate import LARGEST, RULES, check_page, check_run, failures, table

MONTH = pd.Period("2023-12", "M")
PRIVATE = ["/srv/trade"]
SOUND = """<!DOCTYPE html><html lang="en"><head><title>Exports · December 2023</title>
<style>p { margin: 0 }</style></head><body><a href="index.html#fig-a">Brief</a>
<h1>Exports</h1><h2 id="level">Level</h2><h3>Detail</h3><h2>Growth</h2>
<figure id="fig-a"><svg role="img" aria-label="Exports rose to 57.66"><title>x</title>
<defs><g id="fig-a-1"/></defs><use href="#fig-a-1"/></svg></figure>
<img src="data:image/png;base64,aGk=" alt="Exports"><br>
<p>None of the items fell; information and finance and/or home/away; inflation 3.2</p>
<a class="data" download="a.csv" href="data:text/csv;charset=utf-8,nan">Data</a>
<a href="https://example.org/home/page">Source</a>
<details class="code"><pre>x = None or float("nan")</pre></details>PLACE</body></html>"""


def failed(page: str) -> list[str]:
    return [check.name for check in check_page(page, MONTH, PRIVATE) if not check.passed]


def test_a_sound_page_passes_every_rule() -> None:
    assert [check.name for check in check_page(SOUND, MONTH, PRIVATE)] == list(RULES)
    assert failed(SOUND) == []


KOREAN = SOUND.replace('lang="en"', 'lang="ko"').replace("December 2023", "2023년 12월")


def test_a_page_names_the_month_in_its_own_language() -> None:
    assert failed(KOREAN.replace("PLACE", "<p>수출은 576.6억 달러(△5.1%)</p>")) == []
    title = ["The title names the month asked"]
    assert failed(SOUND.replace('lang="en"', 'lang="ko"')) == title
    assert failed(KOREAN.replace('lang="ko"', 'lang="en"')) == title
    assert failed(KOREAN.replace('lang="ko"', 'lang="fr"')) == title
    assert failed(KOREAN.replace(' lang="ko"', "")) == title


@pytest.mark.parametrize(
    "text", ["nan억 달러", "수출 nan", "△nan%", "△inf", "None억 달러", "None 개월"]
)
def test_a_number_that_is_missing_in_korean_is_found(text: str) -> None:
    said = failed(KOREAN.replace("PLACE", f"<p>{text}</p>"))
    assert said == ["No number is missing where one is shown"]


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ("Headings", "<h1>Second</h1>"),
        ("Headings", "<h4>Leap</h4>"),
        ("Every picture", '<img src="data:image/png;base64,aGk=">'),
        ("Every picture", '<img src="data:image/png;base64,aGk=" alt=" ">'),
        ("Every picture", "<svg><path/></svg>"),
        ("Every picture", '<svg role="img"></svg>'),
        ("No number", "<td>nan</td>"),
        ("No number", "<td>NaN</td>"),
        ("No number", "<td>None</td>"),
        ("No number", "<td>+inf</td>"),
        ("No number", "<p>up NaN%</p>"),
        ("No number", "<p>USD nan billion</p>"),
        ("No number", "<p>rose None per cent</p>"),
        ("No number", "<p>None 2023-12: 22.5 days</p>"),
        ("No number", '<svg role="img" aria-label="Growth of nan"></svg>'),
        ("No number", "<p>on NaT</p>"),
        ("Nothing is loaded", '<img src="https://example.org/a.png" alt="a">'),
        ("Nothing is loaded", '<img src="//example.org/a.png" alt="a">'),
        ("Nothing is loaded", '<img src="a.png" alt="a">'),
        ("Nothing is loaded", "<style>@import 'a.css';</style>"),
        ("Nothing is loaded", "<p style=\"background: url('https://example.org')\">a</p>"),
        ("Nothing is loaded", '<a href="javascript:alert(1)">a</a>'),
        ("Nothing is loaded", '<a href="file:///etc/hosts">a</a>'),
        ("Nothing is loaded", '<a href="data:text/html,x">a</a>'),
        ("No script", "<script>alert(1)</script>"),
        ("No script", '<p onclick="x()">a</p>'),
        ("No script", "<iframe></iframe>"),
        ("Every id", '<p id="level">a</p>'),
        ("No path", "<p>read ¦home¦kim¦data.csv</p>"),
        ("No path", "<p>read /srv/trade/x.csv</p>"),
        ("No path", "<details><pre>open('¦tmp¦x')</pre></details>"),
        ("No path", '<p title="¦root¦a">a</p>'),
        ("No path", r"<p>C:\data\kim</p>"),
        ("No path", "<p>&lt;Axes object at 0x7f3a&gt;</p>"),
        ("At most", f"<p>{'a' * LARGEST}</p>"),
    ],
)
def test_a_fault_is_found_by_its_rule_alone(rule: str, place: str) -> None:
    names = failed(SOUND.replace("PLACE", place.replace("¦", "/")))  # no path stands in this file
    assert len(names) == 1 and names[0].startswith(rule)


def test_the_title_has_to_name_the_month() -> None:
    assert failed(SOUND.replace("December 2023", "November 2023")) == [next(iter(RULES))]


def executed(*outputs: NotebookNode) -> NotebookNode:
    return new_notebook(cells=[new_code_cell("1"), new_code_cell("2", outputs=list(outputs))])


def test_warnings_and_errors_of_cells_are_named() -> None:
    assert check_run(executed(new_output("stream", text="hello"))).passed
    warned = check_run(executed(new_output("stream", name="stderr", text="Careful\nthere")))
    raised = check_run(executed(new_output("error", ename="KeyError", evalue="'x'")))
    assert (warned.passed, warned.detail) == (False, "cell 2: Careful")
    assert (raised.passed, raised.detail) == (False, "cell 2: KeyError: 'x'")


def test_failures_are_named_with_their_page_and_shown_in_the_table() -> None:
    checks = {
        "figures": [Check("Balance", True, "4.48")],
        "a.html": [Check("No script", True, "none found"), Check("Ids", True, "3 ids")],
        "b.html": [Check("No script", False, "<script>"), Check("Ids", True, "4 ids")],
    }
    assert failures(checks) == ["b.html: No script: <script>"]
    assert table(checks).splitlines() == [
        "passed  figures  Balance: 4.48",
        "FAILED  b.html   No script: <script>",
        "passed  pages    Ids",
    ]
