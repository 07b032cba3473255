"""The number of a statement beside the numbers of its check."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.claims import claims_path, read_claims
from helpers.claims.grammar import parse
from helpers.claims.result import read_period
from helpers.claims.said import KNOWN_UNITS, PERIODS, Said, difference, read_said

BILLION = 'says(exports.total, 57.6, "usd_billion")'
GROWTH = 'says(yoy(imports.total), -10.8, "pct")'
LATEST = 'since(exports.total) == "2022-07"'
YEARS = "first_in(yearly(balance.total) < 0) == 31"


@pytest.mark.parametrize(
    ("value", "unit", "check", "period"),
    [
        (57.6, "usd_billion", BILLION, "2023-12"),
        (576, "usd_100m", BILLION, "2023-12"),
        (57600, "usd_million", BILLION, "2023-12"),
        (-10.8, "pct", GROWTH, "2023-12"),
        (10.8, "pct", GROWTH, "2023-12"),  # "fell by 10.8%"
        (10.8, "pct", f"{BILLION} and {GROWTH}", "2023-12"),
        (1.5, "pct_points", 'says(share(exports.usa), 1.5, "pp")', "2023-12"),
        (3, "months", "streak(yoy(exports.total) > 0) == 3", "2023-12"),
        (3, "months", "3 == streak(yoy(exports.total) > 0)", "2023-12"),
        (3, "quarters", "streak(quarterly(balance.total) > 0) == 3", "2023-12"),
        (9, "months", "streak(quarterly(balance.total) > 0) == 3", "2023-12"),
        (3, "years", "highest_in(balance.total) == 36", "2023-12"),
        (31, "years", YEARS, "2023"),
        (1992, "year", YEARS, "2023"),
        (20, "years", "first_in(exports.usa > exports.china) >= 20 * 12", "2023-12"),
        ("2022-07", "month", LATEST, "2023-12"),
        (17, "months", LATEST, "2023-12"),
        ("2022-07", "month", "highest_in(exports.total) == 17", "2023-12"),
        ("2022-Q3", "quarter", 'since(quarterly(exports.total)) == "2022-Q3"', "2023-Q4"),
        ("2022", "year", 'since(yearly(exports.total)) == "2022"', "2023"),
        (10, "usd_billion", "exports.china >= 10 * usd_billion", "2023-12"),
        (10, "usd_billion", "streak(exports.china >= 10 * usd_billion) == 5", "2023-12"),
        (5, "months", "streak(exports.china >= 10 * usd_billion) == 5", "2023-12"),
        (11, "usd_billion", "first_at_least(exports.usa, 11 * usd_billion) == 2023-12", "2023-12"),
        (8, "of 15 items", "count(items_15, yoy > 0) == 8", "2023-12"),
        (2, "rank", "rank(exports.usa, countries) == 2", "2023-12"),
        (1, "rank", "crossed(exports.usa, exports.china)", "2023-12"),  # nothing to compare
        (5.1, "pct", "yoy(exports.total) > 0", "2023-12"),
        (-2.9, "pct", "yoy(exports.china) < 0 and yoy(exports.china) > -5", "2023-12"),
        (10.5, "pct", "yoy(exports.usa) >= 10 and yoy(exports.usa) < 11", "2023-12"),
    ],
)
def test_the_same_number_is_recognised(value, unit, check, period):
    said = read_said(value, unit)
    assert isinstance(said, Said)
    assert difference(said, parse(check), read_period(period)) == ""


@pytest.mark.parametrize(
    ("value", "unit", "check", "numbers"),
    [
        (57.7, "usd_billion", BILLION, "57.6 usd_billion"),
        (57.6, "usd_million", BILLION, "57.6 usd_billion"),
        (57.6, "pct", BILLION, "57.6 usd_billion"),
        (-57.6, "usd_billion", BILLION, "57.6 usd_billion"),  # a rise has no other sign
        (5.1, "pct", f"{BILLION} and {GROWTH}", "57.6 usd_billion, -10.8 pct"),
        (4, "months", "streak(yoy(exports.total) > 0) == 3", "3 months"),
        (3, "years", "streak(yoy(exports.total) > 0) == 3", "3 months"),
        (3, "months", "streak(quarterly(balance.total) > 0) == 3", "9 months"),
        (36, "years", "highest_in(balance.total) == 36", "36 months"),
        ("2022-06", "month", LATEST, "2022-07"),
        (18, "months", LATEST, "2022-07"),
        ("2022-06", "month", "highest_in(exports.total) == 17", "17 months"),
        (5, "usd_billion", "exports.china >= 10 * usd_billion", "10 usd_billion"),
        (100, "usd_billion", "exports.china >= 10 * usd_billion", "10 usd_billion"),
        (9, "of 15 items", "count(items_15, yoy > 0) == 8", "8"),
        (-6, "pct", "yoy(exports.china) < 0 and yoy(exports.china) > -5", "-5"),
        ("2022", "year", LATEST, "2022-07"),
    ],
)
def test_another_number_is_a_difference_and_those_of_the_check_are_named(
    value, unit, check, numbers
):
    said = read_said(value, unit)
    assert isinstance(said, Said)
    assert difference(said, parse(check), read_period("2023-12")) == numbers


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("x", "pct", "a number as value"),
        (True, "pct", "a number as value"),
        (float("inf"), "pct", "a number as value"),
        (None, "pct", "a number as value"),
        (3, "", "a text as unit"),
        (3, None, "a text as unit"),
        (3, "usd_bilion", "did you mean 'usd_billion'"),
        ("2022-06", "months", "a number as value"),
        ("2022-06", "year", "as value a year, such as 2022"),
        ("2022-13", "month", "as value a month, such as 2022-06"),
        ("soon", "quarter", "as value a quarter, such as 2022-Q2"),
    ],
)
def test_what_is_no_number_of_a_statement_is_refused(value, unit, words):
    assert words in read_said(value, unit)


@given(
    value=st.floats(-1e6, 1e6).filter(bool),
    unit=st.sampled_from([each for each in KNOWN_UNITS if each not in PERIODS]),
)
def test_a_number_is_the_same_as_itself(value, unit):
    said = read_said(round(value, 3), unit)
    assert isinstance(said, Said)
    check = parse(f'says(exports.total, {said.value:.3f}, "{unit}")')
    assert difference(said, check, pd.Period("2023-12", "M")) == ""


@given(months=st.integers(1, 600))
def test_a_length_of_time_and_its_start_are_the_same(months):
    period = pd.Period("2023-12", "M")
    start = str(period - months)
    check = parse(f'since(exports.total) == "{start}"')
    assert difference(Said(float(months), "months"), check, period) == ""
    check = parse(f"highest_in(exports.total) == {months}")
    assert difference(Said(start, "month"), check, period) == ""
    assert difference(Said(float(months + 1), "months"), check, period) == f"{months} months"


def test_the_claims_of_the_store_say_what_they_check():
    claims = read_claims(claims_path("2023-12")).claims
    compared = [claim for claim in claims if claim.said.unit and claim.check]
    assert len(compared) >= 35
