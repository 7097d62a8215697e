"""What a user does with the form, and sees."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.forms.experiment_form import ExperimentForm
from gui.forms.labels import NoteLabel

Key = Qt.Key


def find(form: QWidget, path: str) -> Any:
    found = form.findChildren(QWidget, path)
    assert len(found) == 1
    return found[0]


def choose(form: ExperimentForm, stage: str, kind: str) -> None:
    """Choose a kind with the arrow keys."""
    box = find(form, f"{stage}.kind")
    box.setFocus()
    QTest.keyClick(box, Key.Key_Home)
    while box.currentData() != kind:
        QTest.keyClick(box, Key.Key_Down)


def retype(form: ExperimentForm, path: str, text: str) -> QLineEdit:
    editor = find(form, path)
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, text) if text else QTest.keyClick(editor, Key.Key_Delete)
    return editor


def problem_of(form: ExperimentForm, path: str) -> str:
    """What stands under a field, without the places where a long word may break."""
    note = find(form, path).parentWidget().findChild(NoteLabel)
    return note.text().replace("\u200b", "") if note.isVisible() else ""
