from __future__ import annotations

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication

from gui.document.sweep_figures import SweepFigures
from gui.tables.sweep_model import SweepModel
from training.engine.record import EpochRecord
from training.engine.sweep.member import Update
from training.experiment.experiment import Experiment
from training.experiment.file import plain
from training.experiment.sweep import sweep_of
from training.runs.sweep_results import SweepResults

LOWEST, FALLING = 3, Qt.SortOrder.DescendingOrder


def trained(results: SweepResults, run: int, loss: float) -> None:
    results.add(Update(run, EpochRecord(1, 0.1, 0.1, loss, 0.5, None, None, 0.01), False))


@pytest.fixture
def results() -> SweepResults:
    return SweepResults(sweep_of(plain(Experiment()), {"scheduler.gamma": [0.5, 0.1], "seed": [0, 1]}))


@pytest.fixture
def figures(results: SweepResults) -> SweepFigures:
    for run, loss in enumerate((0.4, 0.2, 0.3)):
        trained(results, run, loss)
    return SweepFigures(results)


@pytest.fixture
def model(qapp: QApplication, figures: SweepFigures) -> SweepModel:
    model = SweepModel()
    model.show_figures(figures)
    return model


def column(model: SweepModel, place: int) -> list[str]:
    return [model.index(row, place).data() for row in range(model.rowCount())]


def test_a_row_shows_what_varies_and_what_it_came_to(model: SweepModel) -> None:
    heads = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
    assert heads[:3] == ["Run", "gamma", "seed"]
    figures = ["Lowest training loss", "Highest training acc.", "Last training loss", "Last training acc.", "Epochs"]
    assert heads[3:] == figures
    assert [model.index(0, n).data() for n in range(8)] == [
        "1",
        "0.5",
        "0",
        "0.4000",
        "0.5000",
        "0.4000",
        "0.5000",
        "1",
    ]
    assert model.index(3, LOWEST).data() == ""


def test_runs_without_a_number_come_last_whatever_the_order(model: SweepModel) -> None:
    model.sort(LOWEST)
    assert column(model, 0) == ["2", "3", "1", "4"]
    model.sort(LOWEST, FALLING)
    assert column(model, 0) == ["1", "3", "2", "4"]


def test_what_is_selected_stays_so_when_rows_move(
    model: SweepModel, results: SweepResults, figures: SweepFigures
) -> None:
    model.sort(LOWEST)
    kept = QPersistentModelIndex(model.index(0, 0))
    trained(results, 3, 0.1)
    figures.refresh()
    model.refresh()
    assert column(model, 0) == ["4", "2", "3", "1"]
    assert kept.row() == 1
    assert model.run_at(kept.row()) == 1
