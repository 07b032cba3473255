"""South Korea's monthly trade: data, metrics, checked statements and reports."""

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.loading import load as load

__version__ = version("korea-trade-reports")


def __getattr__(name: str) -> Any:
    """Import `load` when it is first asked for: what only looks at pages needs no pandas."""
    if name == "load":
        from helpers.loading import load

        return load
    raise AttributeError(f"module 'helpers' has no attribute {name!r}")
