"""The Data tab, which shows what the form's data are."""

from __future__ import annotations

from PySide6.QtCore import QObject

from gui.controllers.context import Context
from gui.document.preparation import DATA
from gui.panels.data.data_panel import DataPanel


class DataController(QObject):
    """Follows the data that are loaded."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.panel = DataPanel()
        context.tabs.addTab(self.panel, "&Data")
        context.preparation.dataset_changed.connect(self.panel.show_dataset)
        context.preparation.facts_changed.connect(self.panel.show_facts)
        context.preparation.problem_changed.connect(self._on_problem_changed)

    def _on_problem_changed(self, name: str, sentence: str) -> None:
        if name == DATA and sentence:
            self.panel.show_problem(sentence)
