"""What can be taken away as a file: each file in `exporters/` tells of ways. The standard library is enough for it.

A way is an entry of that file's EXPORTERS; the window's menus, buttons and dialogs and the command line's options
are made from them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from training import exporters
from training.found import load, names_in

if TYPE_CHECKING:  # importing them at run time would load more than the standard library
    from training.experiment.experiment import Experiment
    from training.insight.rate_finder import Point
    from training.runs.sweep_results import SweepResults
    from training.runs.trace import Trace
    from training.schedule.preview import Schedule

T = TypeVar("T")


class Subject(NamedTuple, Generic[T]):
    """What is exported: a T."""

    action: str  # what the names of the window's actions and buttons begin with; the exporter's name follows
    title: str  # of the dialog
    file: str  # the name that it suggests, without a suffix
    done: str = "Exported"  # what was done to the file, in a word
    problem: str = "Nothing was exported."  # what to say where nothing can be written


RUN: Subject[Trace] = Subject("export_", "Export trace", "run")
RUNS: Subject[Sequence[tuple[int, str, Trace]]] = Subject("compare.", "Export runs", "runs")  # number, name, trace
SWEEP: Subject[SweepResults] = Subject("sweep.", "Export the sweep", "sweep", "Wrote")
SCHEDULE: Subject[tuple[Schedule, Experiment]] = Subject("schedule.", "Export the schedule", "schedule")
RATES: Subject[Sequence[Point]] = Subject("rates.", "Export the rates", "rates")
SCRIPT: Subject[str] = Subject("save_", "Save the script", "experiment", "Saved", "The script was not saved.")


class Exporter(NamedTuple, Generic[T]):
    """A way to write a subject.

    Attributes:
        name: what stands for it in the names of actions, and after `--` on the command line.
        suffix: of its files.
        format: what its files are called.
        text, tip: of the window's action or button.
        content: returns what its file holds.
        help: of the command line's option.
        option: where the command line calls it otherwise.
        keys, icon: of the action.
    """

    subject: Subject[T]
    name: str
    suffix: str
    format: str
    text: str
    tip: str
    content: Callable[[T], str | bytes]
    help: str = ""
    option: str = ""
    keys: str = ""
    icon: str = ""

    @property
    def action(self) -> str:
        """Return what the window calls it."""
        return f"{self.subject.action}{self.name}"

    @property
    def filter(self) -> str:
        """Return its line in a dialog."""
        return f"{self.format} (*{self.suffix})"


def exporters_of(subject: Subject[T], *packages: ModuleType) -> list[Exporter[T]]:
    """Return the ways to write a subject; those of further packages come last."""
    modules = (load(package, name) for package in (exporters, *packages) for name in names_in(package))
    found: list[Exporter[Any]] = [exporter for module in modules for exporter in module.EXPORTERS]
    return [exporter for exporter in found if exporter.subject is subject]
