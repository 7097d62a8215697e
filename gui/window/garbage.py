"""Collects cyclic garbage on the window's thread only, and between two events.

Elsewhere it could destroy Qt objects from the wrong thread, or while Qt destroys another one and holds a lock that both
need: the process would wait for itself for ever.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 1000
MANY = 50_000  # new objects within LOOK_MS: an import, which stays as long as the program


class GarbageCollector(QObject):
    """Replaces Python's automatic collection until it has finished."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK_MS)

    def finish(self) -> None:
        """Switch the automatic collection on again, once all windows are destroyed."""
        self._timer.stop()
        gc.unfreeze()  # or what is frozen would outlive the end of the program
        gc.enable()

    @staticmethod
    def _look() -> None:
        """Collect the youngest generation that is due, as Python itself would."""
        counts, limits = gc.get_count(), gc.get_threshold()
        if counts[0] > MANY:
            gc.freeze()  # going through all of it would take a tenth of a second
            return
        for generation in (1, 0):
            if counts[generation] > limits[generation]:
                gc.collect(generation)
                return
