"""Runs in a real store, for the tests of the history; their figures are made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest

from gui.document.library import RunLibrary
from gui.panels.runs.runs_panel import RunsPanel
from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment
from training.runs.run import Status
from training.runs.store import Mode, RunStore


def keep(store: RunStore, *losses: float, status: Status = Status.FINISHED, tags: tuple[str, ...] = ()) -> int:
    """Keep a run of these losses; one that has not finished has one more epoch to go."""
    planned = len(losses) + (status is not Status.FINISHED)
    run = store.create(Experiment(epochs=max(planned, 1)), "cpu")
    if losses:
        store.append(run, [record(epoch, loss) for epoch, loss in enumerate(losses, 1)], b"state", {1: b"state"})
    store.set_tags(run, tags)
    store.finish(run, status)
    return run


def record(epoch: int, loss: float) -> EpochRecord:
    return EpochRecord(epoch, 0.1, 0.1, loss, 1 - loss, loss, 1 - loss, 0.25)


def kept(path: Path, *runs: tuple[float, ...], **more: Any) -> Path:
    """Keep a run for each of these losses."""
    with RunStore(path, Mode.WRITE) as store:
        for losses in runs:
            keep(store, *losses, **more)
    return path


def listed(panel: RunsPanel) -> list[int]:
    """Return the numbers of the listed runs; 0 for a sweep."""
    return [getattr(row, "id", 0) for row in panel.table.model().rows]


def search(panel: RunsPanel, text: str) -> None:
    panel.search.line.setFocus()
    panel.search.line.selectAll()
    QTest.keyClicks(panel.search.line, text)
    panel.list.settle()


def library_of(panel: RunsPanel) -> RunLibrary:
    return panel.library
