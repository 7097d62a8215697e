"""What every scheduler's settings share."""

# no annotations as text in this file: pydantic would read the class variables' again for every subclass
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, NamedTuple, Protocol, Self

from training.experiment.settings import WHOLE_LIMIT, PerGroup, Stage, setting
from training.experiment.ticks import Ticks


def counted(number: int, noun: str, digits: str = "") -> str:
    """Return the number with its noun: `1 epoch`, `5 epochs`; `digits` may be a comma: `1,000 batches`."""
    ending = "es" if noun.endswith("tch") else "s"
    return f"1 {noun}" if number == 1 else f"{number:{digits}} {noun}{ending}"


def joined(*parts: str) -> str:
    """Join what there is to say."""
    return ", ".join(filter(None, parts))


class Link(NamedTuple):
    """What a member of a ChainedScheduler made of a rate in a step."""

    before: float
    after: float


class Move(NamedTuple):
    """What a step made of a rate, from which alone is told what it did."""

    before: float  # the rate that it found; NaN where the parameter groups went different ways
    after: float  # the rate that it left
    initial: float | None = None  # the rate from which the scheduler began; None where that is not known
    # in a ChainedScheduler, what each member did, in their order; empty where nobody watched
    links: tuple[Link, ...] = ()

    def way(self, up: str = "rising", down: str = "falling") -> str:
        """Return which way the rate went; empty where it stayed."""
        return up if self.after > self.before else down if self.after < self.before else ""


INITIAL = "from the initial one"


class Mended(NamedTuple):
    """A change of settings; `label` says what it is for, where that is not to set one of them."""

    changes: dict[str, Any]
    label: str = ""


class Share(NamedTuple):
    """A member's part of the steps of a composition, which are trained at its rates from `start` to before `stop`.

    `built_for` is how many steps the member is built for.
    """

    start: int
    stop: int
    built_for: int
    member: "SchedulerSettings"


class Failure(NamedTuple):
    """A composition that torch cannot begin at a milestone: the holder's path, the holder, the member's number."""

    path: str
    holder: "SchedulerSettings"
    member: int
    milestone: int

    @property
    def kind(self) -> str:
        """Return the kind of what cannot be begun."""
        return self.holder.inside[self.member].kind

    def __str__(self) -> str:
        """Say what fails, and what to do."""
        flat = self.holder.flat()
        remedy = f"write all of it as one sequence, with milestones {flat.starts()}"
        if not all(child.begins_late for child in flat.inside[1:]):
            remedy = "choose HandSwitched, which can"
        article = "another" if self.kind == self.holder.kind else f"a {self.kind}"
        return f"torch fails (NotImplementedError) when a SequentialLR reaches {article} at milestone " + (
            f"{self.milestone}; {remedy}"
        )


class Maker(Protocol):
    """Calls torch's classes: `schedule/build.py` for the object, `script/scheduler.py` for the source.

    `optimizer` is what stands for the optimizer in a call.
    """

    optimizer: Any

    def call(self, settings: "SchedulerSettings", *arguments: Any, **named: Any) -> Any:
        """Call the class that the settings' kind names."""

    def arguments(self, settings: "SchedulerSettings") -> dict[str, Any]:
        """Return the settings as keyword arguments, formulas as functions."""


class SchedulerSettings(Stage):
    """Changes the optimizer's rate step by step, by default after each epoch."""

    module: ClassVar[str] = "lr_scheduler"
    constant: ClassVar[bool] = False  # whether the rate stays as it is: there is nothing to build and to step
    switched: ClassVar[bool] = False  # whether the loop switches its members by hand, for which torch has no class
    at_once: ClassVar[bool] = False  # whether its members work on the rate at the same time, not one after another
    per_batch: ClassVar[bool] = False  # whether torch means it to be stepped after each batch
    # whether it multiplies the rate that it finds, rather than computing it from the initial one
    chainable: ClassVar[bool] = True
    # whether each step computes the rate without looking at the one that stands there
    overwrites: ClassVar[bool] = False
    composable: ClassVar[bool] = True  # whether torch's compositions can step it
    # what it sets the rate of every parameter group to as soon as it is built; empty if to nothing
    own_rate: ClassVar[str] = ""
    goes_on: ClassVar[bool] = False  # whether at its turn in a sequence it goes on from the rate that stands there
    begins_late: ClassVar[bool] = True  # whether torch can begin it at a milestone, not only with the run
    length_from: ClassVar[str] = ""  # the setting that is its length; empty where none is
    easy: ClassVar[bool] = False  # whether its rates can be told in the head
    formulas: ClassVar[Mapping[str, str]] = {}  # the settings that torch wants as functions, each with its variable
    rule: ClassVar[str]  # what each step does to the rate, in words and as a formula

    @property
    def watches(self) -> str:
        """Return the figure of the finished epoch that its step is told; empty where it looks at none."""
        return ""

    @property
    def momenta(self) -> tuple[float, float] | None:
        """Return the momentum at its highest rate and at its lowest; None where it leaves the momentum alone."""
        return None

    @property
    def inside(self) -> "tuple[SchedulerSettings, ...]":
        """Return the schedulers that it is made of."""
        return ()

    @property
    def length(self) -> int:
        """Return the steps after which it has done its work; 0 where it goes on for ever."""
        return int(getattr(self, self.length_from)) if self.length_from else 0

    @property
    def first_factor(self) -> float | None:
        """Return the factor at which it begins to lead up to the full rate; None where it does no such thing."""
        return None

    def lengths(self, ticks: Ticks) -> dict[str, int]:
        """Return the arguments that say how many steps it has, where torch must be told; else nothing."""
        return {}

    def make(self, maker: Maker) -> Any:
        """Have torch's class called: one maker builds the object, another one writes the call."""
        return maker.call(self, maker.optimizer, **maker.arguments(self))

    def cause(self, done: int, move: Move) -> str:
        """Say what makes the rate change once `done` steps are finished."""
        return f"{counted(done, 'epoch')} done"

    def erasing(self, others: str, counted: Callable[[int], str]) -> tuple[str, str]:
        """Say what it makes of what others did to the rate in the same steps, and where it sets the rate."""
        return f"{self.kind} computes the rate anew at every step: what {others} did until then is lost", INITIAL

    def above_zero(self, steps: int, alone: bool) -> Mended | None:
        """Return the change after which its own rates stay above 0 for so many steps; None where none is known.

        `alone`: whether it is no part of another one.
        """
        return None

    def as_built(self, made: int = 0) -> "SchedulerSettings":
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

    def family(self, path: str = "scheduler") -> "Iterator[tuple[str, SchedulerSettings]]":
        """Yield this scheduler and all inside it, each with its TOML path."""
        yield path, self
        for index, member in enumerate(self.inside):
            yield from member.family(f"{path}.schedulers[{index}]")

    def shares(self, end: int) -> Iterator[Share]:
        """Yield what each scheduler inside has of the steps up to `end`."""
        yield from ()

    def starts(self) -> list[int]:
        """Return the steps after which each scheduler inside but the first takes over from the one before."""
        return []

    def built_first(self) -> "Iterator[SchedulerSettings]":
        """Yield the schedulers that set the first step's rate, in the order in which they are built."""
        yield self

    def flat(self) -> "SchedulerSettings":
        """Return it without a sequence inside a sequence."""
        return self

    def failures(self, steps: int, path: str) -> Iterator[Failure]:
        """Yield what torch cannot begin in so many steps, those that its building makes included."""
        yield from ()

    @property
    def stepped_twice(self) -> "SchedulerSettings | None":
        """Return the composition inside whose first step is made twice as it is built; None where there is none."""
        return None

    def bound_to_run(self, path: str, steps: int) -> Iterator[tuple[str, str]]:
        """Yield the TOML path and the kind of what was built for the run's length in so many steps of the run."""
        yield from ()


def steps(default: Any = ..., help: str = "", *, suggest: Any = None, none: str = "off", ge: int = 0) -> Any:
    """Describe a field that counts the scheduler's steps: epochs, or batches when it is stepped after each."""
    return setting(default, help, suggest=suggest, unit="epochs", none=none, ge=ge, le=WHOLE_LIMIT)
