"""The scheduler in source: torch's own classes, and the switch by hand that torch has no class for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from training.experiment.arithmetic import INTERP_SOURCE
from training.experiment.edits import Edit, Phase
from training.experiment.experiment import Experiment
from training.experiment.expressions import Expression
from training.experiment.schedulers import SchedulerSettings
from training.experiment.ticks import Ticks
from training.schedule.nesting import check_nesting
from training.script.formulas import formula_source, function_of, is_short
from training.script.layout import Call, Code, assignment, branches, comment, indented
from training.script.optimizer import chosen

FIGURES = {"loss": "train_loss", "accuracy": "train_accuracy"}  # names in the loop, where they differ
HAND_OVER = '''\
def hand_over():
    """Let the next scheduler start from the rate that stands here."""
    for group in optimizer.param_groups:
        group.pop("initial_lr", None)'''


class Span(NamedTuple):
    """A scheduler's span: the steps done when it begins, what builds it, and what steps it; empty if nothing does."""

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
        phases = experiment.phases if any(not phase.scheduler.constant for phase in experiment.phases) else ()
        ends = [*(phase.first for phase in phases[1:]), experiment.epochs + 1]
        # by the epoch from which the phase counts
        self._phases = {
            phase.first: list(self._phase(phase, end, experiment.ticks(rows, phase.first)))
            for phase, end in zip(phases, ends, strict=False)
        }
        self._hands_over = any(map(self.hands_over, experiment.edits))

    def hands_over(self, edit: Edit) -> bool:
        """Whether an edit builds a scheduler on the rate that stands there."""
        return edit.optimizer is None and edit.scheduler is not None and not edit.scheduler.constant

    @property
    def switched(self) -> bool:
        """Whether the loop switches schedulers at a certain step, and so counts the steps."""
        return any(len(spans) > 1 for spans in self._phases.values())

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
        for span in self._phases.get(first, ())[:1]:
            yield assignment("scheduler", span.build, depth=depth)

    def step(self, counter: str, depth: int) -> Iterator[str]:
        """Yield what steps the scheduler and switches to the next one, in a block `depth` levels deep.

        `counter` names the steps that are done, this one too.
        """
        spans = [span for spans in self._phases.values() for span in spans]
        if not spans:
            return
        if all(span.step for span in spans):
            yield from _steps(spans, counter)
        else:
            yield "if scheduler is not None:"
            yield from map(indented, _steps(spans, counter))
        for span in [span for spans in self._phases.values() for span in spans[1:]]:
            yield f"if {counter} == {span.start}:"
            yield indented(f"hand_over()\n{assignment('scheduler', span.build, depth=depth + 1)}")

    def _phase(self, phase: Phase, end: int, ticks: Ticks) -> Iterator[Span]:
        """Yield the spans of a phase before the epoch `end`; `ticks` are those of the rest of the run."""
        start, last = ((epoch - 1) * ticks.per_epoch for epoch in (phase.first, end))
        if phase.scheduler.constant:
            yield Span(start, Code("None"), "")
        else:
            yield from self._spans_of(phase.scheduler, start, last, ticks)

    def _spans_of(self, settings: SchedulerSettings, start: int, last: int, ticks: Ticks) -> Iterator[Span]:
        """Yield the spans that begin up to the step `last`."""
        if not settings.switched:
            build = settings.make(_Writer(ticks, self._functions))
            yield Span(start, build, f"scheduler.step({FIGURES.get(settings.watches, settings.watches)})")
            return
        for begin, stop, built_for, child in settings.shares(ticks.total):
            if start + begin <= last:
                child_ticks = Ticks(built_for, ticks.per_epoch)
                yield from self._spans_of(child, start + begin, min(last, start + stop), child_ticks)


class _Writer:
    """Writes what builds torch's schedulers; the functions that a call needs are added to `functions`."""

    optimizer = Code("optimizer")

    def __init__(self, ticks: Ticks, functions: dict[str, str]) -> None:
        self._ticks, self._functions = ticks, functions

    def call(self, settings: SchedulerSettings, *arguments: object, **named: object) -> Call:
        """Write the call of the class that the settings name."""
        return Call(settings.called, arguments, named)

    def arguments(self, settings: SchedulerSettings) -> dict[str, object]:
        """Return the settings as keyword arguments, without what is torch's default; formulas as functions."""
        found = chosen(settings) | settings.lengths(self._ticks)
        for name, variable in settings.formulas.items():
            if name in found:
                found[name] = self._function(name, variable, str(found[name]))
        return found

    def _function(self, name: str, variable: str, text: str) -> Code:
        """Return a lambda, or the name of a function where the formula is long."""
        if "interp" in Expression.parse(text, variable).names:
            self._functions["interp"] = INTERP_SOURCE.rstrip()
        if is_short(text):
            return Code(f"lambda {variable}: {formula_source(text)}")
        others = sum(other.startswith(name) for other in self._functions)
        name = f"{name}_{others + 1}" if others else name
        self._functions[name] = function_of(name, text, variable)
        return Code(name)


def _steps(spans: Sequence[Span], counter: str) -> Iterator[str]:
    """Yield the step; spans that need another one have branches of their own."""
    cases = [
        (f"{counter} <= {following.start}" if following else "", span.step)
        for span, following in zip(spans, [*spans[1:], None], strict=True)
        if span.step and (following is None or following.start > span.start)
    ]
    return branches(cases)
