from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.document import ExperimentDocument
from gui.forms.experiment_form import ExperimentForm
from gui.forms.fields import FormField, fields_of
from gui.theme import LIGHT, apply_theme


@pytest.fixture
def form(qtbot: QtBot, qapp: QApplication, document: ExperimentDocument) -> ExperimentForm:
    """The whole form in a window of its own, with the keyboard."""
    if not qapp.styleSheet():
        apply_theme(qapp, LIGHT)
    form = ExperimentForm(document)
    qtbot.addWidget(form)
    form.resize(340, 900)
    with qtbot.waitActive(form):
        form.show()
        form.activateWindow()
    return form


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """An empty window with the keyboard, for single editors."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(300, 60)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


@pytest.fixture
def field() -> Callable[[str], FormField]:
    """Look a field up by kind and path: `field("SGD optimizer.lr")`."""

    def look_up(words: str) -> FormField:
        kind, _, path = words.rpartition(" ")
        fields = fields_of(path.rpartition(".")[0], kind)
        return next(field for field in fields if field.path == path)

    return look_up
