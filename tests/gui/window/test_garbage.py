"""Garbage is collected between two events of the window's thread, and never while Qt destroys something."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.window.garbage import GarbageCollector

ROOT = Path(__file__).parents[3]
CLOSING = """
import gc, sys
from PySide6.QtCore import QObject, QTimer
from gui.window import application
from gui.window.main_window import MainWindow

seen = []
gc.callbacks.append(lambda phase, info: seen.append(sys._getframe(1).f_code.co_name))

class Watched(QObject):
    def __init__(self, parent):
        super().__init__(parent)
        self.destroyed.connect(lambda: [seen.append("destroyed"), [[] for _ in range(100000)], seen.append("done")])

def show(window):
    Watched(window)
    QTimer.singleShot(0, window.close)

MainWindow.show = (lambda show_window: lambda self: (show_window(self), show(self)))(MainWindow.show)
application.run([], new=True)
begin, end = seen.index("destroyed"), seen.index("done")
sys.exit(end - begin != 1)
"""


def test_it_replaces_the_automatic_collection_until_it_has_finished(qapp: QApplication, qtbot: QtBot) -> None:
    collector = GarbageCollector(qapp)
    assert not gc.isenabled()
    collector.finish()
    assert gc.isenabled()
    collector.deleteLater()


@pytest.mark.slow
@pytest.mark.parametrize("time", range(2))
def test_nothing_is_collected_while_the_window_is_destroyed(home: Path, time: int) -> None:
    ended = subprocess.run([sys.executable, "-c", CLOSING], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
