"""Where a run's epochs lie on the x axis: by their number, by the optimizer's steps, or by the time they took."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from gui.plots.decimate import Bins, Column, uneven_bins
from gui.plots.view_box import Window

Position = TypeVar("Position", float, Column)


@dataclass(frozen=True)
class Even:
    """Epoch e reaches from `begin + (e - 1) * width` to `begin + e * width`.

    What is measured of it stands so much of an epoch right of its middle: `reading`, 0 or 0.5.
    """

    width: float = 1.0
    begin: float = 0.5
    reading: float = 0.0

    def at(self, epochs: Position) -> Position:
        """Return the positions of epochs, which reach from e - 0.5 to e + 0.5."""
        return (epochs - 0.5) * self.width + self.begin

    def epoch_at(self, position: float) -> float:
        """Return the epoch, a fraction too, at a position."""
        return (position - self.begin) / self.width + 0.5

    def bins(self, window: Window, count: int, per_epoch: int) -> Bins | None:
        """Cut the visible ones of so many rows, `per_epoch` of each epoch, into bins of about a pixel."""
        return in_rows(self, window, per_epoch).bins(count)


class Timed:
    """Epochs lie where the seconds of all epochs so far put them; `grow` when there are more."""

    begin, reading = 0.0, 0.5

    def __init__(self, seconds: Callable[[], Column]) -> None:
        """Sum up the column that `seconds` returns."""
        self._seconds = seconds
        self._sums, self._length = np.zeros(64), 0
        self.grow()

    @property
    def ends(self) -> Column:
        """Return 0, then the end of each epoch, in seconds."""
        return self._sums[: self._length + 1]

    def grow(self) -> None:
        """Take in the epochs that are new."""
        seconds, known = self._seconds(), self._length
        if len(seconds) <= known:
            return
        if len(seconds) >= len(self._sums):
            self._sums = np.concatenate((self.ends, np.empty(max(len(seconds), known))))
        fresh = np.maximum(np.nan_to_num(seconds[known:], posinf=0.0), 0.0)
        self._sums[known + 1 : len(seconds) + 1] = self._sums[known] + np.cumsum(fresh)
        self._length = len(seconds)

    def at(self, epochs: Position) -> Position:
        """Return the positions of epochs; those to come lie at the end."""
        rows = np.clip(np.asarray(epochs) - 0.5, 0, self._length)
        whole = np.minimum(rows.astype(np.int64), max(0, self._length - 1))
        left, right = self.ends[whole], self.ends[np.minimum(whole + 1, self._length)]
        found = left + (rows - whole) * (right - left)
        return found if isinstance(epochs, np.ndarray) else float(found)

    def epoch_at(self, position: float) -> float:
        """Return the epoch, a fraction too, at a position."""
        return float(self._epochs_at(np.array([position]))[0])

    def _epochs_at(self, positions: Column) -> Column:
        ends = self.ends
        right = np.clip(np.searchsorted(ends, positions), 1, max(1, self._length))
        right = np.minimum(right, self._length)
        left = np.maximum(right - 1, 0)
        width = ends[right] - ends[left]
        share = np.divide(positions - ends[left], width, out=np.zeros_like(positions), where=width > 0)
        return left + np.clip(share, 0, 1) + 0.5

    def bins(self, window: Window, count: int, per_epoch: int) -> Bins | None:
        """Cut the visible ones of so many rows, `per_epoch` of each epoch, into bins of about a pixel."""
        start, stop = in_rows(self, window, per_epoch).rows(count)
        if stop <= start:
            return None
        return uneven_bins(start, stop, (self._epochs_at(window.grid()) - 0.5) * per_epoch)


class Positions(Protocol):
    """Where epochs lie, and what is measured of them: `reading` of an epoch right of its middle."""

    @property
    def begin(self) -> float:
        """Return where the first epoch begins."""
        ...

    @property
    def reading(self) -> float:
        """Return how much of an epoch right of its middle its figures stand."""
        ...

    def at(self, epochs: Position) -> Position:
        """Return the positions of epochs."""
        ...

    def epoch_at(self, position: float) -> float:
        """Return the epoch, a fraction too, at a position."""
        ...

    def bins(self, window: Window, count: int, per_epoch: int) -> Bins | None:
        """Cut the visible ones of so many rows, `per_epoch` of each epoch, into bins of about a pixel."""
        ...


EPOCHS = Even()


def steps(batches: int) -> Even:
    """Return the positions of epochs of so many batches, counted in steps of the optimizer so far."""
    return Even(batches, 0.0, 0.5)


def in_rows(positions: Positions, window: Window, per_epoch: int = 1) -> Window:
    """Return the same window counted in rows, of which each epoch has so many."""
    first, last = ((positions.epoch_at(edge) - 0.5) * per_epoch + 0.5 for edge in (window.first, window.last))
    return window._replace(first=first, last=last)


def dot_of(positions: Positions, epoch: float) -> float:
    """Return where the figures of an epoch stand."""
    return positions.at(epoch + positions.reading)


def epoch_of(positions: Positions, position: float) -> int:
    """Return the epoch whose figures stand nearest to a position."""
    return round(positions.epoch_at(position) - positions.reading)
