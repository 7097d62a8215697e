"""A window with what controllers are given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from gui.controllers.context import Context
from gui.document.library import open_store
from gui.jobs.disk import AtOnce
from gui.widgets.appearance import Appearance
from gui.widgets.theme import LIGHT
from gui.window.main_window import MainWindow


def make_context(path: Path) -> Context:
    """Return what controllers are given, around the store in this file."""
    settings = QSettings(str(path.with_suffix(".ini")), QSettings.Format.IniFormat)
    return Context(MainWindow(Appearance(LIGHT), settings), settings, AtOnce(), open_store(path))


def finish(context: Context) -> None:
    """End what works beside the window."""
    context.session.finish()
    context.jobs.finish()
    context.library.close()


@pytest.fixture
def context(qtbot: QtBot, tmp_path: Path) -> Iterator[Context]:
    """What controllers are given, in a window that is seen, with data that are loaded."""
    context = make_context(tmp_path / "runs.sqlite")
    qtbot.addWidget(context.window)
    context.window.show()
    document, preparation = context.document, context.preparation
    document.experiment_changed.connect(lambda: document.experiment and preparation.follow(document.experiment))
    with qtbot.waitSignal(preparation.dataset_changed, check_params_cb=bool, timeout=20_000):
        preparation.follow(document.experiment)
    yield context
    finish(context)
