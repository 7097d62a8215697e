"""A scheduler without a training: stepped as a run would step it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch

from training.experiment.experiment import Experiment
from training.schedule.assumption import Assumption, assume
from training.schedule.build import build_optimizer, build_scheduler, parameter_groups, stepper
from training.schedule.ticks import ticks_of


class Rehearsal:
    """The experiment's optimizer and scheduler on weights of no matter, to be stepped without training."""

    def __init__(self, experiment: Experiment, rows: int | None, assumption: Assumption | None) -> None:
        """Build both as a run would; `rows` of training data decide how many batches an epoch has."""
        self.ticks = ticks_of(experiment, rows)
        self.assumption = assumption or _assumed(experiment)
        self._watched = experiment.watched
        self.optimizer = build_optimizer(experiment.optimizer, parameter_groups(experiment, _weight(), _weight()))
        self.scheduler = build_scheduler(experiment.scheduler, self.optimizer, self.ticks)
        self._step = stepper(experiment.scheduler, self.scheduler)
        self._done = 0
        self._momentum = _momentum_reader(experiment, self.optimizer)

    @property
    def follows_momentum(self) -> bool:
        """Whether the scheduler changes the momentum, too."""
        return self._momentum is not None

    def step(self) -> None:
        """Step the scheduler once."""
        self._done += 1
        figures = {}
        if self.assumption is not None:
            figures = dict.fromkeys(self._watched, self.assumption.at(self._done))
        self._step(figures)

    def state(self) -> list[float]:
        """Return the rate of each group, and then the momentum if it is followed."""
        rates = [group["lr"] for group in self.optimizer.param_groups]
        return rates if self._momentum is None else [*rates, self._momentum()]

    def states(self, count: int) -> Iterator[list[float]]:
        """Yield the state after each of so many steps."""
        for _ in range(count):
            self.step()
            yield self.state()


def _assumed(experiment: Experiment) -> Assumption | None:
    watched = experiment.watched
    return assume("falls, then flat", experiment.epochs, watched[0]) if watched else None


def _weight() -> list[torch.Tensor]:
    return [torch.nn.Parameter(torch.zeros(1, 1))]


def _momentum_reader(experiment: Experiment, optimizer: torch.optim.Optimizer) -> Callable[[], float] | None:
    if not any(getattr(member, "cycle_momentum", False) for _, member in experiment.scheduler.family()):
        return None
    group = optimizer.param_groups[0]
    return lambda: group["momentum"] if "momentum" in group else group["betas"][0]
