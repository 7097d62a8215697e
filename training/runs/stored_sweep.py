"""A sweep as the store keeps it: begun with all its runs, found again with all that they have had."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from training.engine.checkpoint import checkpoint_of
from training.engine.data.errors import DataError
from training.engine.device import choose_device, describe_device
from training.engine.errors import TrainingError
from training.engine.sweep.member import Past
from training.engine.sweep.sweep import Job, Way
from training.experiment.calls import call_of
from training.experiment.problems import ExperimentError
from training.experiment.sweep import Sweep, Variant, literal, short_names, sweep_of
from training.runs.resuming import resumed
from training.runs.run import Run, Status
from training.runs.store import RunStore, StoreError
from training.runs.store.sweeps import UNFINISHED, SweepStore
from training.runs.sweep_results import SweepResults
from training.runs.trace import Trace

NO_NUMBER = 0  # of a run that was deleted


class StoredSweep(NamedTuple):
    """A sweep with its number in the store, and its runs there by their positions; deleted ones are missing."""

    number: int
    sweep: Sweep
    way: Way
    runs: Mapping[int, Run]

    @property
    def open(self) -> dict[int, Run]:
        """Return the runs that are still to be trained, or to be trained on, by position."""
        return {position: run for position, run in self.runs.items() if run.status in UNFINISHED}

    def results(self) -> SweepResults:
        """Return what the runs have come to so far."""
        positions = range(len(self.sweep.variants))
        results = SweepResults(self.sweep, [self.runs[p].number if p in self.runs else NO_NUMBER for p in positions])
        for position, run in self.runs.items():
            results.restore(position, run.trace, None if position in self.open else run.message)
        return results


def begin_sweep(store: RunStore, sweep: Sweep, way: Way) -> StoredSweep:
    """Put a sweep and all its runs into the store; raises StoreError."""
    name = " × ".join(short_names(sweep.paths))
    plan = json.dumps({"experiment": sweep.values, "sweep": sweep.table, "way": way})  # the list of runs reads the end
    device = cache(_device)
    begun = [
        (name_of(sweep, variant), variant.experiment, device(variant.experiment.device)) for variant in sweep.variants
    ]
    number, runs = SweepStore(store).begin(name, plan, begun)
    made = (
        Run(run, Trace(variant.experiment), Status.RUNNING) for run, variant in zip(runs, sweep.variants, strict=True)
    )
    return StoredSweep(number, sweep, way, dict(enumerate(made)))


def find_sweep(store: RunStore, number: int) -> StoredSweep:
    """Return a sweep of the store; raises StoreError, also where this version cannot make sense of it."""
    sweeps = SweepStore(store)
    plan = json.loads(sweeps.plan(number))
    try:
        sweep = sweep_of(plan["experiment"], plan["sweep"])
    except ExperimentError as error:
        raise StoreError(f"Sweep {number} is none for this version of Stepwell: {error}") from None
    runs = {summary.place: store.load(summary.id) for summary in sweeps.members(number)}
    return StoredSweep(
        number, sweep, Way(plan["way"]), {position: run for position, run in runs.items() if position is not None}
    )


def jobs_of(store: RunStore, found: StoredSweep) -> Iterator[Job]:
    """Yield what is still to train, each run from where it stands; raises StoreError."""
    for position, run in found.open.items():
        records = [run.trace[epoch] for epoch in range(len(run.trace))]
        yield Job(position, run.trace.experiment, Past(records, _state_of(store, run)) if records else None)


def _state_of(store: RunStore, run: Run) -> bytes:
    """Return the state after the last epoch; where that was lost, the epochs after an earlier one train again."""
    if len(run.trace) in store.checkpoints(run.number):
        state = store.checkpoint(run.number, len(run.trace))
        if state is not None:
            return state
    try:
        return checkpoint_of(resumed(store, run))
    except (TrainingError, DataError, ExperimentError) as error:
        raise StoreError(str(error)) from None


def name_of(sweep: Sweep, variant: Variant) -> str:
    """Return the run's name, its varied settings in short: `gamma 0.5, step_size 3, seed 1`."""
    named = zip(short_names(sweep.paths), sweep.paths, variant.values, strict=True)
    return ", ".join(_named(name, path, value, variant) for name, path, value in named)


def _named(name: str, path: str, value: Any, variant: Variant) -> str:
    if isinstance(value, Mapping) and hasattr(variant.experiment, path):
        return call_of(getattr(variant.experiment, path))
    return f"{name} {value if isinstance(value, str) else literal(value)}"


def _device(name: str) -> str:
    try:
        return describe_device(choose_device(name))
    except TrainingError:  # which the run will say
        return ""
