"""Many runs on a thread of their own; the window pulls their epochs when it has time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from threading import Condition
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

from gui.training_thread import UNFORESEEN

if TYPE_CHECKING:
    from training.engine.sweep.member import Update
    from training.runs.sweep_recorder import Blocks

    Begin = Callable[["SweepThread"], Blocks]

FULL = 20_000  # epochs that may wait for the window; then the training waits


class SweepThread(QThread):
    """Trains a sweep or a race, block by block of epochs. Pause, step and stop act between two blocks.

    Signals:
        began: the StoredSweep, None where none is kept, and the SweepResults that will grow.
        told: a sentence, as the runs cannot be kept at present.
        ended: an error's sentence, empty if there was none.
    """

    began = Signal(object, object)
    told = Signal(str)
    ended = Signal(str)

    def __init__(self, begin: Begin, parent: QObject | None = None) -> None:
        """Take what makes the blocks, on the thread, and emits `began` before that."""
        super().__init__(parent)
        self._begin = begin
        self._changed = Condition()
        self._updates: list[Update] = []
        self._allowed: int | None = None  # blocks that may still come; None: all
        self.stopping = False

    def take(self, most: int | None = None) -> list[Update]:
        """Return the epochs since the last call, the first so many of them."""
        with self._changed:
            end = len(self._updates) if most is None else most
            updates, self._updates = self._updates[:end], self._updates[end:]
            self._changed.notify_all()
        return updates

    def allow(self, blocks: int | None) -> None:
        """Let this many more blocks come: 0 pauses, 1 steps, None goes on to the end."""
        with self._changed:
            self._allowed = blocks
            self._changed.notify_all()

    def stop(self) -> None:
        """End after the block that is being trained."""
        with self._changed:
            self.stopping = True
            self._changed.notify_all()

    def run(self) -> None:
        """Train, on the thread."""
        from training.engine.data.errors import DataError
        from training.engine.errors import TrainingError
        from training.runs.store import StoreError

        message = UNFORESEEN
        try:
            self._train()
            message = ""
        except (DataError, TrainingError, StoreError) as error:
            message = str(error)
        finally:
            self.ended.emit(message)

    def _train(self) -> None:
        with closing(self._begin(self)) as blocks:
            while self._may_go_on() and (block := next(blocks, None)) is not None:
                self._hand_over(block)

    def _may_go_on(self) -> bool:
        """Wait while paused or while the window is behind; say whether to go on."""
        with self._changed:
            self._changed.wait_for(self._has_turn)
            return not self.stopping

    def _hand_over(self, block: list[Update]) -> None:
        with self._changed:
            self._updates += block
            if self._allowed and block:
                self._allowed -= 1

    def _has_turn(self) -> bool:
        return bool(self.stopping or (self._allowed != 0 and len(self._updates) < FULL))
