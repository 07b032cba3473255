"""Measure three questions on a made-up panel of customs lines, against plain pandas on its files.

    python benchmarks/detail.py                    # 20 million lines: a few minutes
    python benchmarks/detail.py --lines 1000000    # a small one

The panel is made up from a fixed seed: codes, countries and figures are drawn, none of it is
Korea's trade. It is written month by month, so that making it takes the memory of a year, and
through `helpers.micro.write`, so that it stands as the customs service's lines would. Every answer
is computed in a process of its own, imports included in its memory and left out of its seconds.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import click
import numpy as np
import pandas as pd

from helpers.micro.items import headings, items_of, stretches
from helpers.micro.rows import FIGURES, LINE
from helpers.micro.writing import FOLDER, write
from helpers.places import find_data_dir

SEED = 20
FIRST, YEARS = 2012, 14
PRODUCTS, PLACES = 11_000, 240
TOP = 20
SPAN = f"{FIRST}-01..{FIRST + YEARS - 1}-12"
SUMMED = ("value", "hhi")  # of the columns of an answer the one that both ways give, if not all
MEASURED = ("seconds", "cpu", "megabytes")
MEGABYTE = 1024**2


def make_panel(folder: Path, lines: int) -> int:
    """Write a made-up panel of exports and give its number of lines."""
    random = np.random.default_rng(SEED)
    products, places = _made_up_products(random), _made_up_places()
    sizes = random.lognormal(0, 2, PRODUCTS), random.pareto(1, PLACES) + 0.01
    prices = random.lognormal(2, 1.5, PRODUCTS)
    each = lines // (YEARS * 12)
    (folder / "observations").mkdir()
    shutil.copytree(find_data_dir() / "catalogue", folder / "catalogue")
    written = 0
    for year in range(FIRST, FIRST + YEARS):
        months = [
            _made_up_month(random, f"{year}-{month:02}", each, products, places, sizes, prices)
            for month in range(1, 13)
        ]
        written += write(pd.concat(months), folder).lines
    return written


def _made_up_products(random: np.random.Generator) -> np.ndarray:
    """Draw codes of ten digits, half of them below the headings of the items."""
    prefixes = headings()["prefix"].to_numpy(dtype=str)
    below = [p + f"{random.integers(10**10):010}" for p in random.choice(prefixes, PRODUCTS)]
    anywhere = [f"{random.integers(1, 98):02}{random.integers(10**8):08}" for _ in range(PRODUCTS)]
    codes = sorted({code[:10] for code in (*below, *anywhere)})
    return random.choice(codes, PRODUCTS, replace=False)


def _made_up_places() -> np.ndarray:
    letters = [chr(ord("A") + i) for i in range(26)]
    return np.array([one + other for one in letters for other in letters][:PLACES])


def _made_up_month(
    random: np.random.Generator,
    month: str,
    lines: int,
    products: np.ndarray,
    places: np.ndarray,
    sizes: tuple[np.ndarray, np.ndarray],
    prices: np.ndarray,
) -> pd.DataFrame:
    """Draw which products go where in a month, and for how much."""
    pairs = random.choice(PRODUCTS * PLACES, lines, replace=False)
    product, place = np.divmod(pairs, PLACES)
    usd = 1e4 * sizes[0][product] * sizes[1][place] * random.lognormal(0, 1, lines) + 1
    kg = usd / prices[product] * random.lognormal(0, 0.3, lines) + 1
    frame = pd.DataFrame({"month": month, "hs10": products[product], "partner": places[place]})
    figures = zip(FIGURES, (usd, kg, 0 * usd, 0 * usd), strict=True)
    return frame.assign(**{name: drawn.astype(np.int64) for name, drawn in figures})[
        [*LINE, *FIGURES]
    ]


# The three questions, asked of the package ...


def _micro_items(folder: Path) -> pd.DataFrame:
    from helpers.micro import micro

    return micro("exports", SPAN, by="item", data_dir=folder)


def _micro_growth(folder: Path) -> pd.DataFrame:
    from helpers.micro import growth

    return growth("exports", SPAN, top=TOP, data_dir=folder)


def _micro_hhi(folder: Path) -> pd.DataFrame:
    from helpers.micro import concentration

    return concentration("exports", SPAN, data_dir=folder)


# ... and of pandas on the same files: only the columns that are needed, and the shortest way.


def _read(folder: Path, *columns: str) -> pd.DataFrame:
    from pyarrow.compute import field

    path = folder / FOLDER / "flow=exports"
    return pd.read_parquet(path, columns=["month", *columns], filters=field("fault").is_null())


def _pandas_items(folder: Path) -> pd.DataFrame:
    lines = _read(folder, "hs10", "usd", "kg")
    lines = lines.groupby(["month", "hs10"], observed=True)[["usd", "kg"]].sum().reset_index()
    lines["month"] = pd.to_datetime(lines["month"])
    months = lines["month"].dt.to_period("M")
    for first, last in stretches(months.min(), months.max()):
        inside = months.between(first, last)
        lines.loc[inside, "item"] = lines["hs10"].map(items_of(lines["hs10"].unique(), first))
    sums = lines.groupby(["month", "item"])[["usd", "kg"]].sum()
    return sums.assign(value=sums["usd"] / 1e6)


def _by_partner(folder: Path) -> pd.DataFrame:
    lines = _read(folder, "partner", "usd")
    sums = lines.groupby(["month", "partner"], observed=True)["usd"].sum() / 1e6
    return sums.unstack(fill_value=0.0)


def _pandas_growth(folder: Path) -> pd.DataFrame:
    values = _by_partner(folder)
    largest = values[values.sum().nlargest(TOP).index]
    before = largest.shift(12)
    return 100 * (largest / before.where(before > 0) - 1)


def _pandas_hhi(folder: Path) -> pd.DataFrame:
    values = _by_partner(folder)
    return values.div(values.sum(axis=1), axis=0).pow(2).sum(axis=1).to_frame("hhi")


QUESTIONS: dict[str, dict[str, Callable[[Path], pd.DataFrame]]] = {
    "monthly totals by item": {"micro": _micro_items, "pandas": _pandas_items},
    f"growth of the top {TOP} partners": {"micro": _micro_growth, "pandas": _pandas_growth},
    "concentration on markets": {"micro": _micro_hhi, "pandas": _pandas_hhi},
}


def make(lines: int, folder: Path) -> dict[str, float]:
    """Make the panel in this process: seconds, peak of memory, lines written."""
    began = time.perf_counter()
    written = make_panel(folder, lines)
    return {"seconds": time.perf_counter() - began, "megabytes": peak(), "lines": written}


def answer(question: str, way: str, folder: Path) -> dict[str, float]:
    """Answer a question in this process: seconds, peak of memory, and the sum of what came out."""
    if way == "micro":
        import duckdb  # noqa: F401  both ways start with their libraries imported
    import pyarrow.dataset  # noqa: F401

    began, worked = time.perf_counter(), time.process_time()
    frame = QUESTIONS[question][way](folder)
    seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    figures = frame.select_dtypes("number")
    value = next((figures[name] for name in SUMMED if name in figures), figures)
    total = float(np.nansum(value.to_numpy()))
    return {"seconds": seconds, "cpu": cpu, "megabytes": peak(), "sum": total}


def peak() -> float:
    """Give the most memory this process had, in megabytes (Linux counts it in kilobytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def apart(option: str, *words: str) -> dict[str, float]:
    """Do a part in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, option, *words], capture_output=True, text=True
    )
    if done.returncode:
        raise click.ClickException(f"{' '.join(words)}: {done.stderr}")
    found: dict[str, float] = json.loads(done.stdout)
    return found


def compare(question: str, folder: Path, rounds: int) -> str:
    """Ask both ways in turn, and write a line of the table; both must come to the same."""
    found: dict[str, list[dict[str, float]]] = {"micro": [], "pandas": []}
    for _ in range(rounds):
        for way, answers in found.items():
            answers.append(apart("--answer", question, way, str(folder)))
    sums = [answers[0]["sum"] for answers in found.values()]
    if not np.isclose(*sums, rtol=1e-9):
        raise click.ClickException(f"{question}: micro comes to {sums[0]}, pandas to {sums[1]}")
    cells = []
    middle = {
        way: {key: median(a[key] for a in answers) for key in MEASURED}
        for way, answers in found.items()
    }
    for figures in middle.values():
        cells.append("{seconds:>7.2f} s{cpu:>7.2f} s{megabytes:>6.0f} MB".format(**figures))
    ratios = [middle["pandas"][key] / middle["micro"][key] for key in ("seconds", "megabytes")]
    return f"{question:<32}{cells[0]:>27}{cells[1]:>27}{ratios[0]:>9.1f}{ratios[1]:>9.1f}"


@click.command()
@click.option("--lines", default=20_000_000, show_default=True)
@click.option("--rounds", default=3, show_default=True)
@click.option("--make", "made", nargs=2, default=None, hidden=True)
@click.option("--answer", "asked", nargs=3, default=None, hidden=True)
def main(
    lines: int, rounds: int, made: tuple[str, str] | None, asked: tuple[str, str, str] | None
) -> None:
    """Make the made-up panel, ask, and print seconds, peaks of memory and ratios."""
    if made:
        click.echo(json.dumps(make(int(made[0]), Path(made[1]))))
    elif asked:
        click.echo(json.dumps(answer(asked[0], asked[1], Path(asked[2]))))
    else:
        report(lines, rounds)


def report(lines: int, rounds: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        done = apart("--make", str(lines), name)
        size = sum(path.stat().st_size for path in folder.rglob("*.parquet")) / MEGABYTE
        click.echo(
            f"made-up panel: {done['lines']:,} lines, {size:.0f} MB, made and written in "
            f"{done['seconds']:.0f} s with a peak of {done['megabytes']:.0f} MB"
        )
        load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
        click.echo(f"{os.cpu_count()} cores, load {load}")
        ways = f"{'micro, of it CPU, peak':>27}{'pandas, of it CPU, peak':>27}"
        click.echo(f"{'':<32}{ways}{'faster':>9}{'smaller':>9}")
        for question in QUESTIONS:
            click.echo(compare(question, folder, rounds))


if __name__ == "__main__":
    main()
