"""The real window and the real command line, as `python main.py` runs them, in this process."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from gui.widgets.appearance import Appearance
from gui.widgets.theme import apply_theme, current_colors
from gui.window import application
from gui.window.garbage import GarbageCollector
from gui.window.main_window import MainWindow
from gui.window.workbench import Workbench
from training import cli, exit_codes
from training.interruption import HANG_UP

OpenWindow = Callable[..., Workbench]
Refused = Callable[..., str]


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    """Take back from a window the signals that it hears, so that Ctrl+C ends the tests.

    Let the programs that a test starts heed a hang-up, also where nohup runs the tests: what has a handler is no longer
    ignored, and a new program begins without the handler.
    """
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, HANG_UP) if number}
    if HANG_UP:
        signal.signal(HANG_UP, lambda *_: None)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication, home: Path) -> Iterator[OpenWindow]:
    """Open a window, wait until it is ready; all are closed at the end."""
    benches: list[Workbench] = []
    garbage = GarbageCollector(qapp)

    def opened(file: Path | None = None, *, ready: bool = True) -> Workbench:
        qapp.setStyle("Fusion")
        apply_theme(qapp, current_colors())
        window = MainWindow(Appearance(current_colors()), application.settings())
        starter = application.Starter(qapp, window, file)
        window.show()
        qtbot.waitUntil(lambda: hasattr(starter, "workbench"), timeout=10_000)
        bench = starter.workbench
        benches.append(bench)
        if ready:
            qtbot.waitUntil(lambda: bench.context.preparation.schedule is not None, timeout=20_000)
        return bench

    yield opened
    for bench in benches:
        bench.context.session.finish()
        bench.window.close()
        bench.window.deleteLater()
    # now, and not by a garbage collection in the middle of another test
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    garbage.finish()
    garbage.deleteLater()
    benches.clear()
    gc.collect()


def trained(bench: Workbench, qtbot: QtBot) -> None:
    """Wait for the training to end, and for the table to show it."""
    qtbot.waitUntil(lambda: bench.context.session.live is None, timeout=60_000)
    model = bench.controllers.runs.trace_model
    qtbot.waitUntil(lambda: model.trace is None or model.rowCount() == len(model.trace))


def message(bench: Workbench) -> QMessageBox | None:
    """Return the open message box, if there is one."""
    return next((box for box in bench.window.findChildren(QMessageBox) if box.isVisible()), None)


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Refused:
    """Run a command that must be refused with one line on standard error; return that line."""

    def run(*arguments: str) -> str:
        before = contents(tmp_path)
        assert cli.main(arguments) == exit_codes.WRONG_USAGE
        out, err = capsys.readouterr()
        assert out == ""
        assert err.endswith("\n")
        assert err.count("\n") == 1
        assert "Traceback" not in err
        assert contents(tmp_path) == before
        return err

    return run


def contents(folder: Path) -> dict[Path, bytes]:
    paths = [Path(root, name) for root, folders, files in os.walk(folder) for name in (*folders, *files)]
    return {path: path.read_bytes() if path.is_file() else b"" for path in paths}


def table_of(path: Path | str) -> list[str]:
    return ["--set", "data.kind=Table", "--set", f"data.path='{path}'"]


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[None]:
    """Let the folder be a disk of this size (`64k`, `1m`) for the block; skips the test where none can be mounted."""
    if not shutil.which("mount") or subprocess.call(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder]):
        pytest.skip(f"a disk of {size} cannot be mounted here; it takes root on Linux")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def fill(disk: Path, free: int) -> None:
    """Write until so many bytes are free."""
    with (disk / "filling").open("wb", buffering=0) as file:
        with suppress(OSError):
            while True:
                file.write(bytes(4096))
        file.truncate(file.tell() - free)
    assert shutil.disk_usage(disk).free == free
