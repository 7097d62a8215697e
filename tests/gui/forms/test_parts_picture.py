from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gui.document.document import ExperimentDocument
from gui.forms.experiment_form import ExperimentForm
from gui.forms.parts_picture import Lanes, part_color
from gui.forms.time_line import TimeLine
from gui.widgets.theme import DARK, LIGHT, apply_theme
from tests.gui.forms.compositions import EXPONENTIAL, LINEAR, NESTED, THREE, changes
from tests.gui.forms.keyboard import find

CHAIN = {"kind": "ChainedScheduler", "schedulers": (LINEAR, EXPONENTIAL)}


def test_parts_that_are_at_work_at_once_have_a_lane_each(window: QWidget) -> None:
    lanes = Lanes("scheduler", window)
    lanes.show_table(CHAIN, 10, "epochs")
    lanes.resize(200, lanes.sizeHint().height())

    one, other = lanes.boxes()
    assert one.width() == other.width() == 200
    assert one.bottom() < other.top()
    assert other.bottom() == lanes.height()
    assert lanes.accessibleDescription() == "1: LinearLR, all the time; 2: ExponentialLR, all the time"


def test_a_click_unfolds_the_part_and_leads_to_it(form: ExperimentForm, document: ExperimentDocument) -> None:
    for table in (THREE, CHAIN):
        document.apply(changes(table))
        QApplication.processEvents()
        picture = form.findChild(TimeLine) or form.findChild(Lanes)
        assert picture is not None

        QTest.mouseClick(picture, Qt.MouseButton.LeftButton, pos=picture.boxes()[1].center().toPoint())

        assert find(form, "scheduler.schedulers[1].kind").hasFocus()
        assert find(form, "fold.scheduler.schedulers[1]").isChecked()
        assert not find(form, "fold.scheduler.schedulers[0]").isChecked()


def test_a_click_beside_the_parts_does_nothing(form: ExperimentForm, document: ExperimentDocument) -> None:
    document.apply(changes(NESTED))
    QApplication.processEvents()
    line = form.findChild(TimeLine)
    assert line is not None

    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(100, line.height() - 2))

    assert find(form, "fold.scheduler.schedulers[0]").isChecked()


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_neighbours_differ_in_colour_in_both_schemes(qapp: QApplication, window: QWidget, colors: object) -> None:
    apply_theme(qapp, colors)  # type: ignore[arg-type]
    lanes = Lanes("scheduler", window)
    lanes.show_table(CHAIN, 10, "epochs")
    lanes.resize(200, lanes.sizeHint().height())

    image = lanes.grab().toImage()
    apply_theme(qapp, LIGHT)

    edges = [image.pixelColor(100, round(box.bottom()) - 2).name() for box in lanes.boxes()]
    assert edges[0] != edges[1]
    assert colors.run(0) in edges  # type: ignore[attr-defined]


def test_a_part_keeps_its_colour_in_its_scheme() -> None:
    light, dark = QPalette(Qt.GlobalColor.white), QPalette(Qt.GlobalColor.black)
    light.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.white)
    dark.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.black)

    assert [part_color(1, light).name(), part_color(7, light).name()] == [LIGHT.run(1)] * 2
    assert part_color(1, dark).name() == DARK.run(1)
