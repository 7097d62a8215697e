"""Plans, traces and panels for the tests of the plots."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.plots.plots_panel import PlotsPanel
from gui.widgets.appearance import Appearance


def positions(image: QImage, color: str, tolerance: int = 0) -> set[tuple[int, int]]:
    """Return the (column, row) of each pixel that has this colour, within a tolerance in each channel."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    shape = (image.height(), image.bytesPerLine() // 4, 4)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(shape)[:, :, :3].astype(int)
    wanted = QColor(color)
    far = np.abs(pixels - (wanted.blue(), wanted.green(), wanted.red())).max(axis=2)
    return set(zip(*(index.tolist() for index in np.nonzero(far <= tolerance)[::-1]), strict=True))


def shown_panel(qtbot: QtBot, appearance: Appearance) -> PlotsPanel:
    """Return an empty panel on the screen."""
    panel = PlotsPanel(appearance)
    qtbot.addWidget(panel)
    panel.resize(800, 640)
    panel.show()
    qtbot.waitExposed(panel)
    QApplication.processEvents()
    return panel


@pytest.fixture
def panel(qtbot: QtBot, appearance: Appearance) -> PlotsPanel:
    return shown_panel(qtbot, appearance)
