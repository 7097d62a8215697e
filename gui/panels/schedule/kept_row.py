"""One schedule that was kept for comparison."""

from __future__ import annotations

from math import isfinite

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QToolButton, QWidget

from gui.widgets.appearance import Appearance
from gui.widgets.labels import NoteLabel
from gui.widgets.sparkline import Line, Sparkline

SWATCH = QSize(26, 16)
LEVEL = np.ones(1)
NEAR = 1e-6  # of a factor to 1: the areas are equal already


class KeptRow(QWidget):
    """Names a kept schedule, its area, and what gives the present schedule the same one."""

    removed = Signal()  # it is no longer to be compared
    chosen = Signal()  # the present schedule is to be given this one's area

    def __init__(self, index: int, name: str, factor: float, appearance: Appearance, parent: QWidget) -> None:
        """Show the name; `index` gives the colour, `factor` is on the rates of the present schedule."""
        super().__init__(parent)
        self._index, self._factor = index, factor
        self._name = NoteLabel("", self)
        self._name.say(name)
        self._words = NoteLabel("summary", self)
        self._swatch = Sparkline(appearance, SWATCH, self)
        self._swatch.setFixedSize(SWATCH)
        self._swatch.show_lines([Line(LEVEL, index + 1, dashed=True)])
        self._use = QPushButton(f"lr × {factor:.3g}", self)
        self._use.setObjectName(f"budget.use.{index}")
        self._use.setAccessibleName(f"Give the present schedule the area of {name}")
        self._use.setVisible(_changes(factor))
        self._use.clicked.connect(self.chosen)
        self._drop = QToolButton(self)
        self._drop.setText("✕")
        self._drop.setObjectName(f"budget.drop.{index}")
        self._drop.setAccessibleName(f"No longer compare with {name}")
        self._drop.clicked.connect(self.removed)
        self._arrange()

    def show_area(self, area: float, note: str) -> None:
        """Say what was spent, and what there is to note of it."""
        self._words.say(f"{_in_words(area, self._factor)} {note}".strip())

    def _arrange(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(2)
        layout.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        layout.addWidget(self._swatch, 0, 0, top)
        layout.addWidget(self._name, 0, 1)
        layout.addWidget(self._drop, 0, 2, top | Qt.AlignmentFlag.AlignRight)
        layout.addWidget(self._words, 1, 1)
        layout.addWidget(self._use, 1, 2, top)


def _changes(factor: float) -> bool:
    return isfinite(factor) and factor > 0 and abs(factor - 1) > NEAR


def _in_words(area: float, factor: float) -> str:
    if not isfinite(factor) or factor <= 0:
        return f"Area {area:.4g}; no factor leads from one to the other."
    if not _changes(factor):
        return f"Area {area:.4g}, as the present one."
    return f"Area {area:.4g}: {factor:.3g} times the present one."
