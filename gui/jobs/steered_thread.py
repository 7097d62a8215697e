"""A thread that trains: it pauses, steps and stops when the window says so, and waits where that is behind."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from threading import Condition
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QThread, Signal

from training.errors import ExpectedError

logger = logging.getLogger(__name__)

TIMEOUT_MS = 3000  # with a turn that is being trained when the window closes
WRITING_MS = 20_000  # with a disk that takes its time for what was trained
REST = 1.0  # seconds between two looks at what is to be done while no turn comes
FULL = 20_000  # epochs that may wait for the window; then the training waits
UNFORESEEN = "The training met an error that Stepwell did not foresee."
NO_MEMORY = "There is not enough memory to go on. Close other programs, or choose fewer or smaller layers."
Epoch = TypeVar("Epoch")


class SteeredThread(QThread, Generic[Epoch]):
    """Hands over finished epochs. What it trains in one go is a turn; a subclass calls `_take_turn` before each."""

    message = Signal(str)  # a sentence, as what is trained cannot be kept at present
    ended = Signal(str)  # an error's sentence, empty if there was none

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changed = Condition()
        self._epochs: list[Epoch] = []
        self._allowed: int | None = None  # turns that may still come; None: all
        self._orders: list[Callable[[], None]] = []
        self.stopping = False
        self._over = False  # whether no turn comes any more: what was trained is being written

    def take(self, most: int | None = None) -> list[Epoch]:
        """Return the epochs since the last call, the first so many of them."""
        with self._changed:
            end = len(self._epochs) if most is None else most
            epochs, self._epochs = self._epochs[:end], self._epochs[end:]
            self._changed.notify_all()
        return epochs

    def allow(self, turns: int | None) -> None:
        """Let this many more turns come: 0 pauses, 1 steps, None goes on to the end."""
        with self._changed:
            self._allowed = turns
            self._changed.notify_all()

    def order(self, do: Callable[[], None]) -> None:
        """Have this done on the thread before the next turn, also while it is paused."""
        with self._changed:
            self._orders.append(do)
            self._changed.notify_all()

    def stop(self) -> None:
        """End after the turn that is being trained."""
        with self._changed:
            self.stopping = True
            self._changed.notify_all()

    def end(self) -> None:
        """Stop, and wait a while for it."""
        self.stop()
        if not self.wait(TIMEOUT_MS) and self._over:
            self.wait(WRITING_MS)

    def run(self) -> None:
        """Train, on the thread."""
        message = UNFORESEEN
        try:
            self._train()
            message = ""
        except ExpectedError as error:
            message = str(error)
            logger.info("the training ended: %s", message)
        except Exception as error:
            from training.engine.failures import lacks_memory

            if not lacks_memory(error):
                raise
            message = NO_MEMORY
        finally:
            self.ended.emit(message)

    def _train(self) -> None:
        raise NotImplementedError

    def _take_turn(self) -> bool:
        """Wait while paused or while the window is behind, and do what is ordered; say whether to train on."""
        timeout = 0.0
        while True:
            with self._changed:
                if not self._changed.wait_for(lambda: self._orders or self._has_turn(), timeout):
                    do, timeout = self._rest, REST
                elif self._orders:
                    do = self._orders.pop(0)
                else:
                    if self._allowed is not None and not self.stopping:
                        self._allowed -= 1
                    self._over = self.stopping
                    return not self._over
            do()

    def _rest(self) -> None:
        """Do what there is time for while no turn comes, again and again."""

    def _has_turn(self) -> bool:
        return self.stopping or (self._allowed != 0 and len(self._epochs) < FULL)

    def _hand_over(self, epochs: Iterable[Epoch]) -> None:
        """Leave what a turn has finished to the window."""
        with self._changed:
            self._epochs += epochs
