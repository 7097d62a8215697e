from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.panels.training.status_bar import StatusBar

SENTENCE = "A sentence of some length, with a place in it: /home/somebody/of/this/machine/runs.sqlite."


@pytest.mark.parametrize("width", [90, 200, 400, 1500])
@pytest.mark.parametrize("beside", ["", "Ready to train."])
def test_a_sentence_without_room_ends_with_an_ellipsis_and_a_tool_tip_has_all_of_it(
    width: int, beside: str, qtbot: QtBot
) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    label = QLabel(beside)
    bar.addPermanentWidget(label)
    bar.resize(width, 24)
    bar.show()
    bar.showMessage(SENTENCE)
    qtbot.wait(1)
    room = label.x() if beside else width
    fits = bar.fontMetrics().horizontalAdvance(SENTENCE) <= room - 12
    assert (bar.shown == SENTENCE) == fits
    assert fits or bar.shown.endswith("…") or room < 30
    assert bar.fontMetrics().horizontalAdvance(bar.shown) <= max(0, room - 12)
    assert (bar.toolTip(), bar.currentMessage()) == (SENTENCE, SENTENCE)
    bar.clearMessage()
    assert (bar.shown, bar.toolTip()) == ("", "")


def test_the_sentence_is_drawn_where_it_is_told(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.resize(600, 24)
    bar.show()
    empty = bar.grab().toImage()
    bar.showMessage(SENTENCE)
    assert bar.grab().toImage().convertToFormat(QImage.Format.Format_RGB32) != empty.convertToFormat(
        QImage.Format.Format_RGB32
    )
