"""How the plots are drawn: what the x axis counts, smoothing, and logarithmic axes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from gui.plots.x_axis import XAxis
from gui.widgets.actions import Actions
from gui.widgets.quiet_combo_box import QuietComboBox

MOST = 99  # hundredths
NARROWEST, WIDEST = 56, 140  # pixels of the slider
X_AXIS_TIP = (
    "What the x axis counts. Steps: the optimizer's, so far. Time: seconds of training, so far; "
    "what is only planned has none, so plan, milestones and jumps are hidden there"
)
LOG_ACTIONS = (("log_lr", "log lr"), ("log_loss", "log loss"), ("log_epoch", "log epochs"))


class XAxisBox(QuietComboBox):
    """Chooses what the x axis counts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.addItems(list(XAxis))
        self.setObjectName("plot.x_axis")
        self.setAccessibleName("What the x axis counts")
        self.setToolTip(X_AXIS_TIP)


class PlotBar(QWidget):
    """A choice, a slider and three switches above the plots."""

    x_axis_changed = Signal(object)  # an XAxis
    smoothing_changed = Signal(float)  # weight of the past, 0 to 0.99.

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setMaximum(MOST)
        self.slider.setObjectName("smoothing")
        self.slider.setAccessibleName("Smoothing of loss and accuracy, hundredths")
        self.slider.setToolTip("Smooths loss and accuracy; the measured values stay faint behind")
        self.slider.setMinimumWidth(NARROWEST)
        self.slider.setMaximumWidth(WIDEST)
        self.slider.valueChanged.connect(self._on_value_changed)
        self._value = QLabel("off")
        self._value.setMinimumWidth(self._value.fontMetrics().horizontalAdvance("0.99") + 4)
        label = QLabel("Smoothing")
        label.setBuddy(self.slider)
        self.x_axis = XAxisBox(self)
        self.x_axis.currentTextChanged.connect(lambda text: self.x_axis_changed.emit(XAxis(text)))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 2, 10, 2)
        layout.setSpacing(8)
        self._smoothing = QWidget()
        smoothing = QHBoxLayout(self._smoothing)
        smoothing.setContentsMargins(0, 0, 0, 0)
        smoothing.setSpacing(8)
        for widget in (label, self.slider, self._value):
            smoothing.addWidget(widget, widget is self.slider)
        layout.addWidget(self.x_axis)
        layout.addWidget(self._smoothing, 1)
        self._places = QHBoxLayout()
        layout.addStretch(1)
        layout.addLayout(self._places)
        for name, text in LOG_ACTIONS:
            layout.addWidget(_switch(actions, name, text))
        self._least = self._smoothing.minimumSizeHint().width() + layout.spacing()
        self.setMinimumWidth(self.minimumSizeHint().width() - self._least)

    def add(self, widget: QWidget) -> None:
        """Put something beside the smoothing."""
        self._places.addWidget(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave smoothing out where there is no room for it."""
        super().resizeEvent(event)
        hidden = self._smoothing.isHidden()
        self._smoothing.setVisible(self.width() >= self.minimumSizeHint().width() + (self._least if hidden else 0))

    def _on_value_changed(self, value: int) -> None:
        self._value.setText(f"{value / 100:.2f}" if value else "off")
        self.smoothing_changed.emit(value / 100)


def _switch(actions: Actions, name: str, text: str) -> QToolButton:
    button = QToolButton()
    actions[name].setIconText(text)
    button.setDefaultAction(actions[name])
    button.setProperty("role", "switch")
    button.setObjectName(f"switch.{name}")
    button.setAccessibleName(actions[name].toolTip())
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
