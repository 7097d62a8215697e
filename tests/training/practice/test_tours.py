"""Tours are read strictly: each step says what makes it true, and writes down no figure of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from training.practice.bank import BankError, checked
from training.practice.tours import Step, Tour, read_tours

TOURS = read_tours()
PLACE, EPOCHS = r"\{[^}]*\}", r"[Ee]pochs? \d+( (and|to) \d+)?"


def test_there_are_five_tours() -> None:
    assert [tour.id for tour in TOURS] == ["why", "flow", "trace", "prediction", "code"]
    assert {tour.place for tour in TOURS} == {"laboratory", "inside.flow", "inside.prediction"}


@pytest.mark.parametrize("step", [pytest.param(s, id=f"{t.id}-{s.title}") for t in TOURS for s in t.step])
def test_no_figure_is_written_down_but_the_numbers_of_epochs(step: Step) -> None:
    assert not re.search(r"\d", re.sub(f"{PLACE}|{EPOCHS}", "", step.text))


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour.id)
def test_steps_name_only_the_runs_of_their_tour(tour: Tour) -> None:
    assert {run for step in tour.step for run in step.runs} <= set(tour.experiment)


def test_a_step_that_nothing_can_refute_is_refused() -> None:
    with pytest.raises(BankError, match="what makes it true"):
        checked(Step, {"title": "Schedules", "text": "They help.", "show": "rate"}, Path("tours.toml"))
