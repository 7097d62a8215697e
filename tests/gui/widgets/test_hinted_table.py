from __future__ import annotations

import pytest
from PySide6.QtGui import QStandardItemModel
from pytestqt.qtbot import QtBot

from gui.tables.runs_table import HINT
from gui.widgets.hinted_table import HintedTable


def ink(table: HintedTable) -> int:
    """Return how many pixels of the hint are drawn."""
    image = table.viewport().grab().toImage()
    ground = image.pixel(0, 0)
    return sum(image.pixel(x, y) != ground for x in range(image.width()) for y in range(image.height()))


@pytest.mark.parametrize("width", [240, 360])
def test_the_hint_is_not_cut_as_long_as_there_is_room_for_its_lines(width: int, qtbot: QtBot) -> None:
    table = HintedTable("table", "Table", HINT)
    qtbot.addWidget(table)
    table.setModel(QStandardItemModel())
    table.horizontalHeader().hide()
    lines = 4 if width == 240 else 2
    table.resize(width, 300)
    table.show()
    whole = ink(table)
    assert whole > 0
    frame = table.height() - table.viewport().height()
    table.resize(width, lines * table.fontMetrics().lineSpacing() + frame)
    assert ink(table) == whole
