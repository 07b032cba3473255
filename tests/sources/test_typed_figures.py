"""Numbers typed by hand: questions, answers, and the file they become."""

import pandas as pd
import pytest
from click.testing import CliRunner

from helpers import intake, observations
from helpers.cli import main
from helpers.errors import IngestError, MonthError
from helpers.sources import byhand

MONTH = "2023-12"


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
    given = typing.answers.values()
    found = {(f.flow, f.code, f.measure): float(f.value) for f in given}
    return typist.questions, found, typing


TEN = ["576.6", "5.1", "531.8", "-10.8", "44.8", "22.5", "25.6", "14.5", "110.3", "21.8"]


def test_the_ten_headline_numbers_are_rows_of_the_store():
    questions, found, typing = answered(*TEN)
    assert len(questions) == len(found) == 10 and questions[9].startswith("10/10")
    assert found[("exports", "total", "value")] == 57660
    assert found[("balance", "total", "value")] == 4480
    rows = typing.rows("typed.csv")
    assert rows["value"].tolist() == [
        "57660", "5.1", "53180", "-10.8", "4480", "22.5", "2560", "14.5", "11030", "21.8",
    ]  # fmt: skip
    assert set(rows["published"]) == {"2024-01-01"} and set(rows["status"]) == {"preliminary"}
    assert rows["note"].str.endswith("typed by hand").all()
    assert observations.problems(rows.assign(file="typed.csv", row=range(2, 12))) == []


def test_the_command_writes_a_file_and_adds_it_once(cut_store, tmp_path, monkeypatch):
    data = cut_store("2024-01-01", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    words = ["--data-dir", str(data), "--now", "2024-01-01T12:00:00+09:00"]
    typed = "\n".join([*TEN[:4], "48.8", *TEN[4:], "y", ""])  # a slip in the balance is asked again
    run = CliRunner().invoke(main, ["data", "add", MONTH, *words], input=typed)
    assert run.exit_code == 0 and "exports minus imports" in run.output, run.output
    (line,) = intake.read_log(data)
    assert (line.new, line.months, line.source) == (10, MONTH, f"release-{MONTH}.csv")
    again = CliRunner().invoke(main, ["ingest", f"release-{MONTH}.csv", *words])
    assert again.exit_code == 10, again.output


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


def test_nothing_typed_and_dates_that_cannot_be_are_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(main, ["data", "add", MONTH], input="\n" * 10)
    assert run.exit_code == 2 and "at least one" in run.output and not list(tmp_path.iterdir())
    with pytest.raises(IngestError, match="a date after the end of 2023-12"):
        answered(*TEN)[2].rows("typed.csv", "2023-12-15")
    with pytest.raises(MonthError):
        byhand.typing_of("2023-13")


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (["much"], "a number, as 576.6"),
        (["57.66"], "the unit another"),
        (["-576.6"], "not negative"),
        (["576.6", "51"], "a year-before value near"),
    ],
)
def test_an_answer_that_cannot_be_is_asked_again(answers, reason):
    questions, found, _ = answered(*answers)
    assert reason in questions[len(answers)]
    assert len(found) == len(answers) - 1
