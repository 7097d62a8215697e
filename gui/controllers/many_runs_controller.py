"""What the controllers of sweeps and races share: they train many runs, and tell of those that are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.controllers.context import Context
from gui.document.sweep_session import SweepSession

if TYPE_CHECKING:  # importing it at run time would load torch
    from training.engine.data.dataset import Dataset
    from training.experiment.data import DataSettings

MEND = "First mend what is marked in the form."


class ManyRunsController(QObject):
    """Trains many runs, one sweep or race at a time."""

    run_grew = Signal(object)  # a Run that is looked at has new epochs
    run_ended = Signal(object)  # a Run that is looked at is over, well or not
    running_changed = Signal(bool)  # whether they train, or are paused
    state_changed = Signal()  # they are in another state

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context, self.session = context, SweepSession(context.library, self)
        self._blocked = False
        self.session.run_grew.connect(self.run_grew)
        self.session.run_ended.connect(self.run_ended)
        self.session.message.connect(context.dialogs.show_message)

    @property
    def running(self) -> bool:
        """Whether they train, or are paused."""
        return self.session.running

    def finish(self) -> None:
        """Stop and wait a while; what is finished is kept."""
        self.session.finish()

    def set_blocked(self, blocked: bool) -> None:
        """Let nothing begin while something else trains."""
        self._blocked = blocked
        self._offer()

    def _offer(self) -> None:
        """Enable what can be done now."""
        raise NotImplementedError

    def _datasets(self) -> dict[DataSettings, Dataset]:
        """Return the data that are loaded already."""
        experiment, dataset = self._context.document.experiment, self._context.preparation.dataset
        return {} if experiment is None or dataset is None else {experiment.data: dataset}
