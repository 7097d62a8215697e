"""What a user does with the form, and sees."""

from __future__ import annotations

from typing import Any, TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from gui.forms.caution_label import CautionLabel
from gui.forms.experiment_form import ExperimentForm
from gui.widgets.labels import NoteLabel
from training.schedule.pitfalls import Caution, Fix

Key = Qt.Key
Editor = TypeVar("Editor", bound=QLineEdit)
# kinds with many fields
CROWDED = {
    "data": "Table",
    "network": "ConvNet",
    "optimizer": "Muon",
    "scheduler": "CosineAnnealingWarmRestarts",
}


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


def with_focus(editor: Editor) -> Editor:
    """Show an editor and give it the keyboard."""
    editor.resize(280, 30)
    editor.show()
    editor.setFocus()
    return editor


def type_into(editor: QLineEdit, text: str) -> None:
    """Type over what is there, a key for each letter of any script."""
    editor.selectAll()
    for letter in text:
        press = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(editor, press)


def caution(path: str) -> Caution:
    return Caution(path, "The rate rises.", "So it does.", Fix("Mend it", (("epochs", 20), ("seed", 3))), "P1")


def show_caution(form: ExperimentForm, path: str) -> CautionLabel:
    """Show one caution, and find where it stands."""
    form.show_cautions([caution(path)])
    shown = [label for label in form.findChildren(CautionLabel) if label.buttons()]
    assert len(shown) == 1
    return shown[0]
