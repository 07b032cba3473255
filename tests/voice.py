"""One voice: how docstrings begin, one name for one class, the words of the glossary.

Run by `make lint`; prints what breaks a rule and ends with 1.
"""

import ast
import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
BEGIN = re.compile(r"(Give|Say|Tell|Name)s?\b")
# What a reader has to translate, and what the glossary says instead.
WORDS = {
    r"\b(not )?held\b": "(not) available", r"\bstands? in\b|\bstand-ins?\b": "later vintage",
    r"\bprinted\b": "reported", r"\bas it stood\b|\bin force\b": "vintage",
    r"\bextent\b": "definition", r"\bwhat is held\b": "panel",
    r"\btakes? in\b|\btaken in\b": "ingest", r"\bspeaks? against\b": "objection",
}  # fmt: skip
READ = ("README.md", "CONTRIBUTING.md", "docs/*.md", "data/README.md", "src/helpers/texts/en/*",
        "src/helpers/init/README.md", "notebooks/*.ipynb", "docs/*.ipynb")  # fmt: skip


def docstrings(tree: ast.Module) -> list[tuple[int, str]]:
    """Return line and text of every docstring of a module."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(tree) if isinstance(node, kinds)]
    return [(getattr(node, "lineno", 1), ast.get_docstring(node) or "") for node in nodes]


def faults() -> list[str]:
    """Return every place that breaks a rule."""
    found, classes = [], Counter[str]()
    for path in sorted((ROOT / "src").rglob("*.py")):
        place, tree = path.relative_to(ROOT), ast.parse(path.read_text("utf-8"))
        for line, text in docstrings(tree):
            if BEGIN.match(text):
                found.append(f"{place}:{line}: docstring begins with {text.split()[0]!r}")
        names = [n.name for n in tree.body if isinstance(n, ast.ClassDef)]
        classes.update(name for name in names if not name.startswith("_"))
    found += [f"class {name} is defined {n} times" for name, n in classes.items() if n > 1]
    for path in sorted(path for pattern in READ for path in ROOT.glob(pattern)):
        text = re.sub(r"`[^`\n]*`", "", path.read_text("utf-8"))  # names of code may stay
        for number, line in enumerate(text.splitlines(), 1):
            for word, instead in WORDS.items():
                for match in re.findall(f"(?i){word}", line) and [re.search(f"(?i){word}", line)]:
                    found.append(f"{path.relative_to(ROOT)}:{number}: {match[0]!r}: say {instead}")
    return found


if __name__ == "__main__":
    found = faults()
    print(*found, sep="\n")
    sys.exit(bool(found))
