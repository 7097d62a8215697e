"""The recorded runs, as the verbs that work on them need them."""

from __future__ import annotations

from training.layout import COMMAND
from training.runs.store import Mode, RunStore, RunSummary, UnknownRunError, default_path

NONE_YET = f"There are no recorded runs; `{COMMAND} train` records one."


def open_store(mode: Mode) -> RunStore:
    """Open this user's runs; raises StoreError."""
    if not default_path().exists():
        raise UnknownRunError(NONE_YET)
    return RunStore(default_path(), mode)


def origin(run: RunSummary) -> str:
    """Return what a run came from, a sweep or another run."""
    return f"{run.way} {run.sweep}" if run.parent is None else f"fork of {run.parent} after epoch {run.forked}"
