"""Questions of the bank, those first that were not yet answered rightly."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from gui.learn.progress_keeper import ProgressKeeper
from gui.learn.question_card import QuestionCard
from gui.learn.teacher import Teacher
from gui.learn.way import Way
from gui.widgets.appearance import Appearance
from gui.widgets.layouts import row
from gui.widgets.push_button import push_button
from gui.widgets.quiet_combo_box import combo_box

if TYPE_CHECKING:
    from training.practice.question import Question

ALL_TOPICS, ALL_LEVELS = "All topics", "All levels"


class PracticeWay(Way):
    """Asks one question after another; topic and level can be chosen where there are several."""

    def __init__(
        self,
        name: str,
        questions: tuple[Question, ...],
        teacher: Teacher,
        keeper: ProgressKeeper,
        appearance: Appearance,
    ) -> None:
        super().__init__()
        self._questions, self._keeper, self._chance = questions, keeper, Random()
        self.card = QuestionCard(name, teacher, appearance, self)
        topics = [ALL_TOPICS, *dict.fromkeys(question.topic for question in questions)]
        self.topic = combo_box(f"{name}.topic", "Topic", topics, self)
        self.level = combo_box(f"{name}.level", "Level", [ALL_LEVELS, "easy", "medium", "hard"], self)
        self.next = push_button(f"{name}.next", "&Next question", "Ask another question")
        self.card.buttons.addWidget(self.next)
        self.topic.setVisible(self.topic.count() > 2)
        self.arrange(row(self.topic, self.level), self.card)
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
        topic, level = self.topic.currentText(), self.level.currentText()
        pool = [question for question in self._questions if topic in (ALL_TOPICS, question.topic)]
        of_level = [question for question in pool if level in (ALL_LEVELS, question.level)]
        if not of_level:
            self.level.setCurrentIndex(0)  # this topic has none of the level
        question = self._keeper.progress.next_question(of_level or pool, self.card.question, self._chance)
        self.card.ask(question.shuffled(self._chance.randrange(1 << 30)))

    def done(self) -> str:
        """Return how far one has come."""
        right = sum(self._keeper.progress.right(question.id) for question in self._questions)
        return f"{right} of {len(self._questions)} right"

    def _on_answered(self, right: bool) -> None:
        if self.card.question is not None:
            self._keeper.keep(self._keeper.progress.answered(self.card.question.id, right))
            self.next.setFocus()
