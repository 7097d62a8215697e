"""What a hand changed before an epoch, on a card: the change, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QVBoxLayout

from gui.panels.why.why_part import line, table, told
from training.experiment.calls import call_of
from training.schedule.explain import number

if TYPE_CHECKING:  # importing it at run time would load torch
    from training.schedule.why.explanation import ManualChange


class EditCard(QFrame):
    """Shows one change by hand."""

    def __init__(self, change: ManualChange, first: int) -> None:
        """Show the change; `first` is the number of the first epoch, 1 or 0."""
        super().__init__()
        self.setProperty("role", "card")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(line(f"By hand: {told(*change.rates[0])}", "title"))
        layout.addLayout(table(_rows(change, first)))
        if outcome := change.outcome(first):
            layout.addWidget(line(outcome))


def _rows(change: ManualChange, first: int) -> Iterator[tuple[str, str]]:
    edit, epoch = change.edit, change.edit.epoch - 1 + first
    yield "when", f"before epoch {epoch}"
    if edit.lr is not None:
        yield "rate", f"{number(edit.lr)} in all parameter groups"
    if edit.optimizer is not None:
        yield "optimizer", call_of(edit.optimizer)
    if edit.scheduler is not None:
        yield "scheduler", f"{call_of(edit.scheduler)}, which counts from epoch {epoch}"
