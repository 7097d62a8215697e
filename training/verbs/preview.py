"""`preview`: the learning rate of each epoch, without training."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from training.engine.data.errors import DataError
from training.exit_codes import DONE
from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError, Problem
from training.files import FileError
from training.runs.csv import schedule_csv
from training.schedule.acting import unread
from training.schedule.assumption import Assumption, read_assumption
from training.schedule.explain import explain_change, explain_edit
from training.schedule.links import Links
from training.schedule.preview import LONGEST, preview
from training.verbs.common import check_target, read_with_overrides, refuse, write_csv
from training.verbs.rows import is_data, load_told
from training.verbs.table import INSIDE, inside


def run(file: str | None, settings: Sequence[str], csv: str | None, assume: str | None = None) -> int:
    """Print lr and lr_after of each epoch, or write them as CSV."""
    try:
        experiment = read_with_overrides(file, settings)
        if experiment.epochs > LONGEST:
            return refuse(ValueError(f"epochs: a preview shows at most {LONGEST} epochs, not {experiment.epochs}."))
        check_target(csv, file, experiment)
        needed = experiment.steps_after_batch or is_data(file)
        rows = load_told(experiment, file, quiet=not is_data(file)).rows if needed else None
        assumption = _assumption(experiment, assume)
        schedule = preview(experiment, rows, assumption)
        if csv is not None:
            write_csv(csv, schedule_csv(schedule, experiment))
            return DONE
    except (ExperimentError, DataError, FileError) as error:
        return refuse(error)
    if schedule.assumption:
        print(f"Planned as if {schedule.assumption}.", file=sys.stderr)
    by_batch = experiment.steps_after_batch
    names = "".join(f"{name:>12}" for name in INSIDE) if by_batch else ""
    print(f"{'epoch':>7}  {'lr':>12}{names}  {'lr after':>12}")
    links = Links(experiment, assumption=assumption)
    left, left_head = 0.0, None
    for epoch, rates in enumerate(zip(schedule.lr.tolist(), schedule.lr_after.tolist(), strict=True), start=1):
        (lr, lr_after), head = rates, schedule.head_rates(epoch)
        changes = []
        if edit := experiment.edit(epoch):
            change = explain_edit(edit, (left, lr), head and left_head and (left_head[1], head[0]))
            changes.append(change + unread(experiment, epoch))
        if lr != lr_after or (head and head[0] != head[1]):
            changes.append(explain_change(experiment, epoch, lr, lr_after, head, links=links.of(epoch)))
        extremes = inside(schedule.epoch_rates(epoch) if by_batch else None)
        print(f"{epoch:>7}  {lr:>12.6g}{extremes}  {lr_after:>12.6g}  {'; '.join(changes)}".rstrip())
        left, left_head = lr_after, head
    return DONE


def _assumption(experiment: Experiment, text: str | None) -> Assumption | None:
    if text is None:
        return None
    if not experiment.watched:
        raise ExperimentError([Problem("--assume", f"{experiment.scheduler.kind} watches no figure; leave it out")])
    return read_assumption(text, experiment.epochs, experiment.watched[0])
