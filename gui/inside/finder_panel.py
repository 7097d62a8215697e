"""The learning-rate finder: the loss at rising rates, and which rates that suggests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal

from gui.inside.finder_suggestions import SuggestionCards, marks_of
from gui.inside.panel import ScrollingPanel
from gui.jobs.background import Background
from gui.jobs.question import Question
from gui.plots.chart import Chart, ChartLine, ChartPlot
from gui.widgets.appearance import Appearance
from gui.widgets.labels import NoteLabel
from gui.widgets.layouts import row
from gui.widgets.push_button import push_button
from training.insight.rate_trial import Trial, tested_settings, trials

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset
    from training.experiment.experiment import Experiment
    from training.insight.rate_finder import Point

CHART_HEIGHT = 260
ABOUT = (
    "A copy of your experiment is trained for one batch at each rate, from a tiny one up, until its loss explodes. "
    "Your network and its random numbers stay as they are."
)
CHANGED = "The form has changed since this test. Try the rates again."


class FinderPanel(ScrollingPanel):
    """Tries rates on the form's experiment, and offers what they suggest."""

    rate_wanted = Signal(float)  # the rate to use from now on

    def __init__(self, thread: Background, appearance: Appearance) -> None:
        from gui.inside.finder_range import FinderRange  # which needs pydantic, as the first paint must not

        super().__init__("inside.finder", "Find a rate")
        self._experiment: Experiment | None = None
        self._dataset: Dataset | None = None
        self._tested: Experiment | None = None
        self._trial, self._running, self._message = Trial([]), False, (ABOUT, "hint")
        self.range = FinderRange()
        self.start = push_button("inside.finder.start", "Try ra&tes", "Try rising rates on a copy of the experiment")
        self.stop = push_button("inside.finder.stop", "Stop", "End the test where it is")
        self.note, self.reading = NoteLabel("hint", self), NoteLabel("summary", self)
        hint = "The loss at each rate appears here."
        self.chart = ChartPlot("inside.finder.chart", "Loss at rising rates", hint, appearance)
        self.chart.setFixedHeight(CHART_HEIGHT)
        self.cards = SuggestionCards()
        buttons = row(self.start, self.stop)
        self.arrange(self.range, buttons, self.note, self.chart, self.reading, self.cards).addStretch(1)
        self._test = Question(thread, "find rate", self)
        self._test.answered.connect(self._on_trial)
        self._test.failed.connect(lambda error: self._end(str(error), "error"))
        self.start.clicked.connect(self._begin)
        self.stop.clicked.connect(self._withdraw)
        self.range.edited.connect(self._refresh)
        self.chart.read.connect(self.reading.say)
        self.cards.rate_wanted.connect(self.rate_wanted)
        self._refresh()

    def follow(self, experiment: Experiment, dataset: Dataset | None) -> None:
        """Try rates on this experiment from now on; what is shown stays, and says so where it is another's."""
        self._experiment, self._dataset = experiment, dataset
        self._refresh()

    def _begin(self) -> None:
        experiment, dataset, tried = self._experiment, self._dataset, self.range.value
        if experiment is None or dataset is None or tried is None:
            return
        self._tested, self._running = tested_settings(experiment), True
        self._message = "Trying rates…", "hint"
        self.cards.show_suggestions(())
        self._show(Trial([]))
        self._refresh()
        self._test.ask(lambda: trials(experiment, dataset, tried))

    def _withdraw(self) -> None:
        self._test.withdraw()
        self._end("The test was stopped.", "hint")

    def _on_trial(self, trial: Trial) -> None:
        self._show(trial)
        if trial.suggestions is not None:
            self.cards.show_suggestions(trial.suggestions)
            self._end(trial.note, "hint")

    def _show(self, trial: Trial) -> None:
        self._trial = trial
        self._draw()

    def _end(self, sentence: str, role: str) -> None:
        self._running, self._message = False, (sentence, role)
        self._refresh()

    def _refresh(self) -> None:
        """Say how the test stands, and offer what can be done."""
        ready = self._dataset is not None and self.range.value is not None
        self.start.setEnabled(ready and not self._running)
        self.stop.setEnabled(self._running)
        experiment, tested = self._experiment, self._tested
        outdated = experiment is not None and tested is not None and tested_settings(experiment) != tested
        self.note.say(*((CHANGED, "hint") if outdated and not self._running else self._message))

    def _draw(self) -> None:
        points, suggestions = self._trial[:2]
        smoothed = np.asarray([point.smoothed for point in points])
        finite = smoothed[np.isfinite(smoothed)]
        if len(points) < 2 or not len(finite):
            self.chart.show_chart(None)
            return
        low, high = float(finite.min()), min(float(finite.max()), 2 * float(finite[0]))
        lines = (
            ChartLine("loss", np.asarray([point.loss for point in points]), "border", width=1),
            ChartLine("smoothed", smoothed, "accent"),
        )
        self.chart.show_chart(
            Chart(
                x=np.asarray([point.lr for point in points]),
                lines=lines,
                names=("learning rate", "loss of each batch, and smoothed: the median of the last ones"),
                read=lambda index: _read(points[index]),
                log_x=True,
                between=(max(0.0, low - 0.1 * (high - low)), high),
                marks=marks_of(suggestions or (), points[0].lr, points[-1].lr),
            )
        )


def _read(point: Point) -> str:
    return f"Batch {point.batch} at {point.lr:.3g}: loss {point.loss:.4g}, smoothed {point.smoothed:.4g}."
