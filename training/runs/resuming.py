"""Going on with a recorded run: what is still to train, or why there is nothing."""

from __future__ import annotations

import math

from training.engine.checkpoint import resume
from training.engine.data import load
from training.engine.data.dataset import Dataset
from training.engine.device import choose_device
from training.engine.errors import TrainingError
from training.engine.failures import explain_failures
from training.engine.memory import check_memory
from training.engine.threads import settle_threads
from training.engine.train import Trainer, start
from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError, Problem
from training.runs.run import Run
from training.runs.store import RunStore
from training.schedule.prolong import check_goes_on


def resumed(store: RunStore, run: Run, experiment: Experiment | None = None, dataset: Dataset | None = None) -> Trainer:
    """Return the training as it stood after the run's last epoch, ready to go on as if it had never stopped.

    Args:
        store: where the run's state is kept.
        run: as the store loads it, with its whole trace.
        experiment: what to go on with: the run's own, maybe with more epochs, or with edits of epochs to come.
        dataset: the experiment's data; None: they are loaded.

    Raises TrainingError, DataError, ExperimentError or StoreError where the run cannot go on.
    """
    done, begun = len(run.trace), store.experiment(run.number)
    experiment = experiment or begun
    if done and not math.isfinite(run.trace[done - 1].loss):
        raise TrainingError(f"Run {run.number} diverged in epoch {done}; start a new one with a smaller lr.")
    if experiment.epochs < begun.epochs:
        raise ExperimentError([Problem("epochs", f"the run is one of {begun.epochs} epochs; it can only grow")])
    check_goes_on(begun, experiment, done, run.trace.batches)
    if done >= experiment.epochs:
        raise TrainingError(f"Run {run.number} has all of its {done} epochs; give it more with --epochs.")
    dataset = dataset or load(experiment.data)
    check_memory([experiment], dataset, choose_device(experiment.device), recorded=True)
    state = store.checkpoint(run.number)
    trainer = start(experiment, dataset) if state is None else resume(experiment, dataset, state)
    if trainer.early_stopping.reached:
        raise TrainingError(f"Run {run.number} was ended by early stopping; there is nothing to go on with.")
    settle_threads(trainer)
    while trainer.epoch < done:  # a sweep keeps no state of runs that have all their epochs
        with explain_failures(trainer.epoch + 1):
            trainer.run_epoch()
    return trainer
