"""Figures typed by hand: the form, filled in, and the questions, answered."""

import csv
import io

import made_releases
import pandas as pd
import pytest

from helpers import observations
from helpers.errors import IngestError, MonthError
from helpers.sources import byhand
from helpers.sources.files import read_file

MONTH = "2023-12"
HEAD = 3  # lines before the first figure


def filled(expected):
    """Give the form of December 2023 filled in with figures as stored, in the units it prints."""
    lines = list(csv.reader(io.StringIO(byhand.template(MONTH))))
    for line in lines[HEAD:]:
        flow, code, measure, unit = line[:4]
        stored = expected.get((flow, code, measure))
        if stored is not None:
            scale = {"억 달러": 100, "만 톤": 10}.get(unit, 1)
            line[4] = made_releases.printed(pd.to_numeric(stored) / scale) if scale > 1 else stored
    return lines


def write(lines, path, encoding="utf-8-sig"):
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def row_of(lines, flow, code, measure):
    return next(line for line in lines if line[:3] == [flow, code, measure])


@pytest.fixture
def lines(december):
    return filled(december.expected)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_a_form_filled_in_gives_the_figures_typed(lines, december, encoding, tmp_path):
    path = write(lines, tmp_path / "form.csv", encoding)
    read = byhand.read_template(path)
    keys = read.rows[["flow", "code", "measure"]].itertuples(index=False, name=None)
    found = dict(zip(keys, read.rows["value"].astype(float), strict=True))
    for key, value in found.items():
        assert value == pytest.approx(float(december.expected[key])), key
    asked = {(a.flow, a.code, a.measure) for a in byhand.wanted(pd.Period(MONTH))}
    assert set(found) == asked & set(december.expected)
    assert read.rows["note"].str.endswith("typed by hand").all()
    assert (read.month, read.published) == (MONTH, "2024-01-01")
    assert read_file(path).rows.equals(read.rows)
    made = read.rows.assign(file=path.name, row=range(1, len(read.rows) + 1))
    assert observations.problems(made) == []


def test_a_form_may_hold_a_few_figures_and_other_units(tmp_path):
    lines = list(csv.reader(io.StringIO(byhand.template(MONTH))))
    row_of(lines, "exports", "total", "value")[3:5] = ["백만 달러", "57,664"]
    read = byhand.read_template(write(lines, tmp_path / "form.csv"))
    assert read.rows["value"].tolist() == ["57664"]


@pytest.mark.parametrize(
    ("row", "column", "text", "reason"),
    [
        (0, 1, "2023-13", "the first three lines"),
        (1, 1, "2023-12-15", "a date after the end of 2023-12"),
        (2, 4, "price", "the first three lines"),
        (3, 4, "much", "a number, as 576.6"),
        (3, 4, "57.66", "the unit another"),
        (3, 4, "-576.6", "not negative"),
        (3, 3, "euro", "a unit of the release"),
        (3, 2, "price", "a row of the form"),
        (3, 4, "567.6", "exports minus imports"),
        (4, 4, "51", "a year-before value near"),
    ],
)
def test_a_cell_that_cannot_be_is_refused(lines, tmp_path, row, column, text, reason):
    lines[row][column] = text
    with pytest.raises(IngestError, match=r"form\.csv") as caught:
        read_file(write(lines, tmp_path / "form.csv"))
    assert reason in str(caught.value)


def test_a_form_of_another_month_or_with_nothing_is_refused(lines, tmp_path):
    path = write(lines, tmp_path / "form.csv")
    with pytest.raises(IngestError, match="the month 2024-01"):
        read_file(path, month="2024-01")
    path.write_text(byhand.template(MONTH), "utf-8")
    for read in (read_file, byhand.read_template):
        with pytest.raises(IngestError, match="at least one"):
            read(path)
    path.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(IngestError, match="ktrade form"):
        byhand.read_template(path)
    with pytest.raises(MonthError):
        byhand.template("2023-13")


class Typist:
    """Answers questions from a list; what is asked beyond it stays blank."""

    def __init__(self, *answers):
        self.answers, self.questions = list(answers), []

    def __call__(self, question):
        self.questions.append(question)
        return self.answers.pop(0) if self.answers else ""


def answered(*answers, every=False):
    typist, typing = Typist(*answers), byhand.typing_of(MONTH, every=every)
    typing.ask(typist)
    given = [figure for _, figure in typing.answers.values()]
    found = {(f.flow, f.code, f.measure): float(f.value) for f in given}
    return typist.questions, found, typing


TEN = ["576.6", "5.1", "531.8", "-10.8", "44.8", "22.5", "25.6", "14.5", "110.3", "21.8"]


def test_the_ten_headline_numbers_make_a_form_that_is_read_like_a_file(tmp_path):
    questions, found, typing = answered(*TEN)
    assert len(questions) == len(found) == 10 and questions[9].startswith("10/10")
    assert found[("exports", "total", "value")] == 57660
    assert found[("balance", "total", "value")] == 4480
    path = tmp_path / "release.csv"
    path.write_text(typing.form(), "utf-8")
    rows = read_file(path).rows
    assert rows["value"].tolist() == [
        "57660", "5.1", "53180", "-10.8", "4480", "22.5", "2560", "14.5", "11030", "21.8",
    ]  # fmt: skip
    assert set(rows["published"]) == {"2024-01-01"}


def test_questions_show_the_year_before_or_what_follows_from_the_answers():
    questions, _, _ = answered(*TEN)
    assert "2022-12: 54" in questions[0] and "억 달러" in questions[0]
    beside = {1: "5.1", 3: "-10.8", 4: "44.8", 5: "22.5", 6: "25.6", 7: "14.4"}
    assert {at: f"computed {value}: " in questions[at] for at, value in beside.items()} == (
        dict.fromkeys(beside, True)
    )


def test_a_line_with_tabs_answers_as_many_questions():
    questions, found, _ = answered("\t".join(TEN[:4]), *TEN[4:])
    assert len(questions) == 7 and len(found) == 10
    questions, found, _ = answered("\t".join([*TEN[:4], "48.8", *TEN[5:]]), "44.8")
    assert len(questions) == 2 and "exports minus imports" in questions[1]
    assert found == answered(*TEN)[1], "those after the one asked again are kept"


def test_every_number_of_the_form_can_be_asked_for():
    questions, _, _ = answered(every=True)
    assert len(questions) == len(byhand.wanted(pd.Period(MONTH)))


def test_what_contradicts_is_asked_again_with_the_reason():
    questions, found, _ = answered("576.6", "5.1", "531.8", "-10.8", "48.8", "44.8")
    assert "exports minus imports" in questions[5]
    assert found[("balance", "total", "value")] == 4480
    questions, found, _ = answered("many", "5766", "576.6")
    assert "a number" in questions[1] and "the unit another" in questions[2]
    assert found == {("exports", "total", "value"): 57660}


def test_one_may_go_back_and_leave_out():
    questions, found, _ = answered("", "<", "576.6", "<", "576.5")
    assert questions[0] == questions[2] == questions[4]
    assert found == {("exports", "total", "value"): 57650}


def test_nothing_typed_is_refused(tmp_path):
    _, found, typing = answered()
    assert found == {}
    path = tmp_path / "release.csv"
    path.write_text(typing.form(), "utf-8")
    with pytest.raises(IngestError, match="at least one"):
        read_file(path)
