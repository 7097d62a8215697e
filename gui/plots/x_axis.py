"""What the x axis counts."""

from __future__ import annotations

from enum import StrEnum


class XAxis(StrEnum):
    """What the plots count."""

    EPOCHS = "Epochs"
    STEPS = "Steps"
    TIME = "Time"
