"""The curves of one run in one plot: training and validation, raw and smoothed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from gui.plots.curve import EMPTY, Curve
from gui.plots.decimate import Column
from gui.plots.look import Look, Weight
from gui.plots.positions import EPOCHS, Positions
from gui.plots.smoothing import Smoother
from gui.widgets.difference import signed
from gui.widgets.shades import in_scheme, mixed
from gui.widgets.theme import Colors
from training.schedule.explain import number

if TYPE_CHECKING:
    from training.runs.trace import Trace

SLICE = 40_000  # epochs smoothed at once, so that the window never waits
FROZEN = {"lr": "freeze_body", "head_lr": "freeze_head"}  # rates, and how long what they belong to is frozen
FAINT = 0.38  # how much of its colour a raw curve keeps behind its smoothed one
HALO = 0.3  # and the halo of a baseline


@dataclass(frozen=True)
class Channel:
    """A column of the trace and the word for it; the second channel of a plot is dashed."""

    column: str
    label: str
    dashed: bool = False


class RunCurves:
    """Keeps a run's curves up to date with its trace.

    Attributes:
        visible: whether the user wants to see it.
        is_baseline: whether the others are compared with it: it has a halo.
        averaged: whether it is a part of a mean, and only faint itself.
        resting: whether it is drawn as a part of the backdrop.
    """

    def __init__(self, trace: Trace, channels: tuple[Channel, ...], *, stairs: bool, style: int = 0) -> None:
        """Make the raw curves; `set_look` must follow."""
        self.visible, self.is_baseline, self.averaged, self.resting = True, False, False, True
        self.trace, self.style = trace, style
        self.positions: Positions | None = EPOCHS
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
    def shown(self) -> list[Curve]:
        """Return the curves that are drawn."""
        if not self.visible or self.positions is None:
            return []
        return self.raw if self.averaged else self.curves

    @property
    def behind(self) -> bool:
        """Whether there are epochs that the curves have not reached."""
        if any(raw.behind for raw in self.raw):
            return True
        return any(len(smooth.values) < len(raw.values) for raw, smooth in zip(self.raw, self.smooth, strict=False))

    def _pairs(self) -> Iterator[tuple[Curve, Channel]]:
        return zip(self.raw, self._channels, strict=True)

    def set_smoothing(self, weight: float) -> None:
        """Make smoothed curves for this weight (0: none); the old ones must be off the plot."""
        self.smooth = []
        if weight:
            self.smooth = [Curve(Smoothed(channel, self.trace, weight), Look("")) for channel in self._channels]
        self._length = -1
        self.set_positions(self.positions)

    def set_positions(self, positions: Positions | None) -> None:
        """Draw where epochs lie at these positions; None: nowhere."""
        self.positions = positions
        if positions is not None:
            for curve in self.curves:
                curve.positions = positions

    def set_look(self, color: str, colors: Colors) -> None:
        """Colour the curves; raw ones are faint behind smoothed ones and behind a mean."""
        color = in_scheme(color, colors)
        faint, halo = mixed(color, colors.surface, FAINT), mixed(color, colors.surface, HALO)
        raw = (faint, Weight.FAINT) if self.smooth or self.averaged else (color, Weight.PLAIN)
        for curves, (shade, weight) in ((self.raw, raw), (self.smooth, (color, Weight.STRONG))):
            behind = halo if self.is_baseline and weight is not Weight.FAINT else ""
            for curve, channel in zip(curves, self._channels, strict=False):
                curve.set_look(Look(shade, channel.dashed, self._stairs, weight, self.style, behind))

    def grow(self) -> bool:
        """Take in new epochs; return whether there is anything new to draw."""
        if len(self.trace) == self._length and not self.behind:
            return False
        self._length = len(self.trace)
        for curve, channel in self._pairs():
            curve.per_epoch = self.trace.batches if channel.column == "lr" else 1
        grown = [curve.grow() for curve in self.curves]
        return any(grown)

    def numbers(self, epoch: int, baseline: RunCurves | None = None) -> str:
        """Return the figures of an epoch, counted from 1, their differences to the baseline's, and smoothed."""
        return "   ".join(
            f"{channel.label} {number(float(raw.values[epoch - 1]))}{self._notes(index, epoch, baseline)}"
            for index, (raw, channel) in enumerate(self._pairs())
            if epoch <= len(raw.values)
        )

    def _notes(self, index: int, epoch: int, baseline: RunCurves | None) -> str:
        column, notes = self._channels[index].column, []
        if baseline is not None and baseline is not self:
            notes.append(signed(self.figure(column, epoch) - baseline.figure(column, epoch)))
        if self.smooth and epoch <= len(self.smooth[index].values):
            notes.append(f"smoothed {number(float(self.smooth[index].values[epoch - 1]))}")
        text = ", ".join(filter(None, notes))
        return f" ({text})" if text else ""

    def figure(self, column: str, epoch: int) -> float:
        """Return a figure of an epoch, counted from 1; NaN where there is none."""
        known = column in self.trace.figures and 1 <= epoch <= len(self.trace)
        return float(self.trace.column(column)[epoch - 1]) if known else float("nan")


class Smoothed:
    """A channel's smoothed column, a slice further at each call."""

    def __init__(self, channel: Channel, trace: Trace, weight: float) -> None:
        self._read = partial(figures, trace, channel)
        self._smoother = Smoother(weight)

    def __call__(self) -> Column:
        """Return what is smoothed so far."""
        return self._smoother.extend(self._read(), SLICE)


def figures(trace: Trace, channel: Channel) -> Column:
    """Return a channel's column, a rate batch by batch if it is known so; empty if the run has no such figures."""
    if not trace.has(channel.column):
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
