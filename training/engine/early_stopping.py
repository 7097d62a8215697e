"""Early stopping: how long the training has gone without a new lowest loss."""

from __future__ import annotations

import math
from typing import Any

from training.engine.record import EpochRecord


class EarlyStopping:
    """Counts epochs without a new lowest loss, the validation's if there is one."""

    def __init__(self, epochs: int | None) -> None:
        """Be reached after so many epochs; None: never."""
        self._epochs = epochs
        self._lowest, self._since_lowest = math.inf, 0

    @property
    def reached(self) -> bool:
        """Whether the run has gone on for long enough."""
        return self._epochs is not None and self._since_lowest >= self._epochs

    def update(self, record: EpochRecord) -> None:
        """Take notice of a finished epoch."""
        loss = record.loss if record.val_loss is None else record.val_loss
        self._since_lowest = 0 if loss < self._lowest else self._since_lowest + 1
        self._lowest = min(self._lowest, loss)

    def state_dict(self) -> dict[str, Any]:
        """Return where the count stands."""
        return {"lowest": self._lowest, "since_lowest": self._since_lowest}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from where the count stood."""
        self._lowest, self._since_lowest = state["lowest"], state["since_lowest"]
