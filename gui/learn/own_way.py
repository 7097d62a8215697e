"""Questions about the schedule in the form, made up on the spot."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from gui.learn.question_card import QuestionCard
from gui.learn.teacher import Teacher
from gui.learn.way import Way
from gui.learn.words import label
from gui.widgets.appearance import Appearance
from gui.widgets.push_button import push_button

if TYPE_CHECKING:
    from training.experiment.experiment import Experiment
    from training.practice.question import Question


class OwnWay(Way):
    """Asks about the form's experiment; another experiment gives other questions."""

    def __init__(self, teacher: Teacher, appearance: Appearance) -> None:
        super().__init__()
        self._experiment: Experiment | None = None
        self._rows: int | None = None
        self._asked: Experiment | None = None
        self._chance = Random()
        self._note = label("", "hint")
        self.card = QuestionCard("learn.own", teacher, appearance, self)
        self.card.hide()
        self.next = push_button("learn.own.next", "&Next question", "Ask something else about the form's schedule")
        self.card.buttons.addWidget(self.next)
        self.arrange(self._note, self.card)
        self._making = teacher.asker("learn.own.make", self)
        self._making.answered.connect(self._on_made)
        self._making.failed.connect(lambda error: self._show_message(str(error)))
        self.next.clicked.connect(self.ask)
        self.card.answered.connect(lambda _: self.next.setFocus())

    def follow(self, experiment: Experiment | None, rows: int | None) -> None:
        """Ask about this experiment from now on; `rows`: of its training data, where they are loaded."""
        self._experiment, self._rows = experiment, rows
        if self.isVisible():
            self.begin()

    def begin(self) -> None:
        """Ask about the form's schedule, if the present question is about another."""
        if self._experiment != self._asked:
            self.ask()

    def ask(self) -> None:
        """Make up a question and ask it."""
        experiment, rows, seed = self._experiment, self._rows, self._chance.randrange(1 << 30)
        if experiment is None:
            self._show_message("The form has a mistake. Put it right, and there will be questions about it.")
            return
        if rows is None and experiment.steps_after_batch:
            self._show_message("This schedule steps after each batch: there are questions once the data are loaded.")
            return
        self._asked = experiment
        from training.practice.asking.generate import generate

        self._making.ask(lambda _: iter([generate(experiment, seed, rows)]))

    def _on_made(self, question: Question) -> None:
        self._note.setText("Every option is computed by running torch with the form's experiment.")
        self.card.show()
        self.card.ask(question, "Your schedule")
        self.card.form_button.hide()

    def _show_message(self, sentence: str) -> None:
        self._note.setText(sentence)
        self.card.hide()
