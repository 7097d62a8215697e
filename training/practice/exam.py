"""A graded test: ten questions of all levels, marked by running every option."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from training.practice.checker import Checker
from training.practice.question import Level, Question

PLAN: dict[Level, int] = {"easy": 4, "medium": 4, "hard": 2}  # questions of each level, ten in all
POINTS: dict[Level, int] = {"easy": 1, "medium": 2, "hard": 3}
VERDICTS = (
    (0.9, "You can rely on what you know of schedules."),
    (0.7, "You know your way; look at what went wrong."),
    (0.5, "The ground is laid; some topics need another look."),
    (0.0, "Begin with the cards and the first topics, then try again."),
)


@dataclass(frozen=True)
class Mark:
    """A question that was answered: the keys that were given, and those that are right."""

    question: Question
    given: frozenset[str]
    right: frozenset[str]

    @property
    def passed(self) -> bool:
        """Whether exactly the right options were marked."""
        return self.given == self.right

    @property
    def points(self) -> int:
        """Return the points that it earned."""
        return POINTS[self.question.level] if self.passed else 0


@dataclass(frozen=True)
class Grade:
    """A marked test."""

    marks: tuple[Mark, ...]

    @property
    def points(self) -> int:
        """Return the points that were earned."""
        return sum(mark.points for mark in self.marks)

    @property
    def most(self) -> int:
        """Return the points that could be earned."""
        return sum(POINTS[mark.question.level] for mark in self.marks)

    @property
    def topics(self) -> dict[str, tuple[int, int]]:
        """Return the points earned in each topic, and those that could be."""
        found: dict[str, tuple[int, int]] = {}
        for mark in self.marks:
            earned, most = found.get(mark.question.topic, (0, 0))
            found[mark.question.topic] = earned + mark.points, most + POINTS[mark.question.level]
        return found

    def sentences(self) -> Iterator[str]:
        """Yield the verdict: the whole, then what to look at again."""
        share = self.points / self.most
        verdict = next(words for least, words in VERDICTS if share >= least)
        yield f"{self.points} of {self.most} points. {verdict}"
        for topic, (earned, most) in self.topics.items():
            if earned < most:
                yield f"{topic}: {earned} of {most} points. Look at it again."


def draw(bank: Sequence[Question], seed: int) -> tuple[Question, ...]:
    """Return the ten questions of a seed, easy ones first, of as many topics as there are, their options shuffled."""
    chance, drawn = Random(seed), list[Question]()
    for level, count in PLAN.items():
        pool = [question for question in bank if question.level == level]
        chance.shuffle(pool)
        for _ in range(count):
            topics = [question.topic for question in drawn]
            drawn.append(pool.pop(pool.index(min(pool, key=lambda question: topics.count(question.topic)))))
    return tuple(question.shuffled(seed) for question in drawn)


def mark(questions: Iterable[Question], given: Mapping[str, Iterable[str]], checker: Checker) -> Grade:
    """Mark the answers, by the questions' names; one that is not there is wrong."""
    return Grade(
        tuple(
            Mark(question, frozenset(given.get(question.id, ())), checker.check(question).keys)
            for question in questions
        )
    )
