"""One row's way through a network as columns of units: the inputs, activations, logits and probabilities."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.insight.layers import Part
from training.insight.prediction import PredictionTrace

MOST = 10  # units of a layer; of more, the first ones


class Unit(NamedTuple):
    """One unit: its value, that and its name in words, whether it is dead, whether it is the predicted class."""

    value: float
    text: str
    dead: bool = False
    chosen: bool = False


class Column(NamedTuple):
    """A layer: its title, the units that are shown, and how many are not."""

    title: str
    units: tuple[Unit, ...]
    more: int


def columns_of(trace: PredictionTrace) -> list[Column]:
    """Return the columns of a trace's first row."""
    columns = [_column("Input", trace.inputs[0], names=trace.features)]
    for layer in trace.layers:
        values = layer.values[0].reshape(-1)
        if layer.layer.part is Part.ACTIVATIONS:
            dead = None if layer.dead is None else layer.dead.reshape(-1)
            columns.append(_column(f"{layer.layer.group} {layer.layer.kind}", values, dead=dead))
        elif layer.layer.part is Part.LOGITS:
            columns.append(_column("Logits", values, names=trace.classes))
    predicted = int(trace.predicted[0])
    columns.append(_column("Softmax", trace.probabilities[0], names=trace.classes, chosen=predicted, share=True))
    return columns


def _column(
    title: str,
    values: NDArray[np.floating],
    names: tuple[str, ...] = (),
    dead: NDArray[np.bool_] | None = None,
    chosen: int = -1,
    share: bool = False,
) -> Column:
    shown = [*range(min(len(values), MOST))]
    if chosen >= MOST:
        shown[-1] = chosen
    units = []
    for index in shown:
        value = float(values[index])
        number = f"{value:.1%}" if share else f"{value:.3g}"
        name = f"{names[index]}  " if names else ""
        is_dead = dead is not None and bool(dead[index])
        units.append(Unit(value, f"{name}{number}{'  dead' if is_dead else ''}", is_dead, index == chosen))
    return Column(title, tuple(units), len(values) - len(units))
