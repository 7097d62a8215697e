"""A timer that slows down where what it sets off takes long."""

from __future__ import annotations

from time import thread_time

from PySide6.QtCore import QObject, QTimer, Signal

from gui.widgets.timers import single_shot

SHARE = 0.1  # of the time that the work after a timeout may take
LONGEST = 1000  # milliseconds between two timeouts, whatever the work takes: nobody takes that for standing still


class AdaptiveTimer(QObject):
    """Times out regularly, and less often than asked where the work after that would take more than its share."""

    timeout = Signal()  # time to work; what is painted in consequence counts as work, but not the time that others had

    def __init__(self, shortest: int, parent: QObject | None = None) -> None:
        """Rest at least `shortest` milliseconds between two timeouts; `start()` begins."""
        super().__init__(parent)
        self._shortest, self._begin = shortest, 0.0
        self._rest = QTimer(self, singleShot=True)
        self._work = single_shot(self, 0)  # ends after the painting, which comes first
        self._rest.timeout.connect(self._on_rested)
        self._work.timeout.connect(self._pause)

    def start(self) -> None:
        """Time out from now on."""
        self._rest.start(self._shortest)

    def stop(self) -> None:
        """Time out no more."""
        self._rest.stop()
        self._work.stop()

    def _on_rested(self) -> None:
        self._begin = thread_time()
        self._work.start()
        self.timeout.emit()

    def _pause(self) -> None:
        worked = thread_time() - self._begin
        self._rest.start(max(self._shortest, min(LONGEST, round(1000 * worked / SHARE))))
