"""The steps of Dockerfile, dev container and Binder, done in a copy of the repository.

There is no builder here: what the files run is run in an empty folder with an environment of its
own, with the packages of the network or of the cache; the base image and apt-get are left out.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The files that `COPY . .` takes along: those of the repository but what is ignored."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    ignored = tuple((ROOT / ".dockerignore").read_text().split())
    for name in listed.stdout.splitlines():
        if not name.startswith(ignored[1:]) and (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def steps() -> dict[str, str]:
    """Give the instructions of the Dockerfile by name; the last one of each."""
    text = (ROOT / "Dockerfile").read_text("utf-8")
    return dict(re.findall(r"^([A-Z]+) (.*)$", text, re.M))


def test_they_use_the_targets_of_the_makefile() -> None:
    targets = {".venv/.ready", ".venv/.ready-lab"}
    assert set(steps()["RUN"].split()) == {"make", *targets}
    assert json.loads(steps()["ENTRYPOINT"]) == ["make", "report"]
    container = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text("utf-8"))
    assert set(container["postCreateCommand"].split()) == {"make", *targets}
    for line in (steps()["FROM"], container["image"], (ROOT / "binder/runtime.txt").read_text()):
        version = re.search(r"3\.(\d+)", line)
        assert version and int(version[1]) >= 11


@pytest.mark.slow
@pytest.mark.skipif("KTRADE_CONTAINERS" not in os.environ, reason="installs for minutes")
def test_the_steps_of_the_dockerfile_make_a_report(copied: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "KTRADE"))}

    def run(*words: str) -> None:
        done = subprocess.run(
            words, cwd=copied, env=environment, capture_output=True, text=True, timeout=1800
        )
        assert done.returncode == 0, done.stderr

    run("sh", "-c", f"{steps()['RUN']} PYTHON={sys.executable}")
    run(*json.loads(steps()["ENTRYPOINT"]), "MONTH=2023-12")
    assert (copied / "reports/2023-12/index.html").is_file()
    run(str(copied / ".venv/bin/python"), "-m", "jupyterlab", "--version")
