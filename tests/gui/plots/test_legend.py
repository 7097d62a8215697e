from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from gui.plots.legend import Entry, Legend
from gui.widgets.appearance import Appearance


@pytest.fixture
def legend(qtbot: QtBot, appearance: Appearance) -> Legend:
    legend = Legend(appearance)
    qtbot.addWidget(legend)
    legend.resize(400, legend.sizeHint().height())
    return legend


def texts(legend: Legend) -> list[str]:
    return [entry.text for _, entry in legend.fitting(QFontMetricsF(legend.font()))]


def test_all_entries_are_shown_while_there_is_room(legend: Legend) -> None:
    legend.set_entries([Entry("planned", "#566373", (5.0, 3.5)), Entry("run 1", "#0072b2")])
    assert texts(legend) == ["planned", "run 1"]


def test_the_rest_is_counted(legend: Legend) -> None:
    legend.set_entries([Entry(f"experiment {number}", "#0072b2") for number in range(50)])
    *shown, rest = texts(legend)
    assert rest == f"and {50 - len(shown)} more"
    assert len(shown) >= 2
    left, _ = legend.fitting(QFontMetricsF(legend.font()))[-1]
    assert left + QFontMetricsF(legend.font()).horizontalAdvance(rest) <= legend.width()


def test_a_long_name_ends_in_an_ellipsis(legend: Legend) -> None:
    legend.set_entries([Entry("x" * 500, "#0072b2")])
    assert texts(legend)[0].endswith("…")


def test_names_are_plain_text_and_lines_have_their_colours(legend: Legend) -> None:
    legend.set_entries([Entry("<img src='file:///etc/passwd'><b>run</b>", "#d55e00")])
    assert texts(legend)[0].startswith("<img")
    image = legend.grab().toImage()
    middle = image.height() // 2
    assert "#d55e00" in {image.pixelColor(x, middle).name() for x in range(30)}


def test_even_one_entry_in_no_room_is_shown(legend: Legend) -> None:
    legend.resize(20, 20)
    legend.set_entries([Entry("run 1", "#0072b2"), Entry("run 2", "#0072b2")])
    assert texts(legend) == ["run 1", "and 1 more"]
