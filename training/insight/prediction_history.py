"""One row's prediction over the epochs of a run, and what a change of the rate did to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from training.insight.weight_history import Snapshot, WeightHistory, epoch_words
from training.jobs import NOTHING_YET

if TYPE_CHECKING:
    from torch import Tensor

WINDOW = 5  # epochs before and after a change that are compared


@dataclass(frozen=True, eq=False)
class PredictionHistory:
    """The probabilities (epochs, classes) of one row after each kept epoch, and (epoch, rate before, rate after)."""

    classes: tuple[str, ...]
    epochs: NDArray[np.int64]
    shares: NDArray[np.float64]
    changes: tuple[tuple[int, float, float], ...]

    def likely(self, index: int, most: int) -> list[int]:
        """Return the most probable classes, at most so many, after an epoch by its index; in the order of classes."""
        return sorted(self.shares[index].argsort()[::-1][:most].tolist())

    def sentence(self, index: int, most: int, first: int) -> str:
        """Return how probable these classes are; `first`: the number of the first epoch."""
        shares = ", ".join(f"{self.classes[k]} {self.shares[index, k]:.1%}" for k in self.likely(index, most))
        return f"{epoch_words(int(self.epochs[index]), first).capitalize()}: {shares}."

    def effect(self, epoch: int, taken: int, first: int) -> str:
        """Say what the last change up to this epoch did to the probability of a class; empty where there is none."""
        so_far = [change for change in self.changes if change[0] < epoch]
        if not so_far:
            return ""
        at, before, after = so_far[-1]
        start = max(at - WINDOW, so_far[-2][0] if len(so_far) > 1 else 0)  # all of it at one rate
        movement = self._movement(start, at, taken), self._movement(at, min(epoch, at + WINDOW), taken)
        verb = "fell" if after < before else "rose"
        sentence = f"After epoch {at - 1 + first} the rate {verb} from {before:.4g} to {after:.4g}."
        if not all(np.isfinite(movement)):
            return sentence
        return (
            f"{sentence} Around it this probability moved by {100 * movement[0]:.2f} percentage points an epoch "
            f"before, and by {100 * movement[1]:.2f} after."
        )

    def _movement(self, start: int, end: int, taken: int) -> float:
        """Return by how much the probability moves an epoch, on average; NaN where too few epochs are kept."""
        chosen = (self.epochs >= start) & (self.epochs <= end)
        epochs, shares = self.epochs[chosen], self.shares[chosen, taken]
        if len(epochs) < 2:
            return float("nan")
        return float(np.abs(np.diff(shares)).sum() / (epochs[-1] - epochs[0]))


def trace_of(snapshot: Snapshot, x: Tensor, truth: Tensor | None) -> Iterator[object]:
    """Yield the way of a row (1, features) through the network, with its dead units."""
    from training.insight.prediction import find_dead_units, trace_prediction

    dead = find_dead_units(snapshot.network, snapshot.dataset)
    yield trace_prediction(snapshot.network, snapshot.dataset, x, truth, dead)


def history_of(weight_history: WeightHistory, x: Tensor) -> Iterator[object]:
    """Yield the PredictionHistory of a row (1, features)."""
    import torch

    from training.insight.view import logits_of

    epochs, shares = weight_history.epochs, []
    for epoch in epochs:
        logits = logits_of(weight_history.snapshot(epoch).network, x)
        shares.append(torch.softmax(logits.double(), 1)[0].numpy())
        yield NOTHING_YET
    if epochs:
        yield PredictionHistory(
            weight_history.dataset.classes, np.asarray(epochs), np.asarray(shares), _changes(weight_history)
        )


def wrong_row(snapshot: Snapshot, validation: bool, after: int) -> Iterator[object]:
    """Yield the next wrongly classified row behind this one, round about, -1 where all are right; then the question."""
    from training.insight.confusion import Division, wrong_rows

    division = Division.VALIDATION if validation else Division.TRAINING
    rows = wrong_rows(snapshot.network, snapshot.dataset, division)
    behind = rows[rows > after]
    found = int(behind[0] if len(behind) else rows[0]) if len(rows) else -1
    yield found, validation, after


def _changes(weight_history: WeightHistory) -> tuple[tuple[int, float, float], ...]:
    from training.schedule.acting import reads
    from training.schedule.preview import preview

    if weight_history.experiment.watched:
        return ()  # its rates follow from the figures of the run, which are not known here
    schedule = preview(weight_history.experiment, weight_history.dataset.rows)
    used = schedule.lr.tolist()
    moves = ((epoch, used[epoch - 1], used[epoch]) for epoch in schedule.changes.tolist() if epoch < len(used))
    return tuple(move for move in moves if move[1] != move[2] and reads(weight_history.experiment, move[0] + 1))
