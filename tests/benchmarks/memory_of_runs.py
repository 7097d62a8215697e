"""What the window keeps in memory of runs that are trained one after another: resident memory, and objects by kind.

Run from the project's root: python -m tests.benchmarks.memory_of_runs [RUNS] [EPOCHS]
"""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc
from collections import Counter

from tests.benchmarks.window import open_window, resident_megabytes, train_one

BLOCK = 50  # runs in a line
KINDS = ("Run", "Trace", "Experiment", "Curve", "RunCurves", "TrainingThread", "WeightHistory", "Trainer", "RunSummary")


def kinds() -> str:
    """Return how many objects of each kind are alive."""
    alive = Counter(type(thing).__name__ for thing in gc.get_objects())
    return "  ".join(f"{kind} {alive[kind]}" for kind in KINDS)


def main(runs: int = 500, epochs: int = 10, traced: int = 0) -> None:
    """Train, and print after every few runs what is there; `traced`: also what was allocated where, which is slow."""
    app, bench = open_window()
    bench.context.document.set_value("epochs", epochs)
    begin = time.monotonic()
    figures = []
    for number in range(1, runs + 1):
        if number == 2 * BLOCK and traced:
            tracemalloc.start()
        train_one(app, bench)
        if number % BLOCK == 0:
            gc.collect()
            figures.append(resident_megabytes())
            print(f"{number:>4} runs, {time.monotonic() - begin:.0f} s: {figures[-1]:.1f} MB  {kinds()}", flush=True)
    if len(figures) > 2:
        print(f"after the first {2 * BLOCK}: {1000 * (figures[-1] - figures[1]) / (runs - 2 * BLOCK):.1f} kB a run")
    if traced:
        for line in tracemalloc.take_snapshot().statistics("lineno")[:25]:
            print(line)
    bench.close_guard.close_now()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
