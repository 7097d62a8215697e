"""A store of 1,000 runs of 100 epochs: to fill it, to open its list, to filter and to sort.

Run from the project's root: python -m tests.benchmarks.run_store
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from training.engine.checkpoint import checkpoint_of
from training.engine.data import load
from training.engine.record import EpochRecord
from training.engine.train import start
from training.experiment.experiment import Experiment
from training.experiment.schedulers import StepLR
from training.runs.run import Status
from training.runs.store import Mode, RunStore

RUNS, EPOCHS = 1000, 100
OPENED, ANSWERED = 500, 100  # ms that opening the list and an answer may take
ANSWERS: dict[str, dict[str, str]] = {
    "filter loss < 0.4": {"filter": "loss < 0.4"},
    "filter scheduler.gamma >= 0.5 tag = good": {"filter": "scheduler.gamma >= 0.5 tag = good"},
    "search for a word": {"filter": "run 77"},
    "sort by loss": {"order": "loss"},
    "sort by scheduler.step_size, falling": {"order": "-scheduler.step_size"},
}


def fill(store: RunStore) -> None:
    """Put the runs into the store, each as ten commits and with a real checkpoint."""
    chance = random.Random(0)
    checkpoint = checkpoint_of(start(Experiment(), load(Experiment().data)))
    for number in range(RUNS):
        scheduler = StepLR(step_size=chance.randint(1, 50), gamma=chance.random())
        run = store.create(Experiment(epochs=EPOCHS, scheduler=scheduler, seed=number))
        for first in range(1, EPOCHS, 10):
            store.append(run, [record(epoch, chance.random()) for epoch in range(first, first + 10)], checkpoint)
        store.rename(run, f"run {number}")
        store.set_tags(run, chance.sample(["good", "bad", "later"], 1))
        store.finish(run, Status.FINISHED)


def record(epoch: int, loss: float) -> EpochRecord:
    """Return an epoch whose figures do not matter."""
    return EpochRecord(epoch, 0.1, 0.1, loss, 0.5, loss, 0.5, 0.01)


def measure(name: str, work: Callable[[], object], most: float, rounds: int = 15) -> None:
    """Print how long the work takes, and whether that is short enough."""
    times = []
    for _ in range(rounds):
        begin = perf_counter()
        work()
        times.append((perf_counter() - begin) * 1000)
    verdict = "" if max(times) <= most else f", more than {most} ms"
    print(f"{name:<44} {median(times):>7.1f} ms ({min(times):.1f} to {max(times):.1f}){verdict}")


def main() -> None:
    """Fill a store and measure it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "runs.sqlite"
        begin = perf_counter()
        with RunStore(path, Mode.WRITE) as store:
            fill(store)
        seconds = perf_counter() - begin
        print(f"{'fill':<44} {seconds * 1000 / RUNS:>7.1f} ms a run of {EPOCHS} epochs, {path.stat().st_size:,} bytes")

        def opened() -> None:
            with RunStore(path, Mode.READ) as reader:
                assert len(reader.find()) == RUNS

        measure("open the list", opened, OPENED)
        with RunStore(path, Mode.READ) as reader:
            for name, question in ANSWERS.items():
                measure(name, lambda question=question: reader.find(**question), ANSWERED)  # type: ignore[misc]
            measure("load a run", lambda: reader.load(RUNS // 2), ANSWERED)


if __name__ == "__main__":
    main()
