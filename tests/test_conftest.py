"""The gates of the suite itself: what must turn a passing test red."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

BAD_TESTS = """
import threading, warnings
from PySide6.QtCore import QObject, QThread, QTimer, Signal, qWarning


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
"""


def test_warnings_and_stray_exceptions_turn_a_test_red(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_bytes((ROOT / "tests" / "conftest.py").read_bytes())
    (tmp_path / "screen.json").write_bytes((ROOT / "tests" / "screen.json").read_bytes())
    (tmp_path / "test_bad.py").write_text(BAD_TESTS, "utf-8")
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", ROOT / "pyproject.toml"]
    result = subprocess.run([*pytest, "--rootdir", tmp_path, tmp_path], capture_output=True, text=True)
    assert "5 failed" in result.stdout, result.stdout
    assert "passed" not in result.stdout


def test_every_test_has_an_empty_home_of_its_own(home: Path) -> None:
    import platformdirs
    from PySide6.QtCore import QSettings

    assert list(home.iterdir()) == []
    assert platformdirs.user_data_path("stepwell").is_relative_to(home)
    assert Path(QSettings("stepwell", "stepwell").fileName()).is_relative_to(home)
