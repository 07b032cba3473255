"""Run notebooks, check what they show, and publish it as pages."""

import sys

# jsonschema, which nbformat imports, takes a second to set up checks of internet addresses and of
# durations where these libraries are there (JupyterLab brings them); notebooks have none to check.
# Without the libraries it leaves the checks out.
for library in ("rfc3987_syntax", "isoduration"):
    sys.modules.setdefault(library, None)  # type: ignore[arg-type]
