"""The curves of one run in one plot: training and validation, raw and smoothed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from gui.plots.curve import EMPTY, Curve
from gui.plots.decimate import Column
from gui.plots.look import Look, Weight
from gui.plots.shades import in_scheme, mixed
from gui.plots.smoothing import Smoother
from gui.theme import Colors
from training.schedule.explain import number

if TYPE_CHECKING:
    from training.runs.trace import Trace

SLICE = 40_000  # epochs smoothed at once, so that the window never waits
FROZEN = {"lr": "freeze_body", "head_lr": "freeze_head"}  # rates, and how long what they belong to is frozen
FAINT = 0.38  # how much of its colour a raw curve keeps behind its smoothed one


@dataclass(frozen=True)
class Channel:
    """A column of the trace and the word for it; the second channel of a plot is dashed."""

    column: str
    label: str
    dashed: bool = False


class RunCurves:
    """Keeps a run's curves up to date with its trace."""

    def __init__(self, trace: Trace, channels: tuple[Channel, ...], *, stairs: bool) -> None:
        """Make the raw curves; `set_look` must follow."""
        self.visible = True
        self.trace = trace
        self._channels = [channel for channel in channels if channel.column in trace.figures]
        self._stairs = stairs
        self._length = -1
        self.raw = [
            Curve(partial(figures, trace, channel), Look(""), marks_gaps=channel.column not in FROZEN)
            for channel in self._channels
        ]
        self.smooth: list[Curve] = []

    @property
    def curves(self) -> list[Curve]:
        """Return all curves, the raw ones first."""
        return self.raw + self.smooth

    @property
    def behind(self) -> bool:
        """Whether there are epochs that the smoothed curves have not reached."""
        return any(len(smooth.values) < len(raw.values) for raw, smooth in zip(self.raw, self.smooth, strict=False))

    def set_smoothing(self, weight: float) -> None:
        """Make smoothed curves for this weight (0: none); the old ones must be off the plot."""
        self.smooth = []
        if weight:
            self.smooth = [Curve(Smoothed(channel, self.trace, weight), Look("")) for channel in self._channels]
        self._length = -1

    def set_look(self, color: str, colors: Colors) -> None:
        """Colour the curves; raw ones are faint behind smoothed ones."""
        color = in_scheme(color, colors)
        looks = [(self.raw, color, Weight.PLAIN)]
        if self.smooth:
            faint = mixed(color, colors.surface, FAINT)
            looks = [(self.raw, faint, Weight.FAINT), (self.smooth, color, Weight.STRONG)]
        for curves, shade, weight in looks:
            for curve, channel in zip(curves, self._channels, strict=True):
                curve.set_look(Look(shade, channel.dashed, self._stairs, weight))

    def grow(self) -> bool:
        """Take in new epochs; return whether there is anything new to draw."""
        if len(self.trace) == self._length and not self.behind:
            return False
        self._length = len(self.trace)
        for curve, channel in zip(self.raw, self._channels, strict=True):
            curve.per_epoch = self.trace.batches if channel.column == "lr" else 1
        grown = [curve.grow() for curve in self.curves]
        return any(grown)

    def numbers(self, epoch: int) -> str:
        """Return the figures of an epoch, counted from 1, raw and smoothed."""
        return "   ".join(
            f"{channel.label} {number(float(raw.values[epoch - 1]))}{self._smoothed_number(index, epoch)}"
            for index, (channel, raw) in enumerate(zip(self._channels, self.raw, strict=True))
            if epoch <= len(raw.values)
        )

    def _smoothed_number(self, index: int, epoch: int) -> str:
        if not self.smooth or epoch > len(self.smooth[index].values):
            return ""
        return f" (smoothed {number(float(self.smooth[index].values[epoch - 1]))})"


class Smoothed:
    """A channel's smoothed column, a slice further at each call."""

    def __init__(self, channel: Channel, trace: Trace, weight: float) -> None:
        """Start at epoch 1."""
        self._read = partial(figures, trace, channel)
        self._smoother = Smoother(weight)

    def __call__(self) -> Column:
        """Return what is smoothed so far."""
        return self._smoother.extend(self._read(), SLICE)


def figures(trace: Trace, channel: Channel) -> Column:
    """Return a channel's column, a rate batch by batch if it is known so; empty if the run has no such figures."""
    if channel.column.startswith("val_") and not trace.validated:
        return EMPTY
    frozen = FROZEN.get(channel.column)
    if frozen is None:
        return trace.column(channel.column)
    epochs = getattr(trace.experiment, frozen)
    if channel.column == "lr" and trace.batches > 1:
        return without_frozen(trace.batch_lrs, epochs * trace.batches)
    return without_frozen(trace.column(channel.column), epochs)


def without_frozen(rates: Column, frozen: int) -> Column:
    """Return the rates with a gap at the start, while what they belong to is frozen."""
    return np.concatenate((np.full(min(frozen, len(rates)), np.nan), rates[frozen:])) if frozen else rates
