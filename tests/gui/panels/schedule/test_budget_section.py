from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from gui.panels.schedule.budget_section import MOST_KEPT, BudgetSection, Spent
from gui.widgets.appearance import Appearance
from gui.widgets.share_bars import ShareBars
from gui.widgets.theme import DARK
from training.experiment.experiment import Experiment
from training.experiment.schedulers import NoScheduler
from training.schedule.budget import budget_of, equal_area
from training.schedule.preview import preview


def spent(experiment: Experiment) -> Spent:
    schedule = preview(experiment)
    return Spent(experiment, schedule, budget_of(schedule))


@pytest.fixture
def section(qtbot: QtBot, appearance: Appearance) -> BudgetSection:
    section = BudgetSection(appearance)
    qtbot.addWidget(section)
    section.comparison_changed.connect(lambda: show(section, spent(Experiment())))
    section.show()
    return section


def show(section: BudgetSection, present: Spent) -> None:
    section.show_budget(present, [equal_area(present.schedule, kept.schedule) for kept in section.kept])


def words(section: BudgetSection) -> str:
    return "\n".join(label.text() for label in section.findChildren(QLabel) if label.isVisible())


def press(qtbot: QtBot, section: BudgetSection, kind: type, name: str) -> None:
    (button,) = [button for button in section.findChildren(kind, name) if button.isVisible()]
    qtbot.keyClick(button, Qt.Key.Key_Space)


def test_the_area_and_the_shares_are_told(section: BudgetSection) -> None:
    show(section, spent(Experiment()))
    assert "Area under the rate 0.75: 10 epochs at 0.075 on average" in words(section)
    assert "by the end of epoch 4" in words(section)
    bars = section.findChild(ShareBars)
    assert bars.accessibleDescription() == "50.0% of the epochs at 0.1; 50.0% of the epochs at 0.05"
    assert "Share of the epochs at each rate" in words(section)


def test_a_kept_schedule_is_compared_at_equal_area(
    qtbot: QtBot, section: BudgetSection, appearance: Appearance
) -> None:
    show(section, spent(Experiment(scheduler=NoScheduler())))
    press(qtbot, section, QPushButton, "budget.keep")
    assert "Area 1: 1.33 times the present one." in words(section)
    press(qtbot, section, QToolButton, "budget.equal_area")
    with qtbot.waitSignal(section.experiment_chosen) as chosen:
        press(qtbot, section, QPushButton, "budget.use.0")
    (experiment,) = chosen.args
    assert budget_of(preview(experiment)).area == pytest.approx(1.0)
    appearance.set_colors(DARK)


def test_a_schedule_of_the_same_area_needs_no_factor(qtbot: QtBot, section: BudgetSection) -> None:
    show(section, spent(Experiment()))
    press(qtbot, section, QPushButton, "budget.keep")
    assert "Area 0.75, as the present one." in words(section)
    assert not section.findChild(QPushButton, "budget.use.0").isVisible()


def test_a_kept_schedule_of_another_length_says_so(qtbot: QtBot, section: BudgetSection) -> None:
    show(section, spent(Experiment(epochs=20, scheduler=NoScheduler())))
    press(qtbot, section, QPushButton, "budget.keep")
    assert "It has 20 epochs, the present one 10: on average 0.1 an epoch beside 0.075." in words(section)


def test_a_kept_schedule_can_be_dropped(qtbot: QtBot, section: BudgetSection) -> None:
    show(section, spent(Experiment()))
    press(qtbot, section, QPushButton, "budget.keep")
    press(qtbot, section, QToolButton, "budget.drop.0")
    assert section.kept == []


def test_no_more_are_kept_than_colours_tell_apart(qtbot: QtBot, section: BudgetSection) -> None:
    show(section, spent(Experiment()))
    for _ in range(MOST_KEPT):
        press(qtbot, section, QPushButton, "budget.keep")
    assert not section.findChild(QPushButton, "budget.keep").isEnabled()
