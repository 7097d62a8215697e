"""The tabs behind the real window: code, proof, reasons, cautions, assumptions."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from gui.panels.schedule.curve_dialog import CurveDialog
from gui.plots.lr_plot import LrPlot
from gui.window.workbench import Workbench
from tests.end_to_end.conftest import OpenWindow, trained
from tests.exporters import exporter
from training.experiment.experiment import Experiment
from training.experiment.schedulers import OneCycleLR, ReduceLROnPlateau, SequentialLR, StepLR
from training.layout import RESOURCES


@pytest.fixture
def bench(open_window: OpenWindow, qtbot: QtBot) -> Workbench:
    bench = open_window()
    bench.window.tabs.setCurrentWidget(bench.controllers.code.panel)
    qtbot.waitUntil(lambda: "StepLR" in bench.controllers.code.panel.text, timeout=20_000)
    return bench


def choose(bench: Workbench, experiment: Experiment, qtbot: QtBot) -> None:
    """Open the experiment and wait for its whole schedule."""
    bench.context.preparation.schedule = None
    bench.context.document.replace(experiment)
    qtbot.waitUntil(
        lambda: bench.context.preparation.schedule is not None and bench.context.preparation.schedule.whole,
        timeout=20_000,
    )


def test_the_script_follows_the_form_and_is_copied_and_saved(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    bench.context.document.set_value("scheduler.step_size", 3)
    qtbot.waitUntil(lambda: "step_size=3" in bench.controllers.code.panel.text, timeout=20_000)
    bench.context.actions["copy_python"].trigger()
    assert QGuiApplication.clipboard().text() == bench.controllers.code.panel.text
    bench.exports.write(exporter("save_python"), bench.controllers.code.panel.text, tmp_path / "lesson.py")
    qtbot.waitUntil((tmp_path / "lesson.py").exists)
    assert (tmp_path / "lesson.py").read_text() == bench.controllers.code.panel.text


def test_what_no_tab_shows_computes_nothing_and_is_there_when_it_is_wanted(bench: Workbench, qtbot: QtBot) -> None:
    code, sweep = bench.controllers.code.panel, bench.controllers.sweep.panel
    bench.window.tabs.setCurrentWidget(bench.controllers.runs.panel)
    for step in (3, 4, 7):
        bench.context.document.set_value("scheduler.step_size", step)
    qtbot.wait(400)
    assert "step_size=5" in code.text
    assert not sweep.builder.count.text()
    bench.context.actions["copy_python"].trigger()  # it is not shown, and still what the form holds
    qtbot.waitUntil(lambda: "step_size=7" in QGuiApplication.clipboard().text(), timeout=20_000)
    bench.context.document.set_value("scheduler.step_size", 2)
    bench.window.tabs.setCurrentWidget(code)
    qtbot.waitUntil(lambda: "step_size=2" in code.text, timeout=20_000)
    bench.window.tabs.setCurrentWidget(sweep)
    qtbot.waitUntil(lambda: "runs" in sweep.builder.count.text(), timeout=20_000)


def test_no_script_is_copied_of_a_form_with_a_mistake(bench: Workbench) -> None:
    QGuiApplication.clipboard().setText("before")
    bench.context.document.set_value("scheduler.step_size", 0)
    bench.context.actions["copy_python"].trigger()
    assert QGuiApplication.clipboard().text() == "before"
    assert "mend" in bench.window.statusBar().currentMessage()


def test_images_are_opened_where_a_table_was(bench: Workbench, qtbot: QtBot) -> None:
    loads = Event()
    bench.context.jobs.lane("slow").submit("a slow disk", lambda: iter([loads.wait(20)]))
    bench.files.open_path(RESOURCES / "examples" / "digits_convnet.toml")
    qtbot.wait(500)  # whatever took the table's rows for the images' has failed
    loads.set()
    qtbot.waitUntil(lambda: "Conv2d" in bench.controllers.code.panel.text, timeout=20_000)
    assert not [box.text() for box in bench.window.findChildren(QMessageBox)]


@pytest.mark.slow
def test_a_run_is_proved_by_its_script(bench: Workbench, qtbot: QtBot) -> None:
    bench.context.actions["train"].trigger()
    trained(bench, qtbot)
    panel = bench.controllers.code.panel
    panel.findChild(QPushButton, "code.prove").click()
    qtbot.waitUntil(lambda: "equal" in panel.proof.badge.text(), timeout=60_000)
    assert panel.proof.badge.text() == "✓ 10 of 10 epochs equal"
    assert "run" in panel.proof.words.text()


@pytest.mark.parametrize("seen", ["while it trains", "afterwards"])
def test_the_changes_of_a_run_are_there_to_step_through_once_it_has_them(
    seen: str, bench: Workbench, qtbot: QtBot
) -> None:
    panel = bench.controllers.why.panel
    if seen == "while it trains":
        bench.context.tabs.setCurrentWidget(panel)
    bench.context.actions["train"].trigger()
    trained(bench, qtbot)
    bench.context.tabs.setCurrentWidget(panel)
    labels = panel.findChildren(QLabel)
    qtbot.waitUntil(lambda: any(label.text() == "2 changes" for label in labels), timeout=20_000)


def test_a_row_of_the_table_tells_why_the_rate_changed(bench: Workbench, qtbot: QtBot) -> None:
    bench.context.actions["train"].trigger()
    trained(bench, qtbot)
    bench.controllers.runs.table.setCurrentIndex(bench.controllers.runs.trace_model.index(5, 0))
    panel = bench.controllers.why.panel
    qtbot.waitUntil(lambda: panel.explanation is not None, timeout=20_000)
    assert panel.explanation.epoch == 5
    assert panel.explanation.parts[-1].last_epoch == 5


def test_a_click_on_a_change_of_the_plan_opens_its_reason(bench: Workbench, qtbot: QtBot) -> None:
    view = bench.window.plots.findChild(LrPlot).view
    view.clicked.emit(5.52, 0.05)
    panel = bench.controllers.why.panel
    qtbot.waitUntil(lambda: panel.explanation is not None, timeout=20_000)
    assert bench.window.tabs.currentWidget() is panel
    assert (panel.explanation.lr, panel.explanation.lr_after) == (0.1, 0.05)


def test_a_jump_is_warned_of_and_one_click_mends_it(bench: Workbench, qtbot: QtBot) -> None:
    both = SequentialLR(schedulers=(StepLR(step_size=2), StepLR(step_size=2)), milestones=(5,))
    choose(bench, Experiment(scheduler=both), qtbot)
    jumps = bench.window.plots.findChild(LrPlot).jumps
    qtbot.waitUntil(lambda: bool(jumps.jumps), timeout=20_000)
    button = next(
        button
        for button in bench.context.form.findChildren(QPushButton)
        if "current rate" in button.text() and button.isVisible()
    )
    button.click()
    assert bench.context.document.experiment is not None
    assert bench.context.document.experiment.scheduler.kind == "HandSwitched"
    qtbot.waitUntil(lambda: not jumps.jumps, timeout=20_000)
    bench.context.actions["undo"].trigger()
    assert bench.context.document.experiment.scheduler.kind == "SequentialLR"


def test_a_plateau_is_planned_on_the_course_that_is_chosen(bench: Workbench, qtbot: QtBot) -> None:
    box = bench.window.findChild(QComboBox, "assumption")
    assert not box.isVisible()
    bench.context.actions["train"].trigger()
    trained(bench, qtbot)
    choose(bench, Experiment(scheduler=ReduceLROnPlateau(patience=1), epochs=20), qtbot)
    assert box.isVisible()
    assert bench.context.preparation.schedule is not None
    assert bench.context.preparation.schedule.assumption == "val_loss falls, then flat"
    box.setFocus()
    box.setCurrentIndex(box.findText("if val_loss stays flat"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: bench.context.preparation.schedule.assumption == "val_loss stays flat", timeout=20_000)
    box.activated.emit(box.findText("if val_loss goes as in run 1"))
    qtbot.waitUntil(
        lambda: bench.context.preparation.schedule.assumption == "val_loss goes as in run 1", timeout=20_000
    )


def test_epochs_are_counted_from_zero_everywhere(bench: Workbench, qtbot: QtBot) -> None:
    bench.context.actions["train"].trigger()
    trained(bench, qtbot)
    bench.context.actions["count_from_zero"].trigger()
    assert bench.controllers.runs.trace_model.text(0, 0) == "0"
    assert "used from epoch 5" in bench.controllers.runs.trace_model.text(4, 8)
    QTest.keyClick(bench.window.plots.findChild(LrPlot), Qt.Key.Key_Home)
    assert bench.window.plots.findChild(LrPlot).heading.text.startswith("epoch 0 ")


def test_the_way_of_counting_is_kept_for_the_next_start(open_window: OpenWindow) -> None:
    open_window().context.actions["count_from_zero"].trigger()
    assert open_window().context.actions["count_from_zero"].isChecked()


def test_a_cycle_waits_for_the_rows_and_knows_its_batches(bench: Workbench, qtbot: QtBot) -> None:
    choose(bench, Experiment(scheduler=OneCycleLR(max_lr=0.1)), qtbot)
    assert bench.context.preparation.schedule is not None
    assert bench.context.preparation.schedule.per_epoch == 100


def test_a_reading_is_taken_over_and_undone(bench: Workbench, qtbot: QtBot) -> None:
    both = SequentialLR(schedulers=(StepLR(step_size=2), StepLR(step_size=2)), milestones=(5,))
    choose(bench, Experiment(scheduler=both), qtbot)
    bench.window.tabs.setCurrentWidget(bench.controllers.schedule.panel)
    readings = bench.controllers.schedule.panel.readings

    def by_hand() -> list[QPushButton]:
        cards = [card for card in readings.findChildren(QPushButton) if card.isEnabled() and card.isVisible()]
        return [card for card in cards if card.text() == "Use this"]

    qtbot.waitUntil(lambda: len(by_hand()) >= 2, timeout=20_000)
    by_hand()[1].click()
    assert bench.context.document.experiment is not None
    assert bench.context.document.experiment.scheduler.kind in ("HandSwitched", "ChainedScheduler")
    bench.context.actions["undo"].trigger()
    assert bench.context.document.experiment.scheduler == both


def test_a_curve_of_numbers_is_fitted_and_taken_over(bench: Workbench, qtbot: QtBot) -> None:
    bench.window.tabs.setCurrentWidget(bench.controllers.schedule.panel)
    drawing = bench.controllers.schedule.panel.drawing
    qtbot.waitUntil(lambda: drawing.line.isEnabled(), timeout=20_000)
    drawing.line.setFocus()
    QTest.keyClicks(drawing.line, "0.2, 0.2, 0.2, 0.2, 0.02")
    drawing.fit.click()
    qtbot.waitUntil(lambda: drawing.findChild(QPushButton, "draw.use.0") is not None, timeout=20_000)
    drawing.findChild(QPushButton, "draw.use.0").click()
    experiment = bench.context.document.experiment
    assert experiment is not None
    assert experiment.optimizer.lr == pytest.approx(0.2)
    qtbot.waitUntil(
        lambda: bench.context.preparation.schedule.lr.tolist() == pytest.approx([0.2] * 4 + [0.02] * 6), timeout=20_000
    )


def test_the_course_of_a_figure_is_drawn_by_hand(bench: Workbench, qtbot: QtBot) -> None:
    choose(bench, Experiment(scheduler=ReduceLROnPlateau(patience=1), epochs=20), qtbot)
    bench.controllers.assumption.box.drawing_wanted.emit()
    dialog = bench.window.findChild(CurveDialog)
    canvas = dialog.canvas
    middle = canvas.height() // 2
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(60, middle))
    QTest.mouseMove(canvas, QPoint(canvas.width() - 20, middle))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(canvas.width() - 20, middle))
    dialog.accept()
    qtbot.waitUntil(lambda: bench.context.preparation.schedule.assumption == "val_loss goes as drawn", timeout=20_000)


def test_what_torch_fails_at_is_refused_under_its_field_and_mended_by_a_button(bench: Workbench, qtbot: QtBot) -> None:
    inner = SequentialLR(schedulers=(StepLR(step_size=2), StepLR(step_size=1)), milestones=(2,))
    nested = SequentialLR(schedulers=(StepLR(step_size=3), inner), milestones=(4,))
    bench.context.document.replace(Experiment(scheduler=nested))
    qtbot.waitUntil(lambda: not bench.context.actions["train"].isEnabled())

    def fixes() -> list[QPushButton]:
        return [
            button
            for button in bench.context.form.findChildren(QPushButton)
            if button.text() == "Write it as one sequence"
        ]

    qtbot.waitUntil(lambda: bool(fixes()))
    words = bench.controllers.runs.progress.findChild(QLabel, "progress.words")
    assert words.text().startswith("Not ready to train")
    QTest.mouseClick(fixes()[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bench.context.actions["train"].isEnabled())
    assert bench.context.document.experiment is not None
    assert bench.context.document.experiment.scheduler.milestones == (4, 6)
    assert words.text() == "Ready to train."
