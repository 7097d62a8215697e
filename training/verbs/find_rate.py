"""`find-rate`: a learning-rate range test, and what it suggests."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, TextIO

from training.exit_codes import DONE, FAILED, INTERRUPTED
from training.exporting import RATES
from training.terminal.options import add_experiment, add_quiet
from training.terminal.targets import Targets, add_targets

if TYPE_CHECKING:  # importing them at run time would load more than the standard library
    from training.engine.data.dataset import Dataset
    from training.experiment.experiment import Experiment
    from training.insight.rate_finder import Point

HELP, ORDER = "try rising learning rates on a copy, and suggest one", 5


def add_arguments(parser: ArgumentParser) -> None:
    """Add the experiment, and what becomes of the batches."""
    add_experiment(parser)
    add_targets(parser, RATES)
    add_quiet(parser)


def run(options: Namespace) -> int:
    """Train a copy at rising rates, print the suggestions with their reasons; write the batches as CSV."""
    from training.engine.threads import settle_threads
    from training.engine.train import start
    from training.insight.rate_finder import end_note
    from training.terminal.common import read_with_overrides
    from training.terminal.rows import load_with_notes

    file, quiet, targets = options.file, options.quiet, Targets(RATES, options)
    experiment = read_with_overrides(file, options.set)
    targets.check(file, experiment)
    dataset = load_with_notes(experiment, file, quiet)
    settle_threads(start(experiment, dataset))
    points = _try_rates(experiment, dataset)
    if points is None:
        return INTERRUPTED
    targets.write(points)
    if note := end_note(experiment, len(points)) or ("" if quiet else experiment.optimizer.rate_note):
        print(note, file=sys.stderr)
    return _print_result(points, sys.stderr if targets.on_output else sys.stdout)


def _try_rates(experiment: Experiment, dataset: Dataset) -> list[Point] | None:
    """Return all batches; None if Ctrl+C came in between."""
    from training.insight.rate_finder import try_rates
    from training.terminal.progress import Interruption

    points: list[Point] = []
    with Interruption() as interruption, interruption.heeded(), closing(try_rates(experiment, dataset)) as test:
        for point in test:
            points.append(point)
            if interruption.wanted:
                return None
    return points


def _print_result(points: Sequence[Point], output: TextIO) -> int:
    from training.insight.rate_suggestions import suggest, why_none

    suggestions = suggest(points)
    if not suggestions:
        print(why_none(points), file=sys.stderr)
        return FAILED
    for suggestion in suggestions:
        recommended = " (recommended)" if suggestion.recommended else ""
        print(f"{suggestion.lr:>10.6g}  {suggestion.name}{recommended}: {suggestion.reason}", file=output)
    print(f"Use it: --set optimizer.lr={suggestions[0].lr:g}", file=output)
    return DONE
