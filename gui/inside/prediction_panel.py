"""One row's way through the network, and how the prediction came about over the epochs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from gui.inside.class_look import color_of, sign_of
from gui.inside.epoch_bar import epoch_words
from gui.inside.prediction_picture import PredictionPicture
from gui.inside.row_chooser import RowChooser
from gui.jobs.background import Background
from gui.jobs.question import Question
from gui.plots.chart import Chart, ChartLine, ChartPlot
from gui.widgets.appearance import Appearance
from training.insight.prediction_history import PredictionHistory, history_of, trace_of, wrong_row
from training.insight.weight_history import Snapshot, WeightHistory

if TYPE_CHECKING:
    from training.insight.prediction import PredictionTrace

CHART_HEIGHT = 190
MOST_LINES = 6  # classes whose probability is drawn


class PredictionPanel(QScrollArea):
    """Chooses a row; shows the network with its values, the steps in words, and the probabilities over the epochs."""

    def __init__(self, thread: Background, appearance: Appearance, parent: QWidget | None = None) -> None:
        """Compute on this thread."""
        super().__init__(parent)
        self._appearance = appearance
        self._weight_history: WeightHistory | None = None
        self._snapshot: Snapshot | None = None
        self._history: PredictionHistory | None = None
        self._taken = 0
        self._classes: tuple[str, ...] = ()
        self.setObjectName("inside.prediction")
        self.setAccessibleName("Prediction")
        self.setWidgetResizable(True)
        self.chooser, self.picture = RowChooser(), PredictionPicture(appearance)
        self.words = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.words.setAccessibleName("The prediction, step by step")
        self.words.setObjectName("inside.prediction.words")
        hint = "The probabilities over the epochs appear here once there are two epochs."
        self.chart = ChartPlot("inside.prediction.chart", "Probabilities over the epochs", hint, appearance)
        self.chart.setFixedHeight(CHART_HEIGHT)
        self.reading, self.effect = QLabel(), QLabel(wordWrap=True)
        for label in (self.reading, self.effect):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("role", "summary")
        layout = QVBoxLayout(page := QWidget())
        for part in (self.chooser, self.picture, self.words, self.chart, self.reading, self.effect):
            layout.addWidget(part)
        layout.addStretch(1)
        self.setWidget(page)
        self._trace, self._over = Question(thread, "prediction", self), Question(thread, "course", self)
        self._wrong = Question(thread, "wrong row", self)
        self._trace.answered.connect(self._on_trace)
        self._over.answered.connect(self._on_history)
        self._wrong.answered.connect(self._on_wrong)
        self.chooser.row_chosen.connect(self._ask)
        self.chooser.wrong_wanted.connect(self._look_for_wrong)
        self.chart.read.connect(self.reading.setText)
        appearance.changed.connect(self._restyle)

    def show_weight_history(self, weight_history: WeightHistory | None) -> None:
        """Follow the chosen row over these epochs."""
        if weight_history is not self._weight_history:
            self._over.withdraw()
            self._history = None  # another run's
            self.effect.clear()
            self._draw()
        self._weight_history = weight_history
        if weight_history is not None:
            self.chooser.set_data(weight_history.dataset, weight_history.experiment.data)
            self._ask_course()

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Follow the chosen row through the network of this epoch."""
        self._snapshot = snapshot
        if snapshot is None:
            self.picture.show_trace(None)
            self.words.clear()
        else:
            self._ask_trace()
            self._draw()

    def choose_row(self, row: int, validation: bool) -> None:
        """Follow this row, counted from 0."""
        self.chooser.show_row(row, validation)

    def _restyle(self) -> None:
        self._draw()

    def _ask(self) -> None:
        self._ask_trace()
        self._ask_course()

    def _ask_trace(self) -> None:
        snapshot, x, truth = self._snapshot, self.chooser.chosen, self.chooser.truth
        if snapshot is not None and x is not None and x.shape[1] == len(snapshot.dataset.features):
            self._trace.ask(lambda: trace_of(snapshot, x, truth))

    def _ask_course(self) -> None:
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

        self._taken, self._classes = int(trace.predicted[0]), trace.classes
        self.picture.show_trace(trace)
        sentences = describe_prediction(trace)
        self.words.setText("\n".join(sentences))
        self.picture.setAccessibleDescription(" ".join(sentences))
        self._tell_effect()

    def _on_history(self, history: PredictionHistory) -> None:
        self._history = history
        self._draw()

    def _tell_effect(self) -> None:
        if self._history is not None and self._snapshot is not None and self._taken < self._history.shares.shape[1]:
            self.effect.setText(self._history.effect(self._snapshot.epoch, self._taken, self._appearance.first_epoch))

    def _draw(self) -> None:
        history, snapshot = self._history, self._snapshot
        if history is None or snapshot is None or len(history.epochs) < 2:
            self.chart.show_chart(None)
            return
        names = history.classes
        drawn = history.shares[-1].argsort()[::-1][:MOST_LINES].tolist()
        lines = [
            ChartLine(names[k], history.shares[:, k], color_of(self._appearance.colors, k), k) for k in sorted(drawn)
        ]
        marks = [(at, f"{after:.3g}") for at, _, after in history.changes if at < history.epochs[-1]]
        self.chart.show_chart(
            Chart(
                x=history.epochs.astype(float),
                lines=lines,
                names=("epoch", "probability of " + ", ".join(f"{sign_of(k)} {names[k]}" for k in sorted(drawn))),
                read=lambda place: self._read(history, place),
                between=(0.0, 1.0),
                marks=marks,
                here=float(min(snapshot.epoch, history.epochs[-1])),
            )
        )
        self._tell_effect()

    def _read(self, history: PredictionHistory, place: int) -> str:
        taken = history.shares[place].argsort()[::-1][:MOST_LINES]
        shares = ", ".join(f"{history.classes[k]} {history.shares[place, k]:.1%}" for k in sorted(taken.tolist()))
        epoch = int(history.epochs[place])
        return f"{epoch_words(epoch, self._appearance.first_epoch).capitalize()}: {shares}."
