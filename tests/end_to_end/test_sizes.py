"""No content makes the window larger than a small screen: not the hundredth class, not the longest name."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.widgets.pages import INSIDE, LEARN
from gui.window.workbench import Workbench
from tests.end_to_end.conftest import OpenWindow, trained
from tests.end_to_end.test_process import ROOT

NARROW, LOW = 1280, 720
CLASSES, ROWS = 150, 450


@pytest.fixture
def many_classes(tmp_path: Path) -> Path:
    """An experiment on a table of many classes, whose names are long with and without blanks, as its columns' are."""
    chance, names = random.Random(0), [f"feature_{k}_{'x' * 60}" for k in range(6)]
    rows = [
        ",".join([*(f"{chance.gauss(row % 17, 1):.3f}" for _ in names), f"class {row % CLASSES} {'y' * 60} or so"])
        for row in range(ROWS)
    ]
    (tmp_path / "many.csv").write_text("\n".join([",".join([*names, "kind"]), *rows]))
    experiment = tmp_path / "many.toml"
    experiment.write_text("epochs = 3\n[data]\nkind = 'Table'\npath = 'many.csv'\ntarget = 'kind'\n")
    return experiment


def assert_small(bench: Workbench) -> None:
    least = bench.window.minimumSizeHint()
    assert (least.width() <= NARROW, least.height() <= LOW) == (True, True), least
    assert (bench.window.width(), bench.window.height()) == (NARROW, LOW)


def test_no_content_makes_the_window_larger(open_window: OpenWindow, qtbot: QtBot, many_classes: Path) -> None:
    bench = open_window(many_classes)
    bench.window.resize(NARROW, LOW)
    bench.context.actions["train"].trigger()
    trained(bench, qtbot)
    for index in range(bench.window.tabs.count()):
        bench.window.tabs.setCurrentIndex(index)
        qtbot.wait(100)
        assert_small(bench)
    bench.window.pages.enter(INSIDE)
    inside = bench.controllers.inside
    assert inside.page is not None
    for index in range(inside.page.tabs.count()):
        inside.page.tabs.setCurrentIndex(index)
        qtbot.wait(100)
        assert_small(bench)
    inside.page.tabs.setCurrentWidget(inside.map)
    qtbot.waitUntil(lambda: inside.map.picture.picture is not None)
    assert "class 149" in inside.map.legend.label.text()
    assert_small(bench)
    bench.window.pages.enter(LEARN)
    qtbot.wait(100)
    assert_small(bench)


SHOW = """
from PySide6.QtCore import QRect
from gui.window import application
from gui.window.main_window import MainWindow
from gui.widgets.appearance import Appearance
from gui.widgets.theme import current_colors

app = application.make_application()
window = MainWindow(Appearance(current_colors()), application.settings())
window.show()
app.processEvents()
print(*window.geometry().getRect(), sep=",")
window.setGeometry(QRect(300, 200, 2400, 1500))
window.save_layout()
"""


@pytest.mark.parametrize("scale", ["1", "1.5", "2"])
def test_the_window_fits_the_screen_also_when_it_was_larger_the_last_time(scale: str, tmp_path: Path) -> None:
    width, height = (round(float(scale) * side) for side in (NARROW, LOW))
    screen = {"name": "screen", "x": 0, "y": 0, "width": width, "height": height, "dpr": 1}
    config = tmp_path / "screen.json"
    config.write_text(json.dumps({"screens": [screen | {"logicalDpi": 96, "logicalBaseDpi": 96}]}))
    environment = os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={config}", "QT_SCALE_FACTOR": scale}
    for _ in range(2):
        printed = subprocess.check_output([sys.executable, "-c", SHOW], cwd=ROOT, env=environment, text=True)
        left, top, wide, high = map(int, printed.split(","))
        assert (left >= 0, top >= 0) == (True, True)
        assert (left + wide <= NARROW, top + high <= LOW) == (True, True), printed
