"""Lateness of the window's event loop while all that it writes waits 1.5 s for the disk, again and again.

Run from the project's root: python -m tests.benchmarks.slow_disk [SECONDS]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.window.workbench import Workbench
from tests.benchmarks.window import Lateness, open_window, wait
from tests.exporters import exporter
from tests.slow_disk import NEEDS, slow_disk, waits
from training.runs.run import Status
from training.runs.store import Mode, RunStore, default_path

SECONDS = 1.5
Step = tuple[str, Callable[[], None]]


class Hand:
    """Uses the window as a user does, without waiting for the disk."""

    def __init__(self, app: QApplication, bench: Workbench, folder: Path) -> None:
        self._app, self._bench, self._folder = app, bench, folder

    def steps(self) -> list[Step]:
        """Return what is done, one thing after the other."""
        return [
            ("train", self.train),
            ("edit", self.edit),
            ("pause and step", self.pause_and_step),
            ("words", self.words),
            ("save and export", self.save),
            ("stop, train anew", self.train_anew),
            ("delete, undo", self.delete),
        ]

    def train(self) -> None:
        bench = self._bench
        bench.context.document.set_value("epochs", 100_000)
        wait(self._app, bench.context.actions["train"].isEnabled)
        bench.context.actions["train"].trigger()
        wait(self._app, lambda: len(bench.context.session.runs[0].trace) > 1000)

    def edit(self) -> None:
        for seed in range(40):
            self._bench.context.document.set_value("seed", seed)
            QTest.qWait(100)

    def pause_and_step(self) -> None:
        bench = self._bench
        bench.context.actions["pause"].trigger()
        for _ in range(5):
            QTest.qWait(500)
            bench.context.actions["step_epoch"].trigger()

    def words(self) -> None:
        library = self._bench.context.library
        for place in range(6):
            library.rename(1, f"name {place}")
            library.write_note(1, f"note {place}")
            library.set_tags(1, [f"tag{place}"])
            assert library.summary(1).name == f"name {place}"
            QTest.qWait(400)

    def save(self) -> None:
        bench = self._bench
        bench.files.save_to(self._folder / "experiment.toml")
        bench.exports.write(exporter("export_png"), bench.window.plots, self._folder / "plots.png")
        path = self._folder / "script.py"
        bench.controllers.code.give(lambda script: bench.exports.write(exporter("save_python"), script, path))
        wait(self._app, lambda: not bench.context.document.modified)
        QTest.qWait(2000)

    def train_anew(self) -> None:
        bench = self._bench
        bench.context.actions["stop"].trigger()
        wait(self._app, lambda: bench.context.session.live is None)
        bench.context.document.set_value("seed", 1000)
        wait(self._app, bench.context.actions["train"].isEnabled)
        bench.context.actions["train"].trigger()
        wait(self._app, lambda: len(bench.context.session.runs) > 1 and len(bench.context.session.runs[1].trace) > 1000)

    def delete(self) -> None:
        bench = self._bench
        bench.controllers.runs.panel.delete_wanted.emit([1])
        QTest.qWait(1000)
        bench.controllers.runs.panel.undo_bar.undo()
        QTest.qWait(3000)


def use() -> None:
    """Do all of it in this process, whose disk is slow."""
    folder = Path(tempfile.mkdtemp())
    app, bench = open_window()
    QTest.qWait(3000)
    late: list[float] = []
    for name, step in Hand(app, bench, folder).steps():
        clock = Lateness(bench)
        step()
        clock.deleteLater()
        late += clock.late
        print(f"{name:>16}: {clock.words()}", flush=True)
    clock.late = late
    print(f"{'all':>16}: {clock.words()}")
    epochs = [len(run.trace) for run in bench.context.session.runs]
    bench.close_guard.close_now()
    with RunStore(default_path(), Mode.READ) as store:
        kept = store.find(order="id")
        assert [(run.status, run.epochs) for run in kept] == [
            (Status.STOPPED, len(r.trace)) for r in bench.context.session.runs
        ]
        print(f"closed; {' and '.join(str(run.epochs) for run in kept)} epochs are kept, {epochs} were shown")


def main(seconds: float) -> None:
    """Start the process that uses the window."""
    folder = Path(tempfile.mkdtemp())
    slow = slow_disk(folder, round(1000 * seconds))
    if slow is None:
        print(f"The disk cannot be slowed here; {NEEDS}.")
        return
    command = [sys.executable, "-m", "tests.benchmarks.slow_disk", "--use"]
    subprocess.run(command, env=os.environ | slow, check=True)
    found = waits(folder)
    print(
        f"{len(found)} times something waited {seconds} s for the disk, {found.count('main')} times the window itself"
    )


if __name__ == "__main__":
    use() if sys.argv[1:] == ["--use"] else main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
