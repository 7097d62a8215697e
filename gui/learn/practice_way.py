"""Questions of the bank, those first that were not yet answered rightly."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.learn.progress_keeper import ProgressKeeper
from gui.learn.question_card import QuestionCard
from gui.learn.teacher import Teacher
from gui.learn.words import MARGIN
from gui.widgets.appearance import Appearance
from gui.widgets.push_button import push_button
from gui.widgets.quiet_combo_box import QuietComboBox

if TYPE_CHECKING:
    from training.practice.question import Question

ALL_TOPICS, ALL_LEVELS = "All topics", "All levels"


class PracticeWay(QWidget):
    """Asks one question after another; topic and level can be chosen where there are several.

    Signals:
        experiment_wanted: an Experiment is to be put into the form.
    """

    experiment_wanted = Signal(object)

    def __init__(
        self,
        name: str,
        questions: tuple[Question, ...],
        teacher: Teacher,
        keeper: ProgressKeeper,
        appearance: Appearance,
    ) -> None:
        """Ask these questions."""
        super().__init__()
        self._questions, self._keeper, self._chance = questions, keeper, Random()
        self.card = QuestionCard(name, teacher, appearance, self)
        self.topic = self._list(f"{name}.topic", "Topic", [ALL_TOPICS, *dict.fromkeys(q.topic for q in questions)])
        self.level = self._list(f"{name}.level", "Level", [ALL_LEVELS, "easy", "medium", "hard"])
        self.next = push_button(f"{name}.next", "&Next question", "Ask another question")
        self.card.buttons.addWidget(self.next)
        line = QHBoxLayout()
        line.addWidget(self.topic)
        line.addWidget(self.level)
        line.addStretch(1)
        self.topic.setVisible(self.topic.count() > 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MARGIN)
        layout.addLayout(line)
        layout.addWidget(self.card)
        layout.addStretch(1)
        self.topic.activated.connect(self.ask)
        self.level.activated.connect(self.ask)
        self.next.clicked.connect(self.ask)
        self.card.answered.connect(self._on_answered)
        self.card.experiment_wanted.connect(self.experiment_wanted)

    def begin(self) -> None:
        """Ask, unless a question stands already."""
        if self.card.question is None:
            self.ask()

    def ask(self) -> None:
        """Ask the next question: a new one, else one that was answered wrongly, else any."""
        tries, topic, level = self._keeper.progress.questions, self.topic.currentText(), self.level.currentText()
        pool = [
            question
            for question in self._questions
            if topic in (ALL_TOPICS, question.topic) and level in (ALL_LEVELS, question.level)
        ]
        pool = [q for q in pool if self.card.question is None or q.id != self.card.question.id] or pool
        self._chance.shuffle(pool)
        if not pool:
            self.level.setCurrentIndex(0)  # this topic has none of the level
            self.ask()
            return
        question = min(pool, key=lambda q: (q.id in tries, q.id in tries and tries[q.id].last_right))
        self.card.ask(question.shuffled(self._chance.randrange(1 << 30)))

    def done(self) -> str:
        """Return how far one has come."""
        tries = self._keeper.progress.questions
        right = sum(question.id in tries and tries[question.id].last_right for question in self._questions)
        return f"{right} of {len(self._questions)} right"

    def _on_answered(self, right: bool) -> None:
        if self.card.question is not None:
            self._keeper.keep(self._keeper.progress.answered(self.card.question.id, right))
            self.next.setFocus()

    def _list(self, name: str, title: str, texts: list[str]) -> QuietComboBox:
        box = QuietComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.addItems(texts)
        box.setMinimumContentsLength(len(max(texts, key=len)))
        return box
