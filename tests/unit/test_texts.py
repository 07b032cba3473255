"""The texts: the same in both languages, reached by real months, without typed numbers."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import yaml
from fontTools.ttLib import TTFont
from jinja2 import Environment, UndefinedError, nodes

from helpers import charts, texts
from helpers.findings import SECTIONS, Extreme, Finding, Run, sections, story
from helpers.loading import load
from helpers.texts.text import environment
from helpers.translation import FOLDER, LANGUAGES, speaking

FILES = sorted(path.name for path in (FOLDER / "en").glob("*.j2"))
YAML = ("cells", "labels", "phrases")
SHARED = "parts.j2"  # pieces of sentences that the others import
# Words that a reader has to translate, or that the field does not use.
FORBIDDEN = re.compile(
    r"\b(held|stands? in|printed|panel|in force|extent|of all months|on the year|figures?)\b", re.I
)
# Months at which every choice inside the texts is made both ways.
MONTHS = (
    "1985-11", "1985-12", "1992-01", "1992-06", "1993-06", "1994-02",
    "1997-02", "1997-06", "2001-03", "2001-07", "2002-09", "2009-01",
    "2010-12", "2012-01", "2013-03", "2013-07", "2016-12", "2017-12",
    "2020-05", "2020-09", "2021-01", "2021-11", "2022-05", "2022-09", "2022-12",
    "2023-01", "2023-05", "2023-06", "2023-07", "2023-11", "2023-12@2024-01-01",
    "2024-01", "2024-01@2024-02-01", "2024-04", "2024-06", "2024-10", "2025-01",
    "2025-09", "2025-12@2026-01-01", "2026-05", "2026-07", "2026-08",
)  # fmt: skip


def parsed(lang: str, file: str) -> nodes.Template:
    return environment(lang).parse((FOLDER / lang / file).read_text("utf-8"))


def macros(lang: str, file: str) -> dict[str, nodes.Macro]:
    return {macro.name: macro for macro in parsed(lang, file).find_all(nodes.Macro)}


def fields(macro: nodes.Macro) -> set[str]:
    """The names of a finding that a text uses."""
    return {
        node.attr
        for node in macro.find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name) and node.node.name == "f"
    } - {"period"}


@pytest.mark.parametrize("file", FILES)
def test_both_languages_know_the_same_keys_and_use_the_same_fields(file: str) -> None:
    english, korean = (macros(lang, file) for lang in ("en", "ko"))
    if file == SHARED:
        return
    assert set(english) == set(korean)
    assert {key: fields(each) for key, each in english.items()} == {
        key: fields(each) for key, each in korean.items()
    }


class Once(yaml.SafeLoader):
    """A reader of YAML that refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        assert [key for key in keys if keys.count(key) > 1] == []
        return super().construct_mapping(node, deep)


def read(lang: str, name: str) -> dict:
    return yaml.load((FOLDER / lang / f"{name}.yaml").read_text("utf-8"), Once)


def fields_of(text: str) -> set[str]:
    """The fields of a phrase; one without a name is the empty text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_a_label_given_twice_is_refused() -> None:
    with pytest.raises(AssertionError, match="a"):
        yaml.load("a: 1\nb: 2\na: 3", Once)


def test_both_languages_have_the_same_phrases_with_the_same_named_fields() -> None:
    english, korean = (read(lang, "phrases") for lang in LANGUAGES)
    assert list(english) == list(korean)
    assert [key for key in english if not (english[key] and korean[key])] == []
    named = {key: fields_of(text) for key, text in english.items()}
    assert {key: fields_of(text) for key, text in korean.items()} == named
    assert [key for key, fields in named.items() if not all(map(str.isidentifier, fields))] == []


def constants(node: ast.expr | None) -> set[str]:
    """The texts an expression may be: itself, or either side of a choice."""
    either = (node.body, node.orelse) if isinstance(node, ast.IfExp) else (node,)
    return {str(each.value) for each in either if isinstance(each, ast.Constant) and each.value}


def asked(tree: ast.Module) -> Iterator[tuple[str, set[str] | None]]:
    """Keys of phrases in a module, with the fields of their calls; None where they are not known.

    A key is the first argument of `phrase`, or is kept under the name phrase or absent.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "phrase":
            fields = {each.arg or "" for each in node.keywords}
            for key in constants(node.args[0]):
                yield key, None if "" in fields else fields
        named = node.target if isinstance(node, ast.AnnAssign) else node
        name = getattr(named, "id", getattr(named, "arg", ""))
        if isinstance(node, ast.keyword | ast.AnnAssign) and name in ("phrase", "absent"):
            yield from ((key, None) for key in constants(node.value))


def test_the_code_asks_for_every_phrase_and_hands_over_its_fields() -> None:
    known = {key: fields_of(text) for key, text in read("en", "phrases").items()}
    modules = [ast.parse(path.read_text("utf-8")) for path in FOLDER.parent.rglob("*.py")]
    calls = [call for tree in modules for call in asked(tree)]
    assert {key for key, _ in calls} == set(known)
    assert [
        (key, fields) for key, fields in calls if fields is not None and known[key] - fields
    ] == []


def test_no_korean_phrase_or_label_is_in_the_polite_style() -> None:
    words = "".join((FOLDER / "ko" / f"{name}.yaml").read_text("utf-8") for name in YAML)
    assert re.findall("습니다|하세요", words) == []


def test_both_languages_have_the_same_files_and_labels() -> None:
    assert sorted(path.name for path in (FOLDER / "ko").glob("*.j2")) == FILES
    english, korean = (read(lang, "labels") for lang in LANGUAGES)
    assert list(english) == list(korean)
    for group in set(english) - {"to"}:  # English needs no word of its own for exports to a market
        assert list(english[group]) == list(korean[group]), group


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("file", FILES)
def test_no_number_is_typed_into_a_text(lang: str, file: str) -> None:
    for data in parsed(lang, file).find_all(nodes.TemplateData):
        # an interval of 80 per cent, a mean of three months, the months of a year from "1~"
        assert not re.search(r"\d", re.sub("80%|1~|3개월 이동평균", "", data.data)), data.data


@pytest.mark.parametrize("file", FILES)
def test_no_text_has_a_word_that_the_pages_must_not_have(file: str) -> None:
    written = "".join(data.data for data in parsed("en", file).find_all(nodes.TemplateData))
    assert FORBIDDEN.findall(written) == []


@pytest.mark.parametrize("name", ["labels", "phrases"])
def test_no_label_or_phrase_has_such_a_word(name: str) -> None:
    assert FORBIDDEN.findall("\n".join(map(str, values(read("en", name))))) == []


def values(of: dict) -> list:
    """The texts of a file, of all groups."""
    return [
        text
        for each in of.values()
        for text in (values(each) if isinstance(each, dict) else [each])
    ]


def test_a_text_that_asks_for_a_name_the_finding_lacks_is_an_error() -> None:
    finding = Finding("exports.to_date", "exports.total", pd.Period("2026-07", "M"), {"value": 1.0})
    with pytest.raises(UndefinedError, match="growth"):
        texts.sentence(finding)


def test_a_number_links_to_its_evidence_and_one_published_later_has_a_dagger() -> None:
    finding = Finding(
        "imports.level", "imports.total", pd.Period("2023-12", "M"),
        {"value": 53180.0, "growth": -10.8, "extreme": None},
        evidence="imports.html#tab-headline-imports", later=True,
    )  # fmt: skip
    here = texts.sentence(finding, page="imports.html")
    assert here == (
        'Imports fell <a class="n" href="#tab-headline-imports">10.8%</a>† to'
        ' <a class="n" href="#tab-headline-imports">$53.2 billion</a>.'
    )
    with speaking("ko"):
        assert texts.sentence(finding).striptags() == "수입은 10.8%† 감소한 531.8억 달러."


def test_ranks_runs_and_extremes_read_as_words() -> None:
    month = pd.Period("2026-07", "M")
    run = Finding("exports.run", "exports.total", month, {"run": Run(True, 14, 0, 8)})
    assert texts.sentence(run) == (
        "Exports have now grown for 14 months, the last eight by double digits."
    )
    high = Extreme("high", "month", pd.Period("1985-01", "M"), 41, origin=True)
    level = Finding(
        "imports.level", "imports.total", month, {"value": 68570.0, "growth": 26.5, "extreme": high}
    )
    assert (
        texts.sentence(level)
        .striptags()
        .endswith("the highest January since records began in 1985.")
    )


@pytest.mark.parametrize("path", sorted((FOLDER / "ko").iterdir()), ids=lambda path: path.name)
def test_the_fonts_of_the_pages_draw_every_letter_of_the_korean_texts(path: Path) -> None:
    fonts = Path(charts.__file__).parent / "fonts"
    drawn = {
        code
        for name in ("Ktrade-KR-Regular", "Ktrade-Regular")
        for code in TTFont(fonts / f"{name}.otf").getBestCmap()
    }
    text = path.read_text("utf-8")
    assert [each for each in sorted(set(text)) if each > "\u02ff" and ord(each) not in drawn] == []


class Marked(Environment):
    """An environment whose templates tell which of their branches are rendered."""

    reached: set[tuple[str, int]]
    known: set[tuple[str, int]]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        ends = {id(each) for node in template.find_all(nodes.If) for each in node.elif_}
        for number, node in enumerate(template.find_all((nodes.If, nodes.CondExpr))):
            for way, at in enumerate(("body", "else_") if isinstance(node, nodes.If) else ()):
                if at == "body" or id(node) not in ends:
                    self.known.add((f"{name}:{number}", way))
                    getattr(node, at).insert(0, nodes.Output([self._call(f"{name}:{number}", way)]))
            if isinstance(node, nodes.CondExpr):
                for way, at in enumerate(("expr1", "expr2")):
                    self.known.add((f"{name}:{number}", way))
                    old = getattr(node, at) or nodes.Const("")
                    setattr(node, at, nodes.Concat([self._call(f"{name}:{number}", way), old]))
        return template

    @staticmethod
    def _call(name: str, way: int) -> nodes.Call:
        given = [nodes.Const(name), nodes.Const(way)]
        return nodes.Call(nodes.Name("reached", "load"), given, [], None, None)


@pytest.mark.slow
def test_every_branch_of_every_text_is_reached_by_a_month_of_the_store(monkeypatch) -> None:
    marked = {lang: watched(environment(lang)) for lang in LANGUAGES}
    monkeypatch.setattr("helpers.texts.text._environment", marked.get)
    for asked in MONTHS:
        month, _, as_of = asked.partition("@")
        trade = load(month, as_of)
        told = story(trade)
        groups = [told.lead, *told.paragraphs.values(), told.notes]
        groups += sections(trade, *SECTIONS).values()
        for lang in LANGUAGES:
            with speaking(lang):
                texts.headline(told.headline)
                for findings in groups:
                    texts.paragraph(findings)

    assert [sorted(each.known - each.reached) for each in marked.values()] == [[], []]


def watched(plain: Environment) -> Marked:
    """Return an environment that notes which ways of its choices are taken."""
    marked = Marked(
        loader=plain.loader, undefined=plain.undefined, autoescape=True,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    marked.known, marked.reached = set(), set()
    marked.filters |= plain.filters

    def reached(name: str, way: int) -> str:
        marked.reached.add((name, way))
        return ""

    marked.globals["reached"] = reached
    return marked
