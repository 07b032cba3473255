"""A project of one's own: data, notebooks and documentation copied to a folder that is edited."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from helpers.errors import ProjectError
from helpers.places import CHECKOUT, DATA, NO_DATA, NOTEBOOKS, PACKAGE, SHIPPED

DOCS = "docs"
TEMPLATES = PACKAGE / "init"
# What a kernel adds to a notebook it runs, and no person wrote.
OF_THE_KERNEL = (
    "codemirror_mode", "file_extension", "mimetype", "nbconvert_exporter", "pygments_lexer",
    "version",
)  # fmt: skip


def make_working_copy(folder: Path) -> list[str]:
    """Fill a new or empty folder with what a project needs, and return what went in.

    Raises
    ------
    ProjectError
        When the folder is not empty, or cannot be written.
    """
    source = SHIPPED if SHIPPED.is_dir() else CHECKOUT
    if folder.is_dir() and any(folder.iterdir()):
        raise ProjectError(str(folder), "the folder is not empty; name a new one: ktrade init DIR")
    is_new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for part in (DATA, NOTEBOOKS, DOCS):
            ignored = shutil.ignore_patterns(".*", *(NO_DATA if part == DATA else ()))
            shutil.copytree(source / part, folder / part, ignore=ignored)
        for name in ("Makefile", "README.md"):
            text = (TEMPLATES / name).read_text("utf-8").replace("@ktrade@", _command())
            (folder / name).write_text(text, "utf-8")
        for name in ("gitignore", "gitattributes"):
            shutil.copyfile(TEMPLATES / name, folder / f".{name}")
    except (OSError, shutil.Error) as error:
        for path in folder.iterdir() if folder.is_dir() else ():
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
        if is_new:
            shutil.rmtree(folder, ignore_errors=True)
        raise ProjectError(str(folder), _cause(error)) from error
    return sorted(path.name for path in folder.iterdir())


def leave_outputs_out(folder: Path) -> None:
    """Let Git commit the notebooks of a project without their outputs.

    It sets the filter that `.gitattributes` names, for this repository alone. Nothing happens
    outside a repository or without Git.
    """
    if not (folder / ".git").exists() or shutil.which("git") is None:
        return
    keys = " ".join(f"metadata.language_info.{key}" for key in OF_THE_KERNEL)
    clean = f'"{sys.executable}" -m nbstripout --keep-id --extra-keys "{keys}"'
    for key, value in (("clean", clean), ("smudge", "cat")):
        setting = ["git", "config", "--local", f"filter.nbstripout.{key}", value]
        subprocess.run(setting, cwd=folder, check=False, capture_output=True)


def _cause(error: OSError | shutil.Error) -> str:
    """Return why a copy failed; of many files, why the first one did."""
    if isinstance(error, shutil.Error):
        return str(error.args[0][0][2]).partition("] ")[2].partition(":")[0].lower()
    return (error.strerror or str(error)).lower()


def _command() -> str:
    """Return the command as a shell finds it, else its path."""
    own = Path(sys.executable).with_name("ktrade")
    return "ktrade" if shutil.which("ktrade") or not own.exists() else str(own)
