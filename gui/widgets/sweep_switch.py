"""A row of buttons of which one is pressed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

SPACING = 4


class SweepSwitch(QWidget):
    """Chooses one of a few views; the arrow keys go from button to button."""

    chosen = Signal(int)  # the index of the button, from 0

    def __init__(self, name: str, texts: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: list[QToolButton] = []
        self._name, self._group = name, QButtonGroup(self)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(SPACING)
        self._line.addStretch(1)
        for text in texts:
            self.add(text)
        self.choose(0)
        self._group.idClicked.connect(self.chosen)

    @property
    def index(self) -> int:
        """Return which button is pressed."""
        return self._group.checkedId()

    def add(self, text: str) -> None:
        """Offer one more view."""
        button = QToolButton(self)
        button.setText(text)
        button.setCheckable(True)
        button.setProperty("role", "switch")
        button.setObjectName(f"{self._name}.{text.lower().replace(' ', '_')}")
        button.setAccessibleName(f"Show: {text}")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._group.addButton(button, len(self.buttons))
        self._line.insertWidget(len(self.buttons), button)
        self.buttons.append(button)

    def choose(self, index: int) -> None:
        """Press a button, without telling anyone."""
        self.buttons[index].setChecked(True)
