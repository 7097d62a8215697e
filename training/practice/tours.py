"""Tours: a subject told in a few steps, each with evidence from a run; every figure in the text comes from it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from training.experiment.experiment import Experiment, experiment_from
from training.experiment.file import read_values
from training.experiment.settings import AsTuple, Settings
from training.practice.bank import QUESTIONS, checked
from training.practice.question import Runnable, Texts, Words

Show = Literal["rate", "loss", "accuracy", "trace", "flow", "prediction", "code", "snippet"]


class Step(Runnable):
    """One page of a tour; what it says is true if `holds` is, and its claim on its snippet."""

    title: Words
    text: Words  # with places such as `{constant.loss[30]:.3f}`, filled from the tour's runs, see TourRun
    # what the evidence is: curves of these runs; of the first one its rows, a stage, a prediction or lines of its code;
    # or the snippet and what comes of it
    show: Show
    runs: Texts = ()  # the names of the experiments that are shown; empty: all
    holds: str = ""  # an expression over the runs by their names, and `near`
    epochs: Annotated[tuple[int, ...], AsTuple] = ()  # which rows, or after which epochs the prediction is shown
    stage: Annotated[int, Field(ge=1, le=5)] = 1  # which of the five stages is shown, counted from 1
    find: Texts = ()  # the lines of code that are shown hold one of these words

    @model_validator(mode="after")
    def _can_be_checked(self) -> Self:
        if not (self.holds or self.claim):
            raise ValueError("a step says what makes it true, by holds or by a claim")
        return self


class Tour(Settings):
    """A subject; `place` is where the window shows it: `laboratory`, or a tab of Look inside by its object name."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    title: Words
    about: Words
    place: Words
    experiment: dict[str, dict[str, Any]]
    step: Annotated[tuple[Step, ...], AsTuple, Field(min_length=1)]

    @property
    def experiments(self) -> dict[str, Experiment]:
        """Return the experiments by their names; raises ExperimentError."""
        return {name: experiment_from(values) for name, values in self.experiment.items()}


class _Tours(Settings):
    tour: Annotated[tuple[dict[str, Any], ...], AsTuple]


def read_tours(path: Path = QUESTIONS / "tours.toml") -> tuple[Tour, ...]:
    """Return all tours; raises BankError."""
    return tuple(checked(Tour, values, path) for values in checked(_Tours, read_values(path), path).tour)
