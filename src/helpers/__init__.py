"""South Korea's monthly trade: data, metrics, checked statements and reports."""

from importlib.metadata import version

__version__ = version("korea-trade-reports")
