"""The printed tutorial, replayed: its settings as experiments, and its statements one by one, each with its verdict."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from training.engine.data import load
from training.engine.record import EpochRecord
from training.engine.threads import settle_threads
from training.engine.train import start, train_on
from training.experiment.experiment import Experiment, experiment_from
from training.experiment.file import read_values
from training.experiment.schedulers import NoScheduler
from training.experiment.settings import AsTuple, Settings
from training.practice.bank import QUESTIONS, checked
from training.practice.checker import Checker
from training.practice.key_insight import KeyInsight, key_insight
from training.practice.question import Runnable, Words
from training.schedule.explain import number


class Reading(Enum):
    """In which sense a statement is true, if in any."""

    AS_USED = "as used"
    AFTER = "true only after the step"
    CONTRADICTED = "contradicted"


class Statement(Runnable):
    """Something that the tutorial says, in our words."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    says: Words
    # an expression over the runs by their names and `near`; `rate` is read as used, then as after the step
    holds: str = ""
    epochs: Annotated[tuple[int, ...], AsTuple] = ()  # the epochs in which it shows
    runs: Annotated[tuple[str, ...], AsTuple] = ()  # the names of the experiments that show it
    note: Words  # what is to be known about it

    @model_validator(mode="after")
    def _can_be_checked(self) -> Self:
        if bool(self.holds) == bool(self.claim):
            raise ValueError("a statement has either holds or a claim")
        return self


@dataclass(frozen=True)
class Run:
    """A run's columns by the epoch, counted from 1; `rate` in one of its two readings."""

    rate: dict[int, float]
    loss: dict[int, float]
    accuracy: dict[int, float]

    @classmethod
    def of(cls, records: Sequence[EpochRecord], column: str = "lr") -> Run:
        """Return the records' columns, one of the two rates among them."""
        return cls(
            {record.epoch: getattr(record, column) for record in records},
            {record.epoch: record.loss for record in records},
            {record.epoch: record.accuracy for record in records},
        )


@dataclass(frozen=True)
class Checked:
    """A statement with its verdict, and what really happens."""

    statement: Statement
    reading: Reading
    evidence: tuple[str, ...]


class Tutorial(Settings):
    """Its experiments by their names, and its statements."""

    experiment: dict[str, dict[str, Any]]
    statement: Annotated[tuple[Statement, ...], AsTuple]

    @property
    def experiments(self) -> dict[str, Experiment]:
        """Return the experiments, ready to be opened; raises ExperimentError."""
        return {name: experiment_from(values) for name, values in self.experiment.items()}


def read_tutorial(path: Path = QUESTIONS / "tutorial.toml") -> Tutorial:
    """Return the tutorial; raises BankError."""
    return checked(Tutorial, read_values(path), path)


class Replay:
    """Trains the tutorial's experiments, once each, and checks its statements."""

    def __init__(self, tutorial: Tutorial, checker: Checker) -> None:
        self.tutorial, self._checker = tutorial, checker

    def checked(self) -> Iterator[Checked]:
        """Yield each statement with its verdict."""
        for statement in self.tutorial.statement:
            yield self.check(statement)

    def check(self, statement: Statement) -> Checked:
        """Return the verdict on a statement."""
        if statement.claim is not None:
            answer = self._checker.show(statement)
            reading = Reading.AS_USED if answer.right else Reading.CONTRADICTED
            return Checked(statement, reading, tuple(answer.outcome.sentences()))
        used, after = self.runs
        if holds(statement.holds, used):
            reading = Reading.AS_USED
        else:
            reading = Reading.AFTER if holds(statement.holds, after) else Reading.CONTRADICTED
        return Checked(statement, reading, tuple(self._evidence(statement)))

    @cached_property
    def runs(self) -> tuple[dict[str, Run], dict[str, Run]]:
        """Return the runs by their names: with the rates as they were used, and as they stood after each step."""
        used, after = (
            {name: Run.of(records, column) for name, records in self.traces.items()} for column in ("lr", "lr_after")
        )
        return used, after

    @cached_property
    def traces(self) -> dict[str, list[EpochRecord]]:
        """Return the runs' records by their names."""
        return {name: _train(experiment) for name, experiment in self.tutorial.experiments.items()}

    @cached_property
    def insight(self) -> KeyInsight:
        """Return what the tutorial is about, told from its runs and the same training without a schedule."""
        experiment = next(iter(self.tutorial.experiments.values()))
        return key_insight(_train(experiment.changed(scheduler=NoScheduler())), self.traces)

    def _evidence(self, statement: Statement) -> Iterator[str]:
        used, after = self.runs
        for name in statement.runs:
            for epoch in statement.epochs:
                yield (
                    f"{name}, epoch {epoch}: trained at {number(used[name].rate[epoch])}, "
                    f"{number(after[name].rate[epoch])} after its step; loss {used[name].loss[epoch]:.4f}, "
                    f"accuracy {used[name].accuracy[epoch]:.4f}."
                )


def _train(experiment: Experiment) -> list[EpochRecord]:
    trainer = start(experiment, load(experiment.data))
    settle_threads(trainer)
    return list(train_on(trainer))


def _near(left: float, right: float) -> bool:
    return math.isclose(left, right, rel_tol=1e-9)


def holds(expression: str, runs: dict[str, Run]) -> bool:
    """Return what an expression says, which comes from Stepwell's own file, over the runs."""
    names = {"near": _near, "all": all, "any": any, "range": range, "round": round, "zip": zip}
    return bool(eval(expression, {"__builtins__": names, **runs}))
