"""A run: an experiment plus what happened."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from training.experiment.settings import Stage
from training.runs.trace import Trace


class Status(StrEnum):
    """Where a run stands."""

    LOADING = "loading"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"  # its program ended while it ran


LIVE = (Status.LOADING, Status.RUNNING, Status.PAUSED)


@dataclass
class Run:
    """One training and its trace; `number` counts from 1, `message` says why it failed."""

    number: int
    trace: Trace
    status: Status = Status.LOADING
    message: str = ""
    device: str = ""

    @property
    def name(self) -> str:
        """Return the run's number and its schedule as torch writes it: `1 StepLR(step_size=5, gamma=0.5)`."""
        return f"{self.number} {call_of(self.trace.experiment.scheduler)}"


def call_of(stage: Stage) -> str:
    """Return the choice as torch's own call, without what is at its default."""
    fields = type(stage).model_fields
    shown = (f"{name}={_literal(value)}" for name, value in stage if name != "kind" and value != fields[name].default)
    return f"{stage.kind}({', '.join(shown)})" if stage.kind != "None" else "constant rate"


def _literal(value: object) -> str:
    if isinstance(value, Stage):
        return call_of(value)
    return f"[{', '.join(map(_literal, value))}]" if isinstance(value, tuple) else repr(value)
