"""One line for each stage: what flows out of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from training.experiment.experiment import Experiment
from training.experiment.schedulers import counted
from training.schedule.explain import number

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset
    from training.engine.networks import Layer
    from training.schedule.preview import Schedule


def data_words(dataset: Dataset) -> str:
    """Return `800 × 10, 2 classes; 200 rows for validation`."""
    held_out = f"; {counted(dataset.val_rows, 'row')} for validation" if dataset.val_rows else "; no validation"
    return f"{dataset.rows} × {len(dataset.features)}, {len(dataset.classes)} classes{held_out}"


def network_words(dataset: Dataset, layers: Sequence[Layer]) -> str:
    """Return `10 → Linear 5 (55) → ReLU → Linear 2 (12) = 67 parameters`."""
    chain = [str(len(dataset.features))]
    shape: tuple[int, ...] = (len(dataset.features),)
    for layer in layers:
        size = f" {'×'.join(map(str, layer.shape))}" if layer.parameters or layer.shape != shape else ""
        chain.append(f"{layer.name}{size}" + (f" ({layer.parameters:,})" if layer.parameters else ""))
        shape = layer.shape
    return f"{' → '.join(chain)} = {sum(layer.parameters for layer in layers):,} parameters"


def optimizer_words(experiment: Experiment, dataset: Dataset) -> str:
    """Return `25 steps an epoch, 250 in all`."""
    steps = experiment.batches(dataset.rows)
    return f"{counted(steps, 'step')} an epoch, {steps * experiment.epochs:,} in all"


def scheduler_words(schedule: Schedule) -> str:
    """Return `lr 0.1 → 0.05, 1 change while training`."""
    used, epochs = schedule.rates[0, :-1], len(schedule.lr)
    changes = int((used[1:] != used[:-1]).sum())
    shown = "" if epochs == schedule.epochs else f" (first {epochs:,} epochs)"
    if not changes:
        return f"lr {number(used[0])} in every epoch{shown}"
    inside = _extremes(schedule) if schedule.per_epoch > 1 else ""
    return f"lr {number(used[0])} → {number(used[-1])}{inside}, {counted(changes, 'change')} while training{shown}"


def _extremes(schedule: Schedule) -> str:
    """Name the lowest and the highest rate of all batches, where neither the first nor the last batch has it."""
    used = schedule.rates[0, :-1]
    extremes = {"lowest": used.min(), "highest": used.max()}
    return "".join(f", {word} {number(rate)}" for word, rate in extremes.items() if rate not in (used[0], used[-1]))
