from __future__ import annotations

import pytest

from gui.plots.positions import EPOCHS, dot_of
from gui.plots.run_positions import RunPositions
from gui.plots.view_box import epochs_span
from gui.plots.x_axis import XAxis
from tests.gui.conftest import MakeTrace
from training.experiment.experiment import Experiment
from training.runs.trace import Trace


def test_epochs_need_to_know_nothing() -> None:
    run_positions = RunPositions()
    assert run_positions.of_run(1, Trace(Experiment())) is EPOCHS
    assert run_positions.of_plan() is EPOCHS
    assert run_positions.span([(EPOCHS, 7)], 10) == epochs_span(7)


def test_steps_need_the_batches_of_an_epoch(make_trace: MakeTrace) -> None:
    run_positions, trace = RunPositions(), make_trace([0.5] * 4)
    run_positions.counted = XAxis.STEPS
    assert run_positions.of_run(1, trace) is None
    assert run_positions.of_plan() is None
    run_positions.set_batches(1, 25)
    positions = run_positions.of_run(1, trace)
    assert positions is not None
    assert dot_of(positions, 4) == 100
    run_positions.forget(1)
    assert run_positions.of_run(1, trace) is None


def test_only_what_is_trained_has_a_time(make_trace: MakeTrace) -> None:
    run_positions, trace = RunPositions(), make_trace([0.5] * 4)
    run_positions.counted, run_positions.plan_batches = XAxis.TIME, 25
    positions = run_positions.of_run(1, trace)
    assert positions is not None
    assert dot_of(positions, 4) == pytest.approx(0.04)
    assert run_positions.of_plan() is None


def test_the_axis_of_time_does_not_move_with_every_epoch(make_trace: MakeTrace, add_epochs: object) -> None:
    run_positions, trace = RunPositions(), make_trace([0.5] * 100)
    run_positions.counted = XAxis.TIME
    spans = set()
    for _ in range(10):
        add_epochs(trace, [0.5])  # type: ignore[operator]
        positions = run_positions.of_run(1, trace)
        run_positions.grow()
        spans.add(run_positions.span([(positions, len(trace))], 10))
        assert positions is not None
        assert max(spans).end >= dot_of(positions, len(trace))
    assert len(spans) <= 4


def test_what_has_no_place_takes_no_room() -> None:
    run_positions = RunPositions()
    run_positions.counted = XAxis.STEPS
    assert run_positions.span([(None, 1000)], 10).end == 10
