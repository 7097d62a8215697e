from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget

from gui.document.document import ExperimentDocument
from gui.document.numbers import Unreadable
from gui.forms.experiment_form import ExperimentForm
from gui.forms.time_line import TimeLine
from tests.gui.forms.compositions import COSINE, LINEAR, THREE, changes, sequence
from tests.gui.forms.keyboard import find

Key, Left = Qt.Key, Qt.MouseButton.LeftButton


@pytest.fixture
def line(window: QWidget) -> TimeLine:
    """A time line of three parts over ten epochs, 300 pixels wide."""
    line = TimeLine("scheduler", 3, window)
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(line)
    line.show_table(THREE, 10, "epochs")
    QApplication.processEvents()
    return line


def heard(line: TimeLine) -> list[tuple[int, ...]]:
    """What the time line asks for, and gets."""
    found: list[tuple[int, ...]] = []
    line.milestones_changed.connect(found.append)
    line.milestones_changed.connect(lambda m: line.show_table(THREE | {"milestones": m}, 10, "epochs"))
    return found


def test_the_segments_share_the_width_as_the_schedulers_share_the_run(line: TimeLine) -> None:
    assert [(box.left(), box.right()) for box in line.boxes()] == [(0, 60), (60, 180), (180, 300)]
    assert [handle.geometry().center().x() for handle in line.handles] == [60, 180]


def test_a_handle_follows_the_mouse_and_stops_at_its_neighbours(line: TimeLine) -> None:
    asked = heard(line)
    handle = line.handles[0]

    QTest.mousePress(handle, Left, pos=handle.rect().center())
    for x in (95, 130, 290, -50):
        QTest.mouseMove(handle, handle.mapFromParent(QPoint(x, 10)))
    QTest.mouseRelease(handle, Left)
    QTest.mouseMove(handle, handle.mapFromParent(QPoint(150, 10)))

    assert asked == [(3, 6), (4, 6), (5, 6), (1, 6)]
    assert handle.geometry().center().x() == 30


def test_the_scale_stands_still_while_a_handle_is_held(line: TimeLine) -> None:
    line.show_table(THREE | {"milestones": (2, 16)}, 10, "epochs")
    assert line.boxes()[-1].left() == pytest.approx(240)
    heard(line)
    handle = line.handles[1]

    QTest.mousePress(handle, Left, pos=handle.rect().center())
    QTest.mouseMove(handle, handle.mapFromParent(QPoint(90, 10)))
    assert line.boxes()[-1].left() == pytest.approx(90)
    QTest.mouseRelease(handle, Left)
    QTest.mouseMove(handle, handle.mapFromParent(QPoint(0, 10)))

    assert line.boxes()[-1].left() == pytest.approx(90)


@pytest.mark.parametrize(
    ("key", "milestones"),
    [(Key.Key_Left, (2, 5)), (Key.Key_Right, (2, 7)), (Key.Key_PageUp, (2, 9)), (Key.Key_PageDown, (2, 3))],
)
def test_the_keys_move_a_handle(line: TimeLine, key: Qt.Key, milestones: tuple[int, ...]) -> None:
    asked = heard(line)
    line.handles[1].setFocus()

    QTest.keyClick(line.handles[1], key)

    assert asked == [milestones]
    assert line.handles[1].hasFocus()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    keys=st.lists(
        st.tuples(st.integers(0, 1), st.sampled_from([Key.Key_Left, Key.Key_Right, Key.Key_PageUp, Key.Key_PageDown])),
        max_size=15,
    )
)
def test_the_milestones_rise_within_the_run_whatever_is_pressed(line: TimeLine, keys: list[tuple[int, Qt.Key]]) -> None:
    line.show_table(THREE, 10, "epochs")
    asked = heard(line)
    for index, key in keys:
        QTest.keyClick(line.handles[index], key)

    assert all(0 < first < second < 10 for first, second in asked)


def test_a_milestone_beyond_the_run_can_only_come_back(window: QWidget) -> None:
    line = TimeLine("scheduler", 2, window)
    line.show_table(sequence(LINEAR, COSINE, milestones=(15,)), 10, "epochs")
    asked: list[tuple[int, ...]] = []
    line.milestones_changed.connect(asked.append)

    QTest.keyClick(line.handles[0], Key.Key_Right)
    QTest.keyClick(line.handles[0], Key.Key_Left)

    assert asked == [(14,)]
    assert line.accessibleDescription() == "1: LinearLR, epochs 1 to 15; 2: CosineAnnealingLR, epochs 16 and later"


def test_milestones_that_are_not_sound_have_equal_segments_and_no_handles(line: TimeLine) -> None:
    line.show_table(THREE | {"milestones": Unreadable("2, x")}, 10, "epochs")

    assert not any(handle.isVisible() for handle in line.handles)
    assert [box.width() for box in line.boxes()] == [100, 100, 100]
    assert line.accessibleDescription() == "1: LinearLR; 2: CosineAnnealingLR; 3: StepLR"

    line.show_table(THREE, 10, "epochs")
    assert all(handle.isVisible() for handle in line.handles)


def test_handles_say_what_they_are_and_where_they_stand(line: TimeLine) -> None:
    line.show_table(THREE, 0, "batches")

    assert line.handles[1].accessibleName() == "Milestone 2 of scheduler: 6 batches done"
    assert "Page Up" in line.handles[1].accessibleDescription()


@pytest.mark.parametrize(
    ("x", "words"), [(100, "2: CosineAnnealingLR, epochs 3 to 6"), (250, "3: StepLR, epochs 7 to 10")]
)
@pytest.mark.qt_log_ignore("raise")
def test_a_part_under_the_mouse_is_explained(line: TimeLine, x: int, words: str) -> None:
    place = QPoint(x, 10)
    QApplication.sendEvent(line, QHelpEvent(QEvent.Type.ToolTip, place, line.mapToGlobal(place)))

    assert QToolTip.text() == words
    QToolTip.hideText()


def test_a_drag_is_one_step_of_undo_and_fills_the_field(form: ExperimentForm, document: ExperimentDocument) -> None:
    document.apply(changes(THREE))
    QApplication.processEvents()
    count = document.undo_stack.count()
    handle = find(form, "milestone.scheduler.2")

    QTest.mousePress(handle, Left, pos=handle.rect().center())
    for step in (10, 30, 50, 40, 60):
        QTest.mouseMove(handle, handle.rect().center() + QPoint(step, 0))
    QTest.mouseRelease(handle, Left)

    assert document.value("scheduler.milestones")[1] > 6
    assert find(form, "scheduler.milestones").text() == f"2, {document.value('scheduler.milestones')[1]}"
    assert document.undo_stack.count() == count + 1
    document.undo_stack.undo()
    assert document.value("scheduler.milestones") == (2, 6)


def test_typed_milestones_move_the_handles(form: ExperimentForm, document: ExperimentDocument) -> None:
    document.apply(changes(THREE))
    QApplication.processEvents()
    before = find(form, "milestone.scheduler.1").x()

    document.set_value("scheduler.milestones", (4, 6))

    assert find(form, "milestone.scheduler.1").x() > before
