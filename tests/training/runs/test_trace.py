from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment
from training.runs.trace import Trace

NUMBERS = st.floats(allow_nan=True, allow_infinity=True)


def records(losses: list[float], validated: bool) -> list[EpochRecord]:
    held_out = (lambda loss: (loss, 0.25)) if validated else (lambda loss: (None, None))
    return [EpochRecord(e, 0.1, 0.05, loss, 0.5, *held_out(loss), 0.01) for e, loss in enumerate(losses, 1)]


def same(first: EpochRecord, second: EpochRecord) -> bool:
    return all(a == b or (a != a and b != b) for a, b in zip(first, second, strict=True))


@given(losses=st.lists(NUMBERS, min_size=1, max_size=200), validated=st.booleans(), block=st.integers(1, 50))
def test_every_record_comes_back_as_it_went_in(losses: list[float], validated: bool, block: int) -> None:
    rows = records(losses, validated)
    trace = Trace(Experiment())
    for start in range(0, len(rows), block):
        trace.extend(rows[start : start + block])
    assert len(trace) == len(rows)
    assert all(same(trace[index], row) for index, row in enumerate(rows))


@given(losses=st.lists(NUMBERS, min_size=1, max_size=100), block=st.integers(1, 30))
def test_the_lowest_loss_is_the_lowest_so_far_however_the_records_arrive(losses: list[float], block: int) -> None:
    rows = records(losses, validated=False)
    trace = Trace(Experiment())
    for start in range(0, len(rows), block):
        trace.extend(rows[start : start + block])
    for index, lowest in enumerate(trace.column("lowest")):
        seen = [loss for loss in losses[: index + 1] if not math.isnan(loss)]
        assert lowest == min(seen) if seen else math.isnan(lowest)


def test_a_change_by_hand_counts_after_the_epoch_before_it() -> None:
    trace = Trace(Experiment())
    rates = (0.1, 0.1), (0.1, 0.1), (0.01, 0.01), (0.01, 0.005), (0.01, 0.01)  # by hand before 3, and back before 5
    trace.extend(EpochRecord(epoch, *pair, 0.5, 0.5, None, None, 0.0) for epoch, pair in enumerate(rates, 1))
    assert trace.changes.tolist() == [2, 4]
    trace.extend([EpochRecord(6, 0.01, 0.02, 0.5, 0.5, None, None, 0.0)])
    assert trace.changes.tolist() == [2, 4, 6]


def test_an_epoch_that_is_not_there_is_an_index_error() -> None:
    trace = Trace(Experiment())
    for index in (0, -1):
        with pytest.raises(IndexError):
            trace[index]


@pytest.mark.slow
def test_a_million_epochs_take_less_than_a_hundred_megabytes() -> None:
    trace = Trace(Experiment())
    block = records([0.5] * 10_000, validated=True)
    for _ in range(100):
        trace.extend(block)
    assert len(trace) == 1_000_000
    assert sum(trace.column(name).base.nbytes for name in (*trace.figures, "lowest", "batch_lrs")) < 100e6
    assert np.all(trace.column("loss") == 0.5)
