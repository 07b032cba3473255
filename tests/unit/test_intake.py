"""New figures: what they change, what speaks against them, and that they come whole or not at all.

The stores are the real one as it was before a day. Rows that were changed for a test are made up
and say so in their source.
"""

import datetime as dt
import errno
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from helpers import intake, observations
from helpers.checks import audit
from helpers.errors import DataError, IntakeError, ParameterError, StoreError
from helpers.intake import appending
from helpers.observations import COLUMNS
from helpers.releases import SEOUL

NEW_YEAR = dt.datetime(2024, 1, 1, 10, tzinfo=SEOUL)
DAY = "2024-01-01"
MADE_UP = "made up for a test"


@pytest.fixture
def store(cut_store, tmp_path) -> Path:
    """The store as it was before the release of December 2023, to be written to."""
    return cut_store(DAY, tmp_path / "data")


@pytest.fixture
def small(few_rows, tmp_path) -> Path:
    """A copy of the totals of 2023, to be written to."""
    return Path(shutil.copytree(few_rows, tmp_path / "small"))


@pytest.fixture
def release(cut_store) -> pd.DataFrame:
    """The rows of December 2023's release."""
    return cut_store.of_day(DAY)


def row(**cells: str) -> pd.DataFrame:
    usual = {
        "period": "2023-12", "flow": "exports", "breakdown": "total", "code": "total",
        "measure": "value", "value": "57660", "unit": "usd_million", "basis": "customs",
        "status": "preliminary", "published": DAY, "source": MADE_UP, "note": "",
    }  # fmt: skip
    return pd.DataFrame([usual | cells], columns=list(COLUMNS))


def names(rows: pd.DataFrame, store: Path, today: dt.date | None = None) -> list[str]:
    found = intake.objections(intake.compare(rows, store), store, today)
    return [objection.name for objection in found]


def files(store: Path) -> dict[str, bytes]:
    """Every file that is data, with its bytes."""
    every = [*store.glob("*.csv"), *(store / "observations").iterdir()]
    return {path.name: path.read_bytes() for path in sorted(every)}


def append(difference, store, reason=""):
    return intake.append(difference, store, "a test", reason, NEW_YEAR)


# what rows change


def test_a_release_is_new_beside_the_store_before_it(store, release):
    difference = intake.compare(release, store)
    december = difference.rows[difference.rows["period"].eq("2023-12")]
    total = december[december["code"].eq("total") & december["measure"].eq("value")]
    first = total.groupby("flow")["change"].agg(list).to_dict()
    assert first == {"balance": ["new"], "exports": ["new"], "imports": ["unchanged", "new"]}
    assert total.loc[total["change"].eq("new"), "before"].isna().all()
    repeated = difference.rows[difference.rows["period"].eq("2022-12")]
    assert "unchanged" in set(repeated["change"])


@pytest.mark.parametrize(
    ("value", "change"),
    [("55800", "unchanged"), ("55798", "revised"), ("56000", "revised")],
)
def test_a_figure_is_compared_with_the_vintage_in_force(small, value, change):
    """Held of November 2023 are 55,800 (rounded) of the 1st and 55,776 of the 15th of December."""
    again = row(period="2023-11", value=value, status="confirmed")
    (found,) = intake.compare(again, small).rows.to_dict("records")
    assert found["change"] == change
    assert found["before"] == 55776
    assert found["revision"] == pytest.approx(float(value) - 55776)
    assert found["revision_pct"] == pytest.approx(100 * (float(value) / 55776 - 1))


def test_coarser_digits_change_nothing_and_finer_ones_do(small):
    first = row(value="57660")
    append(intake.compare(first, small), small)
    coarse = row(value="57700", published="2024-01-02", note="rounded to 100 million")
    assert intake.compare(coarse, small).counts["unchanged"] == 1
    fine = row(value="57660.2", published="2024-01-15", status="confirmed")
    assert intake.compare(fine, small).counts["revised"] == 1


def test_a_release_that_is_held_is_unchanged_whatever_it_is_read_from(small):
    """Also where the first reading does not say how far it was rounded and the second does."""
    energy = {"flow": "imports", "breakdown": "energy", "code": "crude_oil", "basis": "ministry"}
    append(intake.compare(row(**energy, value="9300"), small), small)
    noted = row(**energy, value="9300", source="a PDF", note="printed to USD 10 million")
    assert intake.compare(noted, small).counts == {"new": 0, "revised": 0, "unchanged": 1}
    other = noted.assign(value="9310")
    assert intake.compare(other, small).counts["revised"] == 1
    later = noted.assign(published="2024-01-15", status="confirmed")
    assert intake.compare(later, small).counts["revised"] == 1, "finer digits confirm"


def test_a_rate_is_revised_in_points_and_not_in_per_cent(small):
    again = row(period="2023-11", measure="yoy_pct", value="7.9", unit="pct", status="confirmed")
    (found,) = intake.compare(again, small).rows.to_dict("records")
    assert found["change"] == "revised"
    assert found["revision"] == pytest.approx(7.9 - found["before"])
    assert pd.isna(found["revision_pct"])


def test_a_release_found_late_takes_its_place_among_the_vintages(cut_store, tmp_path, release):
    """What was known on its own day counts, not what came after."""
    store = cut_store("2024-02-01", tmp_path / "later")
    late = row(value="57650", source=MADE_UP)
    (found,) = intake.compare(late, store).rows.to_dict("records")
    assert found["before"] == 57660 and found["before_published"] == DAY


def test_undated_vintages_are_not_what_was_known(store):
    undated = row(period="2020-05", value="34900", status="unknown", published="2026-10-31")
    assert intake.compare(undated, store).counts["new"] == 1


# what speaks against them


def test_nothing_speaks_against_the_release_of_december(store, release):
    assert names(release, store, NEW_YEAR.date()) == []


def test_a_revision_larger_than_any_seen_is_named_with_its_size(store):
    difference = intake.compare(row(period="2023-11", value="66000", status="confirmed"), store)
    found = intake.objections(difference, store)
    said = next(o for o in found if o.name == "large-revision")
    assert said.acceptable and said.series == "exports.total"
    assert "from 55" in said.detail and "66000" in said.detail and "so far at most" in said.detail
    assert str(said).startswith("large-revision exports.total: a revision larger than any before")


def test_an_ordinary_revision_passes_and_rounding_is_no_revision(store):
    assert names(row(period="2023-11", value="55775", status="confirmed"), store) == []
    rounded = row(
        period="2023-11", value="55900", status="confirmed", note="rounded to 500 million"
    )
    assert names(rounded, store) == []


def test_a_part_above_its_total_is_refused(store, release):
    cars = row(breakdown="item", code="automobiles", value="60000", basis="classic")
    rest = release[~(release["code"].eq("automobiles") & release["period"].eq("2023-12"))]
    found = names(pd.concat([rest, cars]), store)
    assert found == ["part", "part"]  # the item alone, and the items together


def test_a_balance_that_does_not_follow_from_its_flows_is_refused(store, release):
    wrong = release.copy()
    balance = wrong["flow"].eq("balance") & wrong["period"].eq("2023-12")
    assert balance.sum()
    wrong.loc[balance & wrong["code"].eq("total"), ["value", "source"]] = ["-4480", MADE_UP]
    assert names(wrong, store) == ["reported"]


def test_a_month_left_out_between_two_others_is_named(store):
    later = row(period="2024-01", value="54690", published="2024-02-01")
    found = intake.objections(intake.compare(later, store), store)
    said = next(o for o in found if o.name == "gap")
    assert said.series == "exports.total"
    assert said.detail == "2023-12 (customs), but later months are there"
    balance = later.assign(flow="balance", value="300")
    assert "gap" not in names(balance, store), "it follows from exports and imports"


def test_a_definition_that_the_series_never_had_is_named(store):
    china = row(breakdown="region", code="china", value="10870", basis="us_customs")
    assert "definition" in names(china, store)
    assert "definition" not in names(china.assign(basis="customs"), store)


def test_the_definition_is_compared_with_the_same_month_and_not_the_newest(store):
    """The classic items end in 2026; what is added to 2023 is held against 2023."""
    chips = row(breakdown="item", code="semiconductors", value="10700", basis="classic")
    for period in ("2023-05", "2023-12"):
        again = chips.assign(period=period, published=f"{DAY}", source=MADE_UP)
        assert "definition" not in names(again, store)


def test_another_unit_is_named(store):
    oil = row(
        breakdown="other", code="dubai", flow="none", measure="unit_value", value="77.3",
        unit="usd_per_tonne", basis="ministry", period="2023-11",
    )  # fmt: skip
    barrels = oil.assign(unit="usd_per_bbl")
    append(intake.compare(barrels.assign(period="2023-10"), store), store)
    assert "unit" in names(oil, store)
    assert "unit" not in names(barrels, store)


def test_figures_of_the_month_before_under_a_new_name_are_named(store):
    november = observations.read(store).query(
        "period == '2023-11' and measure == 'value' and status == 'preliminary'"
        " and published == '2023-12-01'"
    )
    rows = november[list(COLUMNS)].astype(str).drop_duplicates(["flow", "code", "basis"])
    assert len(rows) >= 3
    again = rows.assign(period="2023-12", published=DAY, source=MADE_UP)
    assert "month-before" in names(again, store)


@pytest.mark.parametrize("published", ["2023-12-30", "2024-01-02"])
def test_a_date_that_cannot_be_is_never_accepted(store, published):
    difference = intake.compare(row(published=published), store)
    found = intake.objections(difference, store, NEW_YEAR.date())
    assert [o.acceptable for o in found if o.name == "date"] == [False]
    with pytest.raises(IntakeError, match="cannot be accepted"):
        intake.require(found)
    with pytest.raises(ParameterError, match="accept = 'date': allowed are large-revision"):
        intake.require(found, ["date"])


def test_a_source_that_contradicts_itself_on_one_day_is_never_accepted(small):
    append(intake.compare(row(), small), small)
    other = intake.consider(row(value="57661"), small)
    assert other.difference.counts["contrary"] == 1
    assert [o.acceptable for o in other.objections] == [False]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"value": "-57660"}, "-57660"),
        ({"value": "many"}, "many"),
        ({"unit": "usd_billion"}, "usd_billion"),
        ({"code": "exprots"}, "exprots"),
        ({"published": "yesterday"}, "yesterday"),
    ],
)
def test_what_is_no_observation_is_refused_by_its_place(small, cells, said):
    rows = row(**cells).assign(place="page 3, table 2")
    with pytest.raises(DataError) as caught:
        intake.compare(rows, small)
    assert said in str(caught.value) and "page 3, table 2" in str(caught.value)
    with pytest.raises(IntakeError, match="cannot be accepted"):
        intake.consider(rows, small)


def test_an_objection_is_set_aside_by_its_name_and_nothing_else(small):
    considered = intake.consider(row(period="2023-11", value="66000", status="confirmed"), small)
    for accept in ((), ["gap"], ["large-revision:imports.total"], ["part=it is right"]):
        with pytest.raises(IntakeError, match="--accept large-revision"):
            intake.take_in(considered, small, "a test", accept, NEW_YEAR)
    with pytest.raises(ParameterError, match="it is right"):
        intake.take_in(considered, small, "a test", ["it is right"], NEW_YEAR)
    assert not (small / intake.LOG).exists()
    accept = ["large-revision:exports.total=the customs service says so", "gap"]
    line = intake.take_in(considered, small, "a test", accept, NEW_YEAR)
    assert line is not None and line.accepted == accept[0]


# how they are added


def test_an_intake_is_one_new_file_and_one_line_and_a_second_adds_nothing(store, release):
    before = files(store)
    line = append(intake.compare(release, store), store)
    after = files(store)
    assert line is not None and line.file == "2024-01-01-a-test.csv"
    assert {k: v for k, v in after.items() if k in before} == before
    assert set(after) - set(before) == {line.file, intake.LOG}
    assert intake.read_log(store) == [line]
    assert line.time == "2024-01-01T10:00:00+09:00"
    held = pd.read_csv(store / "observations" / line.file, dtype=str, keep_default_na=False)
    assert len(held) == line.new + line.revised < len(release)
    again = intake.compare(release, store)
    assert again.counts == {"new": 0, "revised": 0, "unchanged": len(release)}
    assert append(again, store) is None
    assert files(store) == after


def test_a_second_intake_of_a_day_gets_a_name_of_its_own(small):
    assert append(intake.compare(row(), small), small).file == "2024-01-01-a-test.csv"
    imports = row(flow="imports", value="53180")
    assert append(intake.compare(imports, small), small).file == "2024-01-01-a-test-2.csv"
    assert len(intake.read_log(small)) == 2


def test_a_source_never_becomes_a_path(small):
    line = intake.append(intake.compare(row(), small), small, "../../etc/x y", "", NEW_YEAR)
    assert line is not None and line.file == "2024-01-01-etc-x-y.csv"
    assert (small / "observations" / line.file).is_file()


def test_the_check_of_the_store_holds_intakes_against_the_log(small):
    line = append(intake.compare(row(), small), small)
    name = "Every intake is what it was"
    assert next(c for c in audit(small).checks if c.name == name).passed
    path = small / "observations" / line.file
    path.write_text(path.read_text().replace("57660", "57661"))
    found = next(c for c in audit(small).checks if c.name == name)
    assert not found.passed and f"{line.file} was changed" in found.detail
    path.unlink()
    assert intake.sealed(small) == [f"{line.file} is missing"]
    assert intake.recover(small) == []  # a file that is gone was no broken-off intake
    assert intake.sealed(small) == [f"{line.file} is missing"]


@pytest.mark.parametrize("step", range(4))
def test_a_disk_that_fails_at_any_step_leaves_the_store_as_it_was(small, monkeypatch, step):
    """Steps: writing the figures, writing the log, renaming the log, renaming the figures."""
    append(intake.compare(row(), small), small)
    before = files(small)
    calls = 0
    imports = row(flow="imports", value="53180")
    difference = intake.compare(imports, small)

    def failing(real):
        def call(*arguments):
            nonlocal calls
            calls += 1
            if calls == step + 1:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            return real(*arguments)

        return call

    with monkeypatch.context() as patched:
        patched.setattr(appending, "_write", failing(appending._write))
        patched.setattr(appending, "_rename", failing(appending._rename))
        with pytest.raises(StoreError, match="input/output error"):
            append(difference, small)
    assert calls > step
    intake.recover(small)
    assert files(small) == before
    assert append(difference, small) is not None


def test_a_full_disk_in_the_middle_of_a_file_leaves_nothing_of_it(small, monkeypatch):
    before = files(small)

    def full(number):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    difference = intake.compare(row(), small)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(StoreError, match="no space left"):
            append(difference, small)
    assert files(small) == before


KILLED = """
import os, signal, sys
from datetime import datetime
import pandas as pd
from helpers import intake
from helpers.intake import appending

store, rows, step = sys.argv[1], sys.argv[2], int(sys.argv[3])
calls = 0
def killing(real):
    def call(*arguments):
        global calls
        if calls == step:
            os.kill(os.getpid(), signal.SIGKILL)
        calls += 1
        done = real(*arguments)
        return done
    return call
appending._write, appending._rename = killing(appending._write), killing(appending._rename)
rows = pd.read_csv(rows, dtype=str, keep_default_na=False)
moment = datetime.fromisoformat("2024-01-01T10:00:00+09:00")
intake.append(intake.compare(rows, store), store, "a test", "", moment)
"""


@pytest.mark.parametrize("step", range(4))
def test_a_killed_intake_is_undone_by_the_next_run(small, tmp_path, step):
    append(intake.compare(row(), small), small)
    before = files(small)
    rows = row(flow="imports", value="53180")
    rows.to_csv(tmp_path / "rows.csv", index=False)
    words = [sys.executable, "-c", KILLED, str(small), str(tmp_path / "rows.csv"), str(step)]
    run = subprocess.run(words, capture_output=True, text=True)
    assert run.returncode == -signal.SIGKILL, run.stderr
    observations.read(small)  # readable as it stands
    said = intake.recover(small)
    assert bool(said) == (step > 0)
    assert files(small) == before
    assert intake.recover(small) == []
    assert append(intake.compare(rows, small), small) is not None
    assert intake.sealed(small) == []


def test_two_intakes_at_once_do_not_mix(small):
    difference = intake.compare(row(), small)
    with appending._locked(small), pytest.raises(StoreError, match="another run is writing"):
        append(difference, small)
    assert append(difference, small) is not None
    with pytest.raises(IntakeError, match="has changed since"):
        append(difference, small)


def test_a_store_that_cannot_be_written_is_named(small, monkeypatch):
    difference = intake.compare(row(), small)
    before = files(small)

    def read_only(self, *arguments, **options):
        raise PermissionError(errno.EROFS, os.strerror(errno.EROFS))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", read_only)
        with pytest.raises(StoreError, match="read-only file system"):
            append(difference, small)
    assert files(small) == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("time,file\n", "columns"),
        (f"{','.join(intake.Intake._fields)}\n1,2\n", "2 columns"),
        (f"{','.join(intake.Intake._fields)}\nt,f,s,m,many,0,0,,x\n", "many"),
        (f"{','.join(intake.Intake._fields)}\nt,../f,s,m,1,0,0,,x\n", "../f"),
    ],
)
def test_a_faulty_log_is_named_by_its_row(small, text, said):
    (small / intake.LOG).write_text(text)
    with pytest.raises(DataError, match=said):
        intake.read_log(small)


# what a person sees


def test_every_row_is_shown_with_its_place_and_what_it_changes(small):
    rows = pd.concat([
        row().assign(place="page 2, table 1"),
        row(period="2023-11", value="55775", status="confirmed").assign(place="page 2, table 2"),
    ])  # fmt: skip
    difference = intake.compare(rows, small)
    shown = intake.difference_as_text(difference).splitlines()
    assert "page 2, table 1" in shown[1] and "new" in shown[1] and "57660" in shown[1]
    assert "page 2, table 2" in shown[2] and "revised" in shown[2] and "%" in shown[2]
    assert shown[3] == "1 new, 1 revised, 0 unchanged"
    short = intake.difference_as_text(intake.Changes(pd.concat([difference.rows] * 3)), 2)
    assert short.splitlines()[5:7] == ["... and 1 more new", "... and 1 more revised"]
