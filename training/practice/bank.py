"""The question bank: every question of `resources/questions/bank`, read strictly."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, ValidationError

from training.errors import ExpectedError
from training.experiment.file import read_values
from training.experiment.settings import AsTuple, Settings
from training.layout import RESOURCES
from training.practice.question import Question

QUESTIONS = RESOURCES / "questions"
Model = TypeVar("Model", bound=BaseModel)


class BankError(ExpectedError, ValueError):
    """A file of the bank is not as it must be; the text says which and where."""


class _Topic(Settings):
    topic: str
    question: Annotated[tuple[dict[str, Any], ...], AsTuple, Field(min_length=1)]


def read_bank(folder: Path = QUESTIONS / "bank") -> tuple[Question, ...]:
    """Return all questions, topic after topic, the files by their names; raises BankError."""
    questions = [question for path in sorted(folder.glob("*.toml")) for question in _questions(path)]
    ids = [question.id for question in questions]
    if twice := {name for name in ids if ids.count(name) > 1}:
        raise BankError(f"{folder} has two questions named {', '.join(sorted(twice))}.")
    return tuple(questions)


def _questions(path: Path) -> list[Question]:
    topic = checked(_Topic, read_values(path), path)
    return [checked(Question, {"topic": topic.topic, **values}, path) for values in topic.question]


def checked(model: type[Model], values: dict[str, Any], path: Path) -> Model:
    """Return the values as the model; raises BankError with the file and the entry."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise BankError(f"{path}, {values.get('id', 'the whole file')}: {error}") from None
