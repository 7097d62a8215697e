"""A run: an experiment plus what happened."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from training.experiment.calls import call_of
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
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


MOST_NAMED = 2  # changes by hand in a name
STARTING = 0  # the number of a run until it has got one of its own
LIVE = (Status.LOADING, Status.RUNNING, Status.PAUSED)


@dataclass
class Run:
    """One training and its trace."""

    # counts from 1; below 0 for a run that no store keeps, which no user sees: `numbered` is for them; STARTING for one
    # that has none yet
    number: int
    trace: Trace
    status: Status = Status.LOADING
    message: str = ""  # why it failed
    device: str = ""
    parent: int | None = None  # the number of the run that it was forked from, after the epoch `forked`
    forked: int | None = None
    title: str = ""  # a name that the user gave
    elsewhere: bool = False  # whether another Stepwell trains it

    @property
    def name(self) -> str:
        """Return the run's number and its title, else its schedule: `1 StepLR(step_size=5, gamma=0.5)`."""
        return f"{numbered(self.number)} {self.called}"

    @property
    def called(self) -> str:
        """Return the name without the number."""
        return self.title or name_of(self.trace.experiment)


def numbered(number: int) -> str:
    """Return what stands for a run in a list: `7`, `unsaved 1` where no store keeps it; a dash where it is gone."""
    return str(number) if number > 0 else f"unsaved {-number}" if number < 0 else "–"


def spoken(number: int) -> str:
    """Return what a sentence calls a run: `run 7`, or `unsaved run 1` where no store keeps it."""
    return f"run {number}" if number > 0 else f"unsaved run {-number}"


def name_of(experiment: Experiment) -> str:
    """Return the schedule as torch writes it, with its edits: `StepLR(step_size=5), lr=0.01 from epoch 3`."""
    edits = experiment.edits
    changes = [*map(_changed, edits)] if len(edits) <= MOST_NAMED else [f"changed {len(edits)} times by hand"]
    return ", ".join([call_of(experiment.scheduler), *changes])


def _changed(edit: Edit) -> str:
    rate = [] if edit.lr is None else [f"lr={edit.lr:.6g}"]
    stages = [call_of(stage) for stage in (edit.optimizer, edit.scheduler) if stage is not None]
    return f"{' and '.join(rate + stages)} from epoch {edit.epoch}"
