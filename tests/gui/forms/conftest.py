from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.document.document import ExperimentDocument
from gui.forms.experiment_form import ExperimentForm
from gui.widgets.theme import LIGHT, apply_theme


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
