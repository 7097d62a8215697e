"""Jobs beside the window that find out how a network stood: the weights of runs, and the stages of a training."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from time import monotonic
from typing import TYPE_CHECKING

from training.experiment.experiment import Experiment
from training.insight.weight_history import MOST, WeightHistory
from training.jobs import NOTHING_YET

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset
    from training.schedule.preview import Schedule

PAUSE = 0.2  # seconds between two looks at a weight history that grows


def weight_history_of(experiment: Experiment, dataset: Dataset | None, epochs: int) -> Iterator[object]:
    """Yield the weight history of a run that trained so many epochs, again and again while it is trained once more."""
    from training.engine.data import load
    from training.insight.states import epochs_worth_keeping, weights_over

    dataset = dataset if dataset is not None else load(experiment.data)
    weight_history, shown = WeightHistory(experiment, dataset), 0.0
    worth = [epoch for epoch in epochs_worth_keeping(experiment, dataset) if epoch <= epochs]
    chosen = {*worth[:: len(worth) // MOST + 1], *worth[-1:]}
    with closing(weights_over(experiment, dataset, chosen)) as states:
        for epoch, state in states:
            weight_history.add(epoch, state)
            if monotonic() - shown < PAUSE:
                yield NOTHING_YET
            else:
                yield weight_history
                shown = monotonic()
    yield weight_history


def stages_of(experiment: Experiment, dataset: Dataset, schedule: Schedule) -> Iterator[object]:
    """Yield what passes through the five stages of a training that has not begun."""
    from training.insight.pipeline import pipeline

    yield pipeline(experiment, dataset, schedule)
