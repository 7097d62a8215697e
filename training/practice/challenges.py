"""Challenges: an experiment, what may be changed about it, and a goal that its run must reach."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment, experiment_from
from training.experiment.file import plain, read_values
from training.experiment.settings import AsTuple, Settings
from training.practice.bank import QUESTIONS, checked
from training.practice.question import Texts, Words
from training.schedule.explain import number

ALWAYS_FREE = ("device",)


class Goal(Settings):
    """A figure that an epoch's record must reach: any epoch's, or the last one's."""

    figure: Literal["loss", "accuracy", "val_loss", "val_accuracy"]
    at_least: float | None = None
    at_most: float | None = None
    epoch: Literal["any", "last"] = "any"

    @model_validator(mode="after")
    def _has_one_bound(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("a goal has one bound: at_least or at_most")
        return self

    def reached(self, value: float | None) -> bool:
        """Whether the figure's value is good enough; NaN and None are not."""
        if value is None or math.isnan(value):
            return False
        return value >= self.at_least if self.at_least is not None else value <= (self.at_most or 0.0)

    def __str__(self) -> str:
        """Return the goal in words: `accuracy at least 0.95`."""
        bound = f"at least {self.at_least}" if self.at_least is not None else f"at most {self.at_most}"
        return f"{self.figure} {bound}{' in the last epoch' if self.epoch == 'last' else ''}"


class Result(NamedTuple):
    """How far a run came: whether it reached the goal, in which epoch, and that in a sentence."""

    reached: bool
    epoch: int | None
    sentence: str


class Challenge(Settings):
    """A challenge."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    title: Words
    text: Words
    experiment: dict[str, Any]  # values that one starts from
    free: Annotated[Texts, Field(min_length=1)]  # TOML paths of what may be changed, with all that is below them
    goal: Goal
    hint: Words
    solution: dict[str, Any]  # values that solve it, one way of many
    why: Words  # what it teaches, shown once it is solved

    @property
    def start(self) -> Experiment:
        """Return the experiment that one starts from; raises ExperimentError."""
        return experiment_from(self.experiment)

    @property
    def solved(self) -> Experiment:
        """Return an experiment that reaches the goal; raises ExperimentError."""
        return experiment_from({**self.experiment, **self.solution})

    def fouls(self, experiment: Experiment) -> list[str]:
        """Return the paths of what is changed though it may not be."""
        changed = _differing(plain(self.start), plain(experiment))
        free = (*self.free, *ALWAYS_FREE)
        return sorted(path for path in changed if not any(path == one or path.startswith(f"{one}.") for one in free))

    def judge(self, experiment: Experiment, records: Iterable[EpochRecord]) -> Result:
        """Judge a run by its records, first to last, as a trace holds them."""
        if fouls := self.fouls(experiment):
            return Result(False, None, f"Changed, but not free in this challenge: {', '.join(fouls)}.")
        values = [(record.epoch, getattr(record, self.goal.figure)) for record in records]
        return self._judged(values, experiment.epochs)

    def _judged(self, values: list[tuple[int, float | None]], epochs: int) -> Result:
        judged = values if self.goal.epoch == "any" else [pair for pair in values if pair[0] == epochs]
        for epoch, value in judged:
            if self.goal.reached(value):
                return Result(True, epoch, f"Reached in epoch {epoch}: {self.goal.figure} {number(value or 0.0)}.")
        return Result(False, None, f"Not reached: {self._nearest(judged)}The goal is {self.goal}.")

    def _nearest(self, values: list[tuple[int, float | None]]) -> str:
        known = [(value, epoch) for epoch, value in values if value is not None and not math.isnan(value)]
        if not known:
            return ""
        value, epoch = max(known) if self.goal.at_least is not None else min(known)
        return f"the best {self.goal.figure} was {number(value)}, in epoch {epoch}. "


class _Challenges(Settings):
    challenge: Annotated[tuple[dict[str, Any], ...], AsTuple]


def read_challenges(path: Path = QUESTIONS / "challenges.toml") -> tuple[Challenge, ...]:
    """Return all challenges; raises BankError."""
    found = checked(_Challenges, read_values(path), path)
    return tuple(checked(Challenge, values, path) for values in found.challenge)


def _differing(one: Any, other: Any, path: str = "") -> Iterator[str]:
    """Yield the paths of the values that are not the same."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in one.keys() | other.keys():
            yield from _differing(one.get(key), other.get(key), f"{path}.{key}".lstrip("."))
    elif one != other:
        yield path
