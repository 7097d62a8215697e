"""One of the stacked plots: heading, axes, curves, and how its axes follow them."""

from __future__ import annotations

from collections.abc import Iterable

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen

from gui.plots.axes import LABEL_ROOM, EpochAxis, ValueAxis
from gui.plots.change_lines import ChangeLines
from gui.plots.curve import Curve
from gui.plots.heading import Heading
from gui.plots.overlay import GapBands, Overlay
from gui.plots.view_box import EpochViewBox
from gui.plots.x_axis import XAxis
from gui.widgets.appearance import Appearance
from gui.widgets.theme import Colors

FINE_POINTS = 2000  # so many points in a plot are drawn wide and smooth
KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Escape)
KEYBOARD_REASONS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class Plot(pg.GraphicsView):
    """Draws curves over epochs; the y axis fits them until the user moves it."""

    pointed = Signal(float, float)  # the position under the mouse, see EpochViewBox, and pixels below the upper edge
    left = Signal()  # the mouse is gone
    key_pressed = Signal(Qt.Key)  # one of KEYS

    def __init__(self, name: str, title: str, appearance: Appearance, *, lowest: bool) -> None:
        """Show nothing yet; only the lowest plot labels the epochs."""
        super().__init__(background=appearance.colors.surface)
        self.setObjectName(f"plot.{name}")
        self.viewport().setObjectName(f"plot.{name}.area")
        for part in (self, self.viewport()):
            part.setAccessibleName(f"Plot of the {title} in each epoch")
        self.title = title
        self.appearance = appearance
        self.view = EpochViewBox()
        self.curves: list[Curve] = []
        self.heading = Heading(title, appearance)
        self.value_axis, self.epoch_axis = ValueAxis(self.view), self.make_axis(labelled=lowest)
        self.change_lines, self.gap_bands = ChangeLines(self.view), GapBands(self.view)
        self.overlays: list[Overlay] = [self.change_lines, self.gap_bands]
        self._follows_values = True
        self._framed = False
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        self._lay_out(lowest)
        self._dress_ground()
        self._connect()
        appearance.changed.connect(self._restyle)

    def make_axis(self, *, labelled: bool) -> EpochAxis:
        """Return the axis below."""
        return EpochAxis(self.view, labelled=labelled)

    def _lay_out(self, lowest: bool) -> None:
        metrics = QFontMetricsF(self.font())
        self.value_axis.setWidth(metrics.horizontalAdvance(LABEL_ROOM) + 8)
        if not lowest:
            self.epoch_axis.setHeight(2)
        grid = self.centralLayout
        grid.setContentsMargins(6, 4, 14, 4)
        grid.setSpacing(0)
        grid.addItem(self.heading, 0, 1)
        grid.addItem(self.value_axis, 1, 0)
        grid.addItem(self.view, 1, 1)
        grid.addItem(self.epoch_axis, 2, 1)

    def _connect(self) -> None:
        self.view.sigXRangeChanged.connect(self.redraw)
        self.view.sigResized.connect(self.redraw)
        self.view.sigYRangeChanged.connect(self._follow)
        self.view.zoomed.connect(self._on_zoomed)

    @property
    def colors(self) -> Colors:
        """Return the colours of the present scheme."""
        return self.appearance.colors

    @property
    def first_epoch(self) -> int:
        """Return the number of the first epoch, as it is written."""
        return self.appearance.first_epoch

    def _restyle(self) -> None:
        self._dress_ground()

    def _dress_ground(self) -> None:
        self.setBackground(self.colors.surface)
        self.epoch_axis.set_first(self.first_epoch)
        for axis in (self.value_axis, self.epoch_axis):
            axis.dress(self.colors)
        for overlay in self.overlays:
            overlay.appearance = self.appearance
        self.view.setBorder(QPen(QColor(self.colors.border), 1))

    def add_overlay(self, overlay: Overlay) -> None:
        """Show something over or under the curves from now on."""
        overlay.appearance = self.appearance
        self.overlays.append(overlay)

    def remove_overlay(self, overlay: Overlay) -> None:
        """Take an overlay away."""
        self.overlays.remove(overlay)
        self.scene().removeItem(overlay)

    def set_x_axis(self, counted: XAxis) -> None:
        """Write epochs, steps or seconds below; the curves' positions and the range are the caller's to set."""
        self.epoch_axis.count(counted)

    def set_log_values(self, on: bool) -> None:
        """Make the y axis logarithmic or linear; what is not above 0 leaves a gap."""
        self.view.log_y = on
        self.value_axis.setLogMode(y=on)
        self._follows_values = True
        self.redraw()

    def set_log_epochs(self, on: bool) -> None:
        """Make the x axis logarithmic or linear; the range is the caller's to set."""
        self.view.log_x = on
        self.epoch_axis.setLogMode(x=on)

    def follow_values(self) -> None:
        """Fit the y axis to the curves again, after the user moved it."""
        self._follows_values = True
        self.redraw()

    def redraw(self) -> None:
        """Draw all curves for what the view shows now."""
        self.draw(self.curves)
        self.fit(at_once=True)
        self._follow()

    def draw(self, curves: Iterable[Curve]) -> None:
        """Draw these curves, which have changed."""
        for curve in curves:
            curve.draw(self.view)
        self.style_curves()
        self.gap_bands.set_bands([curve.gaps for curve in self.curves if curve.marks_gaps and len(curve.gaps)])

    def style_curves(self) -> None:
        """Draw the curves in their looks, wide and smooth as long as that is cheap."""
        fine = sum(curve.points for curve in self.curves) <= FINE_POINTS
        for curve in self.curves:
            curve.set_fine(fine)

    def fit(self, *, at_once: bool = False) -> None:
        """Fit the y axis to the curves: at once, or when they have left it or shrunk well within it."""
        bounds = self.value_bounds()
        if self._follows_values and bounds and (at_once or not self._still_fits(*bounds)):
            self.view.fit_values(*bounds)

    def value_bounds(self) -> tuple[float, float] | None:
        """Return the lowest and highest value to show, in the axis' own units; None if there is none."""
        bounds = [bounds for curve in self.curves if (bounds := curve.bounds())]
        return (min(low for low, _ in bounds), max(high for _, high in bounds)) if bounds else None

    def _still_fits(self, low: float, high: float) -> bool:
        bottom, top = self.view.viewRange()[1]
        return bottom <= low and high <= top and high - low >= 0.7 * (top - bottom)

    def _follow(self) -> None:
        for overlay in self.overlays:
            overlay.follow()

    def _on_zoomed(self, axis: int) -> None:
        if axis == 1:
            self._follows_values = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which epoch the mouse points at."""
        super().mouseMoveEvent(event)
        point = self.view.mapFromScene(self.mapToScene(event.position().toPoint()))
        if self.view.rect().contains(point):
            self.pointed.emit(self.view.position_at(point.x()), point.y())
        else:
            self.left.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the mouse is gone."""
        super().leaveEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell of the keys that move the crosshair; others go on to the window."""
        if event.key() in KEYS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.key_pressed.emit(Qt.Key(event.key()))
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard has come here."""
        super().focusInEvent(event)
        self._framed = event.reason() in KEYBOARD_REASONS
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the focus is gone."""
        super().focusOutEvent(event)
        self._framed = False
        self.viewport().update()

    def drawForeground(self, painter: QPainter, area: QRectF) -> None:
        """Draw a frame that shows where the keyboard is."""
        if self._framed:
            painter.setPen(QColor(self.colors.accent))
            painter.drawRect(self.view.sceneBoundingRect())
