"""Watching torch's schedulers step: which method ran, statement by statement, and on what numbers."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, NamedTuple

from torch.optim.lr_scheduler import LRScheduler

from training.schedule.definitions import DEFINED
from training.schedule.why.reading import Reading, read
from training.schedule.why.source import Source, source_of, statements

MODULES = ("torch.optim.lr_scheduler", "torch.optim.swa_utils", DEFINED)
COMPUTING = ("get_lr", "_get_closed_form_lr", "_reduce_lr")
BUILDING = "__init__"
METHODS = (BUILDING, "step", "_update_lr", *COMPUTING)


class Executed(NamedTuple):
    """A statement that ran, with the values before it ran: one reading, or one for each parameter group."""

    method: str
    statement: ast.stmt
    source: Source
    readings: list[Reading]

    @property
    def computes(self) -> bool:
        """Whether it belongs to a method that computes the rate."""
        return self.method.rpartition(".")[2] in COMPUTING

    def reading(self, group: int) -> Reading:
        """Return what it read of a parameter group."""
        return self.readings[min(group, len(self.readings) - 1)]


@dataclass(eq=False)
class Act:
    """What one scheduler object did in a step: the rates before and after, by group, and every statement.

    `calling` is the index, in `executed`, of the statement that had another scheduler act; None if none had.
    `building`: whether it was its constructor that acted, which takes the scheduler to its step 0.
    """

    scheduler: Any
    before: list[float]
    building: bool
    executed: list[Executed] = field(default_factory=list)
    calling: int | None = None
    after: list[float] = field(default_factory=list)
    last_epoch: int | None = None

    def note(self, frame: FrameType) -> None:
        """Add the statement that the frame is about to run."""
        code = frame.f_code
        statement = statements(code.co_filename).get(frame.f_lineno)
        if statement is None or (self.executed and self.executed[-1].statement is statement):
            return  # a further line of the same statement
        readings = read(statement, frame.f_locals, frame.f_globals)
        self.executed.append(Executed(code.co_qualname, statement, source_of(code.co_filename, statement), readings))


class Watch:
    """Watches this thread while it is entered; `acts` are in the order of their beginning."""

    def __init__(self, rates: Callable[[], list[float]]) -> None:
        self.acts: list[Act] = []
        self.rates = rates
        self._open: list[Act] = []

    def __enter__(self) -> Watch:
        self._former = sys.gettrace()
        sys.settrace(self._on_call)
        return self

    def __exit__(self, *error: object) -> None:
        sys.settrace(self._former)

    def _on_call(self, frame: FrameType, event: str, arg: object) -> Callable[..., Any] | None:
        if frame.f_globals.get("__name__") not in MODULES or frame.f_code.co_name not in METHODS:
            return None
        scheduler = frame.f_locals["self"]
        if not isinstance(scheduler, LRScheduler):
            return None
        building = frame.f_code.co_name == BUILDING
        begins = not self._open or self._open[-1].scheduler is not scheduler
        if begins:
            self._begin(Act(scheduler, self.rates(), building))
        return self._follow(self._open[-1], begins, noting=not building)

    def _begin(self, act: Act) -> None:
        if self._open:
            self._open[-1].calling = len(self._open[-1].executed) - 1
        self._open.append(act)
        self.acts.append(act)

    def _follow(self, act: Act, begun: bool, noting: bool) -> Callable[..., Any]:
        def trace(frame: FrameType, event: str, arg: object) -> Callable[..., Any]:
            if event == "line" and noting:
                act.note(frame)
            elif event == "return" and begun:
                self._open.pop()
                if not act.executed:
                    self.acts.remove(act)
                act.after, act.last_epoch = self.rates(), getattr(act.scheduler, "last_epoch", None)
            return trace

        return trace
