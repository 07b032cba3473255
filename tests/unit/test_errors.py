"""Messages of the errors: what is wrong, which value, what is allowed."""

import datetime as dt
import pickle

import pandas as pd
import pytest

from helpers import errors

MONTH = pd.Period("2023-12", "M")
SAMPLES = [
    errors.MonthError("2023-13"),
    errors.DateError("2023-02-30"),
    errors.CoverageError(pd.Period("1984-05", "M"), pd.Period("1985-01", "M"), MONTH),
    errors.AsOfError(dt.date(2023, 12, 31), MONTH, dt.date(2024, 1, 1)),
    errors.DataError([errors.Problem("totals.csv", 7, "unit", "kg", "usd_million or pct")]),
    errors.ParameterError("mnth", ["month", "as_of", "lang"]),
    errors.ClaimError("streek(x)", "no such function", 0, "streak", "a function"),
    errors.ClaimsFileError(
        [errors.Fault("a.yaml", 9, "one", "kind", "found 'growht'", "value, growth", "growth")]
    ),
    errors.GateError(["balance = exports - imports: 4.4 against 4.5"]),
    errors.NotebookError(
        "exports.ipynb", 4, "first\nsecond", "ZeroDivisionError: division by zero"
    ),
    errors.PublishError("reports", "not writable"),
    errors.ClockError("2024-01-01T10:00"),
    errors.IntakeError(["exports of 2023-12 fell by 90 per cent"], ("large-revision",)),
    errors.StoreError("data", "read-only file system"),
    errors.ExtraError("a.pdf", "pdfplumber", "documents"),
]


@pytest.mark.parametrize(
    ("error", "parts"),
    list(
        zip(
            SAMPLES,
            [
                ["'2023-13'", "YYYY-MM", "01 to 12", "2023-12"],
                ["'2023-02-30'", "YYYY-MM-DD"],
                ["1984-05", "from 1985-01 to 2023-12", "exports.total"],
                ["2023-12", "2023-12-31", "2024-01-01"],
                ["totals.csv", "row 7", "column unit", "'kg'", "usd_million or pct"],
                ["'mnth'", "month, as_of, lang", "did you mean 'month'?"],
                ["no such function; allowed: a function; did you mean 'streak'?", "  ^"],
                [
                    "1 fault(s) in a.yaml",
                    "a.yaml, line 9, one, kind: found 'growht'; allowed: value",
                ],
                ["1 check(s)", "4.4 against 4.5", "untouched"],
                ["exports.ipynb", "cell 4", "second", "division by zero"],
                ["'reports'", "not writable"],
                ["'2024-01-01T10:00'", "time zone", "+09:00"],
                ["1 objection(s)", "fell by 90", "--accept large-revision", "nothing was ingested"],
                ["'data'", "read-only file system", "as it was"],
                ["a.pdf", "package pdfplumber", "install", "pdfplumber>="],
            ],
            strict=True,
        )
    ),
    ids=lambda value: type(value).__name__,
)
def test_message_names_the_fault(error, parts):
    assert isinstance(error, errors.KtradeError)
    for part in parts:
        assert part in str(error)


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_an_error_survives_the_way_between_processes(error):
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)


def test_bad_input_ends_with_two_and_the_rest_has_codes_of_its_own():
    assert {type(e).__name__: e.exit_code for e in SAMPLES if e.exit_code != 2} == {
        "GateError": 3,
        "NotebookError": 4,
        "PublishError": 5,
        "IntakeError": 3,
        "StoreError": 5,
    }


def test_a_bad_value_is_shown_with_what_is_allowed():
    assert str(errors.ParameterError("report", ["exports", "imports"], "export")) == (
        "parameter report = 'export': allowed are exports, imports; did you mean 'exports'?"
    )


def test_a_long_list_of_faults_is_cut_and_counted():
    faults = [errors.Problem("a.csv", row, "value", "x", "a number") for row in range(2, 102)]
    message = str(errors.DataError(faults))
    assert message.startswith("100 fault(s) in the data")
    assert message.endswith("... and 80 more")
    assert len(message.splitlines()) == errors.SHOWN + 2


def test_a_long_value_is_shortened():
    assert len(str(errors.MonthError("9" * 5000))) < 250


def test_a_long_cell_keeps_its_first_and_last_lines():
    source = "\n".join(f"line {i}" for i in range(40))
    message = str(errors.NotebookError("exports.ipynb", 3, source, "KeyError: 'x'"))
    assert "line 4" in message
    assert "30 lines left out" in message
    assert "line 39" in message
    assert "line 20" not in message


def test_nothing_is_suggested_when_nothing_is_near():
    assert errors.nearest("colour", ["month", "as_of"]) is None
