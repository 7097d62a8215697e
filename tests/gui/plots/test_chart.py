from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.plots.chart import Chart, ChartLine, ChartPlot
from gui.plots.chart_parts import PATTERNS, ChartMarks
from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK, LIGHT


@pytest.fixture
def chart(qtbot: QtBot, appearance: Appearance) -> ChartPlot:
    chart = ChartPlot("chart", "Title", "Nothing yet.", appearance)
    qtbot.addWidget(chart)
    chart.resize(500, 260)
    chart.show()
    qtbot.waitExposed(chart)
    return chart


def drawn(rng: np.random.Generator, *, log_x: bool, stairs: bool) -> Chart:
    """Return a chart of any ascending x, from far below 1 where it is logarithmic, with gaps."""
    count = int(rng.integers(2, 40))
    x = np.cumsum(rng.exponential(1.0, count)) if not stairs else np.arange(1.0, count + 1)
    x = 10 ** (x - 20) if log_x else x
    columns = rng.normal(size=(3, count)) * 10.0 ** rng.integers(-8, 8)
    columns[rng.random((3, count)) < 0.2] = np.nan
    lines = [ChartLine(str(n), column, n, n, stairs=stairs) for n, column in enumerate(columns)]
    return Chart(x, lines, ("x", "y"), read=lambda index: f"point {index}", log_x=log_x)


@pytest.mark.parametrize(("log_x", "stairs"), [(False, False), (True, False), (False, True)])
@pytest.mark.parametrize("seed", range(4))
def test_every_point_is_drawn_where_it_belongs_and_read_there(
    chart: ChartPlot, qtbot: QtBot, log_x: bool, stairs: bool, seed: int
) -> None:
    said: list[str] = []
    chart.read.connect(said.append)
    shown = drawn(np.random.default_rng(seed), log_x=log_x, stairs=stairs)
    chart.show_chart(shown)
    (left, right), (low, high) = chart.view.viewRange()
    positions = np.log10(shown.x) if log_x else shown.x
    assert ((left <= positions) & (positions <= right)).all()
    for line, curve in zip(shown.lines, chart.curves, strict=True):
        finite = line.values[np.isfinite(line.values)]
        assert set(finite) <= set(curve.yData.tolist()) | {dot.y() for dot in curve.dots}
        assert ((low <= finite) & (finite <= high)).all()
    QTest.qWait(1)  # the axes, which were hidden, take their room
    across = [chart.view.pixel_x(value) for value in shown.x.tolist()]
    for index in (0, len(across) // 2, len(across) - 1):
        pixel = chart.view.mapToScene(across[index], chart.view.height() / 2)
        QTest.mouseMove(chart.viewport(), chart.mapFromScene(pixel))
        qtbot.waitUntil(lambda at=index: bool(said) and abs(across[int(said[-1].split()[1])] - across[at]) <= 1)


def test_keys_read_point_by_point_and_stay_within(chart: ChartPlot) -> None:
    said: list[str] = []
    chart.read.connect(said.append)
    shown = drawn(np.random.default_rng(0), log_x=False, stairs=False)
    chart.show_chart(shown)
    last = len(shown.x) - 1
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Home):
        QTest.keyClick(chart, key)
    assert said == ["point 0", "point 1", f"point {last}", "point 0"]
    assert chart.accessibleDescription() == f"point {last} Arrow keys read it."


def test_without_a_chart_it_says_what_will_come(chart: ChartPlot, appearance: Appearance) -> None:
    chart.show_chart(drawn(np.random.default_rng(0), log_x=True, stairs=False))
    chart.show_chart(None)
    assert chart.accessibleDescription() == "Nothing yet."
    assert not chart.curves
    QTest.keyClick(chart, Qt.Key.Key_Right)
    appearance.set_colors(DARK)
    assert chart.accessibleName() == chart.viewport().accessibleName() == "Title"


def test_four_lines_have_four_patterns(chart: ChartPlot) -> None:
    lines = [ChartLine(str(n), np.arange(3.0), n, n) for n in range(4)]
    chart.show_chart(Chart(np.arange(3.0), lines, ("x", "y"), read=str))
    assert tuple(tuple(curve.opts["pen"].dashPattern()) for curve in chart.curves) == PATTERNS


def test_lines_follow_the_scheme(chart: ChartPlot, appearance: Appearance) -> None:
    lines = [ChartLine("run", np.arange(3.0), 1), ChartLine("mean", np.arange(3.0), "accent")]
    chart.show_chart(Chart(np.arange(3.0), lines, ("x", "y"), read=str))
    for colors in (DARK, LIGHT):
        appearance.set_colors(colors)
        assert [curve.opts["pen"].color().name() for curve in chart.curves] == [colors.run(1), colors.accent]


@pytest.mark.parametrize("seed", range(20))
def test_no_word_of_a_mark_lies_over_another_or_leaves_the_view(chart: ChartPlot, seed: int) -> None:
    chance = np.random.default_rng(seed)
    chart.resize(int(chance.integers(200, 900)), 200)
    chart.show()
    positions = chance.uniform(0, 10, chance.integers(1, 15)).tolist()
    line = ChartLine("y", np.zeros(11), 0)
    marked = [(x, f"{x:.4g}") for x in positions]
    chart.show_chart(Chart(np.arange(0.0, 11.0), [line], ("x", "y"), read=str, marks=marked))
    marks = next(overlay for overlay in chart.overlays if isinstance(overlay, ChartMarks))
    metrics = chart.fontMetrics()
    words = marks.placed(metrics)
    edges = [edge for word, left in words for edge in (left, left + metrics.horizontalAdvance(word))]
    assert edges == sorted(edges)
    assert edges[0] >= 0
    assert edges[-1] <= chart.view.width()
