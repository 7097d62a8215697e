from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.document.document import ExperimentDocument
from gui.forms.choice_editors import SuggestionEditor
from gui.forms.experiment_form import ExperimentForm
from tests.gui.forms.keyboard import find, problem_of

Key, Modifier = Qt.Key, Qt.KeyboardModifier


def test_the_mouse_wheel_changes_no_field(form: ExperimentForm, document: ExperimentDocument) -> None:
    before = document.draft()
    for path in ("scheduler.kind", "network.activation", "epochs", "device"):
        widget = find(form, path)
        widget.setFocus()
        middle = QPointF(widget.rect().center())
        for turn in (-120, 120, -120):
            wheel = QWheelEvent(
                middle, widget.mapToGlobal(middle), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
                Modifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
            )  # fmt: skip
            QApplication.sendEvent(widget, wheel)

    assert document.draft() == before


def test_devices_are_offered_and_others_can_be_typed(form: ExperimentForm, document: ExperimentDocument) -> None:
    form.set_choices("device", ["auto", "cpu", "cuda", "cuda:0"])
    form.set_choices("data.target", ["species"])
    device = form.editor("device")
    assert isinstance(device, SuggestionEditor)
    assert [device.itemText(i) for i in range(device.count())] == ["auto", "cpu", "cuda", "cuda:0"]
    assert document.value("device") == "auto"

    device.setFocus()
    QTest.keyClick(device, Key.Key_Down)
    assert document.value("device") == "cpu"
    device.lineEdit().selectAll()
    QTest.keyClicks(device, "cuda:7")
    assert document.value("device") == "cuda:7"
    QTest.keyClicks(device, "x")
    assert document.experiment is None
    assert "'cuda:7x' does not fit" in problem_of(form, "device")


def test_what_is_offered_comes_back_with_its_field(form: ExperimentForm, document: ExperimentDocument) -> None:
    form.set_choices("data.target", ["species", "island"])
    for kind in ("Table", "Moons", "Table"):
        document.set_value("data.kind", kind)
    target = form.editor("data.target")
    assert isinstance(target, SuggestionEditor)
    assert [target.itemText(i) for i in range(target.count())] == ["species", "island"]
    assert target.value() == ""
