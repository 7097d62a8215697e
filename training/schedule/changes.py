"""Where the rate changes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Rates = NDArray[np.float64]


def changed(lr: Rates, lr_after: Rates) -> NDArray[np.bool_]:
    """Return after which epochs the rate is another, (epochs,): the scheduler changed it, or an edit did then.

    lr: used in each epoch, (epochs,), or (epochs + 1,) where the next one is known, too.
    lr_after: what the scheduler left, (epochs,).
    """
    found: NDArray[np.bool_] = lr[: len(lr_after)] != lr_after
    found[: len(lr) - 1] |= lr[1:] != lr_after[: len(lr) - 1]
    return found
