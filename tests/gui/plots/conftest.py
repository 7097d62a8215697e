"""Plans, traces and panels for the tests of the plots."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.plots.plots_panel import PlotsPanel
from gui.theme import LIGHT
from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment
from training.runs.trace import Trace
from training.schedule.preview import Schedule


def places(image: QImage, color: str, tolerance: int = 0) -> set[tuple[int, int]]:
    """Return the (column, row) of each pixel that has this colour, within a tolerance in each channel."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    shape = (image.height(), image.bytesPerLine() // 4, 4)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(shape)[:, :, :3].astype(int)
    wanted = QColor(color)
    far = np.abs(pixels - (wanted.blue(), wanted.green(), wanted.red())).max(axis=2)
    return set(zip(*(index.tolist() for index in np.nonzero(far <= tolerance)[::-1]), strict=True))


MakeTrace = Callable[..., Trace]
MakeSchedule = Callable[..., Schedule]


@pytest.fixture
def make_schedule() -> MakeSchedule:
    """Return the plan that halves 0.1 every `every` epochs."""

    def make(epochs: int = 10, every: int = 5) -> Schedule:
        rates = 0.1 * 0.5 ** (np.arange(epochs + 1) // every)
        return Schedule(epochs, rates[None])

    return make


@pytest.fixture
def add_epochs() -> Callable[[Trace, Sequence[float]], None]:
    """Append epochs with these losses; the rate halves every five epochs, the rest follows the loss."""

    def add(trace: Trace, losses: Sequence[float], *, validated: bool = True) -> None:
        start = len(trace)
        trace.extend(
            EpochRecord(
                epoch + 1,
                0.1 * 0.5 ** (epoch // 5),
                0.1 * 0.5 ** ((epoch + 1) // 5),
                loss,
                0.9 - loss / 2,
                loss + 0.1 if validated else None,
                0.8 - loss / 2 if validated else None,
                0.01,
            )
            for epoch, loss in enumerate(losses, start)
        )

    return add


@pytest.fixture
def make_trace(add_epochs: Callable[..., None]) -> MakeTrace:
    """Return a trace with these losses, of an experiment that is meant to have `epochs` epochs."""

    def make(losses: Sequence[float], epochs: int = 10, *, validated: bool = True) -> Trace:
        trace = Trace(Experiment(epochs=epochs))
        add_epochs(trace, losses, validated=validated)
        return trace

    return make


@pytest.fixture
def panel(qtbot: QtBot) -> PlotsPanel:
    """Return an empty panel on the screen."""
    panel = PlotsPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(800, 640)
    panel.show()
    qtbot.waitExposed(panel)
    QApplication.processEvents()
    return panel
