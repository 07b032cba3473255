"""The verbs that take figures in, and what live sources may answer; the sources are made up."""

import datetime as dt
import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from click.testing import CliRunner

from helpers import intake, sources, updating
from helpers.cli import main
from helpers.errors import DataError, KtradeError, NoSourceKeyError, ParameterError
from helpers.intake.long_table import read_rows
from helpers.observations import COLUMNS
from helpers.releases import SEOUL

NOW = "2024-01-01T10:00:00+09:00"
MOMENT = dt.datetime(2024, 1, 1, 10, tzinfo=SEOUL)
MONTHS = [pd.Period("2023-12", "M")]
ROW = {
    "period": "2023-12", "flow": "exports", "breakdown": "total", "code": "total",
    "measure": "value", "value": "57660", "unit": "usd_million", "basis": "customs",
    "status": "preliminary", "published": "2024-01-01", "source": "made up for a test", "note": "",
}  # fmt: skip


def no_key(source: str) -> NoSourceKeyError:
    return NoSourceKeyError(source, "no key: KEY is empty", "set KEY")


class Broken(KtradeError):
    exit_code = 6


@pytest.fixture
def data(few_rows, tmp_path) -> Path:
    return Path(shutil.copytree(few_rows, tmp_path / "data"))


@pytest.fixture
def served(monkeypatch) -> dict:
    """Put made-up sources in the place of the real ones: an answer or an error for each name."""
    answers = {
        "kcs": SimpleNamespace(
            rows=pd.DataFrame([ROW | {"place": "the first row"}]), missing=("no flash yet",)
        ),
        "ecos": no_key("ecos"),
    }

    def fetch(name, months, *, now, state_dir, base_url=""):
        assert list(months) and now.tzinfo is not None and state_dir.is_dir()
        if isinstance(answers[name], Exception):
            raise answers[name]
        return answers[name]

    monkeypatch.setattr(sources, "SOURCES", tuple(answers), raising=False)
    monkeypatch.setattr(sources, "fetch", fetch, raising=False)
    return answers


@pytest.fixture
def ktrade(data):
    """Call a verb on the data of the test at ten on the day of the release."""

    def call(*words: object, typed: str | None = None):
        arguments = [*map(str, words), "--data-dir", str(data), "--now", NOW]
        return CliRunner().invoke(main, arguments, input=typed)

    return call


# sources


def test_a_source_without_a_key_is_no_failure_unless_it_was_named(served, data):
    answer = updating.from_sources((), data)(MONTHS, MOMENT)
    assert answer.source == "kcs" and len(answer.rows) == 1 and answer.failures == {}
    assert answer.missing == ("kcs: no flash yet", str(no_key("ecos")))
    named = updating.from_sources(("kcs", "ecos"), data)(MONTHS, MOMENT)
    assert list(named.failures) == ["ecos"] and len(named.rows) == 1
    served["kcs"] = no_key("kcs")
    nobody = updating.from_sources((), data)(MONTHS, MOMENT)
    assert list(nobody.failures) == ["kcs", "ecos"] and nobody.rows.empty


def test_a_source_that_fails_leaves_the_others_alone(served, data):
    served["ecos"] = Broken("it does not answer")
    answer = updating.from_sources((), data)(MONTHS, MOMENT)
    assert list(answer.failures) == ["ecos"] and len(answer.rows) == 1
    served["kcs"] = Broken("neither does this")
    with pytest.raises(Broken, match="neither does this"):
        updating.look(updating.from_sources((), data), MONTHS, MOMENT, data)


@pytest.mark.usefixtures("served")
def test_an_unknown_source_is_named_with_those_there_are(data):
    with pytest.raises(ParameterError, match="'ksc': allowed are kcs, ecos; did you mean 'kcs'"):
        updating.from_sources(("ksc",), data)


def test_rows_of_other_months_are_left_out_and_named(served, data):
    rows = pd.DataFrame([ROW | {"place": ""}, ROW | {"place": "", "period": "2023-11"}])
    served["kcs"] = SimpleNamespace(rows=rows, missing=())
    fetched, considered = updating.look(updating.from_sources((), data), MONTHS, MOMENT, data)
    assert considered.difference.rows["period"].tolist() == ["2023-12"]
    assert fetched.missing[-1] == "rows of other periods are left out (1): 2023-11"


@pytest.mark.parametrize("text", ["", "period,flow\n2023-12,exports\n", "\xff\xfe", "<html>"])
def test_a_file_with_other_columns_is_refused(tmp_path, text):
    path = tmp_path / "rows.csv"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(DataError, match=r"rows\.csv"):
        read_rows(path)


# ktrade update


@pytest.mark.usefixtures("served")
def test_update_adds_once_and_says_what_changed(ktrade, data):
    looked = ktrade("update", "--dry-run")
    assert looked.exit_code == 0 and "nothing is written: a dry run" in looked.output
    assert intake.read_log(data) == []
    first = ktrade("update")
    assert first.exit_code == 0, first.output
    assert "2023-12  exports.total value  57660  usd_million" in first.output
    assert "1 new, 0 revised, 0 unchanged" in first.output
    assert "added as observations/2024-01-01-kcs.csv" in first.output
    again = ktrade("update")
    assert again.exit_code == 10 and "nothing new" in again.output
    assert [line.file for line in intake.read_log(data)] == ["2024-01-01-kcs.csv"]


def test_update_ends_with_the_code_of_the_source_that_failed(ktrade, served):
    served["ecos"] = Broken("it does not answer")
    run = ktrade("update")
    assert run.exit_code == 6 and "ecos failed: it does not answer" in run.output
    assert "added as" in run.output
    assert ktrade("update", "--source", "ksc").exit_code == 2
    assert ktrade("update", "--month", "2023-13").exit_code == 2


def test_update_stops_at_an_objection_and_takes_its_name(ktrade, served, data):
    rows = pd.DataFrame([ROW | {"place": "", "period": "2023-11", "value": "66000"}])
    served["kcs"] = SimpleNamespace(rows=rows.assign(status="confirmed"), missing=())
    refused = ktrade("update")
    assert refused.exit_code == 3 and "large-revision exports.total" in refused.output
    assert intake.read_log(data) == []
    assert ktrade("update", "--accept", "gap").exit_code == 3
    assert ktrade("update", "--accept", "the customs service says so").exit_code == 2
    taken = ktrade("update", "--accept", "large-revision")
    assert taken.exit_code == 0, taken.output
    assert intake.read_log(data)[0].accepted == "large-revision"


# ktrade data add


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """A working directory of its own."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_the_numbers_typed_are_kept_in_a_file_and_added_when_confirmed(ktrade, data, here):
    typed = "576.6\n5.1\n531.8\n-10.8\n44.8\n" + "\n" * 5
    declined = ktrade("data", "add", "2023-12", typed=f"{typed}n\n")
    assert declined.exit_code == 1 and intake.read_log(data) == []
    assert "exports,total,total,value,57660" in (here / "release-2023-12.csv").read_text("utf-8")
    taken = ktrade("data", "add", "2023-12", typed=f"{typed}y\n")
    assert taken.exit_code == 0, taken.output
    (line,) = intake.read_log(data)
    assert (line.file, line.new) == ("2024-01-01-release-2023-12-2-csv.csv", 5)
    again = ktrade("ingest", "release-2023-12.csv", "--yes")
    assert again.exit_code == 10, again.output


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [("\n" * 10, 2, "at least one"), ("", 1, "Aborted"), ("576.6\n", 1, "Aborted")],
    ids=["nothing but blank answers", "nothing", "broken off"],
)
def test_what_is_broken_off_adds_nothing_and_loses_nothing(ktrade, data, here, typed, code, said):
    run = ktrade("data", "add", "2023-12", typed=typed)
    assert run.exit_code == code and said in run.output
    assert intake.read_log(data) == []
    files = [path.read_text("utf-8") for path in here.iterdir()]
    assert ["57660" in file for file in files] == [True] * ("576.6" in typed)


def test_rows_of_the_store_are_ingested_from_a_file(ktrade, data, tmp_path):
    rows = tmp_path / "rows.csv"
    pd.DataFrame([ROW | {"flow": "imports", "value": "53180"}], columns=COLUMNS).to_csv(
        rows, index=False
    )
    taken = ktrade("ingest", rows, "--yes")
    assert taken.exit_code == 0 and "line 2" in taken.output, taken.output
    assert len(intake.read_log(data)) == 1


@pytest.mark.usefixtures("served")
def test_update_for_machines_is_one_object_and_quiet_nothing(ktrade, data):
    run = CliRunner().invoke(main, ["update", "--json", "--data-dir", str(data), "--now", NOW])
    assert run.exit_code == 0, run.output
    assert json.loads(run.stdout)["changes"] == {"new": 1, "revised": 0, "unchanged": 0}
    steps = [json.loads(line) for line in run.stderr.splitlines() if line.startswith("{")]
    assert [step["step"].partition(" took")[0] for step in steps] == ["asking kcs"]
    quiet = ktrade("update", "--quiet")
    assert (quiet.exit_code, quiet.output) == (10, "")


# several files


def write_rows(path: Path, *rows: dict[str, str]) -> Path:
    pd.DataFrame([ROW | row for row in rows], columns=COLUMNS).to_csv(path, index=False)
    return path


def test_files_and_folders_are_read_together_and_added_as_one_file(ktrade, data, tmp_path):
    folder = tmp_path / "downloads" / "inner"
    folder.mkdir(parents=True)
    one = write_rows(tmp_path / "one.csv", {})
    write_rows(folder / "two.csv", {}, {"flow": "imports", "value": "53180"})
    write_rows(folder / ".hidden.csv", {"flow": "balance", "value": "1"})
    (folder / "notes.txt").write_text("not a table")
    shown = ktrade("ingest", one, folder.parent, one, typed="n\n")
    assert shown.exit_code == 1, shown.output
    lines = {
        line.split()[0]: line.split()[2:] for line in shown.output.splitlines() if ".csv" in line
    }
    # numbers, new, revised, unchanged, repeated, left out
    assert lines["one.csv"] == ["2023-12", "1", "1", "0", "0", "0", "0"]
    assert lines["two.csv"] == ["2023-12", "2", "1", "0", "0", "1", "0"]
    assert shown.output.count("Add these to the store?") == 1 and ".hidden" not in shown.output
    added = ktrade("ingest", one, folder.parent, "--yes", "--json")
    assert json.loads(added.stdout)["changes"]["new"] == 2, added.output
    (line,) = intake.read_log(data)
    assert (line.new, line.source) == (2, "one.csv, two.csv")


def test_one_file_that_cannot_be_read_leaves_all_out(ktrade, data, tmp_path):
    good = write_rows(tmp_path / "good.csv", {})
    for name in ("bad.csv", "worse.csv"):
        (tmp_path / name).write_text("a,b\n1,2\n")
    run = ktrade("ingest", good, tmp_path / "bad.csv", tmp_path / "worse.csv", "--yes")
    assert run.exit_code == 2 and "2 of 3 files" in run.output, run.output
    assert "bad.csv" in run.output and "worse.csv" in run.output
    assert intake.read_log(data) == []
    empty = tmp_path / "empty"
    empty.mkdir()
    run = ktrade("ingest", empty, "--yes")
    assert run.exit_code == 2 and "at least one file that ends with .csv" in run.output


@pytest.mark.parametrize("style", ["--json", "--quiet"])
def test_a_machine_is_asked_no_question(ktrade, tmp_path, style):
    run = ktrade("ingest", write_rows(tmp_path / "rows.csv", {}), style)
    assert run.exit_code == 2 and "give --yes" in run.output
