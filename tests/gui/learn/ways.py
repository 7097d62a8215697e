"""What the tests of all ways to learn do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui.learn.practice_way import PracticeWay
from training.practice.bank import read_bank

BANK = read_bank()
RUN_MS = 60_000  # the first snippet waits for a process that loads torch


def texts(widget: QWidget) -> str:
    """Return all that is written on visible labels."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def shown(qtbot: QtBot, way: QWidget) -> None:
    qtbot.addWidget(way)
    way.resize(760, 900)
    way.show()
    way.begin()  # type: ignore[attr-defined]


def answered(qtbot: QtBot, way: PracticeWay, keys: frozenset[str]) -> None:
    """Answer by letters and Enter, and wait for the verdict."""
    for key in sorted(keys):
        QTest.keyClick(way.card, Qt.Key(ord(key.upper())))
    QTest.keyClick(way.card, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: way.card.checked, timeout=RUN_MS)
