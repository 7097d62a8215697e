"""A document and what it tells."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from gui.document import ExperimentDocument


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
