from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gui.jobs.background import Background
from gui.panels.schedule.schedule_panel import SchedulePanel
from gui.panels.schedule.scheduler_card import SchedulerCard
from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK
from training.experiment.experiment import Experiment, experiment_from
from training.experiment.file import read_experiment
from training.layout import RESOURCES
from training.schedule.preview import preview

EXAMPLE = RESOURCES / "examples" / "two_schedulers_in_a_row.toml"
WAIT_MS = 20_000


@pytest.fixture
def panel(qtbot: QtBot, appearance: Appearance) -> Iterator[SchedulePanel]:
    background = Background()
    background.start()
    panel = SchedulePanel(background, appearance)
    qtbot.addWidget(panel)
    panel.resize(390, 600)
    panel.show()
    yield panel
    background.stop()
    assert background.wait(WAIT_MS)


def follow(panel: SchedulePanel, experiment: Experiment, rows: int | None = None) -> None:
    panel.show_experiment(experiment)
    panel.show_schedule(preview(experiment, rows))


def visible(section: QWidget) -> list[SchedulerCard]:
    return [card for card in section.findChildren(SchedulerCard) if card.isVisible()]


def test_the_panel_shows_readings_budget_and_a_field_for_the_schedule(
    qtbot: QtBot, panel: SchedulePanel, appearance: Appearance
) -> None:
    follow(panel, read_experiment(EXAMPLE))
    qtbot.waitUntil(lambda: len(visible(panel.readings)) == 4, timeout=WAIT_MS)
    assert panel.budget.findChild(QPushButton, "budget.keep").isEnabled()
    assert panel.drawing.canvas.isEnabled()
    follow(panel, Experiment())
    qtbot.waitUntil(panel.readings.isHidden, timeout=WAIT_MS)
    appearance.set_colors(DARK)


def test_a_typed_curve_is_fitted_and_taken_over(qtbot: QtBot, panel: SchedulePanel) -> None:
    follow(panel, Experiment(epochs=20))
    qtbot.waitUntil(panel.drawing.line.isEnabled, timeout=WAIT_MS)
    qtbot.keyClicks(panel.drawing.line, "0.1 " * 8 + "0.02")
    qtbot.keyClick(panel.drawing.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(visible(panel.drawing)) == 4, timeout=WAIT_MS)
    with qtbot.waitSignal(panel.fit_chosen) as chosen:
        qtbot.mouseClick(visible(panel.drawing)[0].button, Qt.MouseButton.LeftButton)
    lr, scheduler = chosen.args
    taken = experiment_from({"epochs": 20, "optimizer": {"kind": "SGD", "lr": lr}, "scheduler": scheduler})
    assert preview(taken).lr == pytest.approx([0.1] * 8 + [0.02] * 12)


def test_a_hidden_panel_waits_until_it_is_seen(qtbot: QtBot, panel: SchedulePanel) -> None:
    panel.hide()
    follow(panel, read_experiment(EXAMPLE))
    assert not any(timer.isActive() for timer in panel.findChildren(QTimer))
    panel.show()
    qtbot.waitUntil(lambda: len(visible(panel.readings)) == 4, timeout=WAIT_MS)


def test_while_the_experiment_is_wrong_the_panel_stays_as_it_is(qtbot: QtBot, panel: SchedulePanel) -> None:
    follow(panel, read_experiment(EXAMPLE))
    qtbot.waitUntil(lambda: len(visible(panel.readings)) == 4, timeout=WAIT_MS)
    panel.show_experiment(None)
    assert len(visible(panel.readings)) == 4


def test_a_schedule_in_batches_is_read_in_batches(qtbot: QtBot, panel: SchedulePanel) -> None:
    example = read_experiment(EXAMPLE)
    follow(panel, experiment_from({**example.model_dump(), "epochs": 2, "step_scheduler": "batch"}), 800)
    qtbot.waitUntil(lambda: len(visible(panel.readings)) == 4, timeout=WAIT_MS)
    assert "step 21 uses" in visible(panel.readings)[0].sentence.text()


def test_kept_schedules_are_compared_with_each_new_one(qtbot: QtBot, panel: SchedulePanel) -> None:
    follow(panel, Experiment())
    keep = panel.budget.findChild(QPushButton, "budget.keep")
    qtbot.waitUntil(keep.isEnabled, timeout=WAIT_MS)
    qtbot.mouseClick(keep, Qt.MouseButton.LeftButton)
    follow(panel, Experiment(epochs=30))

    def factor() -> QPushButton | None:
        shown = [b for b in panel.findChildren(QPushButton, "budget.use.0") if b.isVisible()]
        return shown[0] if shown else None

    qtbot.waitUntil(lambda: factor() is not None, timeout=WAIT_MS)
    with qtbot.waitSignal(panel.experiment_chosen) as chosen:
        factor().click()
    assert preview(chosen.args[0]).lr.sum() == pytest.approx(preview(Experiment()).lr.sum())
