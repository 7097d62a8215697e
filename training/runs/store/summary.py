"""One line of the list of runs."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from training.engine.figures import BY_NAME
from training.runs.run import Status
from training.runs.store.query import COLUMNS, FIGURES

SEPARATOR = "\x1f"  # between the tags
LIVE, GONE = Status.RUNNING.value, Status.INTERRUPTED
SELECTED = (
    *("id", "name", "note", "tag", "status", "message", "device", "created"),
    *("epochs", "planned", "seconds", "data", "network", "optimizer", "scheduler"),
    *("lr", *FIGURES, "lowest"),
    *("parent", "forked", "sweep", "place", "way"),
)
SELECT = f"SELECT {', '.join(COLUMNS[name] for name in SELECTED)}, validated, owner FROM runs"


class RunSummary(NamedTuple):
    """A run without its trace.

    `epochs` are finished of `planned`; `created` is UTC, ISO 8601; `seconds` is the time of all epochs. The rate and
    the figures are the last epoch's, NaN where they were, None where there are none; `lowest` is the lowest of the
    losses that decide what is best. A fork has the epochs of its `parent` up to `forked`; `place` is the run's in its
    `sweep`, from 0, and `way` says whether that is a `sweep` or a `race`. `elsewhere`: another Stepwell trains it.
    """

    id: int
    name: str
    note: str
    tags: tuple[str, ...]
    status: Status
    message: str
    device: str
    created: str
    epochs: int
    planned: int
    seconds: float
    data: str
    network: str
    optimizer: str
    scheduler: str
    lr: float | None
    loss: float | None
    accuracy: float | None
    val_loss: float | None
    val_accuracy: float | None
    lowest: float | None
    parent: int | None = None
    forked: int | None = None
    sweep: int | None = None
    place: int | None = None
    way: str | None = None
    elsewhere: bool = False


def summary_of(row: tuple[Any, ...], me: str | None, is_elsewhere: Callable[[str | None], bool]) -> RunSummary:
    """Return a row of SELECT; no run is alive whose owner is neither `me` nor elsewhere, whatever its status says."""
    *values, validated, owner = row
    found = dict(zip(RunSummary._fields, values, strict=False))
    found["tags"] = tuple(found["tags"].split(SEPARATOR)) if found["tags"] else ()
    found["elsewhere"] = found["status"] == LIVE and is_elsewhere(owner)
    lost = found["status"] == LIVE and not found["elsewhere"] and (me is None or owner != me)
    found["status"] = GONE if lost or found["status"] not in list(Status) else Status(found["status"])
    if found["epochs"]:
        judged = (name for name in FIGURES if validated or not BY_NAME[name].held_out_of)
        found |= {name: math.nan for name in judged if found[name] is None}
    return RunSummary(**found)
