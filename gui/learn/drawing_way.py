"""Predict the curve: draw a schedule before it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QLineEdit, QToolButton

from gui.document.numbers import read_numbers
from gui.learn.progress_keeper import ProgressKeeper
from gui.learn.teacher import Teacher
from gui.learn.way import Way
from gui.learn.words import heading, label
from gui.panels.schedule.drawing import DrawingCanvas
from gui.widgets.appearance import Appearance
from gui.widgets.layouts import button_row, card
from gui.widgets.push_button import push_button
from gui.widgets.scale import Rates
from training.experiment.calls import call_of

if TYPE_CHECKING:
    from training.experiment.experiment import Experiment
    from training.practice.checker import Checker
    from training.practice.drawing import Finding

LONGEST = 200  # epochs of the form's own schedule that one can draw
HELP = "Drag in the field, or type one rate for each epoch; the last one is held to the end. Dashed: the highest rate."
HEIGHT = 300


class DrawingWay(Way):
    """Names a schedule, takes a drawing, then runs the scheduler and says what is right about it."""

    def __init__(
        self, tasks: tuple[Experiment, ...], teacher: Teacher, keeper: ProgressKeeper, appearance: Appearance
    ) -> None:
        super().__init__()
        self._tasks, self._keeper = tasks, keeper
        self._own: Experiment | None = None
        self._index = 0
        self._true: Rates | None = None
        self._task: Experiment | None = None
        self._about, self._title = label("", "summary"), heading()
        self._problem, self._finding = label("", "error"), heading()
        self.canvas = DrawingCanvas(appearance, self)
        self.canvas.setObjectName("learn.drawing.canvas")
        self.canvas.setMinimumHeight(HEIGHT)
        self.line = QLineEdit(placeholderText="0.1, 0.1, 0.05, …")
        self.line.setObjectName("learn.drawing.rates")
        self.line.setAccessibleName("The curve as numbers, one rate for each epoch")
        self.show_it = push_button("learn.drawing.show", "Show it", "Run the scheduler and compare")
        self.again = push_button("learn.drawing.again", "&Clear", "Draw it again")
        self.next = push_button("learn.drawing.next", "&Next schedule", "Draw another schedule")
        self.own = push_button("learn.drawing.own", "The &form's schedule", "Draw the schedule that is in the form")
        self.log = QToolButton()
        self.log.setText("log lr")
        self.log.setCheckable(True)
        self.log.setObjectName("learn.drawing.log")
        self.log.setAccessibleName("Draw on a logarithmic axis")
        self.log.setProperty("role", "switch")
        buttons = button_row(self.show_it, self.again, self.next, self.own, right=[self.log])
        hint = label(HELP, "hint")
        parts = (self._about, self._title, hint, self.canvas, self.line, self._problem, self._finding, buttons)
        self.arrange(card(*parts))
        self._running = teacher.asker("learn.drawing", self)
        self._connect()

    def _connect(self) -> None:
        self._running.answered.connect(self._on_true)
        self._running.failed.connect(lambda error: self._problem.setText(str(error)))
        self.canvas.drawn.connect(self._on_drawn)
        self.line.textEdited.connect(self._on_typed)
        self.line.returnPressed.connect(self._show)
        self.show_it.clicked.connect(self._show)
        self.again.clicked.connect(self._clear)
        self.next.clicked.connect(self._go_on)
        self.own.clicked.connect(self._ask_own)
        self.log.toggled.connect(self.canvas.set_log)

    def begin(self) -> None:
        """Ask for the first schedule, unless one stands."""
        if self._task is None:
            self._ask(self._tasks[0])

    def follow(self, experiment: Experiment | None, rows: int | None) -> None:
        """Offer the form's schedule, where it steps after each epoch and can be drawn."""
        drawable = experiment is not None and not experiment.steps_after_batch and experiment.epochs <= LONGEST
        self._own = experiment if drawable else None
        self.own.setEnabled(drawable)

    def done(self) -> str:
        """Return how far one has come."""
        tries = self._keeper.progress.questions
        right = sum(name in tries and tries[name].right > 0 for name in map(_name, self._tasks))
        return f"{right} of {len(self._tasks)} right"

    def _ask(self, task: Experiment) -> None:
        self._task, self._true = task, None
        self._about.setText(
            "Your schedule" if task is self._own else f"Schedule {self._index + 1} of {len(self._tasks)}"
        )
        lr = getattr(task.optimizer, "lr", None)
        start = f", from {lr:g}" if lr is not None else ""
        self._title.setText(f"{call_of(task.scheduler)}{start}, over {task.epochs} epochs")
        self.canvas.set_guide(None)
        self._clear()
        self._running.ask(partial(_rates, task))

    def _ask_own(self) -> None:
        if self._own is not None:
            self._ask(self._own)

    def _on_true(self, answer: tuple[Experiment, Rates]) -> None:
        task, true = answer
        if task is self._task:
            self._true = true
            self.canvas.set_guide(np.full(len(true), true.max()))
            self.show_it.setEnabled(True)

    def _clear(self) -> None:
        self.canvas.set_curve(None)
        self.line.clear()
        self._forget_finding()
        self.show_it.setEnabled(self._true is not None)

    def _forget_finding(self) -> None:
        self._problem.clear()
        self._finding.clear()

    def _on_drawn(self) -> None:
        curve = self.canvas.curve
        self.line.setText("" if curve is None else ", ".join(f"{rate:.3g}" for rate in curve))
        self.line.setCursorPosition(0)
        self._forget_finding()

    def _on_typed(self, text: str) -> None:
        self._forget_finding()
        epochs = 0 if self._true is None else len(self._true)
        try:
            rates = read_numbers(text)
            if len(rates) > epochs:
                raise ValueError(f"there are {len(rates)} rates for {epochs} epochs; leave some out")
        except ValueError as error:
            self.canvas.set_curve(None)
            self._problem.setText(str(error) if text.strip() else "")
            return
        self.canvas.set_curve(np.array([*rates, *[rates[-1]] * (epochs - len(rates))]))

    def _show(self) -> None:
        from training.practice.drawing import compare
        from training.practice.guesses import Kind

        drawn, true, task = self.canvas.curve, self._true, self._task
        if true is None or task is None:
            return
        if drawn is None:
            self._problem.setText("Draw the curve first, or type its rates.")
            return
        finding: Finding = compare(drawn, true, self.log.isChecked())
        self._finding.setText(finding.sentence)
        self.canvas.set_fit(true)
        if task is not self._own:
            self._keeper.keep(self._keeper.progress.answered(_name(task), finding.kind is Kind.RIGHT))
        self.next.setFocus()

    def _go_on(self) -> None:
        self._index = (self._index + 1) % len(self._tasks)
        self._ask(self._tasks[self._index])


def _rates(task: Experiment, _: Checker) -> Iterator[object]:
    from training.schedule.preview import preview

    yield task, np.asarray(preview(task).lr)


def _name(task: Experiment) -> str:
    """Return the name under which progress is kept."""
    return f"drawing {task.epochs} {call_of(task.scheduler)}"
