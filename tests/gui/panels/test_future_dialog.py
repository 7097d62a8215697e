from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from gui.panels.future_dialog import FutureDialog
from gui.panels.prospect import Mode, Prospect
from gui.theme import DARK
from training.engine.record import EpochRecord
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.schedulers import CosineAnnealingLR, MultiStepLR, SchedulerSettings
from training.runs.run import Run
from training.runs.trace import Trace
from training.schedule.pitfalls import Caution
from training.schedule.pitfalls.ahead import cautions_ahead
from training.schedule.preview import preview

Ask = Callable[..., FutureDialog]
OLD, NEW = MultiStepLR(milestones=(3, 7)), MultiStepLR(milestones=(4, 8))
RUN = Experiment(scheduler=OLD)


@pytest.fixture
def ask(qtbot: QtBot) -> Ask:
    """A dialog about a run of some epochs, over a form with this scheduler."""

    def make(mode: Mode, scheduler: SchedulerSettings, done: int = 4) -> FutureDialog:
        trace = Trace(RUN)
        trace.extend(EpochRecord(epoch, 0.1, 0.1, 0.5, 0.5, 0.5, 0.5, 0.1) for epoch in range(1, done + 1))
        dialog = FutureDialog(mode, Run(1, trace), [done], Experiment(scheduler=scheduler), DARK, None)
        qtbot.addWidget(dialog)
        dialog.ask()
        return dialog

    return make


def cautions(prospect: Prospect) -> list[Caution]:
    wanted = prospect.experiment(RUN)
    return cautions_ahead(wanted, preview(wanted), prospect.after + 1, least=prospect.after + 1)


@pytest.mark.parametrize(("done", "suggested"), [(4, 10), (9, 10), (10, 20)])
def test_what_is_suggested_can_be_agreed_to_at_once(done: int, suggested: int, ask: Ask) -> None:
    dialog = ask(Mode.GO_ON, OLD, done)
    assert dialog.epochs.text() == str(suggested)
    assert dialog.problem.text() == ""
    assert dialog.prospect() == Prospect(done, suggested, None)


def test_an_edited_schedule_is_taken_or_left(ask: Ask) -> None:
    dialog = ask(Mode.GO_ON, NEW)

    assert dialog.keep.text() == "&Keep MultiStepLR(milestones=[3, 7]), which counts from epoch 1"
    assert "MultiStepLR(milestones=[4, 8])" in dialog.scheduler.text()
    assert dialog.prospect() == Prospect(4, 10, None, Edit(epoch=5, scheduler=NEW))

    dialog.scheduler.click()
    assert not dialog.keep.isChecked()
    assert dialog.prospect() == Prospect(4, 10, Edit(epoch=5, scheduler=NEW))
    assert "4 of its own is epoch 8 of the run" in cautions(dialog.prospect())[-1].message


@pytest.mark.parametrize("mode", [Mode.FORK, Mode.CHANGE])
def test_elsewhere_the_schedule_is_a_choice_among_others(mode: Mode, ask: Ask) -> None:
    dialog = ask(mode, NEW)

    assert dialog.keep.isHidden()
    dialog.scheduler.click()
    assert dialog.prospect().other is None


@pytest.mark.parametrize("mode", list(Mode))
def test_a_fix_changes_what_is_chosen_and_takes_its_caution_away(mode: Mode, ask: Ask) -> None:
    dialog = ask(mode, CosineAnnealingLR(T_max=2))
    dialog.scheduler.click()
    if dialog.rate.isChecked():
        dialog.rate.click()
    found = cautions(dialog.prospect())
    dialog.show_cautions(found)
    (button,) = dialog.cautions.buttons()
    assert found[0].path == "edits[0].scheduler.T_max"

    button.click()

    assert dialog.prospect() == Prospect(4, 10, Edit(epoch=5, scheduler=CosineAnnealingLR(T_max=6)))
    assert "T_max=6" in dialog.scheduler.text()
    assert cautions(dialog.prospect()) == []
