"""The flash, ECOS, Comtrade and the IMF against a local server that behaves as documented."""

import base64
import datetime as dt
import json
import logging
from decimal import Decimal
from urllib.parse import quote

import other_answers as other
import pandas as pd
import portal_answers as portal
import pytest
from server import Reply, Server

from helpers import observations
from helpers.errors import (
    SourceAnswerError,
    SourceError,
    SourceKeyError,
    SourceQueryError,
    SourceQuotaError,
    SourceUnavailableError,
)
from helpers.sources import SOURCES, comtrade, ecos, fetch, http, imf
from helpers.sources import keys as source_keys
from helpers.sources import portal as portal_client

KOREA = dt.timezone(dt.timedelta(hours=9))
LATER = dt.datetime(2026, 8, 31, 12, tzinfo=KOREA)
YEAR = list(pd.period_range("2023-01", "2023-12", freq="M"))
DECEMBER = [pd.Period("2023-12", "M")]
ANSWERING = {
    "kcs": portal.answering,
    "flash": other.flash_answering,
    "ecos": other.ecos_answering,
    "comtrade": other.comtrade_answering,
    "imf": other.imf_answering,
}
BASE = {
    "kcs": "/1220000/",
    "flash": "/1220000/",
    "ecos": "/api/",
    "comtrade": "/",
    "imf": "/x/3.0/",
}
WEB_PAGE = Reply(b"<!DOCTYPE html><html><body>maintenance</body></html>", type="text/html")


@pytest.fixture(params=SOURCES)
def name(request):
    return request.param


@pytest.fixture
def server(name, monkeypatch):
    monkeypatch.setenv(portal_client.KEY_VARIABLE, portal.KEY)
    monkeypatch.setenv(ecos.KEY_VARIABLE, other.ECOS_KEY)
    monkeypatch.setenv(comtrade.KEY_VARIABLE, other.COMTRADE_KEY)
    with Server(ANSWERING[name]) as serving:
        yield serving


@pytest.fixture
def waits(monkeypatch):
    waited = []
    monkeypatch.setattr(http, "pause", waited.append)
    return waited


@pytest.fixture
def bring(name, server, waits, tmp_path):
    def bring(months=DECEMBER, now=LATER):
        base = server.address + BASE[name]
        return fetch(name, months, now=now, state_dir=tmp_path, base_url=base)

    return bring


def only(*names):
    return pytest.mark.parametrize("name", names, indirect=True)


def values(rows):
    return {
        (row.period, row.flow, row.code, row.basis): Decimal(row.value) for row in rows.itertuples()
    }


# what holds of every source


def test_the_rows_are_rows_of_the_store(bring):
    rows = bring().rows
    assert not rows.empty and list(rows) == [*observations.COLUMNS, "place"]
    assert observations.problems(rows.assign(file="fetched", row=range(2, len(rows) + 2))) == []
    assert set(rows["published"]) == {"2026-08-31"} and rows["place"].str.len().min() > 0


@pytest.mark.parametrize(
    "reply",
    [Reply(b"", 429), Reply(b"", 503), Reply(b"<response>" + b" " * 99, cut=True), Reply(b"")],
    ids=["429", "503", "cut", "empty"],
)
def test_a_passing_fault_costs_a_wait_and_no_figure(bring, server, waits, reply):
    whole = bring().rows
    server.fail(reply)
    assert bring().rows.equals(whole)
    assert 1.0 in waits


def test_a_web_page_is_refused_whatever_its_status(bring, server):
    server.fail(WEB_PAGE)
    with pytest.raises(SourceAnswerError, match="web page"):
        bring()


def test_a_source_that_is_down_is_named_after_a_few_tries(bring, server):
    server.fail(Reply(b"", 500), times=999)
    with pytest.raises(SourceUnavailableError) as caught:
        bring()
    assert caught.value.exit_code == 6 and len(server.asked) == http.TRIES


def test_a_cut_fetch_goes_on_where_it_stopped(bring, server, name):
    whole = bring(YEAR).rows
    queries = len(server.asked)
    server.asked.clear()
    after = server.answering
    server.answering = lambda *asked: WEB_PAGE if len(server.asked) > 2 else after(*asked)
    with pytest.raises(SourceAnswerError):
        bring(YEAR)
    server.answering = after
    assert bring(YEAR).rows.equals(whole)
    assert len(server.asked) == queries + 1  # only the one that failed was asked for again


def test_a_month_that_has_not_ended_is_not_asked_for(bring, server):
    fetched = bring([pd.Period("2027-01", "M")])
    assert fetched.rows.empty and server.asked == []
    assert len(fetched.missing) == 1 and "not published yet" in fetched.missing[0]


@only("flash", "ecos", "comtrade")  # the customs service has a test of its own
def test_no_byte_anywhere_holds_a_key(bring, server, name, tmp_path, caplog, capfd):
    own = {"ecos": other.ECOS_KEY, "comtrade": other.COMTRADE_KEY}
    plain = own.get(name, portal.KEY)
    once = quote(plain, safe="")
    packed = [base64.b64encode(f"{'x' * n}{plain}&a=1".encode()).decode() for n in range(3)]
    forms = [plain, once, quote(once, safe=""), once.lower(), plain.encode().hex(), *packed]
    caplog.set_level(logging.DEBUG)
    fetched = bring()
    said = [fetched.rows.to_csv(), *fetched.missing]
    echo = f"made up: {' '.join(forms)}"
    for status in (200, 400, 403, 500):
        server.fail(Reply(json.dumps({"message": echo}).encode(), status), times=99)
        with pytest.raises(SourceError) as caught:
            bring()
        server.faults.clear()
        error = caught.value
        while error is not None:
            said += [str(error), repr(error)]
            error = error.__cause__ or error.__context__
    said += [caplog.text, *capfd.readouterr(), *(str(record.args) for record in caplog.records)]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    said += [path.read_text("utf-8", "replace") for path in files] + [str(path) for path in files]
    assert any("GET /" in text for text in said)  # the log was listened to
    within = [text[4:-8] for text in packed]  # what does not hang on the text around it
    for form in (*forms, *within, "9f3c", "9F3C"):
        assert not [text for text in said if form in text]


@only("flash", "ecos")
def test_a_key_that_is_missing_or_wrong_is_named(bring, monkeypatch):
    monkeypatch.setattr(source_keys, "_from_keyring", lambda _: "")
    for variable in (portal_client.KEY_VARIABLE, ecos.KEY_VARIABLE):
        monkeypatch.setenv(variable, "another-key")
    with pytest.raises(SourceKeyError, match="check the key"):
        bring()
    for variable in (portal_client.KEY_VARIABLE, ecos.KEY_VARIABLE):
        monkeypatch.delenv(variable)
    with pytest.raises(SourceKeyError, match="no key"):
        bring()


# the flash


@only("flash")
def test_the_flash_brings_the_totals_that_are_held(bring):
    found = values(bring(YEAR).rows)
    held = {
        (f"{month}-D{days}", flow, "total", "flash"): Decimal(text)
        for month in portal.YEAR
        for days in (10, 20)
        for flow in ("exports", "imports")
        if (text := other.newest().get((f"{month}-D{days}", flow, "total", "flash")))
    }
    assert len(held) > 20
    assert {key: found.get(key) for key in held} == held
    assert not [key for key in found if "-D" not in key[0]]  # full months are confirmed long since
    for period, flow, code, column in (
        ("2023-12-D10", "exports", "steel", 2),
        ("2023-12-D20", "exports", "hong_kong", 5),
        ("2023-12-D20", "imports", "coal", 10),
    ):
        total = other.thousands(period, flow, "flash")
        assert found[period, flow, code, "flash"] * 1000 == other.flash_amounts(total)[column]


@only("flash")
def test_a_full_month_is_preliminary_until_it_is_confirmed(bring):
    first = bring(now=dt.datetime(2024, 1, 1, 10, tzinfo=KOREA)).rows
    full = first[first["period"].eq("2023-12")]
    assert set(full["status"]) == {"preliminary"}
    bases = full.set_index("code")["basis"].to_dict()
    assert (bases["total"], bases["china"]) == ("customs", "customs")
    assert (bases["eu"], bases["steel"], bases["gas"]) == (
        "customs_group", "customs_item", "customs_item",
    )  # fmt: skip
    after = bring(now=dt.datetime(2024, 1, 15, 10, tzinfo=KOREA)).rows
    assert set(after["period"]) == {"2023-12-D10", "2023-12-D20"}


@only("flash")
def test_a_flash_that_is_not_out_is_told_from_one_that_is_empty(bring, server):
    server.answering = lambda path, query: portal.answer([])
    early = bring(now=dt.datetime(2023, 12, 12, 10, tzinfo=KOREA)).missing
    assert any("2023-12-D10: not published yet (expected about 2023-12-11)" in s for s in early)
    assert any("2023-12-D20: not published yet (expected about 2023-12-21)" in s for s in early)
    late = bring(now=dt.datetime(2023, 12, 20, 10, tzinfo=KOREA)).missing
    assert any("2023-12-D10: not reported" in s for s in late)
    assert any("2023-12-D20: not published yet" in s for s in late)


@only("flash")
def test_more_than_ten_years_are_asked_for_in_parts(bring, server):
    bring(list(pd.period_range("2012-01", "2023-12", freq="M")))
    asked = {(q["strtYymm"], q["endYymm"]) for _, q in server.asked}
    assert asked == {("201201", "202112"), ("202201", "202312")}


@only("flash")
@pytest.mark.parametrize(
    ("row", "said"),
    [
        (other.flash_row("2023-12", "11~20", other.flash_amounts(1000)), "period"),
        (other.flash_row("2023-12", "01~30", other.flash_amounts(1000)), "period"),
        (other.flash_row("2023-11", "01~10", other.flash_amounts(1000)), "unasked"),
        (other.flash_row("2023-12", "01~10", [1000, *[101] * 10]), "add up"),
        (other.flash_row("2023-12", "01~10", [1000, *[10] * 10]), "differ in total"),
        (other.flash_row("2023-12", "01~10", [1000, -1, *[10] * 9]), "is -1"),
        (other.flash_row("2023-12", "01~10", [1000, *[10] * 8]), "no field itemUsdAmt09"),
    ],
)
def test_a_flash_that_cannot_be_is_refused(bring, server, row, said):
    server.fail(portal.answer([row]))
    with pytest.raises(SourceAnswerError, match=said):
        bring()


# ECOS


@only("ecos")
def test_ecos_brings_what_is_held_of_it(bring):
    fetched = bring(YEAR)
    found = values(fetched.rows)
    for series in ecos.SERIES:
        for month in portal.YEAR:
            text = other.ecos_held(series, month)
            value = found.get((month, series.flow, series.code, series.basis))
            if text is None:
                assert value is None
            else:
                scale = 1000 if series.unit == ecos.THOUSANDS else 1
                assert value * scale == Decimal(text)
    assert len(found) >= 12 * 6
    assert found["2023-12", "exports", "total", "customs"] == Decimal("57573.193")


@only("ecos")
@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("INFO-100", SourceKeyError),
        ("ERROR-100", SourceQueryError),
        ("ERROR-101", SourceQueryError),
        ("ERROR-301", SourceQueryError),
        ("ERROR-601", SourceAnswerError),
        ("ERROR-602", SourceUnavailableError),
    ],
)
def test_a_code_of_ecos_is_named_at_once(bring, server, code, error):
    server.fail(other.ecos_error(code))
    with pytest.raises(error, match=code):
        bring()
    assert len(server.asked) == 1


@only("ecos")
def test_a_passing_code_is_tried_again_and_no_data_is_no_fault(bring, server):
    whole = bring().rows
    server.fail(other.ecos_error("ERROR-500"))
    server.fail(other.ecos_error("ERROR-600"))
    assert bring().rows.equals(whole)
    empty = bring([pd.Period("1965-01", "M")])
    assert empty.rows.empty and all("not reported" in said for said in empty.missing)
    assert len(empty.missing) == len(ecos.SERIES)
    assert all("does not tell apart" in said for said in empty.missing)


def ecos_first(value="1", **changes):
    return {**other.ecos_row(ecos.SERIES[0], "2023-12", value), **changes}


@only("ecos")
@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([ecos_first(UNIT_NAME="백만불")], "UNIT_NAME"),
        ([ecos_first(ITEM_CODE1="T004")], "ITEM_CODE1"),
        ([ecos_first(STAT_CODE="901Y119")], "STAT_CODE"),
        ([ecos_first(TIME="2023Q4")], "TIME"),
        ([ecos_first(TIME="202311")], "unasked"),
        ([ecos_first("-5")], "DATA_VALUE"),
        ([ecos_first("1e9")], "DATA_VALUE"),
        ([ecos_first(), ecos_first("2")], "twice"),
    ],
)
def test_a_row_of_ecos_that_was_not_asked_for_is_refused(bring, server, rows, said):
    server.fail(other.ecos_rows(rows))
    with pytest.raises(SourceAnswerError, match=said):
        bring()


@only("ecos")
def test_rows_that_are_missing_are_asked_for_again_and_a_blank_is_named(bring, server):
    whole = bring().rows
    server.fail(other.ecos_rows([ecos_first()], count=2))
    assert bring().rows.equals(whole)
    for blank in ("", "-", None):
        server.fail(other.ecos_rows([ecos_first(blank)]))
        fetched = bring()
        assert len(fetched.rows) == len(whole) - 1
        assert (
            "ecos exports total 2023-12: not reported (the source has a blank)" in fetched.missing
        )


# Comtrade


@only("comtrade")
def test_comtrade_brings_what_was_served_with_a_key_and_without(bring, server, monkeypatch):
    with_key = bring(YEAR)
    served = {
        (key[0], key[1], key[2], "comtrade"): value
        for key, value in portal.held().items()
        if key[3] == "value" and key[2] in other.NUMBERS.values()
    }
    assert values(with_key.rows) == served and len(served) >= 12 * 24
    assert all("not reported" in said for said in with_key.missing)
    monkeypatch.setattr(source_keys, "_from_keyring", lambda _: "")
    monkeypatch.delenv(comtrade.KEY_VARIABLE)
    without = bring(YEAR)
    assert values(without.rows) == served
    assert "/public/v1/preview/" in server.asked[-1][0]


@only("comtrade")
def test_months_that_comtrade_does_not_have_yet(bring):
    missing = bring([pd.Period("2026-03", "M"), pd.Period("2022-01", "M")]).missing
    assert missing == (
        "comtrade 2022-01: not reported (the source answered without it)",
        "comtrade 2026-03: not published yet (expected about 2027-03-31)",
    )


@only("comtrade")
def test_faults_of_comtrade(bring, server, monkeypatch):
    (first, *_) = other.comtrade_rows("202312", ["0"], ["X"])
    for rows, said in (
        ([{**first, "reporterCode": 392}], "reporterCode"),
        ([{**first, "period": "202311"}], "period"),
        ([{**first, "motCode": 2100}], "motCode"),
        ([{**first, "primaryValue": -1}], "primaryValue"),
        ([{**first, "primaryValue": "1"}], "primaryValue"),
        ([first, {**first, "primaryValue": 2}], "twice"),
        ({"no": "list"}, "no list"),
    ):
        server.fail(other.comtrade(rows))
        with pytest.raises(SourceAnswerError, match=said):
            bring()
    for reply in (other.comtrade([], "wrong period"), other.comtrade([], "", 400)):
        server.fail(reply)
        with pytest.raises(SourceQueryError, match="no such query"):
            bring()
    monkeypatch.delenv(comtrade.KEY_VARIABLE)
    monkeypatch.setattr(source_keys, "_from_keyring", lambda _: "")
    server.fail(other.comtrade([first] * 500))
    with pytest.raises(SourceAnswerError, match="cut off"):
        bring()


@only("comtrade")
def test_the_calls_of_a_day_are_kept_to(bring, server, monkeypatch):
    monkeypatch.setattr(comtrade, "MANNERS", http.Manners(gap=1.0, daily=5))
    with pytest.raises(SourceQuotaError, match="the 5 calls of 2026-08-31"):
        bring(YEAR)
    assert len(server.asked) == 5
    with pytest.raises(SourceQuotaError):  # the day after goes on where this one stopped
        bring(YEAR, now=LATER + dt.timedelta(hours=13))
    assert len(server.asked) == 10


# the IMF


@only("imf")
def test_the_imf_brings_what_was_served(bring):
    served = {
        (key[0], key[1], key[2], "imf"): value
        for key, value in portal.held().items()
        if key[3] == "value" and key[2] in other.NAMES.values()
    }
    assert values(bring(YEAR).rows) == served and len(served) >= 12 * 22


@only("imf")
@pytest.mark.parametrize(
    ("reply", "error", "said"),
    [
        (other.imf([other.imf_line("KOR.XG_FOB_USD.USA.M", "2023-M12", 1)]), SourceAnswerError,
         "COUNTERPART_COUNTRY"),
        (other.imf([other.imf_line("KOR.XG_FOB_USD.CHN.M", "2023-Q4", 1)]), SourceAnswerError,
         "TIME_PERIOD is '2023-Q4'"),
        (other.imf([other.imf_line("KOR.XG_FOB_USD.CHN.M", "2023-M12", -1)]), SourceAnswerError,
         "OBS_VALUE"),
        (other.imf([other.imf_line("KOR.XG_FOB_USD.CHN.M", "2023-M12", "NA?")]), SourceAnswerError,
         "OBS_VALUE"),
        (other.imf([other.imf_line("KOR.XG_FOB_USD.CHN.M", "2023-M12", 1)] * 2), SourceAnswerError,
         "twice"),
        (Reply(b"a,b\n1,2\n"), SourceAnswerError, "no column"),
        (Reply(other.imf([]).body.replace(b"OBS_VALUE", b"VALUE")), SourceAnswerError, "OBS_VALUE"),
        (Reply(other.imf([other.imf_line("KOR.XG_FOB_USD.CHN.M", "2023-M12", 1)]).body.replace(
            b"STRUCTURE,", b"")), SourceAnswerError, "no SDMX-CSV"),
        (other.imf([other.imf_line("KOR.XG_FOB_USD.CHN.M", "2023-M12", 1, "12")]),
         SourceAnswerError, "SCALE is '12'"),
        (other.imf([other.imf_line("KOR.XG_FOB_USD.CHN.M", "2023-M12", 10864298123, "6")]),
         SourceAnswerError, "expected 0 to 1,000,000,000,000 dollars"),
        (Reply(b'{"message": "no such key"}', 400), SourceQueryError, "no such key"),
    ],
)  # fmt: skip
def test_an_answer_of_the_imf_that_cannot_be_is_refused(bring, server, reply, error, said):
    server.fail(reply)
    with pytest.raises(error, match=said):
        bring()


@only("imf")
@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("DATAFLOW,COUNTRY,INDICATOR,COUNTERPART_COUNTRY,FREQUENCY,TIME_PERIOD,OBS_VALUE,SCALE",
         "IMF.STA:IMTS(1.0.0),KOR,XG_FOB_USD,CHN,M,2023-M12,10864.298123,6"),
        ("DATAFLOW,COUNTRY,INDICATOR,COUNTERPART_COUNTRY,FREQUENCY,TIME_PERIOD,OBS_VALUE,SCALE",
         "IMF.STA:IMTS(1.0.0),KOR,XG_FOB_USD,CHN,M,2023-M12,10864.298123,Millions"),
        ("DATAFLOW,COUNTRY: Country,INDICATOR: Indicator,COUNTERPART_COUNTRY: Counterpart,"
         "FREQUENCY: Frequency,TIME_PERIOD: Period,OBS_VALUE: Value",
         "IMF.STA:IMTS(1.0.0): Trade,KOR: Korea,XG_FOB_USD: Exports,CHN: China,M: Monthly,"
         "2023-12,10864298123"),
    ],
)  # fmt: skip
def test_both_forms_of_sdmx_csv_and_the_scale_are_read(bring, server, head, line):
    server.fail(Reply(f"{head}\n{line}\n".encode()), "KOR.XG_FOB_USD.CHN.M")
    found = values(bring().rows)
    assert found["2023-12", "exports", "china", "imf"] == Decimal("10864.298123")


@only("imf")
def test_the_imf_overloaded_or_cut_is_asked_again(bring, server):
    whole = bring().rows
    server.fail(Reply(b"<html>Request Rejected</html>", type="text/html"))
    line = other.imf_line("KOR.XG_FOB_USD.CHN.M", "2023-M12", 10864298123)
    server.fail(Reply(other.imf([line]).body[:-5], sized=False))
    assert bring().rows.equals(whole)
    server.fail(Reply(other.imf([line]).body[:-1]))  # whole by its length, without a last newline
    again = bring().rows
    assert len(again) == len(whole)


@only("imf")
def test_a_month_without_a_figure_is_named(bring):
    missing = bring([pd.Period("2024-01", "M"), pd.Period("2026-05", "M")]).missing
    assert len(missing) == 2 * 2 * 19
    assert "imf exports china 2024-01: not reported (the source answered without it)" in (missing)
    assert "imf imports usa 2026-05: not published yet (expected about 2027-05-31)" in missing
    assert imf.NAME in SOURCES
