"""Broken answers of every source: an error of the package or rows, never anything else."""

import datetime as dt

import other_answers as other
import pandas as pd
import portal_answers as portal
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.errors import SourceError
from helpers.sources import comtrade, ecos, flash, imf, kcs
from helpers.sources.http import Client, Manners
from helpers.sources.keys import Key
from helpers.sources.state import Answer

NOW = dt.datetime(2024, 3, 1, tzinfo=dt.UTC)
MONTH = pd.Period("2023-12", "M")
SPAN = (MONTH, MONTH)
IMF_KEY = "KOR.XG_FOB_USD.CHN.M"
PARTS = [b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"<item>", b"</item>", b"\x00", b"\xff\xfe",
         b"999999999999999999999999", b"-1", b"NaN", b"1e400", b"null", b"[", b"{" * 2000, b",",
         "총계".encode(), "총계".encode("euc-kr"), b'"', b"\n"]  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("state")
    return Client("made-up", "http://127.0.0.1:9", NOW, folder, Manners(), Key("made-up-key"))


def cases(client):
    series = ecos.SERIES[0]
    return [
        (
            kcs._reader(client, SPAN, kcs.COUNTRY),
            portal.answer(portal.summed(portal.by_country(["2023-12"], {})[:6])),
        ),
        (
            flash._reader(client, SPAN),
            portal.answer([other.flash_row("2023-12", "01~10", other.flash_amounts(1000))]),
        ),
        (
            ecos._reader(client, series, SPAN),
            other.ecos_rows([other.ecos_row(series, "2023-12", "57573193")]),
        ),
        (
            comtrade._reader(client, MONTH),
            other.comtrade(other.comtrade_rows("202312", ["0", "156"], ["X", "M"])),
        ),
        (imf._reader(client, IMF_KEY), other.imf([other.imf_line(IMF_KEY, "2023-M12", 7)])),
    ]


def test_the_whole_answers_are_read(client):
    for read, reply in cases(client):
        assert read(Answer(200, {}, reply.body, NOW.date()))


@settings(max_examples=150, deadline=2000, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_broken_answer_is_an_error_of_the_package_or_rows(client, data):
    read, reply = data.draw(st.sampled_from(cases(client)))
    body = reply.body
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(body)))
        end = data.draw(st.integers(start, min(len(body), start + 40)))
        put = data.draw(st.one_of(st.sampled_from(PARTS), st.binary(max_size=8)))
        body = body[:start] + put + body[end:]
    body = body[: data.draw(st.sampled_from([len(body), len(body) // 2]))]
    try:
        read(Answer(data.draw(st.sampled_from([200, 400, 429, 500])), {}, body, NOW.date()))
    except SourceError as error:
        assert str(error)


@settings(max_examples=60, deadline=2000, suppress_health_check=list(HealthCheck))
@given(body=st.binary(max_size=300))
def test_any_bytes_at_all_are_refused_or_hold_nothing(client, body):
    for read, _ in cases(client):
        with pytest.raises(SourceError):
            read(Answer(200, {}, body, NOW.date()))
