"""Speed of `sweep()` against textbook loops one after the other, of shared pasts against separate runs, of recording.

Run from the project's root: python -m tests.benchmarks.sweep_speed
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import torch

from tests.textbook import textbook
from training.engine.data import load
from training.engine.data.dataset import Dataset
from training.engine.record import EpochRecord
from training.engine.sweep.sweep import Way, sweep
from training.engine.train import train
from training.experiment.experiment import Experiment
from training.experiment.file import plain
from training.experiment.schedulers import StepLR
from training.experiment.sweep import sweep_of
from training.runs.store import Mode, RunStore
from training.runs.stored_sweep import begin_sweep
from training.runs.sweep_recorder import SweepRecorder, train_unrecorded

ROUNDS = 3
TEXTBOOK_RUNS = 64  # of a larger sweep only so many are trained the textbook's way, and their time is multiplied up
FIGURES = slice(3, 7)
Traces = dict[int, list[EpochRecord]]


def grid(gammas: Sequence[float], sizes: Sequence[int], seeds: int) -> list[Experiment]:
    """Return runs of the tutorial's network."""
    return [
        Experiment(seed=seed, scheduler=StepLR(step_size=size, gamma=gamma))
        for gamma, size, seed in product(gammas, sizes, range(seeds))
    ]


def swept(experiments: Sequence[Experiment], data: Dataset, exact: bool = False) -> Traces:
    """Return the records of each run."""
    traces: Traces = {}
    for update in sweep(experiments, {experiments[0].data: data}, exact):
        assert update.record is not None, update.message
        traces.setdefault(update.run, []).append(update.record)
    return traces


def without_time(records: Sequence[EpochRecord]) -> list[EpochRecord]:
    return [record._replace(seconds=0.0) for record in records]


def measure_batches(experiments: Sequence[Experiment], data: Dataset, wanted: float) -> None:
    """Compare a batched sweep with textbook loops, in turn, and all its traces with single runs."""
    chosen = experiments[:: len(experiments) // TEXTBOOK_RUNS]
    traces, ratios, pairs = swept(experiments, data), [], []
    for _ in range(ROUNDS):
        begin = perf_counter()
        swept(experiments, data)
        middle = perf_counter()
        for experiment in chosen:
            textbook(experiment, data)
        pairs.append((middle - begin, (perf_counter() - middle) * len(experiments) / len(chosen)))
        ratios.append(pairs[-1][1] / pairs[-1][0])
    ours, theirs = (median(side) for side in zip(*pairs, strict=True))
    largest, equal = differences(experiments, data, traces)
    print(
        f"{len(experiments)} runs together: {ours:.3f} s, textbook {theirs:.1f} s = {median(ratios):.0f} × "
        f"({min(ratios):.0f} to {max(ratios):.0f}; wanted {wanted:.0f}); largest difference {largest:.1e}, "
        f"{equal} runs bit-equal"
    )


def differences(experiments: Sequence[Experiment], data: Dataset, traces: Traces) -> tuple[float, int]:
    """Return the largest difference of a figure to single runs, and how many runs have none."""
    largest, equal = 0.0, 0
    for run, experiment in enumerate(experiments):
        alone = list(train(experiment, data))
        equal += without_time(alone) == without_time(traces[run])
        for mine, its in zip(traces[run], alone, strict=True):
            assert mine[:3] == its[:3]
            largest = max(largest, *(abs(a - b) for a, b in zip(mine[FIGURES], its[FIGURES], strict=True)))
    return largest, equal


def measure_shared_past(experiments: Sequence[Experiment], data: Dataset, wanted: float) -> None:
    """Compare runs that share their past with separate ones, in turn; they must be equal to the last bit."""
    pairs = []
    for _ in range(2 * ROUNDS + 1):
        begin = perf_counter()
        traces = swept(experiments, data, exact=True)
        middle = perf_counter()
        alone = [list(train(experiment, data)) for experiment in experiments]
        pairs.append((middle - begin, perf_counter() - middle))
        assert all(without_time(traces[run]) == without_time(records) for run, records in enumerate(alone))
    ratios = [theirs / ours for ours, theirs in pairs]
    print(
        f"{len(experiments)} runs of one seed, shared past: {median(ratios):.2f} × separate runs "
        f"({min(ratios):.2f} to {max(ratios):.2f}; wanted {wanted}), bit-equal"
    )


def measure_recording(gammas: Sequence[float], sizes: Sequence[int], seeds: int, data: Dataset) -> None:
    """Compare a recorded sweep, from its beginning to its last status on the disk, with one that is not, in turn."""
    varied = {"scheduler.gamma": list(gammas), "scheduler.step_size": list(sizes), "seed": list(range(seeds))}
    sweep, datasets = sweep_of(plain(Experiment()), varied), {Experiment().data: data}
    pairs = []
    with TemporaryDirectory() as folder, RunStore(Path(folder) / "runs.sqlite", Mode.WRITE) as store:
        for _ in range(4 * ROUNDS + 1):
            begin = perf_counter()
            deque(train_unrecorded(sweep, Way.FAST, datasets), maxlen=0)
            middle = perf_counter()
            recorder = SweepRecorder(store, begin_sweep(store, sweep, Way.FAST), print)
            deque(recorder.train(datasets), maxlen=0)
            pairs.append((middle - begin, perf_counter() - middle))
    ratios = [recorded / not_recorded for not_recorded, recorded in pairs]
    print(
        f"{len(sweep.variants)} runs recorded: {median(ratios):.2f} × as long as not recorded "
        f"({min(ratios):.2f} to {max(ratios):.2f}; wanted 1.15)"
    )


def main() -> None:
    """Measure on one thread."""
    torch.set_num_threads(1)
    data = load(Experiment().data)
    measure_recording((0.1, 0.3, 0.5, 0.9), (2, 3, 4, 5), 4, data)
    measure_recording([0.1 * n for n in range(1, 9)], range(1, 9), 8, data)
    measure_shared_past(grid([0.1 * n for n in range(1, 9)], range(1, 9), 1), data, 1.6)
    measure_batches(grid((0.1, 0.3, 0.5, 0.9), (2, 3, 4, 5), 4), data, 40)
    measure_batches(grid([0.1 * n for n in range(1, 9)], range(1, 9), 8), data, 80)


if __name__ == "__main__":
    main()
