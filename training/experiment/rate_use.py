"""What an optimizer makes of the rate that its scheduler sets."""

from __future__ import annotations

from enum import StrEnum


class RateUse(StrEnum):
    """When and how the rate of a parameter group acts; each one as what follows the optimizer's name."""

    EACH_STEP = "takes lr in each step"
    FIRST_STEP = "reads lr at its first step only, and sizes each weight's step itself from there"
    CAPPED = "takes min(lr, 1/√step)"
    STEP_LATER = "takes each lr one step later"
    FIRST_GUESS = "takes lr as the first guess of its line search only"
