"""Whether torch can run what a fix leads to: found by running it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from training.experiment.experiment import Experiment, experiment_from
from training.experiment.file import plain
from training.experiment.overrides import with_overrides
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import SchedulerSettings
from training.schedule.pitfalls.caution import Caution
from training.schedule.pitfalls.line_search import stopped_searches
from training.schedule.pitfalls.turn import whole_run
from training.schedule.preview import Schedule, preview
from training.schedule.ticks import Ticks

Look = Callable[[Experiment, Schedule], list[Caution]]
FEW = 20_000  # steps that are run in a moment
FORMULAS = ("lr_lambda", "scale_fn", "pct_start")  # fields with which some step may fail, however far away


def tried(caution: Caution, experiment: Experiment, ticks: Ticks, look: Look) -> Caution:
    """Take the fix away where torch cannot run the experiment that it makes, or where its caution stays.

    `look` returns the cautions about an experiment with this schedule.
    """
    if caution.fix is None:
        return caution
    try:
        mended = experiment_from(with_overrides(plain(experiment), caution.fix.overrides))
        works = (ticks.total > FEW and not _may_fail(mended)) or _mends(mended, caution, ticks, look)
    except ExperimentError:
        works = False
    return caution if works else replace(caution, fix=None)


def _mends(mended: Experiment, caution: Caution, ticks: Ticks, look: Look) -> bool:
    """Run the schedule, and look for what is left, and for what the optimizer cannot do; raises ExperimentError."""
    schedule = preview(mended, ticks.per_epoch * mended.batch_size)  # as good as the true rows
    fails = any(new.path != caution.path for new in stopped_searches(whole_run(mended, schedule)))
    if fails or not np.abs(schedule.rates).max() < np.finfo(np.float32).max:
        return False
    return all(_about(left) != _about(caution) for left in look(mended, schedule))


def _about(caution: Caution) -> tuple[str, str, str, bool]:
    """Return what a caution is about, whatever its numbers."""
    return caution.pitfall, caution.path, caution.reason, " of the head " in caution.message


def _may_fail(experiment: Experiment) -> bool:
    members = (member for phase in experiment.phases for _, member in phase.scheduler.family())
    return any(_fails_somewhere(member) for member in members)


def _fails_somewhere(member: SchedulerSettings) -> bool:
    """Whether some of its steps may divide by zero, grow too large, or come after its end."""
    values: dict[str, Any] = dict(member)
    formula = any(values.get(name) is not None for name in FORMULAS)
    return formula or values.get("total_iters") == 0 or values.get("gamma", 0) > 1
