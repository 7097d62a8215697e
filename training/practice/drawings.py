"""Schedules to draw before they are shown."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from training.experiment.experiment import Experiment, experiment_from
from training.experiment.file import read_values
from training.experiment.settings import AsTuple, Settings
from training.practice.bank import QUESTIONS, checked


class _Drawing(Settings):
    experiment: dict[str, Any]


class _Drawings(Settings):
    drawing: Annotated[tuple[dict[str, Any], ...], AsTuple]


def read_drawings(path: Path = QUESTIONS / "drawings.toml") -> tuple[Experiment, ...]:
    """Return the experiments whose rate is to be drawn, easy ones first; raises BankError, ExperimentError."""
    found = checked(_Drawings, read_values(path), path)
    return tuple(experiment_from(checked(_Drawing, values, path).experiment) for values in found.drawing)
