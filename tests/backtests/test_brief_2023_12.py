"""December 2023's brief beside the article of that day: what it says rightly is said, no slip is.

The brief is the one of the first release. Every claim has its verdict in the brief; what the data
answer to the claims that make the story stands in its sentences too, written here as words with
gaps, which are filled with what the claims language answers, so no number is typed.
"""

import re

import pytest

from helpers import texts
from helpers.claims import ask_panel as ask
from helpers.claims import claims_path, judge, plain_verdict, read_claims
from helpers.findings import story
from helpers.loading import load
from helpers.tables import judged_claims
from helpers.texts import filters
from helpers.translation import speaking

SAID = {
    "A-02": ("For 2023 as a whole exports came to {usd}", 'value(exports.total, "2023")'),
    "A-05": ("exports rose {pct} from a year earlier", "yoy(exports.total)"),
    "A-07": ("grown for {count} months", "streak(yoy(exports.total) > 0)"),
    "A-08": ("{days} fewer than a year earlier", "0 - change(working_days)"),
    "A-13": ("exports to the United States were up {pct}", "yoy(exports.usa)"),
    "A-14": ("By weight exports rose {pct}", "yoy(volume(exports.total))"),
    "A-15": ("per working day exports rose {pct}", "yoy(daily_average(exports.total))"),
    "A-29": ("The United States overtook China",),
    "A-35": ("of the total, fell {pct}", "yoy(exports.china)"),
    "A-37": ("Imports fell {pct}", "yoy(imports.total)"),
    "A-38": ("all other imports fell {pct}", "yoy(imports.non_energy)"),
    "A-39": (
        "Oil, gas and coal cost {usd}, down {pct}",
        "imports.energy_total",
        "yoy(imports.energy_total)",
    ),
    "A-40": ("a surplus of {usd}", "balance.total"),
    "A-43": ("October 2023 was the first month since February 2022 with rising exports",),
    "S-07": ("Exports to {count} of the nine main markets rose", "count(markets_9, yoy > 0)"),
    "S-12": ("down {pct}", "yoy(yearly(exports.total))"),
}
# A slip of a text about the month, and a sentence in the brief's words that would make it.
SLIPS = {
    "A-01": ("record", "Exports reached a record."),
    "A-04": ("1992", "It was the first deficit since 1992."),
    "A-08": ("[Ff]ishing", "The month had two fishing days fewer."),
    "A-30": ("20 years|2003", "The first time in 20 years."),
    "A-31": ("[Ee]lectric", "Exports of electric cars to the USA were a record."),
    "A-32": ("[Ii]nflation", "Anti-inflationary legislation helped."),
    "A-38": ("mainly", "The fall was mainly energy."),
    "A-40": (r"44\.8", "A surplus of $44.8 billion."),
    "S-04": ("13 months", "A fall for 13 months."),
}


@pytest.fixture(scope="module")
def trade():
    return load("2023-12", as_of="2024-01-01")


@pytest.fixture(scope="module")
def text(trade):
    told = story(trade)
    parts = [told.lead, *told.paragraphs.values()]
    return "¶".join(texts.paragraph(each).plain for each in parts).replace("†", "")


@pytest.mark.parametrize("claim", SAID)
def test_what_makes_the_story_is_said(trade, text, claim) -> None:
    words, *expressions = SAID[claim]
    answers = (ask(trade, expression).value for expression in expressions)
    for how in re.findall(r"\{(\w+)\}", words):
        words = words.replace(f"{{{how}}}", getattr(filters, how)(next(answers)), 1)
    assert words in text


@pytest.mark.parametrize("claim", SLIPS)
def test_no_slip_is_made(text, claim) -> None:
    pattern, planted = SLIPS[claim]
    assert re.search(pattern, planted), "the pattern would miss the slip"
    assert not re.search(pattern, text)


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_claim_is_answered_the_wrong_ones_first(trade, lang) -> None:
    judged = judge(claims_path("2023-12"), trade)
    with speaking(lang):
        shown = judged_claims(trade)._repr_html_()
    opened = shown.partition('<details class="folded">')[0]
    assert len(judged) == len(read_claims(claims_path("2023-12")).claims)
    for claim in judged.to_dict("records"):
        there = opened if plain_verdict(claim["verdict"]) != "holds" else shown
        assert filters.escape(claim["statement"]) in there.replace("&#x27;", "&#39;")


def test_no_sentence_is_said_twice(text) -> None:
    sentences = re.split(r"(?<=\.)[ ¶](?=[A-Z])", text)
    assert len(set(sentences)) == len(sentences)
