"""Change metrics or claims a little, at places drawn by lot, and count what their tests notice."""

import argparse
import json
import random
import subprocess
import sys
import sysconfig
from collections import Counter
from pathlib import Path

from scipy.stats import binomtest

MUTMUT = Path(sysconfig.get_path("scripts")) / "mutmut"
PACKAGES = ("metrics", "claims")
ANY = "helpers.metrics.structure.*__mutmut_1"  # a few, so that all changes are written and named
NOTICED = "killed"  # a time-out proves nothing on a busy machine: it is listed, not counted
STATS = Path("mutants/mutmut-stats.json")  # which tests call which function, as mutmut saw it


def run(*names: str) -> None:
    """Test the named changes one after the other; what mutmut prints is shown."""
    subprocess.run([MUTMUT, "run", "--max-children", "1", *names], check=True)


def outcomes() -> dict[str, str]:
    """Give what became of every change by its name: killed, survived, not checked ..."""
    said = subprocess.run(
        [MUTMUT, "results", "--all", "True"], check=True, stdout=subprocess.PIPE, text=True
    )
    rows = (line.strip().rsplit(": ", 1) for line in said.stdout.splitlines() if ": " in line)
    return {name: outcome for name, outcome in rows}


def keep_to_own_tests() -> None:
    """Leave each package to tests of its own: stricter, and seconds instead of minutes a change."""
    stats = json.loads(STATS.read_text("utf-8"))
    for function, tests in stats["tests_by_mangled_function_name"].items():
        own = f"tests/unit/test_{function.split('.')[1]}_"
        tests[:] = [test for test in tests if test.startswith(own)]
    STATS.write_text(json.dumps(stats, indent=4), "utf-8")


def draw(names: list[str], size: int, seed: int) -> list[str]:
    """Draw a sample that depends on nothing but the names and the seed; all when few."""
    return sorted(random.Random(seed).sample(sorted(names), min(size, len(names))))


def summary(package: str, seed: int, population: int, seen: list[str]) -> str:
    """Say the counts and the share noticed, with its 95 % interval (Wilson)."""
    counts = Counter(seen)
    noticed = counts[NOTICED]
    share = binomtest(noticed, len(seen)).proportion_ci(method="wilson")
    listed = ", ".join(f"{counts[outcome]} {outcome}" for outcome in sorted(counts))
    return (
        f"{package}: {len(seen)} of {population} changes, seed {seed}: {listed}; "
        f"noticed {100 * noticed / len(seen):.1f} % "
        f"(95 % interval {100 * share.low:.1f} to {100 * share.high:.1f})"
    )


def main() -> None:
    """Test a sample of each package; print what was not noticed, then the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=300, help="changes of each package")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--packages", nargs="+", choices=PACKAGES, default=list(PACKAGES))
    asked = parser.parse_args()
    if asked.sample < 1:
        parser.error(f"--sample {asked.sample}: at least 1 is allowed")
    run(ANY)
    keep_to_own_tests()
    every = list(outcomes())
    drawn = {}
    for package in asked.packages:
        names = [name for name in every if name.startswith(f"helpers.{package}.")]
        drawn[package] = len(names), draw(names, asked.sample, asked.seed)
    run(*(name for _, names in drawn.values() for name in names))
    after = outcomes()
    for _, names in drawn.values():
        for name in names:
            if after[name] != NOTICED:
                print(f"{after[name]}: {name}")
    for package, (population, names) in drawn.items():
        print(summary(package, asked.seed, population, [after[name] for name in names]))


if __name__ == "__main__":
    sys.exit(main())
