from __future__ import annotations

import math
from contextlib import closing

import pytest

from training.engine.data import load
from training.engine.train import train
from training.experiment.data import Moons
from training.experiment.experiment import Experiment
from training.experiment.schedulers import HandSwitched, LinearLR, ReduceLROnPlateau
from training.runs.trace import Trace
from training.script.prove import Comparison, Difference, prove
from training.script.script import script_of

EXPERIMENT = Experiment()


def trace_of(experiment: Experiment, epochs: int | None = None) -> Trace:
    trace = Trace(experiment)
    trace.extend(list(train(experiment))[:epochs])
    return trace


def rows_of(trace: Trace) -> list[dict[str, str]]:
    """Return the rows that a right script would print."""
    columns = ("epoch", "lr", "lr_after", "loss", "accuracy", "val_loss", "val_accuracy")
    values = (trace[index]._asdict() for index in range(len(trace)))
    return [{name: "" if row[name] is None else repr(row[name]) for name in columns} for row in values]


@pytest.mark.slow
def test_preview_run_and_script_of_the_tutorial_are_equal_in_ten_of_ten_epochs() -> None:
    dataset, trace = load(EXPERIMENT.data), trace_of(EXPERIMENT)
    *under_way, proof = prove(script_of(EXPERIMENT, dataset), EXPERIMENT, dataset.rows, trace)
    assert proof.holds
    assert proof.with_run
    assert str(proof) == "10 of 10 epochs equal"
    assert under_way
    assert not any(state.holds for state in under_way)


@pytest.mark.slow
def test_a_script_that_was_changed_is_found_out() -> None:
    dataset = load(EXPERIMENT.data)
    text = script_of(EXPERIMENT, dataset).replace("gamma=0.5", "gamma=0.25")
    *_, proof = prove(text, EXPERIMENT, dataset.rows)
    assert not proof.holds
    assert str(proof) == "4 of 10 epochs equal"
    assert proof.differences[0] == Difference(5, "lr_after", "preview", 0.05, 0.025)


@pytest.mark.slow
def test_a_proof_can_be_stopped_before_its_end() -> None:
    experiment = Experiment(epochs=10**6)
    dataset = load(experiment.data)
    with closing(prove(script_of(experiment, dataset), experiment, dataset.rows)) as states:
        assert next(state for state in states if state.compared).epochs == 10**6


@pytest.mark.parametrize("column", ["loss", "accuracy", "val_loss", "val_accuracy"])
def test_a_figure_that_differs_in_its_last_bit_is_a_difference(column: str) -> None:
    trace = trace_of(EXPERIMENT)
    comparison = Comparison(EXPERIMENT, 800, trace)
    rows = rows_of(trace)
    value = float(rows[6][column])
    rows[6][column] = repr(math.nextafter(value, 9))
    for row in rows:
        comparison.add(row)
    assert comparison.end().differences == (Difference(7, column, "run", value, math.nextafter(value, 9)),)
    assert comparison.end().equal == 9


def test_epochs_of_the_run_that_the_script_does_not_reach_differ() -> None:
    trace = trace_of(EXPERIMENT)
    comparison = Comparison(EXPERIMENT, 800, trace)
    for row in rows_of(trace)[:7]:
        comparison.add(row)
    assert str(comparison.end()) == "7 of 10 epochs equal"
    assert not comparison.end().holds


def test_the_epochs_that_a_stopped_run_lacks_are_compared_with_the_preview() -> None:
    comparison = Comparison(EXPERIMENT, 800, trace_of(EXPERIMENT, 4))
    for row in rows_of(trace_of(EXPERIMENT)):
        comparison.add(row)
    assert comparison.end().holds
    assert str(comparison.end()) == "10 of 10 epochs equal"


def test_a_missing_validation_equals_none_only() -> None:
    experiment = Experiment(data=Moons(rows=50, validation=0))
    trace = trace_of(experiment)
    comparison = Comparison(experiment, 50, trace)
    rows = rows_of(trace)
    rows[0]["val_loss"] = "0.5"
    for row in rows:
        comparison.add(row)
    assert comparison.end().differences == (Difference(1, "val_loss", "run", None, 0.5),)


def test_a_scheduler_that_watches_is_shown_the_script_s_own_figures() -> None:
    plateaus = tuple(ReduceLROnPlateau(patience=0, threshold=0.2, monitor=name) for name in ("val_loss", "loss"))
    experiment = Experiment(scheduler=HandSwitched(schedulers=(LinearLR(), *plateaus), milestones=(2, 6)))
    trace = trace_of(experiment)
    comparison = Comparison(experiment, 800, None)
    for row in rows_of(trace):
        comparison.add(row)
    assert comparison.end().holds
    assert trace[9].lr < trace[5].lr
