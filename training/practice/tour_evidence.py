"""The evidence of a tour's step: its runs are trained, its snippet is run, and its text is filled from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from training.insight.pipeline import FlowTable, pipeline
from training.insight.prediction_text import describe_prediction
from training.practice.checker import Checker
from training.practice.tour_run import TourRun, tour_run_of
from training.practice.tours import Show, Step, Tour
from training.practice.tutorial import Run, holds
from training.schedule.explain import number
from training.schedule.preview import preview
from training.script.script import script_of


@dataclass(frozen=True, eq=False)
class Evidence:
    """What a step shows: its text, curves by name, sentences, tables, lines of code."""

    text: str = ""
    curves: dict[str, tuple[float, ...]] | None = None
    sentences: tuple[str, ...] = ()
    tables: tuple[FlowTable, ...] = ()
    code: str = ""


def prepare(tour: Tour) -> Iterator[str]:
    """Train the tour's experiments, once each, and yield the name of each that is done. Raises TrainingError."""
    for name, experiment in tour.experiments.items():
        tour_run_of(experiment)
        yield name


def evidence(tour: Tour, step: Step, checker: Checker) -> Evidence:
    """Return what the step shows of the tour's runs, and its text filled from them. Raises TrainingError."""
    runs = runs_of(tour)
    shown = {name: runs[name] for name in step.runs or runs}
    return replace(KINDS[step.show](step, shown, checker), text=step.text.format(**runs))


def is_true(tour: Tour, step: Step, checker: Checker) -> bool:
    """Whether the runs and the snippet bear out what the step says."""
    runs: dict[str, Run] = {**runs_of(tour)}
    said = not step.holds or holds(step.holds, runs)
    return said and (step.claim is None or checker.show(step).right)


def runs_of(tour: Tour) -> dict[str, TourRun]:
    """Return the tour's runs by their names, each trained once."""
    return {name: tour_run_of(experiment) for name, experiment in tour.experiments.items()}


Shown = dict[str, TourRun]


def _curves(step: Step, shown: Shown, _: Checker) -> Evidence:
    return Evidence(curves={name: tuple(getattr(run, step.show).values()) for name, run in shown.items()})


def _trace(step: Step, shown: Shown, _: Checker) -> Evidence:
    run = _first(shown)
    rows = (
        (str(epoch), number(run.rate[epoch]), number(run.after[epoch]), *_figures(run, epoch)) for epoch in step.epochs
    )
    return Evidence(tables=(FlowTable(run.schedule, ("Epoch", "lr", "lr after", "Loss", "Accuracy"), tuple(rows)),))


def _figures(run: TourRun, epoch: int) -> tuple[str, str]:
    return f"{run.loss[epoch]:.4f}", f"{run.accuracy[epoch]:.1%}"


def _flow(step: Step, shown: Shown, _: Checker) -> Evidence:
    run = _first(shown)
    schedule = preview(run.experiment, run.dataset.rows)
    stage = pipeline(run.experiment, run.dataset, schedule)[step.stage - 1]
    return Evidence(sentences=(stage.choice, f"In:  {stage.enters}", f"Out: {stage.leaves}"), tables=stage.tables)


def _prediction(step: Step, shown: Shown, _: Checker) -> Evidence:
    sentences: list[str] = []
    for epoch in step.epochs:
        when = f"After epoch {epoch}" if epoch else "Before the training"
        sentences += [f"{when}:", *describe_prediction(_first(shown).traces[epoch])[1:]]
    return Evidence(sentences=tuple(sentences))


def _code(step: Step, shown: Shown, _: Checker) -> Evidence:
    run = _first(shown)
    lines = script_of(run.experiment, run.dataset).splitlines()
    return Evidence(code="\n".join(line for line in lines if any(word in line for word in step.find)))


def _snippet(step: Step, _: Shown, checker: Checker) -> Evidence:
    return Evidence(code=step.snippet, sentences=tuple(checker.show(step).outcome.sentences()))


def _first(shown: Shown) -> TourRun:
    return next(iter(shown.values()))


KINDS: dict[Show, Callable[[Step, Shown, Checker], Evidence]] = {
    "rate": _curves,
    "loss": _curves,
    "accuracy": _curves,
    "trace": _trace,
    "flow": _flow,
    "prediction": _prediction,
    "code": _code,
    "snippet": _snippet,
}
