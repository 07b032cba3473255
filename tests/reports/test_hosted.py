"""The steps of the hosted examples, run as shell: fetch, commit, publish, build the site."""

import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest
import yaml

from helpers.observations import COLUMNS

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
COMMAND = Path(sysconfig.get_path("scripts")) / "ktrade"
NOW = "2024-01-01T10:00:00+09:00"
# The command of the tests, with the rows of a release in the place of the live sources.
KTRADE = """\
#!/bin/sh
[ "$1" = monthly ] && set -- "$@" --now {now} --from {rows}
exec {ktrade} "$@"
"""


@pytest.fixture
def repository(few_rows, cut_store, tmp_path, write_notebook) -> Path:
    """A clone with few rows, up to the release of December 2023, and an environment made."""
    origin, clone = tmp_path / "origin.git", tmp_path / "clone"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(origin))
    git(tmp_path, "clone", "--quiet", str(origin), str(clone))
    shutil.copytree(few_rows, clone / "data", ignore=shutil.ignore_patterns("cache"))
    shutil.copy(ROOT / "data/README.md", clone / "data")
    shutil.move(write_notebook("exports", "'made'"), clone / "notebooks")
    for name in ("Makefile", "pyproject.toml", "requirements.lock", ".gitignore"):
        shutil.copy(ROOT / name, clone)
    rows = cut_store.of_day("2024-01-01")
    rows = rows[rows["code"].eq("total")][list(COLUMNS)]
    rows.to_csv(tmp_path / "rows.csv", index=False)
    command = clone / ".venv/bin/ktrade"
    command.parent.mkdir(parents=True)
    command.write_text(KTRADE.format(now=NOW, rows=tmp_path / "rows.csv", ktrade=COMMAND))
    command.chmod(0o755)
    git(clone, "checkout", "--quiet", "-b", "main")
    git(clone, "add", "--all")
    git(clone, *AUTHOR, "commit", "--quiet", "--message", "Start")
    git(clone, "push", "--quiet", "--set-upstream", "origin", "main")
    for stamp in (".made", ".ready"):  # newest, in order
        (clone / ".venv" / stamp).touch()
    return clone


def git(folder: Path, *words: str) -> str:
    run = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout


def shell(script: str, folder: Path, **variables: str) -> None:
    run = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=folder, env=os.environ | variables, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 0, f"{script}\n{run.stdout}\n{run.stderr}"


def assert_published(clone: Path, site: Path) -> None:
    assert (site / "2023-12/index.html").is_file() and (site / "month/2023-12.html").is_file()
    assert "https://example.org/trade/" in (site / "sitemap.xml").read_text("utf-8")
    git(clone, "fetch", "--quiet")
    assert git(clone, "log", "--format=%s", "origin/main").split("\n")[0] == "New observations"
    changed = git(clone, "show", "--name-only", "--format=", "origin/main").split()
    assert "data/intakes.csv" in changed
    assert all(name.startswith(("data/observations/", "data/intakes")) for name in changed)


def test_the_steps_of_the_workflow(repository: Path, tmp_path: Path) -> None:
    text = (EXAMPLES / "monthly.yml").read_text("utf-8")
    (job,) = yaml.load(text, Loader=yaml.BaseLoader)["jobs"].values()
    output = tmp_path / "output"
    output.touch()
    values = {"steps.pages.outputs.base_url": "https://example.org/trade"}
    for step in job["steps"]:
        said = dict(line.split("=", 1) for line in output.read_text().splitlines())
        if "run" in step and (step.get("if") != ON_SUCCESS or said["code"] == "0"):
            env = {
                name: re.sub(r"\$\{\{ (.*?) \}\}", lambda m: values.get(m[1], ""), value)
                for name, value in step.get("env", {}).items()
            }
            shell(step["run"], repository, GITHUB_OUTPUT=str(output), **env)
    assert_published(repository, repository / "site")


def test_the_steps_of_the_pipeline(repository: Path, tmp_path: Path) -> None:
    text = (EXAMPLES / "gitlab-ci.yml").read_text("utf-8")
    job = yaml.load(text, Loader=yaml.BaseLoader)["pages"]
    tools = [line for line in job["before_script"] if line.startswith("apt-get")]
    assert len(tools) == 1  # brings git and make, which are here already
    variables = {
        "CI_SERVER_HOST": "example.org",
        "CI_PROJECT_PATH": "trade",
        "CI_COMMIT_BRANCH": "main",
        "CI_PAGES_URL": "https://example.org/trade",
        "KTRADE_PUSH_TOKEN": "secret",
        "GIT_CONFIG_COUNT": "1",  # the address of the host leads to the repository of the test
        "GIT_CONFIG_KEY_0": f"url.{tmp_path / 'origin.git'}.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://oauth2:secret@example.org/trade.git",
    }
    for line in [*job["before_script"], *job["script"]]:
        if line not in tools:
            shell(line, repository, **variables)
    assert_published(repository, repository / "public")


ON_SUCCESS = "steps.monthly.outputs.code == '0'"
AUTHOR = ("-c", "user.name=test", "-c", "user.email=test@example.org")
