"""How a scheduler is kept from rates of 0 and below."""

from __future__ import annotations

from training.schedule.pitfalls.caution import Fix
from training.schedule.pitfalls.turn import Turn


def mended(turn: Turn) -> Fix | None:
    """Return the change after which the scheduler's own rates stay above 0; None where none is known."""
    found = turn.settings.above_zero(turn.length, turn.holder is None)
    if found is None:
        return None
    return turn.fix(found.label, **found.changes) if found.label else turn.set(*next(iter(found.changes.items())))
