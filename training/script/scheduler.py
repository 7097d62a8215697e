"""The scheduler in source: torch's own classes, and the switch by hand that torch has no class for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from training.experiment.arithmetic import INTERP_SOURCE
from training.experiment.expressions import Expression
from training.experiment.schedulers import (
    ChainedScheduler,
    Composition,
    HandSwitched,
    OneCycleLR,
    ReduceLROnPlateau,
    SchedulerSettings,
    SequentialLR,
)
from training.schedule.build import one_cycle_length
from training.schedule.ticks import Ticks
from training.script.formulas import formula_source, function_of, is_short
from training.script.layout import Call, Code, assignment, branches, comment, indented
from training.script.optimizer import chosen

FORMULAS = {"lr_lambda": "epoch", "scale_fn": "x"}  # arguments that torch wants as functions, and their variable
FIGURES = {"loss": "train_loss", "accuracy": "train_accuracy"}  # names in the loop, where they differ
HAND_OVER = '''\
def hand_over():
    """Let the next scheduler start from the rate that stands here."""
    for group in optimizer.param_groups:
        group.pop("initial_lr", None)'''


class Turn(NamedTuple):
    """A scheduler's turn: the steps done when it begins, the call that builds it, and the one that steps it."""

    start: int
    build: Call
    step: str


class SchedulerSource:
    """A scheduler in source: what builds it, and what steps it in the loop."""

    def __init__(self, settings: SchedulerSettings, ticks: Ticks) -> None:
        """Write every call; `ticks` are the scheduler's steps in the run."""
        self._settings = settings
        self._functions: dict[str, str] = {}
        self._turns = list(self._turns_of(settings, 0, ticks.total, ticks)) if settings.kind != "None" else []

    @property
    def switched(self) -> bool:
        """Whether the loop switches schedulers by hand, and so counts the steps."""
        return len(self._turns) > 1

    def blocks(self) -> Iterator[str]:
        """Yield the functions that are needed, then what builds the scheduler; nothing if the rate stays as it is."""
        if not self._turns:
            return
        yield from self._functions.values()
        if self.switched:
            yield HAND_OVER
        first_line, *_ = str(type(self._settings).__doc__).splitlines()
        yield f"{comment(f'{self._settings.kind}: {first_line}')}\n{assignment('scheduler', self._turns[0].build)}"

    def step(self, counter: str, depth: int) -> Iterator[str]:
        """Yield what steps the scheduler and switches to the next one, in a block `depth` levels deep.

        `counter` names the steps that are done, this one too.
        """
        if self._turns:
            yield from self._steps(counter)
        for turn in self._turns[1:]:
            yield f"if {counter} == {turn.start}:"
            yield indented(f"hand_over()\n{assignment('scheduler', turn.build, depth=depth + 1)}")

    def _steps(self, counter: str) -> Iterator[str]:
        """Yield the step; turns that need another one have branches of their own."""
        cases: list[tuple[str, str]] = []
        for turn, following in zip(self._turns, [*self._turns[1:], None], strict=True):
            if following and following.start == turn.start:
                continue
            if cases and cases[-1][1] == turn.step:
                cases.pop()
            cases.append((f"{counter} <= {following.start}" if following else "", turn.step))
        return branches(cases)

    def _turns_of(self, settings: SchedulerSettings, start: int, last: int, ticks: Ticks) -> Iterator[Turn]:
        """Yield the turns that begin up to the step `last`."""
        if not isinstance(settings, HandSwitched):
            yield Turn(start, self._call(settings, ticks), f"scheduler.step({_watched(settings)})")
            return
        segments = list(settings.segments(ticks.total))
        for number, (begin, stop, child) in enumerate(segments, 1):
            if start + begin <= last:
                # the step that reaches the milestone is this scheduler's, too
                length = stop - begin + (number < len(segments))
                child_ticks = Ticks(max(1, length), ticks.per_epoch)
                yield from self._turns_of(child, start + begin, min(last, start + stop), child_ticks)

    def _call(self, settings: SchedulerSettings, ticks: Ticks) -> Call:
        if isinstance(settings, SequentialLR):
            settings = settings.flat()
            children = self._children(settings, ticks)
            named = {"milestones": list(settings.milestones)}
            return Call("lr_scheduler.SequentialLR", (Code("optimizer"), children), named)
        if isinstance(settings, ChainedScheduler):
            return Call("lr_scheduler.ChainedScheduler", (self._children(settings, ticks),))
        owner = "swa_utils" if settings.kind == "SWALR" else "lr_scheduler"
        return Call(f"{owner}.{settings.kind}", (Code("optimizer"),), self._arguments(settings, ticks))

    def _children(self, settings: Composition, ticks: Ticks) -> list[Call]:
        return [self._call(child, ticks) for child in settings.schedulers]

    def _arguments(self, settings: SchedulerSettings, ticks: Ticks) -> dict[str, object]:
        arguments = chosen(settings)
        if isinstance(settings, OneCycleLR):
            return arguments | one_cycle_length(settings, ticks)
        for name in FORMULAS.keys() & arguments.keys():
            arguments[name] = self._function(name, str(arguments[name]))
        return arguments

    def _function(self, name: str, text: str) -> Code:
        """Return a lambda, or the name of a function where the formula is long."""
        variable = FORMULAS[name]
        if "interp" in Expression.parse(text, variable).names:
            self._functions["interp"] = INTERP_SOURCE.rstrip()
        if is_short(text):
            return Code(f"lambda {variable}: {formula_source(text)}")
        others = sum(other.startswith(name) for other in self._functions)
        name = f"{name}_{others + 1}" if others else name
        self._functions[name] = function_of(name, text, variable)
        return Code(name)


def _watched(settings: SchedulerSettings) -> str:
    return FIGURES.get(settings.monitor, settings.monitor) if isinstance(settings, ReduceLROnPlateau) else ""
