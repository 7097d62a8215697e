"""A plot of one quantity of any number of runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui.plots.curve import Curve
from gui.plots.overlay import Hint
from gui.plots.plot import Plot
from gui.plots.run_curves import Channel, RunCurves
from gui.theme import Colors

if TYPE_CHECKING:
    from training.runs.trace import Trace


@dataclass(frozen=True)
class Quantity:
    """What a plot shows and how its y axis stands."""

    name: str
    title: str
    channels: tuple[Channel, ...]
    stairs: bool = False
    from_zero: bool = False  # a linear axis begins at 0
    fixed: tuple[float, float] | None = None  # the range, whatever the values are
    smoothed: bool = True
    hint: str = ""


LR = Quantity(
    "lr",
    "learning rate",
    (Channel("lr", "used"), Channel("head_lr", "head", dashed=True)),
    stairs=True,
    from_zero=True,
    smoothed=False,
)
MOMENTUM = Quantity("momentum", "momentum", (), stairs=True, smoothed=False)
LOSS = Quantity(
    "loss",
    "loss",
    (Channel("loss", "training"), Channel("val_loss", "validation", dashed=True)),
    hint="The loss of each epoch appears here while you train.",
)
ACCURACY = Quantity(
    "accuracy",
    "accuracy",
    (Channel("accuracy", "training"), Channel("val_accuracy", "validation", dashed=True)),
    fixed=(0.0, 1.0),
    hint="The share of right answers in each epoch appears here while you train.",
)


class RunPlot(Plot):
    """Draws a quantity of every visible run, the selected one on top."""

    def __init__(self, quantity: Quantity, colors: Colors, *, lowest: bool = False) -> None:
        """Show no run yet."""
        super().__init__(quantity.name, quantity.title, colors, lowest=lowest)
        self.quantity = quantity
        self._runs: dict[object, RunCurves] = {}
        self._run_colors: dict[object, str] = {}
        self._selected: object = None
        self._smoothing = 0.0
        if quantity.fixed:
            self.view.fit_values(*quantity.fixed)
        self._hint = Hint(self.view, quantity.hint)
        self.add_overlay(self._hint)

    def add_run(self, key: object, trace: Trace, color: str) -> None:
        """Show a run in a colour."""
        run = RunCurves(trace, self.quantity.channels, stairs=self.quantity.stairs)
        self._runs[key], self._run_colors[key] = run, color
        self._prepare(key)

    def _prepare(self, key: object) -> None:
        """Make the run's curves anew, for it is new or the smoothing is."""
        run = self._runs[key]
        self._take_off(run)
        run.set_smoothing(self._smoothing)
        run.set_look(self._run_colors[key], self.colors)
        run.grow()
        for curve in run.curves:
            self.view.addItem(curve, ignoreBounds=True)
        self._show(run.curves)

    def _show(self, curves: list[Curve]) -> None:
        """Draw these curves, which are new in sight, and fit the axis to all."""
        self._arrange()
        self.draw(curves)
        self.fit(at_once=True)

    def _take_off(self, run: RunCurves) -> None:
        for curve in run.curves:
            if curve.scene() is not None:
                self.view.removeItem(curve)

    def remove_run(self, key: object) -> None:
        """Forget a run."""
        self._take_off(self._runs.pop(key))
        del self._run_colors[key]
        self._show([])

    def set_run_visible(self, key: object, visible: bool) -> None:
        """Show or hide a run."""
        run = self._runs[key]
        run.visible = visible
        self._show(run.curves if visible else [])

    def select_run(self, key: object) -> None:
        """Lay a run on top; None: none."""
        self._selected = key
        self._arrange()

    def _arrange(self) -> None:
        """Choose what is drawn, and in which order."""
        self.curves = self.visible_curves()
        for key, run in self._runs.items():
            for depth, curve in enumerate(run.curves):
                curve.setVisible(run.visible)
                curve.setZValue((key == self._selected) + depth / 10)
        self._hint.setVisible(not any(len(curve.values) for curve in self.curves))

    def visible_curves(self) -> list[Curve]:
        """Return what is drawn."""
        return [curve for run in self._runs.values() if run.visible for curve in run.curves]

    def refresh(self) -> bool:
        """Draw what is new in the traces; return whether there is more to smooth."""
        grown = [run for run in self._runs.values() if run.grow() and run.visible]
        if grown:
            self.draw(curve for run in grown for curve in run.curves)
            self.fit()
            self._hint.hide()
        return any(run.behind for run in self._runs.values())

    def set_smoothing(self, weight: float) -> None:
        """Smooth with the weight of the epoch before, 0 (not at all) to below 1."""
        if self.quantity.smoothed and weight != self._smoothing:
            self._smoothing = weight
            for key in self._runs:
                self._prepare(key)

    def set_colors(self, colors: Colors) -> None:
        """Take the colours of a scheme, the runs' own too."""
        super().set_colors(colors)
        for key, run in self._runs.items():
            run.set_look(self._run_colors[key], colors)
        self.style_curves()

    def value_bounds(self) -> tuple[float, float] | None:
        """Return the lowest and highest value to show, in the axis' own units."""
        if self.quantity.fixed and not self.view.log_y:
            return self.quantity.fixed
        bounds = super().value_bounds()
        if bounds and self.quantity.from_zero and not self.view.log_y:
            return min(0.0, bounds[0]), max(0.0, bounds[1])
        return bounds

    def numbers(self, key: object, epoch: int) -> str:
        """Return a run's figures in an epoch, counted from 1; empty if there are none."""
        run = self._runs.get(key)
        return run.numbers(epoch) if run and 1 <= epoch <= len(run.trace) else ""
