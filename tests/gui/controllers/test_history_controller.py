from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from gui.controllers.history_controller import HistoryController
from gui.panels.runs.runs_panel import RunsPanel
from tests.gui.controllers.conftest import finish, make_context
from tests.gui.kept_runs import keep
from training.experiment.experiment import Experiment
from training.runs.run import Status
from training.runs.store import Mode, RunStore

Key = Qt.Key


class Bench:
    """A window with the panel, its controller and a real store: five runs, the first two interrupted."""

    def __init__(self, path: Path, interrupted: int = 2) -> None:
        with RunStore(path, Mode.WRITE) as store:
            for number in range(5):
                status = Status.INTERRUPTED if number < interrupted else Status.FINISHED
                keep(store, 0.5, 0.4, status=status)
        context = self.context = make_context(path)
        self.window, self.library, self.session = context.window, context.library, context.session
        self.panel = RunsPanel(self.library, context.appearance)
        self.controller = HistoryController(context, self.panel)
        context.tabs.addTab(self.panel, "Runs")

    @property
    def refused(self) -> list[tuple[str, str]]:
        """What was told over the window, and why."""
        return [(box.text(), box.informativeText()) for box in self.window.findChildren(QMessageBox)]

    @property
    def listed(self) -> list[int]:
        self.panel.list.settle()
        return [row.id for row in self.panel.table.model().rows]


@pytest.fixture
def bench(tmp_path: Path, qtbot: QtBot) -> Iterator[Bench]:
    bench = Bench(tmp_path / "runs.sqlite")
    qtbot.addWidget(bench.window)
    bench.window.show()
    bench.window.activateWindow()
    bench.panel.table.setFocus()
    qtbot.waitUntil(bench.panel.table.hasFocus)
    yield bench
    bench.panel.list.finish()
    finish(bench.context)


def test_a_deleted_run_comes_back_with_its_curves_by_the_button(bench: Bench) -> None:
    bench.panel.choose(4)
    bench.panel.set_checked([2, 4])
    QTest.keyClick(bench.panel.table, Key.Key_Delete)
    assert bench.listed == [5, 3, 2, 1]
    assert bench.panel.undo_bar.words.text() == "Run 4 deleted."
    assert bench.panel.current().number == 3
    assert bench.panel.checked() == [2]
    bench.panel.undo_bar.button.click()
    assert bench.listed == [5, 4, 3, 2, 1]
    assert bench.panel.current().number == 4
    assert bench.panel.checked() == [2, 4]
    assert bench.panel.undo_bar.isHidden()


def test_the_undo_key_brings_runs_back_before_it_undoes_in_the_form(bench: Bench, qtbot: QtBot) -> None:
    undone: list[str] = []
    action = QAction("Undo", bench.window, shortcut=QKeySequence.StandardKey.Undo)
    action.triggered.connect(lambda: undone.append("form"))
    bench.window.addAction(action)
    bench.panel.choose(5)
    bench.panel.table.selectAll()
    QTest.keyClick(bench.panel.table, Key.Key_Delete)
    assert bench.listed == []
    assert bench.panel.undo_bar.words.text() == "5 runs deleted."
    QTest.keyClick(bench.panel.table, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert bench.listed == [5, 4, 3, 2, 1]
    assert undone == []
    QTest.keyClick(bench.panel.table, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["form"]


def test_the_next_change_ends_the_offer_to_undo(bench: Bench) -> None:
    bench.panel.choose(4)
    QTest.keyClick(bench.panel.table, Key.Key_Delete)
    bench.panel.name_given.emit(3, "third")
    assert bench.panel.undo_bar.isHidden()
    assert bench.library.summary(3).name == "third"


def test_a_run_that_trains_is_not_deleted(bench: Bench) -> None:
    run = bench.library.begin(Experiment())
    run.status = Status.RUNNING
    bench.panel.choose(run.number)
    QTest.keyClick(bench.panel.table, Key.Key_Delete)
    assert bench.refused == [("Nothing was deleted.", "Run 6 is training. Stop it first.")]
    assert bench.listed[0] == 6
    assert bench.panel.undo_bar.isHidden()


def test_a_run_that_no_store_keeps_is_not_deleted(bench: Bench) -> None:
    bench.panel.delete_wanted.emit([-1])
    assert bench.refused == [("Nothing was deleted.", "Unsaved run 1 is not kept. It is gone when this window closes.")]


def test_what_is_said_of_a_run_is_in_the_store_at_once(bench: Bench) -> None:
    bench.panel.name_given.emit(3, "third")
    bench.panel.tags_given.emit(3, ["slow"])
    bench.panel.note_given.emit(3, "a note")
    with RunStore(bench.library.store.path, Mode.READ) as store:
        line = store.summary(3)
    assert (line.name, line.tags, line.note) == ("third", ("slow",), "a note")
    bench.panel.list.settle()
    assert bench.panel.table.model().text(2, 0) == "3 third"


def test_what_cannot_be_written_is_refused_in_a_sentence(bench: Bench) -> None:
    bench.library.store.path.unlink()
    bench.panel.name_given.emit(3, "third")
    assert bench.refused[0][0] == "The run was not renamed."
    assert "the file has gone" in bench.refused[0][1]


def test_several_interrupted_runs_are_shown_or_left(bench: Bench) -> None:
    bar = bench.panel.interrupted
    assert bar.isVisible()
    assert bar.words.text().startswith("2 runs were training when the program ended.")
    bar.show_all.click()
    assert bench.listed == [2, 1]
    bar.leave.click()
    assert not bar.isVisible()
    assert bench.library.interrupted() == []
    assert bench.library.summary(1).status is Status.STOPPED


def test_one_interrupted_run_goes_on_unless_another_trains(bench: Bench, qtbot: QtBot) -> None:
    bar = bench.panel.interrupted
    bench.library.leave(1)
    assert bar.words.text() == "Run 2 was training when the program ended: 2 of 3 epochs are kept."
    with qtbot.waitSignal(bench.panel.go_on_wanted) as wanted:
        bar.go_on.click()
    run = wanted.args[0]
    assert run.number == 2
    run.status = Status.RUNNING
    bench.session.state_changed.emit(run)
    assert not bar.isVisible()
    assert not bar.go_on.isEnabled()


def test_a_note_that_is_still_typed_is_kept_when_the_window_closes(bench: Bench) -> None:
    bench.panel.choose(3)
    QTest.keyClicks(bench.panel.details.note, "last words")
    bench.controller.finish()
    assert bench.library.summary(3).note == "last words"
