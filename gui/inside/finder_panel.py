"""The learning-rate finder: the loss at rising rates, and which rates that suggests."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gui.background import NOTHING_YET, Background
from gui.forms.labels import NoteLabel
from gui.forms.layouts import discard
from gui.inside.line_chart import Chart, ChartLine, LineChart
from gui.panels.push_button import push_button
from gui.question import Question
from gui.theme import Colors

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset
    from training.experiment.experiment import Experiment
    from training.insight.rate_finder import Point
    from training.insight.rate_suggestions import Suggestion

PAUSE = 0.1  # seconds between two drawings of a test that runs
CHART_HEIGHT = 260
ABOUT = (
    "A copy of your experiment is trained for one batch at each rate, from a tiny one up, until its loss explodes. "
    "Your network and its random numbers stay as they are."
)


class FinderPanel(QScrollArea):
    """Tries rates on the form's experiment, and offers what they suggest.

    Signals:
        rate_wanted: the rate to use from now on.
    """

    rate_wanted = Signal(float)

    def __init__(self, thread: Background, colors: Colors, parent: QWidget | None = None) -> None:
        """Train the copy on this thread."""
        super().__init__(parent)
        self._colors = colors
        self._experiment: Experiment | None = None
        self._dataset: Dataset | None = None
        self._tested: Experiment | None = None
        self._points: list[Point] = []
        self.start = push_button("inside.finder.start", "Try ra&tes", "Try rising rates on a copy of the experiment")
        self.stop = push_button("inside.finder.stop", "Stop", "End the test where it is")
        self.stop.setEnabled(False)
        self.note = NoteLabel("hint", self)
        self.note.say(ABOUT)
        hint = "The loss at each rate appears here."
        self.chart = LineChart("inside.finder.chart", "Loss at rising rates", hint, colors)
        self.chart.setFixedHeight(CHART_HEIGHT)
        self.reading = NoteLabel("summary", self)
        line = QHBoxLayout()
        line.addWidget(self.start)
        line.addWidget(self.stop)
        line.addStretch(1)
        layout = QVBoxLayout(page := QWidget())
        layout.addLayout(line)
        for part in (self.note, self.chart, self.reading):
            layout.addWidget(part)
        self._cards = QVBoxLayout()
        layout.addLayout(self._cards)
        layout.addStretch(1)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setObjectName("inside.finder")
        self.setAccessibleName("Find a rate")
        self._test = Question(thread, "find rate", self)
        self._test.answered.connect(self._on_points)
        self._test.failed.connect(lambda error: self._end(str(error), "error"))
        self.start.clicked.connect(self._begin)
        self.stop.clicked.connect(self._withdraw)
        self.chart.read.connect(self.reading.say)

    def follow(self, experiment: Experiment, dataset: Dataset | None) -> None:
        """Try rates on this experiment from now on; what is shown stays, and says so where it is another's."""
        self._experiment, self._dataset = experiment, dataset
        self.start.setEnabled(dataset is not None and not self.stop.isEnabled())
        if self._tested is not None and not self.stop.isEnabled() and _tested_settings(experiment) != self._tested:
            self.note.say("The form has changed since this test. Try the rates again.", "hint")

    def set_colors(self, colors: Colors) -> None:
        """Take another scheme's colours."""
        self._colors = colors
        self.chart.set_colors(colors)
        self._draw(())

    def _begin(self) -> None:
        experiment, dataset = self._experiment, self._dataset
        if experiment is None or dataset is None:
            return
        self._tested, self._points = _tested_settings(experiment), []
        self._show_suggestions(())
        self.start.setEnabled(False)
        self.stop.setEnabled(True)
        self.note.say("Trying rates…", "hint")
        self._test.ask(lambda: _tried(experiment, dataset))

    def _withdraw(self) -> None:
        self._test.withdraw()
        self._end("The test was stopped.", "hint")

    def _on_points(self, answer: tuple[list[Point], bool]) -> None:
        if not self.stop.isEnabled():
            return  # it was stopped meanwhile
        self._points, done = answer
        if not done:
            self._draw(())
            return
        from training.insight.rate_suggestions import suggest

        suggestions = suggest(self._points)
        self._draw(suggestions)
        self._show_suggestions(suggestions)
        none = "The loss never fell by more than its noise, so this test suggests no rate."
        self._end(f"{len(self._points):,} rates were tried." if suggestions else none, "hint")

    def _end(self, sentence: str, role: str) -> None:
        self.stop.setEnabled(False)
        self.start.setEnabled(self._dataset is not None)
        self.note.say(sentence, role)

    def _draw(self, suggestions: tuple[Suggestion, ...]) -> None:
        points = self._points
        if len(points) < 2:
            return
        smoothed = np.asarray([point.smoothed for point in points])
        high = min(float(np.nanmax(smoothed[np.isfinite(smoothed)])), 2 * float(smoothed[0]))
        low = float(np.nanmin(smoothed))
        lines = (
            ChartLine("loss", np.asarray([point.loss for point in points]), self._colors.border, width=1),
            ChartLine("smoothed", smoothed, self._colors.accent),
        )
        self.chart.show_chart(
            Chart(
                x=np.asarray([point.lr for point in points]),
                lines=lines,
                names=("learning rate", "loss of each batch, and smoothed"),
                read=lambda place: _read(points[place]),
                log_x=True,
                between=(max(0.0, low - 0.1 * (high - low)), high),
                marks=[(suggestion.lr, suggestion.name) for suggestion in suggestions[:1]],
            )
        )

    def _show_suggestions(self, suggestions: tuple[Suggestion, ...]) -> None:
        while item := self._cards.takeAt(0):
            if widget := item.widget():
                discard(widget)
        for suggestion in suggestions:
            self._cards.addWidget(self._card(suggestion))

    def _card(self, suggestion: Suggestion) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        first = "  – recommended" if suggestion.recommended else ""
        title = QLabel(f"{suggestion.name}: {suggestion.lr:.3g}{first}", textFormat=Qt.TextFormat.PlainText)
        title.setProperty("role", "title")
        reason = QLabel(suggestion.reason, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        name = f"inside.finder.use.{suggestion.lr:.3g}"
        use = push_button(name, "Use it", f"Use the rate {suggestion.lr:.3g} in the form")
        use.clicked.connect(partial(self.rate_wanted.emit, suggestion.lr))
        layout = QHBoxLayout(card)
        words = QVBoxLayout()
        words.addWidget(title)
        words.addWidget(reason)
        layout.addLayout(words, 1)
        layout.addWidget(use, 0, Qt.AlignmentFlag.AlignVCenter)
        return card


def _tested_settings(experiment: Experiment) -> Experiment:
    """Return what a test depends on: all but the rate itself and the schedule."""
    from training.experiment.schedulers import NoScheduler

    optimizer = experiment.optimizer
    fixed = optimizer.model_copy(update={"lr": 1.0}) if hasattr(optimizer, "lr") else optimizer
    return experiment.model_copy(update={"optimizer": fixed, "scheduler": NoScheduler(), "epochs": 1, "edits": ()})


def _tried(experiment: Experiment, dataset: Dataset) -> Iterator[object]:
    """Yield the points so far, and whether the test is done."""
    from training.insight.rate_finder import try_rates

    points, shown = [], monotonic()
    for point in try_rates(experiment, dataset):
        points.append(point)
        if monotonic() - shown > PAUSE:
            yield list(points), False
            shown = monotonic()
        else:
            yield NOTHING_YET
    yield points, True


def _read(point: Point) -> str:
    return f"Batch {point.batch} at {point.lr:.3g}: loss {point.loss:.4g}, smoothed {point.smoothed:.4g}."
