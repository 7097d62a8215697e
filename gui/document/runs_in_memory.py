"""The runs that the window has read or trained, without keeping those that nobody looks at any more."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, MutableMapping
from weakref import WeakValueDictionary

from training.experiment.experiment import STAGES
from training.runs.run import Run
from training.runs.store import RunSummary

LATELY = 8  # runs that are not read again at once


class RunsInMemory(MutableMapping[int, Run]):
    """Runs by their number. One that was released stays as long as somebody has it, and is the same for everybody."""

    def __init__(self) -> None:
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


def summarized(run: Run) -> RunSummary:
    """Return the line of a run in memory."""
    trace, experiment = run.trace, run.trace.experiment
    last = trace[len(trace) - 1] if len(trace) else None
    lowest = float(trace.column("lowest")[-1]) if last else math.nan
    return RunSummary(
        id=run.number,
        name=run.called,
        note="",
        tags=(),
        status=run.status,
        message=run.message,
        device=run.device,
        created="",
        epochs=len(trace),
        planned=experiment.epochs,
        seconds=float(trace.column("seconds").sum()),
        lr=last and last.lr,
        loss=last and last.loss,
        accuracy=last and last.accuracy,
        val_loss=last and last.val_loss,
        val_accuracy=last and last.val_accuracy,
        lowest=None if math.isnan(lowest) else lowest,
        **{stage: getattr(experiment, stage).kind for stage in STAGES},
    )
