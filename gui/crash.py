"""Errors that nobody caught: told to the user with all that a report needs, never swallowed."""

from __future__ import annotations

import platform
import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from training import __version__


class CrashReporter(QObject):
    """Shows errors from every thread on the window's own.

    Signals:
        caught: the error's report.
    """

    caught = Signal(str)

    def __init__(self, window: QWidget) -> None:
        """Show errors over this window."""
        super().__init__(window)
        self._window = window
        self._open = False
        self.caught.connect(self._show)

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Print the error and have it shown; may be called on any thread."""
        if issubclass(kind, KeyboardInterrupt):
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(text)
        self.caught.emit(f"Stepwell {__version__}, Python {platform.python_version()}, {platform.platform()}\n\n{text}")

    def _show(self, report: str) -> None:
        if self._open:
            return
        self._open = True
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Critical)
        box.setWindowTitle("Stepwell")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText("Something went wrong that Stepwell did not foresee.")
        box.setInformativeText("Your experiment and the finished epochs are still here. The details help to mend it.")
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
