"""`runs fork`: go on from a kept epoch of a run with another schedule, optimizer or rate, as a run of its own."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from training.exporting import RUN
from training.terminal.options import add_run, add_way_on
from training.terminal.targets import Targets
from training.terminal.typed import whole

if TYPE_CHECKING:  # importing them at run time would load more than the standard library
    from training.experiment.experiment import Experiment
    from training.runs.store import RunStore

HELP, ORDER = "go another way from a kept epoch of a run, as a run of its own", 9


def add_arguments(parser: ArgumentParser) -> None:
    """Add which run, from where, and the way."""
    add_run(parser)
    parser.add_argument("--after", type=whole, metavar="EPOCH", help="the epoch to go on from; without it: the last")
    add_way_on(parser)


def run(options: Namespace) -> int:
    """Train the run's way on from an epoch, else from its last one; the run itself stays as it is."""
    from training.runs.store import Mode
    from training.terminal.kept_runs import open_store

    with open_store(Mode.WRITE) as store:
        begun = store.experiment(options.run)
        Targets(RUN, options).check(None, begun)
        epoch = max(store.checkpoints(options.run), default=0) if options.after is None else options.after
        child = store.fork(options.run, epoch, _wanted(begun, epoch, options))
        return _train(store, child, options)


def _train(store: RunStore, child: int, options: Namespace) -> int:
    from training.engine.data.errors import DataError
    from training.engine.errors import TrainingError
    from training.terminal.going_on import go_on

    try:
        return go_on(store, store.load(child), Targets(RUN, options), options.quiet)
    except (DataError, TrainingError):
        store.delete(child)
        raise


def _wanted(begun: Experiment, epoch: int, options: Namespace) -> Experiment:
    """Return the parent's experiment up to an epoch, and from then on what the command line says."""
    from training.terminal.going_on import edit_of

    parent = begun.up_to(epoch)
    if options.epochs is not None:
        parent = parent.changed(epochs=options.epochs)
    if not options.set:
        return parent
    parent, edit = edit_of(parent, epoch + 1, options.set)
    return parent.with_edit(edit)
