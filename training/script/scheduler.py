"""The scheduler in source: torch's own classes, and the switch by hand that torch has no class for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from training.experiment.arithmetic import INTERP_SOURCE
from training.experiment.edits import Edit, Phase
from training.experiment.experiment import Experiment
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
from training.schedule.nesting import check_nesting
from training.schedule.ticks import Ticks, ticks_of
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
    """A scheduler's turn: the steps done when it begins, what builds it, and what steps it; empty if nothing does."""

    start: int
    build: Call | Code
    step: str


class SchedulerSource:
    """An experiment's schedulers in source: what builds them, and what steps them in the loop."""

    def __init__(self, experiment: Experiment, rows: int) -> None:
        """Write every call; `rows` of training data decide how many batches an epoch has. Raises ExperimentError."""
        check_nesting(experiment, rows)
        self._settings = experiment.scheduler
        self._functions: dict[str, str] = {}
        phases = experiment.phases if any(phase.scheduler.kind != "None" for phase in experiment.phases) else ()
        ends = [*(phase.first for phase in phases[1:]), experiment.epochs + 1]
        # by the epoch from which the phase counts
        self._phases = {
            phase.first: list(self._phase(phase, end, ticks_of(experiment, rows, phase.first)))
            for phase, end in zip(phases, ends, strict=False)
        }
        self._hands_over = any(map(self.hands_over, experiment.edits))

    def hands_over(self, edit: Edit) -> bool:
        """Whether an edit builds a scheduler on the rate that stands there."""
        return edit.optimizer is None and edit.scheduler is not None and edit.scheduler.kind != "None"

    @property
    def switched(self) -> bool:
        """Whether the loop switches schedulers at a certain step, and so counts the steps."""
        return any(len(turns) > 1 for turns in self._phases.values())

    def blocks(self) -> Iterator[str]:
        """Yield the functions that are needed, then what builds the scheduler; nothing if the rate stays as it is."""
        if not self._phases:
            return
        yield from self._functions.values()
        if self.switched or self._hands_over:
            yield HAND_OVER
        first_line, *_ = str(type(self._settings).__doc__).splitlines()
        yield f"{comment(f'{self._settings.kind}: {first_line}')}\n{''.join(self.building(1))}"

    def building(self, first: int, depth: int = 0) -> Iterator[str]:
        """Yield what builds the scheduler that counts from this epoch; nothing where no scheduler is ever stepped."""
        for turn in self._phases.get(first, ())[:1]:
            yield assignment("scheduler", turn.build, depth=depth)

    def step(self, counter: str, depth: int) -> Iterator[str]:
        """Yield what steps the scheduler and switches to the next one, in a block `depth` levels deep.

        `counter` names the steps that are done, this one too.
        """
        turns = [turn for turns in self._phases.values() for turn in turns]
        if not turns:
            return
        if all(turn.step for turn in turns):
            yield from _steps(turns, counter)
        else:
            yield "if scheduler is not None:"
            yield from map(indented, _steps(turns, counter))
        for turn in [turn for turns in self._phases.values() for turn in turns[1:]]:
            yield f"if {counter} == {turn.start}:"
            yield indented(f"hand_over()\n{assignment('scheduler', turn.build, depth=depth + 1)}")

    def _phase(self, phase: Phase, end: int, ticks: Ticks) -> Iterator[Turn]:
        """Yield the turns of a phase before the epoch `end`; `ticks` are those of the rest of the run."""
        start, last = ((epoch - 1) * ticks.per_epoch for epoch in (phase.first, end))
        if phase.scheduler.kind == "None":
            yield Turn(start, Code("None"), "")
        else:
            yield from self._turns_of(phase.scheduler, start, last, ticks)

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


def _steps(turns: Sequence[Turn], counter: str) -> Iterator[str]:
    """Yield the step; turns that need another one have branches of their own."""
    cases = [
        (f"{counter} <= {following.start}" if following else "", turn.step)
        for turn, following in zip(turns, [*turns[1:], None], strict=True)
        if turn.step and (following is None or following.start > turn.start)
    ]
    return branches(cases)


def _watched(settings: SchedulerSettings) -> str:
    return FIGURES.get(settings.monitor, settings.monitor) if isinstance(settings, ReduceLROnPlateau) else ""
