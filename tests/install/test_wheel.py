"""The wheel alone: reports without the repository, and a working copy made from it."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import nbformat
import pytest

from helpers.places import REPORTS, find_data_dir, page_of

ROOT = Path(__file__).parents[2]
PAGES = [page_of(name) for name in REPORTS]
pytestmark = pytest.mark.slow


class Installed:
    """The command of a wheel, in an environment that has its dependencies and no repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "KTRADE"))},
            "HOME": str(folder / "home"),
            "XDG_CACHE_HOME": str(folder / "kept"),
        }
        self.python = folder / "env" / "bin" / "python"

    def __call__(
        self, *words: str, cwd: Path, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, cwd=cwd, env=self.environment | variables, capture_output=True, text=True
        )

    @property
    def ktrade(self) -> str:
        return str(self.python.with_name("ktrade"))


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    copy = folder / "source"
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=copy, check=True, capture_output=True)
    shutil.rmtree(copy)
    venv.create(folder / "env", with_pip=False, symlinks=True)
    here = Installed(folder)
    (site,) = (folder / "env").glob("lib/python*/site-packages")
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(site)
    # the libraries of the tests; their .pth files, and with them the checkout, do not count there
    (site / "libraries.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    start = "import sys\nfrom helpers.cli import main\nsys.exit(main())\n"
    Path(here.ktrade).write_text(f"#!{here.python}\n{start}")
    Path(here.ktrade).chmod(0o755)
    (folder / "kept").mkdir()
    if (find_data_dir() / "cache").is_dir():  # forecasts of the same data and code, if there are
        shutil.copytree(find_data_dir() / "cache", folder / "kept" / "ktrade")
    for path in (site / "helpers", *(site / "helpers").rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    return here


def test_it_makes_the_pages_of_the_clone_in_an_empty_folder(
    installed: Installed, report_dir: Path, tmp_path: Path
) -> None:
    before = {p: p.stat().st_mtime_ns for p in package_of(installed).rglob("*")}
    run = installed(installed.ktrade, "report", "2023-12", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    made = tmp_path / "reports" / "2023-12"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["reports"]
    for name in PAGES:
        assert (made / name).read_bytes() == (report_dir / name).read_bytes(), name
    mine, theirs = (json.loads((f / "manifest.json").read_text()) for f in (made, report_dir))
    assert mine["gate"] == theirs["gate"]  # hashes are those of another environment
    after = {p: p.stat().st_mtime_ns for p in package_of(installed).rglob("*")}
    written = {p for p in after if before.get(p) != after[p]}
    assert not {p for p in written if "__pycache__" not in str(p) and p.is_file()}


def package_of(installed: Installed) -> Path:
    said = installed(
        str(installed.python), "-c", "import helpers; print(helpers.__file__)", cwd=Path("/")
    )
    folder = Path(said.stdout.strip()).parent
    assert not folder.is_relative_to(ROOT)
    return folder


def test_its_own_data_and_notebooks_are_not_changed(installed: Installed, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text((find_data_dir() / "observations" / "totals.csv").read_text("utf-8"))
    for words in (
        ("update", "--from", "rows.csv", "--now", "2024-01-01T10:00:00+09:00"),
        ("monthly", "--from", "rows.csv", "--now", "2024-01-01T10:00:00+09:00"),
        ("lab",),
    ):
        run = installed(installed.ktrade, *words, cwd=tmp_path)
        assert run.returncode == 5 and "ktrade init" in run.stderr, (words, run.stderr)


def test_a_working_copy_is_used_edited_and_its_page_changes(
    installed: Installed, tmp_path: Path
) -> None:
    run = installed(installed.ktrade, "init", "mine", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    mine = tmp_path / "mine"
    assert {
        ".gitattributes",
        ".gitignore",
        "Makefile",
        "README.md",
        "data",
        "docs",
        "notebooks",
    } == {path.name for path in mine.iterdir()}
    assert len((mine / "README.md").read_text("utf-8").splitlines()) <= 10
    again = installed(installed.ktrade, "init", "mine", cwd=tmp_path)
    assert again.returncode == 5 and "not empty" in again.stderr
    shutil.copytree(installed.folder / "kept" / "ktrade", mine / "data" / "cache")
    path = f"{installed.python.parent}{os.pathsep}{os.environ['PATH']}"
    call = ("make", "report", "MONTH=2023-12")
    run = installed(*call, cwd=mine, PATH=path)
    assert run.returncode == 0, run.stderr
    pages = {name: (mine / "reports/2023-12" / name).read_bytes() for name in PAGES}
    notebook = nbformat.read(mine / "notebooks/regions.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_markdown_cell("## A question of my own", id="own"))
    nbformat.write(notebook, mine / "notebooks/regions.ipynb")
    run = installed(*call, cwd=mine, PATH=path)
    assert run.returncode == 0, run.stderr
    now = {name: (mine / "reports/2023-12" / name).read_bytes() for name in PAGES}
    assert {name for name in PAGES if now[name] != pages[name]} == {
        "regions.html",
        "about.html",
    }  # that one shows the code of all
    assert b"A question of my own" in now["regions.html"]


def test_status_says_which_project_is_used_and_why(installed: Installed, tmp_path: Path) -> None:
    def status(cwd: Path, **variables: str) -> dict:
        run = installed(installed.ktrade, "status", "--json", cwd=cwd, **variables)
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)

    mine, below = tmp_path / "mine", tmp_path / "mine/notebooks"
    assert installed(installed.ktrade, "init", "mine", cwd=tmp_path).returncode == 0
    assert status(tmp_path)["origin"] == "package"
    for cwd, variables, origin in (
        (mine, {}, "working directory"),
        (below, {}, "working directory"),
        (tmp_path, {"KTRADE_PROJECT": "mine"}, "KTRADE_PROJECT"),
    ):
        found = status(cwd, **variables)
        assert (found["project"], found["origin"]) == (str(mine.resolve()), origin)
    wrong = installed(installed.ktrade, "status", cwd=tmp_path, KTRADE_PROJECT="nowhere")
    assert wrong.returncode == 2 and "KTRADE_PROJECT=nowhere" in wrong.stderr
    option = installed(installed.ktrade, "--project", "mine", "status", cwd=tmp_path)
    assert re.search(rf"^project +{re.escape(str(mine.resolve()))}", option.stdout)


def test_status_names_another_helpers_that_hides_ours(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "helpers.py").write_text("")
    run = installed(installed.ktrade, "status", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert re.search(rf"WARNING +{re.escape(str(tmp_path))}/helpers.py hides", run.stdout)


def test_status_names_the_command_that_adds_a_missing_part(
    installed: Installed, tmp_path: Path
) -> None:
    said = json.loads(installed(installed.ktrade, "status", "--json", cwd=tmp_path).stdout)
    missing = {name: command for name, command in said["extras"].items() if command}
    for name, command in missing.items():
        assert "install" in command and str(installed.python) in command, name
    assert set(said["extras"]) == {"lab", "keyring", "documents", "cluster", "x13"}
