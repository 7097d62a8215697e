from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.panels.runs.runs_panel import RunsPanel
from tests.gui.kept_runs import library_of
from training.runs.run import Status
from training.runs.store import Mode, RunStore

Open = Callable[..., RunsPanel]
Key = Qt.Key


def test_tags_and_note_are_given_when_they_are_left(open_panel: Open, qtbot: QtBot) -> None:
    panel = open_panel()
    panel.choose(2)
    panel.details.tags.setFocus()
    QTest.keyClicks(panel.details.tags, "good,slow , good")
    with qtbot.waitSignal(panel.tags_given) as tags:
        QTest.keyClick(panel.details.tags, Key.Key_Tab)
    assert tags.args == [2, ["good", "slow"]]
    QTest.keyClicks(panel.details.note, "worth a second look")
    with qtbot.waitSignal(panel.note_given) as note:
        panel.choose(1)
    assert note.args == [2, "worth a second look"]
    assert panel.details.note.toPlainText() == ""


def test_a_note_is_given_after_a_pause_and_when_the_window_closes(open_panel: Open, qtbot: QtBot) -> None:
    panel = open_panel()
    panel.choose(2)
    QTest.keyClicks(panel.details.note, "a")
    with qtbot.waitSignal(panel.note_given, timeout=3000):
        pass
    QTest.keyClicks(panel.details.note, "b")
    with qtbot.waitSignal(panel.note_given) as note:
        panel.details.note.finish()
    assert note.args == [2, "ab"]


def test_known_tags_complete_what_is_typed_behind_others(path: Path, open_panel: Open) -> None:
    with RunStore(path, Mode.WRITE) as store:
        store.set_tags(1, ["baseline", "good"])
    panel = open_panel()
    panel.choose(2)
    panel.details.tags.setText("slow, x")
    completer = panel.details.tags.completer()
    completer.setCompletionPrefix("slow,ba")
    assert completer.currentCompletion() == "slow, baseline"


def test_a_fork_leads_to_its_parent(path: Path, open_panel: Open, qtbot: QtBot) -> None:
    with RunStore(path, Mode.WRITE) as store:
        store.finish(store.fork(2, 1, store.experiment(2)), Status.FINISHED)
    panel = open_panel()
    panel.choose(5)
    assert panel.table.model().text(0, 0).startswith("5 ↳ 2 StepLR")
    link = panel.findChild(QWidget, "run.parent")
    assert link.text() == "Fork of run 2 after epoch 1"
    link.setFocus()
    QTest.keyClick(link, Key.Key_Space)
    assert panel.current().number == panel.table.current.id == 2
    library_of(panel).delete(2)
    panel.choose(5)
    link.setFocus()
    with qtbot.waitSignal(panel.refused) as refused:
        QTest.keyClick(link, Key.Key_Space)
    assert refused.args == ["Run 2 is not in the list any more."]
