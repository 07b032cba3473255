"""Run notebooks, check what they show, and publish it as pages."""

import sys

# Where this library is installed (JupyterLab brings it), jsonschema, which nbformat imports,
# compiles a grammar of internet addresses with it: a second in every process, for a check that
# notebooks have no use for. Without it jsonschema leaves that check out.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
