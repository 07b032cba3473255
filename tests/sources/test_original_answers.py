"""Answers of the services as they were received: figures and errors come out as they stand."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from server import Reply, Server

from helpers.errors import (
    SourceAnswerError,
    SourceKeyError,
    SourceQueryError,
    SourceUnavailableError,
)
from helpers.sources import comtrade, fetch, http
from helpers.sources import portal as portal_client

ORIGINALS = Path(__file__).parent / "originals"
NOW = dt.datetime(2026, 10, 2, 12, tzinfo=dt.timezone(dt.timedelta(hours=9)))
JANUARY = pd.Period("2026-01", "M")


def original(name, status=200):
    return Reply((ORIGINALS / name).read_bytes(), status)


@pytest.fixture
def bring(monkeypatch, tmp_path):
    """Fetch from a server that answers each path with an original, all others with no rows."""
    monkeypatch.setenv(portal_client.KEY_VARIABLE, "canary+KEY/9f3c==")
    monkeypatch.setattr(http, "pause", lambda seconds: None)

    def bring(answers, name="kcs", months=(JANUARY,)):
        empty = original("empty_real.xml")

        def answering(path, query):
            return next((reply for part, reply in answers.items() if part in path), empty)

        with Server(answering) as serving:
            address = f"{serving.address}/1220000"
            return fetch(name, list(months), now=NOW, state_dir=tmp_path, base_url=address)

    return bring


def values(rows):
    return {(row.period, row.flow, row.code): Decimal(row.value) for row in rows.itertuples()}


def test_totals_and_a_country_of_the_customs_service(bring):
    fetched = bring(
        {
            "getNewtradeList": original("newtrade_202601_row_only.xml"),
            "getNationtradeList": original("nationtrade_US_202601_real.xml"),
        }
    )
    assert values(fetched.rows) == {
        ("2026-01", "exports", "total"): Decimal("65843.936782"),
        ("2026-01", "imports", "total"): Decimal("57143.468789"),
        ("2026-01", "balance", "total"): Decimal("8700.467993"),
        ("2026-01", "exports", "usa"): Decimal("12006.733027"),
        ("2026-01", "imports", "usa"): Decimal("6762.138027"),
        ("2026-01", "balance", "usa"): Decimal("5244.595"),
    }
    assert any("kcs china 2026-01: not reported" in said for said in fetched.missing)


def test_an_answer_whose_row_of_totals_counts_more_months_is_not_whole(bring):
    with pytest.raises(SourceUnavailableError, match="rows are missing"):
        bring({"getNewtradeList": original("newtrade_202601_real.xml")})


def test_the_first_ten_and_twenty_days_by_country(bring):
    reply = original("flash_cntyImp_202301_real.xml")
    fetched = bring({"getCntyMmUtPrviImpAcrs": reply}, "flash", [pd.Period("2023-01", "M")])
    found = values(fetched.rows)
    assert found["2023-01-D10", "imports", "total"] == Decimal("20130.610")
    assert found["2023-01-D20", "imports", "china"] == Decimal("10018.562")
    assert found["2023-01-D20", "imports", "malaysia"] == Decimal("1107.208")
    assert len(found) == 2 * 10  # Saudi Arabia has no code in the catalogue


@pytest.mark.parametrize(
    ("name", "status", "error", "said"),
    [
        ("err99_missing_real.xml", 200, SourceQueryError, "필수 요청변수가"),
        ("err99_period_real.xml", 200, SourceQueryError, "1년이내"),
        ("gw12_400_real.xml", 400, SourceQueryError, "no such service"),
        ("gw20_401_real.xml", 401, SourceKeyError, "check the key"),
        ("gw30_403_real.xml", 403, SourceKeyError, "outside Korea"),
        ("gw04_json_200_real.json", 200, SourceUnavailableError, "HTTP_ERROR"),
    ],
)
def test_an_error_is_named_as_what_it_is(bring, name, status, error, said):
    with pytest.raises(error, match=said):
        bring({"getNewtradeList": original(name, status)})


def test_a_row_of_another_reporter_is_refused(bring, monkeypatch):
    monkeypatch.setenv(comtrade.KEY_VARIABLE, "canary-9f3c-comtrade")
    reply = original("comtrade_preview_USA_JPN_2023_real_row.json")
    with pytest.raises(SourceAnswerError, match="reporterCode is 842"):
        bring({"C/M/HS": reply}, "comtrade", [pd.Period("2023-12", "M")])
