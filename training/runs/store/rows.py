"""New runs and new epochs as rows of the tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import numpy as np

from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment
from training.runs.run import Status, name_of
from training.runs.store.blocks import Block, records_of
from training.runs.store.checksums import checksum
from training.runs.store.query import FIGURES

LAST = ", ".join(f"{name} = ?" for name in ("lr", *FIGURES))  # of the last epoch


def insert_run(
    connection: sqlite3.Connection, owner: str | None, experiment: Experiment, device: str, **more: str | int | None
) -> int:
    """Add a run without epochs; return its number. `more`: columns, such as parent and forked."""
    columns = {
        "created": now(),
        "name": name_of(experiment),
        "status": Status.RUNNING,
        "device": device,
        "owner": owner,
        **columns_of(experiment),
        **more,
    }
    return insert_columns(connection, columns)


def insert_columns(connection: sqlite3.Connection, columns: Mapping[str, str | int | None]) -> int:
    """Add a run as a row with these columns; return its number."""
    marks = ", ".join("?" * len(columns))
    row = connection.execute(f"INSERT INTO runs ({', '.join(columns)}) VALUES ({marks})", tuple(columns.values()))
    return int(row.lastrowid or 0)


def columns_of(experiment: Experiment) -> dict[str, str | int]:
    """Return the experiment as text, with its checksum."""
    return columns_of_text(experiment.model_dump_json())


def columns_of_text(text: str) -> dict[str, str | int]:
    """Return an experiment's text with its checksum."""
    return {"experiment": text, "checksum": checksum(text)}


def insert_block(connection: sqlite3.Connection, run: int, block: Block) -> None:
    """Add the epochs that follow to a run."""
    connection.execute("INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?)", (run, *block, checksum(run, *block)))
    connection.execute(
        f"UPDATE runs SET epochs = ?, seconds = seconds + ?, validated = ?, {LAST}, "
        "lowest = coalesce(min(lowest, ?), lowest, ?) WHERE id = ?",
        (*_summed_up(list(records_of(block))), run),
    )


def insert_checkpoint(connection: sqlite3.Connection, run: int, epoch: int, kept: bool, state: bytes) -> None:
    """Add the state after an epoch to a run; one that is there stays."""
    row = (run, epoch, kept, state, checksum(run, epoch, state))
    connection.execute("INSERT OR IGNORE INTO checkpoints VALUES (?, ?, ?, ?, ?)", row)


def size_of(blocks: Iterable[Block]) -> int:
    """Return the bytes of the blocks."""
    return sum(len(block.numbers) + len(block.batch_lrs) for block in blocks)


def now() -> str:
    """Return the moment, UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _summed_up(records: Sequence[EpochRecord]) -> tuple[object, ...]:
    """Return the list's figures: the last epoch, the time of all these epochs, its numbers, the lowest judged loss."""
    last = records[-1]
    validated = last.val_loss is not None
    losses = np.array([record.val_loss if validated else record.loss for record in records], dtype=float)
    lowest = None if np.isnan(losses).all() else float(np.nanmin(losses))
    figures = (getattr(last, name) for name in ("lr", *FIGURES))
    return last.epoch, sum(record.seconds for record in records), validated, *figures, lowest, lowest
