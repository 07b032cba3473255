"""pyproject.toml, requirements.lock and environment.yml tell one story."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
CONDA_NAMES = {  # only where conda-forge calls the same thing by another name
    "jupyter-client": "jupyter_client",
    "matplotlib": "matplotlib-base",
    "playwright": "playwright-python",
}


def read_direct() -> dict[str, Requirement]:
    """Direct dependencies in pyproject.toml, of the reports, their extras, tests and linters."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = chain(project["dependencies"], *project["optional-dependencies"].values())
    found = {canonicalize_name(r.name): r for r in map(Requirement, lines)}
    del found[project["name"]]  # the tests bring extras of the project itself
    return found


def read_lock() -> dict[str, list[str]]:
    """Versions in requirements.lock by package."""
    versions: dict[str, list[str]] = {}
    for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            name, version = line.split(";")[0].strip().split("==")
            versions.setdefault(canonicalize_name(name), []).append(version)
    return versions


def read_conda() -> dict[str, str]:
    """Versions in environment.yml by PyPI name, of what it pins."""
    entries = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    through_pip = next(e["pip"] for e in entries if isinstance(e, dict))
    pinned = [e for e in [*entries, *through_pip] if isinstance(e, str) and "==" in e]
    pypi_names = {conda: pypi for pypi, conda in CONDA_NAMES.items()}
    versions = dict(entry.split("==") for entry in pinned)
    return {pypi_names.get(name, name): version for name, version in versions.items()}


DIRECT = read_direct()


@pytest.mark.parametrize("name", sorted(DIRECT))
def test_direct_dependency_has_a_lower_bound_that_the_lock_satisfies(name: str) -> None:
    requirement, locked = DIRECT[name], read_lock().get(name)
    assert any(s.operator in {">=", "~=", "=="} for s in requirement.specifier), requirement
    assert locked, f"{name} is not in requirements.lock: make lock"
    assert len(locked) == 1, f"{name} is locked to several versions: {locked}"
    assert requirement.specifier.contains(locked[0]), f"locked {name}=={locked[0]}: make lock"


def test_environment_names_the_direct_dependencies_in_their_locked_versions() -> None:
    lock = read_lock()
    assert read_conda() == {name: lock[name][0] for name in DIRECT}


def test_environment_installs_the_project_from_conda_forge_and_this_folder() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    through_pip = next(e["pip"] for e in environment["dependencies"] if isinstance(e, dict))
    assert "--editable ." in through_pip


def test_environment_asks_for_the_python_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    assert f"python{project['requires-python']}" in environment["dependencies"]


def test_lock_names_no_index_and_no_host() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    assert not re.findall(r"\S*(?://|--index|--extra-index|--find-links|--trusted-host)\S*", text)


def test_every_library_the_package_imports_is_a_direct_dependency() -> None:
    imported: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.split(".")[0])
    others = imported - set(sys.stdlib_module_names) - {"helpers"}
    distributions = packages_distributions()
    # What an extra brings need not be installed; it is called as it is imported.
    wanted = {canonicalize_name(distributions.get(name, [name])[0]) for name in others}
    assert wanted <= set(DIRECT), wanted - set(DIRECT)
