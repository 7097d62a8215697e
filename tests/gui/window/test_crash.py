from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from gui.window.crash import CrashReporter
from training.log import log_path

pytestmark = pytest.mark.logs("ValueError: unforeseen")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def report(window: QWidget) -> str:
    """Report an error; return the details that the box shows."""
    try:
        raise ValueError("unforeseen")
    except ValueError as error:
        CrashReporter(window).report(type(error), error, error.__traceback__)
    return window.findChild(QMessageBox).detailedText()


def test_an_error_is_printed_and_shown(window: QWidget, capsys: pytest.CaptureFixture[str]) -> None:
    details = report(window)
    printed = capsys.readouterr().err
    assert printed.endswith("ValueError: unforeseen\n")
    assert printed in details


def test_the_details_can_be_copied_with_the_end_of_the_log(window: QWidget, home: Path) -> None:
    log_path().parent.mkdir(parents=True)
    log_path().write_text("\n".join(f"line {number}" for number in range(1000)))
    details = report(window)
    assert "line 999" in details
    assert "line 900\n" not in details
    box = window.findChild(QMessageBox)
    copy = next(button for button in box.buttons() if button.text() == "&Copy details")
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == details
    assert box.isVisible()


def test_an_error_is_shown_where_there_is_no_standard_error(window: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert "ValueError: unforeseen" in report(window)
