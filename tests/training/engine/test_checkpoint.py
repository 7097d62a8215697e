"""Going on equals never having stopped: to the last bit, in another process, for every optimizer and scheduler."""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.schedulers import SCHEDULERS
from training.engine.checkpoint import DIGEST, CheckpointError, checkpoint_of, read, resume
from training.engine.data import load
from training.engine.data.dataset import Dataset
from training.engine.record import EpochRecord
from training.engine.train import Trainer, start, train_on
from training.experiment.data import DataSettings, Digits, Iris, Moons, Table
from training.experiment.edits import Edit
from training.experiment.experiment import STAGES, Experiment
from training.experiment.networks import MLP, ConvNet
from training.experiment.optimizers import LBFGS, SGD, Adam
from training.experiment.schedulers import ExponentialLR, HandSwitched, LinearLR, OneCycleLR, ReduceLROnPlateau, StepLR

ROOT = Path(__file__).parents[3]
EPOCHS, CUTS = 9, (1, 4, 8)
NOISY = MLP(hidden=(16, 8), dropout=0.3)
CASES: dict[str, Experiment] = {}


def case(name: str, **settings: object) -> None:
    CASES[name] = Experiment(**{"epochs": EPOCHS, "batch_size": 32, "data": Iris(), "network": NOISY, **settings})


def suggested(kind: Any) -> Any:
    values = {name: value for name, value in kind.suggested().items() if name != "kind"}
    return kind(**values | ({"lr": 0.1} if kind.__name__ == "LBFGS" else {}))  # at its default it diverges


for kind in STAGES["optimizer"]:
    bias = kind.__name__ != "Muon"
    case(f"{kind.__name__}", optimizer=suggested(kind), network=MLP(hidden=(16, 8), dropout=0.3, bias=bias))
    if kind.__name__ not in ("Muon", "LBFGS"):
        case(f"{kind.__name__} flat", optimizer=suggested(kind), network=MLP(hidden=(64,), batch_norm=True))
for kind in STAGES["scheduler"]:
    scheduler = suggested(kind)
    case(f"{scheduler.kind}", scheduler=scheduler, optimizer=SGD(lr=0.05, momentum=0.9))
    if scheduler.kind != "ReduceLROnPlateau":
        case(f"{scheduler.kind} after each batch", scheduler=scheduler, step_scheduler="batch", optimizer=Adam(lr=0.01))
case("plateau by hand", scheduler=HandSwitched(
    schedulers=(LinearLR(total_iters=3), HandSwitched(
        schedulers=(ReduceLROnPlateau(patience=0, threshold=0.5), OneCycleLR(max_lr=0.1)), milestones=(2,)
    )), milestones=(3,)
))  # fmt: skip
case("early stopping", early_stopping=4, optimizer=SGD(lr=0.0))
case("frozen body", freeze_body=3, head_lr=0.02, optimizer=Adam())
case("frozen head", freeze_head=5, optimizer=SGD(lr=0.1, momentum=0.9))
for place, kind in enumerate(STAGES["scheduler"]):
    edit = {"epoch": 2 + place % 7, "scheduler": suggested(kind)}
    case(f"{edit['scheduler'].kind} by hand", step_scheduler="epoch", edits=(edit, {"epoch": 9, "lr": 0.02}))
for place, kind in enumerate(STAGES["optimizer"]):
    edits = ({"epoch": 2 + place % 4, "optimizer": suggested(kind)}, {"epoch": 7, "optimizer": Adam(lr=0.02)})
    case(f"{kind.__name__} by hand", network=MLP(hidden=(64,), bias=False), optimizer=Adam(), edits=edits)
case("convolutions", data=Digits(), network=ConvNet(channels=(4,), batch_norm=True, dropout=0.3), batch_size=400)
case("clipped and balanced", clip_grad_norm=0.1, class_weights="balanced")


@cache
def data_of(settings: DataSettings) -> Dataset:
    return load(settings)


def begun(experiment: Experiment) -> Trainer:
    return start(experiment, data_of(experiment.data))


def figures(records: Iterator[EpochRecord]) -> list[EpochRecord]:
    return [record._replace(seconds=0.0) for record in records]


def same(one: Any, other: Any) -> bool:
    """Whether two states are equal to the last bit; NaN equals itself."""
    if isinstance(one, torch.Tensor):
        return one.dtype == other.dtype and one.numpy().tobytes() == other.numpy().tobytes()
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other or (one != one and other != other))


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What another process made of the checkpoints of unbroken runs, and those runs."""
    folder, unbroken = tmp_path_factory.mktemp("jobs"), {}
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    for name, experiment in CASES.items():
        trainer, records = begun(experiment), []
        for record in train_on(trainer):
            records.append(record._replace(seconds=0.0))
            if record.epoch in CUTS:
                (folder / f"{name} {record.epoch}.checkpoint").write_bytes(checkpoint_of(trainer))
                (folder / f"{name} {record.epoch}.json").write_text(experiment.model_dump_json())
        unbroken[name] = records, read(checkpoint_of(trainer))
    torch.set_num_threads(before)
    subprocess.run([sys.executable, "-m", "tests.training.engine.resuming", folder], cwd=ROOT, check=True)
    resumed = {path.stem: pickle.loads(path.read_bytes()) for path in folder.glob("*.outcome")}
    return {"unbroken": unbroken, "resumed": resumed}


def test_the_cases_cover_every_optimizer_and_scheduler() -> None:
    for stage in ("optimizer", "scheduler"):
        assert {getattr(experiment, stage).kind for experiment in CASES.values()} >= {
            suggested(kind).kind for kind in STAGES[stage]
        }


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_a_run_resumed_in_a_new_process_equals_the_unbroken_one_to_the_last_bit(
    name: str, outcomes: dict[str, Any]
) -> None:
    records, state = outcomes["unbroken"][name]
    cuts = [cut for cut in CUTS if cut <= len(records)]
    assert cuts
    for cut in cuts:
        resumed_records, resumed_state = outcomes["resumed"][f"{name} {cut}"]
        assert resumed_records == records[cut:]
        assert same(state, resumed_state)


@pytest.mark.slow
@settings(max_examples=25)
@given(SCHEDULERS, st.integers(1, 11), st.booleans())
def test_any_composition_of_schedulers_goes_on_as_if_it_had_never_stopped(
    scheduler: Any, cut: int, has_momentum: bool
) -> None:
    optimizer = SGD(lr=0.01, momentum=0.9) if has_momentum else Adam(lr=0.001)
    experiment = Experiment(epochs=12, data=Iris(), network=NOISY, optimizer=optimizer, scheduler=scheduler)
    trainer = begun(experiment)
    records = train_on(trainer)
    figures(islice(records, cut))
    checkpoint = checkpoint_of(trainer)
    expected = figures(records)
    resumed = resume(experiment, data_of(experiment.data), checkpoint)
    assert figures(train_on(resumed)) == expected
    assert same(read(checkpoint_of(resumed)), read(checkpoint_of(trainer)))


@pytest.mark.parametrize("part", ["network", "optimizer", "scheduler", "batches", "random"])
def test_no_part_of_the_state_can_be_left_out(part: str) -> None:
    experiment = CASES["Adam"].model_copy(update={"scheduler": StepLR(step_size=3, gamma=0.5)})
    trainer = begun(experiment)
    fresh = read(checkpoint_of(trainer))
    records = train_on(trainer)
    figures(islice(records, 4))
    state = read(checkpoint_of(trainer)) | {part: fresh[part]}
    expected = figures(records)
    assert figures(train_on(resume(experiment, data_of(experiment.data), packed(state)))) != expected


def packed(state: object) -> bytes:
    content = io.BytesIO()
    torch.save(state, content)
    return DIGEST(content.getvalue()).digest() + content.getvalue()


def test_early_stopping_counts_on_after_a_resume() -> None:
    experiment = Experiment(epochs=50, early_stopping=5, optimizer=SGD(lr=0.0))
    trainer = begun(experiment)
    records = train_on(trainer)
    next(records), next(records), next(records)
    resumed = resume(experiment, data_of(experiment.data), checkpoint_of(trainer))
    assert [record.epoch for record in train_on(resumed)] == [4, 5, 6]


def test_more_epochs_than_planned_equal_a_run_planned_so() -> None:
    short, long = Experiment(epochs=4, network=NOISY), Experiment(epochs=12, network=NOISY)
    trainer = begun(short)
    first = figures(train_on(trainer))
    resumed = resume(long, data_of(long.data), checkpoint_of(trainer))
    assert [*first, *figures(train_on(resumed))] == figures(train_on(begun(long)))


FORKS: dict[str, dict[str, Any]] = {
    "another rate": {"edits": (Edit(epoch=5, lr=0.02),)},
    "another scheduler for longer": {"edits": (Edit(epoch=5, scheduler=ExponentialLR(gamma=0.8)),), "epochs": 11},
    "another optimizer": {"edits": (Edit(epoch=5, optimizer=LBFGS(lr=0.05)),)},
    "all of it later": {"edits": (Edit(epoch=6, lr=0.3, scheduler=OneCycleLR(max_lr=0.1)),), "step_scheduler": "epoch"},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FORKS)
def test_a_fork_equals_a_run_that_was_planned_so_from_the_start(name: str) -> None:
    parent = Experiment(
        epochs=9, batch_size=100, network=MLP(hidden=(64,), dropout=0.2), optimizer=SGD(lr=0.1, momentum=0.9)
    )
    trainer = begun(parent)
    records = train_on(trainer)
    first = figures(islice(records, 4))
    child = parent.changed(**FORKS[name])
    fork = resume(child, data_of(child.data), checkpoint_of(trainer))
    forked = [*first, *figures(train_on(fork))]
    planned = begun(child)
    assert forked == figures(train_on(planned))
    assert same(read(checkpoint_of(fork)), read(checkpoint_of(planned)))


@given(st.data())
@settings(max_examples=60)
def test_a_single_changed_bit_is_noticed(data: st.DataObject) -> None:
    checkpoint = bytearray(some_checkpoint())
    place = data.draw(st.integers(0, len(checkpoint) * 8 - 1))
    checkpoint[place // 8] ^= 1 << place % 8
    with pytest.raises(CheckpointError, match="damaged"):
        read(bytes(checkpoint))


@given(st.integers(0, 20_000))
@settings(max_examples=30)
def test_a_checkpoint_cut_short_is_noticed(length: int) -> None:
    with pytest.raises(CheckpointError, match="damaged"):
        read(some_checkpoint()[: min(length, len(some_checkpoint()) - 1)])


@cache
def some_checkpoint() -> bytes:
    return checkpoint_of(begun(Experiment()))


def test_a_checkpoint_runs_no_code(tmp_path: Path) -> None:
    class Attack:
        def __reduce__(self) -> tuple[Any, ...]:
            return (tmp_path / "canary").touch, ()

    with pytest.raises(CheckpointError, match="cannot read"):
        read(packed({"epoch": Attack()}))
    assert not list(tmp_path.iterdir())


def test_a_checkpoint_of_another_network_is_refused() -> None:
    other = Experiment(network=MLP(hidden=(7,)))
    with pytest.raises(CheckpointError, match="does not fit"):
        resume(other, data_of(other.data), some_checkpoint())


def test_data_that_have_changed_are_refused(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("a,b,class\n" + "".join(f"{i},{i % 7},{'xy'[i % 2]}\n" for i in range(60)))
    experiment = Experiment(data=Table(path=str(table), target="class"))
    checkpoint = checkpoint_of(start(experiment, load(experiment.data)))
    resume(experiment, load(experiment.data), checkpoint)
    table.write_text(table.read_text().replace("\n7,", "\n8,"))
    with pytest.raises(CheckpointError, match="data are not those"):
        resume(experiment, load(experiment.data), checkpoint)


def test_taking_a_checkpoint_changes_nothing() -> None:
    experiment = Experiment(data=Moons(), network=NOISY)
    undisturbed = figures(train_on(begun(experiment)))
    trainer = begun(experiment)
    disturbed = [(record._replace(seconds=0.0), checkpoint_of(trainer))[0] for record in train_on(trainer)]
    assert disturbed == undisturbed


@pytest.mark.slow
def test_checkpoints_leave_the_compiler_alone() -> None:
    code = (
        "import sys; from training.engine.checkpoint import *; from training.engine.data import load; e = Experiment();"
        "d = load(e.data); resume(e, d, checkpoint_of(Trainer(e, d))); sys.exit('torch._dynamo' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
