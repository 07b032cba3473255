"""`ktrade ingest`: a made-up document of a real month is shown, confirmed and taken in once."""

import made_releases
import pytest
from click.testing import CliRunner

from helpers import intake
from helpers.cli import main


@pytest.fixture
def ingest(cut_store, tmp_path):
    data = cut_store("2024-01-01", tmp_path / "data")

    def call(path, *words, typed=None):
        arguments = ["ingest", str(path), "--data-dir", str(data), *words]
        arguments += ["--now", "2024-01-01T12:00:00+09:00"]
        return CliRunner().invoke(main, arguments, input=typed)

    call.data = data
    return call


def test_a_release_is_confirmed_and_taken_in_once(ingest, december, tmp_path):
    path = made_releases.to_hwpx(december, tmp_path / "release.hwpx")
    declined = ingest(path, "--month", "2023-12", typed="n\n")
    assert declined.exit_code == 1 and "Add these to the store?" in declined.output
    assert intake.read_log(ingest.data) == []
    taken = ingest(path, "--month", "2023-12", "--yes")
    assert taken.exit_code == 0, taken.output
    (line,) = intake.read_log(ingest.data)
    assert line.new > 50 and (line.months, line.accepted) == ("2023-12", "")
    again = ingest(made_releases.to_pdf(december, tmp_path / "release.pdf"), "--yes")
    assert again.exit_code == 10, again.output
    assert " 0 revised" in again.output and len(intake.read_log(ingest.data)) == 1


def test_another_month_and_another_kind_of_file_are_refused(ingest, december, tmp_path):
    path = made_releases.to_hwpx(december, tmp_path / "release.hwpx")
    assert ingest(path, "--month", "2023-11", "--yes").exit_code == 2
    page = tmp_path / "release.pdf"
    page.write_text("<!DOCTYPE html><title>service error</title>")
    run = ingest(page, "--yes")
    assert run.exit_code == 2 and "release.pdf is not ingested" in run.output
    assert ingest(tmp_path / "none.pdf", "--yes").exit_code == 2
    assert intake.read_log(ingest.data) == []
