"""Errors that nobody caught: told to the user with all that a report needs, never swallowed."""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from gui.widgets.messages import Icon, message_box
from training import __version__
from training.log import tail

logger = logging.getLogger(__name__)

SENTENCE = "Something went wrong that Stepwell did not foresee."
COMFORT = "Your experiment and the finished epochs are still here. The details help to mend it."


class CrashReporter(QObject):
    """Shows errors from every thread on the window's own."""

    caught = Signal(str)  # the error's report

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._open = False
        self.caught.connect(self._show)

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Print the error, log it, and have it shown; may be called on any thread."""
        if issubclass(kind, KeyboardInterrupt):
            return
        sys.__excepthook__(kind, error, trace)  # also where there is no standard error, as under pythonw
        before = tail()
        logger.critical("unforeseen", exc_info=(kind, error, trace))
        text = "".join(traceback.format_exception(kind, error, trace))
        told = f"Stepwell {__version__}, Python {platform.python_version()}, {platform.platform()}\n\n{text}"
        self.caught.emit(f"{told}\nBefore that:\n{before}" if before else told)

    def _show(self, report: str) -> None:
        if self._open:
            return
        self._open = True
        box = message_box(self._window, Icon.Critical, SENTENCE, COMFORT)
        box.addButton(QMessageBox.StandardButton.Ok)
        copy = box.addButton("&Copy details", QMessageBox.ButtonRole.ActionRole)
        copy.clicked.disconnect()  # which would close the box
        copy.clicked.connect(lambda: QApplication.clipboard().setText(report))
        box.setDetailedText(report)
        box.finished.connect(self._on_closed)
        box.open()

    def _on_closed(self) -> None:
        self._open = False


def show_uncaught_errors(window: QWidget) -> None:
    """Send every uncaught error of every thread to a dialog over the window."""
    reporter = CrashReporter(window)
    sys.excepthook = reporter.report
    threading.excepthook = lambda args: reporter.report(
        args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
    )
