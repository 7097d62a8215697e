"""Whether torch can run what a fix leads to: found by running it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from training.experiment.experiment import Experiment, experiment_from
from training.experiment.file import plain
from training.experiment.overrides import with_overrides
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import SchedulerSettings
from training.schedule.pitfalls.caution import Caution
from training.schedule.pitfalls.line_search import cautions_of_line_search
from training.schedule.pitfalls.turn import whole_run
from training.schedule.preview import preview
from training.schedule.ticks import Ticks

FEW = 20_000  # steps that are run in a moment
FORMULAS = ("lr_lambda", "scale_fn", "pct_start")  # fields with which some step may fail, however far away


def tried(caution: Caution, experiment: Experiment, ticks: Ticks) -> Caution:
    """Take the fix away where torch cannot run the experiment that it makes."""
    if caution.fix is None:
        return caution
    try:
        mended = experiment_from(with_overrides(plain(experiment), caution.fix.overrides))
        works = (ticks.total > FEW and not _may_fail(mended)) or _runs(mended, caution, ticks)
    except ExperimentError:
        works = False
    return caution if works else replace(caution, fix=None)


def _runs(mended: Experiment, caution: Caution, ticks: Ticks) -> bool:
    """Run the schedule, and look for what only the optimizer cannot do; raises ExperimentError."""
    schedule = preview(mended, ticks.per_epoch * mended.batch_size)  # as good as the true rows
    return all(new.path == caution.path for new in cautions_of_line_search(whole_run(mended, schedule)))


def _may_fail(experiment: Experiment) -> bool:
    members = (member for phase in experiment.phases for _, member in phase.scheduler.family())
    return any(_fails_somewhere(member) for member in members)


def _fails_somewhere(member: SchedulerSettings) -> bool:
    """Whether some of its steps may divide by zero, grow too large, or come after its end."""
    values: dict[str, Any] = dict(member)
    formula = any(values.get(name) is not None for name in FORMULAS)
    return formula or values.get("total_iters") == 0 or values.get("gamma", 0) > 1
