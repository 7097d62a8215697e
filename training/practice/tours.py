"""Tours: a subject told in a few steps, each with evidence from a run; every number in the text comes from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from training.engine.data import load
from training.engine.train import train
from training.experiment.experiment import Experiment, experiment_from
from training.experiment.file import read_values
from training.experiment.settings import AsTuple, Settings
from training.insight.pipeline import StageFlow, pipeline
from training.insight.prediction import trace_prediction
from training.insight.prediction_text import describe_prediction
from training.insight.states import weights_over
from training.insight.view import network_from
from training.practice.bank import QUESTIONS, checked
from training.practice.question import Words
from training.practice.tutorial import Run, holds
from training.schedule.explain import number
from training.schedule.preview import preview
from training.script.script import script_of

Show = Literal["rate", "loss", "accuracy", "trace", "flow", "prediction", "code"]


class Step(Settings):
    """One page of a tour.

    Attributes:
        text: with places such as `{constant.loss[30]:.3f}`, filled from the tour's runs.
        show: what the evidence is: a curve of these runs, or rows, a stage, a prediction, lines of code of the first.
        runs: the names of the experiments that are shown; empty: all.
        holds: an expression over the runs that makes the text true; a test evaluates it.
        epochs: which rows, or after which epochs the prediction is shown.
        stage: which of the five stages is shown, counted from 1.
        find: the lines of code that are shown hold one of these words.
    """

    title: Words
    text: Words
    show: Show
    runs: Annotated[tuple[str, ...], AsTuple] = ()
    holds: str = "True"
    epochs: Annotated[tuple[int, ...], AsTuple] = ()
    stage: int = 1
    find: Annotated[tuple[str, ...], AsTuple] = ()


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


@dataclass(frozen=True, eq=False)
class Evidence:
    """A step with its numbers: its text, curves by name, sentences, tables of a stage, lines of code."""

    text: str
    curves: dict[str, tuple[float, ...]]
    sentences: tuple[str, ...] = ()
    stage: StageFlow | None = None
    code: str = ""
    is_true: bool = True


class _Tours(Settings):
    tour: Annotated[tuple[dict[str, Any], ...], AsTuple]


def read_tours(path: Path = QUESTIONS / "tours.toml") -> tuple[Tour, ...]:
    """Return all tours; raises BankError."""
    return tuple(checked(Tour, values, path) for values in checked(_Tours, read_values(path), path).tour)


def prepare(tour: Tour) -> Iterator[str]:
    """Run the tour's experiments, once each, and yield the name of each that is done."""
    for name, experiment in tour.experiments.items():
        _run(experiment)
        yield name


def evidence(tour: Tour, step: Step) -> Evidence:
    """Run the tour's experiments, once each, and return what the step shows of them."""
    experiments = tour.experiments
    runs = {name: _run(experiment) for name, experiment in experiments.items()}
    names = step.runs or tuple(runs)
    first = experiments[names[0]]
    curves = {name: tuple(getattr(runs[name], step.show).values()) for name in names} if step.show in CURVES else {}
    return Evidence(
        text=step.text.format(**runs),
        curves=curves,
        sentences=tuple(_sentences(step, first, runs[names[0]])),
        stage=_stage(first, step.stage) if step.show == "flow" else None,
        code=_code(first, step.find) if step.show == "code" else "",
        is_true=holds(step.holds, runs),
    )


CURVES = ("rate", "loss", "accuracy")


@cache
def _run(experiment: Experiment) -> Run:
    return Run.of(list(train(experiment)))


def _sentences(step: Step, experiment: Experiment, run: Run) -> Sequence[str]:
    if step.show == "trace":
        return [
            f"epoch {epoch}: lr {number(run.rate[epoch])}, "
            f"loss {run.loss[epoch]:.4f}, accuracy {run.accuracy[epoch]:.4f}"
            for epoch in step.epochs
        ]
    if step.show != "prediction":
        return []
    dataset, told = load(experiment.data), list[str]()
    for epoch, state in weights_over(experiment, dataset, step.epochs):
        network = network_from(experiment, dataset, state)
        trace = trace_prediction(network, dataset, dataset.x[:1], dataset.y[:1])
        when = f"After epoch {epoch}" if epoch else "Before the training"
        told += [f"{when}:", *describe_prediction(trace)[1:]]
    return told


def _stage(experiment: Experiment, stage: int) -> StageFlow:
    dataset = load(experiment.data)
    return pipeline(experiment, dataset, preview(experiment, dataset.rows))[stage - 1]


def _code(experiment: Experiment, words: Sequence[str]) -> str:
    lines = script_of(experiment, load(experiment.data)).splitlines()
    return "\n".join(line for line in lines if any(word in line for word in words))
