"""Pause, go on, step and stop, at whatever moment of a run's life the keys come."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from gui.window.workbench import Workbench
from tests.end_to_end.conftest import OpenWindow, trained
from training.runs.run import STARTING, Run, Status

MOMENTS: dict[str, Callable[[Run], object]] = {
    "in the same event": lambda run: True,
    "with its number": lambda run: run.number != STARTING,
    "while it loads": lambda run: run.status is Status.LOADING,
    "as it has begun": lambda run: bool(run.device),
}


def begun(bench: Workbench, qtbot: QtBot, moment: str) -> Run:
    """Train, and wait for this moment."""
    bench.context.actions["train"].trigger()
    run = bench.context.session.live
    assert run is not None
    if not MOMENTS[moment](run):
        qtbot.waitUntil(lambda: bool(MOMENTS[moment](run)), timeout=20_000)
    return run


@pytest.mark.slow
@pytest.mark.parametrize("moment", MOMENTS)
def test_what_is_paused_at_any_moment_rests_and_goes_on(open_window: OpenWindow, qtbot: QtBot, moment: str) -> None:
    bench = open_window()
    bench.context.document.set_value("epochs", 300)
    run = begun(bench, qtbot, moment)
    bench.context.actions["pause"].trigger()
    qtbot.waitUntil(lambda: bool(run.device) and run.status is Status.PAUSED, timeout=20_000)
    epochs = -1
    while len(run.trace) != epochs:  # what was trained before the pause may be on its way to the window
        epochs = len(run.trace)
        qtbot.wait(300)
    assert run.status is Status.PAUSED
    assert epochs < 300
    assert bench.context.actions["pause"].text() == "&Go on"
    assert bench.context.actions["step_epoch"].isEnabled()
    bench.context.actions["pause"].trigger()
    trained(bench, qtbot)
    assert (run.status, len(run.trace)) == (Status.FINISHED, 300)


@pytest.mark.slow
@pytest.mark.parametrize("moment", MOMENTS)
def test_what_is_stopped_at_any_moment_ends(open_window: OpenWindow, qtbot: QtBot, moment: str) -> None:
    bench = open_window()
    bench.context.document.set_value("epochs", 300)
    run = begun(bench, qtbot, moment)
    bench.context.actions["stop"].trigger()
    trained(bench, qtbot)
    assert run.status is Status.STOPPED
    bench.context.actions["train"].trigger()
    trained(bench, qtbot)
    assert [summary.status for summary in bench.context.library.find()] == [Status.FINISHED, Status.STOPPED]
