"""What need not be made again: a page whose every input is what it was, down to the rows it read.

Beside the folders of the reports, `.cache/` holds one record a report: the hashes of what it was
made from, and for each page the questions its notebook put to the data with the hashes of the
answers. The pages themselves are the store: one that was changed or removed is made again.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers import places
from helpers.publishing.warm import SETTINGS
from helpers.reads import Question, Reads
from helpers.scratch import write_whole

Inputs = dict[str, str]

# Of the environment, what begins so can change a page: Python and its start, the linker, threads
# and arithmetic, locale and time zone, fonts and settings of libraries.
COUNTS = (
    "ARROW", "BLIS", "FC_", "FONTCONFIG", "FREETYPE", "GOTO", "HOLIDAYS", "IPYTHON", "JE_",
    "JUPYTER", "KMP", "LANG", "LC_", "LD_", "MALLOC", "MATPLOTLIB", "MKL", "MPL", "NPY", "NUMBA",
    "NUMEXPR", "NUMPY", "OMP", "OPENBLAS", "PANDAS", "PYARROW", "PYTHON", "SOURCE_DATE_EPOCH", "TZ",
    "VECLIB", "XDG_CONFIG",
)  # fmt: skip
HARMLESS = (
    "PYARROW_IGNORE_TIMEZONE",  # pandera sets it when it checks a store that is new
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONPYCACHEPREFIX",
    "PYTHONUNBUFFERED",
)
OF_DATA = "data"
NOTEBOOK = "notebook "  # with the name of the report


@dataclass(frozen=True)
class Made:
    """What is kept of a page: its hash, what it was made from, and what the gate said of it."""

    sha256: str
    inputs: str
    reads: Reads
    checks: list[dict[str, Any]]


@dataclass(frozen=True)
class Record:
    """What is kept of a report: its inputs, the hashes of its files, and its pages by name."""

    inputs: Inputs
    files: dict[str, str]
    pages: dict[str, Made]


def inputs(parameters: Mapping[str, object], data_dir: Path, notebooks: Path) -> Inputs:
    """Hash everything that a report is made from, each part under a name for people.

    Parameters
    ----------
    parameters : mapping
        All but the folder of the data, whose contents count and not its name.
    data_dir, notebooks : Path
        Where data and notebooks stand.
    """
    catalogue = sorted((data_dir / "catalogue").glob("*.csv"))
    files = {
        OF_DATA: places.hash_of(places.data_files(data_dir), data_dir),
        "catalogue": places.hash_of(catalogue, data_dir),
        "package": places.hash_of(places.package_files(), places.PACKAGE),
    }
    for name in places.REPORTS:
        files[NOTEBOOK + name] = places.hash_of([notebooks / f"{name}.ipynb"], notebooks)
    return files | {
        "parameters": json.dumps({k: str(v) for k, v in parameters.items()}, sort_keys=True),
        "Python": f"{sys.version} {sys.platform}",
        "libraries": _hash(_libraries()),
        "environment": _hash(_environment()),
        "code from elsewhere": _hash(_code_from_elsewhere(notebooks)),
    }


def for_month(every: Inputs, month: str, **others: str) -> Inputs:
    """Give the same inputs for another month, and other parameters where they are named."""
    parameters = json.loads(every["parameters"]) | {"month": month} | others
    return every | {"parameters": json.dumps(parameters, sort_keys=True)}


def of_page(every: Inputs, name: str) -> Inputs:
    """Give the inputs of one report: not the other notebooks, and of the data what it reads.

    The page about the numbers shows the code of every report.
    """
    others = {NOTEBOOK + other for other in places.REPORTS if name not in (other, places.ABOUT)}
    return {part: said for part, said in every.items() if part != OF_DATA and part not in others}


def hash_inputs(held: Inputs) -> str:
    """Give one hash for inputs."""
    return _hash(f"{part}\0{said}" for part, said in sorted(held.items()))


def code_hash(every: Inputs, name: str) -> str:
    """Give one hash for the code of a report: the package, and its notebook."""
    return _hash([every["package"], every[NOTEBOOK + name]])


def record_file(target: Path) -> Path:
    """Name the record of the report in a folder."""
    return target.parent / ".cache" / f"{target.name}.json.gz"


def read_record(target: Path) -> Record | None:
    """Read the record of a report; None where there is none that can be read."""
    try:
        held = json.loads(gzip.decompress(record_file(target).read_bytes()))
        pages = {
            name: Made(
                page["sha256"],
                page["inputs"],
                {tuple(line[:-1]): line[-1] for line in page["reads"]},
                page["checks"],
            )
            for name, page in held["pages"].items()
        }
        return Record(held["inputs"], held["files"], pages)
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_record(target: Path, record: Record) -> None:
    """Keep the record of a report that stands in its place; where that fails it costs only time."""
    held = {
        "inputs": record.inputs,
        "files": record.files,
        "pages": {
            name: {
                "sha256": page.sha256,
                "inputs": page.inputs,
                "reads": [[*question, said] for question, said in page.reads.items()],
                "checks": page.checks,
            }
            for name, page in record.pages.items()
        },
    }
    file = record_file(target)
    try:
        write_whole(file, gzip.compress(json.dumps(held).encode(), mtime=0))
    except OSError:
        file.unlink(missing_ok=True)


def unchanged(target: Path, every: Inputs, record: Record | None) -> bool:
    """Tell whether a report stands in its place, whole, and was made from these very inputs."""
    return (
        record is not None
        and record.inputs == every
        and all(file_hash(target / name) == said for name, said in record.files.items())
        and {path.name for path in target.iterdir()} == set(record.files)
    )


def reasons(
    target: Path, every: Inputs, record: Record | None, ask: Callable[[Question], str]
) -> dict[str, str]:
    """Say for each page why it has to be made; a page that can stay has an empty reason.

    Parameters
    ----------
    target : Path
        The folder of the report.
    every : dict
        From `inputs`.
    record : Record, optional
        From `read_record`.
    ask : callable
        Gives the hash of the answer to a question, see `helpers.publishing.asking`.
    """
    said = {}
    for name in places.REPORTS:
        page = places.page_of(name)
        made = record.pages.get(page) if record else None
        said[page] = _reason(name, target / page, every, record, made, ask)
    return said


def in_words(question: Question) -> str:
    """Name a question for people.

    Examples
    --------
    >>> in_words(("facts", "2023-12", "2024-01-01", "exports", "total", "value", "", "M"))
    'exports total value M up to 2023-12 as of 2024-01-01'
    """
    kind, *rest = question
    if kind in ("store", "file"):
        return "the whole store" if kind == "store" else rest[0]
    month, as_of, *what = rest
    when = f"{month} as of {as_of}" if as_of else month
    named = " ".join(part for part in what if part)
    said = {"fact": "", "facts": "", "load": "whether anything is held"}.get(kind, kind)
    return f"{said} {named} up to {when}".strip()


def _reason(
    name: str,
    file: Path,
    every: Inputs,
    record: Record | None,
    made: Made | None,
    ask: Callable[[Question], str],
) -> str:
    if record is None or made is None:
        return "it was not made before"
    now = of_page(every, name)
    if made.inputs != hash_inputs(now):
        parts = other_parts(now, of_page(record.inputs, name))
        return f"changed: {', '.join(parts)}" if parts else "it was made from other inputs"
    if file_hash(file) != made.sha256:
        return "the page was changed or removed"
    for question, said in made.reads.items():
        if ask(question) != said:
            return f"changed in the data: {in_words(question)}"
    return ""


def file_hash(path: Path) -> str:
    """Give the SHA-256 of a file, empty where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def other_parts(now: Inputs, before: Inputs) -> list[str]:
    """Name the inputs that differ."""
    return [part for part in {**now, **before} if now.get(part) != before.get(part)]


def _libraries() -> Iterator[str]:
    """Name every installed distribution with its version, in the order of the search path."""
    for folder in filter(Path.is_dir, map(Path, sys.path)):
        for name in sorted(path.name for path in folder.iterdir()):
            if name.endswith((".dist-info", ".egg-info")):
                yield name
            elif name.endswith(".pth") or name in ("sitecustomize.py", "usercustomize.py"):
                yield f"{name} {file_hash(folder / name)}"


def _environment() -> Iterator[str]:
    for name, value in sorted(os.environ.items()):
        if name.startswith(COUNTS) and name not in HARMLESS and name not in SETTINGS:
            yield f"{name}={value}"


def _code_from_elsewhere(notebooks: Path) -> Iterator[str]:
    """Hash what a kernel finds before the installed libraries."""
    before = [Path(f) for f in os.environ.get("PYTHONPATH", "").split(os.pathsep) if f]
    for folder in (notebooks, *before):
        for path in sorted([*folder.rglob("*.py"), *folder.glob("matplotlibrc")]):
            yield f"{path.relative_to(folder)} {file_hash(path)}"


def _hash(texts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode("utf-8", "surrogateescape") + b"\0")
    return digest.hexdigest()
