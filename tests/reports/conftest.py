"""Small notebooks and a last good report, for tests that make a run fail."""

import signal
import subprocess
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers.places import REPORTS, page_of

KTRADE = Path(sysconfig.get_path("scripts")) / "ktrade"
PARAMETERS = """\
month: str = "2023-12"
as_of: str = ""
lang: str = "en"
data_dir: str = ""
"""
SHOWS = '"as known on", as_of'
Ktrade = Callable[..., subprocess.CompletedProcess[str]]
StartKtrade = Callable[..., subprocess.Popen[str]]
WriteNotebook = Callable[..., Path]


@pytest.fixture
def ktrade(tmp_path: Path) -> Ktrade:
    """Call the command as a person would; by default reports go to `out` of the test's folder."""

    def call(*arguments: object, out: Path | None = None) -> subprocess.CompletedProcess[str]:
        words = [str(KTRADE), *map(str, arguments)]
        if arguments[0] == "report":
            words += ["--out", str(out or tmp_path / "out")]
        return subprocess.run(words, capture_output=True, text=True, timeout=600)

    return call


@pytest.fixture
def start_ktrade(tmp_path: Path) -> Iterator[StartKtrade]:
    """Start the command without waiting for it; it is killed when the test ends."""
    started = []

    def start(*arguments: object) -> subprocess.Popen[str]:
        words = [str(KTRADE), *map(str, arguments), "--out", str(tmp_path / "out")]
        process = subprocess.Popen(
            words,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored under nohup
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def write_notebook(tmp_path: Path) -> WriteNotebook:
    """Write a report's notebook of a few cells; the first call writes the others as well."""
    folder = tmp_path / "notebooks"

    def write(name: str, *sources: str, parameters: str = PARAMETERS) -> Path:
        folder.mkdir(exist_ok=True)
        for report in {name, *REPORTS}:
            path = folder / f"{report}.ipynb"
            if report == name or not path.exists():
                code = sources if report == name else (SHOWS,)
                nbformat.write(
                    new_notebook(
                        cells=[
                            new_markdown_cell(f"# {report.title()}"),
                            new_code_cell(
                                parameters if report == name else PARAMETERS,
                                metadata={"tags": ["parameters"]},
                            ),
                            new_markdown_cell("## Level"),
                            *map(new_code_cell, code),
                        ]
                    ),
                    path,
                )
        return folder

    return write


@pytest.fixture
def last_good(tmp_path: Path) -> Path:
    """A report that must survive what the test does."""
    folder = tmp_path / "out" / "2023-12"
    folder.mkdir(parents=True)
    for name in REPORTS:
        (folder / page_of(name)).write_text(f"the last good {name}")
    return folder


def read_all(folder: Path) -> dict[str, bytes]:
    """Bytes of every file of a folder by name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture
def untouched(last_good: Path) -> Callable[[], bool]:
    """Tell whether the last good report stands as it stood, and nothing half-made beside it."""
    before = read_all(last_good)

    def is_untouched() -> bool:
        beside = {path.name for path in last_good.parent.iterdir()}
        return read_all(last_good) == before and beside <= {"2023-12", ".2023-12.lock", "logs"}

    return is_untouched
