from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from gui.exporters.picture import png_of, svg_of
from gui.plots.plots_panel import PlotsPanel
from gui.widgets.appearance import Appearance
from gui.widgets.theme import LIGHT
from tests.gui.conftest import MakeSchedule, MakeTrace
from tests.gui.plots.conftest import positions, shown_panel

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # which the offscreen platform does not have
HOSTILE = "<script>alert('x')</script> & <b>run</b>"


@pytest.fixture
def filled(qtbot: QtBot, appearance: Appearance, make_schedule: MakeSchedule, make_trace: MakeTrace) -> PlotsPanel:
    panel = shown_panel(qtbot, appearance)
    panel.set_schedule(make_schedule())
    panel.add_run(1, make_trace([0.9, 0.7, 0.5, 0.45, 0.44, 0.3]), LIGHT.run(0), HOSTILE)
    panel.select_run(1)
    return panel


def drawn(path: Path, panel: PlotsPanel) -> QImage:
    image = QImage(panel.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    QSvgRenderer(str(path)).render(painter)
    painter.end()
    return image


def test_a_png_is_the_screen_at_twice_its_size(filled: PlotsPanel, tmp_path: Path) -> None:
    (tmp_path / "plots.png").write_bytes(png_of(filled))
    image = QImage(str(tmp_path / "plots.png"))
    assert image.size() == filled.size() * 2
    halved = {(x // 2, y // 2) for x, y in positions(image, LIGHT.run(0))}
    assert len(halved & positions(filled.grab().toImage(), LIGHT.run(0))) > 300


@pytest.mark.parametrize("logarithmic", [False, True])
def test_an_svg_has_the_curves_where_the_screen_has_them(filled: PlotsPanel, tmp_path: Path, logarithmic: bool) -> None:
    for axis in ("lr", "loss", "epoch"):
        filled.set_log(axis, logarithmic)
    (tmp_path / "plots.svg").write_bytes(svg_of(filled))
    screen = positions(filled.grab().toImage(), LIGHT.run(0))
    paper = positions(drawn(tmp_path / "plots.svg", filled), LIGHT.run(0), 40)
    near = {(x + dx, y + dy) for x, y in paper for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    assert len(screen & near) > 0.95 * len(screen)


def test_an_svg_is_made_of_lines_and_letters_and_runs_nothing(filled: PlotsPanel, tmp_path: Path) -> None:
    (tmp_path / "plots.svg").write_bytes(svg_of(filled))
    text = (tmp_path / "plots.svg").read_text()
    assert "<polyline" in text or "<path" in text
    assert "learning rate" in text
    assert "<image" not in text
    assert "<script" not in text


def test_the_clipboard_gets_the_picture(filled: PlotsPanel) -> None:
    filled.copy_image()
    assert QGuiApplication.clipboard().image().size() == filled.size() * 2
