"""Another process keeps the runs for itself and is stopped: it is said for whom one waits, and nothing freezes."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from threading import Timer

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from tests.end_to_end.conftest import OpenWindow, trained
from tests.training.runs.store.test_waiting import stopped
from training import cli
from training.exit_codes import DONE
from training.runs.run import Status
from training.runs.store import waiting
from training.runs.store.store import default_path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stops processes")


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "UNNOTICED", 0.3)


def watched(qtbot: QtBot, then: Callable[[], None]) -> list[str]:
    """Note the sentence in a window's status bar that says for whom one waits, and do something then."""
    seen: list[str] = []
    timer = QTimer(QApplication.instance())

    def look() -> None:
        windows = [window for window in QApplication.topLevelWidgets() if isinstance(window, QMainWindow)]
        found = [window.statusBar().currentMessage() for window in windows]
        seen.extend(one for one in found if one.startswith(waiting.WAITING))
        if seen:
            timer.stop()
            then()

    timer.timeout.connect(look)
    timer.start(20)
    return seen


def test_a_window_that_starts_says_for_whom_it_waits_and_is_ready_then(open_window: OpenWindow, qtbot: QtBot) -> None:
    with stopped(default_path(), "open") as holder:
        seen = watched(qtbot, lambda: holder.send_signal(signal.SIGCONT))
        bench = open_window()
    assert len(seen) == 1
    assert f"process {holder.pid}, which is stopped," in seen[0] or sys.platform != "linux"
    assert bench.context.library.writable
    assert not bench.window.statusBar().currentMessage().startswith(waiting.WAITING)


def test_a_window_that_trains_says_for_whom_it_waits_and_keeps_the_run(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    with stopped(default_path(), "write") as holder:
        seen = watched(qtbot, lambda: holder.send_signal(signal.SIGCONT))
        bench.context.actions["train"].trigger()
        trained(bench, qtbot)
    assert len(seen) == 1
    qtbot.waitUntil(lambda: bench.context.library.summary(1).status is Status.FINISHED)


@pytest.mark.slow
def test_the_command_line_says_it_in_one_line(home: object, capsys: pytest.CaptureFixture[str]) -> None:
    with stopped(default_path(), "write") as holder:
        Timer(1.5, holder.send_signal, [signal.SIGCONT]).start()
        assert cli.main(["train", "--quiet", "--set", "epochs=1"]) == DONE
    err = capsys.readouterr().err
    (line,) = [line for line in err.splitlines() if line.startswith(waiting.WAITING)]
    assert line.endswith("for 60 s at most.")
    assert err.count("\n") == 1
