"""Every place in a tour's text is filled from a run, what is said is true, and what is shown is what was run."""

from __future__ import annotations

import pytest

from training.practice.checker import Checker
from training.practice.tour_evidence import evidence, is_true
from training.practice.tours import Step, Tour, read_tours

TOURS = {tour.id: tour for tour in read_tours()}
STEPS = [pytest.param(tour, step, id=f"{key}-{n}") for key, tour in TOURS.items() for n, step in enumerate(tour.step)]


@pytest.mark.slow
@pytest.mark.parametrize(("tour", "step"), STEPS)
def test_what_a_step_says_is_what_its_runs_show(tour: Tour, step: Step, checker: Checker) -> None:
    assert is_true(tour, step, checker)
    shown = evidence(tour, step, checker)
    assert "{" not in shown.text
    assert shown.curves or shown.sentences or shown.tables or shown.code


@pytest.mark.parametrize("changed", [{"holds": "constant.loss[30] < 0.1"}, {"claim": {"raises": "ValueError"}}])
def test_a_step_that_its_run_contradicts_is_false(changed: dict[str, object], checker: Checker) -> None:
    values = {"title": "Wrong", "text": "Wrong.", "show": "loss", "snippet": "optimizer.step()"}
    assert not is_true(TOURS["why"], Step.model_validate({**values, **changed}), checker)


def test_the_rows_show_the_rate_that_was_used_and_the_one_after_the_step(checker: Checker) -> None:
    tour = TOURS["trace"]
    (table,) = evidence(tour, tour.step[1], checker).tables
    assert table.columns[:3] == ("Epoch", "lr", "lr after")
    assert [row[:3] for row in table.rows] == [
        ("4", "0.1", "0.1"),
        ("5", "0.1", "0.05"),
        ("6", "0.05", "0.05"),
        ("7", "0.05", "0.05"),
    ]


def test_a_snippet_comes_with_what_it_really_does(checker: Checker) -> None:
    tour = TOURS["code"]
    shown = evidence(tour, tour.step[-1], checker)
    assert "scheduler.step()\n    optimizer.step()" in shown.code
    assert "0.1, 0.01 × 2, 0.001" in shown.sentences[0]
    assert "Warning: UserWarning: Detected call of `lr_scheduler.step()`" in shown.sentences[1]
