from __future__ import annotations

import sys

import pytest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from gui.crash import CrashReporter


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
    assert details.endswith(printed)


def test_an_error_is_shown_where_there_is_no_standard_error(window: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert "ValueError: unforeseen" in report(window)
