"""The 67 claims about December 2023: the computed verdicts against the researched ones."""

import pytest

from helpers.claims import claims_path, judge, plain_verdict, read_claims
from helpers.claims.claims_file import RESEARCHED
from helpers.loading import load

# Where the data say otherwise than the sources, and why.
EXCEPTIONS = {
    "2023-12-A-30": (
        "cannot be decided",
        "true by the ministry's word; exports to the USA are held by month from 2016-01 only",
    ),
    "2023-12-A-31": (
        "cannot be decided",
        "misstated by the ministry's word; no figure of the month by item and country is held",
    ),
    "2023-12-A-40": ("misstated", "false, and named as what it is: too large by a factor of ten"),
    "2023-12-S-16": ("misstated", "the sources conflict; unrounded shares give 1.4, not 1.5"),
    "2023-12-A-36": (
        "cannot be decided",
        "no figure of July 2023 was available; the later one is 0.7% below the threshold",
    ),
    "2023-12-S-06": (
        "cannot be decided",
        "of two of the 15 items no growth was reported: the later panel leaves their sign open",
    ),
    "2023-12-S-17": ("misstated", "false, and named as what it is: too small by a factor of ten"),
}
# Arrays of the first release that the revision moved beyond their printed digits.
REVISED = {"A-05", "A-15", "A-37", "S-12", "S-13", "S-18"}
# A streak whose fourth month rose by 0.2%: by now that is a first figure never revised in the data.
OPEN_NOW = {"S-05"}
OPEN_THEN = {"A-36"}  # its decisive month was not available on the day


@pytest.fixture(scope="module")
def claims():
    return read_claims(claims_path("2023-12"))


@pytest.fixture(scope="module")
def table(claims):
    return judge(claims, load("2023-12")).set_index("id")


def test_all_claims_are_there(claims):
    ids = [claim.id.removeprefix("2023-12-") for claim in claims.claims]
    assert ids == [f"A-{n:02}" for n in range(1, 50)] + [f"S-{n:02}" for n in range(1, 19)]
    assert all(claim.researched and claim.source for claim in claims.claims)


def test_verdicts_equal_the_researched_ones(table):
    expected = table["researched"].map(RESEARCHED)
    expected.update({key: verdict for key, (verdict, _) in EXCEPTIONS.items()})
    different = table["verdict"].map(plain_verdict).ne(expected)
    assert table.loc[different, ["verdict", "researched", "reading"]].to_dict("index") == {}


def test_exceptions_are_exceptions(table):
    for key, (verdict, reason) in EXCEPTIONS.items():
        assert table.at[key, "verdict"] == verdict
        assert RESEARCHED[table.at[key, "researched"]] != verdict, reason


def test_what_a_verdict_rests_on_is_given(table):
    decided = table[table["decided_by"].str.contains("data")]
    assert decided["evidence"].map(len).min() >= 1
    known = decided[~decided["later"]]
    for row in known.itertuples():
        late = [
            observation for observation in row.evidence if observation.published > str(row.as_of)
        ]
        assert all(observation.later for observation in late)


def test_no_verdict_rests_on_a_stand_in_without_saying_so(table):
    said = table["reading"].str.endswith("first published after that day.")
    assert said.equals(table["later"])
    assert 5 <= said.sum() <= 20


def test_the_revision_turns_only_printed_figures(table):
    turned = {key.removeprefix("2023-12-") for key in table.index[table["revised"]]}
    assert turned == REVISED | OPEN_NOW | OPEN_THEN
    assert table.loc["2023-12-S-05", "now"] == "cannot be decided"
    assert set(table.loc[[f"2023-12-{key}" for key in REVISED], "now"]) == {"does not hold"}


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("A-06", "truncated to 57.6"),
        ("A-07", "3 months (2023-10 to 2023-12)"),
        ("A-08", "−2 days. 'Fishing days' are working days"),
        ("A-16", "last as high in 2022-06 (+14.9%), 18 months earlier"),
        ("A-04", "China: first in 31 years: last in 1992"),
        ("A-12", "first since the data start in 2016-01"),
        ("A-20", "Passenger cars (HS 8703): 18 months (2022-07 to 2023-12)"),
        ("A-20", "2022-09 is not available for Automobiles"),
        ("A-30", "at least 96 months"),
        ("A-38", "46.4% of the change"),
        ("A-40", "USD 4.48 billion: 44.8 is too large by a factor of ten"),
        ("A-41", "36 months earlier"),
        ("A-43", "first in 20 months: last in 2022-02"),
        ("S-01", "17 months earlier"),
        ("S-04", "12 months (2022-10 to 2023-09)"),
        ("S-06", "8 to 10 of 15"),
        ("S-16", "+1.44 pp, not 1.5"),
        ("S-17", "too small by a factor of ten"),
    ],
)
def test_readings_say_what_the_data_say(claim, words, table):
    assert words in table.at[f"2023-12-{claim}", "reading"]


def test_the_evidence_for_twenty_years_is_kept_apart(table):
    supports = table.at["2023-12-A-30", "supports"]
    for words in ("US imports from Korea", "last in 2002", "2003-06", "2003-07", "2023-12"):
        assert sum(words in each for each in supports) == 1
