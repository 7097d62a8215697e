"""What a run that was stopped still plans is told from its own experiment, whatever the form holds."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from gui.plots.lr_plot import LrPlot
from tests.end_to_end.conftest import OpenWindow, trained


def test_a_stopped_run_is_told_with_its_own_plan(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    bench.context.actions["step_epoch"].trigger()
    qtbot.waitUntil(lambda: len(bench.context.session.runs[0].trace) == 1)
    bench.context.actions["stop"].trigger()
    trained(bench, qtbot)
    with qtbot.waitSignal(bench.context.preparation.schedule_changed):
        bench.context.document.set_value("optimizer.lr", 0.7)
    own = "Planned learning rate: 0.1 in epochs 2 to 5, then 0.05 in epochs 6 to 10."
    qtbot.waitUntil(lambda: own in bench.controllers.runs.panel.words.text())
    plot = bench.window.plots.findChild(LrPlot)
    qtbot.waitUntil(lambda: own in plot.accessibleDescription())
    assert plot.numbers(bench.context.session.runs[0].number, 6) == "epoch 6   planned 0.05   after it 0.05"
    assert plot.numbers(None, 6) == "epoch 6   planned 0.35   after it 0.35"
