"""What can be claimed of something that is run: statements that a machine checks."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from training.experiment.settings import AsTuple, Settings

EpochNumber = Annotated[int, Field(strict=False, ge=1)]  # TOML's keys are texts
Rates = Annotated[tuple[float, ...], AsTuple]
Stairs = Annotated[tuple[Annotated[tuple[int, float], AsTuple], ...], AsTuple]


class Claim(Settings):
    """A statement about an outcome; it is true if everything that is given holds."""

    # the rate used in some epochs, counted from 1; of a snippet, at some steps of its optimizer
    lr: dict[EpochNumber, float] = Field(default_factory=dict)
    lr_after: dict[EpochNumber, float] = Field(default_factory=dict)  # the rate that stands after them
    rates: Rates | None = None  # the rate used in every epoch
    stairs: Stairs | None = None  # the same in runs of equal rates: how many epochs, and the rate
    changes: Annotated[tuple[int, ...], AsTuple] | None = None  # the epochs after which the rate is another
    printed: str | None = None  # all that is printed
    raises: str | None = None  # the class of the exception that ends it; empty: none does
    warns: str | None = None  # words of one of its warnings; empty: there is none
    # values of another experiment, on top of the question's, that has the same rates
    same_as: dict[str, Any] | None = None
    holds: str | None = None  # an expression of Python that is true where the snippet has ended

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("a claim says something")
        return self

    @property
    def course(self) -> tuple[float, ...] | None:
        """Return the rate that is claimed for every epoch; None if there is no such claim."""
        if self.stairs is None:
            return self.rates
        return tuple(rate for epochs, rate in self.stairs for _ in range(epochs))
