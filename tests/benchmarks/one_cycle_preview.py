"""A OneCycleLR over 100,000 batches: how soon its first part is drawn, and what all of it costs.

Measured side by side: torch's bare stepping loop, the preview, and the preview in the window after an edit.
Run from the project's root: python -m tests.benchmarks.one_cycle_preview [ROUNDS]
"""

from __future__ import annotations

import math
import statistics
import sys
import time

import torch
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from gui.window.workbench import Workbench
from tests.benchmarks.window import Lateness, open_window, wait
from training.experiment.data import Moons
from training.experiment.experiment import Experiment
from training.experiment.optimizers import SGD
from training.experiment.schedulers import OneCycleLR
from training.schedule.preview import Schedule, preview_blocks

ROWS, EPOCHS = 1000, 100  # one row in a batch: 100,000 batches
STEPS = ROWS * EPOCHS
KEY_MS = 150  # between two keys of a quick hand: what follows a preview, such as the script, has its turn
EXPERIMENT = Experiment(
    epochs=EPOCHS,
    batch_size=1,
    data=Moons(rows=ROWS, validation=0.0),
    optimizer=SGD(lr=0.1, momentum=0.9),
    scheduler=OneCycleLR(max_lr=0.1),
)


def bare_loop() -> float:
    """Return the seconds that torch itself takes to build the scheduler and step it."""
    begin = time.perf_counter()
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=STEPS)
    optimizer._opt_called = True  # type: ignore[attr-defined]
    for _ in range(STEPS):
        scheduler.step()
    return time.perf_counter() - begin


def whole_preview() -> float:
    """Return the seconds that the preview takes, without a window."""
    begin = time.perf_counter()
    for _ in preview_blocks(EXPERIMENT, ROWS):
        pass
    return time.perf_counter() - begin


def in_the_window(bench: Workbench, number: int) -> tuple[float, float]:
    """Edit max_lr; return the seconds to the first part on the screen and to the whole curve."""
    loop, drawn = QEventLoop(), list[float]()
    begin = time.perf_counter()

    def note(schedule: Schedule) -> None:
        bench.window.plots.repaint()
        drawn.append(time.perf_counter() - begin)
        if len(schedule.lr) == EPOCHS:
            loop.quit()

    bench.context.preparation.schedule_changed.connect(note)
    bench.context.document.set_value("scheduler.max_lr", 0.1 + number / 100)
    loop.exec()
    bench.context.preparation.schedule_changed.disconnect(note)
    return drawn[0], drawn[-1]


def dropped(app: QApplication, bench: Workbench) -> int:
    """Edit three times in a row; return the previews that grew after the last edit without being the last one's."""
    tops: list[float] = []
    bench.context.preparation.schedule_changed.connect(lambda schedule: tops.append(float(schedule.rates[0, 0])))
    for lr in (1.0, 2.0, 3.0):
        bench.context.document.set_value("scheduler.max_lr", lr)
        limit = time.perf_counter() + 0.05
        wait(app, lambda limit=limit: time.perf_counter() > limit)
    edited = len(tops)
    wait(
        app,
        lambda: (
            bench.context.preparation.schedule is not None
            and len(bench.context.preparation.schedule.lr) == EPOCHS
            and math.isclose(tops[-1], 3.0 / 25)
        ),
    )
    return sum(not math.isclose(top, 3.0 / 25) for top in tops[edited:])


def main(rounds: int) -> None:
    """Print medians of interleaved rounds."""
    torch.set_num_threads(1)
    pairs = [(bare_loop(), whole_preview()) for _ in range(rounds)]
    print(f"bare loop of {STEPS:,} steps: {1000 * statistics.median(bare for bare, _ in pairs):.0f} ms")
    print(f"preview against it: {statistics.median(ours / bare for bare, ours in pairs):.2f} x")
    app, bench = open_window()
    bench.context.document.replace(EXPERIMENT)
    wait(app, lambda: bench.context.preparation.dataset is not None and bench.context.preparation.dataset.rows == ROWS)
    in_the_window(bench, 0)
    clock = Lateness(bench)
    edits = []
    for number in range(rounds):
        rest = QEventLoop()
        QTimer.singleShot(KEY_MS, rest.quit)
        rest.exec()
        edits.append(in_the_window(bench, number + 1))
    print(f"first part drawn: slowest {1000 * max(first for first, _ in edits):.0f} ms after an edit")
    whole = statistics.median(seconds for _, seconds in edits)
    print(f"all of it drawn: {whole / statistics.median(bare for bare, _ in pairs):.2f} x the bare loop")
    print(f"window meanwhile: {clock.words()}")
    print(f"blocks of a dropped preview that still came: {dropped(app, bench)}")
    bench.close_guard.close_now()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
