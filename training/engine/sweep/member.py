"""A run of a sweep: it keeps its own scheduler while others may lend it the weights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

from training.engine.checkpoint import read
from training.engine.early_stopping import EarlyStopping
from training.engine.errors import TrainingError, divergence
from training.engine.failures import explain_failures
from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment
from training.experiment.expressions import ExpressionError
from training.experiment.optimizers import OptimizerSettings
from training.experiment.problems import ExperimentError
from training.schedule.assumption import Assumption
from training.schedule.build import rates_of
from training.schedule.rehearsal import Rehearsal

State: TypeAlias = tuple[tuple[Any, ...], ...]  # of each parameter group, the values of the optimizer's settings
Plan: TypeAlias = tuple[State, ...]  # the states that an epoch is trained with: one, or one for each batch
CAUSES = (TrainingError, ExpressionError, ExperimentError)  # of a run's end before its time


class Update(NamedTuple):
    """One more epoch of one run."""

    run: int  # the run's position in the sweep, from 0
    record: EpochRecord | None  # the finished epoch; None where there is none, as the run could not go on
    ended: bool  # whether this was the run's last
    message: str = ""  # why it ended before its time; empty if it did not


class Past(NamedTuple):
    """The epochs that a run has had, and the checkpoint after the last of them."""

    records: Sequence[EpochRecord]
    checkpoint: bytes


class Follower(Rehearsal):
    """An experiment's scheduler on a throw-away optimizer, told the true figures after each epoch."""

    def __init__(self, experiment: Experiment, rows: int) -> None:
        super().__init__(experiment, rows, Assumption("the run's own figures", ()))
        self.latest: EpochRecord | None = None

    def figures(self, epoch: int) -> dict[str, float]:
        """Return what is watched of the latest epoch."""
        return {name: getattr(self.latest, name) for name in self._watched}


class Member:
    """One run of a sweep, apart from its weights.

    Attributes:
        run: its position in the sweep.
        past: what it has trained before.
        state: all of it that the coming epochs depend on, as a checkpoint says it; None at the beginning.
        epoch: how many epochs are finished.
        optimizer: that of the coming epoch.
        names: its settings, as a plan's states have them in order.
        plan: the states of its next epoch.
        renewal: the optimizer that an edit puts in place before the next epoch; None: the present one goes on.
        steps_after_batch: whether there is a state for each batch.
    """

    def __init__(self, run: int, experiment: Experiment, rows: int, past: Past | None = None) -> None:
        """Stand before the first epoch, or after a past; raises one of CAUSES."""
        self.run, self.experiment, self.past = run, experiment, past
        self.steps_after_batch = experiment.steps_after_batch
        self.state = read(past.checkpoint) if past else None
        self.epoch = 0
        self._take_up(experiment.optimizer)
        self._early_stopping = EarlyStopping(experiment.early_stopping)
        with explain_failures(1):
            self._follower = Follower(experiment, rows)
            self.plan = self._planned()
        for record in past.records if past else ():
            self.finish(record)

    @property
    def has_momentum(self) -> bool:
        """Whether the optimizer has a momentum above 0 in the coming epoch."""
        return bool(dict(zip(self.names, self.plan[0][0], strict=True)).get("momentum"))

    @property
    def keeps_momentum(self) -> bool:
        """Whether, seen from the first epoch, a momentum never becomes 0 on its way and 0 never a momentum."""
        parts = (part for phase in self.experiment.phases for _, part in phase.scheduler.family())
        cycled = [part.momenta for part in parts if part.momenta]
        begun = self.has_momentum or "momentum" not in self.names
        return not cycled or (begun and all(map(all, cycled)))

    def finish(self, record: EpochRecord) -> Update:
        """Step the scheduler after an epoch and plan the next; the rates after it become this run's own."""
        finished, self.epoch = None, record.epoch
        try:
            with explain_failures(record.epoch):
                finished = self._step(record)
            message = divergence(record)
            ended = bool(message) or self._is_last(record)
            if not ended:
                self.plan = self._planned()
        except CAUSES as error:
            return Update(self.run, finished, True, str(error))
        return Update(self.run, finished, ended, message)

    def fail(self, error: Exception) -> Update:
        """Return the end of a run that cannot go on."""
        return Update(self.run, None, True, str(error))

    def own_state(self) -> dict[str, Any]:
        """Return this run's part of a checkpoint after its latest epoch: scheduler, rates by group, early stopping."""
        return (self._kept or self._stand()) | {"patience": self._early_stopping.state_dict()}

    def _stand(self) -> dict[str, Any]:
        scheduler, groups = self._follower.scheduler, self._follower.optimizer.param_groups
        values = [{name: value for name, value in group.items() if name != "params"} for group in groups]
        return {"scheduler": None if scheduler is None else scheduler.state_dict(), "groups": values}

    def _planned(self) -> Plan:
        """Return the states of the next epoch; where that steps the scheduler ahead, where it stood is kept."""
        self._kept, self.renewal = None, None
        if self.steps_after_batch or self._follower.until_edit <= 0:
            self._kept = self._stand()
        with explain_failures(self.epoch + 1):
            if self._follower.edit() and (edit := self.experiment.edit(self.epoch + 1)):
                self.renewal = edit.optimizer
                self._take_up(self.renewal or self.optimizer)
            if not self.steps_after_batch:
                return (self._state(),)
            return tuple(self._stepped() for _ in range(self._follower.ticks.per_epoch))

    def _take_up(self, optimizer: OptimizerSettings) -> None:
        self.optimizer, self.names = optimizer, tuple(optimizer.arguments())

    def _stepped(self) -> State:
        """Return the present state and step the scheduler."""
        state = self._state()
        self._follower.step()
        return state

    def _state(self) -> State:
        return tuple(tuple(group[name] for name in self.names) for group in self._follower.optimizer.param_groups)

    def _step(self, record: EpochRecord) -> EpochRecord:
        if not self.steps_after_batch:
            self._follower.latest = record
            self._follower.step()
        after = rates_of(self._follower.optimizer)
        return record._replace(lr_after=after[0], head_lr_after=after[1] if len(after) > 1 else None)

    def _is_last(self, record: EpochRecord) -> bool:
        self._early_stopping.update(record)
        return record.epoch == self.experiment.epochs or self._early_stopping.reached


def by_plan(members: Iterable[Member]) -> dict[tuple[Plan, OptimizerSettings | None], list[Member]]:
    """Return the members by their next epoch: those with the same plan go on together."""
    parts: dict[tuple[Plan, OptimizerSettings | None], list[Member]] = {}
    for member in members:
        parts.setdefault((member.plan, member.renewal), []).append(member)
    return parts
