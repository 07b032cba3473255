"""The reference of the public interface builds, and knows every public name."""

import importlib
import re
from pathlib import Path
from types import FunctionType

import pytest

MAKEFILE = (Path(__file__).parents[2] / "Makefile").read_text("utf-8")
MODULES = re.findall(r"helpers\.\w+", MAKEFILE.split("PUBLIC :=")[1].split("\n#")[0].split("$")[0])


@pytest.mark.slow
def test_the_reference_builds_and_documents_every_public_name(tmp_path: Path) -> None:
    pdoc = pytest.importorskip("pdoc")
    pdoc.render.configure(docformat="numpy")
    pdoc.pdoc(*MODULES, output_directory=tmp_path)
    for name in MODULES:
        page = (tmp_path / f"{name.replace('.', '/')}.html").read_text("utf-8")
        public = getattr(importlib.import_module(name), "__all__", [])
        assert [each for each in public if f'id="{each}"' not in page] == []


@pytest.mark.parametrize("name", MODULES)
def test_every_public_name_has_a_docstring(name: str) -> None:
    module = importlib.import_module(name)
    public = [getattr(module, each) for each in getattr(module, "__all__", [])]
    public = [each for each in public if isinstance(each, type | FunctionType)]
    assert [each for each in public if not each.__doc__] == []
