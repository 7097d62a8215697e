from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from training.engine.sweep.sweep import Way
from training.experiment.data import Moons
from training.experiment.experiment import Experiment
from training.experiment.file import plain
from training.experiment.sweep import Sweep, sweep_of
from training.runs.run import Status
from training.runs.store import Mode, RunStore, StoreError
from training.runs.store.sweeps import SweepStore
from training.runs.stored_sweep import begin_sweep, find_sweep, jobs_of, name_of
from training.runs.sweep_recorder import SweepRecorder
from training.runs.sweep_results import SweepResults

STEP = {"kind": "StepLR", "step_size": 2}
TABLE = {"kind": "random", "runs": 3, "draw": 1, "scheduler": [STEP, {"kind": "None"}], "early_stopping": ["none", 2]}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RunStore]:
    with RunStore(tmp_path / "runs.sqlite", Mode.WRITE) as opened:
        yield opened


def swept(**table: object) -> Sweep:
    return sweep_of(plain(Experiment(epochs=3, data=Moons(rows=60))), table or TABLE)


@pytest.mark.parametrize("way", Way)
def test_a_sweep_can_be_built_again(store: RunStore, way: Way) -> None:
    begun = begin_sweep(store, swept(), way)
    found = find_sweep(store, begun.number)
    assert (found.sweep, found.way) == (begun.sweep, way)
    assert [run.trace.experiment for run in found.runs.values()] == [v.experiment for v in begun.sweep.variants]
    assert [job.run for job in jobs_of(store, begun)] == [0, 1, 2]
    (*_, last) = store.find()
    assert (last.device, last.way) == ("CPU", way.word)
    assert len(store.find("way = race")) == 3 * (way is Way.RACE)


def test_runs_have_one_number_in_results_and_store(store: RunStore) -> None:
    store.create(Experiment())
    begun = begin_sweep(store, swept(), Way.FAST)
    assert begun.results().numbers == tuple(run.id for run in SweepStore(store).members(begun.number)) == (2, 3, 4)


def test_a_run_is_called_by_what_varies() -> None:
    sweep = swept(**{"scheduler": [STEP], "network.activation": ["Tanh"], "network.hidden": [[5, 3]], "seed": [1]})
    assert name_of(sweep, sweep.variants[0]) == "StepLR(step_size=2), activation Tanh, hidden [5, 3], seed 1"


def test_the_results_of_a_stored_sweep_are_those_that_were_seen(store: RunStore) -> None:
    begun = begin_sweep(store, swept(seed=[0, 1, 2, 3], epochs=[2, 3]), Way.FAST)
    seen = SweepResults(begun.sweep)
    for block in SweepRecorder(store, begun, print).train({}):
        for update in block:
            seen.add(update)
    found = find_sweep(store, begun.number).results()
    assert found.csv() == seen.csv()
    assert (found.epochs, found.epochs_done, found.ended) == (seen.epochs, seen.epochs_done, seen.ended)
    assert found.summary(1.0) == seen.summary(1.0)


def test_deleted_runs_are_missing_and_are_not_trained(store: RunStore) -> None:
    begun = begin_sweep(store, swept(), Way.FAST)
    store.delete(begun.runs[1].number)
    found = find_sweep(store, begun.number)
    assert list(found.runs) == [0, 2]
    list(SweepRecorder(store, found, print).train({}))
    assert [run.status for run in find_sweep(store, 1).runs.values()] == [Status.FINISHED] * 2
    assert [outcome.run for outcome in find_sweep(store, 1).results().outcomes()] == [0, 2]


def test_a_device_that_is_not_there_is_the_run_s_to_tell(store: RunStore) -> None:
    begun = begin_sweep(store, swept(device=["cpu", "cuda:99"]), Way.EXACT)
    list(SweepRecorder(store, begun, print).train({}))
    assert [run.status for run in find_sweep(store, 1).runs.values()] == [Status.FINISHED, Status.FAILED]


def test_a_plan_that_this_version_cannot_build_is_refused_with_a_sentence(store: RunStore) -> None:
    SweepStore(store).begin("a", '{"experiment": {}, "sweep": {"sed": [1]}, "way": "fast"}', [])
    with pytest.raises(StoreError, match="Sweep 1 is none for this version of Stepwell: sed"):
        find_sweep(store, 1)
