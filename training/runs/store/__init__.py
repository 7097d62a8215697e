"""The runs on disk: one SQLite file, many writers, every finished epoch with the state that follows it."""

from training.runs.store.errors import (
    BusyError,
    NoMemoryError,
    QueryError,
    StoreError,
    TooLargeError,
    UnknownRunError,
)
from training.runs.store.store import Mode, RunStore, default_path
from training.runs.store.summary import RunSummary
