"""The monthly run through the client of the customs service, against the local server."""

import datetime as dt
from functools import partial
from pathlib import Path

import portal_answers as portal
import pytest
from server import Server

from helpers import sources
from helpers.loading import load
from helpers.publishing import monthly
from helpers.releases import SEOUL
from helpers.sources import http
from helpers.sources import portal as portal_client
from helpers.updating import from_sources

AFTER = dt.datetime(2024, 1, 16, 10, tzinfo=SEOUL)


@pytest.fixture
def asked(monkeypatch):
    """The server, and nothing else, stands for the customs service."""
    monkeypatch.setenv(portal_client.KEY_VARIABLE, portal.KEY)
    monkeypatch.setattr(http, "pause", lambda seconds: None)
    with Server(portal.answering) as serving:
        address = f"{serving.address}/1220000"
        monkeypatch.setattr(sources, "fetch", partial(sources.fetch, base_url=address))
        yield serving


def test_the_confirmed_month_comes_from_the_customs_service(cut_store, tmp_path, asked) -> None:
    data = cut_store("2024-01-02", tmp_path / "data")
    made: list[str] = []
    job = partial(
        monthly.Job,
        data_dir=data,
        out=tmp_path / "out",
        ask=from_sources(("kcs",), data),
        stale=lambda folder, months: months,
        make=made.append,
    )
    # The cut store lacks what was published later of the months before: the months between are left
    # out, so a person has to accept that.
    refused = monthly.run(job(AFTER))
    assert (refused.outcome, refused.exit_code, made) == ("refused", 3, [])
    assert "gap exports." in refused.error
    assert not list((data / "observations").glob("2024-01-16*"))
    result = monthly.run(
        job(AFTER, accept=("gap=the months between were published later", "large-revision"))
    )
    assert (result.outcome, result.exit_code) == ("published", 0)
    assert made == ["2023-12"]
    assert result.figures["revised"] > 0
    exports = load("2023-12", as_of="2024-01-16", data_dir=data).observation("exports", "total")
    assert exports.status == "confirmed" and exports.published == "2024-01-16"
    assert exports.value == float(portal.held()["2023-12", "exports", "total", "value"])
    again = monthly.run(job(AFTER))
    assert (again.outcome, again.exit_code) == ("published", 0)
    assert again.figures["new"] == again.figures["revised"] == 0
    kept = "".join(
        p.read_text("utf-8", "replace") for p in Path(tmp_path).rglob("*") if p.is_file()
    )
    assert portal.KEY not in kept
