"""How the histograms of a layer change over the epochs of a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from training.insight.weight_history import Snapshot, WeightHistory
from training.jobs import NOTHING_YET

if TYPE_CHECKING:
    from training.insight.histograms import Histogram, LayerHistograms

COLUMNS = 40  # that all epochs share
MOST_EPOCHS = 60  # evenly spread
Counted = dict[int, tuple["LayerHistograms", ...]]  # the layers' histograms by the epoch


@dataclass(frozen=True, eq=False)
class Spread:
    """A layer's histograms over the epochs."""

    name: str
    histograms: Sequence[Histogram]
    here: int  # the index of the epoch that is looked at

    @property
    def span(self) -> tuple[float, float]:
        """Return the smallest and the largest number of all epochs."""
        edges = [h.edges for h in self.histograms]
        return min(float(e[0]) for e in edges), max(float(e[-1]) for e in edges)

    def densities(self) -> NDArray[np.float64]:
        """Return the share of the numbers in even columns of the span, (epochs, COLUMNS), 1 the most of an epoch."""
        low, high = self.span
        grid = np.linspace(low, high, COLUMNS + 1)
        table: NDArray[np.float64] = np.empty((len(self.histograms), COLUMNS))
        for row, h in enumerate(self.histograms):
            so_far = np.concatenate(([0], np.cumsum(h.counts)))
            table[row] = np.diff(np.interp(grid, h.edges, so_far))
        table /= np.maximum(table.max(1, keepdims=True), 1e-12)
        return table

    def sentence(self) -> str:
        """Return what the numbers of the epoch that is looked at are like."""
        h = self.histograms[self.here]
        middles, total = (h.edges[:-1] + h.edges[1:]) / 2, int(h.counts.sum())
        if not total:
            return f"{self.name}: no finite numbers."
        mean = float((middles * h.counts).sum() / total)
        deviation = float(np.sqrt(((middles - mean) ** 2 * h.counts).sum() / total))
        strange = f", {h.not_finite:,} not finite" if h.not_finite else ""
        return f"{self.name}: {total:,} numbers{strange}, mean about {mean:.3g}, deviation about {deviation:.3g}."


def epochs_to_draw(history: WeightHistory) -> list[int]:
    """Return the epochs of a run, or of very many an even choice."""
    epochs = history.epochs
    return epochs[:: (len(epochs) - 1) // MOST_EPOCHS + 1]


def count(snapshots: list[Snapshot], counted: Counted) -> Iterator[object]:
    """Add the histograms of these snapshots to those that are counted, and yield all after the first and the last."""
    from training.insight.histograms import histograms

    for index, snapshot in enumerate(snapshots):
        counted[snapshot.epoch] = histograms(snapshot.network, snapshot.dataset)
        yield counted if index == 0 else NOTHING_YET
    yield counted


def spreads_of(counted: Counted, epochs: Sequence[int], here: int, quantity: str) -> list[Spread]:
    """Return the spread of each layer's `weights`, `gradients` or `activations` over epochs that are counted."""
    return [
        Spread(layer.name, [getattr(counted[epoch][index], quantity) for epoch in epochs], epochs.index(here))
        for index, layer in enumerate(counted[here])
    ]
