"""A question: what is asked, and what each of its options comes to when it is run. No key is written down as truth."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, model_validator

from training.experiment.experiment import Experiment, experiment_from
from training.experiment.settings import AsTuple, Settings
from training.practice.claims import Claim, Rates

BLANK = "____"  # where an option's code stands in the question's snippet

Level = Literal["easy", "medium", "hard"]
LEVELS: tuple[Level, ...] = get_args(Level)
Texts = Annotated[tuple[str, ...], AsTuple]
Words = Annotated[str, Field(min_length=1)]


class Runnable(Settings):
    """An experiment or a snippet, and perhaps what is claimed of it."""

    experiment: dict[str, Any] = Field(default_factory=dict)  # values of the experiment, as in an experiment file
    snippet: str = ""  # code that goes on from SETUP
    figures: Rates = ()  # what a scheduler that watches a figure gets to see, epoch by epoch; the last one is held
    rows: int = 0  # training rows; 0: as the experiment's data have
    claim: Claim | None = None  # what it must come to

    @property
    def own_experiment(self) -> Experiment | None:
        """Return the experiment, to be opened or trained; None for a snippet. Raises ExperimentError."""
        return None if self.snippet else self.with_values({})

    def with_values(self, values: dict[str, Any]) -> Experiment:
        """Return the experiment with other values of some tables; raises ExperimentError."""
        return experiment_from({**self.experiment, **values})


class Option(Settings):
    """One answer: its text or its code, and what makes it another run than the question's."""

    text: str = ""
    code: str = ""  # lines in place of the blank in the question's snippet, shown under the text
    experiment: dict[str, Any] = Field(default_factory=dict)  # values of an experiment, on top of the question's
    claim: Claim | None = None  # what the option says; it is right if this and the question's own claim hold
    note: str = ""  # why one might think so, or what to learn from it


class Question(Runnable):
    """A question with its options, by their keys.

    Attributes:
        snippet: the code that is asked about, perhaps with a blank.
        claim: what the right options' runs must come to, beside their own claims.
        curve: the rates that are shown with the text, (epochs,); empty: none.
        several: whether every right option is asked for, rather than the one that is right.
        expected: the keys that the author believes to be right; a test refutes them if torch does.
        proof: expressions that are true if hint, steps and notes are; see `proof.py`.
        steps: the way to the solution.
        mistake: what is often got wrong.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    topic: Words
    level: Level
    text: Words
    curve: Rates = ()
    several: bool = False
    options: Annotated[dict[str, Option], Field(min_length=2, max_length=8)]
    expected: Annotated[tuple[str, ...], AsTuple, Field(min_length=1)]
    hint: Words
    proof: Texts = ()
    steps: Annotated[Texts, Field(min_length=1)]
    mistake: Words

    @model_validator(mode="after")
    def _can_be_run(self) -> Self:
        for key, option in self.options.items():
            if problem := self._problem(option):
                raise ValueError(f"option {key} {problem}")
        if not set(self.expected) <= set(self.options):
            raise ValueError(f"expected {list(self.expected)} are not among the options {list(self.options)}")
        if len(set(self.labels)) < len(self.options):
            raise ValueError("two options read alike")
        return self

    def _problem(self, option: Option) -> str:
        if bool(self.snippet) and bool(self.experiment or option.experiment):
            return "is both an experiment and a snippet"
        if (BLANK in self.snippet) != bool(option.code):
            return "has code without a blank in the snippet, or none for it"
        if option.claim is None and self.claim is None:
            return "claims nothing"
        return ""

    @property
    def labels(self) -> Iterator[str]:
        """Yield what the options say, in their order."""
        return (f"{option.text}\n{option.code}".strip() for option in self.options.values())

    def snippet_of(self, key: str) -> str:
        """Return the code that the option comes to; empty where it is an experiment."""
        return self.snippet.replace(BLANK, self.options[key].code.strip("\n"))

    def experiment_of(self, key: str) -> Experiment:
        """Return the experiment that the option comes to; raises ExperimentError."""
        return self.with_values(self.options[key].experiment)

    def shuffled(self, seed: int) -> Question:
        """Return the question with its options in another order, under the keys in theirs."""
        keys = list(self.options)
        order = Random(f"{seed} {self.id}").sample(keys, len(keys))
        new = dict(zip(order, keys, strict=True))
        options = {new[key]: self.options[key] for key in order}
        return self.model_copy(update={"options": options, "expected": tuple(new[key] for key in self.expected)})
