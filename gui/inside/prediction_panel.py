"""One row's way through the network, and how the prediction came about over the epochs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gui.inside.class_look import sign_of
from gui.inside.panel import ScrollingPanel
from gui.inside.prediction_picture import PredictionPicture
from gui.inside.row_chooser import RowChooser
from gui.jobs.background import Background
from gui.jobs.question import Question
from gui.plots.chart import Chart, ChartLine, ChartPlot
from gui.widgets.appearance import Appearance
from gui.widgets.labels import plain_label
from training.insight.prediction_history import PredictionHistory, history_of, trace_of, wrong_row
from training.insight.weight_history import Snapshot, WeightHistory

if TYPE_CHECKING:
    from training.insight.prediction import PredictionTrace

CHART_HEIGHT = 190
MOST_LINES = 6  # classes whose probability is drawn


class PredictionPanel(ScrollingPanel):
    """Chooses a row; shows the network with its values, the steps in words, and the probabilities over the epochs."""

    def __init__(self, thread: Background, appearance: Appearance) -> None:
        super().__init__("inside.prediction", "Prediction")
        self._appearance = appearance
        self._history: PredictionHistory | None = None
        self._predicted = 0
        self.chooser, self.picture = RowChooser(), PredictionPicture(appearance)
        self.words = plain_label()
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.words.setAccessibleName("The prediction, step by step")
        self.words.setObjectName("inside.prediction.words")
        hint = "The probabilities over the epochs appear here once there are two epochs."
        self.chart = ChartPlot("inside.prediction.chart", "Probabilities over the epochs", hint, appearance)
        self.chart.setFixedHeight(CHART_HEIGHT)
        self.reading, self.effect = plain_label("", "summary"), plain_label("", "summary")
        self.reading.setWordWrap(False)
        parts = (self.chooser, self.picture, self.words, self.chart, self.reading, self.effect)
        self.arrange(*parts).addStretch(1)
        self._trace, self._over = Question(thread, "prediction", self), Question(thread, "prediction history", self)
        self._wrong = Question(thread, "wrong row", self)
        self._trace.answered.connect(self._on_trace)
        self._over.answered.connect(self._on_history)
        self._wrong.answered.connect(self._on_wrong)
        self.chooser.row_chosen.connect(self._ask)
        self.chooser.wrong_wanted.connect(self._look_for_wrong)
        self.chart.read.connect(self.reading.setText)
        appearance.changed.connect(self._draw)

    def show_weight_history(self, weight_history: WeightHistory | None) -> None:
        """Follow the chosen row over these epochs."""
        if weight_history is not self._weight_history:
            self._over.withdraw()
            self._history = None  # another run's
            self.effect.clear()
            self._draw()
        super().show_weight_history(weight_history)
        if weight_history is not None:
            self.chooser.set_data(weight_history.dataset, weight_history.experiment.data)
            self._ask_history()

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Follow the chosen row through the network of this epoch."""
        super().show_snapshot(snapshot)
        if snapshot is None:
            self.picture.show_trace(None)
            self.words.clear()
        else:
            self._ask_trace()
            self._draw()

    def choose_row(self, row: int, validation: bool) -> None:
        """Follow this row, counted from 0."""
        self.chooser.show_row(row, validation)

    def _ask(self) -> None:
        self._ask_trace()
        self._ask_history()

    def _ask_trace(self) -> None:
        snapshot, x, truth = self._snapshot, self.chooser.chosen, self.chooser.truth
        if snapshot is not None and x is not None and x.shape[1] == len(snapshot.dataset.features):
            self._trace.ask(lambda: trace_of(snapshot, x, truth))

    def _ask_history(self) -> None:
        weight_history, x = self._weight_history, self.chooser.chosen
        if weight_history is not None and x is not None and x.shape[1] == len(weight_history.dataset.features):
            self._over.ask(lambda: history_of(weight_history, x))

    def _look_for_wrong(self) -> None:
        snapshot, start, validation = self._snapshot, self.chooser.row.value() - 1, self.chooser.validation
        if snapshot is not None:
            self._wrong.ask(lambda: wrong_row(snapshot, validation, start))

    def _on_wrong(self, answer: tuple[int, bool, int]) -> None:
        row, *asked = answer
        if asked != [self.chooser.validation, self.chooser.row.value() - 1] or self.chooser.typed:
            return  # another row was chosen meanwhile
        if row < 0:
            self.chooser.problem.say("After this epoch every row of this part is classified rightly.", "hint")
        else:
            self.chooser.show_row(row, self.chooser.validation)

    def _on_trace(self, trace: PredictionTrace) -> None:
        from training.insight.prediction_text import describe_prediction

        self._predicted = int(trace.predicted[0])
        self.picture.show_trace(trace)
        sentences = describe_prediction(trace)
        self.words.setText("\n".join(sentences))
        self.picture.setAccessibleDescription(" ".join(sentences))
        self._show_effect()

    def _on_history(self, history: PredictionHistory) -> None:
        self._history = history
        self._draw()

    def _show_effect(self) -> None:
        history, snapshot, predicted = self._history, self._snapshot, self._predicted
        if history is not None and snapshot is not None and predicted < history.shares.shape[1]:
            self.effect.setText(history.effect(snapshot.epoch, predicted, self._appearance.first_epoch))

    def _draw(self) -> None:
        history, snapshot = self._history, self._snapshot
        if history is None or snapshot is None or len(history.epochs) < 2:
            self.chart.show_chart(None)
            return
        names = history.classes
        drawn = history.likely(-1, MOST_LINES)
        lines = [ChartLine(names[k], history.shares[:, k], k, k) for k in drawn]
        marks = [(at, f"{after:.3g}") for at, _, after in history.changes if at < history.epochs[-1]]
        self.chart.show_chart(
            Chart(
                x=history.epochs.astype(float),
                lines=lines,
                names=("epoch", "probability of " + ", ".join(f"{sign_of(k)} {names[k]}" for k in drawn)),
                read=lambda index: history.sentence(index, MOST_LINES, self._appearance.first_epoch),
                between=(0.0, 1.0),
                marks=marks,
                here=float(min(snapshot.epoch, history.epochs[-1])),
            )
        )
        self._show_effect()
