"""`sweep`: train all variants of an experiment; a table goes to standard output, progress to standard error."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from time import perf_counter

from training.engine.data import load
from training.engine.data.dataset import Dataset
from training.engine.data.errors import DataError
from training.engine.device import choose_device
from training.engine.errors import TrainingError
from training.engine.networks import check_fits
from training.engine.sweep.sweep import sweep
from training.exit_codes import DONE, FAILED, INTERRUPTED
from training.experiment.data import DataSettings
from training.experiment.problems import ExperimentError
from training.experiment.sweep import literal, read_sweep
from training.files import FileError
from training.runs.sweep_results import Outcome, SweepResults
from training.verbs.common import check_target, refuse, write_csv
from training.verbs.progress import Interruption, Progress

HEADS = ("epochs", "loss", "accuracy", "val loss", "val acc.", "lowest", "in epoch")
GAP = "  "


def run(file: str, settings: Sequence[str], csv: str | None, quiet: bool, exact: bool) -> int:
    """Train all runs, print their results, write the CSV; what was finished before Ctrl+C is kept."""
    try:
        results = SweepResults(read_sweep(Path(file), settings))
        first = results.traces[0].experiment
        check_target(csv, file, first)
        dataset = load(first.data)
        choose_device(first.device)
        check_fits(first.network, dataset)
    except (ExperimentError, DataError, FileError, TrainingError) as error:
        return refuse(error)
    begin = perf_counter()
    interrupted = _train(results, {first.data: dataset}, exact, Progress(results.epochs, quiet))
    seconds = perf_counter() - begin
    if csv != "-" and not quiet:
        print("\n".join(_table(results)))
    undelivered = _deliver(results, csv)
    print(results.summary(seconds), file=sys.stderr if csv == "-" or undelivered else sys.stdout)
    if interrupted:
        return undelivered or INTERRUPTED
    return undelivered or (FAILED if len(results.messages) == len(results.traces) else DONE)


def _train(results: SweepResults, datasets: Mapping[DataSettings, Dataset], exact: bool, progress: Progress) -> bool:
    """Train all runs; returns whether somebody interrupted."""
    updates = sweep([trace.experiment for trace in results.traces], datasets, exact)
    with Interruption() as interruption, closing(updates), progress:
        for update in updates:
            results.add(update)
            progress.show(results.epochs_done)
            if interruption.wanted and results.ended < len(results.traces):
                return True
    return False


def _deliver(results: SweepResults, csv: str | None) -> int:
    """Write the CSV; if that fails, print it, so that the training was not for nothing."""
    if csv is None:
        return DONE
    try:
        write_csv(csv, results.csv())
    except FileError as error:
        print(f"{error} The traces follow on standard output.", file=sys.stderr)
        write_csv("-", results.csv())
        return FAILED
    return DONE


def _table(results: SweepResults) -> Iterator[str]:
    """Yield the lines of the table: the varied settings of each run, and what it came to."""
    sweep = results.sweep
    rows = [("run", *_short(sweep.paths), *HEADS)]
    notes = [""]
    for outcome in results.outcomes():
        settings = (literal(value) for value in sweep.variants[outcome.run].values)
        rows.append((str(outcome.run + 1), *settings, *_figures(outcome)))
        notes.append(outcome.message or ("" if outcome.ended else "stopped"))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row, note in zip(rows, notes, strict=True):
        cells = [f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)]
        yield GAP.join([*cells, note]).rstrip()


def _short(paths: Sequence[str]) -> list[str]:
    """Return the names of the settings, with their tables where two have the same name."""
    names = [path.rpartition(".")[2] for path in paths]
    times = Counter(names)
    return [name if times[name] == 1 else path for name, path in zip(names, paths, strict=True)]


def _figures(outcome: Outcome) -> list[str]:
    """Return the cells under HEADS; empty where there is nothing to tell."""
    trace = outcome.trace
    if not len(trace):
        return ["0", *[""] * (len(HEADS) - 1)]
    last = trace[len(trace) - 1]
    figures = last.loss, last.accuracy, last.val_loss, last.val_accuracy, outcome.lowest
    cells = ["" if figure is None else f"{figure:.4f}" for figure in figures]
    return [str(len(trace)), *cells, "" if outcome.best_epoch is None else str(outcome.best_epoch)]
