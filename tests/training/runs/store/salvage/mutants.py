"""Damage of every kind to a real store, and what is told of its runs afterwards.

python -m tests.training.runs.store.salvage.mutants [COUNT] [SEED] [VERSION] prints how much was saved of COUNT mutants.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.training.runs.store.version_1 import make_version_1
from training.engine.checkpoint import packed
from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment
from training.experiment.optimizers import SGD
from training.runs.run import Status
from training.runs.store import Mode, RunStore
from training.runs.store.blocks import records_of
from training.runs.store.salvage import WholeRun, runs_of_file
from training.runs.store.salvage.pages import Image, Pages, View
from training.runs.store.salvage.records import LEAF, cell_starts, layout_of, local_part, records_at

RUNS, EPOCHS, PAGE = 12, 60, 4096
Original = dict[int, tuple[str, list[str], dict[int, bytes]]]  # experiment, epochs and states of each run


def epoch_of(chance: random.Random, number: int, batches: int) -> EpochRecord:
    shares = chance.random(), chance.random()
    rates = (0.1, *(chance.random() for _ in range(batches - 1))) if batches else ()
    losses = chance.expovariate(1), chance.expovariate(1)
    return EpochRecord(number, 0.1, 0.05, losses[0], shares[0], losses[1], shares[1], chance.random(), batch_lrs=rates)


def make(path: Path, seed: int, count: int = RUNS) -> None:
    """Write runs of many blocks, some with rates of batches, which go on in other pages, as do the states."""
    chance = random.Random(seed)
    with RunStore(path, Mode.WRITE) as store:
        runs = [store.create(Experiment(seed=n, epochs=EPOCHS, optimizer=SGD(lr=1 / (n + 1)))) for n in range(count)]
        for begin in range(1, EPOCHS, 10):
            for run in runs:
                epochs = [epoch_of(chance, number, run % 3 * 40) for number in range(begin, begin + 10)]
                state = packed({"weights": list(range(run * 100))})
                store.append(run, epochs, state, {epochs[-1].epoch: state} if run % 2 else {})
        for run in runs:
            store.finish(run, Status.FINISHED)
            store.rename(run, f"the run {run}")
            store.set_tags(run, [f"tag {run}"])


def told(path: Path) -> Original:
    """Return what can be got out of the file."""
    found = (run for run in runs_of_file(path) if isinstance(run, WholeRun))
    return {
        run.number: (
            run.row.text,
            [repr(epoch) for block in run.blocks for epoch in records_of(block)],
            {state.epoch: state.state for state in run.states},
        )
        for run in found
    }


def homes_in(content: bytes) -> dict[int, set[tuple[int, int]]]:
    """Return for each run where its rows are, and the pages that they go on in."""
    view, homes = View(content, PAGE, {}), defaultdict(set)
    for at in range(PAGE, len(content), PAGE):
        page = content[at : at + PAGE]
        starts = list(cell_starts(page)) if page[0] == LEAF else []
        for layout in filter(None, (layout_of(page, start, len(content)) for start in starts)):
            image = Image(page, 0)
            run = next(records_at(layout, image, Pages([image], [view], len(content)), 0)).values[0]
            homes[run].add((at + min(starts), at + PAGE))
            end = layout.begin + local_part(layout.length, PAGE - 35, PAGE)
            follows = int.from_bytes(page[end : end + 4]) if end < layout.begin + layout.length else 0
            while follows:
                homes[run].add(((follows - 1) * PAGE, follows * PAGE))
                follows = int.from_bytes(view.page(follows)[:4])
    return homes


def flip_bits(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 1, 10, 100))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def zero(content: bytearray, chance: random.Random) -> None:
    length, at = chance.choice((16, 512, PAGE, 5 * PAGE)), chance.randrange(len(content))
    content[at : at + length] = bytes(len(content[at : at + length]))


def truncate(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(len(content)) :]


def swap(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 5))):
        one, two = (chance.randrange(len(content) // PAGE) * PAGE for _ in range(2))
        content[one : one + PAGE], content[two : two + PAGE] = content[two : two + PAGE], content[one : one + PAGE]


def break_header(content: bytearray, chance: random.Random) -> None:
    for at in range(100):
        if chance.random() < 0.5:
            content[at] = chance.randrange(256)


def scramble(content: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(content))
    for place in range(at, min(len(content), at + chance.choice((4, 64, 2000)))):
        content[place] = chance.randrange(256)


DAMAGES: tuple[Callable[[bytearray, random.Random], None], ...] = (
    flip_bits, zero, truncate, swap, break_header, scramble,
)  # fmt: skip


class Damaged(NamedTuple):
    """A store that mutants are made of."""

    content: bytes
    original: Original
    homes: dict[int, set[tuple[int, int]]]

    @classmethod
    def of(cls, path: Path) -> Damaged:
        content = path.read_bytes()
        return cls(content, told(path), homes_in(content))

    def untouched(self, mutant: bytes) -> set[int]:
        """Return the runs of which no row, and no page that one goes on in, was changed."""
        return {
            run
            for run, homes in self.homes.items()
            if all(self.content[begin:end] == mutant[begin:end] for begin, end in homes)
        }

    def judge(self, mutant: bytes, found: Original) -> Counter[str]:
        """Count what was saved, what is told otherwise than it was, and what was lost without a reason."""
        counts: Counter[str] = Counter(
            runs=len(self.original), epochs=sum(len(epochs) for _, epochs, _ in self.original.values())
        )
        for run, (experiment, epochs, states) in found.items():
            truth = self.original.get(run)
            if truth is None or experiment != truth[0] or epochs != truth[1][: len(epochs)]:
                counts["wrong runs"] += 1
            elif states.items() - truth[2].items():
                counts["wrong states"] += 1
            else:
                counts["saved runs"] += 1
                counts["saved epochs"] += len(epochs)
        for run in self.untouched(mutant):
            counts["untouched"] += 1
            counts["untouched but lost"] += found.get(run) != self.original[run]
        counts["wrong mutants"] = int(counts["wrong runs"] > 0)
        return counts

    def mutants(self, count: int, seed: int, folder: Path) -> dict[str, Counter[str]]:
        """Damage the file in every way and return what became of it, by the kind of damage."""
        result: dict[str, Counter[str]] = defaultdict(Counter)
        path = folder / "mutant.sqlite"
        for number in range(count):
            damage, chance = DAMAGES[number % len(DAMAGES)], random.Random(seed * 1_000_003 + number)
            mutant = bytearray(self.content)
            damage(mutant, chance)
            path.write_bytes(mutant)
            result[damage.__name__].update(self.judge(mutant, told(path)))
            result[damage.__name__]["mutants"] += 1
        return result


def main(count: int, seed: int, version: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "runs.sqlite"
        make(path, seed)
        if version == 1:
            make_version_1(path)
        for name, counts in Damaged.of(path).mutants(count, seed, Path(folder)).items():
            print(f"{name:<13}", dict(counts))


if __name__ == "__main__":
    main(*(int(text) for text in (sys.argv[1:] + ["300", "0", "2"][len(sys.argv) - 1 :])))
