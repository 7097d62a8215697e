"""What the plots cost: building, planning, and drawing a run of a million epochs as it grows.

Run it with `python -m tests.benchmarks.plot_drawing`.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from statistics import median

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication

from gui.plots.plots_panel import PlotsPanel
from gui.theme import LIGHT
from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment
from training.runs.trace import Trace
from training.schedule.preview import Schedule

EPOCHS = 1_000_000
BLOCK = 500  # epochs that arrive between two frames
FRAMES = 40


def grow(trace: Trace, count: int, noise: np.random.Generator) -> None:
    """Add `count` plausible, noisy epochs."""
    start, total = len(trace), trace.experiment.epochs
    rows = np.arange(start, start + count)
    lr = 0.1 * 0.5 ** (rows // 200_000)
    after = 0.1 * 0.5 ** ((rows + 1) // 200_000)
    fall = np.exp(-5 * rows / total)
    figures = [
        lr,
        after,
        0.3 + 0.4 * fall + 0.05 * noise.standard_normal(count),
        np.clip(0.9 - 0.4 * fall + 0.02 * noise.standard_normal(count), 0, 1),
        0.35 + 0.4 * fall + 0.08 * noise.standard_normal(count),
        np.clip(0.85 - 0.4 * fall + 0.03 * noise.standard_normal(count), 0, 1),
        np.full(count, 0.001),
    ]
    trace.extend(
        EpochRecord(*row) for row in zip((rows + 1).tolist(), *(f.tolist() for f in figures), strict=True)
    )


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long the work takes."""
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def report(name: str, times: list[float]) -> None:
    """Print the middle and the longest time."""
    sys.stdout.write(f"{name:48} median {median(times):7.2f} ms   longest {max(times):7.2f} ms\n")


def growing(panel: PlotsPanel, trace: Trace, noise: np.random.Generator, name: str) -> None:
    """Let the run grow for some frames and report the two parts of each."""
    refreshing, painting = [], []
    for _ in range(FRAMES):
        grow(trace, BLOCK, noise)
        refreshing.append(milliseconds(panel.refresh))
        painting.append(milliseconds(QApplication.processEvents))
    report(f"{name}: refresh", refreshing)
    report(f"{name}: paint", painting)


def main() -> None:
    """Measure and print."""
    app = QApplication.instance() or QApplication([])
    noise = np.random.default_rng(0)
    start = time.perf_counter()
    panel = PlotsPanel(LIGHT)
    report("build the panel", [1000 * (time.perf_counter() - start)])
    panel.resize(1000, 760)
    report("show and paint it first", [milliseconds(lambda: (panel.show(), app.processEvents()))])
    rates = 0.05 * (1 + np.cos(np.pi * np.arange(10_001) / 10_000))
    plans = [Schedule(10_000, rates[:-1], rates[1:]) for _ in range(FRAMES)]
    report(
        "set_schedule, 10,000 epochs",
        [milliseconds(lambda plan=plan: panel.set_schedule(plan)) for plan in plans],
    )
    report("paint it", [milliseconds(app.processEvents)])
    panel.set_schedule(None)
    trace = Trace(Experiment(epochs=EPOCHS))
    grow(trace, EPOCHS - 6 * FRAMES * BLOCK, noise)
    report("add_run, a million epochs", [milliseconds(lambda: panel.add_run(1, trace, LIGHT.run(0), "run"))])
    panel.select_run(1)
    report("paint it", [milliseconds(app.processEvents)])
    growing(panel, trace, noise, "grow near a million")
    report("set_smoothing(0.9)", [milliseconds(lambda: panel.set_smoothing(0.9))])
    report("a slice of smoothing, with paint", [milliseconds(app.processEvents) for _ in range(15)])
    growing(panel, trace, noise, "grow, smoothed")
    panel.set_log("epoch", True)
    growing(panel, trace, noise, "grow, smoothed, log epochs")
    report(
        "crosshair",
        [
            milliseconds(lambda e=e: (panel.show_epoch(e), app.processEvents()))
            for e in range(1, EPOCHS, 20_000)
        ],
    )
    report("set_colors", [milliseconds(lambda: panel.set_colors(LIGHT))])
    panel.close()


if __name__ == "__main__":
    main()
