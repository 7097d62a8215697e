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
from gui.plots.run_plot import RunPlot
from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK, LIGHT
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
    trace.extend(EpochRecord(*row) for row in zip((rows + 1).tolist(), *(f.tolist() for f in figures), strict=True))


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


def measure_building() -> PlotsPanel:
    """Build, show and plan."""
    started = time.perf_counter()
    panel = PlotsPanel(Appearance(LIGHT))
    report("build the panel", [1000 * (time.perf_counter() - started)])
    panel.resize(1000, 760)
    report("show it, with its first paint", [milliseconds(lambda: (panel.show(), QApplication.processEvents()))])
    rates = 0.05 * (1 + np.cos(np.pi * np.arange(10_001) / 10_000))
    plans = [Schedule(10_000, rates[None]) for _ in range(FRAMES)]
    planning = [milliseconds(lambda plan=plan: panel.set_schedule(plan)) for plan in plans]
    report("set_schedule, 10,000 epochs", planning)
    panel.set_schedule(None)
    return panel


def measure_a_long_run(panel: PlotsPanel, noise: np.random.Generator) -> None:
    """Let a run of almost a million epochs grow, plain, smoothed, and over logarithmic epochs."""
    trace = Trace(Experiment(epochs=EPOCHS))
    grow(trace, EPOCHS - 3 * FRAMES * BLOCK, noise)
    report("add_run, a million epochs", [milliseconds(lambda: panel.add_run(1, trace, LIGHT.run(0), "run"))])
    panel.select_run(1)
    growing(panel, trace, noise, "a million epochs grow")
    report("set_smoothing(0.9)", [milliseconds(lambda: panel.set_smoothing(0.9))])
    report("a slice of smoothing, with its paint", [milliseconds(QApplication.processEvents) for _ in range(25)])
    growing(panel, trace, noise, "the same smoothed")
    panel.set_log("epoch", True)
    growing(panel, trace, noise, "the same over log epochs")
    steps = range(1, EPOCHS, EPOCHS // FRAMES)
    moving = [milliseconds(lambda e=e: (panel.show_epoch(e), QApplication.processEvents())) for e in steps]
    report("move the crosshair, with its paint", moving)
    report("another scheme", [milliseconds(lambda: panel.findChild(RunPlot).appearance.set_colors(DARK))])
    panel.set_log("epoch", False)
    panel.set_smoothing(0)
    panel.remove_run(1)


def measure_many_runs(panel: PlotsPanel, noise: np.random.Generator) -> None:
    """Let one of fifty runs grow."""
    traces = [Trace(Experiment(epochs=2 * FRAMES * BLOCK)) for _ in range(50)]
    for number, trace in enumerate(traces):
        grow(trace, 100, noise)
        panel.add_run(number, trace, LIGHT.run(number), f"run {number}")
    growing(panel, traces[0], noise, "one of 50 runs grows")


def main() -> None:
    """Measure and print."""
    app = QApplication.instance() or QApplication([])
    noise = np.random.default_rng(0)
    panel = measure_building()
    measure_a_long_run(panel, noise)
    measure_many_runs(panel, noise)
    panel.close()
    app.quit()


if __name__ == "__main__":
    main()
