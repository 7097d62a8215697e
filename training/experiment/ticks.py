"""How often a scheduler steps in a run."""

from __future__ import annotations

from typing import NamedTuple


class Ticks(NamedTuple):
    """The scheduler's steps in all, and in an epoch: 1, or the number of batches when it steps after each of them."""

    total: int
    per_epoch: int = 1

    @property
    def epochs(self) -> int:
        """Return the whole epochs, at least one."""
        return max(1, self.total // self.per_epoch)
