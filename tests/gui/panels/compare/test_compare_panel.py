from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gui.panels.compare.compare_panel import ComparePanel, sentence
from gui.tables.compare_model import Compared
from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK, LIGHT
from training.experiment.experiment import Experiment
from training.runs.comparison import Figures, tutorial_pair

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen platform can do little
STEP, MULTI = tutorial_pair()


def compared(number: int, experiment: Experiment = STEP) -> Compared:
    figures = Figures(10, 0.5 / number, 0.75, 0.5, 0.75, 0.4, 8, 1.5, 0.75)
    return Compared(number, "StepLR(step_size=5, gamma=0.5)", number - 1, experiment, figures)


@pytest.fixture
def panel(qtbot: QtBot, appearance: Appearance) -> ComparePanel:
    panel = ComparePanel(appearance)
    qtbot.addWidget(panel)
    panel.resize(390, 560)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def part(panel: ComparePanel, kind: type, name: str) -> QWidget:
    return panel.findChild(kind, f"compare.{name}")


@pytest.mark.parametrize("count", [0, 1])
def test_with_fewer_than_two_runs_it_says_what_to_do(panel: ComparePanel, count: int) -> None:
    panel.show_runs([compared(number) for number in range(1, count + 1)])
    assert panel.table.model().rowCount() == 0
    assert "Check two or more runs" in panel.table.accessibleDescription()
    assert not part(panel, QComboBox, "baseline").isEnabled()
    assert not part(panel, QToolButton, "mean").isEnabled()
    assert part(panel, QPushButton, "csv").isEnabled() == (count == 1)
    assert part(panel, QPushButton, "tutorial").isEnabled()
    panel.grab()


def test_it_says_in_what_runs_differ() -> None:
    other = STEP.model_copy(update={"seed": 1})
    many = MULTI.model_copy(update={"seed": 1, "epochs": 12})
    assert sentence([compared(1)]) == ""
    assert sentence([compared(1), compared(2)]) == "The settings of these runs are all the same."
    assert sentence([compared(1), compared(2, other)]) == "These runs differ in nothing but their seed."
    assert sentence([compared(1), compared(2, many)]) == (
        "These runs differ in seed, epochs, scheduler.kind, scheduler.step_size and 2 more."
    )


def test_the_baseline_is_chosen_in_the_box_or_by_a_key(panel: ComparePanel, qtbot: QtBot) -> None:
    panel.show_runs([compared(2), compared(1), compared(3)])
    box = part(panel, QComboBox, "baseline")
    assert [box.itemData(place) for place in range(box.count())] == [1, 2, 3]
    assert box.currentData() == 2
    with qtbot.waitSignal(panel.baseline_chosen) as chosen:
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert chosen.args == [3]
    panel.table.setFocus()
    panel.table.setCurrentIndex(panel.table.model().index(0, 1))
    with qtbot.waitSignal(panel.baseline_chosen) as chosen:
        QTest.keyClick(panel.table, Qt.Key.Key_B)
    assert chosen.args == [1]


def test_a_run_is_picked_by_its_header_or_by_a_key(panel: ComparePanel, qtbot: QtBot) -> None:
    panel.show_runs([compared(2), compared(1)])
    header = panel.table.horizontalHeader()
    with qtbot.waitSignal(panel.run_picked) as picked:
        place = QPoint(header.sectionViewportPosition(1) + 20, 10)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert picked.args == [1]
    panel.table.setFocus()
    panel.table.setCurrentIndex(panel.table.model().index(3, 0))
    for key in (Qt.Key.Key_L, Qt.Key.Key_Return):
        with qtbot.waitSignal(panel.run_picked) as picked:
            QTest.keyClick(panel.table, key)
        assert picked.args == [2]


def test_the_buttons_and_the_switch_tell(panel: ComparePanel, qtbot: QtBot) -> None:
    panel.show_runs([compared(1), compared(2)])
    for name, signal in (("csv", panel.export_wanted), ("tutorial", panel.tutorial_wanted)):
        with qtbot.waitSignal(signal):
            QTest.keyClick(part(panel, QPushButton, name), Qt.Key.Key_Space)
    with qtbot.waitSignal(panel.mean_toggled) as toggled:
        QTest.keyClick(part(panel, QToolButton, "mean"), Qt.Key.Key_Space)
    assert toggled.args == [True]


def test_the_table_can_be_copied(panel: ComparePanel) -> None:
    panel.show_runs([compared(1), compared(2)])
    panel.table.setFocus()
    QTest.keySequence(panel.table, "Ctrl+C")
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0] == "Run\t1\t2"
    assert "Loss\t0.5000\t0.2500 (−0.25, better)" in lines


@pytest.mark.parametrize("colors", [LIGHT, DARK])
@pytest.mark.parametrize("width", [390, 900])
def test_many_runs_and_long_values_fit(panel: ComparePanel, colors: object, width: int, appearance: Appearance) -> None:
    appearance.set_colors(colors)  # type: ignore[arg-type]
    panel.resize(width, 560)
    long = MULTI.model_copy(
        update={"scheduler": MULTI.scheduler.model_copy(update={"milestones": tuple(range(1, 200))})}
    )
    panel.show_runs([compared(number, long if number % 2 else STEP) for number in range(1, 21)])
    panel.table.selectAll()
    panel.grab()
    assert panel.width() == width
    header = panel.table.horizontalHeader()
    assert all(100 <= header.sectionSize(column) <= 240 for column in range(20))


def test_everything_that_takes_the_keyboard_has_a_name(panel: ComparePanel) -> None:
    panel.show_runs([compared(1), compared(2)])
    reached = [widget for widget in panel.findChildren(QWidget) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
    named = [widget for widget in reached if not widget.focusProxy() and widget.objectName().partition(".")[2]]
    assert {widget.objectName() for widget in named} >= {
        "compare.baseline", "compare.mean", "table.compare", "compare.csv", "compare.tutorial",
    }  # fmt: skip
    assert all(widget.accessibleName() for widget in named)
