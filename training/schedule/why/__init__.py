"""Why the rate changed: the real scheduler's deciding step, watched while it runs."""

from training.schedule.why.explanation import Explanation, Part
from training.schedule.why.why import why

__all__ = ["Explanation", "Part", "why"]
