"""A plot of one quantity of any number of runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGraphicsItem

from gui.plots.backdrop import Backdrop
from gui.plots.curve import Curve
from gui.plots.group_curves import GroupCurves
from gui.plots.overlay import Hint
from gui.plots.plot import Plot
from gui.plots.positions import Positions
from gui.plots.quantity import Quantity
from gui.plots.run_curves import RunCurves
from gui.widgets.appearance import Appearance

if TYPE_CHECKING:
    from training.runs.trace import Trace

FAINT_LEVEL = -0.4  # between a mean and its band


class RunPlot(Plot):
    """Draws a quantity of every visible run, the selected one on top, and the means of groups of runs."""

    def __init__(self, quantity: Quantity, appearance: Appearance, *, lowest: bool = False) -> None:
        super().__init__(quantity.name, quantity.title, appearance, lowest=lowest)
        self.quantity = quantity
        self._runs: dict[object, RunCurves] = {}
        self._run_colors: dict[object, str] = {}
        self._groups: list[GroupCurves] = []
        self._group_keys: Sequence[Sequence[object]] = ()
        self._selected: object = None
        self._baseline: object = None
        self._smoothing = 0.0
        if quantity.fixed:
            self.view.fit_values(*quantity.fixed)
        self._hint, self._backdrop = Hint(self.view, quantity.hint), Backdrop(self.view, FAINT_LEVEL)
        self.add_overlay(self._hint)
        self.add_overlay(self._backdrop)

    def add_run(self, key: object, trace: Trace, color: str, style: int = 0) -> None:
        """Show a run in a colour that so many before it have had."""
        run = RunCurves(trace, self.quantity.channels, stairs=self.quantity.stairs, style=style)
        run.is_baseline = key == self._baseline
        run.resting = key != self._selected
        self._runs[key], self._run_colors[key] = run, color
        self._prepare(key)
        self._regroup()

    def _prepare(self, key: object) -> None:
        """Make the run's curves anew, for it is new or the smoothing is."""
        run = self._runs[key]
        self._take_off(run.curves)
        run.set_smoothing(self._smoothing)
        run.set_look(self._run_colors[key], self.colors)
        run.grow()
        self._show(run.shown, [key])

    def _show(self, curves: list[Curve], keys: Iterable[object]) -> None:
        """Draw these curves, which are new in sight, of these runs, and fit the axis to all."""
        self._arrange(keys)
        self.draw(curves)
        self.fit(at_once=True)

    def _take_off(self, items: Iterable[QGraphicsItem]) -> None:
        for item in items:
            if item.scene() is not None:
                self.view.removeItem(item)

    def remove_run(self, key: object) -> None:
        """Forget a run."""
        self._take_off(self._runs.pop(key).curves)
        del self._run_colors[key]
        self._show([], [])
        self._regroup()

    def set_run_visible(self, key: object, visible: bool) -> None:
        """Show or hide a run."""
        run = self._runs[key]
        if run.visible != visible:
            run.visible = visible
            self._show(run.shown, [key])
            self._regroup()

    def set_run_positions(self, positions: Callable[[object], Positions | None]) -> None:
        """Draw every run where its epochs lie, by its key; None: nowhere."""
        for key, run in self._runs.items():
            run.set_positions(positions(key))
        self._regroup()
        self._show(self.visible_curves(), self._runs)

    def select_run(self, key: object) -> None:
        """Lay a run on top; None: none."""
        self._selected = key
        changed = [known for known, run in self._runs.items() if run.resting == (known == key)]
        for known in changed:
            self._runs[known].resting = known != key
        self._arrange(changed)

    def set_baseline(self, key: object) -> None:
        """Compare the other runs with this one; None: with none."""
        before, self._baseline = self._baseline, key
        for known in {before, key} & self._runs.keys():
            self._runs[known].is_baseline = known == key
        self._dress_runs({before, key} & self._runs.keys())

    def set_groups(self, groups: Sequence[Sequence[object]]) -> None:
        """Draw the mean of each group of visible runs, which are faint then."""
        if not groups and not self._group_keys:
            return
        self._group_keys = groups
        self._take_off(item for group in self._groups for item in group.items)
        members = [[run for key in keys if (run := self._runs.get(key)) and run.shown] for keys in groups]
        self._groups = [self._make_group(runs) for runs in members if len(runs) > 1]
        averaged = {id(run) for group in self._groups for run in group.runs}
        for run in self._runs.values():
            run.averaged = id(run) in averaged
        self._dress_runs(self._runs)
        self._show(self.visible_curves(), self._runs)

    def _regroup(self) -> None:
        if self._group_keys:
            self.set_groups(self._group_keys)

    def _make_group(self, runs: list[RunCurves]) -> GroupCurves:
        group = GroupCurves(runs, self.quantity.channels, stairs=self.quantity.stairs)
        group.grow()
        for item in group.items:
            self.view.addItem(item, ignoreBounds=True)
        return group

    def _dress_runs(self, keys: Iterable[object]) -> None:
        for key in keys:
            self._runs[key].set_look(self._run_colors[key], self.colors)
        if self._groups:
            looks = {id(run): self._run_colors[key] for key, run in self._runs.items()}
            for group in self._groups:
                group.set_look(looks[id(group.runs[0])], self.colors)
        self.style_curves()

    def _arrange(self, keys: Iterable[object]) -> None:
        """Choose what is drawn, and in which order, where these runs have changed."""
        self.curves = self.visible_curves()
        for key in keys:
            run = self._runs[key]
            if run.resting:
                self._take_off(run.curves)
                continue
            level = FAINT_LEVEL if run.averaged else float(key == self._selected)
            for depth, curve in enumerate(run.curves):
                if curve.scene() is None:
                    self.view.addItem(curve, ignoreBounds=True)
                curve.setVisible(curve in run.shown)
                curve.setZValue(level + depth / 10)
        self._rest()
        self._hint.setVisible(not any(len(curve.values) for curve in self.curves))

    def _rest(self) -> None:
        """Hand the backdrop the curves of all runs that rest, the raw ones below."""
        runs = [run for run in self._runs.values() if run.resting and run.shown]
        curves = [curve for run in runs for curve in run.raw]
        curves += [curve for run in runs for curve in run.smooth if not run.averaged]
        self._backdrop.set_curves([curve for curve in curves if len(curve.values)])

    def visible_curves(self) -> list[Curve]:
        """Return what is drawn."""
        runs = [curve for run in self._runs.values() for curve in run.shown]
        return runs + [curve for group in self._groups for curve in group.curves]

    def draw(self, curves: Iterable[Curve]) -> None:
        """Draw these curves, which have changed, and the bands."""
        super().draw(curves)
        for group in self._groups:
            group.draw_bands(self.view)

    def refresh(self, key: object = None) -> bool:
        """Draw what is new in a run's trace, None: in all traces; return whether there is more to come."""
        runs = {known: run for known, run in self._runs.items() if key in (None, known)}
        grown = [known for known, run in runs.items() if run.grow()]
        self._wake(known for known in grown if runs[known].resting)
        groups = [group for group in self._groups if key is None or runs.get(key) in group.runs]
        curves = [curve for known in grown for curve in self._runs[known].shown]
        curves += [curve for group in groups if group.grow() for curve in group.curves]
        if curves:
            self.draw(curves)
            self.fit()
            self._hint.hide()
        return any(run.behind for run in runs.values()) or any(group.behind for group in groups)

    def _wake(self, keys: Iterable[object]) -> None:
        """Make items of runs that grow: only they are drawn anew then."""
        for key in list(keys):
            self._runs[key].resting = False
            self._arrange([key])

    def style_curves(self) -> None:
        """Draw the curves in their looks, those of the backdrop, too."""
        super().style_curves()
        self._backdrop.renew()

    def set_smoothing(self, weight: float) -> None:
        """Smooth with the weight of the epoch before, 0 (not at all) to below 1; means stay as they are."""
        if self.quantity.smoothed and weight != self._smoothing:
            self._smoothing = weight
            for key in self._runs:
                self._prepare(key)

    def _restyle(self) -> None:
        super()._restyle()
        self._dress_runs(self._runs)

    def value_bounds(self) -> tuple[float, float] | None:
        """Return the lowest and highest value to show, in the axis' own units."""
        if self.quantity.fixed and not self.view.log_y:
            return self.quantity.fixed
        bounds = super().value_bounds()
        if bounds and self.quantity.from_zero and not self.view.log_y:
            return min(0.0, bounds[0]), max(0.0, bounds[1])
        return bounds

    def shown_curves(self) -> Iterator[tuple[object, Curve]]:
        """Yield the curves that are drawn of single runs, each with its run's key; those of the selected run last."""
        for key in sorted(self._runs, key=lambda key: key == self._selected):
            for curve in self._runs[key].shown:
                yield key, curve

    def numbers(self, key: object, epoch: int) -> str:
        """Return a run's figures in an epoch, counted from 1; empty if there are none."""
        run = self._runs.get(key)
        if run is None or not 1 <= epoch <= len(run.trace):
            return ""
        means = [group.numbers(epoch) for group in self._groups if run in group.runs]
        return "   ".join([run.numbers(epoch, self._runs.get(self._baseline)), *means])


class FurtherPlot(RunPlot):
    """A plot of figures that not every run has; hidden while no run has any."""

    def __init__(self, quantity: Quantity, appearance: Appearance) -> None:
        super().__init__(quantity, appearance)
        self.hide()

    def _arrange(self, keys: Iterable[object]) -> None:
        super()._arrange(keys)
        self._show_if_any()

    def refresh(self, key: object = None) -> bool:
        """Draw what is new in a run's trace, None: in all traces; return whether there is more to come."""
        behind = super().refresh(key)
        self._show_if_any()
        return behind

    def _show_if_any(self) -> None:
        self.setVisible(any(len(curve.values) for curve in self.curves))
