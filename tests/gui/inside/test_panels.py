"""The panels of Look inside, each with a real network."""

from __future__ import annotations

import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.background import Background
from gui.inside.album import Album
from gui.inside.confusion_panel import ConfusionPanel
from gui.inside.finder_panel import FinderPanel
from gui.inside.flow_panel import FlowPanel
from gui.inside.histogram_panel import HistogramPanel
from gui.inside.map_panel import MapPanel
from gui.inside.prediction_panel import PredictionPanel
from gui.inside.row_chooser import TYPED
from gui.inside.tracing import stages_of
from gui.theme import DARK, LIGHT
from tests.gui.inside.conftest import traced
from training.schedule.preview import preview


def test_the_prediction_is_the_networks_own_for_the_chosen_row(qtbot: QtBot, thread: Background, album: Album) -> None:
    panel = PredictionPanel(thread, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(900, 700)
    panel.show()
    panel.show_album(album)
    panel.show_glimpse(album.glimpse(4))
    panel.choose_row(7, validation=False)
    logits = album.glimpse(4).network(album.dataset.x[7:8])
    share = torch.softmax(logits.double(), 1)[0, 0].item()
    qtbot.waitUntil(lambda: f"{album.dataset.classes[0]} {share:.1%}" in panel.words.text())
    qtbot.waitUntil(lambda: "After epoch 2 the rate fell from 0.5 to 0.05" in panel.effect.text())
    QTest.keyClick(panel.chart, Qt.Key.Key_Left)
    assert panel.reading.text().startswith("Before training")


def lines(panel: PredictionPanel) -> int:
    """Return how many classes' probabilities the panel draws."""
    chart = panel.chart._chart
    return len(chart.lines) if chart is not None else 0


@pytest.mark.parametrize("classes", [2, 5])
def test_no_course_of_another_run_stays(qtbot: QtBot, thread: Background, classes: int) -> None:
    """Neither when it was there, nor when it was still being computed; whether the new run has more classes or less."""
    panel = PredictionPanel(thread, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(900, 700)
    panel.show()
    before = traced(data={"kind": "Blobs", "classes": 7 - classes})
    now = traced(data={"kind": "Blobs", "classes": classes})
    for waits in (True, False):
        panel.show_album(before)
        panel.show_glimpse(before.glimpse(4))
        if waits:
            qtbot.waitUntil(lambda: lines(panel) == 7 - classes)
        panel.show_album(now)
        assert lines(panel) == 0
        panel.show_glimpse(now.glimpse(4))
        qtbot.waitUntil(lambda: lines(panel) == classes)
        QTest.keyClick(panel.chart, Qt.Key.Key_Left)
        assert panel.reading.text().count("%") == classes


def test_a_wrong_row_can_be_found_and_values_can_be_typed(qtbot: QtBot, thread: Background, album: Album) -> None:
    panel = PredictionPanel(thread, LIGHT)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_album(album)
    panel.show_glimpse(album.glimpse(0))
    panel.chooser.wrong.click()
    qtbot.waitUntil(lambda: "which is wrong" in panel.words.text())
    panel.chooser.part.setCurrentIndex(TYPED)
    for editor, text in zip(panel.chooser._editors, ("0.25", "-0.5"), strict=True):
        editor.clear()
        QTest.keyClicks(editor, text)
    qtbot.waitUntil(lambda: panel.words.text().startswith("Inputs: x1 0.25, x2 -0.5."))
    panel.chooser._editors[0].setText("a lot")
    panel.chooser._editors[0].textEdited.emit("a lot")
    assert "'a lot' is not" in panel.chooser.problem.text()


def test_the_map_says_what_the_network_says(qtbot: QtBot, thread: Background, album: Album) -> None:
    panel = MapPanel(thread, DARK)
    qtbot.addWidget(panel)
    panel.resize(600, 500)
    panel.show()
    panel.show_album(album)
    panel.show_glimpse(album.glimpse(4))
    qtbot.waitUntil(lambda: panel.picture.picture is not None)
    QTest.keyClick(panel.picture, Qt.Key.Key_Up)
    picture = panel.picture.picture
    assert picture is not None
    x, y = 59, 60  # one above the middle
    point = torch.tensor([[picture.ground.grid.across[x], picture.ground.grid.up[y]]]).float()
    shares = torch.softmax(album.glimpse(4).network(point), 1)[0]
    best = int(shares.argmax())
    assert f"{album.dataset.classes[best]} {shares[best].item():.1%}" in panel.reading.text()
    QTest.mouseMove(panel.picture, QPoint(300, 200))


def test_a_map_of_many_features_names_its_projection_or_its_two_features(qtbot: QtBot, thread: Background) -> None:
    album = traced(data={"kind": "Tutorial"}, epochs=1)
    panel = MapPanel(thread, LIGHT)
    qtbot.addWidget(panel)
    panel.show_album(album)
    panel.show_glimpse(album.glimpse(1))
    qtbot.waitUntil(lambda: panel.sentence.text().startswith("A projection (PCA)"))
    panel.across.setCurrentIndex(3)
    panel.across.activated.emit(3)
    qtbot.waitUntil(lambda: panel.sentence.text().startswith("x3 goes across and x2 up, with the other 8 held"))


def test_the_matrix_counts_every_row_and_leads_to_one(qtbot: QtBot, thread: Background, album: Album) -> None:
    panel = ConfusionPanel(thread, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(600, 500)
    panel.show()
    panel.show_album(album)
    panel.show_glimpse(album.glimpse(0))
    qtbot.waitUntil(lambda: "validation rows are classified rightly" in panel.words.text())
    QTest.keyClick(panel.map, Qt.Key.Key_Right)
    with qtbot.waitSignal(panel.row_wanted) as wanted:
        panel.map.chosen.emit((0, 1))  # class 1, taken for class 1
    row, validation = wanted.args or ()
    assert validation
    assert int(album.dataset.val_y[row]) == 0
    assert int(album.glimpse(0).network(album.dataset.val_x[row : row + 1]).argmax()) == 0


def test_histograms_count_the_weights_of_the_shown_epoch(qtbot: QtBot, thread: Background, album: Album) -> None:
    panel = HistogramPanel(thread, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(800, 500)
    panel.show()
    panel.show_album(album)
    panel.show_glimpse(album.glimpse(3))
    qtbot.waitUntil(lambda: len(panel._known) == 5 and "Hidden 1: 18 numbers" in panel.words.text())
    counts = panel._known[3][0].weights.counts
    weights = torch.cat([album.glimpse(3).state[f"0.{name}"].flatten() for name in ("weight", "bias")])
    assert counts.sum() == len(weights) == 18
    panel.quantity.setCurrentIndex(2)
    panel.quantity.activated.emit(2)
    assert f"Hidden 1: {6 * album.dataset.rows:,} numbers" in panel.words.text()
    panel.grab()


def test_the_finder_suggests_rates_and_leaves_torchs_random_state_alone(
    qtbot: QtBot, thread: Background, album: Album
) -> None:
    panel = FinderPanel(thread, LIGHT)
    qtbot.addWidget(panel)
    panel.show()
    panel.follow(album.experiment, album.dataset)
    before = torch.get_rng_state()
    panel.start.click()
    qtbot.waitUntil(panel.start.isEnabled, timeout=30_000)
    assert torch.equal(torch.get_rng_state(), before)
    button = next(b for b in panel.findChildren(type(panel.start)) if b.text() == "Use it")
    with qtbot.waitSignal(panel.rate_wanted) as wanted:
        button.click()
    assert 1e-6 < (wanted.args or [0])[0] < 10
    panel.follow(traced(batch_size=16).experiment, album.dataset)
    assert "has changed" in panel.note.text()


def test_a_finder_that_is_stopped_says_so(qtbot: QtBot, thread: Background, album: Album) -> None:
    panel = FinderPanel(thread, LIGHT)
    qtbot.addWidget(panel)
    panel.follow(album.experiment, album.dataset)
    panel.start.click()
    panel.stop.click()
    assert panel.note.text() == "The test was stopped."
    assert panel.start.isEnabled()


def test_the_stages_are_shown_in_place_and_only_when_they_change(qtbot: QtBot, album: Album) -> None:
    panel = FlowPanel()
    qtbot.addWidget(panel)
    experiment, dataset = album.experiment, album.dataset
    (stages,) = stages_of(experiment, dataset, preview(experiment))
    panel.show_flow(stages)  # type: ignore[arg-type]
    cards = list(panel._cards)
    panel.show_flow(stages)  # type: ignore[arg-type]
    assert panel._cards == cards
    assert [card._title.text() for card in cards] == [
        "1  Data",
        "2  Network",
        "3  Optimizer",
        "4  Scheduler",
        "5  Training loop",
    ]


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_every_panel_stands_for_nothing_and_can_be_painted(qtbot: QtBot, thread: Background, colors: object) -> None:
    for kind in (PredictionPanel, MapPanel, ConfusionPanel, HistogramPanel, FinderPanel):
        panel = kind(thread, colors)
        qtbot.addWidget(panel)
        panel.resize(620, 480)
        if hasattr(panel, "show_album"):
            panel.show_album(None)
            panel.show_glimpse(None)
        panel.set_colors(LIGHT)
        assert not panel.grab().isNull()
