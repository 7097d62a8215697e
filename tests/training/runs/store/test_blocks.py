from __future__ import annotations

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.engine.record import EpochRecord
from training.runs.store.blocks import FIGURES, blocks_of, records_of

FURTHER = ("grad_norm", "r2")
DOUBLES = st.integers(0, 2**64 - 1).map(lambda bits: struct.unpack("<d", struct.pack("<Q", bits))[0])


@st.composite
def epochs(draw: st.DrawFn) -> list[EpochRecord]:
    """Epochs of any doubles, all bit patterns, each with any figures missing, and any that no table knows."""
    first = draw(st.integers(1, 10**9))
    records = []
    for number in range(first, first + draw(st.integers(1, 8))):
        figures = {name: draw(st.none() | DOUBLES) for name in FIGURES[1:]}
        rates = tuple(draw(st.lists(DOUBLES, max_size=3)))
        record = EpochRecord(number, draw(DOUBLES), **figures, batch_lrs=rates)
        records.append(record.with_further(draw(st.dictionaries(st.sampled_from(FURTHER), DOUBLES))))
    return records


def bits(record: EpochRecord) -> list[object]:
    values = [*record[1:-1], *record.batch_lrs, *(record.further.get(name) for name in FURTHER)]
    return [record.epoch, *(value if value is None else struct.pack("<d", value) for value in values)]


@pytest.mark.slow
@given(epochs())
def test_every_double_comes_back_bit_by_bit(records: list[EpochRecord]) -> None:
    back = [record for block in blocks_of(records) for record in records_of(block)]
    assert list(map(bits, back)) == list(map(bits, records))


def test_epochs_of_one_training_are_one_block() -> None:
    records = [EpochRecord(number, 0.1, 0.1, math.nan, 0.5, None, None, 0.2) for number in range(1, 1001)]
    (block,) = blocks_of(records)
    assert block.figures == "lr,lr_after,loss,accuracy,seconds"
    assert len(block.numbers) == 1000 * 5 * 8
