"""`train`: train an experiment; the trace goes to standard output, progress to standard error."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing, nullcontext
from functools import partial

from training.engine.errors import TrainingError
from training.engine.threads import settle_threads
from training.engine.train import Trainer, start, train_on
from training.exit_codes import DONE, FAILED, INTERRUPTED
from training.runs.observations import summarize
from training.runs.recorder import Recorder
from training.runs.trace import Trace
from training.terminal.common import read_with_overrides
from training.terminal.progress import Interruption, Progress
from training.terminal.recording import recorder_of, recording
from training.terminal.rows import load_with_notes
from training.terminal.table import trace_head, trace_row
from training.terminal.targets import Targets


def train(file: str | None, settings: Sequence[str], targets: Targets[Trace], quiet: bool, recorded: bool) -> int:
    """Train, print the trace, write the CSV; an interrupted or failed run keeps its finished epochs."""
    experiment = read_with_overrides(file, settings)
    targets.check(file, experiment)
    dataset = load_with_notes(experiment, file, quiet)
    trainer = start(experiment, dataset, recorded)
    settle_threads(trainer)
    with recording("run", partial(recorder_of, trainer)) if recorded else nullcontext() as recorder:
        return carry_out(trainer, Trace(experiment), recorder, targets, quiet)


def carry_out(trainer: Trainer, trace: Trace, recorder: Recorder | None, targets: Targets[Trace], quiet: bool) -> int:
    """Train what is left of the run whose trace this is; returns the exit code."""
    progress = Progress(trace.experiment.epochs, quiet, trainer.epoch)
    with Interruption() as interruption:
        try:
            with interruption.heeded(), progress:
                code = _train(trainer, trace, recorder, not quiet and not targets.on_output, progress, interruption)
        finally:
            undelivered = targets.deliver(trace, "trace follows", interruption) if len(trace) else DONE
    if len(trace) and (quiet or targets):
        print(summarize(trace), file=sys.stderr if targets.on_output or undelivered else sys.stdout)
    return undelivered or code


def _train(
    trainer: Trainer,
    trace: Trace,
    recorder: Recorder | None,
    show_rows: bool,
    progress: Progress,
    interruption: Interruption,
) -> int:
    if show_rows:
        print(trace_head(trace.experiment))
    epochs = train_on(trainer)
    try:
        with closing(recorder.follow(epochs) if recorder else epochs) as run:
            for record in run:
                trace.extend([record])
                if show_rows:
                    print(trace_row(trace, len(trace) - 1))
                progress.show(record.epoch)
                if interruption.wanted and record.epoch < trace.experiment.epochs:
                    return INTERRUPTED
    except TrainingError as error:
        print(error, file=sys.stderr)
        return FAILED
    return DONE
