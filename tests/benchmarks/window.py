"""The real window for a benchmark: opened, ready, and the clock of its event loop."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HOME = tempfile.mkdtemp()
os.environ |= {name: f"{HOME}/{name}" for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from gui.jobs.disk import Disk  # noqa: E402
from gui.window import application  # noqa: E402
from gui.window.workbench import Workbench  # noqa: E402

SETTLE_MS = 100  # after a run, for what the window does about its end


def wait(app: QApplication, ready: Callable[[], object], seconds: float = 60) -> None:
    """Run the event loop until `ready`, or fail."""
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "the window took too long"
        app.processEvents()
        time.sleep(0.002)


def open_window() -> tuple[QApplication, Workbench]:
    """Open the window and wait until it can train."""
    app = application.make_application()
    disk = Disk()
    window = application.MainWindow(application.Appearance(application.current_colors()), application.settings(disk))
    starter = application.Starter(app, window, None, disk)
    window.show()
    wait(app, lambda: hasattr(starter, "workbench") and starter.workbench.context.preparation.dataset is not None)
    return app, starter.workbench


class Lateness(QObject):
    """A timer that notes by how much each of its ticks is late, in milliseconds, and what the thread worked before it.

    The second is what the window itself is to blame for, however busy the machine is.
    """

    def __init__(self, parent: QObject, every: int = 10) -> None:
        """Tick every so many milliseconds."""
        super().__init__(parent)
        self.late: list[float] = []
        self.worked: list[float] = []
        self._every, self._work = every / 1000, time.thread_time()
        self._due = time.perf_counter() + self._every
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(every)

    def _tick(self) -> None:
        now, work = time.perf_counter(), time.thread_time()
        self.late.append(max(0.0, now - self._due) * 1000)
        self.worked.append((work - self._work) * 1000)
        self._work = work
        self._due = now + self._every

    def words(self) -> str:
        """Return median, 99th percentile and maximum in milliseconds."""
        return lateness_words(self.late)


def lateness_words(late: list[float]) -> str:
    """Return how many ticks were how late."""
    ordered = sorted(late)
    return (
        f"{len(ordered)} ticks late by median {ordered[len(ordered) // 2]:.1f} ms, "
        f"p99 {ordered[len(ordered) * 99 // 100]:.1f} ms, max {ordered[-1]:.1f} ms"
    )


def train_one(app: QApplication, bench: Workbench, seconds: float = 60) -> float:
    """Train a run to its end, as the window's button does; return what the window worked for it, in milliseconds."""
    begin = time.thread_time()
    bench.context.actions["train"].trigger()
    loop, ended = QEventLoop(), bench.context.session.run_ended
    ended.connect(loop.quit)
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    if bench.context.session.live is not None:
        loop.exec()
    ended.disconnect(loop.quit)
    assert bench.context.session.live is None, "the run took too long"
    rest(SETTLE_MS)
    return 1000 * (time.thread_time() - begin)


def rest(milliseconds: int) -> None:
    """Let the event loop run for so long."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def resident_megabytes() -> float:
    """Return this process's resident memory in MB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
