"""The learning-rate range test: the loss while the rate rises from batch to batch until the training diverges."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.utils import clip_grad_norm_

from training.engine.autograd import AutogradGradients
from training.engine.data.dataset import Dataset
from training.engine.errors import TrainingError
from training.engine.failures import explain_failures
from training.engine.groups import Groups
from training.engine.train import Trainer
from training.experiment.experiment import Experiment
from training.experiment.rate_use import RateUse
from training.experiment.schedulers import NoScheduler
from training.insight.random_state import OwnRandomState
from training.insight.rate_span import WHOLE, Span
from training.insight.smoothing import Smoother
from training.schedule.build import build_optimizer, plain_step

DIVERGED = 4.0  # times the first loss


class Point(NamedTuple):
    """One batch, counted from 1: its rate, its mean loss before the step, and the median of the last ones."""

    batch: int
    lr: float
    loss: float
    smoothed: float


def try_rates(experiment: Experiment, dataset: Dataset, span: Span = WHOLE) -> Generator[Point, None, None]:
    """Train a copy of the experiment, its scheduler aside, at rising rates; yield each batch until it diverges.

    Nothing of the caller's changes, torch's random state included. Nothing is frozen in the copy; a rate of the
    head's own stays as it is. Raises TrainingError, also for an optimizer that follows no rate.
    """
    use = experiment.optimizer.rate_use
    if use in (RateUse.FIRST_STEP, RateUse.FIRST_GUESS):
        raise TrainingError(
            f"{experiment.optimizer.rate_note[:-1]}, so no range of rates can be tried. Choose another optimizer."
        )
    if use is RateUse.CAPPED and span.lowest > 1:
        raise TrainingError(f"{experiment.optimizer.rate_note[:-1]}, so no rate above 1 can be tried. Begin lower.")
    random = OwnRandomState()
    with random, explain_failures(1):
        copy = _Copy(experiment, dataset)
    smoother, limit = Smoother(span.smoothing), math.inf
    for batch in range(1, span.batches + 1):
        lr = span.rate(batch)
        if lr > _cap(experiment, batch):
            return  # no higher rate acts
        with random, explain_failures(1):
            loss = copy.train(lr)
        smoothed = smoother.add(loss)
        limit = limit if batch > 1 else DIVERGED * smoothed
        yield Point(batch, lr, loss, smoothed)
        if not math.isfinite(loss) or smoothed > limit:
            return


def end_note(experiment: Experiment, tried: int, span: Span = WHOLE) -> str:
    """Say that no higher rate could be tried; empty where the optimizer takes every rate as it is."""
    if tried >= span.batches or span.rate(tried + 1) <= _cap(experiment, tried + 1):
        return ""
    highest = span.rate(max(1, tried))
    ended = f"after {tried:,} steps nothing above {highest:.2g} acts, so the test ends"
    return f"{experiment.optimizer.rate_note[:-1]}: {ended}."


def _cap(experiment: Experiment, batch: int) -> float:
    """Return the highest rate that acts in a batch, counted from 1; infinite where each does."""
    return batch**-0.5 if experiment.optimizer.rate_use is RateUse.CAPPED else math.inf


class _Copy:
    """The experiment's network, optimizer and batches, built anew."""

    def __init__(self, experiment: Experiment, dataset: Dataset) -> None:
        experiment = experiment.changed(scheduler=NoScheduler(), edits=(), freeze_body=0, freeze_head=0)
        trainer = Trainer(experiment, dataset)
        self._gradients = AutogradGradients(trainer.network, trainer.criterion)
        grouped = Groups(experiment, trainer.network).for_optimizer() if experiment.grouped else None
        self._optimizer = build_optimizer(experiment.optimizer, grouped or self._gradients.parameters)
        self._step, self._evaluates = plain_step(self._optimizer), experiment.optimizer.needs_closure
        self._clip = experiment.clip_grad_norm
        self._rising = self._optimizer.param_groups[: 1 if experiment.head_lr is not None else None]
        self._batches = trainer.batches
        self._coming = self._endless()

    def _endless(self) -> Iterator[tuple[Tensor, Tensor]]:
        while True:
            self._batches.shuffle()
            yield from self._batches

    @torch.no_grad()
    def train(self, lr: float) -> float:
        """Train the next batch at a rate; return its mean loss before the step."""
        for group in self._rising:
            group["lr"] = lr
        x, y = next(self._coming)
        losses: list[Tensor] = []

        def evaluate() -> Tensor:
            losses.append(self._gradients.fill(x, y)[0])
            return losses[-1]

        if self._evaluates:
            self._step(evaluate)
        else:
            evaluate()
            if self._clip is not None:
                clip_grad_norm_(self._gradients.parameters, self._clip)
            self._step()
        return losses[0].item()
