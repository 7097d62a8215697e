"""A run of a million epochs in the window: memory, answers of plot and table, and the CSV at its end.

Run from the project's root: python -m tests.benchmarks.million_epochs [EPOCHS]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop

from tests.benchmarks.window import Lateness, open_window, resident_megabytes, wait
from tests.exporters import exporter
from training.experiment.data import Blobs
from training.experiment.experiment import Experiment
from training.experiment.networks import Linear
from training.experiment.optimizers import SGD
from training.experiment.schedulers import StepLR


def main(epochs: int) -> None:
    """Train ten rows in one batch, as often as asked."""
    app, bench = open_window()
    tiny = Experiment(
        epochs=epochs,
        batch_size=10,
        data=Blobs(rows=10, validation=0.0),
        network=Linear(),
        optimizer=SGD(lr=0.001),
        scheduler=StepLR(step_size=max(1, epochs // 4), gamma=0.5),
    )
    bench.context.document.replace(tiny)
    wait(
        app,
        lambda: bench.context.preparation.dataset is not None and len(bench.context.preparation.dataset.features) == 2,
    )
    before = resident_megabytes()
    begin = time.monotonic()
    bench.context.actions["train"].trigger()
    clock = Lateness(bench)
    run = bench.context.session.runs[0]
    loop = QEventLoop()
    bench.context.session.run_ended.connect(loop.quit)
    loop.exec()
    clock.deleteLater()
    print(f"{len(run.trace)} epochs in {time.monotonic() - begin:.0f} s; {clock.words()}")
    print(f"memory grew by {resident_megabytes() - before:.0f} MB")
    begin = time.perf_counter()
    bench.window.plots.view_all()
    bench.controllers.runs.table.scrollToTop()
    app.processEvents()
    print(f"plots and table answer in {(time.perf_counter() - begin) * 1000:.0f} ms")
    path = Path(tempfile.mkdtemp()) / "trace.csv"
    bench.exports.write(exporter("export_csv"), run.trace, path)
    wait(app, path.exists)
    with path.open() as file:
        print(f"CSV of {sum(1 for _ in file) - 1} rows, {path.stat().st_size / 1e6:.0f} MB")
    bench.close_guard.close_now()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
