"""What a tour tells from: an experiment that was really trained, by the epoch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from training.engine.data import load
from training.engine.data.dataset import Dataset
from training.engine.networks import describe_network
from training.engine.train import train
from training.experiment.calls import call_of
from training.experiment.experiment import Experiment
from training.insight.prediction import PredictionTrace, trace_prediction
from training.insight.states import weights_over
from training.insight.view import network_from
from training.practice.tutorial import Run


@dataclass(frozen=True, eq=False)
class TourRun(Run):
    """A run with the rate as it was used, what it comes from, and its first row's predictions."""

    after: dict[int, float]  # the rate that stands after each epoch's step
    experiment: Experiment
    dataset: Dataset

    @property
    def schedule(self) -> str:
        """Return the scheduler as torch's own call."""
        return call_of(self.experiment.scheduler)

    @property
    def parameters(self) -> int:
        """Return the numbers that the network learns."""
        return sum(layer.parameters for layer in describe_network(self.experiment.network, self.dataset))

    @property
    def steps(self) -> int:
        """Return the optimizer's steps over all epochs."""
        return self.experiment.epochs * self.experiment.batches(self.dataset.rows)

    @cached_property
    def traces(self) -> dict[int, PredictionTrace]:
        """Return how the first training row is predicted after each epoch; 0: before the training."""
        dataset, x, y = self.dataset, self.dataset.x[:1], self.dataset.y[:1]
        epochs = range(self.experiment.epochs + 1)
        return {
            epoch: trace_prediction(network_from(self.experiment, dataset, state), dataset, x, y)
            for epoch, state in weights_over(self.experiment, dataset, epochs)
        }

    @property
    def share(self) -> dict[int, float]:
        """Return which share softmax gives to the row's own class, by the epoch."""
        own = int(self.dataset.y[0])
        return {epoch: float(trace.probabilities[0, own]) for epoch, trace in self.traces.items()}

    @property
    def shares(self) -> dict[int, float]:
        """Return what all shares of the row add up to, by the epoch."""
        return {epoch: float(np.sum(trace.probabilities[0])) for epoch, trace in self.traces.items()}


@cache
def tour_run_of(experiment: Experiment) -> TourRun:
    """Train the experiment, once; raises TrainingError."""
    dataset = load(experiment.data)
    records = list(train(experiment, dataset))
    run, after = Run.of(records), Run.of(records, "lr_after").rate
    return TourRun(run.rate, run.loss, run.accuracy, after, experiment, dataset)
