"""The columns of the trace table: what each shows, and how."""

from __future__ import annotations

from typing import NamedTuple

from training.runs.trace import Trace
from training.schedule.acting import rate_notes

RATE = "Learning rate used in this epoch"
FIRST_RATE = "Learning rate of this epoch's first batch"


class Column(NamedTuple):
    """A figure of the record by its `name`, its header, its meaning, its format and the widest text to expect."""

    name: str
    header: str
    help: str
    format: str
    widest: str


EPOCH = Column("epoch", "Epoch", "The number of the epoch", "{}", "000000")
LR = Column("lr", "lr", RATE, "{:.6g}", "0.00012346")
INSIDE = tuple(
    Column(f"lr_{place}", f"lr {place}", f"{meaning} of this epoch's batches", "{:.6g}", "0.00012346")
    for place, meaning in (
        ("lowest", "Lowest learning rate"),
        ("highest", "Highest learning rate"),
        ("last", "Learning rate of the last"),
    )
)
OTHERS = (
    Column(
        "lr_after",
        "lr after",
        "Learning rate after this epoch's scheduler step; the next epoch uses it",
        "{:.6g}",
        "0.00012346",
    ),
    Column("loss", "Loss", "Mean loss over the training rows, while they were trained", "{:.4f}", "00.0000"),
    Column(
        "accuracy",
        "Accuracy",
        "Share of training rows classified rightly, while training",
        "{:.4f}",
        "Accuracy",
    ),
    Column("val_loss", "Val. loss", "Mean loss over the validation rows, after the epoch", "{:.4f}", "Val. loss"),
    Column(
        "val_accuracy",
        "Val. acc.",
        "Share of validation rows classified rightly, after the epoch",
        "{:.4f}",
        "Val. acc.",
    ),
    Column("seconds", "Seconds", "Wall time of the epoch", "{:.3f}", "Seconds"),
    Column("observation", "Observation", "What the numbers say", "{}", ""),
)
COLUMNS = (EPOCH, LR, *OTHERS)


def columns_of(trace: Trace | None) -> tuple[Column, ...]:
    """Return the columns of a trace: those of the batches' rates only where its scheduler steps after each."""
    if trace is None:
        return COLUMNS
    by_batch = trace.experiment.steps_after_batch
    notes = rate_notes(trace.experiment)
    meaning = FIRST_RATE if by_batch else RATE
    lr = LR._replace(help=" ".join((f"{meaning if not notes else meaning.replace('used', 'standing')}.", *notes)))
    return (EPOCH, lr, *(INSIDE if by_batch else ()), *OTHERS)
