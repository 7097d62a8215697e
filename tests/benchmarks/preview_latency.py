"""From a key in the form to the whole redrawn preview, at 10,000 epochs.

Run from the project's root: python -m tests.benchmarks.preview_latency
"""

from __future__ import annotations

import time

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from tests.benchmarks.window import open_window, wait

EPOCHS = 10_000


def main(keys: int = 20) -> None:
    """Type digits into step_size and wait, each time, for the last block and its paint."""
    app, bench = open_window()
    bench.context.document.set_value("epochs", EPOCHS)
    field = bench.context.form.findChild(QLineEdit, "scheduler.step_size")
    wait(
        app,
        lambda: bench.context.preparation.schedule is not None and len(bench.context.preparation.schedule.lr) == EPOCHS,
    )
    taken = []
    for number in range(keys):
        field.clear()
        wait(app, lambda: True)
        bench.context.preparation.schedule = None
        begin = time.perf_counter()
        QTest.keyClicks(field, str(1 + number % 9))
        while bench.context.preparation.schedule is None or len(bench.context.preparation.schedule.lr) < EPOCHS:
            app.processEvents()
        app.processEvents()
        taken.append((time.perf_counter() - begin) * 1000)
    taken.sort()
    print(f"preview of {EPOCHS} epochs after a key: median {taken[keys // 2]:.0f} ms, slowest {taken[-1]:.0f} ms")
    bench.close_guard.close_now()


if __name__ == "__main__":
    main()
