"""How the plots are drawn: smoothing and logarithmic axes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from gui.actions import Actions

MOST = 99  # hundredths
LOG_ACTIONS = (("log_lr", "log lr"), ("log_loss", "log loss"), ("log_epoch", "log epochs"))


class PlotBar(QWidget):
    """A slider and three switches above the plots.

    Signals:
        smoothing_changed: weight of the past, 0 to 0.99.
    """

    smoothing_changed = Signal(float)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        """Begin without smoothing, on linear axes."""
        super().__init__(parent)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setMaximum(MOST)
        self.slider.setObjectName("smoothing")
        self.slider.setAccessibleName("Smoothing of loss and accuracy, hundredths")
        self.slider.setToolTip("Smooths loss and accuracy; the measured values stay faint behind")
        self.slider.setFixedWidth(140)
        self.slider.valueChanged.connect(self._on_value_changed)
        self._value = QLabel("off")
        self._value.setMinimumWidth(self._value.fontMetrics().horizontalAdvance("0.99") + 4)
        label = QLabel("Smoothing")
        label.setBuddy(self.slider)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 2, 10, 2)
        layout.setSpacing(8)
        for widget in (label, self.slider, self._value):
            layout.addWidget(widget)
        self._places = QHBoxLayout()
        layout.addStretch(1)
        layout.addLayout(self._places)
        for name, text in LOG_ACTIONS:
            layout.addWidget(_switch(actions, name, text))

    def add(self, widget: QWidget) -> None:
        """Put something beside the smoothing."""
        self._places.addWidget(widget)

    def _on_value_changed(self, value: int) -> None:
        self._value.setText(f"{value / 100:.2f}" if value else "off")
        self.smoothing_changed.emit(value / 100)


def _switch(actions: Actions, name: str, text: str) -> QToolButton:
    button = QToolButton()
    actions[name].setIconText(text)
    button.setDefaultAction(actions[name])
    button.setProperty("role", "switch")
    button.setAccessibleName(actions[name].toolTip())
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
