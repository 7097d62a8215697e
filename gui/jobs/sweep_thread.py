"""Many runs on a thread of their own; the window pulls their epochs when it has time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.jobs.steered_thread import SteeredThread

if TYPE_CHECKING:
    from training.engine.sweep.member import Update  # noqa: F401  # of the class's base
    from training.runs.sweep_recorder import Blocks, SweepRecorder

    Begin = Callable[["SweepThread"], Blocks]


class SweepThread(SteeredThread["Update"]):
    """Trains a sweep or a race, block by block of epochs. Pause, step and stop act between two blocks."""

    began = Signal(object, object)  # the StoredSweep, None where none is kept, and the SweepResults that will grow

    def __init__(self, begin: Begin, parent: QObject | None = None) -> None:
        """Take what makes the blocks, on the thread, and emits `began` before that."""
        super().__init__(parent)
        self._begin = begin
        self.recorder: SweepRecorder | None = None  # which `begin` leaves here if there is one

    def _train(self) -> None:
        from training.insight.random_state import TORCH_RANDOM

        with closing(self._begin(self)) as blocks:
            turns = filter(None, blocks)
            while self._take_turn():
                with TORCH_RANDOM:
                    block = next(turns, None)
                if block is None:
                    return
                self._hand_over(block)

    def _rest(self) -> None:
        """Let nothing wait that is finished: a paused sweep may be killed, too."""
        if self.recorder is not None:
            self.recorder.rest()
