"""One question: asked, answered, and shown by running every option."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from gui.learn.curve_chart import CurveChart
from gui.learn.option_view import OptionView
from gui.learn.snippet_view import SnippetView
from gui.learn.teacher import Teacher
from gui.learn.way import MARGIN
from gui.learn.words import heading, label
from gui.widgets.appearance import Appearance
from gui.widgets.layouts import CARD_SPACING, card, discard, row, stack
from gui.widgets.push_button import push_button

if TYPE_CHECKING:
    from training.practice.checker import Verdict
    from training.practice.question import Question


class QuestionCard(QWidget):
    """Asks; keys a, b, c, … choose, Enter checks."""

    answered = Signal(bool)  # whether rightly
    experiment_wanted = Signal(object)  # the question's Experiment is to be put into the form

    def __init__(self, name: str, teacher: Teacher, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question: Question | None = None
        self.checked = self._waiting = False  # whether the answer is shown, or to be shown once it is there
        self._verdict: Verdict | None = None
        self._options: list[OptionView] = []
        self._group = QButtonGroup(self)
        self._about, self._text, self._hint = label("", "summary"), heading(), label("", "hint")
        self._snippet = SnippetView(f"{name}.snippet", appearance)
        self.curve, self._reading = CurveChart(f"{name}.curve", appearance), label("", "hint")
        self.curve.read.connect(self._reading.setText)
        self._wait, self._steps, self._mistake = label("", "hint"), label(), label("", "summary")
        self._solution = card(label("Solution", "title"), self._steps, self._mistake)
        self.check_button = push_button(f"{name}.check", "Check", "Run every option and show what happens")
        self.hint_button = push_button(f"{name}.hint", "&Hint", "Show a hint")
        self.form_button = push_button(
            f"{name}.form", "Put into the form", "Open the question's experiment in the form"
        )
        self._arrange()
        self._checking = teacher.asker(name, self)
        self._checking.answered.connect(self._on_checked)
        self._checking.failed.connect(lambda error: self._wait.setText(f"It could not be run. {error}"))
        self.check_button.clicked.connect(self.check)
        self.hint_button.clicked.connect(lambda: self._hint.setVisible(not self._hint.isVisible()))
        self.form_button.clicked.connect(self._want_experiment)

    def _arrange(self) -> None:
        self._choices = QVBoxLayout()
        self._choices.setSpacing(CARD_SPACING)
        self.buttons = row(self.check_button, self.hint_button, self.form_button)
        shown = (self._about, self._text, self._snippet, self.curve, self._reading)
        question = card(*shown, self._choices, self._hint, self.buttons, self._wait)
        stack(self, (question, self._solution), MARGIN)

    def ask(self, question: Question, about: str = "") -> None:
        """Ask a question, and begin to run its options."""
        self.question, self._verdict = question, None
        self.checked = self._waiting = False
        self._about.setText(about or f"{question.topic} · {question.level}")
        self._text.setText(question.text)
        self._snippet.show_code(question.snippet.replace("____", "# your lines"))
        self.curve.show_rates(question.curve)
        self._reading.setVisible(bool(question.curve))
        self._reading.setText("Point at the curve to read it.")
        self._hint.setText(question.hint)
        for part in (self._hint, self._solution):
            part.hide()
        self._wait.setText("Several may be right." if question.several else "")
        self._offer(question)
        self.form_button.setVisible(not question.snippet)
        self.check_button.setEnabled(True)
        self._checking.ask(lambda checker: iter([(question, checker.check(question))]))

    @property
    def given(self) -> frozenset[str]:
        """Return the keys that are chosen."""
        return frozenset(option.key for option in self._options if option.button.isChecked())

    def choose(self, keys: frozenset[str]) -> None:
        """Choose these options."""
        for option in self._options:
            option.button.setChecked(option.key in keys)

    def check(self) -> None:
        """Show what happens when the options are run, as soon as they are."""
        if self.checked or self.question is None:
            return
        if not self.given:
            self._wait.setText("Choose an answer first: press its letter, or click it.")
        else:
            self.reveal()

    def reveal(self) -> None:
        """Show what happens when the options are run, also where none is chosen."""
        if self._verdict is None:
            self._waiting = True
            self._wait.setText("Running every option…")
        elif not self.checked:
            self._reveal(self._verdict)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by letter, check with Enter."""
        option = next((option for option in self._options if option.key == event.text().lower()), None)
        if option is not None and not self.checked:
            option.button.setFocus()
            option.button.click()
        elif event.text() in ("\r", "\n") and not self.checked:
            self.check()
        else:
            super().keyPressEvent(event)

    def _offer(self, question: Question) -> None:
        for option in self._options:
            self._group.removeButton(option.button)
            discard(option)
        self._options = [OptionView(key, option, question.several) for key, option in question.options.items()]
        for option in self._options:
            if not question.several:  # in a group, Tab comes to one button only
                self._group.addButton(option.button)
            self._choices.addWidget(option)

    def _on_checked(self, answer: tuple[Question, Verdict]) -> None:
        question, verdict = answer
        if question is self.question:
            self._verdict = verdict
            if self._waiting:
                self._reveal(verdict)

    def _reveal(self, verdict: Verdict) -> None:
        question, before = self.question, list[str]()
        assert question is not None
        self.checked, right = True, self.given == verdict.keys
        for option in self._options:
            answer = verdict.answers[option.key]
            happened = list(answer.outcome.sentences())
            option.reveal(answer.right, happened if happened != before else ())
            before = happened
        self._wait.setText("Right." if right else f"Not quite. Right: {', '.join(sorted(verdict.keys))}.")
        self._steps.setText("\n".join(f"{n}. {step}" for n, step in enumerate(question.steps, 1)))
        self._mistake.setText(f"Common mistake: {question.mistake}")
        self._solution.show()
        self.check_button.setEnabled(False)
        self.answered.emit(right)

    def _want_experiment(self) -> None:
        if self.question is not None and (experiment := self.question.own_experiment) is not None:
            self.experiment_wanted.emit(experiment)
