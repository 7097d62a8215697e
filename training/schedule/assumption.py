"""What a preview assumes of figures that only training can tell: the course of a loss or an accuracy."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.experiment.problems import ExperimentError, Problem
from training.files import FileError, open_text

Curve = NDArray[np.float64]
LARGEST_TRACE = 200_000_000  # bytes


def _falls(part: Curve) -> Curve:
    return np.exp(-3 * part)


SHAPES: dict[str, Callable[[Curve], Curve]] = {
    "falls, then flat": lambda part: _falls(np.minimum(2 * part, 1)),
    "keeps falling": _falls,
    "stays flat": np.ones_like,
    "falls, then rises": lambda part: 0.2 + 3 * (part - 0.5) ** 2,
    "falls unevenly": lambda part: _falls(part) * (1 + 0.15 * np.sin(90 * part)),
}


@dataclass(frozen=True)
class Assumption:
    """A course of the watched figure: `values`, one for each epoch, the last one held; `name` says where it is from."""

    name: str
    values: Sequence[float]

    def at(self, epoch: int) -> float:
        """Return the figure of an epoch, counted from 1."""
        return float(self.values[min(epoch, len(self.values)) - 1])

    def of(self, figure: str, epoch: int) -> float:
        """Return a figure, by its name, of an epoch, counted from 1; the same for all unless more is known."""
        return self.at(epoch)


@dataclass(frozen=True)
class Measured(Assumption):
    """What a run measured so far, by figure; what it has no figures of goes as `values`."""

    figures: Mapping[str, Sequence[float]]

    def of(self, figure: str, epoch: int) -> float:
        """Return a figure, by its name, of an epoch, counted from 1."""
        known = self.figures.get(figure, ())
        return float(known[min(epoch, len(known)) - 1]) if len(known) else self.at(epoch)


def assume(shape: str, epochs: int, monitor: str) -> Assumption:
    """Return one of SHAPES over so many epochs; an accuracy rises where a loss falls."""
    shape_values = SHAPES[shape](np.arange(epochs) / max(1, epochs - 1))
    accuracy = monitor.endswith("accuracy")
    values = 1 - shape_values if accuracy else shape_values
    return Assumption(f"{monitor} {_mirrored(shape) if accuracy else shape}", values.tolist())


def read_assumption(text: str, epochs: int, monitor: str) -> Assumption:
    """Return the shape of this name, else the column of an earlier trace, a CSV file; raises ExperimentError."""
    if text in SHAPES:
        return assume(text, epochs, monitor)
    known = ", ".join(f"'{shape}'" for shape in SHAPES)
    if not text:
        raise ExperimentError([Problem("--assume", f"is empty; name an earlier trace, or choose one of {known}")])
    try:
        rows = csv.DictReader(io.StringIO(open_text(Path(text), LARGEST_TRACE)))
        values = [float(row[monitor]) for row in rows]
    except FileError as error:
        raise ExperimentError([Problem("--assume", f"{error} Or choose one of {known}.")]) from None
    except (KeyError, TypeError, ValueError):
        values = []
    if not values:
        raise ExperimentError([Problem("--assume", f"{text} has no column {monitor} of numbers, as a trace has it")])
    return Assumption(f"{monitor} goes as in {Path(text).name}", values)


def _mirrored(shape: str) -> str:
    swap = {"falls": "rises", "rises": "falls", "falling": "rising"}
    words = shape.replace(",", " ,").split()
    return " ".join(swap.get(word, word) for word in words).replace(" ,", ",")
