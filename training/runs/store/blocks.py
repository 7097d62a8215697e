"""Finished epochs as bytes, every double as it is: SQLite's own REAL would forget what is no number."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from training.engine.figures import MEASURED
from training.engine.record import EpochRecord

FIGURES = MEASURED
DOUBLE = 8  # bytes


class Block(NamedTuple):
    """Successive epochs; `figures` names the columns of `numbers`, with commas: those of the table, or others."""

    first: int
    figures: str
    numbers: bytes
    batch_lrs: bytes


def blocks_of(records: Sequence[EpochRecord]) -> Iterator[Block]:
    """Yield the records as blocks of epochs that have the same figures."""
    for (figures, further, _), group in groupby(records, _shape):
        epochs = list(group)
        numbers = [
            value
            for record in epochs
            for value in (*map(partial(getattr, record), figures), *map(record.further.get, further))
        ]
        rates = [rate for record in epochs for rate in record.batch_lrs]
        yield Block(epochs[0].epoch, ",".join((*figures, *further)), _pack(numbers), _pack(rates))


def cut(block: Block, last: int) -> Block:
    """Return the block's epochs up to `last`."""
    epochs = len(block.numbers) // DOUBLE // (block.figures.count(",") + 1)
    share = min(epochs, last - block.first + 1)
    numbers, rates = (content[: len(content) // epochs * share] for content in (block.numbers, block.batch_lrs))
    return block._replace(numbers=numbers, batch_lrs=rates)


def records_of(block: Block) -> Iterator[EpochRecord]:
    """Yield the epochs of a block."""
    names = block.figures.split(",")
    numbers, rates = _unpack(block.numbers), _unpack(block.batch_lrs)
    epochs = len(numbers) // len(names)
    batches = len(rates) // epochs
    nothing, others = dict.fromkeys(FIGURES), [name for name in names if name not in FIGURES]
    for index in range(epochs):
        figures = dict(zip(names, numbers[index * len(names) : (index + 1) * len(names)], strict=True))
        further = {name: figures.pop(name) for name in others} if others else {}
        of_batches = tuple(rates[index * batches : (index + 1) * batches])
        measured = EpochRecord(block.first + index, **nothing | figures, batch_lrs=of_batches)  # type: ignore[arg-type]
        yield measured.with_further(further)


def _shape(record: EpochRecord) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Return the figures that the epoch has, measured and further ones, and how many rates of batches."""
    measured = tuple([name for name in FIGURES if getattr(record, name) is not None])
    return measured, tuple(record.further), len(record.batch_lrs)


def _pack(numbers: Sequence[float]) -> bytes:
    doubles = array("d", numbers)
    if sys.byteorder == "big":
        doubles.byteswap()
    return doubles.tobytes()


def _unpack(content: bytes) -> array[float]:
    doubles = array("d", content)
    if sys.byteorder == "big":
        doubles.byteswap()
    return doubles
