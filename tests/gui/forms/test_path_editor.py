from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHelpEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from gui.document.fields import FormField
from gui.forms.path_editor import PathEditor
from gui.forms.text_editors import TextEditor
from tests.gui.forms.keyboard import with_focus

Look = Callable[[str], FormField]


def test_a_file_can_be_dropped_on_the_path(qtbot: QtBot, window: QWidget, field: Look, tmp_path: Path) -> None:
    editor = with_focus(PathEditor(field("Table data.path"), window))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "pen guins.csv"))])
    place, copy, button = QPoint(5, 5), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(place, copy, mime, button, Qt.KeyboardModifier.NoModifier)
    drop = QDropEvent(QPointF(place), copy, mime, button, Qt.KeyboardModifier.NoModifier)

    with qtbot.waitSignal(editor.edited):
        QApplication.sendEvent(editor, enter)
        QApplication.sendEvent(editor, drop)

    assert enter.isAccepted()
    assert editor.value() == str(tmp_path / "pen guins.csv")


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_a_file_can_be_chosen_in_a_dialog(qtbot: QtBot, window: QWidget, field: Look, tmp_path: Path) -> None:
    (tmp_path / "penguins.csv").write_text("a,b\n1,2\n")
    editor = with_focus(PathEditor(field("Table data.path"), window))
    editor.set_value(str(tmp_path / "other.csv"))

    editor.extras[0].click()  # type: ignore[attr-defined]
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    dialog.selectFile("penguins.csv")
    with qtbot.waitSignal(editor.edited):
        dialog.accept()

    assert Path(editor.value()) == tmp_path / "penguins.csv"


@pytest.mark.parametrize(("path", "is_cut"), [("/home/anna/long/" * 9 + "penguins.csv", True), ("penguins.csv", False)])
def test_a_path_too_long_for_its_line_is_marked_as_cut(window: QWidget, field: Look, path: str, is_cut: bool) -> None:
    pictures = []
    for kind in (PathEditor, TextEditor):
        editor = kind(field("Table data.path"), window)
        editor.set_value(path)
        editor.resize(150, 30)
        pictures.append(editor.grab().toImage())
    assert (pictures[0] != pictures[1]) is is_cut


@pytest.mark.qt_log_ignore("raise")
def test_the_tool_tip_gives_the_whole_path_as_plain_text(qtbot: QtBot, window: QWidget, field: Look) -> None:
    editor = with_focus(PathEditor(field("Table data.path"), window))
    editor.set_value("/home/<b>anna</b>/penguins.csv")
    place = QPoint(5, 5)
    QApplication.sendEvent(editor, QHelpEvent(QEvent.Type.ToolTip, place, editor.mapToGlobal(place)))
    assert QToolTip.text() == "<p>/home/&lt;b&gt;anna&lt;/b&gt;/penguins.csv</p>"
    QToolTip.hideText()
