"""Qt's timers, ready to be started."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer


def single_shot(parent: QObject, milliseconds: int) -> QTimer:
    """Return a timer that fires once, so many milliseconds after each start."""
    timer = QTimer(parent, singleShot=True)
    # not as a keyword: PySide looks for its setter by the locale's capital I, which in Turkish has a dot
    timer.setInterval(milliseconds)
    return timer
