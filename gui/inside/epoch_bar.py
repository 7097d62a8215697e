"""The slider over the epochs that everything in Look inside follows."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QSlider

from gui.widgets.appearance import Appearance
from gui.widgets.layouts import add_parts
from training.insight.weight_history import epoch_words

FEW = 20  # epochs that a mark stands at each of
MARGIN, GAP = 12, 12


class EpochBar(QFrame):
    """Chooses one of the kept epochs, or the newest one as long as it follows."""

    epoch_chosen = Signal(int)  # 0 before the training

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._epochs: list[int] = []
        self._appearance = appearance
        self.subject = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.subject.setProperty("role", "title")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("inside.epoch")
        self.slider.setAccessibleName("Epoch to look inside")
        self.words = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.follow = QCheckBox("&Newest epoch")
        self.follow.setChecked(True)
        self.follow.setObjectName("inside.follow")
        self.follow.setAccessibleName("Follow the newest epoch")
        self.follow.setToolTip("Show each new epoch while the network trains")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, 8, MARGIN, 8)
        layout.setSpacing(GAP)
        add_parts(layout, (self.subject, self.slider, self.words, self.follow))
        layout.setStretchFactor(self.slider, 1)
        self.slider.valueChanged.connect(self._on_moved)
        self.slider.sliderPressed.connect(lambda: self.follow.setChecked(False))
        self.slider.actionTriggered.connect(lambda: self.follow.setChecked(False))
        self.follow.toggled.connect(self._on_follow)
        self.set_epochs([])
        appearance.changed.connect(self._write)

    @property
    def epoch(self) -> int | None:
        """Return the chosen epoch; None while there is none."""
        return self._epochs[self.slider.value()] if self._epochs else None

    def set_epochs(self, epochs: list[int]) -> None:
        """Offer these epochs, in order; the one that was chosen stays, the newest one where that is followed."""
        if epochs == self._epochs and epochs:
            return
        chosen = self.epoch
        self._epochs = epochs
        index = len(epochs) - 1
        if not self.follow.isChecked() and chosen is not None:
            index = max((i for i, epoch in enumerate(epochs) if epoch <= chosen), default=0)
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, max(0, len(epochs) - 1))
            self.slider.setValue(max(0, index))
        few = 1 < len(epochs) <= FEW
        self.slider.setTickPosition(QSlider.TickPosition.TicksBelow if few else QSlider.TickPosition.NoTicks)
        self.slider.setTickInterval(1)
        self.slider.setEnabled(len(epochs) > 1)
        self._write()

    def choose(self, epoch: int) -> None:
        """Show this epoch and follow no more."""
        if epoch in self._epochs:
            self.follow.setChecked(False)
            self.slider.setValue(self._epochs.index(epoch))

    def _on_moved(self) -> None:
        self._write()
        if self.epoch is not None:
            self.epoch_chosen.emit(self.epoch)

    def _on_follow(self, on: bool) -> None:
        if on:
            self.slider.setValue(self.slider.maximum())

    def _write(self) -> None:
        self.words.setText("" if self.epoch is None else epoch_words(self.epoch, self._appearance.first_epoch))
        self.slider.setAccessibleDescription(self.words.text())
