"""The rates inside an epoch: the extremes over its batches, wherever they are shown or kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import pytest

from training.engine.data import load
from training.engine.sweep.sweep import sweep
from training.engine.train import train
from training.experiment.experiment import Experiment, experiment_from
from training.runs.csv import COLUMNS, HEAD_COLUMNS, runs_csv, schedule_csv, trace_csv
from training.runs.observations import observe
from training.runs.store import Mode, RunStore
from training.runs.trace import Trace
from training.schedule.explain import number
from training.schedule.preview import preview
from training.schedule.rehearsal import Rehearsal
from training.terminal.table import INSIDE, trace_head, trace_row

Row = dict[str, str]


def _schedulers(chance: Random) -> Iterator[dict[str, object]]:
    batches = chance.randint(1, 40)
    warm_up = {"kind": "LinearLR", "start_factor": 0.1, "total_iters": batches}
    wave = {"kind": "CosineAnnealingWarmRestarts", "T_0": chance.randint(1, 20), "eta_min": chance.choice((0.0, 0.01))}
    yield {"kind": "OneCycleLR", "max_lr": chance.choice((0.05, 0.5)), "pct_start": chance.choice((0.2, 0.37, 0.6))}
    yield {"kind": "CyclicLR", "base_lr": 0.01, "max_lr": 0.2, "step_size_up": batches, "cycle_momentum": False}
    yield {"kind": "SequentialLR", "milestones": [batches], "schedulers": [warm_up, wave]}
    yield {"kind": "LambdaLR", "lr_lambda": f"1 + sin(epoch / {batches})"}
    yield wave
    yield {"kind": "StepLR", "step_size": batches, "gamma": chance.choice((0.5, 1.5))}


def _experiments() -> list[Experiment]:
    chance, found = Random(11), []
    for _ in range(4):
        for scheduler in _schedulers(chance):
            values = {
                "epochs": chance.randint(2, 5),
                "batch_size": chance.choice((33, 64, 100, 1000)),
                "step_scheduler": "batch",
                "device": "cpu",
                "scheduler": scheduler,
                "head_lr": chance.choice((None, 0.02)),
                "edits": chance.choice(([], [{"epoch": 2, "lr": 0.3}])),
            }
            found.append(experiment_from(values))
    return found


def _batches(experiment: Experiment) -> np.ndarray:
    """The rates of all batches, (epochs, batches), from the scheduler stepped by hand."""
    rows = load(experiment.data).rows
    rehearsal, rates = Rehearsal(experiment, rows, None), []
    for _ in range(experiment.epochs * experiment.batches(rows)):
        rehearsal.edit()
        rates.append(rehearsal.state()[0])
        rehearsal.step()
    return np.array(rates).reshape(experiment.epochs, -1)


def _trace(experiment: Experiment) -> Trace:
    trace = Trace(experiment)
    trace.extend(train(experiment))
    return trace


def _rows(text: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(text)))


def _extremes(rows: list[Row]) -> list[tuple[float, float]]:
    return [(float(row["lr_lowest"]), float(row["lr_highest"])) for row in rows]


@pytest.mark.parametrize("experiment", _experiments(), ids=lambda each: each.scheduler.kind)
def test_the_extremes_are_those_of_the_batches(experiment: Experiment) -> None:
    batches, trace = _batches(experiment), _trace(experiment)
    schedule = preview(experiment, load(experiment.data).rows)
    expected = list(zip(batches.min(1).tolist(), batches.max(1).tolist(), strict=True))

    assert _extremes(_rows(trace_csv(trace))) == expected
    assert _extremes(_rows(schedule_csv(schedule, experiment))) == expected
    assert trace_csv(trace).splitlines()[0].endswith(",lr_lowest,lr_highest")
    for index, (rates, (lowest, highest)) in enumerate(zip(batches, expected, strict=True)):
        first, last = float(rates[0]), float(rates[-1])
        assert trace.epoch_rates(index) == schedule.epoch_rates(index + 1) == (first, lowest, highest, last)
        shown = trace_row(trace, index).split()[1:5]
        assert shown == [number(rate) for rate in (first, lowest, highest, last)]
        told = f"its batches train at {number(lowest)} to {number(highest)}, the last one at {number(last)}"
        assert (told in observe(trace, index)) == (lowest != highest)


def test_the_terminal_s_table_names_them_only_where_a_step_is_a_batch() -> None:
    assert all(name in trace_head(experiment_from({"step_scheduler": "batch"})) for name in INSIDE)
    assert not any(name in trace_head(Experiment()) for name in INSIDE)


def test_several_runs_leave_empty_what_they_have_not(tmp_path: Path) -> None:
    experiments = [
        experiment_from({"epochs": 2, "device": "cpu", **values})
        for values in ({}, {"step_scheduler": "batch"}, {"head_lr": 0.05})
    ]
    traces = [_trace(experiment) for experiment in experiments]
    text = runs_csv([(number, "", trace) for number, trace in enumerate(traces)])
    plain, batch, head = (_rows(text)[index] for index in (0, 2, 4))

    assert tuple(plain) == ("run", "name", *COLUMNS, *HEAD_COLUMNS, "lr_lowest", "lr_highest")
    assert (plain["lr_lowest"], plain["head_lr"]) == ("", "")
    assert (batch["lr_highest"], batch["head_lr"]) == ("0.1", "")
    assert (head["lr_highest"], head["head_lr"]) == ("", "0.05")


def test_a_sweep_s_runs_have_the_extremes_of_single_ones() -> None:
    experiments = [
        experiment_from({"epochs": 3, "device": "cpu", "scheduler": {"kind": "OneCycleLR", "max_lr": highest}})
        for highest in (0.1, 0.5)
    ]
    traces = [Trace(experiment) for experiment in experiments]
    for update in sweep(experiments):
        traces[update.run].extend(filter(None, [update.record]))

    for trace in traces:
        rows = _batches(trace.experiment)
        assert [trace.epoch_rates(index)[1:3] for index in range(3)] == [(row.min(), row.max()) for row in rows]


def test_what_is_kept_has_the_same_extremes(tmp_path: Path) -> None:
    waves = {"kind": "CosineAnnealingWarmRestarts", "T_0": 30}
    experiment = experiment_from({"epochs": 4, "device": "cpu", "step_scheduler": "batch", "scheduler": waves})
    records = list(train(experiment))
    trace = Trace(experiment)
    trace.extend(records)
    with RunStore(tmp_path / "runs.sqlite", Mode.WRITE) as store:
        run = store.create(experiment)
        store.append(run, records[:1], b"")
        store.append(run, records[1:], b"")
        fork = store.fork(run, 4, experiment.changed(epochs=5))

        for kept in (store.load(run).trace, store.load(fork).trace):
            assert [kept.epoch_rates(index) for index in range(4)] == [trace.epoch_rates(index) for index in range(4)]
