"""Trains with the table of figures that it finds, and prints as JSON where a figure is seen: FIGURE STORE."""

from __future__ import annotations

import json
import sys
from collections import deque
from pathlib import Path
from typing import Any

import torch
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gui.document.sweep_figures import SweepFigures
from gui.plots.plots_panel import PlotsPanel
from gui.plots.run_plot import RunPlot
from gui.plots.words import describe
from gui.tables.compare_model import Compared, CompareModel
from gui.tables.sweep_model import SweepModel
from gui.tables.trace_model import TraceModel
from gui.widgets.appearance import Appearance
from gui.widgets.theme import LIGHT
from training.engine.data import load
from training.engine.sweep.sweep import Way
from training.engine.train import start, train_on
from training.experiment.experiment import Experiment
from training.experiment.file import plain
from training.experiment.sweep import sweep_of
from training.runs.comparison import figures
from training.runs.csv import trace_csv
from training.runs.observations import summarize
from training.runs.recorder import Recorder
from training.runs.store import Mode, RunStore
from training.runs.stored_sweep import begin_sweep, find_sweep
from training.runs.sweep_recorder import SweepRecorder
from training.runs.sweep_results import SweepResults
from training.runs.trace import Trace
from training.terminal.sweep_table import table
from training.terminal.table import trace_head, trace_row

EXPERIMENT = Experiment(epochs=3, batch_size=256)
VARIED = {"optimizer.lr": [0.1, 0.2], "seed": [0, 1]}


def fill(path: Path) -> None:
    """Keep a run, and the same sweep in two ways, in a store."""
    data = load(EXPERIMENT.data)
    with RunStore(path, Mode.WRITE) as store:
        trainer = start(EXPERIMENT, data)
        recorder = Recorder(store, store.create(EXPERIMENT), trainer, print)
        deque(recorder.follow(train_on(trainer)), maxlen=0)
        for way in (Way.FAST, Way.EXACT):
            begun = begin_sweep(store, sweep_of(plain(EXPERIMENT), VARIED), way)
            deque(SweepRecorder(store, begun, print).train({EXPERIMENT.data: data}), maxlen=0)


def seen_of_run(name: str, trace: Trace) -> dict[str, Any]:
    """Return what is seen of a run."""
    model, comparison, plots = (
        TraceModel(Appearance(LIGHT)),
        CompareModel(Appearance(LIGHT)),
        PlotsPanel(Appearance(LIGHT)),
    )
    model.show_trace(trace)
    comparison.show_runs([Compared(1, "run", 0, trace.experiment, figures(trace))] * 2)
    plots.add_run(1, trace, LIGHT.run(0), "run")
    plots.select_run(1)
    shown = {plot.quantity.name: plot.heading.text for plot in plots.findChildren(RunPlot) if not plot.isHidden()}
    return {
        "trace": trace.column(name).tolist() if name in trace.figures else None,
        "csv": trace_csv(trace),
        "terminal": [trace_head(trace.experiment), trace_row(trace, 0)],
        "sentence": summarize(trace),
        "table": {model.columns[column].name: model.text(2, column) for column in range(model.columnCount())},
        "comparison": {row[0]: row[1] for row in comparison.text()},
        "plots": shown,
        "words": describe(trace, None),
    }


def seen_of_sweep(results: SweepResults) -> dict[str, Any]:
    """Return what is seen of a sweep."""
    model = SweepModel()
    model.show_figures(SweepFigures(results))
    headers = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]
    rows = [[model.data(model.index(row, column)) for column in range(len(headers))] for row in range(model.rowCount())]
    return {"csv": results.csv(), "terminal": list(table(results)), "table": [headers, *rows]}


def main(name: str, path: Path) -> None:
    """Fill the store where there is none, and read it."""
    torch.set_num_threads(1)
    _app = QApplication([])
    if not path.exists():
        fill(path)
    with RunStore(path, Mode.READ) as store:
        sweeps = [seen_of_sweep(find_sweep(store, number).results()) for number in (1, 2)]
        print(json.dumps({"run": seen_of_run(name, store.load(1).trace), "sweeps": sweeps}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
