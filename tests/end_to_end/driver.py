"""The window as main.py opens it, with a hand that trains and a voice on standard output that says how far it is.

Run from the project's root: python -m tests.end_to_end.driver STATE [FILE]
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from gui import application
from gui.workbench import Workbench
from training.runs.run import Status

LOOK_MS = 10
ACTIONS = {"loading": "train", "begun": "train", "training": "train", "paused": "step_epoch"}
REACHED: dict[str, Callable[[Workbench], bool]] = {
    "visible": lambda bench: True,
    "idle": lambda bench: True,
    "loading": lambda bench: bench.session.runs[0].status is Status.LOADING,
    "begun": lambda bench: bench.session.runs[0].status is Status.RUNNING,
    "training": lambda bench: len(bench.session.runs[0].trace) >= 3,
    "paused": lambda bench: len(bench.session.runs[0].trace) == 1,
}


class Driver(QObject):
    """Brings the window into a state and says so once."""

    def __init__(self, app: QApplication, state: str) -> None:
        super().__init__(app)
        self._state, self._said = state, set[str]()
        timer = QTimer(self, interval=LOOK_MS)
        timer.timeout.connect(self._look)
        timer.start()

    def _look(self) -> None:
        starters = [s for window in QApplication.topLevelWidgets() for s in window.findChildren(application.Starter)]
        if starters:
            self._say("visible")
        if starters and hasattr(starters[0], "workbench"):
            self._steer(starters[0].workbench)

    def _steer(self, bench: Workbench) -> None:
        self._say("keeps the draft" if bench.draft.ours else "keeps no draft")
        ready = bench.preparation.dataset is not None and bench.runs.schedule is not None
        if not ready and self._state != "loading":
            return
        if self._state in ACTIONS and not bench.session.runs:
            bench.actions[ACTIONS[self._state]].trigger()
        if REACHED[self._state](bench):
            self._say(self._state)

    def _say(self, word: str) -> None:
        if word not in self._said:
            self._said.add(word)
            print(word, flush=True)


def main(state: str, files: list[str]) -> int:
    make_application = application.make_application

    def driven() -> QApplication:
        app = make_application()
        Driver(app, state)
        return app

    application.make_application = driven
    return application.run(files)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
