"""Weights, gradients and activations of each layer, over the epochs."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout

from gui.inside.histogram_picture import HistogramPicture
from gui.inside.panel import ScrollingPanel
from gui.jobs.background import Background
from gui.jobs.question import Question
from gui.widgets.appearance import Appearance
from gui.widgets.labels import plain_label
from gui.widgets.layouts import beside
from gui.widgets.quiet_combo_box import combo_box
from training.insight.spread import Counted, count, epochs_to_draw, spreads_of
from training.insight.weight_history import Snapshot, WeightHistory

QUANTITIES = ("weights", "gradients", "activations")
BESIDE = 3  # pictures in a row


class HistogramPanel(ScrollingPanel):
    """One picture for each layer with weights."""

    def __init__(self, thread: Background, appearance: Appearance) -> None:
        super().__init__("inside.histograms", "Histograms")
        self._appearance = appearance
        self.known: Counted = {}
        self._pictures: list[HistogramPicture] = []
        titles = [name.capitalize() for name in QUANTITIES]
        self.quantity = combo_box("inside.histogram.quantity", "What is counted", titles, self)
        self.words = plain_label("The histograms appear here once there is a network.", "summary")
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        self.arrange(beside(self.quantity, self.words), self._grid).addStretch(1)
        self._count = Question(thread, "histograms", self)
        self._count.answered.connect(self._on_counted)
        self.quantity.activated.connect(self._draw)

    def show_weight_history(self, weight_history: WeightHistory | None) -> None:
        """Count the numbers of these epochs, those that are not counted yet."""
        if weight_history is not self._weight_history:
            self.known = {}
        self._weight_history = weight_history
        self._ask()

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show this epoch in front."""
        self._snapshot = snapshot
        self._ask()
        self._draw()

    def _ask(self) -> None:
        weight_history, snapshot, known = self._weight_history, self._snapshot, self.known
        if weight_history is None:
            return
        missing = [weight_history.snapshot(epoch) for epoch in epochs_to_draw(weight_history) if epoch not in known]
        if snapshot is not None and snapshot.epoch not in known:
            missing.insert(0, snapshot)
        if missing:
            self._count.ask(lambda: count(missing, known))

    def _on_counted(self, known: Counted) -> None:
        if known is self.known:
            self._draw()

    def _draw(self) -> None:
        weight_history, snapshot = self._weight_history, self._snapshot
        if weight_history is None or snapshot is None or snapshot.epoch not in self.known:
            return
        wanted = {*epochs_to_draw(weight_history), snapshot.epoch}
        epochs = sorted(epoch for epoch in tuple(self.known) if epoch in wanted)
        spreads = spreads_of(self.known, epochs, snapshot.epoch, QUANTITIES[self.quantity.currentIndex()])
        self._make_room(len(spreads))
        for picture, spread in zip(self._pictures, spreads, strict=True):
            picture.show_spread(spread)
        self.words.setText(" ".join(spread.sentence() for spread in spreads))

    def _make_room(self, count: int) -> None:
        while len(self._pictures) > count:
            self._pictures.pop().deleteLater()
        while len(self._pictures) < count:
            picture = HistogramPicture(self._appearance)
            picture.setMinimumHeight(picture.sizeHint().height())
            self._grid.addWidget(picture, *divmod(len(self._pictures), BESIDE))
            self._pictures.append(picture)
