"""Tours: every place in a text is filled from a run, and what is said is true."""

from __future__ import annotations

import pytest

from training.practice.tours import Step, Tour, evidence, read_tours

STEPS = [pytest.param(tour, step, id=f"{tour.id}-{n}") for tour in read_tours() for n, step in enumerate(tour.step, 1)]


@pytest.mark.parametrize(("tour", "step"), STEPS)
def test_what_a_step_says_is_what_its_runs_show(tour: Tour, step: Step) -> None:
    shown = evidence(tour, step)
    assert shown.is_true
    assert "{" not in shown.text
    assert shown.curves or shown.sentences or shown.stage or shown.code


def test_there_are_five_ways_to_read() -> None:
    assert [tour.id for tour in read_tours()] == ["why", "flow", "trace", "prediction", "code"]
