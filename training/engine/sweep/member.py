"""A run of a sweep: it keeps its own scheduler while others may lend it the weights."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias

from training.engine.errors import TrainingError
from training.engine.failures import explain_failures
from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment
from training.schedule.assumption import Assumption
from training.schedule.rehearsal import Rehearsal

State: TypeAlias = tuple[tuple[Any, ...], ...]  # of each parameter group, the values of the optimizer's settings
Plan: TypeAlias = tuple[State, ...]  # the states that an epoch is trained with: one, or one for each batch


class Update(NamedTuple):
    """One more epoch of one run.

    Attributes:
        run: the run's place in the sweep, from 0.
        record: the finished epoch; None where there is none, as the run could not go on.
        ended: whether this was the run's last.
        message: why it ended before its time; empty if it did not.
    """

    run: int
    record: EpochRecord | None
    ended: bool
    message: str = ""


class Follower(Rehearsal):
    """An experiment's scheduler on a throw-away optimizer, told the true figures after each epoch."""

    def __init__(self, experiment: Experiment, rows: int) -> None:
        """Build both for so many training rows."""
        super().__init__(experiment, rows, Assumption("the run's own figures", ()))
        self.told: dict[str, Any] = {}

    def figures(self, epoch: int) -> dict[str, float]:
        """Return what was told of the latest epoch."""
        return self.told


class Member:
    """One run of a sweep, apart from its weights; `plan` is that of its next epoch."""

    def __init__(self, run: int, experiment: Experiment, rows: int) -> None:
        """Stand before the first epoch; `run` is the place in the sweep. Raises TrainingError."""
        self.run, self.experiment = run, experiment
        self.names = tuple(experiment.optimizer.arguments())
        self._lowest, self._since_lowest = math.inf, 0
        with explain_failures(1):
            self._follower = Follower(experiment, rows)
            self._groups = self._follower.optimizer.param_groups
            self.plan = self._planned()

    def finish(self, record: EpochRecord) -> Update:
        """Step the scheduler after an epoch and plan the next; the rates after it become this run's own."""
        finished, message = None, ""
        try:
            with explain_failures(record.epoch):
                finished = self._step(record)
            message = self._divergence(record)
            ended = bool(message) or self._is_last(record)
            if not ended:
                with explain_failures(record.epoch + 1):
                    self.plan = self._planned()
        except TrainingError as error:
            return Update(self.run, finished, True, str(error))
        return Update(self.run, finished, ended, message)

    def fail(self, error: Exception) -> Update:
        """Return the end of a run that cannot go on."""
        return Update(self.run, None, True, str(error))

    def _planned(self) -> Plan:
        if not self.experiment.steps_after_batch:
            return (self._state(),)
        states = []
        for _ in range(self._follower.ticks.per_epoch):
            states.append(self._state())
            self._follower.step()
        return tuple(states)

    def _state(self) -> State:
        return tuple(tuple(group[name] for name in self.names) for group in self._groups)

    def _step(self, record: EpochRecord) -> EpochRecord:
        if not self.experiment.steps_after_batch:
            self._follower.told = record._asdict()
            self._follower.step()
        after = [float(group["lr"]) for group in self._groups]
        return record._replace(lr_after=after[0], head_lr_after=after[1] if len(after) > 1 else None)

    def _divergence(self, record: EpochRecord) -> str:
        if math.isfinite(record.loss):
            return ""
        return (
            f"The loss became {record.loss} in epoch {record.epoch}, at lr {record.lr:.6g}: the training "
            "diverged. Try a smaller lr, or set clip_grad_norm."
        )

    def _is_last(self, record: EpochRecord) -> bool:
        judged = record.loss if record.val_loss is None else record.val_loss
        self._since_lowest = 0 if judged < self._lowest else self._since_lowest + 1
        self._lowest = min(self._lowest, judged)
        return record.epoch == self.experiment.epochs or self._since_lowest == self.experiment.early_stopping


def by_plan(members: Iterable[Member]) -> dict[Plan, list[Member]]:
    """Return the members by their next epoch: those with the same plan go on together."""
    parts: dict[Plan, list[Member]] = {}
    for member in members:
        parts.setdefault(member.plan, []).append(member)
    return parts
