from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.layouts import discard, settle, stack


def test_a_stack_is_laid_out_at_once_without_margins(window: QWidget) -> None:
    parts = [QLabel("one", window), QLabel("other", window)]
    for part in parts:
        part.show()
    stack(window, parts, 7)

    settle(window)

    assert parts[0].y() == 0
    assert parts[1].y() == parts[0].geometry().bottom() + 1 + 7


def test_what_is_discarded_is_gone_later(qtbot: QtBot, window: QWidget) -> None:
    old = QLabel("old", window)
    old.show()

    with qtbot.waitSignal(old.destroyed):
        discard(old)
        assert old.text() == "old"
        assert not old.isVisible()
