"""`code`: the experiment as a stand-alone script; `--prove` runs it and compares it with Stepwell's own run."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from training.engine.data.dataset import Dataset
from training.engine.data.errors import DataError
from training.engine.errors import DivergedError, TrainingError
from training.engine.threads import settle_threads
from training.engine.train import start, train_on
from training.exit_codes import DONE, FAILED
from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError
from training.files import FileError, write_whole
from training.runs.trace import Trace
from training.script.errors import ScriptError
from training.script.prove import Difference, Proof, prove
from training.script.script import script_of
from training.verbs.common import check_target, read_with_overrides, refuse
from training.verbs.progress import Progress
from training.verbs.rows import is_data, load_told

SHOWN_DIFFERENCES = 20


def run(file: str | None, settings: Sequence[str], output: str | None, proving: bool) -> int:
    """Print the script, or write it to a file; 1 if it was to be proved and is not the same."""
    try:
        experiment = read_with_overrides(file, settings)
        check_target(output, file, experiment)
        dataset = load_told(experiment, file, quiet=not is_data(file))
        script = script_of(experiment, dataset)
        if output is None or output == "-":
            print(script, end="", flush=True)
        else:
            write_whole(Path(output), script.encode())
    except (ExperimentError, DataError, FileError, ScriptError) as error:
        return refuse(error)
    if not proving:
        return DONE
    try:
        return _report(_prove(script, experiment, dataset))
    except (ExperimentError, ScriptError, TrainingError) as error:
        print(error, file=sys.stderr)
        return FAILED


def _prove(script: str, experiment: Experiment, dataset: Dataset) -> Proof:
    """Train, then run the script and compare; returns how that ended."""
    states = prove(script, experiment, dataset.rows, _train(experiment, dataset))
    with closing(states), Progress(experiment.epochs, quiet=False) as progress:
        for proof in states:
            if proof.compared:
                progress.show(proof.compared)
    return proof


def _train(experiment: Experiment, dataset: Dataset) -> Trace:
    """Return the trace of Stepwell's own run; one that diverges ends there, as the script does."""
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
