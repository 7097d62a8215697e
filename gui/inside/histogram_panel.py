"""Weights, gradients and activations of each layer, over the epochs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gui.inside.histogram_picture import HistogramPicture, Spread
from gui.jobs.background import Background
from gui.jobs.question import Question
from gui.widgets.appearance import Appearance
from gui.widgets.quiet_combo_box import QuietComboBox
from training.insight.weight_history import Snapshot, WeightHistory
from training.jobs import NOTHING_YET

if TYPE_CHECKING:
    from training.insight.histograms import LayerHistograms

QUANTITIES = ("weights", "gradients", "activations")
MOST_EPOCHS = 60  # that are drawn, evenly spread
BESIDE = 3  # pictures in a row
Known = dict[int, tuple["LayerHistograms", ...]]


class HistogramPanel(QScrollArea):
    """One picture for each layer with weights."""

    def __init__(self, thread: Background, appearance: Appearance, parent: QWidget | None = None) -> None:
        """Compute on this thread."""
        super().__init__(parent)
        self._appearance = appearance
        self._weight_history: WeightHistory | None = None
        self._snapshot: Snapshot | None = None
        self.known: Known = {}
        self._pictures: list[HistogramPicture] = []
        self.quantity = QuietComboBox(self)
        self.quantity.setObjectName("inside.histogram.quantity")
        self.quantity.setAccessibleName("What is counted")
        self.quantity.addItems([name.capitalize() for name in QUANTITIES])
        self.quantity.setMinimumContentsLength(len("Activations"))
        self.words = QLabel("The histograms appear here once there is a network.", wordWrap=True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setProperty("role", "summary")
        line = QHBoxLayout()
        line.addWidget(self.quantity)
        line.addWidget(self.words, 1)
        layout = QVBoxLayout(page := QWidget())
        layout.addLayout(line)
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        layout.addLayout(self._grid)
        layout.addStretch(1)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setObjectName("inside.histograms")
        self.setAccessibleName("Histograms")
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
        missing = [weight_history.snapshot(epoch) for epoch in _spread_out(weight_history.epochs) if epoch not in known]
        if snapshot is not None and snapshot.epoch not in known:
            missing.insert(0, snapshot)
        if missing:
            self._count.ask(lambda: _counted(missing, known))

    def _on_counted(self, known: Known) -> None:
        if known is self.known:
            self._draw()

    def _draw(self) -> None:
        weight_history, snapshot = self._weight_history, self._snapshot
        if weight_history is None or snapshot is None or snapshot.epoch not in self.known:
            return
        wanted = {*_spread_out(weight_history.epochs), snapshot.epoch}
        epochs = sorted(epoch for epoch in tuple(self.known) if epoch in wanted)
        quantity, here = QUANTITIES[self.quantity.currentIndex()], epochs.index(snapshot.epoch)
        layers = self.known[snapshot.epoch]
        self._make_room(len(layers))
        spreads = [
            Spread(layer.name, epochs, [getattr(self.known[e][place], quantity) for e in epochs], here)
            for place, layer in enumerate(layers)
        ]
        for picture, spread in zip(self._pictures, spreads, strict=True):
            picture.show_spread(spread)
        self.words.setText(" ".join(spread.words() for spread in spreads))

    def _make_room(self, count: int) -> None:
        while len(self._pictures) > count:
            self._pictures.pop().deleteLater()
        while len(self._pictures) < count:
            place, picture = len(self._pictures), HistogramPicture(self._appearance)
            picture.setMinimumHeight(picture.sizeHint().height())
            self._grid.addWidget(picture, place // BESIDE, place % BESIDE)
            self._pictures.append(picture)


def _spread_out(epochs: list[int]) -> list[int]:
    step = (len(epochs) - 1) // MOST_EPOCHS + 1
    return epochs[::step]


def _counted(snapshots: list[Snapshot], known: Known) -> Iterator[object]:
    """Add the histograms of these snapshots to the known ones, and yield them after the first and the last."""
    from training.insight.histograms import histograms

    for place, snapshot in enumerate(snapshots):
        known[snapshot.epoch] = histograms(snapshot.network, snapshot.dataset)
        yield known if place == 0 else NOTHING_YET
    yield known
