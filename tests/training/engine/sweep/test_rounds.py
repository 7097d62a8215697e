from __future__ import annotations

from collections.abc import Collection, Generator, Iterator

import pytest

from training.engine.record import EpochRecord
from training.engine.sweep.member import Update
from training.engine.sweep.rounds import Leave, Report, Round, reported

RECORD = EpochRecord(1, 0.1, 0.1, 0.5, 0.5, None, None, 0.0)


@pytest.fixture(autouse=True)
def _in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.engine.sweep.rounds.LARGEST_SHARE", 1e9)


def last_of(reports: Generator[Report, None, None]) -> list[Report]:
    """Return what comes when somebody wants to leave."""
    last = []
    try:
        last.append(reports.throw(Leave()))
        last += reports
    except Leave:
        return last
    raise AssertionError("it went on")


def rounds(count: int, ended: Collection[int] = ()) -> Iterator[Round]:
    """Yield rounds of the runs 0 and 1; those that have ended end in the second."""
    for number in range(1, count + 1):
        going = [run for run in (0, 1) if number < 3 or run not in ended]
        updates = [Update(run, RECORD, run in ended and number == 2) for run in going]
        yield Round(updates, lambda runs, number=number: dict.fromkeys(runs, b"%d" % number))


def test_the_states_come_with_the_epochs_that_they_follow() -> None:
    assert [report.states for report in reported(rounds(2), 0.0)] == [{0: b"1", 1: b"1"}, {0: b"2", 1: b"2"}]
    assert [report.states for report in reported(rounds(2), 1e6)] == [{}, {}]
    assert [report.states for report in reported(rounds(2), None)] == [{}, {}]


def test_a_run_that_has_ended_needs_no_state() -> None:
    assert [report.states for report in reported(rounds(3, ended=[0]), 0.0)][1:] == [{1: b"2"}, {1: b"3"}]


@pytest.mark.parametrize(("every", "expected"), [(1e6, [Report([], {0: b"1", 1: b"1"})]), (0.0, []), (None, [])])
def test_whoever_leaves_gets_the_states_that_are_still_due(every: float | None, expected: list[Report]) -> None:
    reports = reported(rounds(5), every)
    next(reports)
    assert last_of(reports) == expected
