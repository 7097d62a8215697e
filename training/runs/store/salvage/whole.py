"""What is whole of each run in a damaged store, put together from its rows; never from those of two runs."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from training.engine.record import EpochRecord
from training.runs.store.blocks import Block, cut, records_of
from training.runs.store.salvage.records import Record
from training.runs.store.salvage.rows import ROWS, BlockRow, RunRow, StateRow, SweepRow


class WholeRun(NamedTuple):
    """A run as far as it is whole."""

    row: RunRow
    plan: str  # its experiment as text
    blocks: list[Block]
    states: list[StateRow]
    tags: tuple[str, ...]
    sweep: SweepRow | None
    epochs: int
    missing: int  # how many epochs it had beyond those that are whole
    broken: list[int]  # after which epochs the states are damaged, or belong to epochs that are

    @property
    def number(self) -> int:
        """Return what it was called where it comes from."""
        return self.row.id

    @property
    def is_sure(self) -> bool:
        """Whether its number is: an epoch, which says the same, is there, or there never was one."""
        return self.epochs > 0 or not self.missing


class LostRun(NamedTuple):
    """A run of which it is not known what it trained."""

    number: int
    epochs: int  # that are whole, but belong to nothing


class Rows:
    """All rows of a file, by run; the likely ones first."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._found: dict[str, dict[Any, list[tuple[int, Any]]]] = {name: defaultdict(list) for name in ROWS}
        self._tags: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        for table, values, rank in records:
            if table == "tags":
                self._tags[values[0]][rank].add(str(values[1]))  # type: ignore[index]
            else:
                self._found[table][values[0]].append((rank, ROWS[table](*values)))

    def runs(self) -> Iterator[WholeRun | LostRun]:
        """Yield each run in order of the numbers."""
        for number in sorted({*self._found["runs"], *self._found["blocks"]}):
            blocks = self._chain(number)
            run = next(self._tellings(number, blocks), None)
            if run is not None:
                yield run
            elif blocks or self._found["runs"][number]:
                yield LostRun(number, sum(block.epochs for block in blocks))

    def _chain(self, run: int) -> list[BlockRow]:
        """Return the blocks that follow one another from the first epoch on."""
        found = [(row.checksum is None, rank, -row.epochs, row) for rank, row in self._found["blocks"][run]]
        chain: list[BlockRow] = []
        by_first: dict[int, BlockRow] = {}
        for *_, row in sorted(found, key=lambda entry: entry[:3]):
            if row.first not in by_first and row.epochs and row.is_whole:
                by_first[row.first] = row
        follows = 1
        while follows in by_first:
            chain.append(by_first[follows])
            follows += chain[-1].epochs
        return chain

    def _tellings(self, number: int, chain: Sequence[BlockRow]) -> Iterator[WholeRun]:
        """Yield the run as its rows tell of it, the one with most epochs first."""
        epochs = [epoch for row in chain for epoch in records_of(row.block)]
        summed = all(row.checksum is not None for row in chain)
        rows: list[tuple[int, RunRow]] = self._found["runs"][number]
        for _, row in sorted(rows, key=lambda entry: (-entry[1].epochs, entry[0])):
            last, plan = _last(row, epochs, summed), row.plan
            if last is not None and plan is not None:
                blocks = [cut(block.block, last) for block in chain if block.first <= last]
                yield self._run(row, plan, blocks, last)

    def _run(self, row: RunRow, plan: str, blocks: list[Block], last: int) -> WholeRun:
        found: list[tuple[int, StateRow]] = sorted(self._found["checkpoints"][row.id], key=lambda entry: entry[0])
        states = {state.epoch: state for _, state in reversed(found) if state.epoch <= last and state.is_whole}
        tags = self._tags[row.id]
        return WholeRun(
            row,
            plan,
            blocks,
            # of those that make place for the next, an old page may hold some that had to
            [states[epoch] for epoch in sorted(states) if states[epoch].kept or epoch == max(states)],
            tuple(sorted(tags[min(tags)])) if tags else (),
            self._sweep(row),
            last,
            max(0, row.epochs - last),
            sorted(_lost((state for _, state in found), states, max(row.epochs, last))),
        )

    def _sweep(self, row: RunRow) -> SweepRow | None:
        found: list[tuple[int, SweepRow]] = [] if row.sweep is None else self._found["sweeps"][row.sweep]
        return min(found, key=lambda entry: entry[0])[1] if found else None


def _last(row: RunRow, epochs: Sequence[EpochRecord], summed: bool) -> int | None:
    """Return up to which of the epochs the row speaks; None: they are another run's. `summed`: each has a checksum."""
    if not epochs or row.epochs <= 0:
        return 0
    below = next((at for at, epoch in enumerate(epochs) if _judged(epoch) < (row.lowest or -math.inf)), None)
    if row.epochs > len(epochs):
        return len(epochs) if below is None else None
    for last in (row.epochs, len(epochs)):
        if row.speaks_of(epochs[last - 1]):
            return last if below is None or summed else min(last, below)
    return None


def _lost(found: Iterable[StateRow], states: Mapping[int, StateRow], last: int) -> set[int]:
    """Return after which epochs a state was that is none any more; one that had to make place for the next is not."""
    newest = max(states, default=0)
    gone = {
        min(state.epoch, last)
        for state in found
        if (state.kept or state.epoch > newest) and (state.epoch <= last or not state.is_whole)
    }
    return gone - {*states}


def _judged(epoch: EpochRecord) -> float:
    return epoch.loss if epoch.val_loss is None else epoch.val_loss
