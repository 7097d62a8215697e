from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gui.panels.runs.runs_panel import RunsPanel
from gui.widgets.labels import NoteLabel
from tests.gui.kept_runs import library_of, record
from training.experiment.experiment import Experiment
from training.machine.lock import hold
from training.runs.run import Run, Status
from training.runs.store import Mode, RunStore

Open = Callable[..., RunsPanel]
Key = Qt.Key


def edited(panel: RunsPanel) -> QLineEdit:
    """Return the editor in the table."""
    return panel.table.viewport().findChild(QLineEdit)


def test_the_arrow_keys_choose_a_run_and_show_all_of_it(open_panel: Open, qtbot: QtBot) -> None:
    panel = open_panel()
    panel.choose(3)
    with qtbot.waitSignal(panel.run_selected) as chosen:
        QTest.keyClick(panel.table, Key.Key_Down)
    run = chosen.args[0]
    assert run.number == 2
    assert [epoch.loss for epoch in run.trace] == [1.0, 0.5]
    assert panel.current() is run
    assert panel.findChild(QLabel, "run.title").text().startswith("2 StepLR")
    assert panel.findChild(QLabel, "run.state").text().startswith("Finished after 2 epochs. 0.5 s of training on cpu.")


def test_space_shows_the_curves_of_all_selected_runs_and_hides_them(open_panel: Open, qtbot: QtBot) -> None:
    panel = open_panel()
    panel.choose(4)
    QTest.keyClick(panel.table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    shown: list[tuple[int, bool]] = []
    panel.visibility_changed.connect(lambda *what: shown.append(what))
    QTest.keyClick(panel.table, Key.Key_Space)
    assert panel.checked() == [3, 4]
    QTest.keyClick(panel.table, Key.Key_Space)
    assert panel.checked() == []
    assert sorted(shown) == [(3, False), (3, True), (4, False), (4, True)]


def test_a_click_on_the_box_shows_a_run_s_curves(open_panel: Open) -> None:
    panel = open_panel()
    area = panel.table.visualRect(panel.table.model().index(1, 0))
    QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=area.topLeft() + QPoint(10, 11))
    assert panel.checked() == [3]


def test_a_run_of_this_session_is_checked_and_followed_without_another_answer(open_panel: Open, qtbot: QtBot) -> None:
    panel = open_panel()
    run = library_of(panel).begin(Experiment())
    panel.select(run)
    assert panel.checked() == [5]
    assert panel.current() is run
    run.status = Status.RUNNING
    run.trace.extend([record(1, 0.25)])
    panel.list.settle()
    with qtbot.assertNotEmitted(panel.list.listed):
        panel.refresh(run)
        assert [panel.table.model().text(0, column) for column in (1, 2)] == ["▸ 1/10", "0.2500"]
        assert panel.findChild(QLabel, "run.state").text().startswith("Running: 1 of 10 epochs.")


def test_a_name_that_is_typed_outlives_a_change_in_the_library(open_panel: Open, qtbot: QtBot) -> None:
    panel = open_panel()
    panel.choose(2)
    QTest.keyClick(panel.table, Key.Key_F2)
    editor = edited(panel)
    assert editor.text().startswith("StepLR")
    editor.selectAll()
    QTest.keyClicks(editor, "by ")
    library_of(panel).begin(Experiment())
    panel.list.settle()
    assert edited(panel) is editor
    QTest.keyClicks(editor, "hand")
    with qtbot.waitSignal(panel.name_given) as given:
        QTest.keyClick(editor, Key.Key_Return)
    assert given.args == [2, "by hand"]


@pytest.mark.parametrize(("key", "signal"), [(Key.Key_Return, "open_wanted"), (Key.Key_Enter, "open_wanted")])
def test_return_opens_the_run(open_panel: Open, qtbot: QtBot, key: Key, signal: str) -> None:
    panel = open_panel()
    panel.choose(2)
    with qtbot.waitSignal(getattr(panel, signal)) as wanted:
        QTest.keyClick(panel.table, key)
    assert wanted.args[0].number == 2


def test_a_double_click_opens_the_run_but_not_on_its_box(open_panel: Open, qtbot: QtBot) -> None:
    panel = open_panel()
    area = panel.table.visualRect(panel.table.model().index(1, 0))
    for right, opened in ((8, False), (60, True)):
        wanted: list[Run] = []
        panel.open_wanted.connect(wanted.append)
        at = area.topLeft() + QPoint(right, 11)
        QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        QTest.mouseDClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert bool(wanted) == opened


@pytest.mark.parametrize("name", ["go_on", "fork_run", "export_run"])
def test_the_actions_hand_out_the_chosen_run(open_panel: Open, qtbot: QtBot, name: str) -> None:
    panel = open_panel()
    panel.choose(2)
    with qtbot.waitSignal(getattr(panel, f"{name.partition('_run')[0]}_wanted")) as wanted:
        panel.actions_by_name[name].trigger()
    assert wanted.args[0] is panel.current()


def test_nothing_goes_on_while_a_run_trains(open_panel: Open) -> None:
    panel = open_panel()
    panel.choose(2)
    actions, button = panel.actions_by_name, panel.findChild(QPushButton, "button.action.go_on")
    assert actions["go_on"].isEnabled()
    assert button.isEnabled()
    panel.set_live(panel.current())
    assert not actions["go_on"].isEnabled()
    assert not button.isEnabled()
    assert not actions["fork_run"].isEnabled()
    assert actions["open_run"].isEnabled()


def test_a_window_that_may_only_read_shows_runs_but_changes_none(
    open_panel: Open, qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.runs.store.waiting.TIMEOUT", 0.1)
    with hold(path.with_suffix(".lock")):  # as a Stepwell that hangs
        second = open_panel()
    assert second.notice.isVisible()
    assert second.notice.words.text().startswith("Runs are not kept. ")
    assert "has not let go of it" in second.notice.words.text()
    second.choose(2)
    actions = second.actions_by_name
    assert [name for name in ("go_on", "fork_run", "rename_run", "delete_run") if actions[name].isEnabled()] == []
    assert actions["export_run"].isEnabled()
    assert not second.details.tags.isEnabled()
    QTest.keyClick(second.table, Key.Key_F2)
    assert edited(second) is None


def test_a_run_that_another_stepwell_trains_is_left_to_it_and_that_is_said(open_panel: Open, path: Path) -> None:
    with RunStore(path, Mode.WRITE) as other:
        number = other.create(Experiment())
        panel = open_panel()
        actions, button = panel.actions_by_name, panel.findChild(QPushButton, "button.action.go_on")
        panel.choose(number)
        for name in ("go_on", "delete_run"):
            assert not actions[name].isEnabled()
            assert "Another Stepwell trains this run" in actions[name].toolTip()
        assert not actions["fork_run"].isEnabled()  # it has no epoch yet
        assert "Another Stepwell trains this run" in button.toolTip()
        assert actions["rename_run"].isEnabled()
        state = panel.details.findChild(NoteLabel, "run.state").text()
        assert state.startswith("Running in another Stepwell: 0 of 10 epochs.")
        assert state.endswith("Until it ends there, it can neither go on nor be deleted here.")
        panel.choose(2)
        assert actions["delete_run"].isEnabled()
        assert "Another Stepwell" not in actions["delete_run"].toolTip() + button.toolTip()


def test_a_run_that_cannot_be_read_is_refused_and_not_checked(open_panel: Open, qtbot: QtBot, path: Path) -> None:
    panel = open_panel()
    with library_of(panel).store.database.transaction() as connection:
        connection.execute("UPDATE runs SET experiment = '{}x' WHERE id = 2")
    with qtbot.waitSignal(panel.refused) as refused:
        panel.table.model().check_wanted.emit(2, True)
    assert "The experiment of run 2 in" in refused.args[0]
    assert panel.checked() == []


def test_every_part_that_takes_the_focus_has_names(open_panel: Open, qapp: QApplication) -> None:
    panel = open_panel()
    panel.choose(2)
    parts = [part for part in panel.findChildren(QWidget) if part.focusPolicy() & Qt.FocusPolicy.TabFocus]
    own = [part for part in parts if not part.objectName().startswith("qt_") and part.isVisible()]
    assert {part.objectName() for part in own} >= {"runs.search", "table.runs", "run.tags", "run.note"}
    for part in own:
        assert part.objectName(), part
        assert part.accessibleName() or getattr(part, "text", str)(), part.objectName()
