"""The window as main.py opens it, with a hand that trains and a voice on standard output that says how far it is.

With --tell it goes on to say of each run how many epochs are shown.
Run from the project's root: python -m tests.end_to_end.driver STATE [--tell] [FILE] [--new-window]
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from gui.widgets.pages import INSIDE, LEARN
from gui.window import application
from gui.window.workbench import Workbench
from tests.exporters import exporter
from training.experiment.file import plain
from training.experiment.sweep import sweep_of
from training.layout import NEW_WINDOW
from training.runs.run import Status
from training.runs.store import RunSummary, default_path

LOOK_MS = 10
STEP_MS = 300  # between two steps
ACTIONS = {"loading": "train", "begun": "train", "training": "train", "exporting": "train", "paused": "step_epoch"}
RATES = {"optimizer.lr": [0.1, 0.05, 0.01, 0.005]}
SHAPES = {"network.hidden": [[4], [5], [6], [7]]}  # networks of different shapes train in processes of their own


def sweep(bench: Workbench, table: dict[str, Any]) -> None:
    """Train the form's experiment with each combination."""
    from training.engine.sweep.sweep import Way

    assert bench.context.document.experiment is not None
    bench.controllers.sweep.session.start(sweep_of(plain(bench.context.document.experiment), table), Way.FAST, {})


def race(bench: Workbench) -> None:
    """Race the form's scheduler against none."""
    controller = bench.controllers.race
    controller.add()
    bench.context.document.set_value("scheduler.kind", "None")
    controller.add()
    controller.start()


def look_inside(bench: Workbench) -> None:
    """Train, look at the map, and have the rate finder work, too."""
    bench.window.pages.enter(INSIDE)
    bench.controllers.inside.show_panel("inside.prediction")
    bench.context.actions["train"].trigger()
    bench.controllers.inside.finder.start.click()


def learn(bench: Workbench) -> None:
    """Begin a question that is answered in a process of its own."""
    bench.window.pages.enter(LEARN)
    page = bench.controllers.learn.page
    assert page is not None
    page.choose("mistakes")


def export(bench: Workbench) -> None:
    """Write the trace and the plots, once more."""
    folder, run = default_path().parent, bench.context.session.runs[0]
    bench.exports.write(exporter("export_csv"), run.trace, folder / "export.csv")
    for name in ("png", "svg"):
        bench.exports.write(exporter(f"export_{name}"), bench.window.plots, folder / f"export.{name}")


def pause_sweep(bench: Workbench) -> None:
    """Pause the sweep as soon as it has shown something."""
    session = bench.controllers.sweep.session
    if session.results is not None and session.results.epochs_done:
        session.allow(0)


def step(bench: Workbench) -> None:
    """Step a run, again and again."""
    timer = QTimer(bench)
    timer.timeout.connect(bench.context.actions["step_epoch"].trigger)
    timer.start(STEP_MS)


def shown(bench: Workbench) -> dict[int, int]:
    """Return how many epochs of each run are shown, by its number."""
    found = {run.number: len(run.trace) for run in bench.context.session.runs}
    for controller in (bench.controllers.sweep, bench.controllers.race):
        if controller.session.results is not None:
            found |= zip(controller.session.results.numbers, map(len, controller.session.results.traces), strict=True)
    return found


def in_store(bench: Workbench) -> list[RunSummary]:
    """Return the runs that are kept so far."""
    return bench.context.library.find()


BEGIN: dict[str, Callable[[Workbench], None]] = {
    "sweeping": lambda bench: sweep(bench, RATES),
    "sweeping apart": lambda bench: sweep(bench, SHAPES),
    "sweep paused": lambda bench: sweep(bench, RATES),
    "sweep apart paused": lambda bench: sweep(bench, SHAPES),
    "stepping": step,
    "racing": race,
    "looking": look_inside,
    "learning": learn,
}
REACHED: dict[str, Callable[[Workbench], bool]] = {
    "visible": lambda bench: True,
    "idle": lambda bench: True,
    "loading": lambda bench: bench.context.session.runs[0].status is Status.LOADING,
    "begun": lambda bench: bench.context.session.runs[0].status is Status.RUNNING,
    "training": lambda bench: len(bench.context.session.runs[0].trace) >= 3,
    "paused": lambda bench: len(bench.context.session.runs[0].trace) == 1,
    "exporting": lambda bench: (default_path().parent / "export.svg").exists(),
    "sweeping": lambda bench: any(run.epochs for run in in_store(bench)),
    "sweeping apart": lambda bench: any(run.epochs for run in in_store(bench)),
    "sweep paused": lambda bench: any(shown(bench).values()),
    "sweep apart paused": lambda bench: any(shown(bench).values()),
    "stepping": lambda bench: len(bench.context.session.runs[0].trace) > 1 if bench.context.session.runs else False,
    "racing": lambda bench: any(run.epochs for run in in_store(bench)),
    "looking": lambda bench: bool(bench.context.session.runs) and len(bench.context.session.runs[0].trace) >= 3,
    "learning": lambda bench: bench.controllers.learn.teacher.worker is not None,
}


class Driver(QObject):
    """Brings the window into a state and says so once."""

    def __init__(self, app: QApplication, state: str, tells: bool) -> None:
        super().__init__(app)
        self._state, self._said, self._tells = state, set[str](), tells
        timer = QTimer(self)
        timer.timeout.connect(self._look)
        timer.start(LOOK_MS)

    def _look(self) -> None:
        starters = [s for window in QApplication.topLevelWidgets() for s in window.findChildren(application.Starter)]
        if starters:
            self._say("visible")
        if starters and hasattr(starters[0], "workbench"):
            self._steer(starters[0].workbench)

    def _steer(self, bench: Workbench) -> None:
        if bench.context.document.file is not None:
            self._say(f"opened {bench.context.document.file.name}")
        if self._tells:
            for number, epochs in shown(bench).items():
                if epochs:
                    self._say(f"shown {number} {epochs}")
        if "paused" in self._state and self._state.startswith("sweep"):
            pause_sweep(bench)
        if self._state in self._said and self._state != "exporting":
            return
        self._say("keeps the draft" if bench.autosave.ours else "keeps no draft")
        ready = bench.context.preparation.dataset is not None and bench.context.preparation.schedule is not None
        if not ready and self._state != "loading":
            return
        if self._state in BEGIN and "begun it" not in self._said:
            self._say("begun it")
            BEGIN[self._state](bench)
        if self._state == "exporting" and bench.context.session.runs and len(bench.context.session.runs[0].trace) >= 3:
            export(bench)
        if self._state in ACTIONS and not bench.context.session.runs:
            bench.context.actions[ACTIONS[self._state]].trigger()
        if REACHED[self._state](bench):
            self._say(self._state)

    def _say(self, word: str) -> None:
        if word not in self._said:
            self._said.add(word)
            print(word, flush=True)


def main(state: str, arguments: list[str]) -> int:
    tells, rest = "--tell" in arguments, [argument for argument in arguments if argument != "--tell"]
    make_application = application.make_application

    def driven() -> QApplication:
        app = make_application()
        Driver(app, state, tells)
        return app

    application.make_application = driven
    return application.run([file for file in rest if file != NEW_WINDOW], new=NEW_WINDOW in rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
