from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.tutorial_schedules import is_lower, last_records
from training.engine.record import EpochRecord
from training.practice.checker import Checker
from training.practice.key_insight import key_insight
from training.practice.tutorial import Replay, read_tutorial

LOSSES = st.lists(st.floats(0.01, 2), min_size=10, max_size=10)


def trace(losses: list[float], val_losses: list[float], cut: int) -> list[EpochRecord]:
    """Return ten epochs whose rate is halved after `cut` of them; 10: never."""
    return [
        EpochRecord(epoch, rate := 0.1 if epoch <= cut else 0.05, rate, loss, 0.5, val_loss, 0.5, 0.0)
        for epoch, (loss, val_loss) in enumerate(zip(losses, val_losses, strict=True), 1)
    ]


def test_the_tutorial_s_insight_is_borne_out_by_its_runs(checker: Checker) -> None:
    replay = Replay(read_tutorial(), checker)
    insight = replay.insight
    assert insight.sentences[0].startswith("Large rates early")
    assert list(insight.curves) == ["constant", "StepLR", "MultiStepLR"]
    constant = insight.curves["constant"]
    for name, records in replay.traces.items():
        losses = [record.loss for record in records]
        assert all(after < before for before, after in pairwise(losses))
        assert losses[-1] < min(0.36, constant[-1])
        assert records[-1].accuracy >= 0.85
        assert f"{name}: in epoch" in "\n".join(insight.sentences)
    assert all(len(row.split()) == 11 for row in insight.rows())


def test_both_schedules_end_lower_than_the_constant_rate() -> None:
    constant, *others = last_records(0).values()
    assert all(is_lower(record, constant) for record in others)


@pytest.mark.slow
def test_both_schedules_end_lower_in_nine_of_ten_seeds() -> None:
    tables = [last_records(seed) for seed in range(10)]
    for name in ("StepLR", "MultiStepLR"):
        assert sum(is_lower(records[name], records["constant"]) for records in tables) >= 9


@given(LOSSES, LOSSES, LOSSES, LOSSES)
def test_directions_are_those_of_the_losses(
    still: list[float], still_val: list[float], stepped: list[float], stepped_val: list[float]
) -> None:
    constant, scheduled = trace(still, still_val, 10), trace(stepped, stepped_val, 5)
    sentences = key_insight(constant, {"StepLR": scheduled}).sentences
    helps = stepped[-1] < still[-1] and stepped_val[-1] < still_val[-1]
    assert sentences[0].startswith("Large rates early" if helps else "A schedule is no gain in itself")
    at_cut = re.search(r"in epoch 6, the first at 0.05, the loss (\w+)", sentences[2])
    assert at_cut
    assert at_cut[1] == direction(stepped[4], stepped[5], "falls", "rises", "stays")
    for figure, value, other in (("training", stepped, still), ("validation", stepped_val, still_val)):
        compared = re.search(rf"{figure} loss of [\d.]+, (?:[\d.]+ )?(lower|higher|as)", sentences[2])
        assert compared
        assert compared[1] == direction(other[-1], value[-1], "lower", "higher", "as")


def direction(before: float, after: float, down: str, up: str, same: str) -> str:
    """Return the word for a change that is told in four places."""
    return same if f"{before:.4f}" == f"{after:.4f}" else down if after < before else up


def test_a_schedule_that_does_not_help_is_not_praised() -> None:
    losses = [1 / epoch for epoch in range(1, 11)]
    worse = [loss + 0.1 for loss in losses]
    insight = key_insight(trace(losses, losses, 10), {"StepLR": trace(worse, worse, 5)})
    assert "Why schedules exist" in insight.sentences[0]
    assert "0.1000 higher than the constant rate" in insight.sentences[2]


def test_without_validation_rows_there_is_nothing_to_tell() -> None:
    records = [record._replace(val_loss=None) for record in trace([1.0] * 10, [1.0] * 10, 5)]
    with pytest.raises(ValueError, match="validation"):
        key_insight(records, {"StepLR": records})
