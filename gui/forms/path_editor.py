"""The editor for the path of a data file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from gui.forms.buttons import LinkButton
from gui.forms.fields import FormField
from gui.forms.text_editors import TextEditor

DATA_FILES = "Tables (*.csv *.tsv *.txt *.parquet *.pq);;All files (*)"


class PathEditor(TextEditor):
    """The path of a file, typed, chosen or dropped."""

    def __init__(self, field: FormField, parent: QWidget) -> None:
        """Make the line and the button that goes with it."""
        super().__init__(field, parent)
        button = LinkButton(parent)
        button.setText("Browse…")
        button.setAccessibleName("Browse for a data file")
        button.setToolTip("Choose the file in a dialog")
        button.clicked.connect(self._browse)
        self.extras = (button,)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept a file."""
        if _dropped_file(event):
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the dropped file's path."""
        if path := _dropped_file(event):
            event.acceptProposedAction()
            self._take(path)
        else:
            super().dropEvent(event)

    def _browse(self) -> None:
        dialog = QFileDialog(self.window(), "Choose a data file", str(Path(self.text()).parent), DATA_FILES)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._take)
        dialog.open()

    def _take(self, path: str) -> None:
        self.set_value(path)
        self.edited.emit()


def _dropped_file(event: QDropEvent) -> str:
    return next((url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()), "")
