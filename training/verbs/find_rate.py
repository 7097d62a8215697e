"""`find-rate`: a learning-rate range test, and what it suggests."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from typing import TextIO

from training.engine.data.dataset import Dataset
from training.engine.data.errors import DataError
from training.engine.errors import TrainingError
from training.engine.threads import settle_threads
from training.engine.train import start
from training.exit_codes import DONE, FAILED, INTERRUPTED
from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError
from training.files import FileError
from training.insight.rate_finder import Point, end_note, try_rates
from training.insight.rate_suggestions import suggest, why_none
from training.runs.csv import csv_text
from training.verbs.common import check_target, read_with_overrides, refuse, write_csv
from training.verbs.progress import Interruption
from training.verbs.rows import load_told


def run(file: str | None, settings: Sequence[str], csv: str | None, quiet: bool) -> int:
    """Train a copy at rising rates, print the suggestions with their reasons; write the batches as CSV."""
    try:
        experiment = read_with_overrides(file, settings)
        check_target(csv, file, experiment)
        dataset = load_told(experiment, file, quiet)
        settle_threads(start(experiment, dataset))
        points = _try_rates(experiment, dataset)
        if points is None:
            return INTERRUPTED
        if csv is not None:
            write_csv(csv, csv_text(Point._fields, points))
    except (ExperimentError, DataError, FileError, TrainingError) as error:
        return refuse(error)
    if note := end_note(experiment, len(points)) or ("" if quiet else experiment.optimizer.rate_note):
        print(note, file=sys.stderr)
    return _tell(points, sys.stderr if csv == "-" else sys.stdout)


def _try_rates(experiment: Experiment, dataset: Dataset) -> list[Point] | None:
    """Return all batches; None if Ctrl+C came in between."""
    points: list[Point] = []
    with Interruption() as interruption, closing(try_rates(experiment, dataset)) as test:
        for point in test:
            points.append(point)
            if interruption.wanted:
                return None
    return points


def _tell(points: Sequence[Point], output: TextIO) -> int:
    suggestions = suggest(points)
    if not suggestions:
        print(why_none(points), file=sys.stderr)
        return FAILED
    for suggestion in suggestions:
        recommended = " (recommended)" if suggestion.recommended else ""
        print(f"{suggestion.lr:>10.6g}  {suggestion.name}{recommended}: {suggestion.reason}", file=output)
    print(f"Use it: --set optimizer.lr={suggestions[0].lr:g}", file=output)
    return DONE
