"""The note of a run."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gui.widgets.timers import single_shot

PAUSE_MS = 1000  # in the typing, before what stands there is kept
LINES = 2


class NoteEdit(QPlainTextEdit):
    """Edits a text; tells it when the user pauses or leaves."""

    written = Signal(str)  # the text is this one now

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("run.note")
        self.setAccessibleName("Note")
        self.setPlaceholderText("What you want to remember of this run")
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * LINES + 14)
        self._pause = single_shot(self, PAUSE_MS)
        self._pause.timeout.connect(self.finish)
        self.textChanged.connect(self._on_text_changed)

    def show_note(self, note: str) -> None:
        """Show a note, unless the user has typed another one that nobody has been told yet."""
        if not self.document().isModified() and note != self.toPlainText():
            self.setPlainText(note)

    def finish(self) -> None:
        """Tell what was typed, if anything."""
        self._pause.stop()
        if self.document().isModified():
            self.document().setModified(False)
            self.written.emit(self.toPlainText())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell what was typed."""
        super().focusOutEvent(event)
        self.finish()

    def _on_text_changed(self) -> None:
        if self.document().isModified():
            self._pause.start()
