"""The line edit that all editors are made of."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

UNDO_KEYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class DocumentLine(QLineEdit):
    """A line edit that leaves undo and redo to the document."""

    def event(self, event: QEvent) -> bool:
        """Let a menu's shortcut have the undo keys."""
        if event.type() == QEvent.Type.ShortcutOverride and is_undo(event):
            event.ignore()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass the undo keys on to the form."""
        if is_undo(event):
            event.ignore()
        else:
            super().keyPressEvent(event)


def is_undo(event: QEvent) -> bool:
    """Tell whether a key asks for undo or redo, which are the document's."""
    return isinstance(event, QKeyEvent) and any(event.matches(key) for key in UNDO_KEYS)
