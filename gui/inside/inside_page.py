"""Look inside: panels about one run, and the slider over its epochs that they follow."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from gui.inside.epoch_bar import EpochBar
from gui.widgets.appearance import Appearance
from gui.widgets.labels import plain_label
from training.insight.weight_history import Snapshot, WeightHistory

MARGIN = 12


@runtime_checkable
class InsidePanel(Protocol):
    """What a panel about the weights can do, while it is seen; see ScrollingPanel."""

    def show_weight_history(self, weight_history: WeightHistory | None) -> None: ...  # noqa: D102

    def show_snapshot(self, snapshot: Snapshot | None) -> None: ...  # noqa: D102


class InsidePage(QWidget):
    """Tabs above, the epochs below."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.tabs = QTabWidget(documentMode=True)
        self.tabs.setAccessibleName("Look inside")
        self.tabs.tabBar().setAccessibleName("Look inside")
        self.tabs.tabBar().setDrawBase(False)
        self.bar = EpochBar(appearance)
        self.note = plain_label("", "hint")
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
        self.tabs.currentChanged.connect(lambda _: self.refresh())

    def add_panel(self, panel: QWidget, title: str) -> None:
        """Add a panel at the end."""
        self.tabs.addTab(panel, title)

    @property
    def panels(self) -> list[QWidget]:
        """Return the panels in their order."""
        return list(filter(None, map(self.tabs.widget, range(self.tabs.count()))))

    def name_subject(self, subject: str, note: str = "") -> None:
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
        panel, epoch, weight_history = self.tabs.currentWidget(), self.bar.epoch, self.weight_history
        if not isinstance(panel, InsidePanel):
            return
        snapshot = weight_history.snapshot(epoch) if weight_history is not None and epoch is not None else None
        epochs = tuple(weight_history.epochs) if weight_history is not None else ()
        before = self._shown.get(panel)
        self._shown[panel] = weight_history, epochs, snapshot
        if before is None or before[:2] != (weight_history, epochs):
            panel.show_weight_history(weight_history)
        if before is None or before[2] is not snapshot:
            panel.show_snapshot(snapshot)
