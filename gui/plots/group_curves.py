"""Runs that differ in nothing but their seed, as one: a curve of their mean in a band from lowest to highest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from PySide6.QtWidgets import QGraphicsItem

from gui.plots.band import BandItem
from gui.plots.curve import EMPTY, Curve
from gui.plots.decimate import Column
from gui.plots.look import Look, Weight
from gui.plots.run_curves import Channel, RunCurves, figures
from gui.plots.view_box import EpochViewBox
from gui.widgets.shades import in_scheme
from gui.widgets.theme import Colors
from training.runs.groups import mean_band

SLICE = 40_000  # figures worked on at once, so that the window never waits


class Averaged:
    """The mean, lowest and highest of growing columns, a slice further at each call of `extend`."""

    def __init__(self, columns: Callable[[], list[Column]]) -> None:
        self._columns = columns
        self._lengths: list[int] = []
        self.mean = self.low = self.high = EMPTY

    def extend(self) -> int | None:
        """Work on; return the first row, counted from 0, that is new or another than before; None: there is none."""
        columns = self._columns()
        lengths, done = [len(column) for column in columns], len(self.mean)
        if lengths != self._lengths:
            done = min(done, min(self._lengths, default=0))
            self._lengths = lengths
        if done >= max(lengths, default=0):
            return None
        end = done + max(1, SLICE // len(columns))
        band = mean_band([column[done:end] for column in columns])
        self.mean, self.low, self.high = (
            np.append(old[:done], new)
            for old, new in zip((self.mean, self.low, self.high), (band.mean, band.low, band.high), strict=True)
        )
        return done

    def read_mean(self) -> Column:
        """Return the mean of the epochs that have been worked on."""
        return self.mean

    @property
    def behind(self) -> bool:
        """Whether there are epochs that have not been worked on."""
        return len(self.mean) < max(self._lengths, default=0)


class GroupCurves:
    """Keeps the means of some runs up to date with their traces."""

    def __init__(self, runs: Sequence[RunCurves], channels: tuple[Channel, ...], *, stairs: bool) -> None:
        """Make curve and band of each figure; `set_look` must follow."""
        self.runs = runs
        self._stairs = stairs
        self._channels = [channel for channel in channels if channel.column in runs[0].trace.figures]
        self._averaged = [Averaged(partial(self._columns, channel)) for channel in self._channels]
        self.curves = [Curve(each.read_mean, Look(""), marks_gaps=False) for each in self._averaged]
        self._bands = [BandItem(stairs=stairs) for _ in self._channels]

    @property
    def items(self) -> list[QGraphicsItem]:
        """Return what is drawn."""
        return [*self.curves, *self._bands]

    def _columns(self, channel: Channel) -> list[Column]:
        return [figures(run.trace, channel) for run in self.runs]

    def set_look(self, color: str, colors: Colors) -> None:
        """Colour curves and bands."""
        color = in_scheme(color, colors)
        for curve, band, channel in zip(self.curves, self._bands, self._channels, strict=True):
            curve.set_look(Look(color, channel.dashed, self._stairs, Weight.STRONG, self.runs[0].style))
            band.set_color(color)

    def grow(self) -> bool:
        """Take in new epochs; return whether there is anything new to draw."""
        self._follow_longest()
        parts = zip(self._averaged, self.curves, self._bands, self._channels, strict=True)
        grown = [self._grow(*each) for each in parts]
        return any(grown)

    def _follow_longest(self) -> None:
        """Lie where the epochs of the longest run do."""
        positions = max(self.runs, key=lambda run: len(run.trace)).positions
        if positions is not None:
            for curve, band in zip(self.curves, self._bands, strict=True):
                curve.positions = band.positions = positions

    def _grow(self, averaged: Averaged, curve: Curve, band: BandItem, channel: Channel) -> bool:
        changed = averaged.extend()
        if changed is None:
            return False
        curve.per_epoch = band.per_epoch = self.runs[0].trace.batches if channel.column == "lr" else 1
        curve.forget(changed)
        curve.grow()
        band.set_columns(averaged.low, averaged.high, changed)
        return True

    @property
    def behind(self) -> bool:
        """Whether there are epochs that the means have not reached."""
        return any(averaged.behind for averaged in self._averaged)

    def draw_bands(self, view: EpochViewBox) -> None:
        """Compute the bands for what the view shows."""
        for band in self._bands:
            band.draw(view)

    def numbers(self, epoch: int) -> str:
        """Return the mean of the first figure in an epoch, counted from 1, and its range."""
        first = self._averaged[0] if self._averaged else None
        if first is None or not 1 <= epoch <= len(first.mean):
            return ""
        mean, low, high = (column[epoch - 1] for column in (first.mean, first.low, first.high))
        return f"mean {mean:.4g}, {low:.4g} to {high:.4g}"
