"""The system turns dark while the window is open: it looks as if it had been opened so, to the last pixel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gui.learn.drawing_way import DrawingWay
from gui.widgets.appearance import Appearance
from gui.widgets.pages import INSIDE, LABORATORY, LEARN
from gui.widgets.theme import DARK, LIGHT, Colors, apply_theme, current_colors
from gui.window import application
from gui.window.workbench import Workbench
from training import cli

EXAMPLES = Path(__file__).parents[2] / "resources" / "examples"
SHOWN = "tutorial_step_lr", "tutorial_multi_step_lr"
STILL_MS, MOST_MS = 100, 20_000  # what looks the same for so long has been drawn; how long that may take


@contextmanager
def opened(qtbot: QtBot, app: QApplication, colors: Colors) -> Iterator[Workbench]:
    """Open the window in a scheme, with its runs on the list."""
    apply_theme(app, colors)
    window = application.MainWindow(Appearance(colors), application.settings())
    starter = application.Starter(app, window, None)
    window.resize(1400, 900)
    window.show()
    qtbot.waitUntil(lambda: hasattr(starter, "workbench"), timeout=10_000)
    bench = starter.workbench
    qtbot.waitUntil(lambda: bench.context.preparation.dataset is not None, timeout=20_000)
    qtbot.waitUntil(lambda: len(bench.controllers.runs.panel.table.model().rows) == len(SHOWN))
    for row in range(len(SHOWN)):
        model = bench.controllers.runs.panel.table.model()
        model.setData(model.index(row, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    bench.controllers.runs.panel.table.selectRow(0)
    bench.controllers.why.explain(3)
    yield bench
    window.close()
    window.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def views(bench: Workbench) -> Iterator[str]:
    """Show one view after another, and name it."""
    pages, tabs = bench.window.pages, bench.window.tabs
    pages.enter(LABORATORY)
    for index in range(tabs.count()):
        tabs.setCurrentIndex(index)
        yield tabs.tabText(index)
    pages.enter(INSIDE)
    inside = bench.controllers.inside.page
    assert inside is not None
    for index in range(inside.tabs.count()):
        inside.tabs.setCurrentIndex(index)
        yield f"Look inside, {inside.tabs.tabText(index)}"
    pages.enter(LEARN)
    learn = bench.controllers.learn.page
    assert learn is not None
    for way in (key for key in learn.ways if key != "own"):  # which asks something else each time
        learn.choose(way)
        yield f"Learn, {way}"


def computing(bench: Workbench) -> bool:
    """Whether a view says so, or a drawing's exercise is not there yet."""
    labels = any(label.isVisible() and label.text().endswith("…") for label in bench.window.findChildren(QLabel))
    return labels or any(
        way.isVisible() and not way.show_it.isEnabled() for way in bench.window.findChildren(DrawingWay)
    )


def picture(bench: Workbench, qtbot: QtBot) -> QImage:
    """Return the window as it looks without a focus once nothing changes any more."""
    qtbot.waitUntil(lambda: not computing(bench), timeout=MOST_MS)
    if focused := bench.window.focusWidget():
        focused.clearFocus()
    seen = bench.window.grab().toImage()
    for _ in range(MOST_MS // STILL_MS):
        qtbot.wait(STILL_MS)
        before, seen = seen, bench.window.grab().toImage()
        if seen == before:
            return seen
    raise AssertionError("the window never rests")


def pictures(bench: Workbench, qtbot: QtBot) -> dict[str, QImage]:
    """Return each view as it looks when it has been seen before, and so has all that it shows."""
    for _ in views(bench):
        picture(bench, qtbot)
    return {name: picture(bench, qtbot) for name in views(bench)}


@pytest.mark.slow
def test_a_change_of_the_scheme_leaves_nothing_in_the_old_one(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for way in "practice", "exam":
        monkeypatch.setattr(f"gui.learn.{way}_way.Random", lambda: Random(1))
    for example in SHOWN:
        assert cli.main(("train", str(EXAMPLES / f"{example}.toml"), "--quiet")) == 0
    qapp.setStyle("Fusion")
    qapp.setCursorFlashTime(0)
    try:
        with opened(qtbot, qapp, DARK) as bench:
            wanted = pictures(bench, qtbot)
        with opened(qtbot, qapp, LIGHT) as bench:
            light = pictures(bench, qtbot)
            bench.context.appearance.set_colors(DARK)
            apply_theme(qapp, DARK)
            seen = {name: picture(bench, qtbot) for name in views(bench)}
        left = [name for name in seen if seen[name] != wanted[name]]
        for number, name in enumerate(left):
            seen[name].save(str(tmp_path / f"{number} seen.png"))
            wanted[name].save(str(tmp_path / f"{number} wanted.png"))
        assert not left, tmp_path
        assert all(light[name] != wanted[name] for name in light)
    finally:
        apply_theme(qapp, current_colors())
