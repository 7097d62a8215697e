from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from gui.document.runs_in_memory import summarized
from gui.tables.run_columns import COLUMNS
from gui.tables.run_rows import SweepRow, gathered, key_of, run_key, sweep_key
from gui.tables.runs_model import RunsModel
from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK, LIGHT
from training.experiment.experiment import Experiment
from training.runs.run import Run, Status
from training.runs.store import RunSummary
from training.runs.trace import Trace

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
Role = Qt.ItemDataRole
numbers = st.lists(st.integers(-3, 12).filter(bool), unique=True)


def line(number: int, **values: object) -> RunSummary:
    return summarized(Run(number, Trace(Experiment()), Status.FINISHED))._replace(**values)


@given(numbers, numbers)
def test_what_stays_in_the_list_keeps_its_index(before: list[int], after: list[int]) -> None:
    model = RunsModel(Appearance(LIGHT))
    tester = QAbstractItemModelTester(model, FATAL)
    model.show_rows(map(line, before))
    held = {number: QPersistentModelIndex(model.index(row, 2)) for row, number in enumerate(before)}
    model.show_rows(map(line, after))
    assert [row.id for row in model.rows] == after
    assert [model.row_of(run_key(number)) for number in after] == list(range(len(after)))
    for number, index in held.items():
        assert index.row() == (after.index(number) if number in after else -1)
    del tester


def test_new_figures_are_shown_without_another_answer(qtbot: QtBot, appearance: Appearance) -> None:
    model = RunsModel(appearance)
    model.show_rows([line(2), line(1)])
    with qtbot.waitSignal(model.dataChanged) as changed:
        model.refresh(line(1, loss=0.25))
    assert {index.row() for index in changed.args[:2]} == {1}
    assert model.text(1, 2) == "0.2500"
    model.refresh(line(3))
    assert [row.id for row in model.rows] == [2, 1]


def test_a_box_is_checked_only_once_that_is_done(qtbot: QtBot, appearance: Appearance) -> None:
    model = RunsModel(appearance)
    model.show_rows([line(1)])
    with qtbot.waitSignal(model.check_wanted) as wanted:
        model.setData(model.index(0, 0), Qt.CheckState.Checked.value, Role.CheckStateRole)
    assert wanted.args == [1, True]
    assert model.data(model.index(0, 0), Role.CheckStateRole) is Qt.CheckState.Unchecked
    model.check(1, True)
    assert model.data(model.index(0, 0), Role.CheckStateRole) is Qt.CheckState.Checked


@pytest.mark.parametrize("typed", ["", "  ", "old"])
def test_no_name_and_the_same_name_are_no_new_name(typed: str, qtbot: QtBot, appearance: Appearance) -> None:
    model = RunsModel(appearance)
    model.show_rows([line(1, name="old")])
    with qtbot.assertNotEmitted(model.name_given):
        model.setData(model.index(0, 0), typed)


def test_only_kept_runs_can_be_renamed_and_only_by_the_writer(appearance: Appearance) -> None:
    editable = Qt.ItemFlag.ItemIsEditable
    for writable in (True, False):
        model = RunsModel(appearance, writable)
        model.show_rows([line(-1), line(1)])
        assert [bool(model.flags(model.index(row, 0)) & editable) for row in (0, 1)] == [False, writable]


def test_a_run_keeps_its_colour_in_each_scheme(appearance: Appearance) -> None:
    model = RunsModel(appearance)
    assert model.color_of(line(8)).name() == LIGHT.run(7)
    appearance.set_colors(DARK)
    assert model.color_of(line(8)).name() == DARK.run(7)


def test_a_sweep_is_one_row_until_it_is_unfolded(appearance: Appearance) -> None:
    runs = [line(5, sweep=2), line(4), line(3, sweep=2), line(2, sweep=1, status=Status.RUNNING, way="race")]
    folded = list(gathered(runs, ()))
    assert [key_of(row) for row in folded] == [sweep_key(2), run_key(4), sweep_key(1)]
    unfolded = list(gathered(runs, {2}))
    assert [key_of(row) for row in unfolded] == [sweep_key(2), run_key(5), run_key(3), run_key(4), sweep_key(1)]
    model = RunsModel(appearance)
    model.show_rows(folded)
    assert [model.text(row, 0) for row in (0, 2)] == ["Sweep 2: 2 runs", "Race 1: 1 run, 0 finished"]
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsUserCheckable
    assert isinstance(model.rows[0], SweepRow)


def test_a_hostile_name_is_only_text(appearance: Appearance) -> None:
    model = RunsModel(appearance)
    model.show_rows([line(1, name="<img src=x>", note="<b>")])
    assert model.text(0, 0) == "1 <img src=x>"
    assert "&lt;img" in model.data(model.index(0, 0), Role.ToolTipRole)


def test_every_column_has_a_name_a_meaning_and_an_order(appearance: Appearance) -> None:
    model = RunsModel(appearance)
    for section, column in enumerate(COLUMNS):
        assert model.headerData(section, Qt.Orientation.Horizontal) == column.name
        assert model.headerData(section, Qt.Orientation.Horizontal, Role.ToolTipRole) == column.help
        order = model.headerData(section, Qt.Orientation.Horizontal, Role.InitialSortOrderRole)
        assert (order is Qt.SortOrder.DescendingOrder) == column.falls
