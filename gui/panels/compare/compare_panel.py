"""The Compare tab: what the checked runs came to, and in which settings they differ."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.tables.compare_model import Compared, CompareModel
from gui.tables.compare_table import CompareTable
from gui.widgets.appearance import Appearance
from gui.widgets.export_buttons import export_buttons
from gui.widgets.labels import NoteLabel
from gui.widgets.push_button import push_button
from gui.widgets.quiet_combo_box import QuietComboBox
from training.exporting import RUNS
from training.runs.comparison import differing

MOST_NAMED = 4  # settings that the sentence names
MEAN_TIP = "Draw runs that differ only in their seed as one mean, in a band from the lowest to the highest"
TUTORIAL_TIP = "Train StepLR and MultiStepLR on the same data with the same seed, and compare them"


class ComparePanel(QWidget):
    """Shows runs side by side; the first of them is the baseline."""

    baseline_chosen = Signal(int)  # the number of the run to compare with
    run_picked = Signal(int)  # the number of the run to look at
    mean_toggled = Signal(bool)  # whether runs that differ only in their seed are to be drawn as one
    export_wanted = Signal(object)  # the Exporter by which to take these runs away
    tutorial_wanted = Signal()  # the tutorial's two runs

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel.compare")
        self.setAccessibleName("Compare runs")
        self._model = CompareModel(appearance)
        self.table = CompareTable(self._model, appearance)
        self.sentence = NoteLabel("summary", self)
        self.sentence.setObjectName("compare.sentence")
        self._baseline = QuietComboBox(self)
        self._baseline.setObjectName("compare.baseline")
        self._baseline.setAccessibleName("Baseline")
        self._baseline.setToolTip("The run that the others are compared with")
        self._baseline.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._mean = self._make_switch()
        self._exports = export_buttons(RUNS, self.export_wanted.emit, self)
        self._tutorial = push_button("compare.tutorial", "StepLR against MultiStepLR", TUTORIAL_TIP)
        self._lay_out()
        self._connect()
        self.show_runs([])

    def show_runs(self, runs: Sequence[Compared]) -> None:
        """Compare these runs with the first of them."""
        self._model.show_runs(runs if len(runs) > 1 else [])
        self.sentence.say(sentence(runs))
        self._fill_baseline(runs)
        for part in (self._baseline, self._mean):
            part.setEnabled(len(runs) > 1)
        for button in self._exports:
            button.setEnabled(bool(runs))

    def _make_switch(self) -> QToolButton:
        switch = QToolButton(self)
        switch.setObjectName("compare.mean")
        switch.setText("Mean over seeds")
        switch.setToolTip(MEAN_TIP)
        switch.setAccessibleName(MEAN_TIP)
        switch.setCheckable(True)
        switch.setProperty("role", "switch")
        switch.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return switch

    def _lay_out(self) -> None:
        label = QLabel("&Baseline", self)
        label.setBuddy(self._baseline)
        choice = QHBoxLayout()
        choice.setSpacing(8)
        choice.addWidget(label)
        choice.addWidget(self._baseline, 1)
        choice.addWidget(self._mean)
        buttons = QGridLayout()
        first, *others = self._exports
        for place, button in enumerate((first, self._tutorial, *others)):
            buttons.addWidget(button, place // 2, place % 2)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(self.sentence)
        layout.addLayout(choice)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        self.setTabOrder(self._baseline, self._mean)
        self.setTabOrder(self._mean, self.table)

    def _connect(self) -> None:
        self._baseline.activated.connect(lambda place: self.baseline_chosen.emit(self._baseline.itemData(place)))
        self.table.baseline_chosen.connect(self.baseline_chosen)
        self.table.run_picked.connect(self.run_picked)
        self._mean.toggled.connect(self.mean_toggled)
        self._tutorial.clicked.connect(self.tutorial_wanted)

    def _fill_baseline(self, runs: Sequence[Compared]) -> None:
        choices = sorted(((run.number, run.title) for run in runs), key=lambda choice: (choice[0] < 0, abs(choice[0])))
        known = [(self._baseline.itemData(i), self._baseline.itemText(i)) for i in range(self._baseline.count())]
        if choices != known:
            self._baseline.clear()
            for number, title in choices:
                self._baseline.addItem(title, number)
        self._baseline.setCurrentIndex(self._baseline.findData(runs[0].number) if runs else -1)


def sentence(runs: Sequence[Compared]) -> str:
    """Say in which settings these runs differ, and whether in their length; empty for fewer than two."""
    if len(runs) < 2:
        return ""
    return f"{_settings(runs)}{_lengths([run.figures.epochs for run in runs])}"


def _lengths(epochs: Sequence[int]) -> str:
    """Say that the last figures are not of the same epoch; empty where they are."""
    few, many = min(epochs), max(epochs)
    if few == many:
        return ""
    return f" They have {few:,} to {many:,} epochs; each one's figures are of its own last epoch."


def _settings(runs: Sequence[Compared]) -> str:
    paths = [difference.path for difference in differing([run.experiment for run in runs])]
    if not paths:
        return "The settings of these runs are all the same."
    if paths == ["seed"]:
        return "These runs differ in nothing but their seed."
    named = ", ".join(paths[:MOST_NAMED])
    more = len(paths) - MOST_NAMED
    return f"These runs differ in {named}{f' and {more} more' if more > 0 else ''}."
