"""A graded test: ten questions, answered in any order, marked when it is handed in."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import TYPE_CHECKING

from gui.learn.progress_keeper import ProgressKeeper
from gui.learn.question_card import QuestionCard
from gui.learn.teacher import Teacher
from gui.learn.way import Way
from gui.learn.words import heading, label
from gui.widgets.appearance import Appearance
from gui.widgets.layouts import button_row, card
from gui.widgets.push_button import push_button
from training.practice.exam import Grade, draw, mark
from training.practice.progress import Graded

if TYPE_CHECKING:
    from training.practice.question import Question

SEEDS = 1 << 30
SHOWN = 5  # earlier tests


class ExamWay(Way):
    """Begins a test, takes the answers, shows the grade and each question with what really happens."""

    def __init__(
        self, questions: tuple[Question, ...], teacher: Teacher, keeper: ProgressKeeper, appearance: Appearance
    ) -> None:
        super().__init__()
        self._bank, self._keeper, self._seed = questions, keeper, 0
        self._drawn: tuple[Question, ...] = ()
        self._given: dict[str, frozenset[str]] = {}
        self._index = 0
        self.grade: Grade | None = None
        self._title, self._words = heading("Ten questions: four easy, four medium, two hard"), label()
        self._earlier = label("", "summary")
        self.start = push_button("learn.exam.start", "Begin a test", "Draw ten questions and begin")
        self.card = QuestionCard("learn.exam", teacher, appearance, self)
        self.card.check_button.hide()
        self.card.hint_button.hide()
        self.back = push_button("learn.exam.back", "&Back", "Go to the question before")
        self.onward = push_button("learn.exam.next", "&Next", "Go to the next question")
        self.hand_in = push_button("learn.exam.hand_in", "Hand in", "Have the test marked by running every option")
        for button in (self.back, self.onward, self.hand_in):
            self.card.buttons.addWidget(button)
        self.arrange(card(self._title, self._words, self._earlier, button_row(self.start)), self.card)
        self._marking = teacher.asker("learn.exam.mark", self)
        self._marking.answered.connect(self._on_marked)
        self.start.clicked.connect(self.begin_test)
        self.back.clicked.connect(lambda: self._go(self._index - 1))
        self.onward.clicked.connect(lambda: self._go(self._index + 1))
        self.hand_in.clicked.connect(self._hand_in)
        self.card.hide()
        self.begin()

    def begin(self) -> None:
        """Show the earlier tests."""
        tests = self._keeper.progress.tests[-SHOWN:]
        lines = [f"{test.day.isoformat()}: {test.points} of {test.most} points" for test in reversed(tests)]
        self._earlier.setText("\n".join(["Earlier tests", *lines]) if lines else "")
        self._earlier.setVisible(bool(lines))

    def begin_test(self) -> None:
        """Draw ten questions and ask the first."""
        self._seed = Random().randrange(SEEDS)
        self._drawn, self._given, self.grade = draw(self._bank, self._seed), {}, None
        self._title.setText("The test is running")
        self._words.setText("Answers count when the test is handed in; until then you can go back and change them.")
        self.start.setText("Begin anew")
        self.hand_in.setEnabled(True)
        self.card.show()
        self._ask(0)

    def done(self) -> str:
        """Return how far one has come."""
        tests = self._keeper.progress.tests
        best = max(tests, key=lambda test: test.points / max(1, test.most), default=None)
        return f"best: {best.points} of {best.most} points" if best else ""

    def _go(self, index: int) -> None:
        self._remember()
        self._ask(index)

    def _remember(self) -> None:
        if self.grade is None and self.card.question is not None:
            self._given[self.card.question.id] = self.card.given

    def _ask(self, index: int) -> None:
        self._index = index
        question = self._drawn[index]
        answered = sum(map(bool, self._given.values()))
        self.card.ask(question, f"Question {index + 1} of {len(self._drawn)} · {question.level} · {answered} answered")
        self.card.choose(self._given.get(question.id, frozenset()))
        self.card.form_button.hide()
        self.back.setEnabled(index > 0)
        self.onward.setEnabled(index + 1 < len(self._drawn))
        if self.grade is not None:
            self.card.reveal()

    def _hand_in(self) -> None:
        self._remember()
        self.hand_in.setEnabled(False)
        self._words.setText("Running every option…")
        drawn, given = self._drawn, dict(self._given)
        self._marking.ask(lambda checker: iter([mark(drawn, given, checker)]))

    def _on_marked(self, grade: Grade) -> None:
        self.grade = grade
        first, *rest = grade.sentences()
        self._title.setText(first)
        wrong = [str(n) for n, one in enumerate(grade.marks, 1) if not one.passed]
        again = [f"Wrong: question{'s' if len(wrong) > 1 else ''} {', '.join(wrong)}."] if wrong else []
        self._words.setText("\n".join([*again, *rest, "Go through the questions to see what each option really does."]))
        graded = Graded(day=date.today(), seed=self._seed, points=grade.points, most=grade.most)
        self._keeper.keep(self._keeper.progress.took_test(graded))
        self.begin()
        self._ask(0)
