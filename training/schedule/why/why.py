"""Why the rate changed: the schedule rehearsed up to the step in question, and that step watched."""

from __future__ import annotations

from contextlib import suppress

import torch

from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError
from training.schedule.assumption import Assumption
from training.schedule.futures import futures
from training.schedule.links import Links
from training.schedule.moves import Rates
from training.schedule.why.explanation import Explanation, ManualChange, Part
from training.schedule.why.parts import parts_of, parts_of_edit
from training.schedule.why.replay import Figures, Replay, Watched


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
    figures = figures or {}
    replay = Replay(experiment, rows, assumption, figures)
    per_epoch = replay.ticks.per_epoch
    begun = (epoch - 1) * per_epoch
    replay.run(begun)
    edited = [replay.watch_edit()]
    steps = [replay.watch(begun + tick) for tick in sorted({batch or 1, batch or per_epoch})]
    if batch in (None, per_epoch):
        edited.append(replay.watch_edit())
    rates = _rates(steps[0].before, steps[-1].after)
    group, phase = _changed(rates), experiment.phase(epoch)
    built = (phase.first - 1) * per_epoch
    parts: list[Part] = []
    for step in steps:
        within = step.number - begun if experiment.steps_after_batch else None
        parts += parts_of(phase.scheduler, step.number - built, step, group, within)
    changes = {
        begins: _manual_change(experiment, begins, change, rows, figures) for begins, change in enumerate(edited, epoch)
    }
    before, after = changes[epoch], changes.get(epoch + 1)
    links = Links(experiment, replay.figures).of(epoch)
    return Explanation(experiment, epoch, batch, rates, group, tuple(parts), torch.__version__, before, after, links)


def _manual_change(
    experiment: Experiment, epoch: int, edited: Watched, rows: int | None, figures: Figures
) -> ManualChange | None:
    edit = experiment.edit(epoch)
    if edit is None:
        return None
    rates, seen = _rates(edited.before, edited.after), None
    with suppress(ExperimentError):
        seen = futures(experiment.up_to(epoch - 1), edit, rows, figures)
    later = min((other.epoch for other in experiment.edits if other.epoch > epoch), default=None)
    return ManualChange(edit, rates, tuple(parts_of_edit(edited, _changed(rates))), seen, later)


def _rates(before: list[float], after: list[float]) -> tuple[Rates, ...]:
    return tuple(zip(before, after, strict=True))


def _changed(rates: tuple[Rates, ...]) -> int:
    """Return the first parameter group whose rate changed, else the first of all."""
    return next((group for group, (lr, lr_after) in enumerate(rates) if lr != lr_after), 0)
