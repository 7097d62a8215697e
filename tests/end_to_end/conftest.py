"""The real window, as `python main.py` builds it, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from gui import application
from gui.main_window import MainWindow
from gui.theme import apply_theme, current_colors
from gui.workbench import Workbench

OpenWindow = Callable[..., Workbench]


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication, home: Path) -> Iterator[OpenWindow]:
    """Open a window, wait until it is ready; all are closed at the end."""
    benches: list[Workbench] = []

    def opened(file: Path | None = None, *, ready: bool = True) -> Workbench:
        qapp.setStyle("Fusion")
        apply_theme(qapp, current_colors())
        window = MainWindow(current_colors(), application.settings())
        starter = application.Starter(qapp, window, file)
        window.show()
        qtbot.waitUntil(lambda: hasattr(starter, "workbench"), timeout=10_000)
        bench = starter.workbench
        benches.append(bench)
        if ready:
            qtbot.waitUntil(lambda: bench.schedule is not None, timeout=20_000)
        return bench

    yield opened
    for bench in benches:
        bench.session.finish()
        bench.window.close()
        bench.window.deleteLater()
    qapp.processEvents()


def trained(bench: Workbench, qtbot: QtBot) -> None:
    """Wait for the training to end."""
    qtbot.waitUntil(lambda: bench.session.live is None, timeout=60_000)


def message(bench: Workbench) -> QMessageBox | None:
    """Return the open message box, if there is one."""
    return next((box for box in bench.window.findChildren(QMessageBox) if box.isVisible()), None)
