from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from gui.widgets.turns import Turns


def test_each_step_has_a_turn_of_its_own_in_which_the_window_gets_its_due(qtbot: QtBot) -> None:
    done = list[str]()
    parent = QObject()
    turns, ticks = Turns(parent), QTimer(parent)
    ticks.timeout.connect(lambda: done.append("tick"))
    turns.add(*(lambda name=name: done.append(name) for name in "abc"))
    ticks.start(0)
    qtbot.waitUntil(lambda: "c" in done)
    assert [name for name in done if name != "tick"] == ["a", "b", "c"]
    for earlier, later in ("ab", "bc"):
        assert "tick" in done[done.index(earlier) : done.index(later)]


def test_steps_can_be_had_at_once_also_those_that_a_step_adds(qtbot: QtBot) -> None:
    done = list[str]()
    parent = QObject()
    turns = Turns(parent)
    turns.add(lambda: turns.add(lambda: done.append("b")), lambda: done.append("a"))
    turns.finish()
    assert done == ["a", "b"]
    qtbot.wait(20)
    assert done == ["a", "b"]


def test_a_window_that_closes_drops_them(qtbot: QtBot) -> None:
    done = list[str]()
    parent = QObject()
    turns = Turns(parent)
    turns.add(lambda: done.append("a"))
    turns.drop()
    qtbot.wait(20)
    assert not done
