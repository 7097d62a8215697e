"""An experiment's optimizer and scheduler on their way: built, and changed by hand where an edit says so."""

from __future__ import annotations

from collections.abc import Callable

from training.experiment.experiment import Experiment
from training.experiment.optimizers import OptimizerSettings
from training.schedule.build import Parameters, build_optimizer, build_scheduler, stepper
from training.schedule.nesting import check_nesting


class ScheduleRun:
    """The optimizer and the scheduler of the present epoch.

    Attributes:
        optimizer: torch's.
        scheduler: torch's; None where the rate stays as it is.
        advance: the scheduler's step, as a function of the finished epoch's figures.
    """

    def __init__(
        self,
        experiment: Experiment,
        rows: int | None,
        parameters: Callable[[OptimizerSettings], Parameters],
        epoch: int = 1,
    ) -> None:
        """Build what trains an epoch, counted from 1; beyond the first, its state is for the caller to load.

        `rows` of training data decide how many batches an epoch has; `parameters` gives what an optimizer steps.
        Raises ExperimentError where torch would fail in a later epoch.
        """
        check_nesting(experiment, rows)
        self._rows, self._parameters = rows, parameters
        phase = experiment.phase(epoch)
        self.optimizer = build_optimizer(phase.optimizer, parameters(phase.optimizer))
        self._begin_schedule(experiment, epoch)

    def edit(self, experiment: Experiment, epoch: int) -> bool:
        """Change what the experiment changes by hand before this epoch; return whether it changes anything."""
        edit = experiment.edit(epoch)
        if edit is None:
            return False
        if edit.optimizer is not None:
            self.optimizer = build_optimizer(edit.optimizer, self._parameters(edit.optimizer))
        if edit.lr is not None:
            for group in self.optimizer.param_groups:
                group["lr"] = edit.lr
        if edit.optimizer is not None or edit.scheduler is not None:
            for group in self.optimizer.param_groups:
                group.pop("initial_lr", None)  # or the next scheduler would start from there
            self._begin_schedule(experiment, epoch)
        return True

    def _begin_schedule(self, experiment: Experiment, epoch: int) -> None:
        phase = experiment.phase(epoch)
        ticks = experiment.ticks(self._rows, phase.first)
        self.scheduler = build_scheduler(phase.scheduler, self.optimizer, ticks)
        self.advance = stepper(phase.scheduler, self.scheduler)
