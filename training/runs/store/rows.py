"""New runs and new epochs as rows of the tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment
from training.runs.run import Status, name_of
from training.runs.store.blocks import Block, records_of


def insert_run(connection: sqlite3.Connection, experiment: Experiment, device: str, **more: str | int) -> int:
    """Add a run without epochs; return its number. `more`: parent and forked; or name, sweep and place."""
    columns = {
        "created": now(),
        "name": name_of(experiment),
        "status": Status.RUNNING,
        "device": device,
        "experiment": experiment.model_dump_json(),
        **more,
    }
    marks = ", ".join("?" * len(columns))
    row = connection.execute(f"INSERT INTO runs ({', '.join(columns)}) VALUES ({marks})", tuple(columns.values()))
    return int(row.lastrowid or 0)


def insert_block(connection: sqlite3.Connection, run: int, block: Block) -> None:
    """Add the epochs that follow to a run."""
    connection.execute("INSERT INTO blocks VALUES (?, ?, ?, ?, ?)", (run, *block))
    connection.execute(
        "UPDATE runs SET epochs = ?, seconds = seconds + ?, validated = ?, lr = ?, loss = ?, accuracy = ?, "
        "val_loss = ?, val_accuracy = ?, lowest = coalesce(min(lowest, ?), lowest, ?) WHERE id = ?",
        (*_summed_up(list(records_of(block))), run),
    )


def size_of(blocks: Iterable[Block]) -> int:
    """Return the bytes of the blocks."""
    return sum(len(block.numbers) + len(block.batch_lrs) for block in blocks)


def now(days: int = 0) -> str:
    """Return the moment so many days from now, UTC, ISO 8601."""
    return (datetime.now(UTC) + timedelta(days)).isoformat(timespec="seconds")


def _summed_up(records: Sequence[EpochRecord]) -> tuple[object, ...]:
    """Return the list's figures: the last epoch, the time of all these epochs, its numbers, the lowest judged loss."""
    last = records[-1]
    validated = last.val_loss is not None
    losses = np.array([record.val_loss if validated else record.loss for record in records], dtype=float)
    lowest = None if np.isnan(losses).all() else float(np.nanmin(losses))
    figures = (last.lr, last.loss, last.accuracy, last.val_loss, last.val_accuracy)
    return last.epoch, sum(record.seconds for record in records), validated, *figures, lowest, lowest
