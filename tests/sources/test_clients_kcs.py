"""The customs service against a local server that behaves as documented."""

import datetime as dt
import gzip
import logging
import os
import pickle
import subprocess
import sys
import time
from decimal import Decimal

import pandas as pd
import portal_answers as portal
import pytest
from server import Reply, Server

from helpers import observations
from helpers.errors import (
    ParameterError,
    SourceAnswerError,
    SourceError,
    SourceKeyError,
    SourceQueryError,
    SourceQuotaError,
    SourceStateError,
    SourceUnavailableError,
)
from helpers.sources import SOURCES, fetch, http
from helpers.sources import keys as source_keys
from helpers.sources import portal as portal_client

KOREA = dt.timezone(dt.timedelta(hours=9))
LATER = dt.datetime(2026, 8, 31, 12, tzinfo=KOREA)  # the day the held countries were retrieved
YEAR = list(pd.period_range("2023-01", "2023-12", freq="M"))
DECEMBER = [pd.Period("2023-12", "M")]
TOTALS, COUNTRIES = "getNewtradeList", "getNationtradeList"


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv(portal_client.KEY_VARIABLE, portal.KEY)
    with Server(portal.answering) as serving:
        yield serving


@pytest.fixture
def waits(monkeypatch):
    """Seconds that would have been waited."""
    waited = []
    monkeypatch.setattr(http, "pause", waited.append)
    return waited


@pytest.fixture
def bring(server, waits, tmp_path):
    def bring(months=DECEMBER, now=LATER, at=""):
        address = f"{at or server.address}/1220000"
        return fetch("kcs", months, now=now, state_dir=tmp_path, base_url=address)

    return bring


def values(rows):
    return {
        (row.period, row.flow, row.code, row.measure): Decimal(row.value)
        for row in rows.itertuples()
    }


def test_the_year_2023_rebuilt_from_nothing_equals_what_the_store_holds(bring, server):
    fetched = bring(YEAR)
    found = values(fetched.rows)
    held = portal.held()
    assert {key: found.get(key) for key in held} == held
    assert len(held) > 12 * 25 and {code for _, _, code, _ in held} >= {"total", "china", "eu"}
    # balances held as retrieved are thousands: both sides of them were rounded there
    store = observations.read()
    balances = store[
        store["period"].isin([str(m) for m in YEAR])
        & store["flow"].eq("balance")
        & store["breakdown"].eq("region")
        & store["status"].eq("final")
    ]
    assert len(balances) == 9 * 12
    for row in balances.itertuples():
        assert abs(float(found[row.period, "balance", row.code, "value"]) - row.value) < 0.0011
    assert fetched.missing == ()
    assert len(server.asked) == 4  # totals, countries and two headings, twelve months each


def test_the_rows_are_rows_of_the_store(bring):
    rows = bring().rows
    assert list(rows) == [*observations.COLUMNS, "place"]
    given = rows.assign(file="fetched", row=range(2, len(rows) + 2))
    assert observations.problems(given) == []
    assert set(rows["status"]) == {"final"} and set(rows["published"]) == {"2026-08-31"}
    bases = rows.groupby("code")["basis"].unique().str[0].to_dict()
    assert bases["total"] == bases["usa"] == "customs" and bases["eu"] == "country_sum"
    assert bases["latin_america_33"] == "proxy" and bases["dram_hs"] == "hs"


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (dt.datetime(2024, 1, 14, 14, 59, tzinfo=dt.UTC), "preliminary"),
        (dt.datetime(2024, 1, 14, 15, 0, tzinfo=dt.UTC), "confirmed"),
        (dt.datetime(2024, 1, 31, 14, 59, tzinfo=dt.UTC), "confirmed"),
        (dt.datetime(2024, 1, 31, 15, 0, tzinfo=dt.UTC), "final"),
    ],
)
def test_status_and_date_turn_at_midnight_in_korea(bring, now, status):
    rows = bring(now=now).rows
    assert set(rows["status"]) == {status}
    assert set(rows["published"]) == {str((now + dt.timedelta(hours=9)).date())}


def test_what_is_not_published_is_told_from_what_is_empty(bring, server):
    months = list(pd.period_range("2023-12", "2024-02", freq="M"))
    early = bring(months, now=dt.datetime(2024, 2, 10, 12, tzinfo=KOREA))
    assert set(early.rows["period"]) == {"2023-12"}
    assert "kcs 2024-02: not published yet (the month has not ended on 2024-02-10 in Korea)" in (
        early.missing
    )
    assert "kcs totals 2024-01: not published yet (expected about 2024-02-15)" in early.missing
    assert all(query["endYymm"] == "202401" for _, query in server.asked)
    late = bring(months[1:2])
    assert late.rows.empty
    expected = "kcs totals 2024-01: not reported (the source answered without it)"
    assert expected in late.missing


def test_a_query_that_does_not_exist_is_an_error(bring, server):
    server.fail(portal.agency(portal.COUNTRY))
    with pytest.raises(SourceQueryError, match="존재하지 않는 국가코드입니다") as caught:
        bring()
    assert caught.value.exit_code == 6


def test_more_than_a_year_is_asked_for_in_parts(bring, server):
    bring(list(pd.period_range("2022-01", "2024-06", freq="M")))
    asked = [(q["strtYymm"], q["endYymm"]) for path, q in server.asked if TOTALS in path]
    assert asked == [("202201", "202212"), ("202301", "202312"), ("202401", "202406")]


@pytest.mark.parametrize(
    "reply",
    [
        portal.FAST,
        portal.JSON_ERROR,
        portal.gateway("01", "APPLICATION_ERROR", 500),
        portal.gateway("05", "SERVICETIMEOUT_ERROR", 200),
        Reply(b"busy", 429, "text/plain"),
        Reply(b"Unexpected errors", 500, "text/plain"),
        Reply(b"", 200),
        Reply(portal.answer(portal.summed(portal.totals(["2023-12"], {}))).body, cut=True),
        Reply(portal.answer(portal.summed(portal.totals(["2023-12"], {}))).body[:-30]),
    ],
    ids=["23", "json", "01", "05", "429", "500", "empty", "cut", "truncated"],
)
def test_a_passing_fault_costs_a_wait_and_no_figure(bring, server, waits, reply):
    whole = bring().rows
    server.fail(reply, TOTALS)
    server.fail(reply, COUNTRIES)
    assert bring().rows.equals(whole)
    assert waits.count(1.0) == 2


def test_an_answer_that_has_lost_a_row_is_asked_for_again(bring, server, waits):
    whole = bring().rows
    rows = portal.summed(portal.by_country(["2023-12"], {}))
    server.fail(portal.answer(rows[1:]), COUNTRIES)  # the sum stands last
    server.fail(portal.answer(rows[1:]), COUNTRIES)
    assert bring().rows.equals(whole)
    assert 1.0 in waits and 2.0 in waits


def test_retry_after_is_kept_to(bring, server, waits):
    server.fail(Reply(b"", 429, headers={"Retry-After": "17"}), TOTALS)
    bring()
    assert 17.0 in waits
    server.fail(Reply(b"", 429, headers={"Retry-After": "86400"}), TOTALS)
    asked = len(server.asked)
    with pytest.raises(SourceUnavailableError):
        bring()
    assert len(server.asked) == asked + 1  # a wait of a day is not waited


def test_a_year_that_cannot_be_answered_whole_is_asked_for_in_halves(bring, server):
    whole = bring(YEAR).rows
    server.asked.clear()
    server.fail(Reply(b"Unexpected errors", 500), TOTALS, times=http.TRIES)
    assert bring(YEAR).rows.equals(whole)
    asked = [(q["strtYymm"], q["endYymm"]) for path, q in server.asked if TOTALS in path]
    assert asked == [("202301", "202312")] * http.TRIES + [
        ("202301", "202306"),
        ("202307", "202312"),
    ]


@pytest.mark.parametrize(
    ("reply", "error", "said"),
    [
        (portal.NOT_REGISTERED, SourceKeyError, "code 30"),
        (portal.gateway("31", "DEADLINE_HAS_EXPIRED_ERROR", 403), SourceKeyError, "expired"),
        (portal.NO_SERVICE, SourceQueryError, "no such service"),
        (portal.QUOTA, SourceQuotaError, "midnight"),
        (Reply(b"<!DOCTYPE html><html><body>maintenance</body></html>"), SourceAnswerError, "web"),
        (Reply("<html>점검 중".encode("euc-kr"), type="text/html"), SourceAnswerError, "web page"),
        (Reply(b"not XML at all"), SourceAnswerError, "no XML"),
        (Reply(b"<feed/>"), SourceAnswerError, "'feed'"),
        (Reply(b"", 302, headers={"Location": "http://127.0.0.1:9/"}), SourceAnswerError, "302"),
    ],
    ids=["30", "31", "12", "22", "html", "euc_kr", "text", "root", "redirect"],
)
def test_a_lasting_fault_is_named_at_once(bring, server, waits, reply, error, said):
    server.fail(reply, TOTALS)
    with pytest.raises(error, match=said):
        bring()
    assert len(server.asked) == 1 or (error is SourceAnswerError and not waits.count(1.0))


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 12))
    + b"]><response><header><resultCode>00</resultCode></header><body>&a11;</body></response>"
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    b"<response><header><resultCode>00</resultCode><resultMsg>&x;</resultMsg></header></response>"
)


@pytest.mark.parametrize("body", [BOMB, OUTSIDE], ids=["bomb", "outside"])
def test_entities_are_refused(bring, server, body):
    server.fail(Reply(body), TOTALS)
    with pytest.raises(SourceAnswerError, match="DTD"):
        bring()


def test_deep_xml_is_refused(bring, server):
    server.fail(Reply(b"<response>" * 50_000), TOTALS, times=99)
    with pytest.raises(SourceUnavailableError, match="no XML"):
        bring()


def test_a_huge_answer_is_cut_off(bring, server, monkeypatch):
    monkeypatch.setattr(http, "LARGEST", 200_000)
    server.fail(Reply(b"<response>" + b" " * 5_000_000), TOTALS)
    with pytest.raises(SourceAnswerError, match="larger than"):
        bring()


def test_a_slow_answer_is_given_up(bring, server, monkeypatch):
    monkeypatch.setattr(http, "TIMEOUT", (1.0, 0.05))
    server.fail(Reply(b"<response/>", slow=0.2), TOTALS, times=99)
    with pytest.raises(SourceUnavailableError, match="the connection failed"):
        bring()


def test_an_answer_that_trickles_is_given_up(bring, server, monkeypatch):
    monkeypatch.setattr(http, "WHOLE", 0.05)
    server.fail(Reply(b"<response/>" + b" " * 200, slow=0.02), TOTALS, times=99)
    began = time.monotonic()
    with pytest.raises(SourceUnavailableError, match="took longer"):
        bring()
    assert time.monotonic() - began < 3  # whole, each of the four tries would take over four


def test_a_time_out_inside_an_answer_halves_the_span(bring, server, monkeypatch):
    whole = bring(YEAR).rows
    server.asked.clear()
    monkeypatch.setattr(http, "TIMEOUT", (1.0, 0.3))
    server.fail(Reply(b"<response/>", slow=0.6), TOTALS, times=http.TRIES)
    assert bring(YEAR).rows.equals(whole)
    asked = [(q["strtYymm"], q["endYymm"]) for path, q in server.asked if TOTALS in path]
    assert asked[http.TRIES :] == [("202301", "202306"), ("202307", "202312")]


def row(**changes):
    return portal.item(**{**portal.totals(["2023-12"], {})[0], **changes})


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([row(expDlr="-5", balPayments="")], "expDlr is -5"),
        ([row(expDlr="12.5")], "no whole number"),
        ([row(balPayments="1")], "balPayments is 1"),
        ([row(year="2023-12")], "year is '2023-12'"),
        ([row(year="2023.11")], "2023.11 came unasked"),
        ([row(), row(expDlr="1", balPayments="")], "two rows differ"),
        ([portal.item(year="2023.12", expDlr="1")], "no field impDlr"),
    ],
)
def test_a_row_that_cannot_be_is_refused(bring, server, items, said):
    server.fail(portal.answer(items), TOTALS)
    with pytest.raises(SourceAnswerError, match=said):
        bring()


def test_commas_blanks_single_and_repeated_rows(bring, server):
    usd = portal.dollars("2023-12", "exports", "total")
    items = [row(expDlr=f"  {usd:,}", impDlr="-", balPayments=" ")] * 2
    server.fail(portal.answer(items), TOTALS)
    fetched = bring()
    total = fetched.rows[fetched.rows["code"].eq("total")]
    assert total["flow"].tolist() == ["exports"]
    assert Decimal(total["value"].iloc[0]) * 10**6 == usd
    blank = "kcs imports total 2023-12: not reported (the source has a blank)"
    assert blank in fetched.missing


def test_a_heading_beside_its_lines_is_not_counted_twice(bring, server):
    rows = portal.by_item(["2023-12"], {"hsSgn": "8542"})
    heading = portal.item(**{**rows[0], "hsCode": "8542"})
    server.fail(portal.answer([heading, *map(lambda r: portal.item(**r), rows)]), "getItemtrade")
    with pytest.raises(SourceAnswerError, match="one level"):
        bring()


def test_an_answer_at_the_level_of_the_heading_is_not_called_empty(bring, server):
    rows = portal.by_item(["2023-12"], {"hsSgn": "8542"})
    usd = sum(row["expDlr"] for row in rows)
    heading = {**rows[0], "hsCode": "8542", "expDlr": usd, "balPayments": usd}
    server.fail(portal.answer([portal.item(**heading)]), "getItemtrade")
    fetched = bring()
    found = fetched.rows.set_index(["code", "measure"])["value"]
    assert Decimal(found["semiconductors_hs", "value"]) * 10**6 == usd
    assert fetched.missing == tuple(
        f"kcs {code}_hs 2023-12: not told apart (the answer has HS 8542 only)"
        for code in ("memory_semiconductors", "dram", "nand_flash")
    )


@pytest.mark.parametrize("code", ["854232101", "854232", "-"])
def test_a_code_that_is_not_ten_digits_is_left_out_and_named(bring, server, code):
    whole = bring().rows
    rows = portal.by_item(["2023-12"], {"hsSgn": "8542"})
    odd = {**rows[0], "hsCode": code}
    server.fail(portal.answer(portal.summed([*rows, odd])), "getItemtrade")
    fetched = bring()
    assert fetched.rows.equals(whole)
    expected = (f"kcs HS {code} 2023-12: left out (not a code of 10 digits)",)
    assert fetched.missing == expected


def test_a_country_row_without_its_code_is_refused(bring, server):
    row = portal.by_country(["2023-12"], {})[0]
    del row["statCd"]
    server.fail(portal.answer([portal.item(**row)]), COUNTRIES)
    with pytest.raises(SourceAnswerError, match="statCd is missing"):
        bring()


def test_a_cut_fetch_goes_on_where_it_stopped(bring, server, tmp_path):
    whole = bring(YEAR).rows
    assert not list(tmp_path.glob("answers-*"))
    server.asked.clear()
    server.fail(portal.NOT_REGISTERED, "getItemtrade")
    with pytest.raises(SourceKeyError):
        bring(YEAR)
    assert bring(YEAR).rows.equals(whole)
    assert sum(TOTALS in path for path, _ in server.asked) == 1
    assert sum(COUNTRIES in path for path, _ in server.asked) == 1


def test_a_kept_answer_is_dated_by_its_own_day_and_asked_anew_after_one(bring, server):
    evening = dt.datetime(2024, 1, 14, 23, 59, tzinfo=KOREA)
    for now, status in (
        (evening + dt.timedelta(minutes=2), "preliminary"),
        (evening + dt.timedelta(days=2), "confirmed"),
    ):
        server.fail(portal.NOT_REGISTERED, COUNTRIES)
        with pytest.raises(SourceKeyError):
            bring(now=evening)
        rows = bring(now=now).rows
        total = rows[rows["code"].eq("total")]
        assert set(total["status"]) == {status}
        assert set(rows[rows["code"].eq("usa")]["status"]) == {"confirmed"}


def test_a_kept_answer_that_was_damaged_is_asked_for_again(bring, server, tmp_path):
    server.fail(portal.NOT_REGISTERED, COUNTRIES)
    with pytest.raises(SourceKeyError):
        bring()
    (kept,) = (tmp_path / "answers-kcs").iterdir()
    kept.write_bytes(kept.read_bytes()[:-9])
    whole = bring().rows
    assert whole.equals(bring().rows)


def test_a_quota_used_up_stays_so_until_midnight_in_korea(bring, server):
    now = dt.datetime(2024, 3, 1, 23, 0, tzinfo=KOREA)
    server.fail(portal.QUOTA, COUNTRIES)
    with pytest.raises(SourceQuotaError):
        bring(now=now)
    asked = len(server.asked)
    with pytest.raises(SourceQuotaError, match="used up"):
        bring(now=now + dt.timedelta(minutes=59))
    assert len(server.asked) == asked  # not even asked
    assert not bring(now=now + dt.timedelta(minutes=60)).rows.empty


def test_calls_are_counted_and_the_quota_is_kept(bring, server, monkeypatch):
    monkeypatch.setattr(portal_client, "DAILY", 2)
    bring()
    bring_again = pytest.raises(SourceQuotaError, match="the 2 calls of 2026-08-31 to Itemtrade")
    with bring_again:  # two headings are two calls to one service
        bring()
    assert sum("getItemtrade" in path for path, _ in server.asked) == 2


def test_requests_keep_their_distance(bring, waits):
    bring()
    assert len([each for each in waits if 0 < each <= 0.2]) == 3


def test_no_key_is_a_clear_error(bring, monkeypatch, tmp_path):
    monkeypatch.setattr(source_keys, "_from_keyring", lambda _: "")
    monkeypatch.delenv(portal_client.KEY_VARIABLE)
    with pytest.raises(SourceKeyError, match="set KTRADE_DATA_GO_KR_KEY"):
        bring()
    monkeypatch.setenv(portal_client.KEY_VARIABLE, "with a space")
    with pytest.raises(SourceKeyError) as caught:
        bring()
    assert "with a space" not in str(caught.value)


def test_the_encoded_form_of_the_key_serves_as_well(bring, monkeypatch):
    monkeypatch.setenv(portal_client.KEY_VARIABLE, "canary%2BKEY%2F9f3c%3D%3D")
    assert not bring().rows.empty


def chain(error):
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def test_no_byte_anywhere_holds_the_key(bring, server, tmp_path, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    said = [str(bring().rows.to_dict())]
    echo = f"SERVICE KEY {portal.KEY} canary%2BKEY%2F9f3c%3D%3D IS WRONG"
    faults = [
        portal.gateway("30", echo, 403),
        portal.agency(echo),
        Reply(echo.encode(), 500),
        Reply(b"<response>", cut=True),
        portal.gateway("22", echo, 200),
    ]
    for fault in faults:
        server.fail(fault, COUNTRIES, times=99 if fault.status == 500 or fault.cut else 1)
        with pytest.raises(SourceError) as caught:
            bring()
        server.faults.clear()
        for error in chain(caught.value):
            said += [str(error), repr(error), str(vars(error))]
    with pytest.raises(SourceUnavailableError, match="ConnectionError") as caught:
        bring(now=LATER + dt.timedelta(days=2), at="http://127.0.0.1:9")
    said += [repr(error) + str(error) for error in chain(caught.value)]
    said += [record.getMessage() + str(record.args) for record in caplog.records]
    said += [caplog.text, *capfd.readouterr()]
    said += [path.read_text("utf-8", "replace") for path in tmp_path.rglob("*") if path.is_file()]
    said += [str(path) for path in tmp_path.rglob("*")]
    assert any("/1220000/" in text for text in said)  # the log was listened to
    assert any("***" in text for text in said)
    for form in (portal.KEY, "canary%2BKEY", "canary%2bKEY", "KEY/9f3c", "9f3c"):
        assert not [text for text in said if form in text]


def test_a_gzip_bomb_is_cut_off(bring, server, monkeypatch):
    monkeypatch.setattr(http, "LARGEST", 2_000_000)
    bomb = gzip.compress(b"<response>" + b" " * 50_000_000)
    server.fail(Reply(bomb, headers={"Content-Encoding": "gzip"}), TOTALS)
    with pytest.raises(SourceAnswerError, match="larger than"):
        bring()


def test_a_large_month_is_read(bring, server):
    """Thirty megabytes, as all lines of a month are, made up of blanks between the rows."""
    whole = bring().rows
    text = portal.answer(portal.summed(portal.totals(["2023-12"], {}))).body
    server.fail(Reply(text.replace(b"<item>", b"<item>" + b" " * 15_000_000)), TOTALS)
    assert bring().rows.equals(whole)


def test_a_country_without_a_row_is_empty_by_fact(bring, server):
    rows = [row for row in portal.by_country(["2023-12"], {}) if row["statCd"] != "AE"]
    server.fail(portal.answer(portal.summed(rows)), COUNTRIES)
    fetched = bring()
    assert fetched.missing == ("kcs uae 2023-12: not reported (no row in the month's answer)",)
    assert "uae" not in set(fetched.rows["code"])


def test_a_state_that_cannot_be_written_stops_the_fetch(bring, tmp_path):
    (tmp_path / "answers-kcs").write_text("in the way", "utf-8")
    with pytest.raises(SourceStateError, match="cannot be read") as caught:
        bring()
    assert caught.value.exit_code == 6
    (tmp_path / "answers-kcs").unlink()
    (tmp_path / f"quota-kcs.json.{os.getpid()}").mkdir()
    with pytest.raises(SourceStateError, match=r"quota-kcs\.json cannot be written"):
        bring()


def test_the_keyring_serves_where_no_variable_is_set(bring, monkeypatch):
    keyring = pytest.importorskip("keyring")
    asked = []
    monkeypatch.delenv(portal_client.KEY_VARIABLE)
    monkeypatch.setattr(
        keyring, "get_password", lambda *names: asked.append(names) or f" {portal.KEY}\n"
    )
    assert not bring().rows.empty
    assert asked == [("ktrade", portal_client.KEY_VARIABLE)]


def test_a_keyring_that_cannot_be_read_is_no_key(bring, monkeypatch):
    keyring = pytest.importorskip("keyring")

    def locked(*_):
        raise keyring.errors.KeyringLocked("made up")

    monkeypatch.delenv(portal_client.KEY_VARIABLE)
    monkeypatch.setattr(keyring, "get_password", locked)
    with pytest.raises(SourceKeyError, match="no key"):
        bring()


def test_the_sources_are_named_without_loading_a_client():
    code = "import sys, helpers.sources; print({'requests', 'lxml', 'pandas'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


def test_an_error_survives_the_way_between_processes():
    error = SourceUnavailableError("kcs", "made up", "try again", 3.0, True)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.wait, again.narrower) == (str(error), 3.0, True)


def test_a_source_or_moment_that_cannot_be(tmp_path, monkeypatch):
    monkeypatch.setenv(portal_client.KEY_VARIABLE, portal.KEY)
    with pytest.raises(ParameterError, match="kcs"):
        fetch("customs", DECEMBER, now=LATER, state_dir=tmp_path)
    with pytest.raises(ParameterError, match="time zone"):
        fetch("kcs", DECEMBER, now=LATER.replace(tzinfo=None), state_dir=tmp_path)
    for address in ("ftp://x.example", "not an address"):
        with pytest.raises(ParameterError, match="https"):
            fetch("kcs", DECEMBER, now=LATER, state_dir=tmp_path, base_url=address)
    assert "kcs" in SOURCES
