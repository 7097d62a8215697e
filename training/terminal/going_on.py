"""Going on with a recorded run, perhaps another way."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress

from training.engine.device import describe_device
from training.engine.train import Trainer
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment, experiment_from
from training.experiment.file import plain
from training.experiment.overrides import with_overrides
from training.experiment.problems import ExperimentError, Problem
from training.runs.recorder import Recorder
from training.runs.resuming import resumed
from training.runs.run import Run
from training.runs.store import RunStore
from training.runs.trace import Trace
from training.schedule.pitfalls.ahead import cautions_ahead, edit_path
from training.schedule.preview import preview
from training.terminal.common import caution_lines, show_message
from training.terminal.targets import Targets
from training.terminal.training import carry_out


def go_on(store: RunStore, run: Run, targets: Targets[Trace], quiet: bool, experiment: Experiment | None = None) -> int:
    """Train what is left of a kept run; its trace grows in the store. Raises what `resumed` raises.

    What is to be warned of in the epochs to come is said first; an experiment that is given must not be shorter.
    """
    trainer = resumed(store, run, experiment)
    _warn(trainer, len(run.trace) + 1 if experiment is None else run.trace.experiment.epochs)
    run.trace.experiment = trainer.experiment
    store.go_on(run.number, trainer.experiment, describe_device(trainer.device))
    return carry_out(trainer, run.trace, Recorder(store, run.number, trainer, show_message), targets, quiet)


def _warn(trainer: Trainer, least: int) -> None:
    """Print what to be warned of in the epochs to come; the run has at least so many epochs."""
    experiment, rows, epoch = trainer.experiment, trainer.dataset.rows, trainer.epoch + 1
    schedule = None
    with suppress(ExperimentError):
        schedule = preview(experiment, rows)
    cautions = cautions_ahead(experiment, schedule, epoch, rows, least)
    for line in caution_lines(cautions, edit_path(experiment, epoch) or "edits"):
        print(line, file=sys.stderr)


def edit_of(experiment: Experiment, epoch: int, settings: Sequence[str]) -> tuple[Experiment, Edit]:
    """Return the change, before an epoch, that every KEY=VALUE asks for; raises ExperimentError.

    A rate alone is set by hand. Other settings of the optimizer or the scheduler, which start from what they are at
    that epoch, make a new one. The experiment comes back with what has to be said of all its schedulers at once.
    """
    stages = [_stage(text.partition("=")[0].strip()) for text in settings]
    phase = experiment.phase(epoch)
    present = experiment.changed(optimizer=phase.optimizer, scheduler=phase.scheduler, edits=())
    wanted = experiment_from(with_overrides(plain(present), settings))
    renewed = "optimizer" in stages
    edit = Edit(
        epoch=epoch,
        lr=wanted.optimizer.lr if "optimizer.lr" in stages and not renewed else None,
        optimizer=wanted.optimizer if renewed else None,
        scheduler=wanted.scheduler if "scheduler" in stages else None,
    )
    return experiment.changed(step_scheduler=wanted.step_scheduler), edit


def _stage(key: str) -> str:
    """Return what a setting belongs to; the rate stands for itself, and so does what there is not."""
    stage = key.partition(".")[0]
    if key in ("optimizer.lr", "step_scheduler") or stage not in Experiment.model_fields:
        return key
    if stage in ("optimizer", "scheduler"):
        return stage
    hint = "give the number by --epochs" if key == "epochs" else "the optimizer and the scheduler can"
    raise ExperimentError([Problem(key, f"cannot change in a run that has begun; {hint}")])
