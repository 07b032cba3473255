"""No text makes the readers slow: patterns take time in proportion to the length of a text."""

import importlib
import pkgutil
import random
import re
import time
from re import _parser

import pandas as pd
import pytest

import helpers.sources as package
from helpers.sources import forms, names, release_text
from helpers.sources.documents import Document, Paragraph

SECONDS = 1.0
WORDS = [
    "수출", "수입", "수출입", "반도체", "자동차 부품", "무역수지", "일평균 ", "전년동월대비 ",
    "전년동기대비, ", "증감률(%)", "억 달러", "백만 달러", "(", ")", "[", "]", "△", "▲", "-", "→",
    "’24.", "1", "110.3", ",", ".", " ", "%", "증가", "감소", "조업일수", "물량", "톤", "2026년 ",
    "7월", "~", "·", "①", "1)", "\u3000", "對", "가나다라",
]  # fmt: skip
PROSE = "수출이 늘어난 품목은 반도체와 자동차 부품 그리고 선박 등이며 그 밖에 수입도 크게 늘었다 "
MONTH = pd.Period("2026-07", "M")


def read_everything(text):
    """Run all that reads running text; return the seconds it took."""
    start = time.perf_counter()
    document = Document("text", (Paragraph(text, "page 1"),))
    for at, passage in release_text.passages(document):
        list(release_text.sayings(passage, at))
        release_text.title_month(passage)
        release_text.release_day(passage, MONTH)
        release_text.growth_series(passage, MONTH)
    names.squeezed(text)
    return time.perf_counter() - start


@pytest.mark.parametrize("after", ["", "(", "(1", "(1억 달러", "(1억 달러, 1"])
@pytest.mark.parametrize("length", [52, 5_000, 50_000])
def test_prose_without_an_end_is_read_at_once(length, after):
    text = (PROSE.replace(" ", "") * (length // 40 + 1))[:length] + after
    assert read_everything(text) < SECONDS


@pytest.mark.parametrize("word", WORDS)
def test_one_word_without_end_is_read_at_once(word):
    assert read_everything(word * (40_000 // len(word))) < SECONDS


def test_mixed_words_are_read_at_once():
    chance = random.Random(20)
    for _ in range(400):
        kinds = chance.sample(WORDS, chance.randint(2, 6))
        text = "".join(chance.choice(kinds) for _ in range(chance.randint(1, 3_000)))
        assert read_everything(text) < SECONDS, text[:200]


def patterns():
    """Return every compiled pattern that a module of the package holds."""
    for info in pkgutil.iter_modules(package.__path__, "helpers.sources."):
        if info.name != "helpers.sources.pdf":
            for name, held in vars(importlib.import_module(info.name)).items():
                named = held if isinstance(held, dict) else {"": held}
                for key, pattern in named.items():
                    if isinstance(pattern, re.Pattern):
                        yield f"{info.name}.{name} {key}", pattern
    for key, whole, _ in forms.CONDITIONS:
        yield f"condition {key}", re.compile(key)
        yield f"values of {key}", re.compile(whole)


def endless_within_endless(parsed, inside=False):
    """Return whether a repeat without a limit holds another one."""
    for operator, argument in parsed:
        kind = str(operator)
        if kind in ("MAX_REPEAT", "MIN_REPEAT"):
            _, most, repeated = argument
            endless = most is _parser.MAXREPEAT
            held = [repeated]
        else:
            endless = False
            held = argument[3:] if kind == "SUBPATTERN" else []
            held = argument[1] if kind == "BRANCH" else held
        deeper = any(endless_within_endless(part, inside or endless) for part in held)
        if deeper or (endless and inside):
            return True
    return False


def test_no_pattern_repeats_a_repeat_without_limit():
    held = dict(patterns())
    assert len(held) >= 50
    assert endless_within_endless(_parser.parse("((?:a+ ?)+)b"))
    assert [name for name, held in held.items() if endless_within_endless(
        _parser.parse(held.pattern if isinstance(held.pattern, str) else held.pattern.decode())
    )] == []  # fmt: skip
