"""`sweep`: train all variants of an experiment; a table goes to standard output, progress to standard error."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import closing, nullcontext
from functools import partial
from pathlib import Path
from time import perf_counter

from training.engine.data import load
from training.engine.data.dataset import Dataset
from training.engine.device import choose_device
from training.engine.errors import TrainingError
from training.engine.memory import check_memory
from training.engine.sweep.sweep import Way
from training.exit_codes import DONE, FAILED, INTERRUPTED
from training.experiment.data import DataSettings
from training.experiment.experiment import Experiment
from training.experiment.schedulers import counted
from training.experiment.sweep import Sweep, read_sweep
from training.layout import COMMAND
from training.runs.parting import parting
from training.runs.store import Mode, RunStore, UnknownRunError
from training.runs.store.sweeps import SweepStore
from training.runs.stored_sweep import StoredSweep, begin_sweep, find_sweep
from training.runs.sweep_recorder import Blocks, SweepRecorder, train_unrecorded
from training.runs.sweep_results import SweepResults
from training.terminal.common import show_message
from training.terminal.kept_runs import open_store
from training.terminal.progress import Interruption, Progress
from training.terminal.recording import recording
from training.terminal.sweep_table import table
from training.terminal.targets import Targets

LATEST = 0  # in place of a sweep's number
Datasets = Mapping[DataSettings, Dataset]


def sweep(
    file: str, settings: Sequence[str], targets: Targets[SweepResults], quiet: bool, way: Way, recorded: bool
) -> int:
    """Train all runs, print their results, write the CSV; what was finished before Ctrl+C is kept."""
    read = read_sweep(Path(file), settings)
    targets.check(file, read.variants[0].experiment)
    datasets = _prepared([variant.experiment for variant in read.variants])
    with recording(way.word, partial(_recorder_of, read, way, quiet)) if recorded else nullcontext() as recorder:
        blocks = recorder.train(datasets) if recorder else train_unrecorded(read, way, datasets)
        results = recorder.results() if recorder else SweepResults(read)
        return _carry_out(results, blocks, way, targets, quiet)


def resume(number: int, targets: Targets[SweepResults], quiet: bool) -> int:
    """Train what is left of a recorded sweep, LATEST or of this number, and print the results of all its runs."""
    with open_store(Mode.WRITE) as store:
        found = _found(store, number)
        if not found.open:
            raise UnknownRunError(
                f"All runs of {found.way.word} {found.number} have ended; there is nothing to go on with."
            )
        experiments = [run.trace.experiment for run in found.open.values()]
        targets.check(None, experiments[0])
        datasets = _prepared(experiments)
        _announce(found, quiet)
        results, blocks = found.results(), SweepRecorder(store, found, show_message).train(datasets)
        return _carry_out(results, blocks, found.way, targets, quiet)


def _found(store: RunStore, number: int) -> StoredSweep:
    if number != LATEST:
        return find_sweep(store, number)
    latest = SweepStore(store).latest_unfinished()
    if latest is None:
        raise UnknownRunError("There is no sweep to go on with: all runs of all sweeps have ended.")
    return find_sweep(store, latest)


def _prepared(experiments: Sequence[Experiment]) -> Datasets:
    """Return the data of the first of the runs to train; raises what keeps all of them from beginning."""
    experiment = experiments[0]
    dataset = load(experiment.data)
    choose_device(experiment.device)
    _check_any_fits(experiments, dataset)
    return {experiment.data: dataset}


def _check_any_fits(experiments: Sequence[Experiment], dataset: Dataset) -> None:
    """Raise why none of the runs fits into the memory; one that does not, among others, ends as a run of its own."""
    refusal: TrainingError | None = None
    kinds = {(one.network, one.optimizer.kind, one.batch_size): one for one in experiments}
    for experiment in kinds.values():
        try:
            check_memory([experiment], dataset, choose_device(experiment.device))
        except TrainingError as error:
            refusal = error
        else:
            return
    if refusal is not None:
        raise refusal


def _recorder_of(sweep: Sweep, way: Way, quiet: bool, store: RunStore) -> SweepRecorder:
    """Begin the sweep; raises StoreError."""
    begun = begin_sweep(store, sweep, way)
    _announce(begun, quiet)
    return SweepRecorder(store, begun, show_message)


def _announce(sweep: StoredSweep, quiet: bool) -> None:
    if not quiet:
        again = f"if it is stopped, `{COMMAND} sweep --resume {sweep.number}` goes on with it."
        name = f"{sweep.way.word.capitalize()} {sweep.number}"
        show_message(f"{name}, {len(sweep.open)} of {counted(len(sweep.sweep.variants), 'run')} to train; {again}")


def _carry_out(results: SweepResults, blocks: Blocks, way: Way, targets: Targets[SweepResults], quiet: bool) -> int:
    """Train what is left of the runs, and tell what they came to; returns the exit code."""
    begin = perf_counter()
    with Interruption() as interruption:
        try:
            with interruption.heeded(), Progress(results.epochs, quiet, results.epochs_done) as progress:
                interrupted = _train(results, blocks, progress, interruption)
        finally:
            seconds = perf_counter() - begin
            if not targets.on_output and not quiet:
                print("\n".join(table(results)))
            undelivered = targets.deliver(results, "traces follow", interruption)
    stream = sys.stderr if targets.on_output or undelivered else sys.stdout
    if way is Way.RACE and (parted := parting([trace for trace in results.traces if len(trace)])):
        print(parted.words(), file=stream)
    print(results.summary(seconds), file=stream)
    if interrupted:
        return undelivered or INTERRUPTED
    return undelivered or (FAILED if len(results.messages) == len(results.traces) else DONE)


def _train(results: SweepResults, blocks: Blocks, progress: Progress, interruption: Interruption) -> bool:
    """Train all runs; returns whether somebody interrupted."""
    with closing(blocks):
        for block in blocks:
            for update in block:
                results.add(update)
            progress.show(results.epochs_done)
            if interruption.wanted and results.ended < len(results.traces):
                return True
    return False
