"""First paint of the window against an empty window with one pyqtgraph plot, each in a process of its own.

Run from the project's root: python -m tests.benchmarks.first_paint
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
CLOCK = "import sys, time; begin = time.perf_counter(); sys.path.insert(0, '.')\n"
END = """
def painted():
    print(time.perf_counter() - begin, 'torch' in sys.modules, 'pydantic' in sys.modules, flush=True)
    import os
    os._exit(0)
"""
EMPTY = f"""{CLOCK}{END}
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
import pyqtgraph as pg
class Plot(pg.PlotWidget):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, painted)
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(Plot())
window.resize(1480, 920)
window.show()
app.exec()
"""
OURS = f"""{CLOCK}{END}
from gui.window import application
app = application.make_application()
window = application.MainWindow(application.Appearance(application.current_colors()), application.settings())
window.painted.connect(painted)
window.show()
app.exec()
"""


def seconds(code: str) -> float:
    """Return the time from the first line of Python to the first paint."""
    env = os.environ | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    output = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    taken, torch, pydantic = output.stdout.split()
    assert (torch, pydantic) == ("False", "False"), "loaded before the first paint"
    return float(taken)


def main(rounds: int = 11) -> None:
    """Measure both in turn and print the ratio."""
    seconds(EMPTY), seconds(OURS)
    pairs = [(seconds(OURS), seconds(EMPTY)) for _ in range(rounds)]
    ratios = sorted(ours / empty for ours, empty in pairs)
    ours, empty = (median(side) for side in zip(*pairs, strict=True))
    print(
        f"first paint {ours:.3f} s against {empty:.3f} s = {median(ratios):.2f} × ({ratios[0]:.2f} to {ratios[-1]:.2f})"
    )


if __name__ == "__main__":
    main()
