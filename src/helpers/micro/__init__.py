"""Detail by customs line and country: held as Parquet, asked through DuckDB, handed out as frames.

Nothing of it is committed: `write` brings in what the customs service answered, `micro` and the
questions read it. DuckDB is needed for reading only (extra `micro`).
"""

from helpers.micro.asking import held, micro, quarantined
from helpers.micro.questions import concentration, growth, price_volume
from helpers.micro.rows import read_answers
from helpers.micro.writing import Written, write

__all__ = [
    "Written",
    "concentration",
    "growth",
    "held",
    "micro",
    "price_volume",
    "quarantined",
    "read_answers",
    "write",
]
