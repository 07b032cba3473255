"""Slips: each is found where it was made, and none where the number is right."""

import math
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helpers.claims import ask
from helpers.claims.slips import slip
from helpers.loading import load
from helpers.translation import labels

WRONG_SIGN, SWAPPED, LOST = (labels("slips")[each] for each in ("sign", "swapped", "first_digit"))

NUMBERS = st.decimals(min_value=-9999, max_value=9999, places=2).filter(lambda each: abs(each) >= 1)


@pytest.mark.parametrize(
    ("exact", "said", "words"),
    [
        (4.48, "44.8", "too large by a factor of ten"),
        (4.48, "448", "too large by a factor of a hundred"),
        (4.48, "4480", "too large by a factor of a thousand"),
        (44.8, "4.48", "too small by a factor of ten"),
        (4480.0, "4.48", "too small by a factor of a thousand"),
        (4.52, "44.8", "too large by a factor of ten"),  # a number revised by a per cent
        (-4.48, "4.48", WRONG_SIGN),
        (709.4, "704.9", SWAPPED),
        (709.44, "704.9", SWAPPED),
        (709.38, "704.9", SWAPPED),
        (-709.4, "-704.9", SWAPPED),
        (16.41, "6.41", LOST),
        (-16.41, "-6.41", LOST),
        (16.418, "6.41", LOST),
        (10.41, "0.41", LOST),
        (4.60, "44.8", ""),
        (4.48, "5.0", ""),
        (0.0, "0.0", ""),
        (-0.06, "0.0", ""),
        (0.5, "0.1", ""),
        (90.12, "9.12", SWAPPED),
        (709.4, "904.7", ""),  # no neighbours
        (709.4, "-907.4", ""),  # two slips at once
        (12.0, "2", ""),  # a single digit agrees too easily
        (5.1, "1.5", ""),
        (math.inf, "1.5", ""),
        (math.nan, "1.5", ""),
        (1e300, "1.5", ""),
    ],
)
def test_a_slip_is_named(exact, said, words) -> None:
    assert slip(exact, said) == words


@pytest.mark.parametrize(
    ("exact", "said", "unit", "words"),
    [
        (57657.0, "57.7", "usd_million", "a thousand (million for billion)"),
        (0.0448, "44.8", "usd_billion", "a thousand (billion for million)"),
        (5766.0, "57.7", "usd_million", "a hundred"),
        (44800.0, "44.8", "days", "a thousand"),
    ],
)
def test_in_dollars_a_factor_of_a_thousand_is_a_million_for_a_billion(exact, said, unit, words):
    assert slip(exact, said, unit=unit).endswith(f"by a factor of {words}")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("-7.4", "the number of 2023"),
        ("-8.0", ""),
        ("7.7", "the number of 2023-11"),
        ("7", ""),  # a single digit agrees too easily
        ("6.2", ""),
        ("5.3", ""),  # too near to tell from a wrong digit
    ],
)
def test_the_number_of_another_period_is_named(said, words) -> None:
    assert slip(5.1, said, {"2023": -7.42, "2023-11": 7.71, "2021": 5.3, "2022": math.nan}) == words


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ('says(yoy(exports.total), -7.4, "pct")', "−7.4 is the number of 2023"),
        ('says(exports.total, 632.7, "usd_billion")', "632.7 is the number of 2023"),
        ('says(balance.total, -9.97, "usd_billion")', "−9.97 is the number of 2023"),
        (
            'says(value(exports.total, "2023"), 57.7, "usd_billion")',
            "57.7 is the number of 2023-12",
        ),
        ('says(yoy(yearly(exports.total)), 5.1, "pct")', "5.1 is the number of 2023-12"),
        ('says(exports.total, 57.8, "usd_billion")', "not 57.8"),
        ('says(exports.total, 61.2, "usd_billion")', "not 61.2"),
    ],
)
def test_the_month_taken_for_the_year_and_the_reverse_are_named(expression, words) -> None:
    answer = ask(load("2023-12", as_of="2024-01-01"), expression)
    assert answer.value is False
    assert answer.text.endswith(words)
    assert bool(answer.slip) == ("number of" in words)


def test_the_year_to_date_is_named_by_its_months() -> None:
    trade = load("2024-06", as_of="2024-07-01")
    year = ask(trade, "ytd(exports.total)").value / 1000
    answer = ask(trade, f'says(exports.total, {year:.1f}, "usd_billion")')
    assert answer.text.endswith("is the number of 2024-01..2024-06")


@given(number=NUMBERS, factor=st.sampled_from([10, 100, 1000]), grows=st.booleans())
def test_a_factor_is_found_and_its_direction(number, factor, grows) -> None:
    exact = number if grows else number * factor
    said = number * factor if grows else number
    words = slip(float(exact), f"{said:.2f}")
    assert words.startswith("too large" if grows else "too small")
    assert words.endswith({10: "ten", 100: "a hundred", 1000: "a thousand"}[factor])


@given(number=NUMBERS)
def test_a_wrong_sign_is_found(number) -> None:
    assert slip(float(number), f"{-number:.2f}") == WRONG_SIGN


@given(number=NUMBERS, at=st.integers(0, 4))
def test_swapped_digits_are_found(number, at) -> None:
    digits = list(f"{abs(number):.2f}".replace(".", ""))
    assume(at + 1 < len(digits) and digits[at] != digits[at + 1])
    digits[at], digits[at + 1] = digits[at + 1], digits[at]
    said = Decimal("".join(digits)).scaleb(-2).copy_sign(number)
    assume(said != 0)
    words = slip(float(number), f"{said:.2f}")
    assert words == SWAPPED or "factor" in words  # 1.00 for 10.00 is both
    assert words == slip(-float(number), f"{-said:.2f}")


@given(number=NUMBERS.filter(lambda each: abs(each) >= 10))
def test_a_lost_digit_is_found(number) -> None:
    said = Decimal(f"{abs(number):.2f}"[1:]).copy_sign(number)
    assume(abs(said) >= 1)
    words = slip(float(number), f"{said:.2f}")
    assert words in (LOST, SWAPPED) or "factor" in words


@given(
    exact=st.floats(allow_nan=True, allow_infinity=True),
    said=st.decimals(-(10**9), 10**9, places=3),
    others=st.dictionaries(st.text(max_size=5), st.floats(), max_size=3),
)
def test_any_numbers_get_a_text(exact, said, others) -> None:
    assert isinstance(slip(exact, f"{said:f}", others, unit="usd_billion"), str)


@given(number=NUMBERS)
def test_the_right_number_is_no_slip_of_itself(number) -> None:
    assert slip(float(number), f"{number:.2f}") == ""
