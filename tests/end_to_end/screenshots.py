"""Draws the README's pictures of the real window, light and dark.

Run from the project's root: python -m tests.end_to_end.screenshots [FOLDER]
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.learn.drawing_way import DrawingWay
from gui.panels.why.why_part import PartCard
from gui.widgets.pages import INSIDE, LABORATORY, LEARN
from gui.widgets.theme import DARK, LIGHT, apply_theme
from gui.window.workbench import Workbench
from tests.benchmarks.window import open_window, wait

IMAGES = Path(__file__).parents[2] / "resources" / "images"
EXAMPLES = Path(__file__).parents[2] / "resources" / "examples"


def train(app: QApplication, bench: Workbench, example: str) -> None:
    """Open an example and train it to its end."""
    bench.files.open_path(EXAMPLES / example)
    wait(app, lambda: bench.context.preparation.dataset is not None)
    bench.context.actions["train"].trigger()
    wait(app, lambda: bench.context.session.live is None)


def settle(app: QApplication) -> None:
    """Let the window lay itself out."""
    for _ in range(20):
        app.processEvents()


def picture_places(app: QApplication, bench: Workbench, folder: Path) -> None:
    """Take a picture of each of the other two places, and go back."""
    bench.window.pages.enter(INSIDE)
    bench.controllers.inside.show_panel("inside.prediction")
    wait(app, lambda: bool(bench.controllers.inside.prediction.effect.text()))
    settle(app)
    bench.window.grab().save(str(folder / "inside-light.png"))
    bench.window.pages.enter(LEARN)
    page = bench.controllers.learn.page
    assert page is not None
    page.choose("drawing")
    way = page.built["drawing"]
    assert isinstance(way, DrawingWay)
    wait(app, way.show_it.isEnabled)
    QTest.keyClicks(way.line, "0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.05")
    way.show_it.click()
    settle(app)
    bench.window.grab().save(str(folder / "learn-light.png"))
    bench.window.pages.enter(LABORATORY)


def main(folder: Path) -> None:
    """Train the tutorial with both of its schedulers and take the pictures: its runs, and why the rate changed."""
    app, bench = open_window()
    bench.window.resize(1480, 920)
    train(app, bench, "tutorial_step_lr.toml")
    train(app, bench, "tutorial_multi_step_lr.toml")
    bench.controllers.runs.panel.table.setFocus()
    folder.mkdir(parents=True, exist_ok=True)
    for name, colors in (("light", LIGHT), ("dark", DARK)):
        apply_theme(app, colors)
        bench.context.appearance.set_colors(colors)
        if colors.dark:
            bench.controllers.runs.table.setCurrentIndex(bench.controllers.runs.trace_model.index(2, 0))
            bench.controllers.why.explain(3)
            wait(app, lambda: bench.controllers.why.panel.findChild(PartCard) is not None)
        settle(app)
        bench.window.grab().save(str(folder / f"window-{name}.png"))
        if not colors.dark:
            picture_places(app, bench, folder)
    bench.close_guard.close_now()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES)
