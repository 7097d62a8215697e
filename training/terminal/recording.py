"""A training's way into the store; where there is none, the training goes on all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from training.engine.device import describe_device
from training.engine.train import Trainer
from training.runs.recorder import Recorder
from training.runs.store import Mode, RunStore, StoreError, default_path
from training.runs.store.errors import SALVAGE
from training.terminal.common import show_message

T = TypeVar("T")


@contextmanager
def recording(what: str, begin: Callable[[RunStore], T]) -> Iterator[T | None]:
    """Begin to record a `run`, `sweep` or `race` for the block; None, and a sentence, where that cannot be done."""
    try:
        store = RunStore(default_path(), Mode.WRITE, notify=show_message)
    except StoreError as error:
        show_message(f"This {what} is not recorded. {error}")
        yield None
        return
    with store:
        if store.notice:
            show_message(f"{store.notice} {SALVAGE}")
        yield _begun(what, begin, store)


def recorder_of(trainer: Trainer, store: RunStore) -> Recorder:
    """Begin the training's run; raises StoreError."""
    run = store.create(trainer.experiment, describe_device(trainer.device))
    return Recorder(store, run, trainer, show_message)


def _begun(what: str, begin: Callable[[RunStore], T], store: RunStore) -> T | None:
    try:
        return begin(store)
    except StoreError as error:
        show_message(f"This {what} is not recorded. {error}")
        return None
