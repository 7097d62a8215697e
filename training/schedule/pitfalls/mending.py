"""How a scheduler is kept from rates of 0 and below."""

from __future__ import annotations

from training.schedule.pitfalls.caution import Fix
from training.schedule.pitfalls.span import Span


def mended(span: Span) -> Fix | None:
    """Return the change after which the scheduler's own rates stay above 0; None where none is known."""
    found = span.settings.above_zero(span.length, span.holder is None)
    if found is None:
        return None
    return span.fix(found.label, **found.changes) if found.label else span.set(*next(iter(found.changes.items())))
