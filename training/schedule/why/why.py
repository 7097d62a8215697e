"""Why the rate changed: the schedule rehearsed up to the step in question, and that step watched."""

from __future__ import annotations

import torch

from training.experiment.experiment import Experiment
from training.schedule.assumption import Assumption
from training.schedule.why.explanation import Explanation
from training.schedule.why.parts import parts_of
from training.schedule.why.replay import Figures, Replay


def why(
    experiment: Experiment,
    epoch: int,
    rows: int | None = None,
    assumption: Assumption | None = None,
    batch: int | None = None,
    figures: Figures | None = None,
) -> Explanation:
    """Explain the change of the rate after an epoch, or after one of its batches.

    Args:
        experiment: one that `preview` can show up to this epoch.
        epoch: counted from 1.
        rows: of training data; needed by a scheduler that steps after each batch.
        assumption: of the figure that the scheduler watches, as in the preview.
        batch: counted from 1 in the epoch; without it, the epoch's first and last batch are explained.
        figures: what a run measured, in place of the assumption.
    """
    replay = Replay(experiment, rows, assumption, figures or {})
    per_epoch = replay.ticks.per_epoch
    begun = (epoch - 1) * per_epoch
    steps = [replay.watch(begun + tick) for tick in sorted({batch or 1, batch or per_epoch})]
    rates = tuple(zip(steps[0].before, steps[-1].after, strict=True))
    group = next((place for place, (lr, lr_after) in enumerate(rates) if lr != lr_after), 0)
    after_batch = experiment.steps_after_batch
    parts = [
        part
        for step in steps
        for part in parts_of(experiment.scheduler, step, group, step.number - begun if after_batch else None)
    ]
    return Explanation(experiment, epoch, batch, rates, group, tuple(parts), torch.__version__)
