"""What holds of every answer of the claims language, on made-up series and made-up expressions."""

import ast
import builtins
import os
import random
import shutil
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from helpers import catalogue, claims
from helpers.claims import FUNCTIONS, KINDS, ask, claims_path, judge, read_claims
from helpers.claims.grammar import parse
from helpers.errors import ClaimError
from helpers.loading import Panel, load
from helpers.store import Arrays

END = pd.Period("2023-12", "M")
CODES = ("total", "usa", "china", "asean")


@pytest.fixture(scope="module")
def then():
    return load("2023-12", as_of="2024-01-01")


COLUMNS = {
    "unit": "usd_million", "basis": "customs", "status": "final", "published": "2024-01-01",
    "source": "made up", "note": "", "precision": 0.0, "later": False, "doubt": 0.0,
}  # fmt: skip


def figures(values: dict[pd.Period, float]) -> Arrays:
    """Arrays as `Panel.arrays` gives them."""
    columns = {
        name: np.full(len(values), said, object if isinstance(said, str) else None)
        for name, said in COLUMNS.items()
    }
    ordinals = np.array([period.ordinal for period in values], dtype=np.int64)
    return Arrays(ordinals, "M", {"value": np.array(list(values.values()), float), **columns})


EMPTY = figures({})


def panel(then: Panel, **series: dict[pd.Period, float]) -> Panel:
    """A panel with made-up exports on one definition, without reported rates, quarters or years."""
    made: dict[tuple[object, ...], Arrays] = {}
    for code, values in series.items():
        months_of = figures(values)
        for basis in (None, *catalogue.bases()):
            key = ("exports", code)
            made[(*key, "value", basis, "M")] = months_of if basis in (None, "customs") else EMPTY
            for measure, freq in (("yoy_pct", "M"), ("value", "Q"), ("value", "Y")):
                made[(*key, measure, basis, freq)] = EMPTY
    return replace(then, _cache=made, _paired={}, worked_out={})


def months(n: int) -> list[pd.Period]:
    return [END - back for back in range(n - 1, -1, -1)]


def values(low: int = 1, high: int = 9, least: int = 3, most: int = 30, gaps: bool = True):
    """Arrays of the last months; few different ones, so that ties and runs are common."""
    number = st.integers(low, high).map(float)
    listed = st.lists(number | st.none() if gaps else number, min_size=least, max_size=most)
    return listed.map(
        lambda each: {
            when: value
            for when, value in zip(months(len(each)), each, strict=True)
            if value is not None
        }
    )


@settings(max_examples=25, deadline=None)
@given(held=values(), threshold=st.integers(1, 8))
def test_a_streak_of_n_means_one_of_n_less_one_the_month_before(then, held, threshold):
    trade = panel(then, total=held)
    for month in held:
        now = ask(trade, f'streak(exports.total > {threshold} * usd_million, "{month}")')
        before = ask(trade, f'streak(exports.total > {threshold} * usd_million, "{month - 1}")')
        assert now.value == 0 or (now.value - 1, now.at_least) == (before.value, before.at_least)
        inside = [month - back for back in range(now.value)]
        assert all(held[each] > threshold for each in inside)
        stop = month - now.value
        assert (stop not in held) if now.at_least else held[stop] <= threshold


@settings(max_examples=25, deadline=None)
@given(held=values())
def test_highest_since_and_record_agree(then, held):
    assume(END in held)
    trade = panel(then, total=held)
    top, since, back = (
        ask(trade, f"{name}(exports.total)") for name in ("record", "since", "highest_in")
    )
    earlier = [each for each in held if each < END]
    as_high = [each for each in earlier if held[each] >= held[END]]
    if top.value is True:
        assert since.value is None and back.at_least
        assert not as_high
    if top.value is False:
        assert as_high
        assert since.value == max(as_high) or back.at_least
    if since.value is not None:
        assert top.value is False
        assert back.value == (END - since.value).n
        assert all(held[since.value + step] < held[END] for step in range(1, back.value))
    for step in range(1, back.value if back.at_least else 0):
        assert END - step in held and held[END - step] < held[END]


@settings(max_examples=20, deadline=None)
@given(held=values())
def test_lowest_and_highest_are_mirror_images(then, held):
    assume(END in held)
    trade = panel(then, total=held)
    turned = panel(then, total={when: 10 - value for when, value in held.items()})
    for high, low in (("record", "record_low"), ("since", "lowest_since")):
        a, b = ask(trade, f"{high}(exports.total)"), ask(turned, f"{low}(exports.total)")
        assert (a.value, a.never, a.at_least) == (b.value, b.never, b.at_least)


PARTS = st.lists(st.floats(1, 1e5), min_size=3, max_size=3)


@settings(max_examples=25, deadline=None)
@given(first=PARTS, last=PARTS)
def test_contributions_add_up_to_the_growth_of_the_total(then, first, last):
    parts = {code: {END - 12: a, END: b} for code, a, b in zip(CODES[1:], first, last, strict=True)}
    trade = panel(then, total={END - 12: sum(first), END: sum(last)}, **parts)
    added = ask(trade, " + ".join(f"contribution(exports.{code})" for code in parts)).value
    assert added == pytest.approx(ask(trade, "yoy(exports.total)").value, abs=1e-6)
    shares = ask(trade, " + ".join(f"share(exports.{code})" for code in parts)).value
    assert shares == pytest.approx(100)
    total = " + ".join(f"exports.{code}" for code in parts)
    assert ask(trade, f"agrees({total}, exports.total)").value is True


@settings(max_examples=25, deadline=None)
@given(held=values(low=1, high=500), scale=st.floats(1e-3, 1e3))
def test_growth_does_not_depend_on_the_unit(then, held, scale):
    trade = panel(then, total=held)
    scaled = panel(then, total={when: value * scale for when, value in held.items()})
    for question in ("yoy(exports.total)", "mom(exports.total)", "yoy(ytd(exports.total))"):
        a, b = ask(trade, question), ask(scaled, question)
        assert (a.value is None) == (b.value is None)
        if a.value is not None:
            assert a.value == pytest.approx(b.value, rel=1e-9, abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(a=values(), b=values())
def test_of_two_series_at_most_one_passed_the_other(then, a, b):
    trade = panel(then, usa=a, china=b)
    there, back = (
        ask(trade, "crossed(exports.usa, exports.china)"),
        ask(trade, "crossed(exports.china, exports.usa)"),
    )
    assert not (there.value and back.value)
    assert (there.value is None) == (back.value is None)
    if there.value or back.value:
        either = ask(trade, "crossings(exports.usa, exports.china)")
        level = a[END - 1] == b[END - 1]
        assert level or either.value >= 1


@settings(max_examples=20, deadline=None)
@given(held=values(), threshold=st.integers(1, 8))
def test_the_first_in_n_looks_over_n_less_one_others(then, held, threshold):
    held = {**held, END: threshold + 1.0}  # so that it is asked of a month in which it holds
    trade = panel(then, total=held)
    found = ask(trade, f"first_in(exports.total > {threshold} * usd_million)")
    assert found.value is not None
    noes = [END - back for back in range(1, found.value)]
    assert all(held[each] <= threshold for each in noes)
    stop = END - found.value
    assert (stop not in held) if found.at_least else held[stop] > threshold
    last = ask(trade, f"last_time(exports.total > {threshold} * usd_million)")
    assert last.value == (None if found.at_least else stop)


@pytest.mark.slow
def test_verdicts_do_not_depend_on_the_order_of_rows_or_of_claims(tmp_path, then):
    """Every file of the store with its rows shuffled, and the claims from last to first."""
    folder = tmp_path / "data"
    shutil.copytree(then.data_dir, folder, ignore=shutil.ignore_patterns("cache", "claims"))
    chance = random.Random(7)
    for path in (folder / "observations").glob("*.csv"):
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        chance.shuffle(rows)
        path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    read = read_claims(claims_path("2023-12"))
    turned = replace(read, claims=read.claims[::-1])
    shown = ["verdict", "reading", "supports", "robust", "revision", "now", "reading_now"]
    a = judge(read, load("2023-12")).set_index("id")[shown]
    b = judge(turned, load("2023-12", data_dir=folder)).set_index("id")[shown]
    pd.testing.assert_frame_equal(a, b.loc[a.index])


# ---------------------------------------------------------------- whatever is written


EXAMPLES = [each.example for each in (*FUNCTIONS.values(), *KINDS.values())]
LETTERS = st.characters(codec="utf-8")


def _refused(*args: object, **kwargs: object) -> None:
    raise AssertionError(f"called with {args} {kwargs}")


def test_the_language_never_hands_text_to_python() -> None:
    for path in Path(claims.__file__).parent.glob("*.py"):
        names = {
            node.id for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)
        }
        assert not names & {"eval", "exec", "compile", "__import__", "open", "globals", "vars"}


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A good expression with some letters left out, doubled, swapped or replaced."""
    text = list(draw(st.sampled_from(EXAMPLES)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text) - 1))
        other = draw(st.integers(0, len(text) - 1))
        kind = draw(st.sampled_from(["out", "twice", "swap", "letter", "other", "rest"]))
        if kind == "out" and len(text) > 1:
            del text[at]
        elif kind == "twice":
            text[at:at] = text[min(at, other) : max(at, other)]
        elif kind == "swap":
            text[at], text[other] = text[other], text[at]
        elif kind == "letter":
            text[at] = draw(LETTERS)
        elif kind == "other":
            text[at:other] = draw(st.sampled_from(EXAMPLES))
        else:
            text = text[: at + 1]
    return "".join(text)


def asked(trade: Panel, text: str) -> None:
    """Ask, in bounded time: an answer in words, or a refusal that marks a place in the text."""
    started = time.process_time()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(builtins, "eval", _refused)
            patch.setattr(os, "system", _refused)
            patch.setattr(subprocess, "Popen", _refused)
            found = ask(trade, text)
    except ClaimError as error:
        assert str(error) and error.problem
        if error.position is not None:
            assert 0 <= error.position <= len(text)
    else:
        assert found.text
        assert found.value is not None or found.reason
    assert time.process_time() - started < 5


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=mutated())
@example(text="__import__('os').system('ls')")
@example(text='value(exports.total, "__class__")')
@example(text="exports.__class__")
@example(text="9" * 400)
@example(text="1/" * 290 + "1")
@example(text="((((" * 100)
@example(text="- " * 25 + "1")
@example(text="streak(" * 60)
@example(text="moving_sum(exports.total, 600)")
@example(text='rising(exports.total, "1000-01", "2999-12")')
@example(text='value(exports.total, "1000-01")')
@example(text="999999999999 * 999999999999 " * 10 + "* 1")
def test_a_garbled_expression_is_refused_or_answered(then, text):
    asked(then, text)


@settings(max_examples=150, deadline=None)
@given(text=st.text(LETTERS, max_size=700))
def test_any_text_is_parsed_or_refused(text):
    try:
        parse(text)
    except ClaimError as error:
        assert str(error)


@settings(max_examples=100, deadline=None)
@given(raw=st.binary(max_size=80), coded=st.sampled_from(["latin-1", "utf-16", "cp949"]))
def test_bytes_are_no_expression_however_they_are_read(then, raw, coded):
    for given_ in (raw, raw.decode(coded, "replace"), raw.decode("utf-8", "surrogateescape")):
        try:
            ask(then, given_)
        except ClaimError as error:
            assert str(error)


@settings(max_examples=80, deadline=None)
@given(name=st.sampled_from(sorted(FUNCTIONS)), data=st.data())
def test_a_name_with_a_slip_is_refused_at_its_place_with_the_nearest_one(then, name, data):
    at = data.draw(st.integers(0, len(name) - 1))
    slip = name[:at] + data.draw(st.sampled_from(["", "x", name[at] * 2])) + name[at + 1 :]
    assume(slip not in FUNCTIONS and slip[:1].isalpha() and len(slip) > 2)
    with pytest.raises(ClaimError, match="unknown function") as caught:
        ask(then, f"1 > 0 and {slip}(exports.total)")
    assert caught.value.position == len("1 > 0 and ")
    assert caught.value.suggestion in FUNCTIONS


WORDS = st.sampled_from(
    [
        *FUNCTIONS,
        "exports.total",
        "balance.china",
        "exports.steel@classic",
        "items_15",
        "and",
        "or",
        "not",
        "(",
        ")",
        ",",
        ">",
        "==",
        "<",
        "-",
        "/",
        "3",
        "0.5",
        "0",
        '"2023-Q4"',
        "2023-12",
        "working_days",
        "usd_billion",
        '"month"',
        '"usd_billion"',
        "imports.",
        "@",
        '"',
        "2023",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=14).map(" ".join)))
def test_only_claim_errors_escape_whatever_is_written(then, text):
    asked(then, text)


SERIES = st.sampled_from(
    [
        "exports.total",
        "balance.usa",
        "exports.ships@classic",
        "imports.gas",
        "exports.asean",
        "exports.naphtha",
        "working_days",
        "exports.middle_east",
        "imports.germany",
    ]
)
LINES = st.recursive(
    SERIES,
    lambda inner: st.one_of(
        st.builds(
            "{}({})".format,
            st.sampled_from(
                [
                    "yoy",
                    "mom",
                    "change",
                    "quarterly",
                    "yearly",
                    "half_yearly",
                    "ytd",
                    "moving_sum",
                    "volume",
                ]
            ),
            inner,
        ),
        st.builds(
            "{}({})".format, st.sampled_from(["share", "contribution", "daily_average"]), inner
        ),
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner | st.just("3")),
    ),
    max_leaves=3,
)
CONDITIONS = st.builds(
    "{} {} {}".format, LINES, st.sampled_from([">", "<", ">=", "=="]), LINES | st.just("0")
)
QUESTIONS = st.one_of(
    st.builds(
        "{}({})".format,
        st.sampled_from(["since", "highest_in", "lowest_since", "record", "value"]),
        LINES,
    ),
    st.builds(
        "{}({})".format, st.sampled_from(["streak", "first_in", "last_time", "first"]), CONDITIONS
    ),
    st.builds("crossed({}, {})".format, LINES, LINES),
    st.builds("rank({}, {})".format, LINES, st.sampled_from(["markets_9", "imports.fuels"])),
    st.builds('says({}, 5.1, "pct")'.format, LINES),
    st.builds("{} and not {}".format, CONDITIONS, CONDITIONS),
)
EARLIER = {"2023-12": None, "1990-02": None, "2026-07": None}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(EARLIER)), QUESTIONS)
def test_well_formed_questions_have_an_answer_or_a_reason_in_any_month(month, question):
    EARLIER[month] = EARLIER[month] or load(month)
    try:
        found = ask(EARLIER[month], question)
    except ClaimError as error:
        assert error.position is not None
    else:
        assert found.value is not None or found.reason
        assert found.text
