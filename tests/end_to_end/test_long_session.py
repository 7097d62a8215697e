"""Many runs in one session: what the window keeps and draws of them does not grow with their number."""

from __future__ import annotations

import gc
from collections import Counter

import pytest
from pytestqt.qtbot import QtBot

from gui.controllers.few_shown import MOST
from gui.plots.run_plot import RunPlot
from gui.window.workbench import Workbench

from .conftest import OpenWindow, trained

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen platform can do little


@pytest.fixture
def bench(open_window: OpenWindow) -> Workbench:
    return open_window()


KINDS = (
    "Run",
    "Trace",
    "Curve",
    "RunCurves",
    "TrainingThread",
    "WeightHistory",
    "Snapshot",
    "QAction",
    "Question",
    "partial",
)
FEW, MORE = MOST + 3, 12


def alive() -> dict[str, int]:
    gc.collect()
    counts = Counter(type(thing).__name__ for thing in gc.get_objects())
    return {kind: counts[kind] for kind in KINDS}


def items(bench: Workbench) -> int:
    return sum(len(plot.scene().items()) for plot in bench.window.plots.findChildren(RunPlot))


def train(bench: Workbench, qtbot: QtBot, runs: int) -> None:
    for _ in range(runs):
        qtbot.waitUntil(bench.context.actions["train"].isEnabled, timeout=20_000)
        bench.context.actions["train"].trigger()
        trained(bench, qtbot)
    bench.context.library.disk.settle()


@pytest.mark.slow
def test_a_late_run_leaves_no_more_behind_than_an_early_one(bench: Workbench, qtbot: QtBot) -> None:
    bench.context.document.set_value("epochs", 1)
    train(bench, qtbot, 3)
    bench.controllers.runs.panel.set_checked([1, 3])
    bench.controllers.runs.panel.set_checked([1, 2, 3])  # the second one by hand
    train(bench, qtbot, FEW)
    before = alive(), items(bench)
    train(bench, qtbot, MORE)
    after = alive(), items(bench)
    assert after[1] == before[1]
    assert all(after[0][kind] <= before[0][kind] + MOST // 2 for kind in KINDS), (before, after)
    assert len(bench.context.library.find()) == 3 + FEW + MORE
    shown = set(bench.controllers.runs.panel.checked())
    assert {1, 2, 3 + FEW + MORE} <= shown  # 1 is the baseline
    assert 3 not in shown
    assert len(shown) <= MOST + 1
    assert set(bench.window.plots.keys) == shown


@pytest.mark.slow
def test_a_hidden_curve_leaves_nothing_behind(bench: Workbench, qtbot: QtBot) -> None:
    bench.context.document.set_value("epochs", 2)
    train(bench, qtbot, 3)
    bench.controllers.runs.panel.set_checked([3])
    before = alive(), items(bench)
    for _ in range(3):
        bench.controllers.runs.panel.set_checked([1, 2, 3])
        assert alive()["RunCurves"] == 3 * before[0]["RunCurves"]
        bench.controllers.runs.panel.set_checked([3])
    assert (alive(), items(bench)) == before
