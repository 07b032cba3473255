"""Ten mistyped claims files: every fault comes at once, with its line and what is allowed.

Claims named good are without a fault and judged, those named bad are not.
"""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpers.claims import judge_file
from helpers.cli import main

FILES = Path(__file__).with_name("mistyped_claims")
# Of each file: line, claim, field and what the message holds.
FAULTS = {
    "words": [
        (7, "bad-1", "kind", "found 'growht'; allowed: value, growth, .*mean 'growth'"),
        (8, "bad-1", "flow", "found 'export'; allowed: exports, imports, .*mean 'exports'"),
        (25, "bad-2", "breakdown", "found 'totals'; allowed: total, item, .*mean 'total'"),
        (29, "bad-2", "researched", "found 'ture'; allowed: true, false, .*mean 'true'"),
        (36, "bad-3", "coed", "unknown key 'coed'; allowed: id, .*mean 'code'"),
        (37, "bad-3", "chek", "unknown key 'chek'; allowed: id, .*mean 'check'"),
        (38, "bad-3", "remark", "unknown key 'remark'; allowed: id, .*published$"),
    ],
    "head": [
        (2, "", "titel", "unknown key 'titel'; allowed: title, url; did you mean 'title'"),
        (2, "", "url", "found ''; allowed: a text"),
        (4, "", "author", "unknown key 'author'; allowed: month, article, published, claims"),
        (16, "bad-1", "kind", "found 'vlaue'; allowed: value, .*mean 'value'"),
    ],
    "month": [
        (1, "", "month", "found '2023-13'; allowed: write YYYY-MM"),
        (3, "", "published", "found '1 January 2024'; allowed: write YYYY-MM-DD"),
        (7, "bad-1", "kind", "found 'strak'; allowed: value, .*mean 'streak'"),
        (12, "bad-1", "check", "ends too early"),
    ],
    "names": [
        (12, "bad-1", "check", "unknown function 'streek'; allowed: .*mean 'streak'"),
        (12, "bad-1", "check", "unknown flow 'export'; allowed: exports, .*mean 'exports'"),
        (20, "bad-2", "check", "unknown code 'semiconducters'; allowed: .*mean 'exports.semi"),
        (20, "bad-2", "check", "unknown definition 'clasic'; allowed: .*@classic'"),
        (36, "bad-3", "check", "unknown group 'items_51'; allowed: .*mean 'items_15'"),
        (36, "bad-3", "check", "unknown group 'contries'; allowed: .*mean 'countries'"),
        (37, "bad-3", "right 1", "unknown function 'yoi'; allowed: .*mean 'yoy'"),
        (40, "bad-3", "supports 2", "unknown code 'chna'; allowed: .*mean 'exports.china'"),
        (41, "bad-3", "supports 3", "unknown name 'working_day'; .*mean 'working_days'"),
    ],
    "units": [
        (12, "bad-1", "check", "unit 'usd_bilion' .*usd_billion"),
        (20, "bad-2", "check", "unit 'usd_billion' .*pct"),
        (28, "bad-3", "check", "gives .*5.1%.*allowed: a yes or no"),
        (36, "bad-4", "check", "a period with a number"),
        (44, "bad-5", "check", "needs a condition on a series, such as"),
        (52, "bad-6", "check", "'decade'.* all, month, year"),
        (53, "bad-6", "right 1", "gives 22.5 days.*allowed: a yes or no"),
    ],
    "numbers": [
        (13, "bad-1", "said", "found 5.2 pct, which is not in the check; allowed: 5.1 pct"),
        (22, "bad-2", "said", "found 5.1 usd_billion, .*; allowed: 5.1 pct"),
        (31, "bad-3", "said", "found 2022-06 month, .*; allowed: 2022-07"),
        (40, "bad-4", "said", "found 18 months, .*; allowed: 2022-07"),
        (49, "bad-5", "said", "found .*'five'.*; allowed: a number as value"),
        (58, "bad-6", "said", "found .*'prct'.*; allowed: a unit .*mean 'pct'"),
        (67, "bad-7", "unit", "is missing; allowed: its unit, such as usd_billion"),
        (76, "bad-8", "said", "found .*'2022-Q3'.*; allowed: as value a month, such as 2022-06"),
    ],
    "yaml": [
        (6, "bad-1", "", "is no YAML: .*; allowed: .* in quotes"),
        (22, "bad-2", "", "is no YAML: mapping values .*; allowed: .* in quotes"),
        (32, "bad-3", "", "is no YAML: .*tab .*; allowed: .*no tabs"),
        (47, "bad-4", "kind", "found 'growht'; allowed: value"),
    ],
    "missing": [
        (5, "bad-1", "statement", "is missing; allowed: What was said"),
        (5, "bad-1", "period", "is missing; allowed: A month, quarter"),
        (12, "bad-2", "statement", "found ''; allowed: a text"),
        (16, "bad-2", "code", "found None; allowed: a text"),
        (26, "bad-3", "check", "found None; allowed: an expression; null needs a why"),
        (44, "bad-4", "why_ko", "allowed: nothing where there is no why"),
        (45, "bad-4", "wording_ko", "allowed: nothing where there is no wording"),
        (46, "", "id", "found ''; allowed: a text"),
    ],
    "dates": [
        (11, "bad-1", "period", "found '2023-13'; allowed: months run from 01 to 12"),
        (21, "bad-2", "month", "found 'December'; allowed: write YYYY-MM"),
        (30, "bad-3", "month", "1970-01 is not .*: exports.total runs from 1985-01"),
        (39, "bad-4", "published", "nothing of 2023-12 was known on 2023-12-31: .*2024-01-01"),
        (48, "bad-5", "published", "found '2024-02-30'; allowed: write YYYY-MM-DD"),
        (55, "bad-6", "period", "found '2023-Q5'; allowed: write 2023-12, 2023-Q4"),
        (56, "bad-6", "check", "'2023-Q5'.* write 2023-12, 2023-Q4"),
    ],
    "lists": [
        (13, "good-1", "id", "'good-1' is given in line 5 already; allowed: another id"),
        (29, "bad-1", "kind", "'kind' is given twice; allowed: every key once"),
        (31, "bad-2", "note", "found an alias; allowed: the value written out"),
        (40, "bad-3", "statement", "found the tag .*binary'; allowed: plain values"),
        (55, "bad-4", "supports", "allowed: a text or a list of texts"),
        (56, "bad-4", "right", r"found \[1\]; allowed: a text or a list of texts"),
        (57, "bad-4", "source", "found 3; allowed: a text or a list of texts"),
        (58, "", "", "found 'Exports rose'; allowed: a mapping with id, statement"),
    ],
}


def test_there_are_ten_of_them():
    assert {path.stem for path in FILES.glob("*.yaml")} == set(FAULTS)
    assert len(FAULTS) == 10


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_is_named_and_the_good_claims_are_judged(name):
    path = FILES / f"{name}.yaml"
    judged = judge_file(path)
    named = [(each.line, each.claim, each.field) for each in judged.faults]
    assert named == [fault[:3] for fault in FAULTS[name]]
    for fault, (*_, words) in zip(judged.faults, FAULTS[name], strict=True):
        first = str(fault).splitlines()[0]
        assert re.search(words, first), first
        assert first.startswith(f"{name}.yaml, line {fault.line}")
    good = dict.fromkeys(re.findall(r"id: (good\S*)", path.read_text("utf-8")))
    assert [*judged.verdicts.get("id", [])] == list(good)
    assert judged.exit_code == 2


@pytest.mark.parametrize("name", FAULTS)
def test_the_command_shows_verdicts_and_faults_and_ends_with_2(name):
    path = str(FILES / f"{name}.yaml")
    text = CliRunner().invoke(main, ["claims", path])
    judged = judge_file(path)
    assert text.exit_code == 2
    assert text.stderr == "\n".join(
        [f"ktrade: {len(judged.faults)} fault(s) in {name}.yaml", *map(str, judged.faults), ""]
    )
    assert re.findall(r"^(good-\d)", text.stdout, re.MULTILINE) == [*judged.verdicts.get("id", [])]
    result = CliRunner().invoke(main, ["claims", path, "--json"])
    assert (result.exit_code, result.stderr) == (2, "")
    written = json.loads(result.stdout)
    assert written["faults"] == [each._asdict() for each in judged.faults]
    assert [each["id"] for each in written["claims"]] == [*judged.verdicts.get("id", [])]
