"""`runs resume`: train on from where a recorded run stands, as if it had never been interrupted."""

from __future__ import annotations

import math

from training.engine.checkpoint import resume
from training.engine.data import load
from training.engine.data.errors import DataError
from training.engine.device import describe_device
from training.engine.errors import TrainingError
from training.engine.threads import settle_threads
from training.engine.train import Trainer, start
from training.experiment.problems import ExperimentError
from training.runs.recorder import Recorder
from training.runs.run import Run
from training.runs.store import Mode, RunStore
from training.schedule.prolong import prolonged
from training.verbs.common import check_target, refuse
from training.verbs.recording import tell
from training.verbs.runs import explaining, open_store
from training.verbs.train import carry_out


@explaining
def run(number: int, epochs: int | None, csv: str | None, quiet: bool) -> int:
    """Train what is left of the run, or on to more epochs; its trace grows in the store."""
    with open_store(Mode.WRITE) as store:
        found = store.load(number)
        check_target(csv, None, found.trace.experiment)
        try:
            trainer = _resumed(store, found, epochs)
        except (ExperimentError, DataError, TrainingError) as error:
            return refuse(error)
        found.trace.experiment = trainer.experiment
        store.go_on(number, trainer.experiment, describe_device(trainer.device))
        return carry_out(trainer, found.trace, Recorder(store, number, trainer, tell), csv, quiet)


def _resumed(store: RunStore, run: Run, epochs: int | None) -> Trainer:
    """Return the training as it stood; raises TrainingError where there is nothing to go on with."""
    done, experiment = len(run.trace), run.trace.experiment
    if done and not math.isfinite(run.trace[done - 1].loss):
        raise TrainingError(f"Run {run.number} diverged in epoch {done}; start a new one with a smaller lr.")
    dataset = load(experiment.data)
    if epochs is not None:
        experiment = prolonged(experiment, epochs, done, dataset.rows)
    if done >= experiment.epochs:
        raise TrainingError(f"Run {run.number} has all of its {done} epochs; give it more with --epochs.")
    state = store.checkpoint(run.number)
    trainer = start(experiment, dataset) if state is None else resume(experiment, dataset, state)
    if trainer.patience.exhausted:
        raise TrainingError(f"Run {run.number} was ended by early stopping; there is nothing to go on with.")
    settle_threads(trainer)
    return trainer
