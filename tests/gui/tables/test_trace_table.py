"""The trace table as it is painted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.tables.trace_columns import COLUMNS
from gui.tables.trace_model import TraceModel
from gui.tables.trace_table import TraceTable
from gui.widgets.appearance import Appearance
from gui.widgets.painted_table import MARGIN
from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment
from training.runs.trace import Trace

HEADERS = [column.header for column in COLUMNS]
Role = QPalette.ColorRole


def records(count: int) -> list[EpochRecord]:
    return [EpochRecord(epoch, 0.1, 0.1, 1 / epoch, 0.5, 0.6, 0.5, 0.01) for epoch in range(1, count + 1)]


@pytest.fixture
def table(qtbot: QtBot, appearance: Appearance) -> TraceTable:
    model = TraceModel(appearance)
    table = TraceTable(model)
    qtbot.addWidget(table)
    table.resize(1200, 240)
    trace = Trace(Experiment(epochs=1000))
    trace.extend(records(4))
    model.show_trace(trace)
    table.show()
    qtbot.waitExposed(table)
    return table


def picture(table: TraceTable) -> QImage:
    return table.viewport().grab().toImage()


def ground(table: TraceTable, row: int) -> QColor:
    return picture(table).pixelColor(1, table.rowViewportPosition(row) + 2)


def inked(table: TraceTable, row: int, column: int) -> list[int]:
    """Return the pixels from the cell's left edge where something stands on the ground."""
    image, behind = picture(table), ground(table, row)
    left, top = table.columnViewportPosition(column), table.rowViewportPosition(row)
    heights, widths = range(top, top + table.rowHeight(row)), range(table.columnWidth(column))
    return [x for x in widths if any(image.pixelColor(left + x, y) != behind for y in heights)]


def test_rows_alternate_and_selected_ones_stand_out(table: TraceTable) -> None:
    table.selectRow(2)
    palette = table.palette()
    grounds = [ground(table, row) for row in range(4)]
    assert grounds == [palette.color(r) for r in (Role.Base, Role.AlternateBase, Role.Highlight, Role.AlternateBase)]


def test_numbers_stand_on_the_right_and_words_on_the_left(table: TraceTable) -> None:
    number, words = inked(table, 0, HEADERS.index("Loss")), inked(table, 0, HEADERS.index("Observation"))
    assert table.columnWidth(HEADERS.index("Loss")) - max(number) <= MARGIN + 3
    assert min(words) <= MARGIN + 3


def test_a_text_stays_within_its_narrow_column(table: TraceTable) -> None:
    loss = HEADERS.index("Loss")
    table.setColumnWidth(loss, 36)
    assert inked(table, 0, loss)
    assert min(inked(table, 0, loss)) >= MARGIN - 1
    assert max(inked(table, 0, loss)) <= 36 - MARGIN


def test_a_strip_is_painted_as_it_was_in_the_whole(table: TraceTable) -> None:
    whole, bottom = picture(table), table.rowViewportPosition(3) + table.rowHeight(3)
    for top, height in ((0, 10), (15, 40), (bottom - 5, 20), (bottom + 2, 10)):
        strip = QRect(0, top, table.viewport().width(), height)
        assert table.viewport().grab(strip).toImage() == whole.copy(strip)


def test_an_empty_table_shows_its_hint(table: TraceTable) -> None:
    table.model().show_trace(None)
    image, base = picture(table), table.palette().color(Role.Base)
    assert any(image.pixelColor(x, image.height() // 2) != base for x in range(image.width()))


def test_the_table_follows_the_newest_row_until_the_user_scrolls_up(
    qtbot: QtBot, records: list[EpochRecord], appearance: Appearance
) -> None:
    trace, model = Trace(Experiment(epochs=1000)), TraceModel(appearance)
    table = TraceTable(model)
    qtbot.addWidget(table)
    table.resize(900, 200)
    table.show()
    model.show_trace(trace)
    bar = table.verticalScrollBar()
    for _ in range(10):
        trace.extend(records)
        table.follow()
    assert bar.value() == bar.maximum() > 0
    table.scrollToTop()
    trace.extend(records)
    table.follow()
    assert bar.value() == 0


def test_the_down_key_chooses_the_next_epoch(qtbot: QtBot, records: list[EpochRecord], appearance: Appearance) -> None:
    trace, model = Trace(Experiment()), TraceModel(appearance)
    table = TraceTable(model)
    qtbot.addWidget(table)
    trace.extend(records)
    model.show_trace(trace)
    table.show()
    table.show_epoch(3)
    with qtbot.waitSignal(table.epoch_selected) as chosen:
        QTest.keyClick(table, Qt.Key.Key_Down)
    assert chosen.args == [4]
