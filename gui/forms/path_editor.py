"""The editor for the path of a data file."""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHelpEvent, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QStyle, QStyleOptionFrame, QStylePainter, QToolTip, QWidget

from gui.document.fields import FormField
from gui.forms.text_editors import TextEditor
from gui.widgets.buttons import LinkButton
from training.experiment.data_file import DATA_SUFFIXES

TEXT_MARGIN = 2  # pixels that Qt leaves beside a line's text
DATA_FILES = f"Tables ({' '.join(f'*{suffix}' for suffix in DATA_SUFFIXES)});;All files (*)"


class PathEditor(TextEditor):
    """The path of a file, typed, chosen or dropped."""

    def __init__(self, field: FormField, parent: QWidget) -> None:
        super().__init__(field, parent)
        button = LinkButton(parent)
        button.setText("Browse…")
        button.setAccessibleName("Browse for a data file")
        button.setToolTip("Choose the file in a dialog")
        button.clicked.connect(self._browse)
        self.extras = (button,)

    def event(self, event: QEvent) -> bool:
        """Give the whole path in the tool tip."""
        if isinstance(event, QHelpEvent) and self.text():
            QToolTip.showText(event.globalPos(), f"<p>{escape(self.text())}</p>", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cut a long path at its beginning, for its end names the file; not while it is edited."""
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        area = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        area.adjust(TEXT_MARGIN, 0, -TEXT_MARGIN, 0)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideLeft, area.width())
        if self.hasFocus() or shown == self.text():
            super().paintEvent(event)
            return
        painter = QStylePainter(self)
        painter.drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)

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
