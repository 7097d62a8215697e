"""Where runs of one seed part: the first epoch in which their rates differ, and the first in which their losses do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.runs.trace import Trace


class Parting(NamedTuple):
    """The first epochs in which not all runs have the same rates, and the same losses to the last bit; None: never."""

    rates: int | None
    losses: int | None

    def words(self, first: int = 1) -> str:
        """Return a sentence; `first` is the number that the first epoch has in it, 1 or 0."""
        if self.losses is None:
            return f"The rates part in epoch {(self.rates or 1) - 1 + first}; the losses have not parted so far."
        losses = self.losses - 1 + first
        if self.losses == 1:
            return f"The losses part in epoch {losses}, the first."
        equal = f"the losses are equal to the last bit before epoch {losses}"
        if self.rates is None:
            return f"The rates never part; {equal}, and part there."
        if self.rates == self.losses:
            return f"Rates and losses part in epoch {losses}; until then the losses are equal to the last bit."
        return f"The rates part in epoch {self.rates - 1 + first}; {equal}, and part there."


def parting(traces: Sequence[Trace]) -> Parting | None:
    """Return where the runs part, as far as all of them have come; None where they have not."""
    names = ("lr", "head_lr") if all("head_lr" in trace.figures for trace in traces) else ("lr",)
    rates = [_first(traces, name) for name in (*names, "batch_lrs")]
    found = Parting(min((epoch for epoch in rates if epoch), default=None), _first(traces, "loss"))
    return None if found == (None, None) else found


def _first(traces: Sequence[Trace], name: str) -> int | None:
    """Return the first epoch, counted from 1, in which a column is not the same in all traces."""
    columns = [_bits(trace.column(name)) for trace in traces]
    epochs = min(map(len, columns), default=0)
    if len({column.shape[1] for column in columns}) > 1:
        return None  # rates of batches beside rates of epochs: those of the epochs tell
    differs = np.zeros(epochs, dtype=bool)
    for column in columns[1:]:
        differs |= (column[:epochs] != columns[0][:epochs]).any(1)
    return int(differs.argmax()) + 1 if differs.any() else None


def _bits(column: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the numbers of each epoch as they are stored, (epochs, numbers): so NaN equals itself."""
    return np.ascontiguousarray(column).view(np.int64).reshape(len(column), -1 if len(column) else 1)
