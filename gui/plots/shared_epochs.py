"""The one x axis that all plots share: what moves one, moves all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from gui.plots.plot import Plot
from gui.plots.view_box import EpochViewBox, Span, epochs_span


class SharedEpochs(QObject):
    """Shows a span of epochs until the user zooms, and again on request; one can pan and zoom within its `reach`.

    (`setXLink` would align the plots by their positions on the screen, which are wrong before the first layout.)
    """

    range_changed = Signal()

    def __init__(self, plots: Sequence[Plot], parent: QObject) -> None:
        super().__init__(parent)
        self.span = self.reach = epochs_span(1)
        self.log = False
        self._plots = plots
        self._follows = True
        self._sharing = False
        for plot in plots:
            plot.view.sigXRangeChanged.connect(self._on_range_changed)
            plot.view.zoomed.connect(self._on_zoomed)

    def set_last(self, last: int) -> None:
        """Reach from epoch 1 to this one from now on."""
        self.set_span(epochs_span(last))

    def set_span(self, span: Span, reach: Span | None = None) -> None:
        """Cover this from now on, and let no one go beyond `reach`."""
        reach = reach or span
        if (span, reach) != (self.span, self.reach):
            self.span, self.reach = span, reach
            self._apply()

    def set_log(self, on: bool) -> None:
        """Make the axis logarithmic or linear."""
        self.log = on
        for plot in self._plots:
            plot.set_log_epochs(on)
        self.show_all()

    def show_all(self) -> None:
        """Show all epochs and follow their number again."""
        self._follows = True
        self._apply()

    def _apply(self) -> None:
        self._sharing = True  # or a view would hand on what is left of its range within its old limits
        for plot in self._plots:
            plot.view.limit_span(self.reach)
            if self._follows:
                plot.view.show_span(self.span)
        self._sharing = False
        self.range_changed.emit()

    def _on_range_changed(self, view: EpochViewBox, ends: tuple[float, float]) -> None:
        if self._sharing:
            return
        self._sharing = True
        for plot in self._plots:
            if plot.view is not view:
                plot.view.setXRange(*ends, padding=0)
        self._sharing = False
        self.range_changed.emit()

    def _on_zoomed(self, axis: int) -> None:
        if axis == 0:
            self._follows = False
