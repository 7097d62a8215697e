from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from gui.document.runs_in_memory import summarized
from gui.tables.run_words import begun, circumstances, duration, epochs, figure, state, title
from training.experiment.experiment import Experiment
from training.runs.run import Run, Status
from training.runs.trace import Trace

NOW = datetime(2026, 11, 24, 14, 5).astimezone()
LINE = summarized(Run(7, Trace(Experiment(epochs=10)), Status.STOPPED))._replace(epochs=4, seconds=0.5, device="cpu")


def test_a_fork_is_called_by_its_parent_too() -> None:
    assert title(LINE).startswith("7 StepLR(")
    assert title(LINE._replace(parent=3, name="slow")) == "7 ↳ 3 slow"


@pytest.mark.parametrize("status", Status)
def test_every_status_is_told_in_a_mark_and_in_a_sentence(status: Status) -> None:
    line = LINE._replace(status=status)
    assert epochs(line).endswith("4" if status is Status.FINISHED else " 4/10")
    assert state(line).startswith(status.capitalize())
    assert state(line).endswith(".")


def test_a_run_that_no_store_keeps_says_so() -> None:
    assert circumstances(LINE).endswith("0.5 s of training on cpu. It is gone when this window closes.")


def test_moments_are_short_where_they_are_near() -> None:
    moments = [NOW - timedelta(hours=3), NOW - timedelta(days=3), NOW - timedelta(days=300)]
    assert [begun(moment.isoformat(), NOW) for moment in moments] == ["11:05", "21 Nov", "28 Jan"]
    assert begun((NOW - timedelta(days=360)).isoformat(), NOW) == "Nov ’25"
    assert begun("", NOW) == ""


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (0.25, "0.2500"), (123456.0, "1.23e+05"), (float("nan"), "nan"), (-1e9, "-1e+09")]
)
def test_figures_are_as_wide_as_their_column(value: float | None, text: str) -> None:
    assert figure(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0123, "0.012 s"), (9.94, "9.9 s"), (59.0, "59 s"), (245, "4:05"), (7445, "2:04:05")]
)
def test_durations_are_told_in_fitting_units(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_an_early_end_of_a_finished_run_is_told() -> None:
    assert state(LINE._replace(status=Status.FINISHED)) == "Finished after 4 epochs; 10 were planned."
