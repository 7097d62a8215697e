"""A small window with what controllers need: a document, its preparation, a library, files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from gui.controllers.file_actions import FileActions
from gui.document.document import ExperimentDocument
from gui.document.library import RunLibrary
from gui.document.preparation import Preparation


@dataclass
class Surroundings:
    """What controllers are given."""

    window: QMainWindow
    document: ExperimentDocument
    preparation: Preparation
    library: RunLibrary
    files: FileActions


@pytest.fixture
def around(qtbot: QtBot, tmp_path: Path) -> Iterator[Surroundings]:
    """Everything around a controller, with data that are loaded."""
    window, document = QMainWindow(), ExperimentDocument()
    qtbot.addWidget(window)
    window.resize(390, 560)
    preparation, library = Preparation(), RunLibrary(tmp_path / "runs.sqlite")
    document.experiment_changed.connect(lambda: document.experiment and preparation.follow(document.experiment))
    with qtbot.waitSignal(preparation.dataset_changed, check_params_cb=bool, timeout=20_000):
        preparation.follow(document.experiment)
    files = FileActions(window, document, QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    yield Surroundings(window, document, preparation, library, files)
    preparation.finish()
    library.close()
