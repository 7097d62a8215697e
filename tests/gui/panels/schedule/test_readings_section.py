from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gui.panels.schedule.readings_section import OTHER, SAME, ReadingsSection
from gui.panels.schedule.scheduler_card import SchedulerCard
from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK
from training.experiment.experiment import experiment_from
from training.experiment.file import read_experiment
from training.layout import RESOURCES
from training.schedule.readings import readings

EXAMPLE = RESOURCES / "examples" / "two_schedulers_in_a_row.toml"


def cards(section: ReadingsSection) -> list[SchedulerCard]:
    return [card for card in section.findChildren(SchedulerCard) if not card.isHidden()]


def test_the_four_readings_stand_below_each_other_and_each_can_be_chosen(qtbot: QtBot, appearance: Appearance) -> None:
    section = ReadingsSection(appearance)
    qtbot.addWidget(section)
    experiment = read_experiment(EXAMPLE)
    section.show_readings(readings(experiment), experiment.scheduler)
    section.show()
    shown = cards(section)
    titles = ["One MultiStepLR", "Switched by hand", "SequentialLR", "ChainedScheduler"]
    assert [card.title.text() for card in shown] == titles
    assert [card.badge.text() for card in shown] == [SAME, "", OTHER, OTHER]
    assert [card.button.isEnabled() for card in shown] == [True, True, False, True]
    with qtbot.waitSignal(section.scheduler_chosen) as chosen:
        qtbot.mouseClick(shown[0].button, Qt.MouseButton.LeftButton)
    (values,) = chosen.args
    assert values == {"kind": "MultiStepLR", "milestones": (10, 20, 25), "gamma": 0.1}
    appearance.set_colors(DARK)


def test_what_cannot_be_run_has_no_button(qtbot: QtBot, appearance: Appearance) -> None:
    section = ReadingsSection(appearance)
    qtbot.addWidget(section)
    step, plateau = {"kind": "StepLR", "step_size": 2}, {"kind": "ReduceLROnPlateau"}
    scheduler = {"kind": "HandSwitched", "schedulers": [step, plateau], "milestones": [4]}
    experiment = experiment_from({"scheduler": scheduler})
    section.show_readings(readings(experiment), experiment.scheduler)
    section.show()
    assert [card.button.isHidden() for card in cards(section)] == [False, False, True, True]
    assert cards(section)[2].sentence.text().startswith("It cannot be run")


def test_without_a_composition_the_section_is_away(qtbot: QtBot, appearance: Appearance) -> None:
    section = ReadingsSection(appearance)
    qtbot.addWidget(section)
    experiment = read_experiment(EXAMPLE)
    section.show_readings(readings(experiment), experiment.scheduler)
    section.show_readings((), None)
    assert section.isHidden()
    assert not [button for button in section.findChildren(QPushButton) if not button.isHidden() and button.isVisible()]
