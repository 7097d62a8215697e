"""The recorded runs, as the verbs that work on them need them."""

from __future__ import annotations

import sys

from training.layout import COMMAND
from training.runs.store import Mode, RunStore, RunSummary, UnknownRunError, default_path
from training.runs.store.errors import SALVAGE
from training.runs.store.opening import is_there
from training.terminal.common import show_message

NONE_YET = f"There are no recorded runs; `{COMMAND} train` records one."


def open_store(mode: Mode) -> RunStore:
    """Open this user's runs, and print what became of a file that was damaged; raises StoreError."""
    if not is_there(default_path()):
        raise UnknownRunError(NONE_YET)
    store = RunStore(default_path(), mode, notify=show_message)
    if store.notice:
        print(f"{store.notice} {SALVAGE}", file=sys.stderr)
    return store


def origin(run: RunSummary) -> str:
    """Return what a run came from, a sweep or another run."""
    return f"{run.way} {run.sweep}" if run.parent is None else f"fork of {run.parent} after epoch {run.forked}"
