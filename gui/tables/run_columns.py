"""The columns of the list of runs: their words, and the field that the store sorts them by."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from gui.tables.run_words import begun, duration, epochs, figure, title
from training.runs.store import RunSummary

TITLE = 0  # the column that is always there


class Column(NamedTuple):
    """One column; `sample` is the widest text it has room for, `falls`: the first click sorts the largest first."""

    field: str
    name: str
    help: str
    sample: str
    text: Callable[[RunSummary], str]
    is_number: bool = True
    falls: bool = False
    shown: bool = True


COLUMNS = (
    Column("id", "Run", "Number and name; the box shows the curves", "", title, is_number=False, falls=True),
    Column("epochs", "Epochs", "Finished epochs, of those planned where they differ", "■ 99/100", epochs),
    Column(
        "loss", "Loss", "Mean loss over the training rows in the last epoch", "0.0000", lambda run: figure(run.loss)
    ),
    Column(
        "accuracy",
        "Acc.",
        "Accuracy: share of training rows classified rightly in the last epoch",
        "0.0000",
        lambda run: figure(run.accuracy),
        falls=True,
    ),
    Column("created", "Begun", "When the run was begun", "Nov ’25", lambda run: begun(run.created), falls=True),
    Column("tag", "Tags", "Words of your own", "baseline, x", lambda run: ", ".join(run.tags), is_number=False),
    Column(
        "val_loss",
        "Val. loss",
        "Mean loss over the validation rows after the last epoch",
        "0.0000",
        lambda run: figure(run.val_loss),
        shown=False,
    ),
    Column(
        "val_accuracy",
        "Val. acc.",
        "Share of validation rows classified rightly after the last epoch",
        "0.0000",
        lambda run: figure(run.val_accuracy),
        falls=True,
        shown=False,
    ),
    Column(
        "lowest",
        "Lowest",
        "Lowest loss of all epochs, over the validation rows where there are any",
        "0.0000",
        lambda run: figure(run.lowest),
        shown=False,
    ),
    Column("seconds", "Time", "Time of all epochs", "0:00:00", lambda run: duration(run.seconds), shown=False),
    Column(
        "device", "Device", "What it was trained on", "cuda:0", lambda run: run.device, is_number=False, shown=False
    ),
    Column(
        "note",
        "Note",
        "The first line of the note",
        "a few words",
        lambda run: run.note.partition("\n")[0],
        is_number=False,
        shown=False,
    ),
)
