"""A document and what it tells; plans, traces, and a window for single widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.document.document import ExperimentDocument
from gui.document.fields import FormField, fields_of
from gui.widgets.appearance import Appearance
from gui.widgets.theme import LIGHT
from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment
from training.runs.trace import Trace
from training.schedule.preview import Schedule

MakeTrace = Callable[..., Trace]
MakeSchedule = Callable[..., Schedule]


class Heard(list[str]):
    """What a document told, in order."""

    def __init__(self, document: ExperimentDocument) -> None:
        super().__init__()
        document.value_changed.connect(self.append)
        document.kind_changed.connect(lambda stage: self.append(f"{stage}.kind"))
        document.experiment_changed.connect(lambda: self.append("experiment"))


@pytest.fixture
def document(qapp: QApplication) -> ExperimentDocument:
    return ExperimentDocument()


@pytest.fixture
def heard(document: ExperimentDocument) -> Heard:
    return Heard(document)


@pytest.fixture
def appearance(qapp: QApplication) -> Appearance:
    return Appearance(LIGHT)


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
