from __future__ import annotations

import pytest

from gui.plots.places import EPOCHS, XAxis, dot_of
from gui.plots.placing import Placing
from gui.plots.view_box import epochs_span
from tests.gui.conftest import MakeTrace
from training.experiment.experiment import Experiment
from training.runs.trace import Trace


def test_epochs_need_to_know_nothing() -> None:
    placing = Placing()
    assert placing.of_run(1, Trace(Experiment())) is EPOCHS
    assert placing.of_plan() is EPOCHS
    assert placing.span([(EPOCHS, 7)], 10) == epochs_span(7)


def test_steps_need_the_batches_of_an_epoch(make_trace: MakeTrace) -> None:
    placing, trace = Placing(), make_trace([0.5] * 4)
    placing.counted = XAxis.STEPS
    assert placing.of_run(1, trace) is None
    assert placing.of_plan() is None
    placing.set_batches(1, 25)
    places = placing.of_run(1, trace)
    assert places is not None
    assert dot_of(places, 4) == 100
    placing.forget(1)
    assert placing.of_run(1, trace) is None


def test_only_what_is_trained_has_a_time(make_trace: MakeTrace) -> None:
    placing, trace = Placing(), make_trace([0.5] * 4)
    placing.counted, placing.plan_batches = XAxis.TIME, 25
    places = placing.of_run(1, trace)
    assert places is not None
    assert dot_of(places, 4) == pytest.approx(0.04)
    assert placing.of_plan() is None


def test_the_axis_of_time_does_not_move_with_every_epoch(make_trace: MakeTrace, add_epochs: object) -> None:
    placing, trace = Placing(), make_trace([0.5] * 100)
    placing.counted = XAxis.TIME
    spans = set()
    for _ in range(10):
        add_epochs(trace, [0.5])  # type: ignore[operator]
        places = placing.of_run(1, trace)
        placing.grow()
        spans.add(placing.span([(places, len(trace))], 10))
        assert places is not None
        assert max(spans).end >= dot_of(places, len(trace))
    assert len(spans) <= 4


def test_what_has_no_place_takes_no_room() -> None:
    placing = Placing()
    placing.counted = XAxis.STEPS
    assert placing.span([(None, 1000)], 10).end == 10
