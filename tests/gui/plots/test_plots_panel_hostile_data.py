"""Data that has broken plots elsewhere: whatever comes, something sensible is drawn and nothing is raised."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from gui.plots.plots_panel import PlotsPanel
from gui.plots.run_plot import RunPlot
from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment
from training.runs.trace import Trace

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # which the offscreen platform does not have

NAN, INF, TINY, HUGE = math.nan, math.inf, 5e-324, 1.7976931348623157e308
COLUMNS = {
    "empty": [],
    "one": [0.5],
    "one nan": [NAN],
    "all nan": [NAN] * 50,
    "all inf": [INF] * 50,
    "nan first": [NAN, 0.5, 0.4],
    "nan last": [0.5, 0.4, NAN],
    "every other nan": [0.5, NAN] * 30,
    "mixed infinities": [INF, 0.5, -INF, 0.4] * 10,
    "huge": [1e308, -1e308, 1e308],
    "hugest": [HUGE, -HUGE] * 5,
    "denormal": [TINY, 2 * TINY, 3 * TINY],
    "tiny": [1e-300, 2e-300],
    "huge and tiny": [1e308, TINY, -1e308, 0.0],
    "zeros": [0.0] * 20,
    "minus zero": [-0.0, 0.0],
    "negative": [-0.5, -0.25],
    "through zero": [1.0, 0.0, -1.0],
    "constant": [0.5] * 40,
    "almost constant": [0.5, 0.5 + 1e-16, 0.5 + 2e-16],
    "spike": [0.5] * 500 + [1e12] + [0.5] * 499,
    "long with gaps": [NAN if i % 997 < 40 else 0.5 + i % 7 for i in range(20_000)],
}


def trace_of(values: list[float]) -> Trace:
    trace = Trace(Experiment(epochs=max(1, len(values))))
    trace.extend(EpochRecord(i + 1, v, v, v, v, v, v, 0.0) for i, v in enumerate(values))
    return trace


@pytest.mark.parametrize("logarithmic", [False, True], ids=["linear", "log"])
@pytest.mark.parametrize("name", COLUMNS)
def test_it_is_drawn_on_any_axis_and_at_any_size(
    panel: PlotsPanel, capfd: pytest.CaptureFixture[str], name: str, logarithmic: bool
) -> None:
    panel.add_run(1, trace_of(COLUMNS[name]), "#0072b2", name)
    panel.select_run(1)
    for axis in ("lr", "loss", "epoch"):
        panel.set_log(axis, logarithmic)
    for smoothing in (0.0, 0.9):
        panel.set_smoothing(smoothing)
        panel.grab()
    panel.show_epoch(len(COLUMNS[name]))
    panel.resize(120, 90)
    QApplication.processEvents()
    panel.grab()
    assert capfd.readouterr() == ("", "")  # where pyqtgraph tells of what went wrong in painting
    for plot in panel.findChildren(RunPlot):
        assert np.isfinite(plot.view.viewRange()).all()
        for curve in plot.curves:
            x, y = curve.getData()
            assert np.isfinite(x).all()
            assert not np.isinf(y).any()
