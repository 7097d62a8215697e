"""Asks for a curve drawn by hand: what a figure may do over the epochs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from gui.panels.schedule.drawing import DrawingCanvas
from gui.widgets.appearance import Appearance
from gui.widgets.messages import name_buttons

SIZE = 520, 320


class CurveDialog(QDialog):
    """A canvas with the present course dashed; accepted, it tells what was drawn."""

    curve_drawn = Signal(list)  # the values, one for each epoch

    def __init__(self, figure: str, course: Sequence[float], appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Draw the course of {figure}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.canvas = DrawingCanvas(appearance, self)
        self.canvas.setObjectName("curve.canvas")
        self.canvas.setAccessibleName(f"The course of {figure} over the epochs")
        self.canvas.set_guide(np.asarray(course, dtype=np.float64))
        hint = QLabel(f"Drag in the field to draw {figure} over the epochs; dashed is what the plan assumes now.")
        hint.setTextFormat(Qt.TextFormat.PlainText)
        hint.setWordWrap(True)
        button = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(button.Ok | button.Cancel)
        name_buttons(buttons, "curve")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for part in (hint, self.canvas, buttons):
            layout.addWidget(part)
        layout.setStretch(1, 1)
        self.accepted.connect(self._tell)
        self.resize(*SIZE)

    def _tell(self) -> None:
        if self.canvas.curve is not None:
            self.curve_drawn.emit(self.canvas.curve.tolist())
