from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gui.panels.why.why_panel import HINT, WhyPanel
from gui.panels.why.why_part import NO_COUNTER, NO_SOURCE
from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK, LIGHT
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.optimizers import Adam
from training.experiment.schedulers import (
    ChainedScheduler,
    ExponentialLR,
    HandSwitched,
    LambdaLR,
    LinearLR,
    OneCycleLR,
    SchedulerSettings,
    StepLR,
)
from training.schedule.why import why

PAIR = (ExponentialLR(gamma=0.5), StepLR(step_size=1, gamma=0.5))


@pytest.fixture
def panel(qtbot: QtBot, appearance: Appearance) -> WhyPanel:
    panel = WhyPanel(appearance)
    qtbot.addWidget(panel)
    panel.resize(390, 700)
    panel.show()
    return panel


def texts(panel: WhyPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel)]


def button(panel: WhyPanel, name: str) -> QPushButton:
    return panel.findChild(QPushButton, f"why.{name}")


def test_without_a_selection_it_says_how_to_begin(panel: WhyPanel) -> None:
    assert HINT in texts(panel)
    panel.show_explanation(why(Experiment(), 5))
    assert HINT not in texts(panel)
    panel.show_explanation(None)
    assert HINT in texts(panel)


def test_a_change_is_shown_with_its_rule_numbers_formula_and_line(panel: WhyPanel) -> None:
    explanation = why(Experiment(), 5)
    panel.show_explanation(explanation)
    shown, part = texts(panel), explanation.parts[0]
    assert part.source is not None
    expected = ["StepLR: 5 epochs done, lr 0.1 → 0.05 (×0.5), used from epoch 6", "used in epoch 5", "0.1", "0.05",
                StepLR.rule, "5, the counter", "gamma", "0.5", "step_size", "lr = 0.1 * 0.5 = 0.05",
                part.source.text]  # fmt: skip
    assert [text for text in expected if text not in shown] == []
    assert any(text.startswith(f"torch/optim/lr_scheduler.py:{part.source.line}\n") for text in shown)


def test_epochs_are_counted_from_0_on_request(panel: WhyPanel, appearance: Appearance) -> None:
    panel.show_explanation(why(Experiment(), 5))
    appearance.set_first_epoch(0)
    assert "used in epoch 4" in texts(panel)
    assert "StepLR: 5 epochs done, lr 0.1 → 0.05 (×0.5), used from epoch 5" in texts(panel)


@pytest.mark.parametrize(
    ("scheduler", "note"),
    [
        (HandSwitched(schedulers=PAIR, milestones=(2,)), NO_SOURCE),
        (ChainedScheduler(schedulers=PAIR), NO_COUNTER),
    ],
)
def test_what_torch_does_not_have_is_said(panel: WhyPanel, scheduler: SchedulerSettings, note: str) -> None:
    panel.show_explanation(why(Experiment(scheduler=scheduler), 2))
    assert note in texts(panel)


def test_batches_are_named(panel: WhyPanel) -> None:
    experiment = Experiment(scheduler=OneCycleLR(max_lr=0.1))
    panel.show_explanation(why(experiment, 2, 800))
    assert "at the start of epoch 2" in texts(panel)
    assert len([text for text in texts(panel) if ", after batch " in text]) == 2
    panel.show_explanation(why(experiment, 2, 800, batch=3))
    assert "used in batch 3 of epoch 2" in texts(panel)


def test_the_head_has_a_line_of_its_own(panel: WhyPanel) -> None:
    panel.show_explanation(why(Experiment(head_lr=0.01), 5))
    assert {"body", "head", "0.01", "0.005"} <= set(texts(panel))


def test_the_keyboard_steps_through_the_changes_without_waiting_for_each(panel: WhyPanel, qtbot: QtBot) -> None:
    wanted: list[int] = []
    panel.change_wanted.connect(wanted.append)
    panel.set_changes([3, 7, 9])
    assert "3 changes" in texts(panel)
    assert not button(panel, "previous").isEnabled()
    for _ in range(3):
        QTest.keyClick(button(panel, "next"), Qt.Key.Key_Space)
    assert "Change 3 of 3" in texts(panel)
    assert not button(panel, "next").isEnabled()
    QTest.keyClick(button(panel, "previous"), Qt.Key.Key_Space)
    assert wanted == [3, 7, 9, 7]


def test_from_an_epoch_without_a_change_the_steps_lead_to_its_neighbours(panel: WhyPanel) -> None:
    wanted: list[int] = []
    panel.change_wanted.connect(wanted.append)
    panel.set_changes([5, 10])
    panel.show_explanation(why(Experiment(), 7))
    assert {"2 changes", "StepLR: lr stays 0.05 after epoch 7"} <= set(texts(panel))
    button(panel, "previous").click()
    panel.show_explanation(why(Experiment(), 7))
    button(panel, "next").click()
    assert wanted == [5, 10]


def test_it_fits_a_narrow_tab_and_takes_the_colours_of_both_schemes(panel: WhyPanel, appearance: Appearance) -> None:
    panel.show_explanation(why(Experiment(scheduler=OneCycleLR(max_lr=0.1)), 2, 800))
    for colors in (DARK, LIGHT):
        appearance.set_colors(colors)
        assert panel.minimumSizeHint().width() <= 390
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in panel.findChildren(QLabel))


EDITED = Experiment(
    epochs=12,
    scheduler=LambdaLR(lr_lambda="0.9 ** epoch"),
    edits=(Edit(epoch=4, lr=0.01), Edit(epoch=9, optimizer=Adam(lr=0.02), scheduler=LinearLR(start_factor=0.5))),
)


def test_a_change_by_hand_is_shown_with_what_becomes_of_it(panel: WhyPanel, appearance: Appearance) -> None:
    panel.show_explanation(why(EDITED, 3))
    shown = texts(panel)
    expected = ["used in epoch 3", "after it", "used in epoch 4", "0.081", "0.0729", "0.01",
                "LambdaLR: lr 0.081 → 0.0729", "By hand: lr 0.0729 → 0.01", "before epoch 4",
                "0.01 in all parameter groups"]  # fmt: skip
    assert [text for text in expected if text not in shown] == []
    assert any("the change is gone after epoch 4" in text for text in shown)
    appearance.set_first_epoch(0)
    assert "before epoch 3" in texts(panel)
    assert any("the change is gone after epoch 3" in text for text in texts(panel))


def test_the_epoch_that_begins_with_a_change_by_hand_shows_it_first(panel: WhyPanel) -> None:
    panel.show_explanation(why(EDITED, 4))
    titles = [label.text() for label in panel.findChildren(QLabel) if label.property("role") == "title"]
    assert titles[1:] == ["By hand: lr 0.0729 → 0.01", "LambdaLR: lr 0.01 → 0.06561"]
    assert "used in epoch 5" not in texts(panel)


def test_a_new_scheduler_is_shown_with_what_it_did_when_it_was_built(panel: WhyPanel) -> None:
    panel.show_explanation(why(EDITED, 8))
    shown = texts(panel)
    expected = ["Adam(lr=0.02)", "LinearLR(start_factor=0.5), which counts from epoch 9",
                "By hand: lr 0.0430467 → 0.01", "LinearLR: lr 0.02 → 0.01", "0, the counter"]  # fmt: skip
    assert [text for text in expected if text not in shown] == []


def test_body_and_head_are_set_by_hand_alike(panel: WhyPanel) -> None:
    panel.show_explanation(why(Experiment(head_lr=0.3, edits=(Edit(epoch=4, lr=0.01),)), 3))
    shown = texts(panel)
    assert {"body", "head", "0.3"} <= set(shown)
    assert shown.count("0.01") == 2
