"""A figure is one entry in one file: a copy of the source gets one more, and it is seen everywhere."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from training.layout import ROOT

NAME = "grad_norm"
ENTRY = f"""
    Figure(
        "{NAME}",
        "Gradient norm",
        "Norm of the gradient of the epoch's last batch",
        better=-1,
        plot=FigurePlot("{NAME}", "gradient norm"),
        word="last batch",
        compute=lambda network, record: sum(float(p.grad.square().sum()) for p in network.parameters()) ** 0.5,
    ),
"""
END = ")\nBY_NAME = "
FINDER = Path(__file__).with_name("figure_finder.py")
FIGURES = Path("training", "engine", "figures.py")


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the source whose table has one more entry."""
    copy = tmp_path_factory.mktemp("extended")
    for folder in ("training", "gui", "resources"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    text = (copy / FIGURES).read_text("utf-8")
    assert text.count(END) == 1
    (copy / FIGURES).write_text(text.replace(END, ENTRY.rstrip()[1:] + "\n" + END), "utf-8")
    return copy


def seen(source: Path, store: Path) -> Any:
    """Return what the finder prints that runs on a source and trains into a new store."""
    environment = {**os.environ, "PYTHONPATH": str(source), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, FINDER, NAME, store], env=environment, cwd=source, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def column(text: str, name: str = NAME) -> list[float]:
    return [float(row[name]) for row in csv.DictReader(io.StringIO(text))]


@pytest.mark.slow
def test_one_entry_is_seen_everywhere_and_its_store_is_read_without_it(extended: Path, tmp_path: Path) -> None:
    store = tmp_path / "with.sqlite"
    found = seen(extended, store)
    run = found["run"]
    values = run["trace"]
    assert len(values) == 3
    assert all(value > 0 for value in values)
    assert column(run["csv"]) == values
    assert run["csv"].splitlines()[0].endswith(f",seconds,observation,{NAME}")
    last = f"{values[-1]:.4f}"
    assert run["table"][NAME] == run["comparison"]["Gradient norm"] == last
    assert "gradient norm" in run["terminal"][0]
    assert f"{values[0]:.4f}" in run["terminal"][1]
    assert f"gradient norm {last}" in run["sentence"]
    assert run["plots"][NAME].startswith("last batch ")
    assert "Last batch gradient norm" in run["words"]
    for sweep in found["sweeps"]:
        headers, *rows = sweep["table"]
        assert {"Lowest gradient norm", "Last gradient norm"} <= set(headers)
        norms = column(sweep["csv"])
        assert norms[:3] == pytest.approx(values, rel=1e-3)  # its first run is the run
        assert rows[0][headers.index("Last gradient norm")] == f"{norms[2]:.4f}"
        assert "gradient norm" in sweep["terminal"][0]

    fast, exact = (column(sweep["csv"]) for sweep in found["sweeps"])
    assert fast == pytest.approx(exact, rel=1e-3)  # also where networks are trained as one

    without = seen(ROOT, store)
    assert NAME not in json.dumps(without)
    assert "radient norm" not in json.dumps(without)
    assert column(without["run"]["csv"], "loss") == column(run["csv"], "loss")


@pytest.mark.slow
def test_a_store_of_before_is_read_with_one_more_figure(extended: Path, tmp_path: Path) -> None:
    store = tmp_path / "before.sqlite"
    before, after = seen(ROOT, store), seen(extended, store)
    assert after["run"]["csv"] == before["run"]["csv"]
    assert after["run"]["table"] == before["run"]["table"]
    assert after["run"]["plots"] == before["run"]["plots"]
    assert [sweep["csv"] for sweep in after["sweeps"]] == [sweep["csv"] for sweep in before["sweeps"]]
