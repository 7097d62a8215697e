"""The rows that a verb learns from, and what was chosen for them, told on standard error."""

from __future__ import annotations

import sys
from pathlib import Path

from training.engine.data import load
from training.engine.data.dataset import Dataset
from training.experiment.experiment import STAGES, Experiment
from training.importing import importer_of


def is_data(file: str | None) -> bool:
    """Tell whether FILE holds rows rather than an experiment."""
    return file is not None and importer_of(Path(file)).changes is not None


def load_with_notes(experiment: Experiment, file: str | None, quiet: bool) -> Dataset:
    """Return the rows, and say on standard error what was guessed, unless `quiet`; raises DataError."""
    dataset = load(experiment.data)
    show_choice(experiment, file)
    for note in () if quiet else dataset.notes:
        print(note, file=sys.stderr)
    return dataset


def show_choice(experiment: Experiment, file: str | None) -> None:
    """Say what a data file is taken for, where it was given in the place of an experiment."""
    if is_data(file):
        kinds = ", ".join(getattr(experiment, stage).kind for stage in STAGES if stage != "data")
        print(f"{file} is taken as data; what learns from it is {kinds}. --set changes that.", file=sys.stderr)
