"""Panels over a real store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from gui.document.library import RunLibrary
from gui.panels.runs.runs_panel import RunsPanel
from gui.widgets.appearance import Appearance
from tests.gui.kept_runs import kept, library_of

Open = Callable[..., RunsPanel]
LOSSES = (0.9, 0.5, 0.3, 0.7)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of four runs; the third is the best."""
    return kept(tmp_path / "runs.sqlite", *[(1.0, loss) for loss in LOSSES])


@pytest.fixture
def open_panel(path: Path, qtbot: QtBot, appearance: Appearance) -> Iterator[Open]:
    panels: list[RunsPanel] = []

    def opened(settings: QSettings | None = None) -> RunsPanel:
        panel = RunsPanel(RunLibrary(path), appearance, settings)
        panels.append(panel)
        qtbot.addWidget(panel)
        panel.resize(390, 560)
        panel.show()
        panel.activateWindow()
        panel.table.setFocus()
        qtbot.waitUntil(panel.table.hasFocus)
        return panel

    yield opened
    for panel in panels:
        panel.list.finish()
        library_of(panel).close()
