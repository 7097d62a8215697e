from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from gui.tables.trace_columns import COLUMNS
from gui.tables.trace_model import TraceModel
from gui.tables.trace_table import TraceTable
from gui.widgets.appearance import Appearance
from training.engine.record import EpochRecord
from training.engine.train import train
from training.experiment.experiment import Experiment, experiment_from
from training.runs.trace import Trace

HEADERS = [column.header for column in COLUMNS]
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def test_the_trace_model_grows_with_its_trace(qtbot: QtBot, records: list[EpochRecord], appearance: Appearance) -> None:
    trace, model = Trace(Experiment()), TraceModel(appearance)
    tester = QAbstractItemModelTester(model, FATAL)
    model.show_trace(trace)
    for record in records:
        trace.extend([record])
        model.sync()
    assert model.rowCount() == 10
    assert model.text(4, 1) == "0.1"
    assert model.text(4, 2) == "0.05"
    assert model.text(4, 8).startswith("StepLR: 5 epochs done")
    assert float(model.data(model.index(3, 3), Qt.ItemDataRole.ToolTipRole)) == records[3].loss
    model.show_trace(None)
    assert model.rowCount() == 0
    del tester


def test_epochs_are_counted_from_0_on_request(qtbot: QtBot, records: list[EpochRecord], appearance: Appearance) -> None:
    trace, model = Trace(Experiment()), TraceModel(appearance)
    trace.extend(records)
    model.show_trace(trace)
    with qtbot.waitSignal(model.dataChanged):
        appearance.set_first_epoch(0)
    assert [model.text(row, 0) for row in (0, 9)] == ["0", "9"]
    assert "used from epoch 5" in model.text(4, 8)
    appearance.set_first_epoch(1)
    assert model.text(0, 0) == "1"


def test_a_run_without_validation_has_empty_cells(qtbot: QtBot, appearance: Appearance) -> None:
    trace, model = Trace(Experiment()), TraceModel(appearance)
    trace.extend([EpochRecord(1, 0.1, 0.1, 0.5, 0.5, None, None, 0.1)])
    model.show_trace(trace)
    assert [model.text(0, column) for column in (5, 6)] == ["", ""]


def test_every_column_has_a_name_and_a_meaning(qtbot: QtBot, appearance: Appearance) -> None:
    model = TraceModel(appearance)
    for column, name in enumerate(HEADERS):
        assert model.headerData(column, Qt.Orientation.Horizontal) == name
        assert model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)


def test_a_run_by_batches_shows_the_rates_inside_each_epoch(qtbot: QtBot, appearance: Appearance) -> None:
    experiment = experiment_from({"epochs": 3, "device": "cpu", "scheduler": {"kind": "OneCycleLR", "max_lr": 0.5}})
    trace, model = Trace(experiment), TraceModel(appearance)
    table = TraceTable(model)
    qtbot.addWidget(table)
    trace.extend(train(experiment))
    model.show_trace(trace)
    headers = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]

    assert headers == ["Epoch", "lr", "lr lowest", "lr highest", "lr last", *HEADERS[2:]]
    rates = trace.batch_lrs.reshape(3, -1)
    for row, batches in enumerate(rates):
        shown = [float(model.text(row, column)) for column in range(1, 5)]
        assert shown == [float(f"{rate:.6g}") for rate in (batches[0], batches.min(), batches.max(), batches[-1])]
    table.resize(1400, 300)
    assert table.columnWidth(headers.index("Observation")) > table.columnWidth(headers.index("Seconds"))
    model.show_trace(Trace(Experiment()))
    assert model.columnCount() == len(HEADERS)


def test_the_rate_s_meaning_says_what_the_optimizer_makes_of_it(qtbot: QtBot, appearance: Appearance) -> None:
    model = TraceModel(appearance)
    model.show_trace(Trace(experiment_from({"optimizer": {"kind": "Rprop"}})))
    meaning = model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert "Rprop reads lr at its first step only" in meaning
