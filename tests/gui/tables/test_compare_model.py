from __future__ import annotations

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from gui.tables.compare_model import Cell, Compared, CompareModel, written
from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK, LIGHT
from training.experiment.experiment import Experiment
from training.runs.comparison import ABSENT, Figures, tutorial_pair

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
STEP, MULTI = tutorial_pair()


def compared(number: int, experiment: Experiment = STEP, **figures: float) -> Compared:
    known = Figures(10, 0.5, 0.75, math.nan, math.nan, 0.4, 8, 1.5, 0.75)
    return Compared(number, f"run <{number}>", number - 1, experiment, known._replace(**figures))


def rows(model: CompareModel) -> dict[str, list[Cell]]:
    return {
        model.headerData(row, Qt.Orientation.Vertical): [
            model.cell(model.index(row, column)) for column in range(model.columnCount())
        ]
        for row in range(model.rowCount())
    }


@pytest.fixture
def model(qtbot: QtBot, appearance: Appearance) -> CompareModel:
    model = CompareModel(appearance)
    QAbstractItemModelTester(model, FATAL, model)
    return model


def test_figures_are_told_from_the_first_run_s(model: CompareModel) -> None:
    model.show_runs([compared(3), compared(1, loss=0.25, accuracy=0.5, seconds=2.0)])
    found = rows(model)
    assert found["Loss"] == [Cell("0.5000"), Cell("0.2500", "−0.25", 1)]
    assert found["Accuracy"] == [Cell("0.7500"), Cell("0.5000", "−0.25", -1)]
    assert found["Seconds"] == [Cell("1.5"), Cell("2", "+0.5", 0)]
    assert found["Lowest training loss"] == [Cell("0.4000"), Cell("0.4000")]
    assert [model.headerData(column, Qt.Orientation.Horizontal) for column in (0, 1)] == ["3 baseline", "1"]


def test_a_figure_that_no_run_has_takes_no_row(model: CompareModel) -> None:
    model.show_runs([compared(1), compared(2)])
    assert "Val. loss" not in rows(model)
    model.show_runs([compared(1), compared(2, val_loss=0.3)])
    assert rows(model)["Val. loss"] == [Cell("–"), Cell("0.3000")]


def test_only_the_settings_that_differ_have_rows(model: CompareModel) -> None:
    model.show_runs([compared(1), compared(2, MULTI)])
    settings = {label: [cell.value for cell in cells] for label, cells in rows(model).items() if "." in label[:-1]}
    assert settings["scheduler.milestones"] == ["–", "[3, 7]"]
    assert settings["scheduler.gamma"] == ["0.5", "0.1"]
    assert "optimizer.lr" not in settings


def test_epochs_are_counted_from_0_on_request(model: CompareModel, appearance: Appearance) -> None:
    model.show_runs([compared(1), compared(2, lowest=math.nan, lowest_epoch=0)])
    appearance.set_first_epoch(0)
    assert [cell.value for cell in rows(model)["in epoch"]] == ["7", "–"]


def test_what_a_colour_says_is_said_in_words_too(model: CompareModel) -> None:
    model.show_runs([compared(1), compared(2, loss=0.25)])
    row = list(rows(model)).index("Loss")
    index = model.index(row, 1)
    assert model.data(index, Qt.ItemDataRole.AccessibleTextRole) == "0.2500 (−0.25, better)"
    assert model.text()[0] == ["Run", "1", "2"]
    assert ["Loss", "0.5000", "0.2500 (−0.25, better)"] in model.text()


def test_names_are_plain_text(model: CompareModel) -> None:
    model.show_runs([compared(1), compared(2)])
    tip = Qt.ItemDataRole.ToolTipRole
    assert model.data(model.index(0, 0), tip) == "<p>run &lt;1&gt;</p>"
    assert model.headerData(0, Qt.Orientation.Horizontal, tip) == "<p>1 run &lt;1&gt;</p>"


def test_another_scheme_has_other_swatches(model: CompareModel, appearance: Appearance) -> None:
    model.show_runs([compared(1), compared(2)])

    def swatch() -> str:
        pixmap = model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.DecorationRole)
        return pixmap.toImage().pixelColor(1, 1).name()

    assert swatch() == LIGHT.run(1)
    appearance.set_colors(DARK)
    assert swatch() == DARK.run(1)


@pytest.mark.parametrize(
    ("value", "text"),
    [(ABSENT, "–"), (None, "none"), (True, "true"), ((3, 7), "[3, 7]"), (0.1, "0.1"), ("val_loss", "val_loss")],
)
def test_settings_are_written_as_one_types_them(value: object, text: str) -> None:
    assert written(value) == text


def test_new_values_leave_the_current_cell_where_it_is(model: CompareModel, qtbot: QtBot) -> None:
    model.show_runs([compared(1), compared(2)])
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.show_runs([compared(1), compared(2, loss=0.25)])
    assert rows(model)["Loss"][1].difference == "−0.25"
    for other in ([compared(2), compared(1)], [compared(1), compared(2, MULTI)], []):
        with qtbot.waitSignal(model.modelReset):
            model.show_runs(other)


def test_the_lowest_loss_says_which_loss_it_is_and_is_compared_with_its_like_only(model: CompareModel) -> None:
    model.show_runs([compared(1, judged="val_loss"), compared(2, lowest=0.3, judged="val_loss")])
    assert rows(model)["Lowest val. loss"] == [Cell("0.4000"), Cell("0.3000", "−0.1", 1)]
    model.show_runs([compared(1), compared(2, lowest=0.3, judged="val_loss")])
    assert rows(model)["Lowest loss"] == [Cell("0.4000 training"), Cell("0.3000 val.")]
