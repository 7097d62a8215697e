"""What the panels of Look inside have in common: a name, a column that scrolls, a weight history and a snapshot."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from gui.widgets.layouts import Part, add_parts
from training.insight.weight_history import Snapshot, WeightHistory


class ScrollingPanel(QScrollArea):
    """One panel; it is shown anything only while it is seen."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__(widgetResizable=True)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._weight_history: WeightHistory | None = None
        self._snapshot: Snapshot | None = None

    def arrange(self, *parts: Part) -> QVBoxLayout:
        """Lay the parts out one below the other, and return the layout."""
        layout = QVBoxLayout(page := QWidget())
        add_parts(layout, parts)
        self.setWidget(page)
        return layout

    def show_weight_history(self, weight_history: WeightHistory | None) -> None:
        """Show what is known of all epochs."""
        self._weight_history = weight_history

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show what is known of one epoch."""
        self._snapshot = snapshot
