"""What must hold for every file under version control."""

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
# A folder of somebody's machine at the start of a path, not the tail of a URL.
PRIVATE = re.compile(
    r"(?<![\w.~\-\]})])(?:/(?:home|root|Users|work|tmp|mnt)/|[A-Z]:\\Users\\)[\w.\-]", re.ASCII
)


def read_tracked_texts() -> dict[str, str]:
    """Text of every tracked file; binary files are read too, what is not UTF-8 replaced."""
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    return {
        str(path.relative_to(ROOT)): path.read_text("utf-8", errors="replace")
        for path in paths
        if path.is_file()
    }


def find_machine_paths(text: str) -> list[str]:
    """Lines that hold a path of the machine at hand or of somebody's."""
    here = [f"{path}{os.sep}" for path in (ROOT, Path.home()) if len(path.parts) > 2]
    return [
        line.strip()[:200]
        for line in text.splitlines()
        if PRIVATE.search(line) or any(folder in line for folder in here)
    ]


def test_no_tracked_file_holds_a_machine_path() -> None:
    texts = read_tracked_texts()
    assert "pyproject.toml" in texts
    found = {name: lines for name, text in texts.items() if (lines := find_machine_paths(text))}
    assert not found


def test_machine_paths_are_told_from_other_slashes() -> None:
    folder = "home"  # put together here, or this file would be found itself
    assert find_machine_paths(f'open("/{folder}/kim/trade.csv")')
    assert find_machine_paths(f"see file:///{folder}/kim for it")
    assert not find_machine_paths("https://example.org/home/page and data/work/x, a/tmp/b")
