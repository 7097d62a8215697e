"""Writes to the store at a pace that the training does not feel, and is patient with a store that fails."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic

from training.runs.store import StoreError

logger = logging.getLogger(__name__)

INTERVAL = 1.0  # seconds of epochs that a crash may cost
LARGEST_SHARE = 0.1  # of the time that writing may take; then the interval is longer


class StoreWriter:
    """Says when it is time to write; what could not be written may be tried again."""

    def __init__(self, what: str, report: Callable[[str], None]) -> None:
        """Write for a `run` or a `sweep`; `report` is told the first of several failures in a row."""
        self._what, self._report = what, report
        self._due, self._rested = monotonic() + INTERVAL, 0.0
        self._reported = False

    @property
    def is_due(self) -> bool:
        """Whether enough has been gathered."""
        return monotonic() >= self._due

    @property
    def has_rested(self) -> bool:
        """Whether the training has been let be for long enough, so that one may write before it is due."""
        return monotonic() >= self._rested

    def wait(self, seconds: float = 0.0) -> None:
        """Let the training be for a while, the longer the more `seconds` writing took."""
        self._rested = monotonic() + seconds / LARGEST_SHARE
        self._due = max(monotonic() + INTERVAL, self._rested)

    def write(self, write: Callable[..., None], *values: object) -> bool:
        """Write, then wait; returns whether it is on the disk."""
        begin = monotonic()
        try:
            write(*values)
        except StoreError as error:
            logger.warning("The %s waits to be kept. %s", self._what, error)
            if not self._reported:
                self._report(f"The {self._what} is not recorded at present. {error}")
            self._reported = True
            return False
        finally:
            self.wait(monotonic() - begin)
        self._reported = False
        return True
