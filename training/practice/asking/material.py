"""What questions about one's own schedule are made of: its rates, and those of everything that it is taken for."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

from training.experiment.calls import call_of
from training.experiment.experiment import Experiment
from training.experiment.file import plain
from training.experiment.optimizers import SGD
from training.experiment.problems import ExperimentError
from training.experiment.rate_use import RateUse
from training.practice.asking.misconceptions import misconceptions
from training.practice.question import Level, Option, Question
from training.schedule.assumption import Assumption
from training.schedule.explain import number
from training.schedule.preview import Schedule, preview

TOPIC = "Your own schedule"
FLAT = (1.0,)  # a watched figure that never improves
WATCHED = " The figure that it watches is 1.0 in every epoch."
LONGEST = 1000  # epochs that questions are asked about
WRONG, FEWEST_WRONG = 3, 2  # options beside the right one
KEYS = "abcd"


@dataclass(frozen=True)
class Candidate:
    """Another experiment that somebody takes it for, its rates, and what is to be said about that."""

    experiment: Experiment
    schedule: Schedule
    note: str


class Material:
    """An experiment without its edits, on an optimizer that follows each rate; its rates, and what it is taken for."""

    def __init__(self, experiment: Experiment, rows: int | None, seed: int) -> None:
        """Run its scheduler; raises ExperimentError."""
        self._set_aside = "" if experiment.optimizer.rate_use is RateUse.EACH_STEP else experiment.optimizer.kind
        optimizer = SGD(lr=experiment.optimizer.lr) if self._set_aside else experiment.optimizer
        self.experiment = experiment.changed(epochs=min(experiment.epochs, LONGEST), edits=(), optimizer=optimizer)
        self.seed, self._rows = seed, rows
        self._assumption = Assumption("a flat figure", FLAT) if self.experiment.watched else None
        self.schedule = preview(self.experiment, rows, self._assumption)

    @cached_property
    def others(self) -> list[Candidate]:
        """Return what the scheduler is taken for and torch can run, with its rates."""
        found = []
        for note, values in misconceptions(self.experiment.scheduler):
            with suppress(ExperimentError):
                found.append(self.candidate(values, note))
        return found

    def candidate(self, scheduler: dict[str, Any], note: str) -> Candidate:
        """Run another scheduler in place of the experiment's; raises ExperimentError."""
        experiment = self.experiment.changed(scheduler=scheduler)
        return Candidate(experiment, preview(experiment, self._rows, self._assumption), note)

    def random(self, purpose: str) -> Random:
        """Return chance that depends on the seed, for one purpose."""
        return Random(f"{self.seed} {purpose}")

    def question(
        self, kind: str, text: str, right: Option, wrong: Sequence[Option], introduced: bool = True, **values: Any
    ) -> Question | None:
        """Return the question; None where there are too few wrong options.

        introduced: whether the text begins with the scheduler that it is about.
        """
        if len(wrong) < FEWEST_WRONG:
            return None
        order = [right, *wrong[:WRONG]]
        self.random(f"order of {kind}").shuffle(order)
        keyed = dict(zip(KEYS, order, strict=False))
        return Question(
            id=f"own-{kind}-{self.seed}",
            topic=TOPIC,
            level=self._level,
            text=f"{self._introduction} {text}" if introduced else text,
            experiment=plain(self.experiment),
            figures=FLAT if self.experiment.watched else (),
            rows=self._rows or 0,
            options=keyed,
            expected=tuple(key for key, option in keyed.items() if option is right),
            **values,
        )

    @property
    def begins(self) -> str:
        """Return what an epoch does at the rate that it is asked for."""
        return "begin" if self.experiment.steps_after_batch else "train"

    @property
    def _introduction(self) -> str:
        """Return optimizer and scheduler in words."""
        experiment = self.experiment
        step = ", stepped after each batch" if experiment.steps_after_batch else ""
        optimizer = f"{experiment.optimizer.kind} at lr {number(experiment.optimizer.lr)}"
        if self._set_aside:
            optimizer += f", as {self._set_aside} does not follow each rate"
        return f"{call_of(experiment.scheduler)}{step}, on {optimizer}.{WATCHED if experiment.watched else ''}"

    @property
    def _level(self) -> Level:
        scheduler = self.experiment.scheduler
        if scheduler.inside:
            return "hard"
        return "easy" if scheduler.easy else "medium"
