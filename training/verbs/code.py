"""`code`: the experiment as a stand-alone script; `--prove` runs it and compares it with Stepwell's own run."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from contextlib import closing
from typing import TYPE_CHECKING

from training.errors import ExpectedError
from training.exit_codes import DONE, FAILED
from training.exporting import SCRIPT
from training.terminal.options import add_experiment
from training.terminal.targets import OUTPUT, Targets, add_targets

if TYPE_CHECKING:  # importing them at run time would load more than the standard library
    from training.engine.data.dataset import Dataset
    from training.experiment.experiment import Experiment
    from training.runs.trace import Trace
    from training.script.prove import Difference, Proof

HELP, ORDER = "print an experiment as a stand-alone script of plain PyTorch", 3
SHOWN_DIFFERENCES = 20


def add_arguments(parser: ArgumentParser) -> None:
    """Add the experiment, and what becomes of its script."""
    add_experiment(parser)
    add_targets(parser, SCRIPT)
    parser.add_argument(
        "--prove", action="store_true", help="run the script, too, and compare it with a run, value by value"
    )


def run(options: Namespace) -> int:
    """Print the script, or write it to a file; 1 if it was to be proved and is not the same."""
    from training.script.script import script_of
    from training.terminal.common import read_with_overrides
    from training.terminal.rows import is_data, load_with_notes

    file, targets = options.file, Targets(SCRIPT, options, OUTPUT)
    experiment = read_with_overrides(file, options.set)
    targets.check(file, experiment)
    dataset = load_with_notes(experiment, file, quiet=not is_data(file))
    script = script_of(experiment, dataset)
    targets.write(script)
    if not options.prove:
        return DONE
    try:
        return _report(_prove(script, experiment, dataset))
    except ExpectedError as error:
        print(error, file=sys.stderr)
        return FAILED


def _prove(script: str, experiment: Experiment, dataset: Dataset) -> Proof:
    """Train, then run the script and compare; returns how that ended."""
    from training.script.prove import prove
    from training.terminal.progress import Progress

    states = prove(script, experiment, dataset.rows, _train(experiment, dataset))
    with closing(states), Progress(experiment.epochs, quiet=False) as progress:
        for proof in states:
            if proof.compared:
                progress.show(proof.compared)
    return proof


def _train(experiment: Experiment, dataset: Dataset) -> Trace:
    """Return the trace of Stepwell's own run; one that diverges ends there, as the script does."""
    from training.engine.errors import DivergedError
    from training.engine.threads import settle_threads
    from training.engine.train import start, train_on
    from training.runs.trace import Trace

    trainer, trace = start(experiment, dataset), Trace(experiment)
    settle_threads(trainer)
    try:
        for record in train_on(trainer):
            trace.extend([record])
    except DivergedError as error:
        print(error, file=sys.stderr)
    return trace


def _report(proof: Proof) -> int:
    """Say on standard error how the proof ended; returns the exit code."""
    print(f"{proof}: preview, run and script, value by value.", file=sys.stderr)
    for difference in proof.differences[:SHOWN_DIFFERENCES]:
        print(f"  {_sentence(difference)}", file=sys.stderr)
    more = len(proof.differences) - SHOWN_DIFFERENCES
    if more > 0:
        print(f"  and {more} more", file=sys.stderr)
    return DONE if proof.holds else FAILED


def _sentence(difference: Difference) -> str:
    epoch, column, where, expected, script = difference
    return f"epoch {epoch}: {column} is {expected!r} in the {where} and {script!r} in the script"
