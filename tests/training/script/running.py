"""Running a script's text inside the test's own process, which spares importing torch again."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from training.engine.data.dataset import Dataset
from training.engine.errors import DivergedError
from training.engine.train import start, train_on
from training.experiment.experiment import Experiment

Row = dict[str, str]
NOT_PRINTED = ("seconds", "batch_lrs")
ONLY_GROUPED = ("head_lr", "head_lr_after")


def run_text(text: str) -> tuple[list[Row], dict[str, Any]]:
    """Run the script; return the rows that it printed, by column, and all its names. A warning is an error."""
    output, names = io.StringIO(), {"__name__": "__main__"}
    with contextlib.redirect_stdout(output), warnings.catch_warnings(), contextlib.suppress(SystemExit):
        warnings.simplefilter("error")
        # building a SequentialLR steps a composition that stands first in it, and torch says so
        if "SequentialLR(" in text and text.count("SequentialLR(") + text.count("ChainedScheduler(") > 1:
            warnings.filterwarnings("ignore", "Detected call of")
        exec(compile(text, "script.py", "exec"), names)
    head, *lines = output.getvalue().splitlines()
    return [dict(zip(head.split(","), line.split(","), strict=True)) for line in lines], names


def run_here(experiment: Experiment, dataset: Dataset) -> list[Row]:
    """Return the rows that Stepwell's own training gives, up to where it diverges."""
    rows = []
    with contextlib.suppress(DivergedError):
        for record in train_on(start(experiment, dataset)):
            left_out = NOT_PRINTED if experiment.grouped else NOT_PRINTED + ONLY_GROUPED
            figures = {name: value for name, value in record._asdict().items() if name not in left_out}
            rows.append({name: "" if value is None else repr(value) for name, value in figures.items()})
    return rows


def assert_clean(*texts: str) -> None:
    """Check scripts as ruff does without any configuration: its default rules, its layout."""
    with TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            Path(folder, f"script{number}.py").write_text(text, "utf-8")
        for command in (["check"], ["format", "--diff"]):
            ruff = [sys.executable, "-m", "ruff", *command, "--isolated", "--no-cache", folder]
            done = subprocess.run(ruff, capture_output=True, encoding="utf-8", check=False)
            assert done.returncode == 0, done.stdout + done.stderr
