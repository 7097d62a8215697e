"""What every scheduler's settings share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple, Self

from training.experiment.settings import WHOLE_LIMIT, PerGroup, Stage, setting


def counted(number: int, noun: str, digits: str = "") -> str:
    """Return the number with its noun: `1 epoch`, `5 epochs`; `digits` may be a comma: `1,000 batches`."""
    ending = "es" if noun.endswith("tch") else "s"
    return f"1 {noun}" if number == 1 else f"{number:{digits}} {noun}{ending}"


def told(*parts: str) -> str:
    """Join what there is to say."""
    return ", ".join(filter(None, parts))


class Link(NamedTuple):
    """What a member of a ChainedScheduler made of a rate in a step."""

    before: float
    after: float


class Move(NamedTuple):
    """What a step made of a rate, from which alone is told what it did.

    Attributes:
        before: the rate that it found; NaN where the parameter groups went different ways.
        after: the rate that it left.
        initial: the rate from which the scheduler began; None where that is not known.
        links: in a ChainedScheduler, what each member did, in their order; empty where nobody watched.
    """

    before: float
    after: float
    initial: float | None = None
    links: tuple[Link, ...] = ()

    def way(self, up: str = "rising", down: str = "falling") -> str:
        """Return which way the rate went; empty where it stayed."""
        return up if self.after > self.before else down if self.after < self.before else ""


class SchedulerSettings(Stage):
    """Changes the optimizer's rate step by step, by default after each epoch.

    Attributes:
        per_batch: whether torch means it to be stepped after each batch.
        chainable: whether it multiplies the rate that it finds, rather than computing it from the initial one.
        overwrites: whether each step computes the rate without looking at the one that stands there.
        cycles_momentum: whether it may change the optimizer's momentum, too.
        rule: what each step does to the rate, in words and as a formula.
    """

    per_batch: ClassVar[bool] = False
    chainable: ClassVar[bool] = True
    overwrites: ClassVar[bool] = False
    cycles_momentum: ClassVar[bool] = False
    rule: ClassVar[str]

    def cause(self, done: int, move: Move) -> str:
        """Say what makes the rate change once `done` steps are finished."""
        return f"{counted(done, 'epoch')} done"

    def as_built(self, made: int = 0) -> SchedulerSettings:
        """Return the settings as the run's steps find them, where building made `made` steps too many of theirs."""
        return self

    def lists(self) -> dict[str, tuple[float, ...]]:
        """Return the settings that have a value for each parameter group, by name."""
        return {
            name: getattr(self, name)
            for name, field in type(self).model_fields.items()
            if any(isinstance(mark, PerGroup) for mark in field.metadata) and isinstance(getattr(self, name), tuple)
        }

    def of_body(self) -> Self:
        """Return what the first parameter group sees."""
        return self.model_copy(update={name: values[0] for name, values in self.lists().items()})

    def family(self, path: str = "scheduler") -> Iterator[tuple[str, SchedulerSettings]]:
        """Yield this scheduler and all inside it, each with its TOML path."""
        yield path, self


def steps(default: Any = ..., help: str = "", *, suggest: Any = None, none: str = "off", ge: int = 0) -> Any:
    """Describe a field that counts the scheduler's steps: epochs, or batches when it is stepped after each."""
    return setting(default, help, suggest=suggest, unit="epochs", none=none, ge=ge, le=WHOLE_LIMIT)
