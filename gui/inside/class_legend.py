"""Which colour and shape stand for which class, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea

from gui.inside.class_look import color_of, sign_of
from gui.widgets.appearance import Appearance

MOST_LINES = 2  # that are seen at once


class ClassLegend(QScrollArea):
    """Breaks its lines to the width that it is given, and scrolls where they are many."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(widgetResizable=True)
        self._appearance, self._names = appearance, tuple[str, ...]()
        self.setObjectName("inside.map.legend")
        self.setAccessibleName("Classes")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.label = QLabel(textFormat=Qt.TextFormat.RichText, wordWrap=True)
        self.setWidget(self.label)
        self._fit()
        appearance.changed.connect(self._write)

    def show_classes(self, names: Sequence[str]) -> None:
        """Name these classes, and the ring around a wrong row."""
        self._names = tuple(names)
        self._write()

    def _write(self) -> None:
        colors = self._appearance.colors
        signs = (
            f'<span style="color:{color_of(colors, k)}">{sign_of(k)}</span>&nbsp;{escape(name)}'
            for k, name in enumerate(self._names)
        )
        self.label.setText(" &nbsp; ".join([*signs, "◯&nbsp;wrong"]))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many lines as the width asks for, up to the most."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        most = MOST_LINES * self.fontMetrics().lineSpacing() + 2
        wanted = self.label.heightForWidth(self.viewport().width())  # below 0 while there is no text
        self.setFixedHeight(max(0, min(most, wanted)))
