"""Lateness of the window's event loop while short runs are trained one after another, beside all that were before.

Run from the project's root: python -m tests.benchmarks.many_runs_lateness [RUNS] [STORED] [EPOCHS]
STORED runs are in the store before the window opens; after the last training their curves are all shown by hand.
"""

from __future__ import annotations

import sys
import time
from statistics import median

from PySide6.QtWidgets import QApplication

from gui.window.workbench import Workbench
from tests.benchmarks.window import Lateness, lateness_words, open_window, rest, train_one
from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment
from training.runs.run import Status
from training.runs.store import Mode, RunStore, default_path

TICK_MS, BLOCK, BESIDE = 2, 50, 10  # every so many milliseconds a tick; runs in a line; runs in a figure of the start


def fill_store(runs: int, epochs: int) -> None:
    """Keep runs as earlier sessions would have."""
    with RunStore(default_path(), Mode.WRITE) as store:
        for run in range(runs):
            number = store.create(Experiment(epochs=epochs, seed=run), "cpu")
            rows = [EpochRecord(e, 0.1, 0.1, 1 / (e + run % 7), 0.5, None, None, 0.01) for e in range(1, epochs + 1)]
            store.append(number, rows, b"state", {epochs: b"state"})
            store.finish(number, Status.FINISHED)


class Sitting:
    """Trains runs and notes what the window worked for each of them and how late it was meanwhile."""

    def __init__(self, app: QApplication, bench: Workbench) -> None:
        """Watch from now on."""
        self._app, self._bench = app, bench
        self.costs: list[float] = []
        self.late: list[float] = []
        self.worked: list[float] = []

    def train(self, runs: int, name: str = "runs") -> None:
        """Train so many runs and print how late the window was."""
        clock = Lateness(self._bench, TICK_MS)
        for _ in range(runs):
            self.costs.append(train_one(self._app, self._bench))
        clock.deleteLater()
        self.late += clock.late
        self.worked += clock.worked
        print(f"{name} {len(self.costs) - runs + 1:>4} to {len(self.costs):>4}: {clock.words()}", flush=True)
        print(f"{'work between two ticks':>22}: {lateness_words(clock.worked)}", flush=True)

    def words(self) -> str:
        """Return how late the window was, and what a run cost it after 10, 100 and all runs."""
        ends = [end for end in (BESIDE, 100, len(self.costs)) if end <= len(self.costs)]
        means = (f"{end} runs {median(self.costs[end - BESIDE : end]):.0f} ms" for end in ends)
        return (
            f"{lateness_words(self.late)}\nwork between two ticks: {lateness_words(self.worked)}\n"
            f"the window's work for a run (median of {BESIDE}) after {', '.join(means)}; most {max(self.costs):.0f} ms"
        )


def show_all(bench: Workbench) -> None:
    """Check every run by hand, as Select all and the box do, and print what it took."""
    begin = time.perf_counter()
    bench.controllers.runs.panel.set_checked(run.id for run in bench.context.library.find())
    print(f"show {len(bench.controllers.runs.panel.checked())} curves: {time.perf_counter() - begin:.2f} s")
    rest(2000)


def main(runs: int = 300, stored: int = 0, epochs: int = 10) -> None:
    """Train, then show all and train on."""
    fill_store(stored, epochs)
    app, bench = open_window()
    bench.context.document.set_value("epochs", epochs)
    train_one(app, bench)
    sitting = Sitting(app, bench)
    for _ in range(0, runs, BLOCK):
        sitting.train(min(BLOCK, runs))
    print(f"all: {sitting.words()}")
    print(f"{len(bench.controllers.runs.panel.checked())} of {len(bench.context.library.find())} runs are shown")
    show_all(bench)
    sitting = Sitting(app, bench)
    sitting.train(20, "with all shown")
    print(f"all shown: {sitting.words()}")
    bench.close_guard.close_now()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
