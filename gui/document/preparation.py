"""What the form leads to, before any training: the schedule, the data, the layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from gui.jobs.jobs import Jobs
from gui.jobs.question import Question
from training.experiment.data import DataSettings
from training.experiment.experiment import Experiment
from training.jobs import NOTHING_YET

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset
    from training.schedule.assumption import Assumption
    from training.schedule.preview import Schedule

    Assume = Callable[[Experiment], Assumption | None]

SCHEDULE, DATA, FACTS, LAYERS = "schedule", "data", "facts", "layers"
FIRST_PAUSE = 0.05  # seconds between the first two looks at a growing schedule; each next pause is twice as long


class Preparation(QObject):
    """Follows the experiment in the form; what takes time is done on threads.

    Attributes:
        dataset: the loaded rows; None while there are none.
        schedule: of the form, as far as it is known; None where torch cannot run it.
    """

    devices_found = Signal(object, str)  # the devices that can train, and the one `auto` takes
    schedule_changed = Signal(object)  # a Schedule, as far as it is known; None where torch cannot run the experiment
    dataset_changed = Signal(object)  # a Dataset; None while it is loading or cannot be loaded
    facts_changed = Signal(object)  # TableFacts of the user's own file; None when the data are no file
    layers_changed = Signal(object)  # a list of Layers
    problem_changed = Signal(str, str)  # what is wrong (`data`, `facts`, …) and the sentence, empty when all is well

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        """Begin with nothing; torch loads on the first thread."""
        super().__init__(parent)
        self.dataset: Dataset | None = None
        self.schedule: Schedule | None = None
        self._experiment: Experiment | None = None
        self._assume: Assume = _nothing_assumed
        self._jobs = jobs
        devices = jobs.question("quick", "devices", self)
        devices.answered.connect(lambda answer: self.devices_found.emit(*answer))
        self._schedule = self._question("quick", SCHEDULE, self._set_schedule)
        self._layers = self._question("quick", LAYERS, self.layers_changed.emit)
        self._facts = self._question("slow", FACTS, self.facts_changed.emit)
        self._data = self._question("slow", DATA, self._on_loaded)
        self._schedule.failed.connect(lambda _: self._set_schedule(None))
        devices.ask(_devices)

    def _question(self, lane: str, name: str, take: Callable[[Any], None]) -> Question:
        question = self._jobs.question(lane, name, self)
        question.answered.connect(lambda _: self.problem_changed.emit(name, ""))
        question.answered.connect(take)
        question.failed.connect(lambda error: self.problem_changed.emit(name, str(error)))
        return question

    def follow(self, experiment: Experiment) -> None:
        """Prepare this experiment, redoing only what has changed."""
        before, self._experiment = self._experiment, experiment
        if before is None or before.data != experiment.data:
            self.reload()
        elif before.network != experiment.network and self.dataset is not None:
            self._describe_layers()
        if before is None or _rate_settings(before) != _rate_settings(experiment):
            self._preview()

    def assume(self, assume: Assume) -> None:
        """Preview a scheduler that watches a figure on the course that this gives for an experiment."""
        self._assume = assume
        self._preview()

    def assumption(self, experiment: Experiment) -> Assumption | None:
        """Return what the preview assumes of the watched figure; None: what a preview assumes by itself."""
        return self._assume(experiment) if experiment.watched else None

    def reload(self) -> None:
        """Load the data, also when only the file's content has changed."""
        if self._experiment is None:
            return
        self.dataset = None
        data = self._experiment.data
        self.dataset_changed.emit(None)
        self._facts.ask(lambda: _inspect(data))
        self._data.ask(lambda: _load(data))

    def _preview(self) -> None:
        """Compute the schedule; one that steps after each batch waits for the rows."""
        experiment = self._experiment
        rows = self.dataset.rows if self.dataset is not None else None
        if experiment is not None and (rows is not None or not experiment.steps_after_batch):
            assumption = self.assumption(experiment)
            self._schedule.ask(lambda: _schedule(experiment, rows, assumption))

    def _describe_layers(self) -> None:
        experiment, dataset = self._experiment, self.dataset
        if experiment is not None and dataset is not None:
            self._layers.ask(lambda: _layers(experiment, dataset))

    def _on_loaded(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.dataset_changed.emit(dataset)
        self._describe_layers()
        if self._experiment is not None and self._experiment.steps_after_batch:
            self._preview()

    def _set_schedule(self, schedule: Schedule | None) -> None:
        self.schedule = schedule
        self.schedule_changed.emit(schedule)


def _nothing_assumed(experiment: Experiment) -> Assumption | None:
    return None


def _rate_settings(experiment: Experiment) -> tuple[object, ...]:
    steps = experiment.step_scheduler, experiment.epochs, experiment.batch_size
    groups = experiment.head_lr, experiment.freeze_body, experiment.freeze_head
    return experiment.optimizer, experiment.scheduler, experiment.edits, steps, groups


def _devices() -> Iterator[object]:
    import torch

    from training.engine.device import choose_device, describe_device

    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    names = ["auto", "cpu", *(f"cuda:{number}" for number in range(count))]
    yield names, describe_device(choose_device("auto"))


def _schedule(experiment: Experiment, rows: int | None, assumption: Assumption | None) -> Iterator[object]:
    from training.schedule.preview import preview_blocks

    shown, pause, schedule = 0.0, FIRST_PAUSE, None
    for schedule in preview_blocks(experiment, rows, assumption):
        if monotonic() - shown < pause:
            yield NOTHING_YET
        else:
            yield schedule
            shown, pause, schedule = monotonic(), 2 * pause, None
    if schedule is not None:
        yield schedule


def _inspect(data: DataSettings) -> Iterator[object]:
    from training.engine.data.table.inspection import inspect_table

    its: Any = data
    yield inspect_table(its) if data.reads_file else None


def _load(data: DataSettings) -> Iterator[object]:
    from training.engine.data import load

    yield load(data)


def _layers(experiment: Experiment, dataset: Dataset) -> Iterator[object]:
    from training.engine.networks import describe_network

    yield describe_network(experiment.network, dataset)
