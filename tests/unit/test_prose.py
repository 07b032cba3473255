"""Sentences: computed, linked, escaped, and silent about what is not held."""

import ast
import re
from pathlib import Path

import pytest

from helpers import catalogue, facts, prose, tables
from helpers.loading import load
from helpers.prose import words

SENTENCES = (
    prose.exports,
    prose.imports,
    prose.energy,
    prose.balance,
    prose.items,
    prose.partners,
    prose.usa_china,
    prose.long_view,
    prose.inflation,
    prose.institutions,
)
MONTHS = ("1985-01", "1999-12", "2001-01", "2009-01", "2016-05", "2020-04", "2022-01", "2024-02")


@pytest.fixture(scope="module")
def first():
    return load("2023-12", as_of="2024-01-01")


@pytest.mark.parametrize("month", [*MONTHS, "2026-03", "2026-07"])
def test_any_month_has_its_sentences(month):
    trade = load(month)
    for write in SENTENCES:
        text = write(trade)
        assert not re.search(r"\b(nan|None|NaT|inf)\b", text.plain), text.plain
        assert "not held on" not in text.plain and "  " not in text.plain
        assert "<p>" in text._repr_html_() or "missing" in text._repr_html_()
    assert prose.item(trade, "semiconductors").plain


def test_the_first_release_reads_as_it_was_published(first):
    said = " ".join(write(first).plain for write in SENTENCES)
    for finding in (
        "Exports were USD 57.66 billion in December 2023, the highest in 17 months, since July "
        "2022. They rose 5.1% on the year, the third rise in a row.",
        "22.5 working days, 2 days fewer than a year before; per working day exports rose 14.5%, "
        "the strongest rise in 18 months, since June 2022",
        "Imports were USD 53.18 billion in December 2023. They fell 10.8% on the year",
        "The trade surplus was USD 4.48 billion, the largest in 36 months, since December 2020, "
        "and the seventh surplus in a row",
        "They made up 46% of the fall of total imports, so the fall was not mainly energy",
        "the highest of all months held, from January 2016 on and the first at USD 11 billion or "
        "more",
        "The USA passed China as the larger market",
        "at USD 10 billion or more for 5 months",
        "USD 18.01 billion, the largest of all years held, from 1980 on, and the first deficit in "
        "31 years, since 1992",
        "In annual figures China has been ahead of the USA since 2003",
        "2.3% (World Economic Outlook, 2023-10-10), then 2.4% (Article IV report, 2023-11-17)",
    ):
        assert finding in said


def test_without_a_date_the_revised_figures_are_told():
    said = prose.exports(load("2023-12")).plain + prose.balance(load("2023-12")).plain
    assert "USD 57.57 billion" in said and "5.0%" in said and "USD 4.45 billion" in said


def test_a_stand_in_is_named(first):
    assert "later ones stand in" in prose.items(first).plain
    assert "stand in" not in prose.items(load("2023-12")).plain


def test_every_number_links_to_a_table(first):
    html = prose.exports(first, "exports.html")._repr_html_()
    outside = re.sub(r"<a [^>]*>.*?</a>", "", html)
    # what is not linked are names of periods
    assert set(re.findall(r"\d+(?:\.\d+)?", outside)) <= {"2023"}
    assert 'href="exports.html#tab-headline-exports"' in html


def test_no_sentence_holds_a_typed_figure():
    for path in sorted(Path(words.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                for part in node.args[:1]:
                    texts = [c.value for c in ast.walk(part) if isinstance(c, ast.Constant)]
                    typed = [t for t in texts if isinstance(t, str) and re.search(r"\d", t)]
                    assert typed == [], f"{path.name}, line {node.lineno}"


def test_hostile_names_are_escaped(first, monkeypatch):
    monkeypatch.setattr(catalogue, "name", lambda *a, **k: "<script>alert(1)</script>")
    html = prose.items(first)._repr_html_()
    assert "<script>" not in html and "&lt;script&gt;" in html


def test_what_is_not_held_is_compared_with_nothing():
    """Imports of March 2026 are missing: twelve months with it have no sum."""
    said = prose.expected(load("2026-07")).plain
    assert "the last twelve are not all held" in said.partition("imports")[2]
    assert "more than the last twelve" in said.partition("imports")[0]


def test_the_first_days_of_the_month_ahead_are_set_beside_its_forecast(first):
    said = prose.expected(load("2026-07")).plain
    assert said.count("Its first twenty days have since put them at") == 2
    assert "have since put" not in prose.expected(first).plain


def test_inflation_is_that_of_the_last_month_held():
    assert "in March 2026, the last month held, " in prose.inflation(load("2026-07")).plain
    assert "last month held" not in prose.inflation(load("2023-12")).plain


def test_an_order_of_one_month_is_told_without_a_run():
    """China was ahead in July 2026 whatever the revisions made of June."""
    assert not any("larger market" in row.cells[0] for row in rows_turned("2026-07"))
    first = load("2026-07").first_release()
    (said,) = (each for each in facts.facts(first, "regions") if "larger market" in each.sentence
               and "China" in each.sentence.split()[0])  # fmt: skip
    assert said.expression == "exports.china > exports.usa"


def rows_turned(month):
    return getattr(tables.turned(load(month), "regions"), "rows", [])
