"""Look inside: panels about one run, and the slider over its epochs that they follow."""

from __future__ import annotations

from typing import Protocol, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QTabWidget, QVBoxLayout, QWidget

from gui.inside.epoch_bar import EpochBar
from gui.widgets.appearance import Appearance
from training.insight.weight_history import Snapshot, WeightHistory

MARGIN = 12


class InsidePanel(Protocol):
    """What a panel of this page can do; it is told of things only while it is seen."""

    def show_weight_history(self, weight_history: WeightHistory | None) -> None:
        """Show what is told over all epochs."""

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show what is told of one epoch."""


class InsidePage(QWidget):
    """Tabs above, the epochs below.

    Attributes:
        tabs: the panels.
        bar: the slider.

    Signals:
        seen: another panel is seen, or the page again.
    """

    seen = Signal()

    def __init__(self, appearance: Appearance) -> None:
        """Begin without panels."""
        super().__init__()
        self.tabs = QTabWidget(documentMode=True)
        self.tabs.setAccessibleName("Look inside")
        self.tabs.tabBar().setAccessibleName("Look inside")
        self.tabs.tabBar().setDrawBase(False)
        self.bar = EpochBar(appearance)
        self.note = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.note.setProperty("role", "hint")
        self.note.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, 4, MARGIN, MARGIN)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.note)
        layout.addWidget(self.bar)
        self.weight_history: WeightHistory | None = None
        self._shown: dict[InsidePanel, tuple[WeightHistory | None, tuple[int, ...], Snapshot | None]] = {}
        self.bar.epoch_chosen.connect(lambda _: self.refresh())
        self.bar.follow.toggled.connect(lambda _: self.refresh())
        self.tabs.currentChanged.connect(lambda _: self._on_seen())

    def add_panel(self, panel: QWidget, title: str) -> None:
        """Add a panel at the end."""
        self.tabs.addTab(panel, title)

    @property
    def panels(self) -> list[QWidget]:
        """Return the panels in their order."""
        return list(filter(None, map(self.tabs.widget, range(self.tabs.count()))))

    def say(self, subject: str, note: str) -> None:
        """Name what is looked at, and what there is to know about it."""
        self.bar.subject.setText(subject)
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def show_weight_history(self, weight_history: WeightHistory | None) -> None:
        """Look at this run; again when it has more epochs."""
        self.weight_history = weight_history
        self.bar.set_epochs(weight_history.epochs if weight_history is not None else [])
        self.refresh()

    def refresh(self) -> None:
        """Show the panel that is seen what it does not show yet."""
        widget, epoch = self.tabs.currentWidget(), self.bar.epoch
        if widget is None or not hasattr(widget, "show_snapshot"):
            return
        panel, weight_history = cast(InsidePanel, widget), self.weight_history
        snapshot = weight_history.snapshot(epoch) if weight_history is not None and epoch is not None else None
        epochs = tuple(weight_history.epochs) if weight_history is not None else ()
        before = self._shown.get(panel)
        self._shown[panel] = weight_history, epochs, snapshot
        if before is None or before[:2] != (weight_history, epochs):
            panel.show_weight_history(weight_history)
        if before is None or before[2] is not snapshot:
            panel.show_snapshot(snapshot)

    def _on_seen(self) -> None:
        self.refresh()
        self.seen.emit()
