"""Whether torch can run what a fix leads to: found by running it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import SchedulerSettings
from training.experiment.ticks import Ticks
from training.schedule.numbering import NAMED
from training.schedule.pitfalls.caution import Caution
from training.schedule.pitfalls.line_search import stopped_searches
from training.schedule.pitfalls.span import whole_run
from training.schedule.preview import Schedule, preview

Look = Callable[[Experiment, Schedule], list[Caution]]
FEW = 20_000  # steps that are run in a moment
NUMBER = re.compile(r"\d[\d.,e+-]*")
FORMULAS = ("lr_lambda", "scale_fn", "pct_start")  # fields with which some step may fail, however far away


def tried(caution: Caution, found: Sequence[Caution], experiment: Experiment, ticks: Ticks, look: Look) -> Caution:
    """Take the fix away where torch cannot run the experiment that it makes, or where its caution stays.

    `found` are all cautions about the experiment; `look` returns those about another one with this schedule.
    """
    if caution.fix is None:
        return caution
    try:
        mended = caution.fix.mended(experiment)
        works = (ticks.total > FEW and not _may_fail(mended)) or _mends(mended, caution, found, ticks, look)
    except ExperimentError:
        works = False
    return caution if works else replace(caution, fix=None)


def _mends(mended: Experiment, caution: Caution, found: Sequence[Caution], ticks: Ticks, look: Look) -> bool:
    """Run the schedule, and look for what is left, and for what the optimizer cannot do; raises ExperimentError."""
    schedule = preview(mended, ticks.per_epoch * mended.batch_size)  # as good as the true rows
    fails = any(new.path != caution.path for new in stopped_searches(whole_run(mended, schedule)))
    if fails or not np.abs(schedule.rates).max() < np.finfo(np.float32).max:
        return False
    left = look(mended, schedule)
    # one that only moves to another setting is not gone
    before, after = (sum(_said(other) == _said(caution) for other in cautions) for cautions in (found, left))
    return after < before and all(_about(other) != _about(caution) for other in left)


def _about(caution: Caution) -> tuple[str, str, str, bool]:
    """Return what a caution is about, whatever its numbers."""
    return caution.pitfall, caution.path, caution.reason, " of the head " in caution.message


def _said(caution: Caution) -> tuple[str, str, tuple[str, ...]]:
    """Return what a caution says, wherever it stands and whatever its numbers, and of which epochs."""
    epochs = tuple(found.group() for found in NAMED.finditer(caution.message))
    return caution.pitfall, NUMBER.sub("0", caution.message), epochs


def _may_fail(experiment: Experiment) -> bool:
    members = (member for phase in experiment.phases for _, member in phase.scheduler.family())
    return any(_fails_somewhere(member) for member in members)


def _fails_somewhere(member: SchedulerSettings) -> bool:
    """Whether some of its steps may divide by zero, grow too large, or come after its end."""
    values: dict[str, Any] = dict(member)
    formula = any(values.get(name) is not None for name in FORMULAS)
    return formula or values.get("total_iters") == 0 or values.get("gamma", 0) > 1
