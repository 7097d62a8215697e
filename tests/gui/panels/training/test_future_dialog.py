from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.panels.training.future_dialog import FutureDialog
from gui.panels.training.prospect import Intent, Mode, Prospect
from gui.widgets.appearance import Appearance
from gui.widgets.labels import NoteLabel
from training.engine.record import EpochRecord
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.schedulers import CosineAnnealingLR, MultiStepLR, SchedulerSettings
from training.runs.run import Run
from training.runs.trace import Trace
from training.schedule.futures import futures
from training.schedule.pitfalls import Caution
from training.schedule.pitfalls.ahead import cautions_ahead, notes_if_chosen
from training.schedule.preview import preview

Ask = Callable[..., FutureDialog]
OLD, NEW = MultiStepLR(milestones=(3, 7)), MultiStepLR(milestones=(4, 8))
RUN = Experiment(scheduler=OLD)


@pytest.fixture
def ask(qtbot: QtBot, appearance: Appearance) -> Ask:
    """A dialog about a run of some epochs, over a form with this scheduler."""

    def make(
        mode: Mode, scheduler: SchedulerSettings, done: int = 4, lr: float = 0.1, kept: Sequence[int] = ()
    ) -> FutureDialog:
        trace = Trace(RUN)
        trace.extend(EpochRecord(epoch, lr, lr, 0.5, 0.5, 0.5, 0.5, 0.1) for epoch in range(1, done + 1))
        dialog = FutureDialog(Intent(mode, Run(1, trace), kept or [done]), Experiment(scheduler=scheduler), appearance)
        qtbot.addWidget(dialog)
        dialog.ask()
        return dialog

    return make


def said(label: NoteLabel) -> str:
    """The text without the places where it may be broken."""
    return label.text().replace("\u200b", "")


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


@pytest.mark.parametrize(("first", "epochs"), [(1, "5 and 10"), (0, "4 and 9")])
def test_what_is_not_chosen_is_told_as_what_would_come(
    first: int, epochs: str, ask: Ask, appearance: Appearance
) -> None:
    dialog = ask(Mode.GO_ON, NEW)
    appearance.set_first_epoch(first)
    other = dialog.prospect().other
    assert other is not None
    both = futures(RUN, other)

    dialog.show_other(both)
    dialog.show_cautions(notes_if_chosen(RUN.with_edit(other), both.edited, 5))

    assert said(dialog.verdict) == (
        "With the form's MultiStepLR(milestones=[4, 8]), which would begin at the rate that stands there: "
        f"epochs {epochs} would train at 0.01 and 0.001, without the change at 0.01 and 0.001."
    )
    (note,) = [said(label) for label in dialog.cautions.findChildren(NoteLabel)]
    assert note.startswith("With the form's schedule: milestones count from the change by hand, after epoch ")
    assert f"after epoch {3 + first}: 4 of its own is epoch {7 + first} of the run" in note
    assert dialog.plot.schedule is both.edited
    dashed = [curve.opts["pen"].style() is not Qt.PenStyle.SolidLine for curve in dialog.plot.planned]
    assert dashed == [True, False]


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("mode", list(Mode))
def test_epochs_are_counted_as_everywhere(mode: Mode, first: int, ask: Ask, appearance: Appearance) -> None:
    dialog = ask(mode, NEW, kept=(1, 2, 3, 4))
    counted = dialog.prospect()

    appearance.set_first_epoch(first)

    assert dialog.prospect() == counted
    assert [int(dialog.epoch.itemText(place)) for place in range(4)] == [3 + first, 2 + first, 1 + first, first]
    assert dialog.keep.text().endswith(f"epoch {first}")
    assert dialog.plot.epoch_axis.tickStrings([1.0, 4.0], 1.0, 1.0) == [str(first), str(3 + first)]
    dialog.scheduler.click()
    edit = dialog.prospect().edit
    assert edit is not None
    both = futures(RUN, edit)
    dialog.show_futures(both)
    assert said(dialog.verdict) == both.sentence(first)
    found = cautions(dialog.prospect())
    dialog.show_cautions(found)
    shown = [said(label) for label in dialog.cautions.findChildren(NoteLabel)]
    assert [text.removeprefix("⚠ ") for text in shown] == [one.counted_from(first).message for one in found]


def test_a_suggested_rate_is_short(ask: Ask) -> None:
    assert ask(Mode.FORK, NEW, lr=0.1 * 0.1).lr.text() == "0.001"


def test_the_plot_numbers_its_epochs(ask: Ask) -> None:
    assert ask(Mode.FORK, NEW).plot.epoch_axis.style["showValues"]
