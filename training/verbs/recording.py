"""A training's way into the store; where there is none, the training goes on all the same."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from training.engine.device import describe_device
from training.engine.train import Trainer
from training.runs.recorder import Recorder
from training.runs.store import Mode, RunStore, StoreError, default_path


def tell(sentence: str) -> None:
    """Print what the user should know beside the results."""
    print(sentence, file=sys.stderr)


@contextmanager
def recording(trainer: Trainer) -> Iterator[Recorder | None]:
    """Begin a run in the store for the block; None, and a sentence on standard error, where that cannot be done."""
    try:
        store = RunStore(default_path(), Mode.WRITE)
    except StoreError as error:
        tell(f"This run is not recorded. {error}")
        yield None
        return
    with store:
        if store.notice:
            tell(store.notice)
        yield _begin(store, trainer)


def _begin(store: RunStore, trainer: Trainer) -> Recorder | None:
    try:
        run = store.create(trainer.experiment, describe_device(trainer.device))
    except StoreError as error:
        tell(f"This run is not recorded. {error}")
        return None
    return Recorder(store, run, trainer, tell)
