from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.document.library import RunLibrary
from gui.panels.runs.runs_panel import RunsPanel
from gui.tables.run_columns import COLUMNS
from gui.tables.run_rows import run_key, sweep_key
from gui.widgets.appearance import Appearance
from tests.gui.kept_runs import kept, library_of, listed, search
from training.experiment.experiment import Experiment
from training.runs.run import Status
from training.runs.store import Mode, RunStore

Open = Callable[..., RunsPanel]
Key = Qt.Key


def test_all_kept_runs_are_listed_the_newest_first(open_panel: Open) -> None:
    panel = open_panel()
    assert listed(panel) == [4, 3, 2, 1]
    assert panel.checked() == []
    assert panel.current() is None


def test_the_list_follows_what_is_typed_into_the_search(open_panel: Open) -> None:
    panel = open_panel()
    search(panel, "loss < 0.6")
    assert listed(panel) == [3, 2]
    search(panel, "loss < 0.1")
    assert listed(panel) == []
    assert panel.table.hint == "No run fits the search."
    QTest.keyClick(panel.search.line, Key.Key_Escape)
    panel.list.settle()
    assert listed(panel) == [4, 3, 2, 1]


def test_a_wrong_filter_is_explained_and_leaves_the_list(open_panel: Open) -> None:
    panel = open_panel()
    search(panel, "loss < 0.6")
    search(panel, "los < 0.6")
    problem = next(label for label in panel.search.findChildren(QLabel) if "There is no column los" in label.text())
    assert problem.isVisible()
    assert problem.textFormat() is Qt.TextFormat.PlainText
    assert panel.search.line.property("invalid")
    assert listed(panel) == [3, 2]
    search(panel, "loss < 0.4")
    assert not problem.isVisible()


def test_a_search_leaves_the_chosen_run_even_where_it_does_not_fit(open_panel: Open, qtbot: QtBot) -> None:
    panel = open_panel()
    panel.choose(1)
    with qtbot.assertNotEmitted(panel.run_selected):
        search(panel, "loss < 0.6")
        assert panel.current().number == 1
        assert not panel.table.currentIndex().isValid()
        search(panel, " ")
    assert panel.table.current.id == 1
    assert [run.id for run in panel.table.selected] == [1]


def test_a_click_on_a_header_sorts_and_the_next_one_turns_it_round(open_panel: Open) -> None:
    panel = open_panel()
    header = panel.table.header
    place = QPoint(header.sectionViewportPosition(2) + 20, 10)
    for order in ([3, 2, 4, 1], [1, 4, 2, 3], [4, 3, 2, 1]):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        panel.list.settle()
        assert listed(panel) == order


def test_sorting_and_columns_can_be_had_by_the_menu_and_are_remembered(open_panel: Open, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    panel = open_panel(settings)
    for menu, name in ((panel.table.header.orders, "sort.accuracy"), (panel.table.header.columns, "column.val_loss")):
        next(action for action in menu.actions() if action.objectName() == f"action.{name}").trigger()
    panel.table.setColumnWidth(2, 99)
    panel.list.settle()
    assert listed(panel) == [3, 2, 4, 1]
    panel.hide()
    library_of(panel).close()
    again = open_panel(settings)
    assert listed(again) == [3, 2, 4, 1]
    assert not again.table.isColumnHidden([column.field for column in COLUMNS].index("val_loss"))
    assert again.table.columnWidth(2) == 99


def test_a_change_in_the_library_leaves_the_user_where_he_is(open_panel: Open, path: Path) -> None:
    panel = open_panel()
    for _ in range(40):
        run = library_of(panel).begin(Experiment())
        run.status = Status.FINISHED
    panel.list.settle()
    panel.choose(20)
    panel.table.verticalScrollBar().setValue(12)
    panel.set_checked([7, 20])
    first = panel.table.model().rows[12].id
    library_of(panel).begin(Experiment())
    panel.list.settle()
    assert panel.table.model().rows[panel.table.verticalScrollBar().value()].id == first
    assert panel.table.current.id == 20
    assert panel.checked() == [7, 20]


def sweep(path: Path) -> None:
    """Make a sweep of the first and the third run."""
    with RunStore(path, Mode.WRITE) as store, store.database.transaction() as connection:
        connection.execute("INSERT INTO sweeps VALUES (7, '2026-11-24T00:00:00+00:00', 'rates', '{}')")
        connection.execute("UPDATE runs SET sweep = 7, place = id / 2 WHERE id IN (1, 3)")


def test_a_sweep_is_unfolded_and_folded_by_keys_and_mouse(path: Path, open_panel: Open) -> None:
    sweep(path)
    panel = open_panel()
    assert listed(panel) == [4, 0, 2]
    panel.table.go_to(sweep_key(7))
    QTest.keyClick(panel.table, Key.Key_Right)
    assert listed(panel) == [4, 0, 3, 1, 2]
    QTest.keyClick(panel.table, Key.Key_Left)
    QTest.keyClick(panel.table, Key.Key_Return)
    assert listed(panel) == [4, 0, 3, 1, 2]
    area = panel.table.visualRect(panel.table.model().index(1, 0))
    QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=area.topLeft() + QPoint(9, 9))
    assert listed(panel) == [4, 0, 2]
    assert not panel.details.tags.isVisible()


def test_the_runs_of_a_sweep_are_found_one_by_one_and_deleted_together(
    path: Path, open_panel: Open, qtbot: QtBot
) -> None:
    sweep(path)
    panel = open_panel()
    search(panel, "sweep = 7")
    assert listed(panel) == [3, 1]
    search(panel, " ")
    panel.table.setFocus()
    panel.table.go_to(sweep_key(7))
    with qtbot.waitSignal(panel.delete_wanted) as wanted:
        QTest.keyClick(panel.table, Key.Key_Delete)
    assert wanted.args == [[3, 1]]
    panel.choose(1)
    assert panel.table.current.id == 1
    assert panel.table.model().row_of(run_key(3)) == 2


def test_an_empty_history_says_what_will_be_there(qtbot: QtBot, tmp_path: Path, appearance: Appearance) -> None:
    library = RunLibrary(tmp_path / "none" / "runs.sqlite")
    panel = RunsPanel(library, appearance)
    qtbot.addWidget(panel)
    assert panel.table.model().rowCount() == 0
    assert panel.table.hint.startswith("Every training becomes a run here")
    assert not any(panel.actions_by_name[name].isEnabled() for name in ("open_run", "delete_run", "show_curves"))
    library.close()


@pytest.mark.parametrize("order", [-1, 2])
@pytest.mark.parametrize("text", ["", "loss < 0.45", "epochs > 0"])
def test_one_run_that_begins_or_ends_is_listed_as_if_all_were_asked_for(
    qtbot: QtBot, tmp_path: Path, text: str, order: int, appearance: Appearance
) -> None:
    library = RunLibrary(kept(tmp_path / "runs.sqlite", (0.5, 0.4), (0.6,), (0.3,)))
    panel = RunsPanel(library, appearance)
    qtbot.addWidget(panel)
    panel.search.set_filter(text)
    if order >= 0:
        panel.table.header.sort_by(order)
    panel.list.settle()
    panel.choose(2)
    for experiment in (Experiment(epochs=3), Experiment(epochs=1, seed=4)):
        run = library.begin(experiment)
        panel.list.settle()
        assert panel.table.current is None or panel.table.current.id == 2
        run.status = Status.FAILED
        run.message = "It has no end."
        library.note_end(run)
        panel.list.settle()
        wanted = library.find(text, panel.table.header.order)
        assert panel.table.model().rows == wanted
        assert (
            panel.search.findChild(QLabel, "runs.count").text() == f"{len(wanted)} run{'s' if len(wanted) != 1 else ''}"
        )
    panel.finish()
    library.close()
