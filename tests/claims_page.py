"""The tables of docs/claims.md as Markdown: functions, kinds, the fields of a file and of JSON.

`python tests/claims_page.py` writes them anew.
"""

from collections.abc import Iterable
from pathlib import Path

from helpers.claims.claims_file import HEAD, NEEDED, OPTIONAL
from helpers.claims.functions import FUNCTIONS
from helpers.claims.kinds import KINDS
from helpers.claims.printout import FIELDS

ANSWER = {True: "holds", False: "does not hold", None: "cannot be decided"}


def tables() -> dict[str, str]:
    """Return every table by the name it has on the page."""
    return {
        "fields": _fields(),
        "json": _json(),
        "functions": _functions(),
        "kinds": _kinds(),
    }


def in_page(page: str) -> str:
    """Return a page with every table between its marks made anew.

    A table stands between `<!-- table: name -->` and `<!-- end -->`.
    """
    for name, table in tables().items():
        before, mark, rest = page.partition(f"<!-- table: {name} -->\n")
        if mark:
            page = f"{before}{mark}\n{table}\n\n<!-- end -->{rest.partition('<!-- end -->')[2]}"
    return page


def _fields() -> str:
    rows = [("head", f"`{key}`", meaning) for key, meaning in HEAD.items()]
    rows += [("claim", f"`{key}`", meaning) for key, meaning in NEEDED.items()]
    rows += [("claim, if any", f"`{key}`", meaning) for key, meaning in OPTIONAL.items()]
    return _table(("of", "field", "what it holds"), rows)


def _json() -> str:
    rows = [
        (f"`{part}`", f"`{name}`", meaning)
        for part, names in FIELDS.items()
        for name, meaning in names.items()
    ]
    return _table(("of", "field", "what it holds"), rows)


def _functions() -> str:
    rows = []
    for name, function in FUNCTIONS.items():
        takes = ", ".join(
            f"[{kind.removesuffix('?')}]" if kind.endswith("?") else kind
            for kind in (each.replace("|", " or ") for each in function.takes)
        )
        called = f"`{name}({takes})`"
        rows.append((called, function.meaning, f"`{function.example}`", function.answer))
    return _table(("function", "what it gives", "example", "answer"), rows)


def _kinds() -> str:
    rows = [
        (
            str(kind.number),
            f"`{name}`",
            kind.meaning,
            ", ".join(f"`{each}`" for each in kind.functions) or "none",
            f"`{kind.example}`",
            f"{ANSWER[kind.holds]}: {kind.answer}",
        )
        for name, kind in KINDS.items()
    ]
    return _table(("", "kind", "how it is decided", "by", "example", "answer"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


if __name__ == "__main__":
    path = Path(__file__).parents[1] / "docs" / "claims.md"
    path.write_text(in_page(path.read_text("utf-8")), "utf-8")
