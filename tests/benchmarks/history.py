"""The history panel over a store of 1,000 runs of 100 epochs: to open it, to filter as one types, to sort.

Run from the project's root: python -m tests.benchmarks.history
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import tests.benchmarks.window  # noqa: F401  # without a display
from gui.document.library import RunLibrary
from gui.panels.runs.runs_panel import RunsPanel
from gui.tables.run_columns import COLUMNS
from gui.widgets.appearance import Appearance
from gui.widgets.theme import LIGHT
from tests.benchmarks.run_store import ANSWERED, OPENED, RUNS, fill, measure
from training.runs.store import Mode, RunStore

FILTERS = ("loss < 0.4", "scheduler.gamma >= 0.5 tag = good", "run 77")


def shown(panel: RunsPanel) -> None:
    """Draw the panel as it is now."""
    panel.list.settle()
    QApplication.sendPostedEvents()
    panel.table.viewport().repaint()


def opening(library: RunLibrary) -> Callable[[], None]:
    """Return what builds the panel and draws it."""

    def opened() -> None:
        panel = RunsPanel(library, Appearance(LIGHT))
        panel.resize(390, 560)
        panel.show()
        shown(panel)
        panel.close()
        panel.deleteLater()

    return opened


def measure_answers(panel: RunsPanel) -> None:
    """Filter key by key, sort by each column, and walk down the list."""

    def answer(text: str) -> None:
        panel.search.set_filter(text)
        shown(panel)

    for text in FILTERS:
        typed = cycle(text[:end] for end in range(len(text) + 1))
        measure(f"each key of {text}", lambda typed=typed: answer(next(typed)), ANSWERED)  # type: ignore[misc]
    answer("")
    for section in (0, 2, 5):

        def sort(section: int = section) -> None:
            panel.table.header.sort_by(section)
            shown(panel)

        measure(f"sort by {COLUMNS[section].name}", sort, ANSWERED)
    panel.table.header.setSortIndicator(-1, panel.table.header.sortIndicatorOrder())
    numbers = iter(range(RUNS, 0, -1))

    def choose() -> None:
        panel.choose(next(numbers))
        shown(panel)

    measure("choose a run", choose, ANSWERED)


def main() -> None:
    """Fill a store and measure the panel over it."""
    app = QApplication([])
    app.setStyle("Fusion")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "runs.sqlite"
        with RunStore(path, Mode.WRITE) as store:
            fill(store)
        library = RunLibrary(path)
        measure("open the list", opening(library), OPENED)
        panel = RunsPanel(library, Appearance(LIGHT))
        panel.resize(390, 560)
        panel.show()
        QTest.qWait(50)
        measure_answers(panel)
        panel.finish()
        library.close()


if __name__ == "__main__":
    main()
