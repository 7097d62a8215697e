"""A second start finds the window that is open, hands it its file and ends; and never fails to open one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.window.application import Starter
from tests.end_to_end.conftest import OpenWindow, message
from tests.end_to_end.test_process import PATIENCE, Opened, opened
from training.layout import NEW_WINDOW

__all__ = ["opened"]

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(os.name == "nt", reason="needs what POSIX systems have")


def start(*arguments: str) -> None:
    """Start Stepwell as a user does, and see it end at once, without a word."""
    command = [sys.executable, str(ROOT / "main.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "größer & more.toml"
    path.write_text("epochs = 33\n")
    return str(path)


@pytest.mark.slow
@posix
def test_a_second_start_hands_its_file_to_the_open_window(
    opened: Opened, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened("idle")
    start()
    monkeypatch.chdir(Path(file).parent)
    start(Path(file).name)  # of a folder that the window does not work in
    window.hear("opened größer & more.toml")
    assert window.end() == (0, "")
    again = opened("idle")  # nobody is there any more
    assert again.end() == (0, "")


@posix
@pytest.mark.slow
def test_a_new_window_is_opened_where_one_is_asked_for(opened: Opened, file: str) -> None:
    first, second = opened("idle"), opened("idle", file, NEW_WINDOW)
    assert "opened größer & more.toml" in second.said
    assert first.end() == second.end() == (0, "")


@posix
@pytest.mark.slow
def test_a_window_that_hangs_swallows_no_second_start(opened: Opened, file: str) -> None:
    first = opened("idle")
    first.process.send_signal(signal.SIGSTOP)
    second = opened("idle", file)
    second.hear("opened größer & more.toml")
    assert second.end() == (0, "")
    first.process.send_signal(signal.SIGCONT)
    time.sleep(1)
    assert first.end() == (0, "")
    rest, _ = first.process.communicate()
    assert "opened" not in rest  # what was opened elsewhere is not opened once more


@posix
@pytest.mark.slow
def test_after_a_kill_the_next_window_is_the_one_that_is_found(opened: Opened, file: str) -> None:
    opened("idle").end(signal.SIGKILL)
    window = opened("idle")
    start(file)
    window.hear("opened größer & more.toml")
    assert window.end() == (0, "")


@posix
@pytest.mark.slow
def test_another_data_folder_is_another_program(opened: Opened, file: str, tmp_path: Path) -> None:
    first = opened("idle")
    second = opened("idle", file, XDG_DATA_HOME=str(tmp_path / "other"))
    second.hear("opened größer & more.toml")
    assert first.end() == second.end() == (0, "")


@posix
@pytest.mark.slow
def test_of_several_starts_at_once_one_opens_the_window_with_every_file(tmp_path: Path, home: Path) -> None:
    files = [tmp_path / f"{place}.toml" for place in range(4)]
    for place, path in enumerate(files):
        path.write_text(f"epochs = {place + 1}\n")
    command = [sys.executable, "-m", "tests.end_to_end.driver", "idle"]
    starts = [
        subprocess.Popen([*command, str(path)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for path in files
    ]
    deadline = time.monotonic() + PATIENCE
    while len(open_ones := [process for process in starts if process.poll() is None]) > 1:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    (window,) = open_ones
    time.sleep(5)
    window.terminate()
    assert {f"opened {path.name}" for path in files} & set(window.communicate()[0].splitlines())
    assert [process.wait() for process in starts] == [0] * len(starts)
    for process in starts:
        process.communicate()


@pytest.mark.qt_log_ignore("raise()", extend=True)  # which the offscreen platform does not have
def test_the_open_window_comes_up_and_asks_about_what_is_not_saved(
    open_window: OpenWindow, qtbot: QtBot, file: str
) -> None:
    bench = open_window()
    starter = bench.window.findChild(Starter)
    bench.window.showMinimized()
    starter.receive(None)
    assert not bench.window.windowState() & Qt.WindowState.WindowMinimized
    assert message(bench) is None
    bench.context.document.set_value("epochs", 12)
    starter.receive(Path(file))
    box = message(bench)
    assert box is not None
    assert box.text() == "The experiment has changes that are not saved."
    assert bench.context.document.value("epochs") == 12
    box.button(box.StandardButton.Discard).click()
    assert bench.context.document.value("epochs") == 33
