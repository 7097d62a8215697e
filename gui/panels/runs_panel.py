"""The session's runs: choose one to look at, show or hide its curves."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QVBoxLayout, QWidget

from gui.tables.hinted_table import HintedTable
from gui.tables.runs_model import RunsModel
from training.runs.run import Run

HINT = "Every training becomes a run here, with a colour of its own. Their curves overlay."


class RunsPanel(QWidget):
    """Lists the runs and says in words how the chosen one went.

    Signals:
        run_selected: a Run.
    """

    run_selected = Signal(object)

    def __init__(self, model: RunsModel, parent: QWidget | None = None) -> None:
        """Show the model's runs."""
        super().__init__(parent)
        self._model = model
        self.table = HintedTable("table.runs", "Runs of this session", HINT)
        self.table.setModel(model)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.selectionModel().currentRowChanged.connect(self._on_current_row_changed)
        self.words = QLabel()
        self.words.setObjectName("words")
        self.words.setAccessibleName("The chosen run in words")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.words.setProperty("role", "summary")
        layout = QVBoxLayout(self)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.words)

    def select(self, run: Run) -> None:
        """Make the run the current one."""
        self.table.selectRow(self._model.row_of(run))

    def _on_current_row_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        if current.isValid():
            self.run_selected.emit(self._model.run_at(current.row()))
