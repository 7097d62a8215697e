"""The gates of the suite itself: what must turn a passing test red."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

TESTS = """
import logging, pytest, subprocess, sys, threading, warnings
from PySide6.QtCore import QObject, QThread, QTimer, Signal, qWarning
from PySide6.QtWidgets import QWidget
from gui.window.crash import show_uncaught_errors


def test_warning():
    warnings.warn("careless", stacklevel=1)


def test_exception_in_a_slot(qtbot):
    timer = QTimer(singleShot=True)
    timer.timeout.connect(lambda: 1 / 0)
    with qtbot.waitSignal(timer.timeout):
        timer.start()


def test_exception_in_a_thread():
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()


def test_exception_in_a_qthread(qtbot):
    class Worker(QThread):
        def run(self):
            1 / 0

    worker = Worker()
    with qtbot.waitSignal(worker.finished):
        worker.start()
    worker.wait()


def test_warning_from_qt(qtbot):
    qWarning("careless")


def test_exception_in_a_window_s_slot(qtbot):
    show_uncaught_errors(window := QWidget())
    qtbot.addWidget(window)
    test_exception_in_a_slot(qtbot)


def test_exception_in_a_thread_beside_a_window(qtbot):
    show_uncaught_errors(window := QWidget())
    qtbot.addWidget(window)
    test_exception_in_a_thread()


def test_exception_in_a_thread_after_a_window():
    test_exception_in_a_thread()


def test_warning_in_the_log():
    logging.getLogger("training.runs").warning("careless")


@pytest.mark.logs("careful")
def test_another_warning_than_the_expected_one():
    logging.getLogger("training.runs").warning("careful")
    logging.getLogger("training.runs").warning("careless")


@pytest.mark.logs("careless")
def test_expected_warning_that_does_not_come():
    pass


def test_warning_in_the_log_of_a_program():
    code = "from training.log import *; begin_log(); logging.getLogger('gui.x').warning('careless')"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.logs("training.runs: care", "ZeroDivisionError")
def test_green_expected_warnings():
    logging.getLogger("training.runs").warning("careless")
    logging.getLogger("training.runs").info("careless")
    try:
        1 / 0
    except ZeroDivisionError:
        logging.getLogger("gui.window.crash").exception("unforeseen")


def test_green_warnings_of_others():
    logging.getLogger("somebody").warning("careless")
"""


def test_warnings_stray_exceptions_and_unexpected_log_lines_turn_a_test_red(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_bytes((ROOT / "tests" / "conftest.py").read_bytes())
    (tmp_path / "screen.json").write_bytes((ROOT / "tests" / "screen.json").read_bytes())
    (tmp_path / "test_gates.py").write_text(TESTS, "utf-8")
    pytest = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "-c", ROOT / "pyproject.toml"]
    command = [*pytest, "--rootdir", tmp_path, tmp_path]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout
    red = set(re.findall(r"^(?:FAILED|ERROR) \S+::(\w+)", printed, re.MULTILINE))
    assert red == {name for name in re.findall(r"def (test_\w+)", TESTS) if "green" not in name}, printed


def test_every_test_has_an_empty_home_of_its_own(home: Path) -> None:
    import platformdirs
    from PySide6.QtCore import QSettings

    assert list(home.iterdir()) == []
    assert platformdirs.user_data_path("stepwell").is_relative_to(home)
    assert Path(QSettings("stepwell", "stepwell").fileName()).is_relative_to(home)
