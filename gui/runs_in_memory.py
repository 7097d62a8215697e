"""The runs that the window has read or trained, without keeping those that nobody looks at any more."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, MutableMapping
from weakref import WeakValueDictionary

from training.runs.run import Run

LATELY = 8  # runs that are not read again at once


class RunsInMemory(MutableMapping[int, Run]):
    """Runs by their number. One that was released stays as long as somebody has it, and is the same for everybody."""

    def __init__(self) -> None:
        """Hold no run."""
        self._held: dict[int, Run] = {}
        self._known: WeakValueDictionary[int, Run] = WeakValueDictionary()
        self._lately: deque[Run] = deque(maxlen=LATELY)

    def release(self, number: int) -> None:
        """Hold a run no more, for it can be read again."""
        run = self._held.pop(number, None)
        if run is not None:
            self._lately.append(run)

    def __getitem__(self, number: int) -> Run:
        """Return a run that is still there."""
        return self._known[number]

    def __setitem__(self, number: int, run: Run) -> None:
        """Hold a run until it is released."""
        self._held[number] = self._known[number] = run

    def __delitem__(self, number: int) -> None:
        """Forget a run."""
        self._held.pop(number, None)
        del self._known[number]

    def __iter__(self) -> Iterator[int]:
        """Yield the numbers of the runs that are there now."""
        return iter(list(self._known))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._known)
