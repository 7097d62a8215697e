"""Thinning a long column for drawing: the lowest and highest of each bin, so that no peak is ever lost."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]

BLOCK = 32  # rows that one entry of the kept table sums up
WIDE = 2 * BLOCK  # bins this wide are read from the table


class Bins(NamedTuple):
    """Rows edges[i] to edges[i + 1] make bin i; from bin `coarse` on, bins start on whole blocks."""

    edges: NDArray[np.int64]
    coarse: int


class Summary(NamedTuple):
    """Of each bin: its lowest and highest finite value (NaN: none), and whether a value is not finite."""

    low: Column
    high: Column
    gap: NDArray[np.bool_]


class Thinned(NamedTuple):
    """A line to draw, its dots, and the (first, last) epochs of its gaps; epochs are counted from 1."""

    x: Column
    y: Column
    dot_x: Column
    dot_y: Column
    gaps: Column


def even_bins(start: int, stop: int, width: float) -> Bins:
    """Cut rows start to stop into bins of about `width` rows, which stay in place as rows are added."""
    width = max(1, math.ceil(width))
    if width >= WIDE:
        width = -(-width // BLOCK) * BLOCK
    edges = np.append(np.arange(start // width * width, stop, width), stop)
    return Bins(edges, 0 if width >= WIDE else len(edges) - 1)


def log_bins(start: int, stop: int, step: float) -> Bins:
    """Cut rows start to stop into bins that are about `step` wide on an axis of epochs' logarithms."""
    first, last = math.log10(start + 1), math.log10(stop)
    grid = 10.0 ** (step * np.arange(math.floor(first / step), math.floor(last / step) + 1))
    edges = np.unique(np.clip(np.ceil(grid).astype(np.int64) - 1, start, stop))
    wide = np.flatnonzero(np.diff(edges, append=stop) >= WIDE)
    coarse = int(wide[0]) if len(wide) else len(edges)
    edges[coarse:] = -(-edges[coarse:] // BLOCK) * BLOCK
    if not coarse:
        edges[0] = start // BLOCK * BLOCK  # rounded up, it would leave out the first rows in view
    edges = np.unique(edges)
    edges = np.append(edges[edges < stop], stop)
    return Bins(edges, min(coarse, len(edges) - 1))


def uneven_bins(start: int, stop: int, edges: Column) -> Bins:
    """Cut rows start to stop where the edges, rows too but none of them whole, lie in order."""
    wide = stop - start >= WIDE * len(edges)
    whole = np.ceil(edges).astype(np.int64)
    if wide:
        start, whole = start // BLOCK * BLOCK, whole // BLOCK * BLOCK
    whole = whole[(whole > start) & (whole < stop)]
    cut = np.unique(np.concatenate(([start], whole, [stop])))
    return Bins(cut, 0 if wide else len(cut) - 1)


def summarise(values: Column, starts: NDArray[np.int64]) -> Summary:
    """Return the extremes of each bin that begins at one of `starts`; the last one reaches to the end."""
    finite = np.isfinite(values)
    clean = np.where(finite, values, np.nan)
    gap = ~np.logical_and.reduceat(finite, starts)
    return Summary(np.fmin.reduceat(clean, starts), np.fmax.reduceat(clean, starts), gap)


class Extremes:
    """The extremes of each block of a growing column: they sum up a million rows in microseconds."""

    def __init__(self) -> None:
        self._length = 0
        self._blocks = Summary(np.empty(0), np.empty(0), np.empty(0, dtype=bool))

    def update(self, values: Column) -> None:
        """Take in the rows that are new; the last block may have been a part of one and is read again."""
        if len(values) <= self._length:
            return
        whole = self._length // BLOCK
        fresh = values[whole * BLOCK :]
        parts = summarise(fresh, np.arange(0, len(fresh), BLOCK))
        self._blocks = Summary(*(np.append(old[:whole], new) for old, new in zip(self._blocks, parts, strict=True)))
        self._length = len(values)

    def forget(self, row: int) -> None:
        """Read the rows from this one on again at the next `update`."""
        self._length = min(self._length, row)

    def summary(self, values: Column, bins: Bins) -> Summary:
        """Return the extremes of each bin: narrow ones from the rows, wide ones from the blocks."""
        edges, coarse = bins
        parts = []
        if coarse:
            parts.append(summarise(values[edges[0] : edges[coarse]], edges[:coarse] - edges[0]))
        if coarse < len(edges) - 1:
            parts.append(self._from_blocks(edges[coarse:]))
        return Summary(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))

    def _from_blocks(self, edges: NDArray[np.int64]) -> Summary:
        begin, end = int(edges[0]) // BLOCK, -(-int(edges[-1]) // BLOCK)
        low, high, gap = (column[begin:end] for column in self._blocks)
        starts = edges[:-1] // BLOCK - begin
        return Summary(
            np.fmin.reduceat(low, starts), np.fmax.reduceat(high, starts), np.logical_or.reduceat(gap, starts)
        )


def thin(
    values: Column,
    extremes: Extremes,
    bins: Bins,
    *,
    stairs: bool = False,
    positive: bool = False,
    dotted: bool = False,
) -> Thinned:
    """Return at most two points for each bin, and the newest row as it is.

    `stairs`: a row of its own is drawn over its whole epoch. `positive`: values of 0 and below are left out.
    `dotted`: each row of its own gets a dot; otherwise only what stands alone, where no line would show it.
    """
    low, high, gap = extremes.summary(values, bins)
    if positive:
        low, high = _above_zero(low, high)
    starts, stops = bins.edges[:-1], bins.edges[1:]
    wide = stops - starts > 1
    middle = (starts + stops + 1) / 2
    reach = np.where(wide | (not stairs), 0.0, 0.5)
    keep = np.column_stack((np.ones_like(wide), wide | stairs))
    x = np.column_stack((middle - reach, middle + reach))[keep]
    y = _in_order(low, high, values[starts] <= values[stops - 1])[keep]
    newest = values[-1]
    if bins.edges[-1] == len(values) and wide[-1] and np.isfinite(newest) and (newest > 0 or not positive):
        x, y = np.append(x, len(values)), np.append(y, newest)
    dots = ~wide & ~np.isnan(high) if dotted else _alone(high) & (wide | (not stairs))
    return Thinned(x, y, middle[dots], high[dots], _bands(bins.edges, gap))


def _above_zero(low: Column, high: Column) -> tuple[Column, Column]:
    """Return what a logarithmic axis can show of the extremes of each bin."""
    high = np.where(high > 0, high, np.nan)
    return np.where(low > 0, low, high), high


def _in_order(low: Column, high: Column, rising: NDArray[np.bool_]) -> Column:
    """Return both extremes of each bin in the order of its course, shape (bins, 2)."""
    return np.where(rising[:, None], np.column_stack((low, high)), np.column_stack((high, low)))


def _alone(values: Column) -> NDArray[np.bool_]:
    """Return which values have no finite neighbour."""
    there = np.isfinite(np.concatenate(([np.nan], values, [np.nan])))
    return there[1:-1] & ~there[:-2] & ~there[2:]


def _bands(edges: NDArray[np.int64], gap: NDArray[np.bool_]) -> Column:
    """Return the (first, last) ends, in epochs, of each stretch of bins with a gap, shape (stretches, 2)."""
    turns = np.flatnonzero(np.diff(gap, prepend=False, append=False))
    return edges[turns].reshape(-1, 2).astype(np.float64) + 0.5
