"""What has been learned so far, kept as JSON in the user's data folder. Nothing is locked by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from training.experiment.settings import Settings
from training.files import check_regular, explained, write_whole
from training.practice.cards import CardBox
from training.practice.question import Question

FILE_NAME = "progress.json"
LARGEST_FILE = 10_000_000  # bytes
Count = Annotated[int, Field(ge=0)]


class Tries(Settings):
    """How often a question was answered, and how the last time ended."""

    right: Count = 0
    wrong: Count = 0
    last_right: bool = False

    def and_one(self, right: bool) -> Tries:
        """Return the tries with one more."""
        return Tries(right=self.right + right, wrong=self.wrong + (not right), last_right=right)


class Graded(Settings):
    """A test that was taken."""

    day: date
    seed: int
    points: Count
    most: Count


class Progress(Settings):
    """All that is kept, by the names of questions and cards; of a challenge, the earliest epoch that solved it."""

    version: Literal[1] = 1
    questions: dict[str, Tries] = Field(default_factory=dict)
    cards: dict[str, CardBox] = Field(default_factory=dict)
    tests: tuple[Graded, ...] = ()
    challenges: dict[str, Count] = Field(default_factory=dict)

    def right(self, question: str) -> bool:
        """Whether the last answer to a question was right."""
        return question in self.questions and self.questions[question].last_right

    def next_question(self, pool: Sequence[Question], before: Question | None, chance: Random) -> Question:
        """Return one that was not answered yet, else one whose last answer was wrong, else any; not the one before."""
        others = [question for question in pool if before is None or question.id != before.id] or list(pool)
        chance.shuffle(others)
        return min(others, key=lambda question: (question.id in self.questions, self.right(question.id)))

    def answered(self, question: str, right: bool) -> Progress:
        """Return the progress after a question was answered."""
        tries = self.questions.get(question, Tries()).and_one(right)
        return self._with(questions={**self.questions, question: tries})

    def looked_at(self, card: str, known: bool, today: date) -> Progress:
        """Return the progress after a card was turned over."""
        box = self.cards.get(card, CardBox()).moved(known, today)
        return self._with(cards={**self.cards, card: box})

    def took_test(self, graded: Graded) -> Progress:
        """Return the progress after a test."""
        return self._with(tests=(*self.tests, graded))

    def solved(self, challenge: str, epoch: int) -> Progress:
        """Return the progress after a challenge was solved in an epoch."""
        earliest = min(epoch, self.challenges.get(challenge, epoch))
        return self._with(challenges={**self.challenges, challenge: earliest})

    def _with(self, **values: object) -> Progress:
        return self.model_copy(update=values)


class ProgressFile:
    """The file in which progress is kept, written in one piece each time.

    Attributes:
        note: what there is to tell the user about the last reading; empty if nothing.
    """

    def __init__(self, folder: Path) -> None:
        """Name the file; it need not exist yet."""
        self._path, self.note = folder / FILE_NAME, ""

    def read(self) -> Progress:
        """Return what is kept; a damaged file is set aside, and one begins anew. Raises FileError."""
        self.note = ""
        if not self._path.exists():
            return Progress()
        check_regular(self._path, LARGEST_FILE)
        try:
            return Progress.model_validate_json(self._path.read_bytes())
        except ValidationError:
            self._set_aside()
            return Progress()
        except OSError as error:
            raise explained("read", self._path, error) from None

    def write(self, progress: Progress) -> None:
        """Keep the progress; raises FileError."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise explained("write", self._path, error) from None
        write_whole(self._path, progress.model_dump_json(indent=1).encode())

    def reset(self) -> Progress:
        """Forget everything, and return that; raises FileError."""
        self.write(Progress())
        return Progress()

    def _set_aside(self) -> None:
        aside = self._path.with_name(f"{self._path.stem}.damaged.json")
        try:
            self._path.replace(aside)
        except OSError as error:
            raise explained("read", self._path, error) from None
        self.note = f"The file with your progress was damaged. It is kept as {aside}, and you begin anew."
