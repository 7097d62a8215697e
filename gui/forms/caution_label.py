"""What to be warned of about a setting, under its editor, with a button that mends it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gui.widgets.labels import NoteLabel

if TYPE_CHECKING:  # importing it at run time would load torch
    from training.schedule.pitfalls import Caution, Fix

GAP = 6  # pixels
SIGN = "⚠"


class CautionLabel(QWidget):
    """The cautions about one setting, one below the other; takes no room while there is none.

    Call `show_cautions` with those whose `path` is the setting's; connect `fix_wanted`, and apply the
    `changes` of the Fix that it carries to the document, one after the other, as one step of undo.
    """

    fix_wanted = Signal(object)  # a button was pressed; its Fix

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._cautions: tuple[Caution, ...] = ()
        self._entries: list[QWidget] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GAP)
        self.hide()

    def show_cautions(self, cautions: Sequence[Caution]) -> None:
        """Show these cautions in place of the ones before."""
        if tuple(cautions) == self._cautions:
            return
        self._cautions = tuple(cautions)
        for old in self._entries:
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()  # not at once: its button may have been pressed just now
        self._entries = [self._entry(caution) for caution in self._cautions]
        for entry in self._entries:
            self._layout.addWidget(entry)
        self.setVisible(bool(self._cautions))

    def buttons(self) -> list[QPushButton]:
        """Return the buttons that mend something, from above."""
        return [button for entry in self._entries for button in entry.findChildren(QPushButton)]

    def _entry(self, caution: Caution) -> QWidget:
        entry = QWidget(self)
        layout = QVBoxLayout(entry)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP // 2)
        note = NoteLabel("summary" if caution.note else "warning", entry)
        layout.addWidget(note)
        note.say(caution.message if caution.note else f"{SIGN} {caution.message}")
        note.setAccessibleName(f"{'Note' if caution.note else 'Caution'}: {caution.message}")
        note.setAccessibleDescription(caution.reason)
        note.setToolTip(f"<p>{escape(caution.reason)}</p>")
        if caution.fix:
            layout.addWidget(self._button(caution, caution.fix, entry), 0, Qt.AlignmentFlag.AlignLeft)
        return entry

    def _button(self, caution: Caution, fix: Fix, parent: QWidget) -> QPushButton:
        button = QPushButton(fix.label.replace("&", "&&"), parent)
        button.setProperty("role", "fix")
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        button.setObjectName(f"fix.{caution.path}.{caution.pitfall}")
        button.setAccessibleName(fix.label)
        button.setAccessibleDescription(caution.message)
        button.clicked.connect(partial(self.fix_wanted.emit, fix))
        return button
