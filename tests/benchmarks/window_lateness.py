"""Lateness of the window's event loop while it trains flat out with live plots.

Run from the project's root: python -m tests.benchmarks.window_lateness [SECONDS]
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QEventLoop, QTimer

from tests.benchmarks.window import Lateness, open_window, wait


def main(seconds: float) -> None:
    """Watch an idle window for a fifth of the time, then train."""
    app, bench = open_window()
    for name, share in (("idle", 0.2), ("training", 1.0)):
        if name == "training":
            bench.context.document.set_value("epochs", 10_000_000)
            bench.context.actions["train"].trigger()
            wait(app, lambda: bench.context.session.live is not None and len(bench.context.session.live.trace) > 10)
        clock = Lateness(bench)
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds * share), loop.quit)
        loop.exec()
        clock.deleteLater()
        print(f"{name:>9}: {clock.words()}")
    epochs = len(bench.context.session.runs[0].trace)
    print(
        f"{epochs} epochs, {epochs / seconds:.0f} a second, table {bench.controllers.runs.trace_model.rowCount()} rows"
    )
    bench.close_guard.close_now()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)
