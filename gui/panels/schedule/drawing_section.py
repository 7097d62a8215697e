"""Draw your own curve: by mouse or as numbers, fitted by torch's schedulers or kept as a formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from gui.document.numbers import read_numbers
from gui.panels.schedule.drawing import DrawingCanvas
from gui.panels.schedule.scheduler_card import SPACING, SchedulerCard, arguments, emptied, names, title_label
from gui.widgets.appearance import Appearance
from gui.widgets.labels import NoteLabel, ProblemLabel
from gui.widgets.push_button import push_button
from gui.widgets.scale import Rates
from gui.widgets.sparkline import Line
from training.schedule.explain import number

if TYPE_CHECKING:  # importing it at run time would load torch
    from training.schedule.fit import Fit

MOST_EPOCHS = 10_000
MOST_NUMBERS = 500  # that the line shows
BEST = 3
HINT = "Drag in the field to draw the rate; dashed is the present schedule."
TOO_LONG = f"A curve can be drawn over at most {MOST_EPOCHS:,} epochs; this experiment has more."
LINE_HELP = "One rate for each epoch, such as 0.1, 0.1, 0.05; the last one is held to the end."


class DrawingSection(QWidget):
    """Takes a wanted curve and offers what comes near it.

    Signals:
        fits_wanted: the curve, (epochs,).
        fit_chosen: the optimizer's rate, and plain values of a scheduler stage that steps after each epoch.
    """

    fits_wanted = Signal(object)
    fit_chosen = Signal(float, dict)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._epochs = 0
        self._cards: list[SchedulerCard] = []
        self._note = NoteLabel("hint", self)
        self._note.say(HINT)
        self.canvas = DrawingCanvas(appearance, self)
        self.canvas.drawn.connect(self._on_drawn)
        self.log = QToolButton(self)
        self.log.setText("log lr")
        self.log.setObjectName("draw.log")
        self.log.setAccessibleName("Draw on a logarithmic axis")
        self.log.setCheckable(True)
        self.log.setProperty("role", "switch")
        self.log.toggled.connect(self.canvas.set_log)
        self.fit = push_button("draw.fit", "Fit", "Find the schedulers that come nearest to the curve", self)
        self.fit.clicked.connect(self._on_fit_clicked)
        self.clear = push_button("draw.clear", "Clear", "Forget the curve", self)
        self.clear.clicked.connect(lambda: self._take(None))
        self.line = QLineEdit(self)
        self.line.setObjectName("draw.rates")
        self.line.setAccessibleName("The curve as numbers")
        self.line.setPlaceholderText("0.1, 0.1, 0.05, …")
        self.line.setMaxLength(1_000_000)
        self.line.setToolTip(LINE_HELP)
        self.line.textEdited.connect(self._on_edited)
        self.line.returnPressed.connect(self._on_fit_clicked)
        self._problem = ProblemLabel(self.line, LINE_HELP, self)
        self._arrange()
        self.set_guide(None)

    def set_guide(self, rates: Rates | None) -> None:
        """Draw beside this schedule, (epochs,), and over as many epochs."""
        drawable = rates is not None and len(rates) <= MOST_EPOCHS
        had = self.canvas.curve
        self._epochs = len(rates) if drawable and rates is not None else 0
        self.canvas.set_guide(rates if drawable else None)
        self._note.say(HINT if drawable or rates is None else TOO_LONG)
        for part in (self.canvas, self.line, self.log):
            part.setEnabled(drawable)
        if had is not None and self.canvas.curve is None:
            self._forget()
            self._on_edited(self.line.text())
        self._enable()

    def show_fits(self, fits: Sequence[Fit]) -> None:
        """Offer these, the best first; a formula comes last."""
        curve = self.canvas.curve
        if curve is None:
            return
        self._forget()
        self._enable()
        self.canvas.set_fit(fits[0].rates)
        formulas = [fit for fit in fits if fit.scheduler.formulas]
        classes = [fit for fit in fits if not fit.scheduler.formulas]
        for place, fit in enumerate([*classes[:BEST], *formulas]):
            card = self._card(place, fit)
            card.show_lines([Line(curve, "muted", dashed=True), Line(fit.rates)])
            self._results.addWidget(card)
            card.show()
            self._cards.append(card)

    def show_problem(self, sentence: str) -> None:
        """Say why there is no fit."""
        self._problem.show_problem(sentence)
        self._enable()

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.fit)
        buttons.addWidget(self.clear)
        buttons.addStretch(1)
        buttons.addWidget(self.log)
        self._results = QVBoxLayout()
        self._results.setSpacing(SPACING)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        for part in (title_label("Draw your own"), self._note, self.canvas, self.line, self._problem):
            layout.addWidget(part)
        layout.addLayout(buttons)
        layout.addLayout(self._results)

    def _card(self, place: int, fit: Fit) -> SchedulerCard:
        formula = bool(fit.scheduler.formulas)
        numbers = [f"lr={number(fit.lr)}", *([] if formula else arguments(fit.scheduler))]
        errors = f"Area off by {fit.area_error:.1%}, rates by {fit.rms_error:.1%} of the highest."
        title = "LambdaLR, a formula of the curve" if formula else names(fit.scheduler)
        card = SchedulerCard(f"draw.use.{place}", title, f"{', '.join(numbers)}\n{errors}", self._appearance, self)
        card.chosen.connect(lambda: self.fit_chosen.emit(fit.lr, fit.scheduler.model_dump()))
        return card

    def _on_drawn(self) -> None:
        curve = self.canvas.curve
        shown = curve is not None and len(curve) <= MOST_NUMBERS
        self.line.setText(", ".join(f"{rate:.3g}" for rate in curve) if shown and curve is not None else "")
        self.line.setCursorPosition(0)
        self._problem.show_problem("")
        self._forget()
        self._enable()

    def _on_edited(self, text: str) -> None:
        if not text.strip():
            self._take(None)
            return
        try:
            curve = self._read(text)
        except ValueError as error:
            self._forget()
            self.canvas.set_curve(None)
            self._problem.show_problem(str(error) or LINE_HELP)
            self._enable()
            return
        self._take(curve)

    def _read(self, text: str) -> Rates:
        """Return one rate for each epoch; raises ValueError."""
        rates = read_numbers(text)
        if len(rates) > self._epochs:
            raise ValueError(f"there are {len(rates)} rates for {self._epochs} epochs; leave some out")
        if min(rates) < 0:
            raise ValueError(f"a rate is at least 0; {number(min(rates))} would climb the loss")
        return np.array([*rates, *[rates[-1]] * (self._epochs - len(rates))])

    def _take(self, curve: Rates | None) -> None:
        self.canvas.set_curve(curve)
        if curve is None:
            self.line.clear()
        self._problem.show_problem("")
        self._forget()
        self._enable()

    def _on_fit_clicked(self) -> None:
        if self.canvas.curve is not None:
            self.fit.setEnabled(False)
            self.fits_wanted.emit(self.canvas.curve)

    def _forget(self) -> None:
        emptied(self._cards)
        self._cards = []

    def _enable(self) -> None:
        for button in (self.fit, self.clear):
            button.setEnabled(self.canvas.curve is not None)
