from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.library import RunLibrary
from gui.panels.runs_panel import RunsPanel
from gui.theme import LIGHT
from tests.gui.kept_runs import kept


def test_the_runs_of_a_damaged_file_come_back_by_a_click(tmp_path: Path, qtbot: QtBot) -> None:
    path = kept(tmp_path / "runs.sqlite", (1.0, 0.5), (0.25,))
    content = bytearray(path.read_bytes())
    content[:50] = bytes(50)
    path.write_bytes(content)
    library = RunLibrary(path)
    panel = RunsPanel(library, LIGHT)
    qtbot.addWidget(panel)
    assert "runs.damaged-1.sqlite" in panel.notice.accessibleName()
    assert "runs salvage" not in panel.notice.accessibleName()
    assert library.find() == []
    QTest.mouseClick(panel.notice.button, Qt.MouseButton.LeftButton)
    panel.list.settle()
    assert [(run.id, run.epochs, run.loss) for run in library.find()] == [(2, 1, 0.25), (1, 2, 0.5)]
    assert panel.notice.accessibleName() == "2 runs salvaged."
    assert panel.notice.button.isHidden()
    library.close()


def test_without_a_notice_there_is_nothing_to_salvage(tmp_path: Path, qtbot: QtBot) -> None:
    library = RunLibrary(kept(tmp_path / "runs.sqlite", (1.0,)))
    panel = RunsPanel(library, LIGHT)
    qtbot.addWidget(panel)
    assert panel.notice.isHidden()
    library.close()
