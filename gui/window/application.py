"""The window's process: Qt, the theme, signals from the system, errors nobody caught."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QThread, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from gui.jobs.disk import AtOnce, Disk, Writer
from gui.widgets.appearance import Appearance
from gui.widgets.icons import app_icon
from gui.widgets.theme import apply_theme, current_colors
from gui.window.crash import show_uncaught_errors
from gui.window.garbage import GarbageCollector
from gui.window.main_window import MainWindow
from gui.window.reception import Reception
from gui.window.settings import Settings
from training import __version__
from training.exit_codes import DONE
from training.interruption import ending_signals
from training.log import begin_log
from training.machine.open_window import TIMEOUT, hand_over

if TYPE_CHECKING:  # importing it at run time would load pydantic
    from gui.document.library import Opened

APP_ID = "io.github.stepwell.Stepwell"
SWITCH_SECONDS = 0.0005  # that a thread may keep Python to itself while the window waits for it
LISTEN_MS = 200  # between two chances for Python to see a signal from the system


def run(arguments: Sequence[str], *, new: bool = False) -> int:
    """Open the window, with the file that may be named, and return the exit code once it is closed.

    Where another window has come first meanwhile, it gets the file, unless a `new` one is wanted.
    """
    begin_log()
    app, file = make_application(), Path(arguments[0]) if arguments else None
    garbage = GarbageCollector(app)
    reception = Reception(app)
    if not new and not reception.is_open and hand_over(file, TIMEOUT):
        return DONE
    disk = Disk()
    window = MainWindow(Appearance(current_colors()), settings(disk))
    starter = Starter(app, window, file, disk)
    reception.visited.connect(starter.receive)
    window.closed.connect(reception.close)
    window.closed.connect(app.exit)  # Qt itself does not end with a window that was hidden before
    window.show()
    code = app.exec()
    disk.finish()
    if disk.isRunning() or any(thread.isRunning() for thread in window.findChildren(QThread)):
        os._exit(code)  # nothing can interrupt an epoch that may take hours, and what was finished is saved
    del starter
    # now and in order, not by the interpreter's last garbage collection
    window.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    garbage.finish()
    return code


class Application(QApplication):
    """The application itself, which macOS asks to open files."""

    file_wanted = Signal(object)  # the Path of a file to open

    def event(self, event: QEvent) -> bool:
        """Hear of files to open; an event filter would be called for every event of every widget."""
        if isinstance(event, QFileOpenEvent):
            self.file_wanted.emit(Path(event.file()))
            return True
        return super().event(event)


def make_application() -> Application:
    """Return the application with its name, icon and theme."""
    sys.setswitchinterval(SWITCH_SECONDS)
    QApplication.setApplicationName("stepwell")
    QApplication.setApplicationDisplayName("Stepwell")
    QApplication.setApplicationVersion(__version__)
    QApplication.setDesktopFileName(APP_ID)
    QApplication.setStyle("Fusion")
    app = Application(sys.argv[:1])
    app.setWindowIcon(app_icon())
    apply_theme(app, current_colors())
    return app


def settings(disk: Writer | None = None) -> Settings:
    """Return the window's own settings: its size, its parts, the recent files."""
    return Settings(disk or AtOnce())


class Starter(QObject):
    """Builds what is behind the window once the window is on the screen, and listens to the system."""

    message = Signal(str)  # for whom the store waits, from whatever thread; empty when that is over

    def __init__(self, app: Application, window: MainWindow, file: Path | None, disk: Disk | None = None) -> None:
        super().__init__(window)
        self._app, self._window, self._file = app, window, file
        self._disk = disk or Disk(window)
        self.message.connect(self._tell)
        window.painted.connect(self._open_store)
        window.scheme_changed.connect(self._on_scheme_changed)
        app.file_wanted.connect(self._open)
        self._listen_to_signals()

    def _open_store(self) -> None:
        from gui.document.library import open_store
        from training.runs.store import default_path

        show_uncaught_errors(self._window)

        def load() -> Opened:

            return open_store(default_path(), self.message.emit)

        self._disk.do(load, self._build)

    def _tell(self, sentence: str) -> None:
        """Show for whom the store waits, as long as it does."""
        from training.runs.store.waiting import WAITING

        bar = self._window.statusBar()
        if sentence or bar.currentMessage().startswith(WAITING):
            bar.showMessage(sentence)

    def _build(self, opened: Opened) -> None:
        from gui.window.workbench import Workbench

        self.workbench = Workbench(self._window, settings(self._disk), self._disk, opened)
        self.workbench.begin(self._file)

    def _listen_to_signals(self) -> None:
        """Hear Ctrl+C and the system's wish to end; Python sees signals only while it runs."""
        for number in ending_signals():
            signal.signal(number, lambda *_: QTimer.singleShot(0, self._leave))
        timer = QTimer(self)
        timer.timeout.connect(lambda: None)
        timer.start(LISTEN_MS)

    def _leave(self) -> None:
        """Stop, save and close without asking; before there is a workbench, there is nothing to save."""
        if hasattr(self, "workbench"):
            self.workbench.close_guard.close_now()
        else:
            self._window.blockSignals(True)  # its first paint may be due, and builds nothing any more
            self._app.exit()

    def _on_scheme_changed(self) -> None:
        self._window.appearance.set_colors(current_colors())
        apply_theme(self._app, current_colors())  # last: it has all painted anew

    def receive(self, file: Path | None) -> None:
        """Come to the front, and open the file that another start was given."""
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        if file is not None:
            self._open(file)

    def _open(self, file: Path) -> None:
        self._file = file
        if hasattr(self, "workbench"):
            self.workbench.files.open_path(file)
