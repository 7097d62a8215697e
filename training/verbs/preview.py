"""`preview`: the learning rate of each epoch, without training."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from training.errors import ExpectedError
from training.exit_codes import DONE
from training.exporting import SCHEDULE
from training.terminal.options import add_experiment
from training.terminal.targets import Targets, add_targets

if TYPE_CHECKING:  # importing them at run time would load more than the standard library
    from training.experiment.experiment import Experiment
    from training.schedule.assumption import Assumption
    from training.schedule.preview import Schedule

HELP, ORDER = "print the learning rate of each epoch, without training", 2


def add_arguments(parser: ArgumentParser) -> None:
    """Add the experiment, and what a scheduler will see."""
    add_experiment(parser)
    add_targets(parser, SCHEDULE)
    parser.add_argument(
        "--assume",
        metavar="COURSE",
        help="what a scheduler that watches a figure will see: 'keeps falling', 'stays flat', ..., or an earlier trace",
    )


def run(options: Namespace) -> int:
    """Print lr and lr_after of each epoch, or write them as CSV."""
    from training.schedule.preview import LONGEST, preview
    from training.terminal.common import read_with_overrides
    from training.terminal.rows import is_data, load_with_notes

    file, targets = options.file, Targets(SCHEDULE, options)
    experiment = read_with_overrides(file, options.set)
    if experiment.epochs > LONGEST:
        raise ExpectedError(f"epochs: a preview shows at most {LONGEST} epochs, not {experiment.epochs}.")
    targets.check(file, experiment)
    needed = experiment.steps_after_batch or is_data(file)
    rows = load_with_notes(experiment, file, quiet=not is_data(file)).rows if needed else None
    assumption = _assumption(experiment, options.assume)
    schedule = preview(experiment, rows, assumption)
    if targets:
        targets.write((schedule, experiment))
    else:
        _print(schedule, experiment, assumption)
    return DONE


def _print(schedule: Schedule, experiment: Experiment, assumption: Assumption | None) -> None:
    """Print a line for each epoch, with the reasons of its changes."""
    from training.schedule.acting import unread
    from training.schedule.explain import explain_change, explain_edit
    from training.schedule.links import Links
    from training.terminal.table import INSIDE, inside

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


def _assumption(experiment: Experiment, text: str | None) -> Assumption | None:
    from training.experiment.problems import ExperimentError, Problem
    from training.schedule.assumption import read_assumption

    if text is None:
        return None
    if not experiment.watched:
        raise ExperimentError([Problem("--assume", f"{experiment.scheduler.kind} watches no figure; leave it out")])
    return read_assumption(text, experiment.epochs, experiment.watched[0])
