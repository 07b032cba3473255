"""Statements made of printed figures, true and false ones, get the right verdict or stay open.

For every month with a first release, and for months before, statements of every kind are made from
the figures as printed (`printed_statements`). What is true is worked out by plain loops over the
printed values (`published_figures`), as known on the day of the release, after the annual closing,
and now. A number said wrongly stands beside each right one. What ordinary revisions or another
definition leave open may be left open; what is decided must be right.
"""

import json
import re
from collections import Counter
from functools import cache

import pytest

from helpers.claims import Result, ask, ask_panel, judge, plain_verdict
from helpers.loading import Panel, load

from .printed_statements import Statement, releases, statements
from .published_figures import NOW, Known, members

RELEASES = releases()
OPEN = "cannot be decided"
# Bare items and groups of countries follow the ministry's lists in a file of claims, and here the
# definitions of the tables.
GROUPS = ["items_20", "markets_9", "asean", "eu", "cis"]
LISTED = re.compile(r"\b(" + "|".join([*members("items_20"), *GROUPS]) + r")\b")
BEFORE = [f"{n // 12}-{n % 12 + 1:02}" for n in range(2001 * 12, 2022 * 12, 9)]
OLDER = [month for month in BEFORE if month not in RELEASES]


# So many there are of each kind; those of numbers said wrongly stand under the kind itself. More
# observations make more statements, and fewer that cannot be decided.
AT_LEAST = {
    "value": 1198, "growth": 1183, "growth on the month": 332, "growth of the quarter": 285,
    "growth of the daily average": 99, "balance": 302, "share": 751, "contribution": 577,
    "quarter": 418, "year": 36, "daily average": 169, "streak": 920, "balance streak": 171,
    "streak above a threshold": 195, "first in": 70, "since": 1738, "record": 888, "rank": 431,
    "crossing": 74, "count": 220, "direction": 8, "threshold": 250,
}  # fmt: skip
OF_VERDICTS = {"holds": 3274, "does not hold": 4313, "misstated": 2280}
AT_MOST = {"not available": 112, OPEN: 708}


def written(made: list[Statement], month: str, day: str) -> str:
    """Write statements as a file of claims."""
    about = {"kind": "value", "flow": "none", "breakdown": "total", "code": "total"}
    claims = [
        {"id": str(i), "statement": each.kind, "check": each.check, "period": month, **about}
        for i, each in enumerate(made)
    ]
    head = {"month": month, "published": day, "article": {"title": "Printed figures", "url": "-"}}
    return json.dumps(head | {"claims": claims})


def verdict(found: Result) -> str:
    if found.value is None:
        return "cannot be decided"
    slip = found.slip and not found.slip.startswith("the number of")  # by chance, that of a year
    return "holds" if found.value else "misstated" if slip else "does not hold"


@cache
def expected(month: str, made: str, known: str, every: int = 1) -> dict[str, str]:
    """Give what is right to say, on one day, of the statements made on another."""
    day = Known(known, month)
    return {each.check: each.verdict(day) for each in statements(month, made)[::every]}


def given(trade: Panel, checks: dict[str, str]) -> dict[str, str]:
    """Give what the package says."""
    found = {check: ask_panel(trade, check) for check in checks}
    return {
        check: OPEN if each.how == "by another source of that day" else verdict(each)
        for check, each in found.items()
    }


def wrong(given: dict[str, str], right: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Give what is decided otherwise: what is right, and what the package says."""
    said = {check: (right[check], each) for check, each in given.items()}
    return {check: pair for check, pair in said.items() if pair[1] not in (pair[0], OPEN)}


@pytest.mark.parametrize("month", RELEASES)
def test_as_of_the_release(month):
    right = expected(month, RELEASES[month], RELEASES[month])
    assert wrong(given(load(month, RELEASES[month]), right), right) == {}


@pytest.mark.parametrize("month", RELEASES)
def test_now(month):
    right = expected(month, RELEASES[month], NOW, every=3)
    assert wrong(given(load(month), right), right) == {}


@pytest.mark.parametrize("month", list(RELEASES)[::4])
def test_after_the_annual_closing(month):
    day = f"{int(month[:4]) + 1}-02-16"
    right = expected(month, RELEASES[month], day, every=2)
    assert wrong(given(load(month, day), right), right) == {}


@pytest.mark.parametrize("month", OLDER)
def test_months_without_a_first_release(month):
    right = expected(month, NOW, NOW)
    assert wrong(given(load(month), right), right) == {}


@pytest.mark.parametrize("month", list(RELEASES)[5::12])
def test_a_file_of_claims_is_judged_then_and_now(month, tmp_path):
    day, path = RELEASES[month], tmp_path / "claims.yaml"
    made = statements(month, day)
    path.write_text(written(made, month, day), encoding="utf-8")
    judged = judge(path, load(month)).set_index("check")
    then, now = (judged[column].map(plain_verdict) for column in ("verdict", "now"))
    same = [check for check in judged.index if not LISTED.search(check)]
    assert len(same) > 50
    assert wrong(then[same].to_dict(), expected(month, day, day)) == {}
    assert wrong(now[same].to_dict(), expected(month, day, NOW)) == {}
    for each in made:
        row = judged.loc[each.check]
        reading = row["reading"].replace("−", "-").replace(",", "")
        assert row["verdict"] != "holds" or each.how(Known(day, month)) in reading


def test_what_a_release_printed_holds_on_its_day():
    found = Counter()
    for month, day in RELEASES.items():
        for each in statements(month, day):
            if each.kind.endswith("as printed"):
                assert each.truth(Known(day, month)) is True, (month, each.check)
                found[ask(load(month, day), each.check).value] += 1
    assert found == {True: found[True]} and found[True] >= 206


def test_little_of_what_was_printed_is_left_open():
    counts = Counter()
    for month, day in list(RELEASES.items())[3::9]:
        right = expected(month, day, day)
        said = given(load(month, day), right)
        counts.update(said[check] == OPEN for check in right if right[check] != OPEN)
    assert counts[True] / counts.total() < 0.2


def test_there_are_statements_of_every_kind_and_every_verdict():
    kinds, verdicts = Counter(), Counter()
    for month, day in RELEASES.items():
        for each in statements(month, day):
            kinds[each.kind.partition(",")[0].removesuffix(" as printed")] += 1
        verdicts.update(expected(month, day, day).values())
    counts = kinds + verdicts
    short = {
        kind: counts[kind]
        for kind, least in (AT_LEAST | OF_VERDICTS).items()
        if counts[kind] < least
    }
    assert short == {}
    assert {kind for kind, most in AT_MOST.items() if not 0 < counts[kind] <= most} == set()
