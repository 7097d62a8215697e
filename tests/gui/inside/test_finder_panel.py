"""The finder tries the rates that are asked for, draws as it goes, and says when its answer is another experiment's."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gui.inside.finder_panel import CHANGED, FinderPanel
from gui.jobs.background import Background
from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK
from tests.gui.inside.conftest import traced
from training.engine.data import load
from training.experiment.experiment import experiment_from
from training.experiment.optimizers import Rprop
from training.insight.rate_finder import try_rates
from training.insight.rate_span import Span
from training.insight.rate_suggestions import NO_NUMBER, suggest
from training.insight.weight_history import WeightHistory

TIME_LIMIT = 30_000  # ms


@pytest.fixture
def panel(qtbot: QtBot, thread: Background, weight_history: WeightHistory, appearance: Appearance) -> FinderPanel:
    """A finder that follows an experiment on Moons, with a short range."""
    panel = FinderPanel(thread, appearance)
    qtbot.addWidget(panel)
    panel.resize(620, 480)
    panel.show()
    panel.follow(weight_history.experiment, weight_history.dataset)
    for editor, text in ((panel.range.lowest, "1e-4"), (panel.range.batches, "200")):
        editor.selectAll()
        QTest.keyClicks(editor, text)
    return panel


def tried(panel: FinderPanel, qtbot: QtBot) -> None:
    QTest.keyClick(panel.start, Qt.Key.Key_Space)
    assert not panel.start.isEnabled()
    qtbot.waitUntil(panel.start.isEnabled, timeout=TIME_LIMIT)


def marks(panel: FinderPanel) -> list[tuple[float, str]]:
    assert panel.chart.shown is not None
    return list(panel.chart.shown.marks)


def test_it_shows_the_engines_own_losses_over_the_typed_range(
    panel: FinderPanel, qtbot: QtBot, weight_history: WeightHistory
) -> None:
    before = torch.get_rng_state(), [value.clone() for value in weight_history.snapshot(4).state.values()]
    tried(panel, qtbot)
    points = list(try_rates(weight_history.experiment, weight_history.dataset, Span(1e-4, 10.0, 200)))
    chart = panel.chart.shown
    assert chart is not None
    assert chart.log_x
    assert chart.x.tolist() == [point.lr for point in points]
    assert [line.values.tolist() for line in chart.lines] == [
        [point.loss for point in points],
        [point.smoothed for point in points],
    ]
    assert torch.equal(torch.get_rng_state(), before[0])
    assert all(map(torch.equal, weight_history.snapshot(4).state.values(), before[1]))


def test_every_suggestion_is_marked_in_either_scheme_and_can_be_used(
    panel: FinderPanel, qtbot: QtBot, weight_history: WeightHistory, appearance: Appearance
) -> None:
    tried(panel, qtbot)
    span = Span(1e-4, 10.0, 200)
    suggestions = suggest(list(try_rates(weight_history.experiment, weight_history.dataset, span)), span)
    assert len(suggestions) >= 4
    assert sorted(lr for lr, _ in marks(panel)) == sorted(suggestion.lr for suggestion in suggestions)
    appearance.set_colors(DARK)
    assert len(marks(panel)) == len(suggestions)
    buttons = panel.cards.findChildren(QPushButton)
    with qtbot.waitSignal(panel.rate_wanted) as wanted:
        QTest.keyClick(buttons[-1], Qt.Key.Key_Space)
    assert wanted.args == [suggestions[-1].lr]


def test_it_draws_while_it_tries(panel: FinderPanel, qtbot: QtBot) -> None:
    panel.range.batches.selectAll()
    QTest.keyClicks(panel.range.batches, "3000")
    panel.start.click()
    qtbot.waitUntil(lambda: panel.chart.shown is not None, timeout=TIME_LIMIT)
    assert panel.stop.isEnabled()
    assert len(panel.chart.shown.x) < 3000
    QTest.keyClick(panel.stop, Qt.Key.Key_Space)
    assert panel.note.text() == "The test was stopped."
    assert panel.start.isEnabled()
    assert not marks(panel)


def test_a_test_of_another_experiment_says_so_until_the_form_is_as_it_was(
    panel: FinderPanel, qtbot: QtBot, weight_history: WeightHistory
) -> None:
    tried(panel, qtbot)
    told = panel.note.text()
    assert "rates were tried" in told
    panel.follow(weight_history.experiment.changed(batch_size=16), weight_history.dataset)
    assert panel.note.text() == CHANGED
    panel.follow(weight_history.experiment.changed(epochs=40), weight_history.dataset)  # which no test depends on
    assert panel.note.text() == told


def test_a_form_that_changes_during_the_test_is_told_of_at_its_end(
    panel: FinderPanel, qtbot: QtBot, weight_history: WeightHistory
) -> None:
    panel.start.click()
    panel.follow(weight_history.experiment.changed(batch_size=16), weight_history.dataset)
    assert panel.note.text() == "Trying rates…"
    qtbot.waitUntil(panel.start.isEnabled, timeout=TIME_LIMIT)
    assert panel.note.text() == CHANGED


def test_no_test_begins_without_data_or_with_a_range_that_is_none(
    panel: FinderPanel, weight_history: WeightHistory
) -> None:
    panel.range.highest.selectAll()
    QTest.keyClicks(panel.range.highest, "1e-5")
    assert not panel.start.isEnabled()
    panel.range.highest.selectAll()
    QTest.keyClicks(panel.range.highest, "1")
    assert panel.start.isEnabled()
    panel.follow(weight_history.experiment, None)
    assert not panel.start.isEnabled()


@pytest.mark.parametrize("values", [{"data": {"kind": "Moons"}}, {}], ids=["from the second batch", "from the first"])
def test_losses_that_are_no_numbers_suggest_nothing(
    panel: FinderPanel, qtbot: QtBot, values: dict[str, object]
) -> None:
    experiment = experiment_from(values)
    dataset = load(experiment.data)
    panel.follow(experiment, replace(dataset, x=dataset.x * 1e38))
    tried(panel, qtbot)
    assert panel.note.text() == NO_NUMBER
    assert not panel.cards.findChildren(QPushButton)
    assert not panel.grab().isNull()


def test_an_optimizer_that_follows_no_rate_is_refused_in_a_sentence(
    panel: FinderPanel, qtbot: QtBot, weight_history: WeightHistory
) -> None:
    panel.follow(weight_history.experiment.changed(optimizer=Rprop()), weight_history.dataset)
    tried(panel, qtbot)
    assert panel.note.text().startswith("Rprop reads lr at its first step only")
    assert panel.note.property("role") == "error"


def test_the_finder_suggests_rates_and_leaves_torchs_random_state_alone(
    qtbot: QtBot, thread: Background, weight_history: WeightHistory, appearance: Appearance
) -> None:
    panel = FinderPanel(thread, appearance)
    qtbot.addWidget(panel)
    panel.show()
    panel.follow(weight_history.experiment, weight_history.dataset)
    before = torch.get_rng_state()
    panel.start.click()
    qtbot.waitUntil(panel.start.isEnabled, timeout=30_000)
    assert torch.equal(torch.get_rng_state(), before)
    button = next(b for b in panel.findChildren(type(panel.start)) if b.text() == "Use it")
    with qtbot.waitSignal(panel.rate_wanted) as wanted:
        button.click()
    assert 1e-6 < (wanted.args or [0])[0] < 10
    panel.follow(traced(batch_size=16).experiment, weight_history.dataset)
    assert "has changed" in panel.note.text()


def test_a_finder_that_is_stopped_says_so(
    qtbot: QtBot, thread: Background, weight_history: WeightHistory, appearance: Appearance
) -> None:
    panel = FinderPanel(thread, appearance)
    qtbot.addWidget(panel)
    panel.follow(weight_history.experiment, weight_history.dataset)
    panel.start.click()
    panel.stop.click()
    assert panel.note.text() == "The test was stopped."
    assert panel.start.isEnabled()
