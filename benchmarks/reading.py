"""Read mutated files: how long the slowest takes, what breaks, and whether anything wrong is taken.

    python benchmarks/reading.py [COUNT] [SEED]

Tables of original exports, whole releases and passages of text are changed at random and read. What
a file says of a number moves with the number (rows and columns change places, heads are renamed or
lost, lines and blanks come in between), so every observation read must have the value that the
original has: that is the sum check. Changes that make a file say something else (a digit, a unit,
two heads that change places, another subject) are counted apart: most are refused by the rules.
"""

from __future__ import annotations

import importlib
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import pandas as pd

from helpers.errors import KtradeError
from helpers.months import parse_date
from helpers.places import find_data_dir
from helpers.sources import exports, names, release, release_text, rules
from helpers.sources.documents import Document, Grid, Paragraph
from helpers.sources.workbooks import read_sheets

ROOT = Path(__file__).parents[1]
ORIGINALS = ROOT / "tests" / "sources" / "originals"
FOLDER = find_data_dir()
DAY = parse_date("2027-01-15")
JUNK = (
    "", " ", "-", "0", "1", "△", "(", ")", "%", "수출", "수입", "금액", "증감률", "중량", "누계",
    "2023", "12월", "반도체", "중국", "이탈리아", "총계", "단위 : 천불", "(단위 : 억 달러, %)",
    "국가 : 멕시코", "※ 잠정치", "x" * 300, "기간", "품목명", "가" * 60, "((((", "’23.12월",
    "1,2,3", "2023.1", "９９", "\u200b", "수출입 총괄",
)  # fmt: skip
SILENT = (
    "",
    " ",
    "-",
    "△",
    "(",
    ")",
    "%",
    "※ 잠정치",
    "x" * 300,
    "가" * 60,
    "((((",
    "\u200b",
    "끝",
)
PASSAGE = (
    "수출은 576.6억 달러(5.1%), 반도체(110.3억 달러, +21.8%) 무역수지 44.8억 달러 흑자 "
    "조업일수 22.5일 일평균 수출 → (11)△14.5→(12)5.1 전년동기대비, 2023년 12월 수출입 동향"
)
# What the rounding of the parts leaves open: a changed last digit is within it.
TOLERANCE = {
    "value": 0.002, "yoy_pct": 0.11, "working_days": 0.01, "volume": 0.001, "volume_yoy_pct": 0.11,
}  # fmt: skip
RELEASES = ((pd.Period("2023-12", "M"), 15), (pd.Period("2026-07", "M"), 20))

Texts = list[list[str]]


@cache
def tables() -> list[tuple[str, Texts, dict[tuple[str, str, str, str], float]]]:
    """Return name, grid and true values of each original export, long ones cut."""
    seeds = []
    for path in sorted(ORIGINALS.glob("*.xls*")) + sorted(ORIGINALS.glob("*.csv")):
        content = path.read_bytes()
        kind = "text" if path.suffix == ".csv" else "xls" if content[:1] == b"\xd0" else "xlsx"
        block = read_sheets(content, kind, path.name).blocks[-1]
        assert isinstance(block, Grid)
        grid = [row for row in block.grid[:60] if "총계" not in row[0]]
        seeds.append((path.name, grid, values(grid)))
    return seeds


def values(grid: Texts) -> dict[tuple[str, str, str, str], float]:
    """Read a grid; empty where it is refused."""
    try:
        rows = exports.read(document(grid), "a.csv", None, DAY, FOLDER).rows
    except KtradeError:
        return {}
    keys = rows[["period", "flow", "code", "measure"]].itertuples(index=False, name=None)
    return dict(zip(keys, rows["value"].astype(float), strict=True))


def document(grid: Texts) -> Document:
    """Return a grid as a file of one sheet."""
    width = max(map(len, grid), default=0)
    padded = [[*row, *[""] * (width - len(row))] for row in grid]
    return Document("CSV", (Grid("", padded, is_sheet=True),))


# Changes that move what is said along with the numbers


def rows_change_places(grid: Texts, chance: random.Random) -> None:
    """Shuffle the rows below the heads."""
    start = next((i for i, row in enumerate(grid) if sum(map(bool, row)) > 3), 0) + 2
    body = grid[start:]
    chance.shuffle(body)
    grid[start:] = body


def columns_change_places(grid: Texts, chance: random.Random) -> None:
    """Shuffle the columns with their heads."""
    width = max(map(len, grid), default=0)
    order = list(range(width))
    chance.shuffle(order)
    for row in grid:
        row[:] = [(row[at] if at < len(row) else "") for at in order]


def a_row_is_lost(grid: Texts, chance: random.Random) -> None:
    """Take a row away."""
    if len(grid) > 2:
        del grid[chance.randrange(len(grid))]


def a_column_is_lost(grid: Texts, chance: random.Random) -> None:
    """Take a column away."""
    at = chance.randrange(max(map(len, grid), default=1))
    for row in grid:
        del row[at : at + 1]


def junk_comes_in(grid: Texts, chance: random.Random) -> None:
    """Put in a row with one sign or word that says nothing of the numbers below it."""
    row = [""] * max(map(len, grid), default=1)
    row[chance.randrange(len(row))] = chance.choice(SILENT)
    grid.insert(chance.randrange(len(grid) + 1), row)


def a_blank_column_comes_in(grid: Texts, chance: random.Random) -> None:
    """Put in a blank column."""
    at = chance.randrange(max(map(len, grid), default=1) + 1)
    for row in grid:
        row.insert(at, "")


def a_head_is_lost(grid: Texts, chance: random.Random) -> None:
    """Take a text of the first rows away, or make it unknown."""
    row = grid[chance.randrange(min(6, len(grid)))]
    if row:
        row[chance.randrange(len(row))] = chance.choice(["", "x", "기타", "비고", "가" * 60])


def the_file_is_cut(grid: Texts, chance: random.Random) -> None:
    """Cut the file off."""
    del grid[chance.randrange(2, len(grid) + 1) :]


def numbers_are_dressed(grid: Texts, chance: random.Random) -> None:
    """Put blanks around texts."""
    for row in grid:
        row[:] = [f"  {text} " if chance.random() < 0.3 else text for text in row]


# Changes that make a file say something else


def a_cell_is_another(grid: Texts, chance: random.Random) -> None:
    """Put a word or sign in the place of a cell."""
    row = chance.choice(grid)
    if row:
        row[chance.randrange(len(row))] = chance.choice(JUNK)


def a_digit_is_another(grid: Texts, chance: random.Random) -> None:
    """Change a digit."""
    row = chance.choice(grid)
    places = [at for at, text in enumerate(row) if any(map(str.isdigit, text))]
    if places:
        at = chance.choice(places)
        digits = [i for i, sign in enumerate(row[at]) if sign.isdigit()]
        i = chance.choice(digits)
        row[at] = f"{row[at][:i]}{chance.choice('0123456789')}{row[at][i + 1 :]}"


def two_heads_change_places(grid: Texts, chance: random.Random) -> None:
    """Let two texts of one of the first rows change places."""
    row = grid[chance.randrange(min(7, len(grid)))]
    if len(row) > 1:
        a, b = chance.sample(range(len(row)), 2)
        row[a], row[b] = row[b], row[a]


def another_unit(grid: Texts, chance: random.Random) -> None:
    """Change the unit of money above the heads."""
    for row in grid[:8]:
        row[:] = [text.replace("천", chance.choice(["백만", "억", "십억", ""])) for text in row]


Change = Callable[[Texts, random.Random], None]
TRUE: tuple[Change, ...] = (
    rows_change_places, columns_change_places, a_row_is_lost, a_column_is_lost, junk_comes_in,
    a_blank_column_comes_in, a_head_is_lost, the_file_is_cut, numbers_are_dressed,
)  # fmt: skip
LIES: tuple[Change, ...] = (
    a_cell_is_another, a_digit_is_another, two_heads_change_places, another_unit,
)  # fmt: skip


class Tally:
    """What became of the mutated files."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.slowest = (0.0, "")
        self.wrong: list[str] = []
        self.broken: list[str] = []

    def read(self, kind: str, text: str, reading: Callable[[], str]) -> None:
        """Time a reading and note what comes of it: what is wrong, if anything, or an error."""
        start, wrong = time.process_time(), ""
        try:
            wrong = reading()
            outcome = "WRONG" if wrong else "read"
        except KtradeError:
            outcome = "refused"
        except Exception:
            outcome = "TRACEBACK"
            self.broken.append(f"{kind}: {traceback.format_exc()[-600:]}\n{text[:400]}")
        self.slowest = max(self.slowest, (time.process_time() - start, f"{kind}: {text[:300]}"))
        self.counts[f"{kind}, {outcome}"] += 1
        if outcome == "WRONG":
            self.wrong.append(f"{kind}: {wrong}\n{text}")


def a_table(tally: Tally, chance: random.Random) -> None:
    """Mutate the table of an export."""
    name, grid, truth = chance.choice(tables())
    grid = [list(row) for row in grid]
    lies = chance.random() < 0.3
    changes = [chance.choice(LIES if lies else TRUE) for _ in range(chance.randint(1, 3))]
    for change in changes:
        if grid:
            change(grid, chance)
    text = f"{name} {[change.__name__ for change in changes]}\n{grid[:7]}"

    def reading() -> str:
        rows = exports.read(document(grid), "a.csv", None, DAY, FOLDER).rows
        keys = rows[["period", "flow", "code", "measure"]].itertuples(index=False, name=None)
        return next(
            (
                f"{key}: {truth.get(key)} read as {value}"
                for key, value in zip(keys, rows["value"].astype(float), strict=True)
                if not abs(truth.get(key, float("nan")) - value) < TOLERANCE[key[3]]
            ),
            "",
        )

    tally.read("table, what it says is another" if lies else "table", text, reading)


@cache
def layouts() -> Any:
    """Return the module of the tests that lays out releases."""
    sys.path.insert(0, str(ROOT / "tests" / "sources"))
    return importlib.import_module("made_releases")


@cache
def releases() -> list[Any]:
    """Return the releases that are mutated."""
    return [layouts().build(month, items) for month, items in RELEASES]


def a_release(tally: Tally, chance: random.Random) -> None:
    """Mutate a line or a table of a release; a digit counts as one that says another thing."""
    layout = chance.choice(releases())
    parts = list(layout.parts)
    lies = chance.random() < 0.5
    at = chance.randrange(len(parts))
    part = parts[at]
    if isinstance(part, str):
        parts[at] = mutated(part, chance, lies)
    else:
        rows = [[list(cell) for cell in row] for row in part]
        if lies:
            cell = chance.choice(chance.choice(rows))
            cell[0] = mutated(cell[0], chance, lies)
        elif chance.random() < 0.5:
            del rows[chance.randrange(len(rows))]
        else:
            body = rows[1:]
            if all(len(row) == len(body[0]) for row in body):
                chance.shuffle(body)
            rows[1:] = body
        parts[at] = [[tuple(cell) for cell in row] for row in rows]
    changed = layouts().Layout(layout.month, parts)

    def reading() -> str:
        rows = release.read(layouts().to_document(changed), "a.hwpx", None, None, FOLDER).rows
        keys = rows[["flow", "code", "measure"]].itertuples(index=False, name=None)
        return next(
            (
                f"{key}: {layout.expected.get(key)} read as {value}"
                for key, value in zip(keys, rows["value"], strict=True)
                if layout.expected.get(key) != value
            ),
            "",
        )

    kind = "release, what it says is another" if lies else "release"
    tally.read(kind, f"{part} -> {parts[at]}", reading)


def mutated(text: str, chance: random.Random, lies: bool) -> str:
    """Change a text a little; without lies no digit, unit or word of it."""
    at = chance.randint(0, len(text))
    if not lies:
        return text.replace(" ", chance.choice(["  ", "\u00a0", " "]))
    end = min(len(text), at + chance.randint(0, 4))
    return text[:at] + chance.choice(JUNK) + text[end:]


def a_text(tally: Tally, chance: random.Random) -> None:
    """Read a passage of words of releases and junk."""
    words = [*JUNK, *PASSAGE.split()]
    kinds = chance.sample(words, chance.randint(1, 8))
    text = "".join(chance.choice(kinds) for _ in range(chance.randint(1, 600)))

    def reading() -> str:
        passages = release_text.passages(Document("text", (Paragraph(text, "page 1"),)))
        for at, passage in passages:
            list(release_text.sayings(passage, at))
            release_text.title_month(passage)
            release_text.growth_series(passage, RELEASES[0][0])
        names.squeezed(text)
        return ""

    tally.read("text", text, reading)


def main(count: int, seed: int) -> int:
    """Read so many mutated files and print what became of them."""
    chance, tally = random.Random(seed), Tally()
    start = time.perf_counter()
    with mock.patch.object(rules, "stored", _once(rules.stored)):
        for number in range(count):
            part = number % 20
            (a_release if part == 0 else a_text if part < 8 else a_table)(tally, chance)
    for kind, amount in sorted(tally.counts.items()):
        print(f"{amount:>8,}  {kind}")
    print(f"slowest {tally.slowest[0]:.3f} s of the processor: {tally.slowest[1]!r}")
    print(f"{count:,} in {time.perf_counter() - start:.0f} s, seed {seed}")
    lies = [text for text in tally.wrong if "another" in text.partition(":")[0]]
    for text in [*tally.broken[:5], *[t for t in tally.wrong if t not in lies][:8], *lies[:12]]:
        print("---", text[:500])
    return int(bool(tally.broken or len(tally.wrong) > len(lies) or tally.slowest[0] > 1))


def _once(held_values: Callable[..., object]) -> Callable[..., object]:
    """Keep what the store holds for a month: thousands of files are compared with one store."""
    kept: dict[object, object] = {}

    def held(data_dir: Path, contents: rules.Contents) -> object:
        key = (contents.month, None if contents.month is None else contents.published)
        if key not in kept:
            kept[key] = held_values(data_dir, contents)
        return kept[key]

    return held


if __name__ == "__main__":
    given = [int(text.replace(",", "")) for text in sys.argv[1:]]
    sys.exit(main(*(given + [2_000, 20][len(given) :])))
