"""docs/detail.md: its examples run, here on a made-up panel."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from helpers.micro import write
from helpers.micro.rows import FIGURES, LINE
from helpers.places import find_data_dir

PAGE = (Path(__file__).parents[2] / "docs" / "detail.md").read_text(encoding="utf-8")


def test_the_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    (data / "observations").mkdir(parents=True)
    shutil.copytree(find_data_dir() / "catalogue", data / "catalogue")
    months = pd.period_range("2022-01", "2023-12", freq="M").strftime("%Y-%m")
    codes, places = ["8542321010", "8703231000", "7208100000"], ["US", "CN", "VN"]
    made_up = pd.MultiIndex.from_product([months, codes, places], names=LINE).to_frame(index=False)
    write(made_up.assign(**{name: range(1, len(made_up) + 1) for name in FIGURES}), data)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    answers = {}
    for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        for line in re.findall(r"^(?:\w.*(?:\n[ \]].*)*)", block, re.MULTILINE):
            source = line.split("  #")[0] if "\n" not in line else line
            if source.startswith(("from ", "rows =")):
                exec(source, names)
            else:
                answers[source] = eval(source, names)
    assert len(answers) >= 10
    assert all(len(answer) for ask, answer in answers.items() if not ask.startswith("write"))
    assert answers['quarantined("exports")']["hs10"].tolist() == ["854232"]
    split = answers['price_volume("exports", "2023-12", by=["item"])']
    parts = split[["price", "volume", "unpaired"]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx(split["growth"].to_numpy())
