"""December 2023's brief beside the article of that day: what it says rightly is said, no slip is.

The brief is the one of the first release. What a claim that holds, or the right reading of one that
does not, becomes in the brief is written here as words with gaps; the gaps are filled with what the
data answer to the expression beside them, so no figure is typed.
"""

import re

import pytest

from helpers import brief, wording
from helpers.claims import ask, claims_path, judge, read_claims
from helpers.claims.result import written
from helpers.loading import load

RISING = "main items rose: [^.]*"
CARS = r"passenger cars \(HS 8703\)"
# Claim: the sentence of the brief that answers it, and the expressions that fill its gaps.
COUNTERPARTS = {
    "A-02": ("Exports were {} in December 2023.*In 2023 as a whole they were {}",
             "exports.total", "yearly(exports.total)"),
    "A-04": ("deficit of the year with China was {}.*the first deficit in {}, since 1992",
             "0 - yearly(balance.china)", "first_in(yearly(balance.china) < 0)"),
    "A-05": ("They rose {} on the year, the", "yoy(exports.total)"),
    "A-06": ("Exports were {} in December 2023", "exports.total"),
    "A-07": ("the {} rise in a row", "streak(yoy(exports.total) > 0)"),
    "A-08": ("{:days} fewer than a year before", "0 - change(working_days)"),
    "A-09": ("semiconductors were .*They rose {} on the year.*¶.*automobiles were .*They rose {}",
             "yoy(exports.semiconductors)", "yoy(exports.automobiles)"),
    "A-10": (r"semiconductors were .*release itself printed \+{}",
             "yoy(exports.semiconductors@classic)"),
    "A-11": (r"automobiles were .*release itself printed \+{}", "yoy(exports.automobiles@classic)"),
    "A-12": ("Exports to the USA were {} .*from January 2016 on and the first at USD 11 billion or "
             "more", "exports.usa"),
    "A-13": ("to the USA were {} .*They rose {} on the year", "exports.usa", "yoy(exports.usa)"),
    "A-14": ("By weight they rose {}", "yoy(volume(exports.total))"),
    "A-15": ("per working day exports rose {}", "yoy(daily_average(exports.total))"),
    "A-16": ("per working day exports rose [^,]*, the strongest rise in {}, since June 2022",
             "highest_in(yoy(daily_average(exports.total)))"),
    "A-17": ("per working day exports rose [^,]*, the strongest rise in {}",
             "highest_in(yoy(daily_average(exports.total)))"),
    "A-18": ("Exports of semiconductors were .*They rose [^,]*, the {} rise in a row",
             "streak(yoy(exports.semiconductors@classic) > 0)"),
    "A-19": ("Exports of semiconductors were {}", "exports.semiconductors"),
    "A-20": (f"{CARS} were .*They rose [^,]*, the {{}} rise in a row",
             "streak(yoy(exports.automobiles_hs) > 0)"),
    "A-21": (f"Exports of the year of {CARS} were {{}}, the highest of all years held",
             "yearly(exports.automobiles_hs)"),
    "A-22": (f"{RISING}general machinery",),
    "A-23": (f"{RISING}home appliances",),
    "A-24": (f"{RISING}displays",),
    "A-25": (f"{RISING}ships",),
    "A-26": (f"{RISING}petrochemicals",),
    "A-27": (f"{RISING}bio-health",),
    "A-28": ("Exports of semiconductors were .*They rose from each quarter of 2023 to the next",),
    "A-29": ("The USA passed China as the larger market",),
    "A-33": (r"they have risen for months in a row to [^.]*ASEAN \({}\)",
             "streak(yoy(exports.asean) > 0)"),
    "A-34": (r"they have risen for months in a row to [^.]*India \({}\)",
             "streak(yoy(exports.india) > 0)"),
    "A-35": ("Exports to China were .*They fell {} on the year", "0 - yoy(exports.china)"),
    "A-36": ("Exports to China were .* at USD 10 billion or more for {}",
             "streak(exports.china >= 10 * usd_billion)"),
    "A-37": ("Imports were .*They fell {} on the year", "0 - yoy(imports.total)"),
    "A-38": ("They made up {:whole} of the fall of total imports, so the fall was not mainly "
             "energy. All other imports fell {}", "contribution_to_change(imports.energy_total)",
             "0 - yoy(imports.non_energy)"),
    "A-39": ("Imports of crude oil, gas and coal were .*They fell {} on the year",
             "0 - yoy(imports.energy_total)"),
    "A-40": ("The trade surplus was {}, ", "balance.total"),
    "A-41": ("The trade surplus was [^,]*, the largest in {}, since December 2020",
             "highest_in(balance.total)"),
    "A-42": ("turned from a deficit of {} in Q1 to a surplus of {} in Q4",
             '0 - value(balance.total, "2023-Q1")', 'value(balance.total, "2023-Q4")'),
    "A-43": ("October 2023 being the first such month in {}, since February 2022",
             'first_in(yoy(exports.total) > 0 and balance.total > 0, "2023-10")'),
    "A-45": ("closed with a deficit of {}, .* after a deficit of {:size} the year before",
             "0 - yearly(balance.total)", 'value(yearly(balance.total), "2022")'),
    "A-46": ("second half of the year were {}, more than the {} of the first",
             'value(exports.total, "2023-H2")', 'value(exports.total, "2023-H1")'),
    "S-01": ("the highest in {}, since July 2022", "highest_in(exports.total)"),
    "S-02": ("and the {} surplus in a row", "streak(balance.total > 0)"),
    "S-03": ("The trade surplus was .* the {} surplus in a row", "streak(balance.total > 0)"),
    "S-05": ("By weight they rose [^,]*, the {} rise in a row",
             "streak(yoy(volume(exports.total)) > 0)"),
    "S-06": ("Of the 15 on the ministry’s earlier list {:count} rose", "count(items_15, yoy > 0)"),
    "S-07": ("Exports to {:count} of the nine main markets rose: the USA, ASEAN, Japan and India",
             "count(markets_9, yoy > 0)"),
    "S-08": ("to the USA were .*the {} rise in a row", "streak(yoy(exports.usa) > 0)"),
    "S-09": ("the {} month in a row with a rise of 10% or more", "streak(yoy(exports.usa) >= 10)"),
    "S-10": ("Exports of semiconductors were [^,]*, the highest in {}, since September 2022",
             "highest_in(exports.semiconductors)"),
    "S-11": (r"to the USA were [^(]*\({} of the total\).*to China were [^(]*\({} of the total",
             "share(exports.usa)", "share(exports.china)"),
    "S-12": ("In 2023 as a whole they were {}, down {}", "yearly(exports.total)",
             "0 - yoy(yearly(exports.total))"),
    "S-13": ("closed with a deficit of {}, the {} deficit in a row", "0 - yearly(balance.total)",
             "streak(yearly(balance.total) < 0)"),
    "S-14": ("for the year {}, up {}", "yearly(exports.automobiles@classic)",
             "yoy(yearly(exports.automobiles@classic))"),
    "S-15": ("The USA passed ASEAN as the larger market of the year",),
    "S-16": ("a gap of {:pp}", "share(yearly(exports.china)) - share(yearly(exports.usa))"),
    "S-17": ("surplus of the year with the USA was {}", "yearly(balance.usa)"),
    "S-18": ("after a deficit of {:size} the year before", 'value(yearly(balance.total), "2022")'),
}  # fmt: skip
WRITTEN = {
    "days": lambda value: wording.days(value),
    "count": lambda value: str(int(value)),
    "whole": lambda value: wording.pct(value, 0, sign=False),
    "pp": lambda value: f"{wording.number(value, 1)} pp",
    "size": lambda value: wording.usd(abs(value)),
}
COUNTED = {  # runs that the brief gives in months, not as the nth of a row
    "streak(yoy(exports.asean) > 0)",
    "streak(yoy(exports.india) > 0)",
    "streak(exports.china >= 10 * usd_billion)",
}
NO_COUNTERPART = {
    "A-01": "no record of all months; the highest in 17 months is said, see S-01",
    "A-31": "exports by item and country are not held for the month",
    "S-04": "speaks of September 2023, whose own brief would say it",
}
# A slip of a text about the month, and a sentence in the brief's words that would make it.
SLIPS = {
    "A-01": (r"\. Exports were [^.]*\.\d[^.]*(record|of all months)",
             ". Exports were USD 57.66 billion in December 2023, the highest of all months held."),
    "A-04": (r"(trade deficit|year closed with a deficit)[^.]*\.?\d*[^.]*1992",
             "The year closed with a deficit of USD 9.98 billion, the first deficit since 1992."),
    "A-08": ("[Ff]ishing", "The month had two fishing days fewer."),
    "A-09": (r"Exports of (semiconductors|automobiles) were [^.]*\.\d[^.]*of all months",
             "Exports of automobiles were USD 6.38 billion, the highest of all months held."),
    "A-17": (r"By weight[^.]*\.\d[^.]*1\d months",
             "By weight they rose 4.7%, the strongest rise in 18 months."),
    "A-21": (r"(automobiles|cars)[^.]*\.\d\d billion[^.]*of all months|volume of cars",
             "Exports of passenger cars were USD 6.20 billion, the highest of all months."),
    "A-30": ("20 years|since 2003", "The USA passed China, the first in 20 years."),
    "A-31": ("[Ee]lectric.(cars|vehicles)", "Exports of electric cars to the USA were a record."),
    "A-32": ("[Ii]nflation", "Anti-inflationary legislation helped."),
    "A-38": ("was mainly energy", "so the fall was mainly energy."),
    "A-40": (r"44\.8", "The trade surplus was USD 44.8 billion."),
    "A-43": ("by October", "They grew by October."),
    "S-03": ("second surplus in a row", "The trade surplus was the second surplus in a row."),
    "S-04": ("13 months", "a fall for 13 months"),
    "S-16": (r"gap of 1\.5", "a gap of 1.5 pp"),
    "S-17": (r"with the USA was USD 4\.", "The surplus with the USA was USD 4.5 billion."),
}  # fmt: skip


@pytest.fixture(scope="module")
def trade():
    return load("2023-12", as_of="2024-01-01")


@pytest.fixture(scope="module")
def text(trade):
    """What the brief says of the month itself, its lead included."""
    shown = dict(brief.sections(trade))
    parts = [*shown["Why it matters"], *shown["Between the numbers"]]
    texts = [t for part in parts for t in getattr(part, "texts", [part])]
    return "¶".join(each.plain for each in texts if hasattr(each, "sentences"))


@pytest.fixture(scope="module")
def judged():
    claims = read_claims(claims_path("2023-12"))
    table = judge(claims, load("2023-12"))
    right = [bool(claim.right) for claim in claims.claims]
    return table.assign(right=right).set_index(table["id"].str.removeprefix("2023-12-"))


def fill(trade, words, *expressions):
    """Put what the data answer into the gaps of a sentence, as a pattern."""
    pieces = re.split(r"(\{(?::\w+)?\})", words)
    gaps = iter(expressions)
    return "".join(
        re.escape(answer(trade, next(gaps), piece[2:-1]))
        if re.fullmatch(r"\{(:\w+)?\}", piece)
        else piece
        for piece in pieces
    )


def answer(trade, expression, how):
    """Write what the data answer to an expression as the brief would."""
    found = ask(trade, expression)
    assert isinstance(found.value, int | float), expression
    if how:
        return WRITTEN[how](found.value)
    if expression.startswith("streak(") and expression not in COUNTED:
        return wording.ordinal(int(found.value))
    return written(found.value, found.unit)


def test_every_claim_that_is_right_is_accounted_for(judged):
    by_data = judged["decided_by"].str.contains("data")
    due = judged.index[(judged["verdict"].eq("holds") & by_data) | judged["right"]]
    assert set(due) <= set(COUNTERPARTS) | set(NO_COUNTERPART)
    assert not set(COUNTERPARTS) & set(NO_COUNTERPART)
    undecided = judged.index[judged["decided_by"].eq("nothing") & ~judged["right"]]
    assert not set(undecided) & set(COUNTERPARTS)


@pytest.mark.parametrize("claim", COUNTERPARTS)
def test_what_is_right_is_said(trade, text, claim):
    pattern = fill(trade, *COUNTERPARTS[claim]).replace(".*", "[^¶]*")  # within one paragraph
    assert re.search(pattern, text), pattern


@pytest.mark.parametrize("claim", SLIPS)
def test_no_slip_is_made(text, claim):
    pattern, planted = SLIPS[claim]
    assert re.search(pattern, planted), "the pattern would miss the slip"
    assert not re.search(pattern, text)


def test_the_slips_are_those_of_the_claims(judged):
    assert set(SLIPS) <= set(judged.index[judged["verdict"].ne("holds")])


def test_no_sentence_is_said_twice(text):
    sentences = re.split(r"(?<=\.)[ ¶](?=[A-Z])", text)
    stand_ins = [each for each in sentences if "later ones stand in" in each]
    rest = [each for each in sentences if each not in stand_ins]
    assert len(set(rest)) == len(rest)
