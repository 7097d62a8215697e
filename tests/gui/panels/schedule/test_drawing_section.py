from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.panels.schedule.drawing_section import MOST_EPOCHS, TOO_LONG, DrawingSection
from gui.panels.schedule.scheduler_card import SchedulerCard
from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK
from training.schedule.fit import as_lambda, fit, measured

EPOCHS = 20


@pytest.fixture
def section(qtbot: QtBot, appearance: Appearance) -> DrawingSection:
    section = DrawingSection(appearance)
    qtbot.addWidget(section)
    section.set_guide(np.full(EPOCHS, 0.1))
    section.show()
    return section


def type_in(qtbot: QtBot, section: DrawingSection, text: str) -> None:
    section.line.clear()
    qtbot.keyClicks(section.line, text)


def words(section: DrawingSection) -> str:
    return "\n".join(label.text() for label in section.findChildren(QLabel) if label.isVisible())


def cards(section: DrawingSection) -> list[SchedulerCard]:
    return [card for card in section.findChildren(SchedulerCard) if card.isVisible()]


def test_typed_rates_are_the_curve_and_the_last_one_is_held(qtbot: QtBot, section: DrawingSection) -> None:
    type_in(qtbot, section, "0.1, 0.1, 0.05")
    assert section.canvas.curve.tolist() == [0.1, 0.1] + [0.05] * 18
    with qtbot.waitSignal(section.fits_wanted) as wanted:
        qtbot.keyClick(section.line, Qt.Key.Key_Return)
    assert wanted.args[0].tolist() == section.canvas.curve.tolist()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0.1, x", "One rate for each epoch"),
        ("0.1, -0.1", "A rate is at least 0; -0.1 would climb the loss."),
        ("1 " * 21, "There are 21 rates for 20 epochs; leave some out."),
    ],
)
def test_what_is_no_curve_is_explained(qtbot: QtBot, section: DrawingSection, text: str, sentence: str) -> None:
    type_in(qtbot, section, text)
    assert sentence in words(section)
    assert not section.fit.isEnabled()


def test_the_drawn_curve_is_shown_as_numbers(qtbot: QtBot, section: DrawingSection) -> None:
    qtbot.mouseClick(section.canvas, Qt.MouseButton.LeftButton)
    assert len(section.line.text().split(", ")) == EPOCHS
    assert section.fit.isEnabled()
    qtbot.keyClick(section.clear, Qt.Key.Key_Space)
    assert section.canvas.curve is None
    assert section.line.text() == ""
    assert not section.fit.isEnabled()


def test_the_best_three_and_the_formula_are_offered_with_their_errors(
    qtbot: QtBot, section: DrawingSection, appearance: Appearance
) -> None:
    type_in(qtbot, section, "0.1 0.1 0.1 0.1 0.1 0.05 0.05 0.05 0.05 0.05 0.025")
    curve = section.canvas.curve
    section.show_fits([*fit(curve), measured(curve, 0.1, as_lambda(curve, 0.1))])
    shown = cards(section)
    assert len(shown) == 4
    assert shown[0].title.text() == "MultiStepLR"
    assert "milestones=[5, 10]" in shown[0].sentence.text()
    assert "Area off by 0.0%" in shown[0].sentence.text()
    assert shown[3].title.text().startswith("LambdaLR")
    with qtbot.waitSignal(section.fit_chosen) as chosen:
        qtbot.mouseClick(shown[0].button, Qt.MouseButton.LeftButton)
    assert chosen.args == [0.1, {"kind": "MultiStepLR", "milestones": (5, 10), "gamma": 0.5}]
    appearance.set_colors(DARK)
    type_in(qtbot, section, "0.1")
    assert not cards(section)


def test_too_many_epochs_cannot_be_drawn(section: DrawingSection) -> None:
    section.set_guide(np.full(MOST_EPOCHS + 1, 0.1))
    assert TOO_LONG in words(section)
    assert not section.canvas.isEnabled()
