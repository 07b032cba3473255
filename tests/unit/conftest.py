"""Unit tests reach the gathering of translated texts, which stands among the tools of the tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
